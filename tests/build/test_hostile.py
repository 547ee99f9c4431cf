"""More than a hundred hostile items in one site, opened in Chromium: none runs, none leaves the page's own origin."""

import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from tests.conftest import Site
from tests.content.payloads import PAYLOADS


@pytest.mark.browser
def test_no_payload_runs_in_a_browser(site: Site, browser: Any) -> None:
    assert len(PAYLOADS) >= 100
    for number, payload in enumerate(PAYLOADS):
        quoted = payload.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ").replace("\t", " ").replace("\x01", "")
        site.article(f"city/news/tan-cong-{number:03}.vi.md", f'"{quoted}"', body=payload.replace("\x01", ""), summary=f'"{quoted}"', tags=f'["{quoted}"]')
    result = site.build(search=True)
    assert result.documents >= 100
    (site.root / "served").mkdir()
    handler = partial(SimpleHTTPRequestHandler, directory=str(site.output))
    handler.log_message = lambda *_: None
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    origin = f"http://127.0.0.1:{server.server_address[1]}"
    pages = sorted(str(p.parent.relative_to(site.output)) for p in (site.output / "city/tin-tuc").glob("tan-cong-*/index.html"))
    pages += ["city", "city/tin-tuc", "city/so-do-cong"]
    foreign: list[str] = []
    page = browser.new_page()
    page.on("request", lambda request: foreign.append(request.url) if not request.url.startswith(origin) else None)
    for path in pages:
        page.goto(f"{origin}/{path}/", wait_until="load")
        for selector in ("main details", "main .body img", "main a"):
            for element in page.locator(selector).all()[:4]:
                if selector == "main a" and not (element.get_attribute("href") or "").lower().strip().startswith(("javascript", "data", "vbscript")):
                    continue
                element.dispatch_event("click")
        assert page.evaluate("window.__ran") is None, path
    page.close()
    server.shutdown()
    assert foreign == []
