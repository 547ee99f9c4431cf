"""A register of 1,000 documents in Chromium: light to load, and its filters work on every row."""

import gzip
import re

import pytest
from playwright.sync_api import expect

from tests.conftest import Site
from tests.browsing import serving

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("theme")]
COUNT, LIMIT = 1_000, 120_000


@pytest.fixture
def register(site: Site):
    for number in range(1, COUNT + 1):
        year, month = 2016 + number % 10, 1 + number % 12
        form, agency = ("decision", "Ủy ban nhân dân") if number % 2 else ("resolution", "Hội đồng nhân dân")
        site.write(f"content/city/legal-documents/vb-{number}.vi.md", (
            f"---\ntitle: Văn bản số {number}/{year} về việc quản lý lĩnh vực {number % 17}\nnumber_symbol: {number}/{year}/QĐ-UBND\n"
            f"form: {form}\nissued_on: {year}-{month:02}-15\neffective_on: {year}-{month:02}-20\nissuing_agency: {agency}\n"
            f"abstract: Quy định số {number}\nfield: health\n---\nNội dung.\n"))
    site.build()
    return site.output / "city"


def test_filters_find_one_in_a_thousand(register, browser):
    page_file = next(register.glob("van-ban*/index.html"))
    html = page_file.read_text()
    loaded = [page_file.parent / link for link in re.findall(r'<(?:script[^>]*src|link rel="stylesheet"[^>]*href)="([^"]+)"', html)]
    rows = sorted(register.glob("data/legal-documents.vi.rows.*.json"))
    assert len(gzip.compress(html.encode())) + sum(len(gzip.compress(path.read_bytes())) for path in [*loaded, *rows]) <= LIMIT
    with serving(register) as url:
        context = browser.new_context(viewport={"width": 360, "height": 800})
        page = context.new_page()
        page.goto(url + page_file.parent.name + "/")
        found = page.locator("#register tbody tr")
        page.locator(".filters summary").press("Enter")
        page.locator("[data-register] input[name=q]").fill("so 777/")
        expect(found).to_have_count(1, timeout=30_000)
        expect(found).to_contain_text("777/2023/QĐ-UBND")
        page.locator("[data-register] input[name=q]").fill("")
        page.locator("select[data-facet=issuing_agency]").select_option("Hội đồng nhân dân")
        page.locator("select[name=year]").select_option("2016")
        expect(page.locator("#register-status")).to_contain_text("100", timeout=30_000)
        context.close()
