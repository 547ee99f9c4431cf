"""What a reader does with the keyboard alone, with scripts and without them."""

import json

import pytest
from playwright.sync_api import expect

from tests.theme.kinds import address

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("theme")]


VOICE = """window.said = [];
Object.defineProperty(globalThis, 'speechSynthesis', {value: {
    speaking: false, getVoices: () => [{lang: 'vi-VN'}], cancel() { this.speaking = false; },
    speak(part) { this.speaking = true; window.said.push([part.lang, part.text]); }}});
globalThis.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };"""


@pytest.fixture
def visit(demo, browser):
    contexts = []

    def go(name, **options):
        # A fixed clock: the site is built for Tuesday 24 November 2026.
        script = options.pop("script", "")
        context = browser.new_context(viewport={"width": options.pop("width", 1280), "height": 900}, **options)
        context.add_init_script(script)
        context.clock.set_fixed_time("2026-11-24T02:00:00Z")
        contexts.append(context)
        page = context.new_page()
        page.goto(demo.url + address(name))
        return page

    yield go
    for context in contexts:
        context.close()


def tab_to(page, wanted, limit=60):
    """Press Tab until the focused element's text or label holds `wanted`."""
    for _ in range(limit):
        page.keyboard.press("Tab")
        if wanted in page.evaluate("(document.activeElement.getAttribute('aria-label') || '') + document.activeElement.textContent"):
            return
    raise AssertionError(f"{wanted} is not reached by keyboard")


def test_skip_link_is_first_and_leads_to_the_content(visit):
    page = visit("article")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Chuyển đến nội dung chính"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


@pytest.mark.parametrize("width", (360, 1280))
def test_menu(visit, width):
    page = visit("article", width=width)
    tab_to(page, "Trình đơn")
    page.keyboard.press("Enter")
    assert page.locator(".menu-panel").is_visible()
    page.keyboard.press("Escape")
    assert not page.locator(".menu-panel").is_visible()
    assert "Trình đơn" in page.evaluate("document.activeElement.textContent")
    page.keyboard.press("Enter")
    tab_to(page, "Liên hệ")
    page.keyboard.press("Enter")
    page.wait_for_url("**/lien-he/")


def test_menu_without_scripts(visit):
    page = visit("article", width=360, java_script_enabled=False)
    page.locator(".menu summary").press("Enter")
    assert page.locator(".menu-panel").is_visible()
    assert not page.locator(".settings").is_visible()


def test_language_switch_keeps_the_item(visit):
    page = visit("article")
    tab_to(page, "日本語")
    page.keyboard.press("Enter")
    page.wait_for_url("**/ja/news/cang-bien-hai-phong-cua-ngo-ra-bien/")
    assert page.locator("html").get_attribute("lang") == "ja"


def test_language_switch_says_what_is_not_translated(visit):
    page = visit("services")
    page.goto(page.url + "cap-giay-phep-xay-dung-nha-o/")
    link = page.locator(".languages a[hreflang=ja]")
    assert "Chưa dịch" in link.text_content() or "untranslated" in link.get_attribute("class")
    assert link.get_attribute("href").endswith("ja/")


def test_settings_are_kept(visit):
    page = visit("article")
    tab_to(page, "Cài đặt hiển thị")
    page.keyboard.press("Enter")
    page.locator("input[value=contrast]").check()
    page.locator("input[value=larger]").check()
    before = page.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)")
    page.reload()
    assert page.evaluate("document.documentElement.dataset.theme") == "contrast"
    assert page.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)") == before == 22
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(0, 0, 0)"
    page.locator(".settings summary").click()
    page.locator("[data-reset]").click()
    assert page.evaluate("document.documentElement.dataset.theme") is None


@pytest.mark.parametrize("width", (320, 768, 1280))
def test_open_panels_stay_on_the_screen(visit, width):
    page = visit("article", width=width)
    for opener, panel in ((".settings summary", ".settings-panel"), (".menu summary", ".menu-panel")):
        page.locator(opener).click()
        box = page.locator(panel).bounding_box()
        assert box["x"] >= 0 and box["x"] + box["width"] <= width
        page.keyboard.press("Escape")


def test_register_filters(visit):
    page = visit("register")
    rows = page.locator("#register tbody tr")
    every = rows.count()
    page.locator(".filters summary").press("Enter")
    page.locator("select[data-facet=form] option").nth(2).wait_for(state="attached")
    page.locator("[data-register] input[name=q]").fill("quyet dinh 204")
    expect(rows).to_have_count(1)
    assert "204/2025/QĐ-UBND" in rows.first.text_content()
    page.locator("[data-register] input[name=q]").fill("")
    page.locator("select[data-facet=form]").select_option("Nghị định")
    page.locator("select[data-facet=status]").select_option("Hết hiệu lực")
    expect(rows.filter(has_not_text="Hết hiệu lực")).to_have_count(0)
    expect(rows.first).to_contain_text("Hết hiệu lực")  # the rows of the old choice go before those of the new one come
    assert 0 < rows.count() < every
    page.locator("select[name=year]").select_option("2022")
    expect(rows).to_have_count(1)
    rows.first.locator("a").click()
    page.wait_for_url("**/nghi-dinh-42-2022-nd-cp/")
    page.go_back()
    page.locator("button[type=reset]").dispatch_event("click")
    expect(rows).to_have_count(every)


