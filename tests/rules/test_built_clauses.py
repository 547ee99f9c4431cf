"""Clauses that only a built site can show, on a small province: what stands on every page, in every edition and feed."""

import json
import shutil
import zipfile
from pathlib import Path
from urllib.parse import unquote

import pytest
from click.testing import CliRunner
from lxml import etree, html

from plugins.build.request import ENGINE_ROOT
from plugins.build.settings import Settings
from plugins.build.pages.views import SiteSettings
from plugins.cli import root
from tests.conftest import NOW, Site

LANGS = ("vi", "en", "zh", "ko", "ja")
SOURCE = "Cổng Thông tin điện tử thành phố Hải Phòng"
CITY = f"""name: {{vi: {SOURCE}, en: City portal, zh: 市门户, ko: 시 포털, ja: 市ポータル}}
short_name: {{vi: Thành phố Hải Phòng}}
unit_type: city
languages: [vi, en, zh, ko, ja]
domain: haiphong.gov.vn
regulation: hai_phong_204_2025
services_portal: "https://dichvucong.gov.vn"
source_labels: [{SOURCE}, Haiphong.gov.vn]
contact: {{email: congthongtin@haiphong.gov.vn, address: {{vi: Tầng 2 nhà B}}, responsible: {{vi: Văn phòng Ủy ban nhân dân thành phố}}}}
channels:
- {{kind: signed_document, value: {{vi: Trục liên thông văn bản}}, hours: 24/7}}
- {{kind: email, value: congthongtin@haiphong.gov.vn, hours: 24/7}}
- {{kind: facebook, value: "https://www.facebook.com/haiphong"}}
- {{kind: paper, value: {{vi: Bưu điện hoặc trực tiếp tại trụ sở}}, hours: office}}
sections:
  cuoc-thi: {{name: {{vi: Cuộc thi riêng}}, type: article}}
"""
WARD = """name: {vi: Cổng phường Một}
short_name: {vi: Phường Một}
unit_type: ward
parent: hai-phong
languages: [vi]
domain: mot.haiphong.gov.vn
regulation: hai_phong_204_2025
contact: {email: phuongmot@haiphong.gov.vn, responsible: {vi: Chủ tịch UBND phường}}
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    site = Site(tmp_path_factory.mktemp("province"))
    site.write("portals/hai-phong.yaml", CITY)
    site.write("portals/phuong-mot.yaml", WARD)
    for lang in LANGS:
        site.article(f"hai-phong/news/tin.{lang}.md", f"Tin {lang}")
    for portal in ("hai-phong", "phuong-mot"):
        for section in ("contact", "qa"):
            site.write(f"content/{portal}/{section}/index.vi.md", f"---\ntitle: {section}\ntype: page\n---\nGửi về Ban Biên tập.\n")
        site.write(f"content/{portal}/online-services/index.vi.md", "---\ntitle: Dịch vụ công trực tuyến\ntype: page\n---\nNộp hồ sơ.\n")
        site.article(f"{portal}/news/bai.vi.md", "Bài", "Nội dung.")
    site.write("content/hai-phong/about-portal/terms.vi.md", "---\ntitle: Điều khoản sử dụng\n---\nQuy định.\n")
    site.article("hai-phong/cuoc-thi/mot.vi.md", "Cuộc thi")
    site.build(search=True, settings=Settings(site=SiteSettings(demo=False, search=True)))
    return site


def pages(site: Site, portal: str = "") -> list[tuple[Path, html.HtmlElement]]:
    found = [(path, html.parse(str(path), html.HTMLParser(encoding="utf-8")).getroot()) for path in sorted((site.output / portal).rglob("*.html"))
             if len(path.relative_to(site.output).parts) > 1]
    return [(path, page) for path, page in found if page.find(".//footer") is not None]


def words(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


@pytest.mark.parametrize("portal,unit,responsible", [("hai-phong", "Thành phố Hải Phòng", "Văn phòng Ủy ban nhân dân thành phố"),
                                                     ("phuong-mot", "Phường Một", "Chủ tịch UBND phường")])
def test_every_footer_says_whose_information_it_is_and_how_to_name_the_source(site: Site, portal: str, unit: str, responsible: str) -> None:
    found = pages(site, portal)
    assert len(found) > 6
    for path, page in found:
        footer = words(page.find(".//footer"))
        assert SOURCE in footer, path  # HP-19.1, on component portals too
        if page.get("lang") == "vi":
            assert f"Thông tin chính thống của {unit}" in footer and responsible in footer, path  # LX-04.3, NA-03.4; HP-17.1, QN-11.2


def test_feeds_carry_the_source_line(site: Site) -> None:
    feeds = list(site.output.rglob("feed.xml"))
    assert feeds and all(etree.parse(str(feed)).findtext("{http://www.w3.org/2005/Atom}rights") == SOURCE for feed in feeds)


def test_a_portal_without_a_label_names_itself(tmp_path: Path) -> None:
    site = Site(tmp_path)
    site.write("portals/dong.yaml", "name: {vi: Cổng Đông}\nunit_type: city\nlanguages: [vi]\n")
    site.article("dong/news/a.vi.md")
    site.build()
    assert "“Cổng Đông”" in site.read("dong/index.html")
    site.write("portals/dong.yaml", "name: {vi: Cổng Đông}\nunit_type: city\nlanguages: [vi]\nsource_labels: [Theo Cổng Đông]\n")
    site.build()
    assert "“Theo Cổng Đông”" in site.read("dong/index.html")


def test_five_editions_point_at_each_other(site: Site) -> None:
    addresses = {lang: site.output / "hai-phong" / ("" if lang == "vi" else lang) / "index.html" for lang in LANGS}
    alternates = {}
    for lang, path in addresses.items():
        page = html.parse(str(path), html.HTMLParser(encoding="utf-8")).getroot()
        assert page.get("lang") == lang
        alternates[lang] = {link.get("hreflang"): link.get("href") for link in page.iter("link") if link.get("hreflang")}
    assert all(set(LANGS) <= set(found) for found in alternates.values())
    assert len({tuple(sorted(found.items())) for found in alternates.values()}) == 1  # every edition names the same set


def test_the_contact_page_gives_each_channel_of_the_registry(site: Site) -> None:
    page = html.fromstring(site.read("hai-phong/lien-he/index.html"))
    text, links = words(page), [a.get("href") for a in page.iter("a")]
    for told in ("Trục liên thông văn bản", "Bưu điện hoặc trực tiếp tại trụ sở", "Tầng 2 nhà B", "24/24"):
        assert told in text, told
    assert "mailto:congthongtin@haiphong.gov.vn" in links and "https://www.facebook.com/haiphong" in links


def test_every_home_page_leads_to_the_service_portal(site: Site) -> None:
    for home in ("hai-phong/index.html", "phuong-mot/index.html"):
        links = [a.get("href") or "" for a in html.fromstring(site.read(home)).iter("a")]
        assert any(link.startswith("https://dichvucong.gov.vn") for link in links), home


@pytest.mark.parametrize("portal,shown", [("hai-phong", True), ("phuong-mot", False)])
def test_the_footer_leads_to_the_social_pages_that_are_set(site: Site, portal: str, shown: bool) -> None:
    """HP-10.1."""
    for path, page in pages(site, portal):
        links = [a.get("href") for a in page.find(".//footer").iter("a")]
        assert ("https://www.facebook.com/haiphong" in links) is shown, path


def test_the_footer_names_the_permit_once_there_is_one(tmp_path: Path) -> None:
    """QN-02.1."""
    site = Site(tmp_path)
    site.article("hai-phong/news/tin.vi.md", "Tin")
    site.write("portals/hai-phong.yaml", CITY)
    site.build()
    assert "Giấy phép số" not in site.read("hai-phong/index.html")
    site.write("portals/hai-phong.yaml", CITY + "permission: {number: 12/GP-TTĐT}\n")
    site.build()
    assert "Giấy phép số: 12/GP-TTĐT" in words(html.fromstring(site.read("hai-phong/index.html")).find(".//footer"))


def test_every_page_leads_to_whom_to_tell_of_its_mistakes(site: Site) -> None:
    """HP-19.3, LX-24, NA-20.2: the letter names the page it came from."""
    for path, page in pages(site):
        if path.name == "404.html":
            continue
        [link] = [a.get("href") for a in page.iter("a") if "@" in (a.get("href") or "").partition("&body=")[0] and "&body=" in a.get("href")]
        canonical = page.find(".//link[@rel='canonical']").get("href")
        assert link.startswith("mailto:") and unquote(link.partition("&body=")[2]) == canonical, path


def test_the_example_of_a_web_server_sends_the_security_headers() -> None:
    """HP-10.4."""
    text = (ENGINE_ROOT / "docs/operate.md").read_text(encoding="utf-8")
    assert {"Content-Security-Policy", "Strict-Transport-Security", "X-Content-Type-Options", "Referrer-Policy"} <= {
        line.split()[1] for line in text.splitlines() if line.strip().startswith("add_header")}


def test_a_section_appears_with_its_first_item_and_goes_with_its_last(tmp_path: Path) -> None:
    """HP-08.4: dialogues of a commune, in the menu and in the site map."""
    site = Site(tmp_path)
    site.write("portals/phuong-mot.yaml", WARD.replace("parent: hai-phong\n", ""))
    site.article("phuong-mot/news/bai.vi.md", "Bài")
    dialogue = "content/phuong-mot/dialogues/ve-rac.vi.md"
    site.write(dialogue, "---\ntitle: Đối thoại về rác\ntype: dialogue\nstage: planned\nstarts_at: 2026-08-01T08:00:00+07:00\n---\nx\n")

    def listed() -> list[bool]:
        site.build()
        return [any((a.get("href") or "").rstrip("/").endswith("doi-thoai") for a in html.fromstring(site.read(page)).iter("a"))
                for page in ("phuong-mot/index.html", "phuong-mot/so-do-cong/index.html")]

    assert listed() == [True, True]
    (site.root / dialogue).unlink()
    assert listed() == [False, False]


def test_every_portal_is_linked_from_the_level_one_portal(site: Site) -> None:
    """QN-14.15, and no link within the site leads nowhere."""
    page = html.fromstring(site.read("hai-phong/cac-cong-thanh-phan/index.html"))
    assert any("mot.haiphong.gov.vn" in (a.get("href") or "") or "phuong-mot" in (a.get("href") or "") for a in page.iter("a"))
    dead = [(path, a.get("href")) for path, page in pages(site) for a in page.find(".//body").iter("a")
            if (href := (a.get("href") or "").partition("#")[0].partition("?")[0]) and "//" not in href and ":" not in href
            and not ((target := path.parent / href).is_file() or (target / "index.html").is_file())]
    assert dead == []


@pytest.mark.parametrize("portal", ["hai-phong", "phuong-mot"])
def test_search_finds_every_item_by_its_title(site: Site, portal: str) -> None:
    """QN-16.9, QN-17.13, QN-18.12, QN-19.7: recall on a component portal as on the level-I one."""
    for path in sorted((site.root / "content" / portal).rglob("*.vi.md")):
        title = next(line for line in path.read_text().splitlines() if line.startswith("title:")).removeprefix("title:").strip().strip('"')
        told = CliRunner().invoke(root, ["search", title, "--portal", portal, "--output", str(site.output), "--format", "json", "--limit", "50"])
        assert title in {found["title"] for found in json.loads(told.output)}, (path, told.output)


def test_a_section_of_the_portals_own_stands_in_menu_and_site_map(site: Site) -> None:
    for page in ("hai-phong/index.html", "hai-phong/so-do-cong/index.html"):
        assert "Cuộc thi riêng" in site.read(page)
    assert "Cuộc thi riêng" not in site.read("phuong-mot/so-do-cong/index.html")


@pytest.mark.parametrize("portal", ["hai-phong", "phuong-mot"])
def test_every_portal_has_its_questions_in_the_site_map(site: Site, portal: str) -> None:
    assert "hoi-dap" in site.read(f"{portal}/so-do-cong/index.html")


@pytest.mark.parametrize("portal", ["hai-phong", "phuong-mot"])
def test_the_home_page_is_laid_out_as_the_circular_demands(site: Site, portal: str) -> None:
    """Circular 22/2023 as a checklist: header, menu, owner block, site map, search, accessibility entries."""
    page = html.fromstring(site.read(f"{portal}/index.html"))
    assert page.find(".//header") is not None and page.find(".//main") is not None and page.findall(".//nav")
    footer = page.find(".//footer")
    assert footer is not None and "Chịu trách nhiệm nội dung" in words(footer) and "so-do-cong" in html.tostring(footer).decode()
    hrefs = [a.get("href") or "" for a in page.iter("a")]
    assert any("tim-kiem" in href for href in hrefs) or page.find(".//form[@role='search']") is not None
    assert any(href.startswith("#") for href in hrefs)  # the link that skips to the content
    assert [meta for meta in page.iter("meta") if (meta.get("charset") or "").lower() == "utf-8"]


def test_terms_are_linked_from_every_footer(site: Site) -> None:
    for path, page in pages(site):
        if page.get("lang") == "vi":
            assert "Điều khoản sử dụng" in words(page.find(".//footer")), path


def test_a_copy_of_the_sources_builds_the_same_site(site: Site, tmp_path: Path) -> None:
    """Backup and restore (HP-12.1.b, NA-13.2): a copy of the folder, built elsewhere, is the same to the byte."""
    for folder in ("portals", "content"):
        shutil.copytree(site.root / folder, tmp_path / "restored" / folder)
    restored = Site(tmp_path / "restored")
    restored.build(search=True, settings=Settings(site=SiteSettings(demo=False, search=True)))
    assert restored.files() == site.files()


def test_one_portals_archive_restores_alone(site: Site, tmp_path: Path) -> None:
    """HP-12.2.b."""
    result = CliRunner().invoke(root, ["report", "archive", str(tmp_path / "mot.zip"), "--site", str(site.root), "--portal", "phuong-mot", "--now", NOW])
    assert result.exit_code == 0, result.output
    with zipfile.ZipFile(tmp_path / "mot.zip") as archive:
        archive.extractall(tmp_path / "out")
    alone = Site(tmp_path / "out/sources")
    alone.write("portals/phuong-mot.yaml", WARD.replace("parent: hai-phong\n", ""))
    assert not [f for f in alone.build().findings if str(f.severity) == "error"]
    assert "Bài" in alone.read("phuong-mot/tin-tuc/bai/index.html")
