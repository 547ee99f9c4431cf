"""Every report, run as a person runs it, on a small province, and the files opened again."""

import csv
import io
import json
import re
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from docx import Document
from icalendar import Calendar
from openpyxl import load_workbook

from plugins.build.check import check
from plugins.build.reports.lifecycle import with_fields
from plugins.build.reports.requirements import requirements
from plugins.cli import root
from plugins.cli.report import generated_pages
from plugins.model import OperatorError
from tests.conftest import Site

ROOT = Path(__file__).resolve().parents[2]
NOW = "2026-06-15T09:00:00+07:00"
LAW = ("---\ntitle: Quyết định 1\nnumber_symbol: {number}\nform: decision\nissued_on: {issued}\nissuing_agency: {agency}\n"
       "effective_on: {issued}\nfield: administration\n{extra}---\nNội dung.\n")


@pytest.fixture
def site(tmp_path: Path) -> Site:
    site = Site(tmp_path / "site")
    site.write("portals/nghe-an.yaml", "name: {vi: Cổng Thông tin điện tử tỉnh Nghệ An}\nshort_name: {vi: Tỉnh Nghệ An}\nunit_type: province\n"
               "languages: [vi, en]\ndomain: nghean.gov.vn\nregulation: nghe_an_80_2025\n")
    site.write("portals/phuong-mot.yaml", "name: {vi: Cổng phường Một}\nshort_name: {vi: Phường Một}\nunit_type: ward\nparent: nghe-an\nlanguages: [vi]\n"
               "domain: mot.nghean.gov.vn\nregulation: quang_ninh_2187_2017\n")
    for slug, day, author in (("a", "2025-12-10", "A"), ("b", "2025-12-11", "A"), ("c", "2026-02-01", "=cmd|' /C calc'!A0"), ("d", "2026-05-01", "B"), ("e", "2026-12-10", "B")):
        site.article(f"nghe-an/news/{slug}.vi.md", f"Tin {slug}", date=day, author=json.dumps(author))
    return site


def report(site: Site, *arguments: str, code: int | None = 0, now: str = NOW) -> Result:
    result = CliRunner().invoke(root, ["report", arguments[0], "--site", str(site.root), "--now", now, *arguments[1:]], standalone_mode=False)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert code is None or (result.return_value or 0) == code, result.output
    return result


def rows(site: Site, *arguments: str, code: int = 0) -> list[dict]:
    return json.loads(report(site, *arguments, "--format", "json", code=code).stdout_bytes)


def test_compliance_says_clause_by_clause_what_is_met_and_where(site: Site) -> None:
    before = {row["rule"]: row for row in rows(site, "compliance", "--portal", "nghe-an", code=1)}
    assert before["na-main-domain"]["standing"] == "met" and before["na-main-domain"]["page"] == "https://nghean.gov.vn/"
    assert before["na-main-qa"]["standing"] == "missing" and before["na-budget"]["standing"] == "by_hand"
    site.write("content/nghe-an/qa/index.vi.md", "---\ntitle: Hỏi đáp\ntype: page\n---\nGửi câu hỏi.\n")
    after = {row["rule"]: row for row in rows(site, "compliance", "--portal", "nghe-an", code=1)}
    assert after["na-main-qa"]["standing"] == "met" and after["na-main-qa"]["page"] == "https://nghean.gov.vn/hoi-dap/"
    assert {row["regulation"] for row in after.values()} == {"80/2025/QĐ-UBND"}  # the national rules bind from July


def test_every_requirement_of_the_decree_stands_in_the_portals_report(site: Site) -> None:
    told = {row["rule"] for row in rows(site, "compliance", "--portal", "nghe-an", code=1)}
    by_rule = set(re.findall(r"[A-Z]{2}-[^,\]\s]+", " ".join(re.findall(r"meets: \[([^\]]*)\]", (ROOT / "portals/_regulations/nghe_an_80_2025.yaml").read_text()))))
    own = {r.id for r in requirements().values() if r.regulation == "nghe_an_80_2025"}
    assert own - by_rule and own - by_rule <= told


def test_the_web_page_has_the_matrix_and_escapes_titles(site: Site) -> None:
    site.article("nghe-an/dissemination/x.vi.md", '"<script>alert(1)</script>"', source=None)
    page_text = report(site, "compliance", "--format", "html", code=1).stdout
    assert "cổng theo điều khoản" in page_text and "<script>" not in page_text and "✗ thiếu" in page_text
    assert report(site, "compliance", "--format", "csv", code=1).stdout_bytes.startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize("day,successor", [("2026-06-30", False), ("2026-07-01", True)])
