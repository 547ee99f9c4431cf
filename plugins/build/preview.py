"""The preview server: serves a built site, watches the site root, rebuilds and tells open pages to reload."""

import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Callable

_SCRIPT = b"""new EventSource("/_preview/changes").onmessage = () => location.reload();
"""
_TAG = b'<script src="/_preview/reload.js"></script></body>'
WATCHED = ("content", "portals", "themes", "translations", "pelicanconf.py")


class Preview(ThreadingHTTPServer):
    """Serves `folder`; `changed()` makes every open page load itself again. The files on disk are never touched: the
    reload script is added while serving."""

    daemon_threads = True

    def __init__(self, folder: Path, host: str, port: int) -> None:
        self.news = threading.Condition()
        self.version = 0
        super().__init__((host, port), partial(_Handler, directory=str(folder)))

    def changed(self) -> None:
        with self.news:
            self.version += 1
            self.news.notify_all()


class _Handler(SimpleHTTPRequestHandler):
    server: Preview
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing of every request: the terminal is for what changed."""

    def do_GET(self) -> None:
        if self.path == "/_preview/reload.js":
            self._answer(_SCRIPT, "text/javascript")
        elif self.path == "/_preview/changes":
            self._changes()
        else:
            path = Path(self.translate_path(self.path))
            if path.is_dir() and self.path.split("?")[0].endswith("/"):
                path /= "index.html"
            if path.suffix == ".html" and path.is_file():
                self._answer(path.read_bytes().replace(b"</body>", _TAG, 1), "text/html; charset=utf-8")
            elif not path.exists():
                self._missing()
            else:
                super().do_GET()

    def _missing(self) -> None:
        """The 404 page of the portal that was asked."""
        portal = Path(self.directory) / self.path.lstrip("/").split("/", 1)[0] / "404.html"
        self._answer(portal.read_bytes() if portal.is_file() else b"404", "text/html; charset=utf-8", 404)

    def _answer(self, content: bytes, kind: str, status: int = 200) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(content)

    def _changes(self) -> None:
        """Server-sent events: one for each rebuild that wrote something, a comment now and then to notice who left."""
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.close_connection = True
        known = self.server.version
        try:
            while True:
                with self.server.news:
                    self.server.news.wait(timeout=10)
                    version = self.server.version
                self.wfile.write(f"data: {version}\n\n".encode() if version != known else b": here\n\n")
                self.wfile.flush()
                known = version
        except OSError:
            return


def watch(site: Path, rebuild: Callable[[], None], stop: threading.Event) -> None:
    """Call `rebuild` after every change of what a site is made of, until `stop` is set."""
    from watchfiles import watch as changes

    present = [site / name for name in WATCHED if (site / name).exists()]
    for _ in changes(*present, stop_event=stop, debounce=50, step=20, rust_timeout=1000):
        rebuild()
