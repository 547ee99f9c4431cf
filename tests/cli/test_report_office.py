"""Reports as office files and pages: languages, charts with their tables, sums, and nothing that a spreadsheet would run."""

import json
import re
from pathlib import Path

import pytest
from docx import Document
from lxml import html
from openpyxl import load_workbook

from plugins.build.reports import office, readers, tables
from plugins.build.pages.catalogs import Catalogs
from plugins.build.reports.chart_picture import picture
from plugins.build.pages.charts import rows as lying
from plugins.cli.report import engine_decrees
from plugins.build.reports.tables import Chart, Table, Words
from tests.cli.test_report import ROOT, report, rows, site  # noqa: F401

LANGUAGES = ("vi", "en", "zh", "ko", "ja")
SOURCES = sorted({found for path in [*(ROOT / "plugins/build").rglob("*.py"), *(ROOT / "plugins/cli").glob("report*.py")]
                  if "Words" in (text := path.read_text()) for found in re.findall(r'Words\("((?:[^"\\]|\\.)+)"', text)} - {"; "})
TABLE = Table(Words("Summary by portal"), (("portal", "Portal"), ("items", "Items")), (("a", 3), ("b", 1), (Words("Total"), 4)), "", (
    Chart(Words("Items published, by period"), "line", ("2026-01", "2026-02"), ((Words("Items"), (3, 1)),)),
    Chart(Words("Score by portal"), "rows", ("Phường Một", "Phường Hai"), ((Words("Score"), (90.5, 40)),), "%")), sums=1)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_text_of_the_reports_is_in_every_language(lang: str) -> None:
    catalogs = Catalogs([ROOT / "translations"], None)
    assert len(SOURCES) > 40 and [source for source in SOURCES if not catalogs.has(lang, source)] == []
    for source in SOURCES:
        assert set(re.findall(r"\{\w+\}", catalogs.translate(lang)(source))) == set(re.findall(r"\{\w+\}", source)), source


@pytest.mark.parametrize("lang,heading", [("vi", "Tổng hợp theo cổng"), ("en", "Summary by portal"), ("ja", "ポータル別の集計")])
def test_headings_follow_the_language_asked_for(site, lang: str, heading: str) -> None:  # noqa: F811
    page = report(site, "compliance", "--format", "html", "--lang", lang, code=1).stdout
    assert heading in page and f'<html lang="{lang}">' in page
    assert not [text for text in ("Words(", "{day}", "{number}") if text in page]


def test_a_chart_stands_with_its_table_and_says_what_it_is(site) -> None:  # noqa: F811
    page = html.fromstring(report(site, "supply", "--from", "2025-12-01", "--to", "2026-05-31", "--format", "html").stdout)
    [figure] = page.findall(".//figure")
    assert figure.find("figcaption").text == "Số bài đăng theo kỳ" and figure.find("svg").get("role") == "img" and figure.find("svg").get("aria-label")
    following = figure.getnext()
    cells = [cell.text for cell in following.findall(".//tr")[-1].iter("th", "td")]
    assert cells[0] == "Cộng" and "class" in following.findall(".//tr")[-1].attrib


def test_a_document_holds_the_picture_with_words_and_the_bars_as_a_table(tmp_path: Path) -> None:
    said = readers.for_readers(tables.spoken([TABLE], Catalogs([ROOT / "translations"], None).translate("vi")), "vi")
    made = office.as_docx(said, "Báo cáo", "2026-06-15")
    assert made and (tmp_path / "x.docx").write_bytes(made)
    document = Document(str(tmp_path / "x.docx"))
    assert [shape._inline.docPr.get("descr") for shape in document.inline_shapes] == ["Số bài đăng theo kỳ"]
    assert [[cell.text for cell in row.cells] for row in document.tables[0].rows] == [["Phường Một", "█" * 20, "90.5%"], ["Phường Hai", "█" * 9, "40%"]]
    assert document.tables[1].rows[-1].cells[0].paragraphs[0].runs[0].bold


def test_a_workbook_keeps_figures_and_draws_its_own_charts(tmp_path: Path) -> None:
    said = tables.spoken([TABLE], str)
    (tmp_path / "x.xlsx").write_bytes(office.as_xlsx(said, "2026-06-15"))
    book = load_workbook(tmp_path / "x.xlsx")
    assert [len(sheet._charts) for sheet in book] == [0, 1, 1]
    assert book.worksheets[0]["B5"].value == 3 and book.worksheets[0]["A4"].value == "Portal"


