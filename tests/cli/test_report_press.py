"""The press list and digest: for leaders, grouped, complete, and never part of a site."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from docx import Document

from plugins.cli import root
from plugins.model import OperatorError
from tests.conftest import NOW, Site

PRESS = """entries:
- {portal: quang-ninh, published_on: 2026-06-01, outlet: Báo A, title: Khen du lịch, tone: positive, citizens: "true"}
- {portal: quang-ninh, published_on: 2026-06-14, outlet: Báo B, title: Rác trên vịnh, tone: contrary}
- {portal: quang-ninh, published_on: 2026-06-14, outlet: Báo C, title: Kẹt xe, tone: hot, handling: Phân luồng}
- {portal: quang-ninh, published_on: 2026-05-31, outlet: Báo D, title: Tháng trước, tone: hot}
- {portal: quang-ninh, published_on: 2026-06-15, outlet: Báo E, title: Chưa xếp loại}
"""


@pytest.fixture
def site(tmp_path: Path) -> Site:
    site = Site(tmp_path / "site")
    site.write("portals/quang-ninh.yaml", "name: {vi: Cổng tỉnh}\nunit_type: province\nlanguages: [vi]\nregulation: quang_ninh_2187_2017\n")
    site.write("portals/_logbooks/press.yaml", PRESS)
    site.article("quang-ninh/news/tin.vi.md")
    return site


def press(site: Site, *arguments: str, code: int) -> bytes:
    result = CliRunner().invoke(root, ["report", "press", "--site", str(site.root), "--now", NOW, *arguments], standalone_mode=False)
    if result.exception:
        raise result.exception
    assert result.return_value == code
    return result.stdout_bytes


def test_a_month_is_grouped_and_what_needs_handling_is_marked(site: Site) -> None:
    told = json.loads(press(site, "--month", "2026-06", "--conference", "2026-06-30", "--format", "json", code=1))
    assert [(title, len(rows)) for title, rows in told.items()] == [("Phản ánh tốt", 1), ("Phản ánh trái chiều", 1), ("Nổi cộm", 1), ("Chưa phân loại", 1)]
    assert [row["missing"] for rows in told.values() for row in rows] == ["", "đề xuất xử lý", "", "phân loại"]
    assert told["Phản ánh tốt"][0]["citizens"] == "có"


def test_a_day_lists_that_day_and_can_be_complete(site: Site) -> None:
    told = json.loads(press(site, "--day", "2026-06-01", "--format", "json", code=0))
    assert [row["title"] for rows in told.values() for row in rows] == ["Khen du lịch"]


def test_the_digest_is_a_document_in_the_language_asked_for(site: Site, tmp_path: Path) -> None:
    press(site, "--month", "2026-06", "--conference", "2026-06-30", "--lang", "en", "--output", str(tmp_path / "d.docx"), code=1)
    text = "\n".join(p.text for p in Document(str(tmp_path / "d.docx")).paragraphs)
    assert "PRESS DIGEST OF 06/2026" in text and "To be sent before the press conference of 2026-06-30." in text


def test_the_records_are_in_no_built_file(site: Site) -> None:
    site.build(search=True)
    secrets = [word.encode() for word in ("Rác trên vịnh", "Phân luồng", "Kẹt xe")]
    assert not [p for p in site.output.rglob("*") if p.is_file() and any(secret in p.read_bytes() for secret in secrets)]


@pytest.mark.parametrize("arguments", [(), ("--day", "2026-06-01", "--month", "2026-06"), ("--month", "tháng sáu"), ("--month", "2026-06", "--conference", "2026-06-15")])
def test_a_mistake_of_the_operator_is_told(site: Site, arguments: tuple[str, ...]) -> None:
    with pytest.raises(OperatorError):
        press(site, *arguments, code=0)


def test_without_records_it_says_where_to_keep_them(site: Site) -> None:
    (site.root / "portals/_logbooks/press.yaml").unlink()
    with pytest.raises(OperatorError, match="no press records"):
        press(site, "--day", "2026-06-01", code=0)
