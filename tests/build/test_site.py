"""What a built site holds: editions, lists, feeds, language switch, visibility."""

import re

import feedparser
import pytest

from plugins.model import blob_id
from tests.conftest import NOW, Site


def test_an_item_in_two_languages(site: Site) -> None:
    site.article("city/news/mot.vi.md", "Bài một")
    site.article("city/news/mot.en.md", "Item one")
    site.article("city/news/hai.vi.md", "Bài hai")
    site.build()
    vi, en = site.read("city/tin-tuc/mot/index.html"), site.read("city/en/news/mot/index.html")
    assert '<html lang="vi"' in vi and '<html lang="en"' in en
    for page in (vi, en):
        pairs = dict(re.findall(r'rel="alternate" hreflang="([^"]+)" href="([^"]+)"', page))
        assert pairs == {"vi": "https://city.gov.vn/tin-tuc/mot/", "en": "https://city.gov.vn/en/news/mot/",
                         "x-default": "https://city.gov.vn/tin-tuc/mot/"}
    assert 'href="../../en/news/mot/"' in vi and '<link rel="canonical" href="https://city.gov.vn/tin-tuc/mot/">' in vi
    only = site.read("city/tin-tuc/hai/index.html")
    assert 'hreflang="en" href="https' not in only and "untranslated" in only


def test_lists_feeds_and_site_maps_hold_what_is_public(site: Site) -> None:
    for number in range(3):
        site.article(f"city/news/bai-{number}.vi.md", f"Bài số {number}", date=f"2026-0{number + 1}-10")
    site.build()
    front = site.read("city/tin-tuc/index.html")
    assert front.index("/bai-2/") < front.index("/bai-1/") < front.index("/bai-0/")
    feed = feedparser.parse(site.read("city/tin-tuc/feed.xml"))
    assert not feed.bozo and [entry.title for entry in feed.entries] == ["Bài số 2", "Bài số 1", "Bài số 0"]
    index = site.read("city/sitemap.xml")
    assert "sitemap/vi-news-2026.xml" in index
    assert "https://city.gov.vn/tin-tuc/bai-2/" in site.read("city/sitemap/vi-news-2026.xml")
    assert "Sitemap: https://city.gov.vn/sitemap.xml" in site.read("city/robots.txt")
    assert (site.output / "city/404.html").is_file()
    assert "/bai-1/" in site.read("city/tin-tuc/2026/02/index.html")
    assert "tin-tuc/2026/03/" in site.read("city/tin-tuc/2026/index.html")


def test_a_new_article_leaves_older_pages_alone(site: Site) -> None:
    for number in range(65):
        site.article(f"city/news/bai-{number:02}.vi.md", f"Bài {number}", date=f"2026-05-{number % 28 + 1:02}T0{number // 28}:00:00+07:00")
    site.build()
    before = site.files()
    site.article("city/news/moi.vi.md", "Bài mới", date="2026-05-30")
    result = site.build()
    changed = {path for path, content in site.files().items() if before.get(path) != content}
    assert changed == {path for path, _ in result.why}
    assert "city/tin-tuc/2026/05/1/index.html" not in changed and "city/tin-tuc/2026/05/2/index.html" not in changed
    assert {"city/tin-tuc/moi/index.html", "city/tin-tuc/index.html", "city/tin-tuc/feed.xml", "city/index.html"} <= changed
    assert len(changed) < 14


def test_level_one_gathers_news_and_lists_portals(site: Site) -> None:
    site.article("ward/news/tin.vi.md", "Tin của phường")
    site.build()
    home = site.read("city/index.html")
    assert "Tin của phường" in home and "../ward/tin-tuc/tin/" in home
    assert "Phường Một" in site.read("city/cac-cong-thanh-phan/index.html")