def test_the_report_names_the_successor_from_its_day_on(site: Site, day: str, successor: bool) -> None:
    told = report(site, "compliance", "--portal", "nghe-an", "--format", "html", code=1, now=f"{day}T09:00:00+07:00").stdout
    last = told[told.index("Điều khoản dẫn văn bản đã được thay thế"):]
    assert ("224/2026/NĐ-CP" in last) is successor


def test_docx_of_compliance_opens(site: Site, tmp_path: Path) -> None:
    report(site, "compliance", "--portal", "nghe-an", "--output", str(tmp_path / "c.docx"), code=1)
    document = Document(str(tmp_path / "c.docx"))
    assert any(cell.text == "Điều 7" for row in document.tables[1].rows for cell in row.cells)


def test_deadlines_list_what_is_late_and_the_calendar_what_is_due(site: Site) -> None:
    site.write("content/phuong-mot/legal-documents/qd-1.vi.md", LAW.format(number="1/2026/QĐ-UBND", issued="2026-06-01", agency="UBND Phường Một", extra="date: 2026-06-05\n"))
    site.write("content/phuong-mot/qa/hoi.vi.md", "---\ntitle: Hỏi\ntopic: land\nreceived_on: 2026-05-15\nclass: in_scope\nresponsible_agency: UBND\n"
               "question: Hỏi gì?\npromised_on: 2026-06-30\nstatus: published\nstate: interim\n---\nx\n")
    late = {row["rule"]: row for row in json.loads(report(site, "deadlines", "--format", "json").stdout_bytes)["Từng việc"]}
    assert (late["qn-deadline-doc-issuer"]["due_on"], late["qn-deadline-doc-issuer"]["state"], late["qn-deadline-doc-issuer"]["late_by"]) == ("2026-06-03", "late", 2)
    events = {str(e["summary"]): e for e in Calendar.from_ical(report(site, "deadlines", "--format", "ics").stdout_bytes).walk("VEVENT")}
    [annual] = [event for title, event in events.items() if title == "Tỉnh Nghệ An: Báo cáo tình hình hoạt động năm 2026"]
    assert str(annual["description"]) == "Điều 15 khoản 7 (NA-15.7)"
    assert [str(alarm["trigger"].dt) for alarm in annual.walk("VALARM")] == ["-14 days, 0:00:00"]
    if "qn-deadline-qa" in late:
        assert late["qn-deadline-qa"]["due_on"] == "2026-06-30"


@pytest.mark.parametrize("day,reminded", [("2026-11-09", False), ("2026-11-10", True), ("2026-12-10", True), ("2026-12-11", False)])
def test_check_reminds_of_a_report_that_is_due_within_a_month(site: Site, day: str, reminded: bool) -> None:
    found = [f for f in check(site.root, f"{day}T09:00:00+07:00").findings if f.id == "rules.report-due"]
    assert [(f.params["portal"], f.params["due"]) for f in found] == ([("nghe-an", "2026-12-10")] if reminded else [])


def test_supply_sums_add_up(site: Site) -> None:
    def total(by: str) -> list[int]:
        whole = json.loads(report(site, "supply", "--from", "2026-01-01", "--to", "2026-12-31", "--by", by, "--format", "json", now="2026-12-31T09:00:00+07:00").stdout_bytes)
        line = next(row for row in whole["Theo cổng"] if row["portal"] == "Cộng")
        return [value for key, value in line.items() if key not in ("portal", "total")]

    months, quarters, [year] = total("month"), total("quarter"), total("year")
    assert year == 3 and [sum(months[i:i + 3]) for i in range(0, 12, 3)] == quarters and sum(quarters) == year


def test_the_sections_that_are_not_kept_up_to_date_stand_first(site: Site) -> None:
    site.article("nghe-an/dissemination/cu.vi.md", "Cũ", date="2026-01-05")
    whole = json.loads(report(site, "supply", "--from", "2026-01-01", "--to", "2026-06-15", "--format", "json").stdout_bytes)
    assert [(row["section"], row["newest"], row["age"]) for row in whole["Bài mới nhất của từng mục"]] == [
        ("dissemination", "2026-01-05", 107), ("news", "2026-05-01", 31)]