def test_days_are_written_as_readers_write_them_and_constant_columns_said_once() -> None:
    rows = tuple(("a", "1/QĐ", "2026-06-15", f"bài 2026-06-{n}", n) for n in (10, 11))
    [table] = readers.for_readers([Table("x", (("portal", "Cổng"), ("regulation", "Văn bản"), ("d", "Ngày"), ("t", "Tên"), ("n", "Số")), rows, "Từ 2026-01-02.")], "vi")
    assert table.note == "Cổng: a; Văn bản: 1/QĐ. Từ 02/01/2026." and table.rows[0] == ("15/06/2026", "bài 2026-06-10", 10)


@pytest.mark.parametrize("citation,said", [
    ("HP-18.2.c", "Điều 18 khoản 2 điểm c"), ("HP-07", "Điều 7"), ("LX-10.1.đ", "Điều 10 khoản 1 điểm đ"),
    ("QN-20.1.d bullet 1", "Điều 20 khoản 1 điểm d gạch đầu dòng 1"), ("Decree 224/2026 Art. 9.1.a", "Điều 9 khoản 1 điểm a Nghị định 224/2026"),
    ("Circular 32/2017 Art. 16", "Điều 16 Thông tư 32/2017"), ("Law 91/2025", "Luật 91/2025"), ("Điều 5 khoản 2", "Điều 5 khoản 2")])
def test_clauses_are_written_as_vietnamese_documents_write_them(citation: str, said: str) -> None:
    assert (readers.readable_clause(citation, "vi"), readers.readable_clause(citation, "en")) == (said, citation)


def test_every_clause_of_the_engines_decrees_can_be_written_so() -> None:
    cited = {rule.citation for profile in engine_decrees() for rule in profile.rules}
    assert len(cited) > 150 and {said for said in (readers.readable_clause(one, "vi") for one in cited) if not said.startswith(("Điều ", "Luật "))} == set()


@pytest.mark.parametrize("period,said", [("2026-05", "05/2026"), ("2026-Q4", "Quý 4/2026"), ("2026", "2026"), ("hp-answers", "hp-answers")])
def test_periods_are_written_as_readers_write_them(period: str, said: str) -> None:
    assert readers.readable_period(period, "vi") == said


def test_readers_get_names_and_programs_keys(site, tmp_path: Path) -> None:  # noqa: F811
    asked = ("supply", "--from", "2026-01-01", "--to", "2026-12-31")
    page = html.fromstring(report(site, *asked, "--format", "html").stdout)
    told = {cell.text for cell in page.iter("th", "td")}
    assert {"Tỉnh Nghệ An", "Tin tức, sự kiện", "Tin, bài", "Tiếng Việt", "05/2026"} <= told and not {"nghe-an", "news", "article", "vi"} & told
    assert {"nghe-an", "news", "article", "vi"} <= {str(value) for rows in json.loads(report(site, *asked, "--format", "json").stdout_bytes).values()
                                                    for row in rows for value in row.values()}


def test_a_table_without_rows_says_so() -> None:
    [table] = readers.for_readers([Table("x", (("a", "A"),), ())], "vi", None, "Không có.")
    assert table.note == "Không có."


@pytest.mark.parametrize("chart", [Chart("x", "bar", (), (("a", ()),)), Chart("x", "bar", ("a",), (("s", (1,)),)), Chart("x", "line", ("a", "b"), (("s", (0, 0)),))])
def test_a_chart_that_says_nothing_is_left_out(chart: Chart) -> None:
    assert not readers.tells_something(chart)
    assert chart.labels or picture(chart) is None


@pytest.mark.parametrize("values", [(None, None), (-1.0, 2.0), (float("inf"), 1.0), (0.0, 0.0)])
def test_figures_that_cannot_be_drawn_leave_the_table(values: tuple) -> None:
    assert lying(("a", "b"), values, "x", str) == ""


def test_the_inventory_is_what_the_lock_file_says(site) -> None:  # noqa: F811
    listed = {row["name"].lower().replace("_", "-"): row["version"] for row in rows(site, "inventory")}
    locked = dict(re.findall(r"^([a-z0-9.-]+)(?:\[[a-z,]+\])?==([^ ;\\]+)", (ROOT / "requirements.lock").read_text(), re.MULTILINE))
    assert len(locked) > 20 and {name: listed.get(name) for name in ("pelican", "jinja2", "sqlalchemy", "holidays")} == {
        name: locked[name] for name in ("pelican", "jinja2", "sqlalchemy", "holidays")}
    assert set(locked) - set(listed) <= {name for name in locked if name not in listed and name in ("colorama", "tzdata", "pywin32")}


def test_a_years_review_holds_gaps_and_what_is_not_kept_up_to_date(site) -> None:  # noqa: F811
    page = report(site, "compliance", "--portal", "nghe-an", "--format", "html", code=1).stdout
    assert "Bài mới nhất của từng mục" in page and "✗ thiếu" in page