@pytest.mark.parametrize(("fields", "state"), [
    ({"status": "draft"}, "hidden"), ({"publish_at": "2026-07-01"}, "hidden"), ({"expires_at": "2026-06-01"}, "hidden"),
    ({"date": "2026-07-01"}, "hidden"), ({"status": "withdrawn", "withdrawn_reason": "Lý do XYZ", "withdrawn_order": "5/CV-VP", "withdrawn_on": "2026-06-01"}, "withdrawn"),
    ({"publish_at": "2026-06-01", "expires_at": "2026-07-01"}, "live"),
])
def test_what_is_not_public_is_nowhere(fields: dict[str, str], state: str, site: Site) -> None:
    site.article("city/news/khac.vi.md", "Bài khác", body="[xem](canh.vi.md)")
    site.article("city/news/canh.vi.md", "CANARYTITLE", body="CANARYBODY", summary="CANARYSUMMARY", **fields)
    site.article("city/news/canh.en.md", "CANARYENGLISH", **fields)
    site.build(search=True)
    found = {path for path, content in site.files().items() if b"CANARY" in content}
    if state == "hidden":
        assert found == set() and not (site.output / "city/tin-tuc/canh").exists()
        assert "tin-tuc/canh" not in site.read("city/tin-tuc/khac/index.html")
    elif state == "withdrawn":
        assert found == {"city/tin-tuc/canh/index.html", "city/en/news/canh/index.html"}
        page = site.read("city/tin-tuc/canh/index.html")
        assert "Lý do XYZ" in page and "5/CV-VP" in page and "CANARYBODY" not in page and "noindex" in page
    else:
        assert "city/tin-tuc/canh/index.html" in found and "city/tin-tuc/feed.xml" in found
    from plugins.build.search.index import open_index

    hits = open_index(site.output / "city").search("canarytitle", {}, False, limit=10).hits
    assert bool(hits) is (state == "live")


def test_time_alone_publishes_and_withdraws(site: Site) -> None:
    site.article("city/news/sau.vi.md", "Bài hẹn giờ", publish_at="2026-06-20T08:00:00+07:00", expires_at="2026-06-25")
    result = site.build("2026-06-19T00:00:00+07:00")
    assert result.next_due == ("2026-06-20T08:00:00+07:00", "content/city/news/sau.vi.md")
    page = site.output / "city/tin-tuc/sau/index.html"
    assert not page.exists()
    assert site.build("2026-06-20T08:00:00+07:00").next_due[0] == "2026-06-25T00:00:00+07:00"
    assert page.exists()
    site.build("2026-06-25T00:00:00+07:00")
    assert not page.exists()


def test_a_law_is_in_force_by_its_dates_and_relations(site: Site) -> None:
    law = "form: decision\nissuing_agency: Ủy ban\n"
    site.write("content/city/legal-documents/cu.vi.md",
               f"---\ntitle: Cũ\nnumber_symbol: 1/2020/QĐ-UBND\nissued_on: 2020-01-01\neffective_on: 2020-02-01\n{law}---\nx\n")
    site.write("content/city/legal-documents/moi.vi.md",
               f"---\ntitle: Mới\nnumber_symbol: 2/2026/QĐ-UBND\nissued_on: 2026-06-01\neffective_on: 2026-06-20\nreplaces: ['1/2020/QĐ-UBND']\n{law}---\nx\n")
    site.article("ward/news/dan.vi.md", "Dẫn", body="Theo 1/2020/QĐ-UBND.")
    site.build("2026-06-19T09:00:00+07:00")
    old, new = "city/van-ban-phap-quy/cu/index.html", "city/van-ban-phap-quy/moi/index.html"
    assert "phase-in_force" in site.read(old) and "phase-not_yet_in_force" in site.read(new)
    site.build("2026-06-20T00:00:00+07:00")
    assert "phase-expired" in site.read(old) and "phase-in_force" in site.read(new)


def test_only_files_that_live_items_show_are_published(site: Site) -> None:
    from PIL import Image

    for name in ("hien", "an"):
        (site.root / "content/city/news").mkdir(parents=True, exist_ok=True)
        Image.new("RGB", (2000, 1000), "red" if name == "hien" else "blue").save(site.root / f"content/city/news/{name}.jpg")
    site.article("city/news/mot.vi.md", body="![Ảnh](hien.jpg)")
    site.article("city/news/nhap.vi.md", body="![Ảnh](an.jpg)", status="draft")
    site.build()
    media = sorted(p.name for p in (site.output / "city/media").rglob("*") if p.is_file())
    assert media == ["1600.webp", "480.webp", "960.jpg", "960.webp"]
    page = site.read("city/tin-tuc/mot/index.html")
    assert 'width="2000"' in page and "480w" in page and 'alt="Ảnh"' in page