def test_register_without_scripts_shows_the_newest(visit):
    page = visit("register", java_script_enabled=False)
    assert page.locator("#register tbody tr").count() > 10
    assert not page.locator(".filters").is_visible()


def test_album(visit):
    page = visit("album")
    page.locator(".album a").first.press("Enter")
    viewer = page.locator("dialog.viewer")
    assert viewer.is_visible() and viewer.locator("img").get_attribute("alt")
    first = viewer.locator("img").get_attribute("src")
    page.keyboard.press("ArrowRight")
    assert viewer.locator("img").get_attribute("src") != first
    assert "2" in viewer.locator("figcaption").text_content()
    page.keyboard.press("Escape")
    assert not viewer.is_visible()
    expect(page.locator(".album a").nth(1)).to_be_focused()


def test_schedule_marks_today(visit):
    page = visit("schedule")
    assert page.locator(".day[aria-current=date]").get_attribute("data-day") == "2026-11-24"
    page = visit("home")
    assert page.locator("[data-today] .day:visible").count() == 1
    assert "Lịch" in page.locator("#home-schedule").text_content()


def test_a_day_without_entries_says_so(demo, browser):
    context = browser.new_context()
    context.clock.set_fixed_time("2026-11-29T02:00:00Z")  # a Sunday
    page = context.new_page()
    page.goto(demo.url + address("home"))
    week = page.locator("[data-today]")
    assert "Hôm nay không có lịch" in week.text_content() and week.locator(".day:visible").count() > 1
    context.close()


def test_directory_filter(visit):
    page = visit("directory")
    page.get_by_label("Nhập tên đơn vị").fill("hong bang")
    shown = page.locator(".directory li:visible").all_text_contents()
    assert 1 < len(shown) < 10 and all("Hồng Bàng" in row for row in shown)
    assert any(row.startswith("Phường Hồng Bàng") for row in shown)


def test_directory_finds_a_ward_by_its_former_name(visit):
    """Most addresses still bear the names from before 1 July 2025; one such ward may lie in two of today's."""
    page = visit("directory")
    page.get_by_label("Nhập tên đơn vị").fill("tran nguyen han")
    shown = page.locator(".directory li:visible a")
    assert sorted(shown.all_text_contents()) == ["Phường An Biên", "Phường Lê Chân"]


def test_ward_home_is_made_from_the_registry(visit):
    page = visit("home-ward")
    assert page.locator("#home-services").is_visible() and page.locator("[aria-labelledby=home-services] li").count() == 8
    assert "Phường Trần Nguyên Hãn, quận Lê Chân" in page.locator("[aria-labelledby=area]").text_content()
    assert page.locator("[aria-labelledby=reach] a[href^='mailto:']").is_visible()


def test_language_switch_of_an_archive_leads_to_the_same_archive(visit):
    page = visit("month")
    page.locator(".languages a[hreflang=en]").click()
    page.wait_for_url("**/en/news/2026/11/")
    page = visit("year")
    page.locator(".languages a[hreflang=ja]").click()
    page.wait_for_url("**/ja/news/2026/")


def test_language_switch_of_an_archive_without_a_twin_leads_to_the_list(visit):
    page = visit("month")
    link = page.locator(".languages a[hreflang=ja]")
    assert "untranslated" in link.get_attribute("class")
    link.click()
    page.wait_for_url("**/ja/news/")


def test_copy_citation(visit):
    page = visit("legal-document", permissions=["clipboard-read", "clipboard-write"])
    page.locator(".cite button").press("Enter")
    expect(page.locator(".cite [role=status]")).not_to_be_empty()
    assert "204/2025/QĐ-UBND" in page.evaluate("navigator.clipboard.readText()")


def test_structured_data(demo):
    import re

    def block(name):
        return json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', (demo.folder / address(name) / "index.html").read_text()).group(1))

    law = block("legal-document")
    assert law["@type"] == "Legislation" and law["legislationIdentifier"] == "204/2025/QĐ-UBND" and law["legislationLegalForce"] == "InForce"
    assert block("article")["@type"] == "NewsArticle"
    assert block("dialogue")["@type"] == "Event"
    assert block("statistics-bar")["distribution"]["contentUrl"].endswith("data.csv")
    assert block("questions")["@type"] == "FAQPage"
    assert block("home")["publisher"]["@type"] == "GovernmentOrganization"


