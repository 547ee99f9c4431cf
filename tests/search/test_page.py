"""The search page in Chromium: under a strict content security policy, below a path prefix, from a plain file server."""

import http.server
import json
import re
import threading
from functools import partial
from pathlib import Path
from types import SimpleNamespace

import pytest
from jinja2 import Environment, FileSystemLoader

from plugins.build.search.index import sync_index
from plugins.build.search.script import browser_scripts
from plugins.search.record import SearchRecord
from plugins.search.tokenizer import normalise, rules, tokens
from tests.search.conftest import ENGINE, FIXTURE, record

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("search-page")]


class Files(http.server.SimpleHTTPRequestHandler):
    def end_headers(self):
        self.send_header("Content-Security-Policy", "default-src 'self'")
        super().end_headers()

    def log_message(self, *_):
        pass


def page_html(scripts: dict[str, str]) -> str:
    """The theme's partial in a bare page, as an edition of one portal would have it."""
    env = Environment(loader=FileSystemLoader(ENGINE / "themes/congmo/templates"), autoescape=True)
    menu = [SimpleNamespace(entries=(SimpleNamespace(name="Tin tức", url="tin-tuc/"),))]
    edition = SimpleNamespace(home="", search_url="tim-kiem/", sitemap_url="so-do/", menu=menu, section_url=lambda key: "", og_locale="vi_VN",
                              portal=SimpleNamespace(level=2))
    page = SimpleNamespace(root="../", link=lambda url: "../" + url, static=lambda name: "../" + scripts[name],
                           languages=[{"lang": "vi", "current": True, "url": ""}, {"lang": "en", "current": False, "url": "en/search/"}])
    body = env.get_template("partials/search.html").render(page=page, edition=edition, lang="vi", _=lambda text: text,
                                                           province_search_url="../tinh/tim-kiem/")
    return f"<!doctype html><html lang=vi><head><meta charset=utf-8><title>Tìm kiếm</title></head><body><main>{body}</main></body></html>"


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    root = tmp_path_factory.mktemp("site")
    portal = root / "prefix/p"
    rows = [row for row in json.loads(FIXTURE.read_text("utf-8"))["documents"] if row["lang"] == "vi"]
    records = [SearchRecord(url=f"{row['id']}/", portal="pq"[number % 2], **row) for number, row in enumerate(rows)]
    records += [record(number, f"Thông báo tuyển dụng đợt {number}", url=f"tb/{number}/", portal="p", date=f"2026-03-{number:02d}") for number in range(1, 29)]
    records.append(record("ko", "하이퐁시 이용 규정", summary="이 하나의 규정은 UBND하이퐁에 있다", url="ko/", portal="p", date="2026-01-06"))
    records.append(record("evil", "<img src=x onerror=alert(1)> thẻ lạ", summary='"><script>alert(2)</script> thẻ lạ', url="javascript:alert(3)"))
    sync_index(root / "state", portal / "search", "p", "vi", records, [], True, labels={"portal": {"p": "Cổng P", "q": "Cổng Q"}})
    (portal / "static").mkdir()
    names = {}
    for name, content in browser_scripts().items():
        names[name] = f"static/{name}"
        (portal / names[name]).write_bytes(content)
    (portal / "tim-kiem").mkdir()
    (portal / "tim-kiem/index.html").write_text(page_html(names), "utf-8")
    for url in ("vi-tt", "tb/1"):
        (portal / url).mkdir(parents=True)
        (portal / url / "index.html").write_text("<!doctype html><title>Bài</title>")
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(Files, directory=root))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield SimpleNamespace(url=f"http://127.0.0.1:{server.server_port}/prefix/p/", folder=portal)
    server.shutdown()


@pytest.fixture
def page(browser):
    tab = browser.new_page()
    tab.wrong = []
    tab.on("pageerror", lambda error: tab.wrong.append(str(error)))
    tab.on("console", lambda message: message.type == "error" and "favicon" not in message.location["url"]
           and tab.wrong.append(message.text))
    tab.on("dialog", lambda dialog: (tab.wrong.append("dialog"), dialog.dismiss()))
    yield tab
    tab.close()


RESULT = "[data-part=results] li"


