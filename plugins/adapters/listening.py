"""A door for a forge's webhooks: on loopback, behind the web server, and deaf to whoever does not know the secret."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Callable

from plugins.adapters.forges.webhooks import read_delivery
from plugins.model.errors import OperatorError

MAX_BYTES = 8 * 1024 * 1024
SECONDS_A_REQUEST = 20


class Door:
    """Listens from entering the context to leaving it. kind: which forge; project: whose deliveries count, empty for
    all of those signed with the secret. port: 0 takes a free one; `port` then says which."""

    def __init__(self, kind: str, secret: str, project: str = "", port: int = 0) -> None:
        self.knocked = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", port), _handler(kind, secret, project, self.knocked))
        self._server.daemon_threads = True
        self.port = self._server.server_port

    def __enter__(self) -> "Door":
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def answer(self, act: Callable[[], None], go_on: Callable[[], bool] = lambda: True) -> None:
        """Call `act` after each delivery, one call at a time; what came while it ran makes one more call, not many."""
        while go_on():
            if self.knocked.wait(0.5):
                self.knocked.clear()
                act()


def _handler(kind: str, secret: str, project: str, knocked: threading.Event) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        timeout = SECONDS_A_REQUEST

        def do_POST(self) -> None:
            length = self.headers.get("Content-Length", "")
            if not length.isdecimal() or int(length) > MAX_BYTES:
                return self._say(413)
            try:
                delivery = read_delivery(kind, secret, dict(self.headers), self.rfile.read(int(length)))
            except OperatorError:
                return self._say(403)
            if not project or delivery.project == project:
                knocked.set()
            self._say(202)

        def _say(self, status: int) -> None:
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.send_header("Connection", "close")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """The web server in front keeps the log."""

    return Handler
