"""What a reader waits for: Chromium on slow 4G (150 ms, 1.6 Mb/s) with the processor slowed four times, nothing cached."""

import gzip
import http.server
import statistics
import threading
import urllib.parse
from functools import partial
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, CDPSession, sync_playwright

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
_DONE = {"ours": "!/^(|Searching.*)$/.test(document.querySelector('[data-part=status]').textContent)", "other": "document.body.dataset.done == '1'"}


class _Server(http.server.SimpleHTTPRequestHandler):
    """A file server that compresses pages, scripts and JSON, as any web server in use does."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() else path
        if not path.is_file():
            self.send_error(404)
            return
        content = path.read_bytes()
        packed = path.suffix in (".html", ".js", ".json")
        content = gzip.compress(content, 9) if packed else content
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(path)))
        if packed:
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if path.suffix != ".html":
            self.server.sent += len(content)
        self.wfile.write(content)

    def log_message(self, *_):
        pass


_FIRST = """new MutationObserver(() => {
    if (!window.firstAt && document.querySelector('[data-part=results] li')) window.firstAt = performance.now();
}).observe(document, { childList: true, subtree: true });"""


def _slow(wire: CDPSession) -> None:
    """Slow 4G, and a processor four times slower."""
    wire.send("Network.enable")
    wire.send("Network.emulateNetworkConditions", {"offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 94_000})
    wire.send("Emulation.setCPUThrottlingRate", {"rate": 4})


def _loaded(browser: Browser, url: str, query: str, throttled: bool) -> float:
    """Milliseconds from the key that asks to the first result, where the script stands and no shard was fetched."""
    context = browser.new_context()
    page = context.new_page()
    if throttled:
        _slow(context.new_cdp_session(page))
    page.add_init_script(_FIRST)
    page.goto(url, wait_until="networkidle")
    asked = page.evaluate("""query => {
        document.querySelector('[data-search] input[name=q]').value = query;
        const now = performance.now();
        document.querySelector('[data-search] form').requestSubmit();
        return now;
    }""", query)
    for _ in range(2000):
        if first := page.evaluate("window.firstAt || 0"):
            break
        page.wait_for_timeout(5)
    context.close()
    return first - asked if first else 0.0


def _one(browser: Browser, server: http.server.HTTPServer, url: str, done: str, throttled: bool) -> dict[str, float]:
    """Bytes and milliseconds to the first result and to the end. The page itself and its icon are not counted. Bytes to
    the first result are what the page received; all bytes are what the server sent, workers included."""
    server.sent = 0
    context = browser.new_context()
    page = context.new_page()
    wire = context.new_cdp_session(page)
    wire.send("Network.enable")
    counted: dict[str, int] = {"bytes": 0}
    skipped: set[str] = set()
    wire.on("Network.requestWillBeSent", lambda event: skipped.add(event["requestId"])
            if event["type"] == "Document" or "favicon" in event["request"]["url"] else None)
    wire.on("Network.dataReceived", lambda event: event["requestId"] not in skipped
            and counted.update(bytes=counted["bytes"] + event["encodedDataLength"]))
    if throttled:
        _slow(wire)
    page.add_init_script(_FIRST)
    page.goto(url, wait_until="commit")
    result = {"first ms": 0.0, "first KB": 0.0}
    for _ in range(6000):
        state = page.evaluate(f"[window.firstAt || 0, document.querySelector('[data-part=results]') ? {done} : false, document.querySelectorAll('[data-part=results] li').length]")
        if state[0] and not result["first ms"]:
            result = {"first ms": state[0], "first KB": counted["bytes"] / 1000}
        if state[1]:
            break
        page.wait_for_timeout(5)
    result |= {"ten KB": server.sent / 1000, "results": state[2]}
    context.close()
    return result


def serve(root: Path) -> http.server.ThreadingHTTPServer:
    """A server of the files below `root` on this machine, which counts the bytes that it sent; shut it down afterwards."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(_Server, directory=root))
    server.sent = 0
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def measure(root: Path, queries: list[str], engines: list[str], throttled: bool = True) -> dict[str, Any]:
    """Medians, 95th percentiles and maxima for each engine below `root`, all in this run."""
    server = serve(root)
    figures: dict[str, Any] = {}
    with sync_playwright() as running:
        browser = running.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)
        for engine in engines:
            rows = []
            for query in queries:
                place = f"http://127.0.0.1:{server.server_port}/{engine}/"
                rows.append(_one(browser, server, f"{place}?q={urllib.parse.quote(query)}", _DONE["ours" if engine == "ours" else "other"], throttled))
                if engine == "ours":
                    rows[-1]["first ms, script loaded"] = _loaded(browser, place, query, throttled)
            shown = [row for row in rows if row["first ms"]]
            figures[engine] = {"queries": len(rows), "without result": len(rows) - len(shown)}
            for name in ("first ms", "first ms, script loaded", "first KB", "ten KB"):
                values = sorted(row[name] for row in shown if name in row)
                if not values:
                    continue
                figures[engine][name] = {"median": round(statistics.median(values), 1), "p95": round(values[int(0.95 * (len(values) - 1))], 1),
                                         "max": round(values[-1], 1)}
        browser.close()
    server.shutdown()
    return figures