def until(page, expression: str) -> None:
    """Wait for an expression to be true. (Chromium's own waiting uses `eval`, which the page's policy forbids.)"""
    for _ in range(200):
        if page.evaluate(expression):
            return
        page.wait_for_timeout(25)
    raise AssertionError(f"never: {expression}")


def answered(page) -> str:
    """Wait for the answer; what is announced."""
    until(page, "!/^(|Searching.*)$/.test(document.querySelector('[data-part=status]').textContent)")
    return page.text_content("[data-part=status]")


def test_one_character_alone_is_not_marked_and_a_day_has_four_figures_of_its_year(page, site):
    page.goto(site.url + "tim-kiem/?q=하이퐁")
    answered(page)
    until(page, "document.querySelector('[data-part=results] li mark')")
    first = page.locator(RESULT).first
    assert first.locator("mark").all_text_contents() == ["하이퐁"]
    assert first.locator(".search-facts").text_content().endswith("6/1/2026")
    page.goto(site.url + "tim-kiem/?q=규")
    answered(page)
    until(page, "document.querySelector('[data-part=results] li mark')")
    assert set(page.locator(RESULT).first.locator("mark").all_text_contents()) == {"규"}


def test_a_query_in_the_address_is_answered_and_announced(page, site):
    page.goto(site.url + "tim-kiem/?q=thu+tuc+hanh+chinh")
    assert "for “thu tuc hanh chinh”" in answered(page)
    first = page.locator(RESULT).first
    assert first.locator("a").text_content().startswith("Thủ tục hành chính")
    until(page, "document.querySelector('[data-part=results] li mark')")
    assert first.locator("mark").first.text_content() == "Thủ"
    assert first.locator("a").get_attribute("href").endswith("/prefix/p/vi-tt/")
    page.wait_for_selector("[data-part=meant]:not([hidden])")
    assert "thủ tục hành chính" in page.text_content("[data-part=meant]")
    assert page.get_attribute("[data-part=status]", "aria-live") == "polite"
    assert page.wrong == []


def test_submit_back_and_forward(page, site):
    page.goto(site.url + "tim-kiem/")
    page.fill("#search-field", "sổ đỏ")
    page.press("#search-field", "Enter")
    page.wait_for_url("**q=s%E1%BB%95*")
    answered(page)
    page.fill("#search-field", "sơ đồ")
    page.press("#search-field", "Enter")
    until(page, "document.querySelector('[data-part=results] a')?.textContent.startsWith('Sơ đồ')")
    page.go_back()
    until(page, "document.querySelector('[data-part=results] a')?.textContent.includes('sổ đỏ')")
    assert page.input_value("#search-field") == "sổ đỏ"
    page.go_forward()
    until(page, "document.querySelector('[data-part=results] a')?.textContent.startsWith('Sơ đồ')")
    assert page.wrong == []


def test_more_results_narrowing_and_sorting(page, site):
    page.goto(site.url + "tim-kiem/?q=thông+báo+tuyển+dụng")
    answered(page)
    assert page.locator(RESULT).count() == 10
    page.click("[data-part=more]")
    until(page, "document.querySelectorAll('[data-part=results] li').length == 20")
    page.click("[data-part=filters] summary")
    page.select_option("select[name=filter-sort]", "date")
    until(page, "document.querySelector('[data-part=results] a')?.textContent.endsWith('đợt 28')")
    assert "sort=date" in page.url
    page.goto(site.url + "tim-kiem/?q=hồ+sơ")
    page.click("[data-part=filters] summary")
    page.select_option("select[name=filter-portal]", "q")
    page.wait_for_url("**portal=q*")
    answered(page)
    until(page, "[...document.querySelectorAll('.search-facts')].length && [...document.querySelectorAll('.search-facts')].every(e => e.textContent.includes('Cổng Q'))")
    assert page.wrong == []


def test_suggestions_and_keyboard(page, site):
    page.goto(site.url + "tim-kiem/")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "search-field"
    page.keyboard.type("thu tuc hanh", delay=20)
    page.wait_for_selector("[role=option]")
    assert page.get_attribute("#search-field", "aria-expanded") == "true"
    page.keyboard.press("ArrowDown")
    assert page.get_attribute("[role=option]", "aria-selected") == "true"
    page.keyboard.press("Escape")
    assert page.locator("[role=option]").count() == 0
    page.keyboard.press("Enter")
    answered(page)
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.tagName") == "A"
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Escape")
    assert page.input_value("#search-field") == "" and page.wrong == []