def test_late_duties_are_grouped_by_who_follows_the_section(site: Site) -> None:
    registry = site.root / "portals/phuong-mot.yaml"
    registry.write_text(registry.read_text() + "section_owners: {legal-documents: Ủy viên A}\n")
    site.write("content/phuong-mot/legal-documents/qd-1.vi.md", LAW.format(number="1/2026/QĐ-UBND", issued="2026-06-01", agency="UBND Phường Một", extra="date: 2026-06-05\n"))
    site.article("phuong-mot/news/muon.vi.md", "Muộn", date="2026-06-12", event_on="2026-06-01")
    whole = json.loads(report(site, "deadlines", "--format", "json").stdout_bytes)
    assert {(row["owner"], row["late"]) for row in whole["Việc muộn theo người theo dõi mục"]} == {("Ủy viên A", 1), ("chưa phân công", 1)}
    assert {row["owner"] for row in whole["Từng việc"] if row["rule"] == "qn-deadline-doc-issuer"} == {"Ủy viên A"}


def test_the_annual_form_tells_what_the_logbooks_hold(site: Site) -> None:
    site.write("portals/_logbooks/incidents.yaml", "entries:\n- {portal: nghe-an, detected_on: 2026-03-01, reported_on: 2026-03-01}\n"
               "- {portal: nghe-an, detected_on: 2026-04-01}\n- {portal: nghe-an, detected_on: 2024-04-01}\n- {portal: phuong-mot, detected_on: 2026-04-01}\n")
    text = report(site, "annual", "--portal", "nghe-an", "--year", "2026", "--format", "html").stdout
    assert "Sự cố trong kỳ: 2, đã báo cáo: 1." in text and "Lượt bồi dưỡng nghiệp vụ: <mark>[.....]</mark>" in text


def test_the_annual_form_names_its_agencies(site: Site, tmp_path: Path) -> None:
    report(site, "annual", "--portal", "phuong-mot", "--year", "2026", "--output", str(tmp_path / "p.docx"))
    document = Document(str(tmp_path / "p.docx"))
    head = " ".join(cell.text for cell in document.tables[0].rows[0].cells)
    assert "ỦY BAN NHÂN DÂN TỈNH NGHỆ AN" in head and "ỦY BAN NHÂN DÂN PHƯỜNG MỘT" in head
    assert any(p.text == "Kính gửi: Cổng Thông tin điện tử tỉnh Nghệ An" for p in document.paragraphs)


def test_the_annual_form(site: Site, tmp_path: Path) -> None:
    report(site, "annual", "--portal", "nghe-an", "--year", "2026", "--output", str(tmp_path / "n.docx"), now="2026-12-10T09:00:00+07:00")
    document = Document(str(tmp_path / "n.docx"))
    parts = [p.text for p in document.paragraphs if re.match(r"[IV]+\. ", p.text)]
    assert [part.split(".")[0] for part in parts] == ["I", "II", "III", "IV", "V"] and "NĂM 2027" in parts[3]
    text = "\n".join(p.text for p in document.paragraphs)
    assert "Tổng số tin, bài, văn bản đã đăng: 4." in text  # 11 December 2025 to 10 December 2026: each day in one year
    assert "Bài đăng đúng ngày giáp ranh: 1 bài ngày 10/12/2025 (kỳ trước), 1 bài ngày 10/12/2026 (kỳ này)." in text
    head = " ".join(cell.text for cell in document.tables[0].rows[0].cells)
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in head and "TỈNH NGHỆ AN" in head
    assert "[.....]" in text and "Kính gửi" in text
    page_text = report(site, "annual", "--portal", "nghe-an", "--year", "2026", "--format", "html").stdout
    assert "<mark>[.....]</mark>" in page_text and "V. ĐỀ XUẤT, KIẾN NGHỊ" in page_text


def test_royalties_count_a_quarter_by_rates_that_are_data_and_run_no_formula(site: Site, tmp_path: Path) -> None:
    rates = site.write("rates.yaml", "rates: {article: 150000}\n")
    args = ("royalties", "--year", "2026", "--quarter", "1", "--rates", str(rates))
    report(site, *args, "--output", str(tmp_path / "r.xlsx"))
    book = load_workbook(tmp_path / "r.xlsx")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell.value for cell in cells if cell.data_type == "f"]
    assert [cell.value for cell in cells if cell.value == 150000]
    table = list(csv.reader(io.StringIO(report(site, *args, "--format", "csv").stdout_bytes.decode("utf-8-sig"))))
    assert table[1][1].startswith("'=cmd") and table[2] == ["Cộng", "", "", "1", "150000"]


@pytest.mark.parametrize("text", ["rates: [", "rates: [1]", "- a", "rates: {article: 1.5}", "rates: {article: -1}"])
def test_rates_that_cannot_be_paid_by_are_refused(site: Site, text: str) -> None:
    arguments = ["report", "royalties", "--site", str(site.root), "--year", "2026", "--quarter", "1", "--format", "csv", "--rates", str(site.write("r.yaml", text))]
    assert isinstance(CliRunner().invoke(root, arguments, standalone_mode=False).exception, OperatorError)