def test_short_link_leads_on(demo, visit):
    page = visit("service")
    page.locator(".short a").click()
    page.wait_for_url("**/dich-vu-cong/dang-ky-khai-sinh/")


def test_search_by_keyboard(visit):
    page = visit("article")
    page.keyboard.press("/")
    expect(page.locator("#quick-search")).to_be_focused()
    page.keyboard.type("204/2025/QĐ-UBND")
    page.keyboard.press("Enter")
    expect(page.locator(".search-results a").first).to_contain_text("204/2025/QĐ-UBND", timeout=30_000)
    expect(page.locator(".search-start")).to_be_hidden()
    page.locator("#search-field").focus()
    tab_to(page, "204/2025/QĐ-UBND")
    page.keyboard.press("Enter")
    page.wait_for_url("**/quyet-dinh-204-2025-qd-ubnd/")


def test_schedule_by_keyboard(visit):
    page = visit("schedule")
    tab_to(page, "Lịch làm việc tuần từ 23/11/2026", limit=90)
    page.keyboard.press("Enter")
    page.wait_for_url("**/tuan-2026-11-23/")
    tab_to(page, "iCalendar")
    assert page.evaluate("document.activeElement.getAttribute('href')").endswith("calendar.ics")


@pytest.mark.parametrize("theme", ("dark", "contrast"))
def test_paper_is_white_whatever_the_screen_shows(visit, theme):
    page = visit("legal-document")
    page.evaluate("theme => document.documentElement.dataset.theme = theme", theme)
    page.emulate_media(media="print", color_scheme="dark")
    colours = page.evaluate("[...document.querySelectorAll('h1, .banner, .fields dd, .fields a')].map(e => getComputedStyle(e).color)")
    assert all(sum(map(int, colour[4:-1].split(","))) < 300 for colour in colours), colours
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    for gone in (".bar", ".crumbs", ".cite button", ".tools > .quiet"):
        expect(page.locator(gone).first).to_be_hidden()
    expect(page.locator(".short .qr")).to_be_visible()


def test_home_on_paper_has_its_name(visit):
    page = visit("home")
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.querySelector('h1')).color") == "rgb(0, 0, 0)"
    expect(page.locator(".hero form")).to_be_hidden()


@pytest.mark.parametrize("name", ("home", "article", "register", "legal-document", "week", "statistics-line", "directory", "album"))
def test_nothing_is_cut_at_400_percent_with_the_largest_text(visit, name):
    """1280 px at 400 % is 320 px; the reader's own larger text comes on top."""
    page = visit(name, width=320)
    page.evaluate("document.documentElement.dataset.text = 'larger'")
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 320
    cut = page.evaluate("""() => [...document.querySelectorAll('h1, h2, h3, p, a, dt, dd, button, summary, label')].filter(e =>
        e.checkVisibility({visibilityProperty: true}) && !e.closest('.visually-hidden, .table-scroll, .settings-label, .skip') &&
        e.getClientRects().length && (e.getBoundingClientRect().right > 321 || e.getBoundingClientRect().left < -1)).map(e => e.outerHTML.slice(0, 80))""")
    assert cut == []


def test_forced_colours_keep_borders_and_marks(visit):
    page = visit("legal-document", forced_colors="active")
    for name in (".phase", ".banner"):
        assert page.evaluate("name => getComputedStyle(document.querySelector(name)).borderTopStyle", name) == "solid"


def test_motion_is_respected(visit):
    page = visit("article", reduced_motion="reduce")
    assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"
    moving = page.evaluate("[...document.querySelectorAll('*')].filter(e => getComputedStyle(e).transitionDuration !== '0s' || getComputedStyle(e).animationName !== 'none').length")
    assert moving == 0


def test_skip_links_are_out_of_sight_until_they_are_reached(visit):
    page = visit("article", width=320)
    page.evaluate("document.documentElement.dataset.text = 'larger'")
    assert page.locator(".skip").first.bounding_box()["y"] < -20
    page.keyboard.press("Tab")
    assert page.locator(".skip").first.bounding_box()["y"] >= 0


def test_reading_aloud_by_keyboard(visit):
    """Chromium here has no voice: a made one stands in for the system's, and hears the article without its tools."""
    page = visit("article", script=VOICE)
    tab_to(page, "Đọc thành tiếng")
    page.keyboard.press("Enter")
    said = page.evaluate("window.said")
    assert said and all(lang == "vi" for lang, _ in said)
    text = " ".join(part for _, part in said)
    assert "Cảng biển Hải Phòng" in text and "Nghề quanh cảng" in text and "Chép liên kết" not in text
    expect(page.locator("[data-read]")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("Enter")
    expect(page.locator("[data-read]")).to_have_attribute("aria-pressed", "false")