def test_the_output_is_the_same_for_any_number_of_workers_and_any_worker_may_die(site: Site) -> None:
    for number in range(230):
        site.article(f"city/news/bai-{number:03}.vi.md", f"Bài {number}")
    one = site.root / "one"
    site.build(jobs=2)
    site.build(output=one, jobs=1)
    assert site.files() == site.files(one)


def test_nothing_changed_writes_nothing(site: Site) -> None:
    site.article("city/news/mot.vi.md")
    site.build()
    again = site.build()
    assert (again.written, again.deleted, again.rendered) == (0, 0, 0)


def test_a_removed_output_is_made_again(site: Site) -> None:
    import shutil

    site.article("city/news/mot.vi.md")
    site.build()
    before = site.files()
    shutil.rmtree(site.output)
    site.build()
    assert site.files() == before
    assert NOW


def test_nobody_loses_files_to_a_mistyped_output(site: Site) -> None:
    from plugins.model import OperatorError

    site.article("city/news/mot.vi.md")
    before = site.files(site.root)
    mine = site.root / "mine"
    mine.mkdir()
    (mine / "thesis.txt").write_text("keep")
    for output in (site.root, site.root.parent, site.root / "content", site.root / "content/city", site.root / "portals", mine,
                   site.root / "portals/city.yaml"):
        with pytest.raises(OperatorError):
            site.build(output=output)
    assert {p: c for p, c in site.files(site.root).items() if not p.startswith("mine/")} == before
    assert (mine / "thesis.txt").read_text() == "keep"


def test_output_without_its_memory_is_made_again(site: Site) -> None:
    import shutil

    site.article("city/news/mot.vi.md")
    site.build()
    before = site.files()
    shutil.rmtree(site.root / ".output.congmo")
    site.build()
    assert site.files() == before


def test_a_stale_translation_says_so(site: Site) -> None:
    original = site.article("city/news/a.vi.md", body="Bản đầu.")
    made_from = blob_id(original.read_bytes())
    site.article("city/news/a.en.md", body="First text.", translation_of_blob=made_from)
    site.build()
    assert "not up to date" not in site.read("city/en/news/a/index.html")
    site.article("city/news/a.vi.md", body="Bản hai.")
    site.build()
    assert "not up to date" in site.read("city/en/news/a/index.html")


LAW = ("---\ntitle: Quyết định {0}\nnumber_symbol: {0}\nform: decision\nissued_on: 2026-01-02\nissuing_agency: Ủy ban\nauthority: province\n"
       "field: other\n---\nA.\n")


def test_a_gazette_leads_to_its_documents_and_follows_their_address(site: Site) -> None:
    site.write("content/city/e-gazette/so-1.vi.md",
               "---\ntitle: Công báo 1\nnumber: '1'\nissued_on: 2026-02-01\ndocuments:\n  - number_symbol: 7/2026/QĐ-UBND\n    abstract: Về A\n---\nA.\n")
    site.build()
    assert ">7/2026/QĐ-UBND<" in site.read("city/cong-bao-dien-tu/so-1/index.html") and "quyet-dinh-7" not in site.read("city/cong-bao-dien-tu/so-1/index.html")
    site.write("content/city/legal-documents/quyet-dinh-7.vi.md", LAW.format("7/2026/QĐ-UBND"))
    site.build()
    assert '<a href="../../van-ban-phap-quy/quyet-dinh-7/"><span class="whole">7/2026/QĐ-UBND</span></a>' in site.read("city/cong-bao-dien-tu/so-1/index.html")


def test_a_directive_without_a_known_status_says_nothing_of_it(site: Site) -> None:
    site.write("content/city/directives/a.vi.md", "---\ntitle: Về mưa\nnumber_symbol: 1/CĐ\nissued_on: 2026-01-02\nissuer: Chủ tịch\nform: dispatch\n---\nA.\n")
    site.write("content/city/legal-documents/quyet-dinh-7.vi.md", LAW.format("7/2026/QĐ-UBND"))
    site.build()
    directive = site.read("city/chi-dao-dieu-hanh/a/index.html").split("<main", 1)[1]
    assert "Chưa xác định hiệu lực" not in directive
    law = site.read("city/van-ban-phap-quy/quyet-dinh-7/index.html").split("<main", 1)[1]
    assert "Chưa xác định hiệu lực" in law and 'href="https://vbpl.vn/"' in law