def test_nothing_found_offers_other_ways(page, site):
    page.goto(site.url + "tim-kiem/?q=xyzzyx")
    assert answered(page) == "Nothing was found for “xyzzyx”."
    page.wait_for_selector("[data-part=help]:not([hidden])")
    links = page.eval_on_selector_all("[data-part=help] a", "links => links.map(link => link.href)")
    assert any("en/search/?q=xyzzyx" in link for link in links) and any("tinh/tim-kiem/?q=xyzzyx" in link for link in links)


@pytest.mark.parametrize("query", ["thẻ lạ", "<script>alert(1)</script>", "giờ 18:00 ^~*", "\"'&<>", "%00", "a" * 3000])
def test_no_query_and_no_title_can_inject(page, site, query):
    page.goto(site.url + "tim-kiem/?" + "q=" + __import__("urllib.parse").parse.quote(query))
    answered(page)
    assert page.locator("[data-part=results] img, [data-part=results] script").count() == 0
    assert not page.eval_on_selector_all("[data-part=results] a", "links => links.some(link => link.protocol == 'javascript:')")
    assert page.wrong == []


def test_the_first_hit_keeps_the_focus_when_the_rest_comes(page, site):
    """It is shown before the others are found; a reader who is on it already must not be thrown off."""
    waiting, held = [], True
    page.route(re.compile("/search/[bnq]/"), lambda route: waiting.append(route) if held else route.continue_())
    page.goto(site.url + "tim-kiem/?q=đăng ký")
    page.locator(RESULT + " a").first.focus()
    assert page.locator(RESULT).count() == 1 and waiting
    held = False
    for route in waiting:
        route.continue_()
    answered(page)
    assert page.locator(RESULT).count() > 1
    assert page.evaluate("document.activeElement.matches('[data-part=results] li:first-child a')")


def test_a_lost_shard_gives_a_notice_and_the_rest(page, site):
    page.route("**/search/b/*", lambda route: route.fulfill(status=200, body="noise"))
    page.route("**/search/q/*", lambda route: route.abort())
    page.goto(site.url + "tim-kiem/?q=thủ+tục+hành+chính")
    answered(page)
    assert page.locator(RESULT).count() and page.is_visible("[data-part=notice]")


def test_a_lost_manifest_is_no_blank_page(page, site):
    page.route("**/search/manifest.idx", lambda route: route.abort())
    page.goto(site.url + "tim-kiem/?q=thủ+tục")
    page.wait_for_selector("[data-part=help]:not([hidden])")
    assert "could not be loaded" in page.text_content("[data-part=status]")


def test_without_javascript_the_page_explains_itself(browser, site):
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto(site.url + "tim-kiem/")
    assert "needs JavaScript" in tab.text_content("noscript")
    assert tab.locator("noscript a").count() == 2 and tab.locator("form [type=submit]").count() == 1
    context.close()


def test_chromium_cuts_terms_as_python_does(page, site, twin, tmp_path):
    bundle = Path(twin.process.args[2]).read_bytes()
    (site.folder / "static/twin.mjs.js").write_bytes(bundle)
    page.goto(site.url + "tim-kiem/")
    texts = ["Thủ tục hành chính, quản lý đất đai; Thuỷ Nguyên", "204/2025/QÐ-UBND", "İstanbul Straße ΣΊΣΥΦΟΣ ½ ㎏", "ﾃﾞﾝｸﾞ熱 運転免許証", "운전면허를 교환"]
    texts += [" ".join(f"a{chr(code)}b" for code in range(start, start + 2048) if not 0xD800 <= code < 0xE000) for start in range(0, 0x30000, 2048)]
    found = page.evaluate("""async ([texts, rules]) => {
        const { tokenizer } = await import(new URL("../static/twin.mjs.js", location));
        const { normalise, tokens } = tokenizer(rules);
        return texts.map((text) => tokens(normalise(text)));
    }""", [texts, rules("vi")])
    assert found == [tokens(normalise(text), "vi") for text in texts]


def test_the_script_is_small():
    import gzip

    scripts = browser_scripts()
    assert len(gzip.compress(scripts["search.js"], 9)) <= 6 * 1024