def test_a_changed_weight_changes_the_score(site: Site) -> None:
    criteria = site.write("c.yaml", "criteria:\n- {id: a, weight: 1, measure: compliance}\n- {id: b, weight: 1, measure: fresh, days: 100}\n")
    score = rows(site, "evaluation", "--portal", "nghe-an", "--criteria", str(criteria))["Xếp hạng"][0]["score"]
    criteria.write_text(criteria.read_text().replace("weight: 1, measure: fresh", "weight: 9, measure: fresh"))
    assert rows(site, "evaluation", "--portal", "nghe-an", "--criteria", str(criteria))["Xếp hạng"][0]["score"] > score


def test_a_repeal_marks_every_page_that_rests_on_the_document(site: Site) -> None:
    site.write("content/nghe-an/legal-documents/cu.vi.md", LAW.format(number="9/2020/QĐ-UBND", issued="2020-01-01", agency="UBND tỉnh", extra=""))
    site.article("phuong-mot/news/dua-vao.vi.md", "Dựa vào", "Theo Quyết định 9/2020/QĐ-UBND.", based_on="[9/2020/QĐ-UBND]")
    assert rows(site, "repealed") == []
    site.write("content/nghe-an/legal-documents/moi.vi.md", LAW.format(number="5/2026/QĐ-UBND", issued="2026-01-01", agency="UBND tỉnh", extra="replaces: [9/2020/QĐ-UBND]\n"))
    [found] = rows(site, "repealed", code=1)
    assert (found["portal"], found["document"], found["how"]) == ("phuong-mot", "9/2020/QĐ-UBND", "based_on")
    before = (site.root / found["path"]).read_text()
    report(site, "repealed", "--prepare", code=1)
    after = (site.root / found["path"]).read_text()
    assert [line for line in after.split("\n") if line not in before.split("\n")] == [
        "status: withdrawn", "withdrawn_on: 2026-06-15", 'withdrawn_reason: "Văn bản 9/2020/QĐ-UBND đã hết hiệu lực."']
    site.build()
    notice = site.read("phuong-mot/tin-tuc/dua-vao/index.html")
    assert "đã hết hiệu lực" in notice and "Theo Quyết định" not in notice
    assert rows(site, "repealed") == []  # withdrawn with notice: nothing public rests on it any more


@pytest.fixture
def repository(site: Site) -> Site:
    """The province as a folder of a repository of its own, with a law that rests on nothing and pages that rest on it."""
    site.write("content/nghe-an/legal-documents/cu.vi.md", LAW.format(number="9/2020/QĐ-UBND", issued="2020-01-01", agency="UBND tỉnh", extra=""))
    site.write("content/nghe-an/legal-documents/moi.vi.md", LAW.format(number="5/2026/QĐ-UBND", issued="2026-01-01", agency="UBND tỉnh", extra="replaces: [9/2020/QĐ-UBND]\n"))
    site.article("phuong-mot/news/dua-vao.vi.md", "Dựa vào", "Theo Quyết định 9/2020/QĐ-UBND.", based_on="[9/2020/QĐ-UBND]")
    site.article("nghe-an/news/nhac-toi.vi.md", "Nhắc tới", "Xem Quyết định 9/2020/QĐ-UBND.")
    for command in (["init", "-q", "-b", "main"], ["config", "user.name", "A"], ["config", "user.email", "a@nghean.gov.vn"], ["add", "."], ["commit", "-q", "-m", "x"]):
        git(site, *command)
    return site


def git(site: Site, *arguments: str) -> str:
    top = site.root.parent
    return subprocess.run(["git", "-C", str(top), *arguments], check=True, capture_output=True, text=True).stdout


def test_a_repeal_is_prepared_on_a_branch_that_leaves_the_work_tree_alone(repository: Site) -> None:
    site = repository
    draft = site.article("nghe-an/news/dang-viet.vi.md", "Đang viết", "Theo Quyết định 9/2020/QĐ-UBND.", based_on="[9/2020/QĐ-UBND]")
    before = site.files(site.root)
    told = report(site, "repealed", "--branch", "bai-bo-9-2020", "--format", "json", code=1)
    assert {(row["portal"], row["how"]) for row in json.loads(told.stdout_bytes)} == {("phuong-mot", "based_on"), ("nghe-an", "text")}
    assert site.files(site.root) == before and git(site, "status", "--porcelain").split() == ["??", f"site/{draft.relative_to(site.root)}"]
    assert git(site, "branch", "--show-current").strip() == "main"
    changed = git(site, "diff", "--unified=0", "main", "bai-bo-9-2020")
    assert sorted(line for line in changed.split("\n") if line.startswith(("+", "-")) and not line.startswith(("+++", "---"))) == [
        "+review_on: 2026-06-15", "+status: withdrawn", "+withdrawn_on: 2026-06-15", '+withdrawn_reason: "Văn bản 9/2020/QĐ-UBND đã hết hiệu lực."']
    message = git(site, "log", "-1", "--format=%B", "bai-bo-9-2020")
    assert "content: Withdraw what rests on 9/2020/QĐ-UBND" in message and "phuong-mot/news/dua-vao.vi.md: based_on" in message