def test_an_address_that_is_an_e_mail_is_one_to_write_to(site: Site) -> None:
    site.write("content/city/access-to-information/index.vi.md",
               "---\ntitle: Tiếp cận\nrequest_address: a.b@city.gov.vn\nfeedback_address: 1 Phố A, a@b\n---\nA.\n")
    site.build()
    page = site.read("city/tiep-can-thong-tin/index.html")
    assert '<a href="mailto:a.b@city.gov.vn">a.b@city.gov.vn</a>' in page and "<dd>1 Phố A, a@b</dd>" in page


def test_a_clarification_says_what_is_true_first_and_links_its_material(site: Site) -> None:
    site.write("content/city/clarification/tin-gia.vi.md",
               "---\ntitle: Làm rõ\ndate: 2026-01-02T08:00\nfalse_claim: Phải nộp tiền.\nsupplying_unit: Sở Một\narguments: Không phải nộp.\n"
               "material:\n  - {title: Cổng Dịch vụ công, url: 'https://dichvucong.gov.vn/a'}\n---\nKhông bấm đường dẫn.\n")
    site.build()
    page = next(path for path in site.output.glob("city/*/tin-gia/index.html")).read_text().split("<main", 1)[1]
    assert page.index("Không phải nộp.") < page.index("Phải nộp tiền.") < page.index("Không bấm đường dẫn.")
    assert page.count("Phải nộp tiền.") == 1 and 'href="https://dichvucong.gov.vn/a"' in page and "Cổng Dịch vụ công" in page


def test_a_file_alone_is_not_headed_twice(site: Site) -> None:
    site.write("content/city/legal-documents/a.pdf", b"%PDF-1.4\n%%EOF\n")
    site.write("content/city/legal-documents/quyet-dinh-7.vi.md", LAW.format("7/2026/QĐ-UBND").replace("field: other", "field: other\nattachment: a.pdf"))
    site.build()
    page = site.read("city/van-ban-phap-quy/quyet-dinh-7/index.html").split("<main", 1)[1]
    assert "a.pdf</a>" in page and "Tệp văn bản đính kèm" not in page


def test_the_site_map_leads_to_all_items_where_it_does_not_show_them(site: Site) -> None:
    for number in range(6):
        site.article(f"city/news/bai-{number}.vi.md", f"Bài {number}", date=f"2026-01-0{number + 1}")
    site.article("city/events/ngay-hoi.vi.md", "Ngày hội", date="2026-01-01")
    site.build()
    page = site.read("city/so-do-cong/index.html").split("<main", 1)[1]
    assert page.count("/bai-") == 5 and page.count(">Xem tất cả</a>") == 1


def test_the_directory_says_which_language_a_portal_speaks_and_lists_wards_before_departments(site: Site) -> None:
    site.write("portals/so.yaml", "name: {vi: Sở Một, en: Department One}\nunit_type: department\nparent: city\nlanguages: [vi, en]\n")
    site.write("portals/ward2.yaml", "name: {vi: Phường Đông, en: Đông Ward}\nunit_type: ward\nparent: city\nlanguages: [vi]\n")
    site.build()
    page = site.read("city/en/portals/index.html")
    assert page.index("Đông Ward") < page.index("Ward One") < page.index("Department One"), "places by the Vietnamese alphabet in every language"
    assert 'hreflang="vi">Ward One</a></li>' in page and ">Department One</a></li>" in page
    assert page.count('the links lead to: Vietnamese</p>') == 1, "said once for a list in which all speak another language"
    site.write("portals/ward2.yaml", "name: {vi: Phường Đông, en: Đông Ward}\nunit_type: ward\nparent: city\nlanguages: [vi, en]\n")
    site.build()
    page = site.read("city/en/portals/index.html")
    assert 'hreflang="vi">Ward One</a> <small lang="vi">(Tiếng Việt)</small>' in page and "the links lead to" not in page


def test_a_reader_of_a_foreign_language_is_led_to_a_foreign_edition_where_there_is_one(site: Site) -> None:
    city = site.root / "portals/city.yaml"
    site.write("portals/city.yaml", city.read_text().replace("[vi, en]", "[vi, en, ko]"))
    site.write("portals/so.yaml", "name: {vi: Sở Một, en: Department One}\nunit_type: department\nparent: city\nlanguages: [vi, en]\n")
    site.build()
    page = site.read("city/ko/portals/index.html")
    assert 'so/en/" hreflang="en">' in page and 'ward/" hreflang="vi">' in page
