"""A forge's HTTP server on loopback that answers what a file of exchanges says, and nothing else.

The adapters speak real HTTP to it: status lines, headers, pages. A request that no exchange describes is answered with
501 and remembered, so that a test sees it.
"""

import hashlib
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

HEAD, OLD, BASE, NEW = "a" * 40, "b" * 40, "c" * 40, "d" * 40
FLAG = hashlib.sha256(f"cong-mo/review tinh/cong {HEAD}".encode()).hexdigest()[:32]
FOLDER = Path(__file__).parent / "forges"


class Replay:
    """One forge. url: its address; asked: (method, target) of every request; strange: those that no exchange has."""

    def __init__(self, kind: str) -> None:
        self.asked: list[tuple[str, str]] = []
        self.strange: list[str] = []
        self.refusal: dict[str, Any] | None = None
        replay = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def answer(self) -> None:
                sent = self.rfile.read(int(self.headers.get("content-length", 0)))
                found = replay.response(self.command, self.path, dict(self.headers.items()), sent)
                body = b"" if found["body"] is None else json.dumps(found["body"]).encode()
                self.send_response(found["status"])
                for name, value in {"Content-Type": "application/json", **found["headers"]}.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            do_GET = do_POST = do_PUT = do_PATCH = answer

            def log_message(self, *_: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        text = (FOLDER / f"{kind}.json").read_text(encoding="utf-8")
        for name, value in (("HEAD", HEAD), ("OLD", OLD), ("BASE", BASE), ("NEW", NEW), ("UID", FLAG),
                            ("SERVER", self.url)):
            text = text.replace(f"@{name}@", value)
        self.file = json.loads(text)
        self.exchanges = self.file["exchanges"]
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    def __enter__(self) -> "Replay":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def instead(self, variant: str) -> None:
        """From now on the exchanges of a variant come first."""
        self.exchanges = self.file[variant] + self.exchanges

    def refuse(self, status: str) -> None:
        """From now on every request gets this refusal."""
        self.refusal = self.file["refusals"][status]

    def response(self, method: str, target: str, headers: dict[str, str], sent: bytes) -> dict[str, Any]:
        self.asked.append((method, target))
        given = {name.lower(): value for name, value in headers.items()}
        body = json.loads(sent) if sent else None
        if any(given.get(name.lower()) != value for name, value in self.file["headers"].items()):
            self.strange.append(f"{method} {target}: headers {given}")
        elif self.refusal:
            return self.refusal
        else:
            for exchange in self.exchanges:
                wanted = exchange["request"]
                if (wanted["method"], wanted["target"], wanted.get("body")) == (method, target, body):
                    return exchange["response"]
            self.strange.append(f"{method} {target} {body}")
        return {"status": 501, "headers": {}, "body": {"message": "no exchange describes this"}}
