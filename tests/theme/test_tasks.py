"""What people come for, from the home page: in three clicks, or one search."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.theme.kinds import address

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("theme")]
CLICKS = 3


class Reader:
    """Somebody on the home page who counts the clicks."""

    def __init__(self, page: Page) -> None:
        self.page, self.clicks = page, 0

    def click(self, what: Locator) -> None:
        self.clicks += 1
        assert self.clicks <= CLICKS, "more than three clicks"
        expect(what).to_be_visible()
        what.click()


@pytest.fixture(params=[360, 1280])
def reader(demo, browser, request):
    context = browser.new_context(viewport={"width": request.param, "height": 800})
    context.clock.set_fixed_time("2026-11-24T02:00:00Z")
    page = context.new_page()
    page.goto(demo.url + address("home"))
    yield Reader(page)
    context.close()


def test_a_decree_by_its_number_in_one_search(reader):
    reader.page.locator("#home-search").fill("204/2025/QĐ-UBND")
    reader.click(reader.page.locator(".hero button"))
    found = reader.page.locator(".search-results a").first
    expect(found).to_contain_text("204/2025/QĐ-UBND", timeout=30_000)
    reader.click(found)
    reader.page.wait_for_url(re.compile("/van-ban-phap-quy/quyet-dinh-204-2025-qd-ubnd/"))
    expect(reader.page.locator("h1")).to_contain_text("204/2025/QĐ-UBND")


def test_todays_schedule_of_the_leaders(reader):
    shown = reader.page.locator("[data-today] .day:visible")
    expect(shown).to_have_count(1)
    expect(shown).to_have_attribute("data-day", "2026-11-24")
    reader.click(reader.page.locator("#home-schedule a"))
    expect(reader.page.locator(".day[aria-current=date]")).to_contain_text("Thứ Ba, ngày 24/11/2026")


def test_how_to_send_a_question(reader):
    reader.click(reader.page.get_by_text("Trình đơn", exact=True))
    reader.click(reader.page.locator(".menu-panel").get_by_role("link", name="Hỏi đáp", exact=True))
    expect(reader.page.get_by_role("heading", name="Cách gửi câu hỏi")).to_be_visible()
    expect(reader.page.locator("main a[href^='mailto:']").first).to_be_visible()


def test_which_ward_office_serves_an_address(reader):
    reader.click(reader.page.get_by_role("link", name="Danh bạ các cổng").last)
    reader.page.get_by_label("Nhập tên đơn vị").fill("Trần Nguyên Hãn")
    reader.click(reader.page.locator(".directory li:visible a", has_text="Phường An Biên"))
    reader.page.wait_for_url("**/phuong-an-bien/")
    expect(reader.page.get_by_role("heading", name="Thông tin liên hệ")).to_be_visible()


def test_which_ward_office_serves_an_address_asked_on_the_home_page(reader):
    reader.page.locator("#home-unit").fill("tran nguyen han")
    reader.click(reader.page.locator("#home-unit + button"))
    reader.page.wait_for_url("**/cac-cong-thanh-phan/?q=tran+nguyen+han")
    expect(reader.page.get_by_label("Nhập tên đơn vị")).to_have_value("tran nguyen han")
    reader.click(reader.page.locator(".directory li:visible a", has_text="Phường An Biên"))
    reader.page.wait_for_url("**/phuong-an-bien/")


def test_the_english_page_on_the_citys_functions(reader):
    reader.click(reader.page.get_by_role("link", name="English"))
    reader.click(reader.page.get_by_text("Menu", exact=True))
    reader.click(reader.page.locator(".menu-panel").get_by_role("link", name="Functions"))
    expect(reader.page.locator("html")).to_have_attribute("lang", "en")
    expect(reader.page.locator("h1")).to_contain_text("unctions")