def test_the_branch_builds_the_notice_and_keeps_the_item_in_the_archive(repository: Site, tmp_path: Path) -> None:
    report(repository, "repealed", "--branch", "bai-bo", code=1)
    git(repository, "checkout", "-q", "bai-bo")
    repository.build()
    notice = repository.read("phuong-mot/tin-tuc/dua-vao/index.html")
    assert "đã hết hiệu lực" in notice and "Theo Quyết định" not in notice
    assert "Xem Quyết định" in repository.read("nghe-an/tin-tuc/nhac-toi/index.html")
    assert {row["how"] for row in rows(repository, "repealed", code=1)} == {"text"}
    assert "Theo Quyết định 9/2020" in git(repository, "show", "bai-bo:site/content/phuong-mot/news/dua-vao.vi.md")  # the source stays


@pytest.mark.parametrize("arguments", [("--branch", "main"), ("--branch", "x..y"), ("--branch", "b", "--prepare"), ("--branch", "b", "--ref", "HEAD")])
def test_a_branch_that_cannot_be_made_is_refused(repository: Site, arguments: tuple[str, ...]) -> None:
    result = CliRunner().invoke(root, ["report", "repealed", "--site", str(repository.root), "--now", NOW, *arguments], standalone_mode=False)
    assert isinstance(result.exception, OperatorError)
    assert git(repository, "branch", "--format=%(refname:short)").split() == ["main"]


@pytest.mark.parametrize("text,changed", [
    ("---\ntitle: A\nstatus: published\n---\nx\n", '---\ntitle: A\nstatus: withdrawn\nwithdrawn_reason: "a \\"b\\": c"\n---\nx\n'),
    ("---\r\ntitle: A\r\n---\r\nx\r\n---\r\n", '---\r\ntitle: A\r\nstatus: withdrawn\r\nwithdrawn_reason: "a \\"b\\": c"\r\n---\r\nx\r\n---\r\n')])
def test_fields_are_set_without_touching_another_line(text: str, changed: str) -> None:
    assert with_fields(text, {"status": "withdrawn", "withdrawn_reason": 'a "b": c'}) == changed


def test_an_archive_proves_itself(site: Site, tmp_path: Path) -> None:
    target = tmp_path / "a.zip"
    for _ in range(2):
        report(site, "archive", str(target), "--from", "2026-01-01")
        made = target.read_bytes()
    report(site, "archive", str(target), "--from", "2026-01-01")
    assert target.read_bytes() == made
    report(site, "archive", str(target), "--verify")
    target.write_bytes(made.replace(b"sources/content/nghe-an/news/c.vi.md", b"sources/content/nghe-an/news/x.vi.md"))
    assert "missing" in report(site, "archive", str(target), "--verify", code=1).output


@pytest.mark.parametrize("arguments", [("compliance", "--portal", "khong-co"), ("annual", "--year", "2026"), ("supply", "--from", "1/1/2026", "--to", "2026-12-31"),
                                       ("compliance", "--format", "docx")])
def test_a_mistake_of_the_operator_is_told(site: Site, arguments: tuple[str, ...]) -> None:
    result = CliRunner().invoke(root, ["report", arguments[0], "--site", str(site.root), *arguments[1:]], standalone_mode=False)
    assert isinstance(result.exception, OperatorError)


def test_every_requirement_is_accounted_for() -> None:
    found = requirements()
    assert len(found) == 341
    for name, text in generated_pages().items():
        assert (ROOT / name).read_text() == text, "run: python tasks.py report requirements"
    for one in found.values():
        file, _, name = one.test.partition("::")
        assert not file or (ROOT / file).is_file(), f"{one.id}: {file}"
        assert not name or f"def {name}(" in (ROOT / file).read_text(), f"{one.id}: {one.test}"
        assert one.test or one.note, f"{one.id}: neither a test nor a reason"
        assert one.means in ("outside", "documented", "not_yet") or one.test, f"{one.id} is said to be {one.means}, untested"
