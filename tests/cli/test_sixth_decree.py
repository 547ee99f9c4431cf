"""A decree that nobody knew: other limits, languages, sections, checklist and form of report, all as data and no code."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from docx import Document

from plugins.build.gate.checklist import checklist_of
from plugins.build.registry import load_registry
from plugins.build.inputs import open_inputs
from plugins.build.check import check
from plugins.build.reports.report_form import DEFAULT, read_form
from plugins.build.request import ENGINE_ROOT
from plugins.model import OperatorError
from tests.cli.test_report import report
from tests.conftest import Site

DECREE = """number: 9/2026/QĐ-UBND
name: {vi: Quy chế cổng thông tin tỉnh Sông Mây}
effective_from: 2026-03-01
trigger_day_counts: true
portal_types:
  main: {name: {vi: Cổng tỉnh}, level: 1}
  island: {name: {vi: Đặc khu}, unit_types: [special_zone]}
rules:
  - {id: sm-languages, kind: required-languages, cite: Điều 4, applies_to: [main], languages: [vi, ko], exactly: true, severity: warning, text: {vi: Hai ngôn ngữ}}
  - {id: sm-tides, kind: required-section, cite: Điều 5 khoản 2, applies_to: [island], section: thuy-trieu, severity: warning, text: {vi: Mục Thủy triều}}
  - {id: sm-news, kind: deadline, cite: Điều 7, sections: [news], triggers: [event_on], limit: 1, text: {vi: Tin trong ngày làm việc}}
  - {id: sm-report, kind: report-due, cite: Điều 12, due: "01-31", period_ends: "12-31", report: Báo cáo năm, form: _mau_song_may.yaml, text: {vi: Báo cáo trước 01/02}}
  - {id: sm-list, kind: signed-checklist, cite: Điều 9, items: [sm-check-tides], severity: warning, text: {vi: Xác nhận}}
checklist:
  - {id: sm-check-tides, cite: Điều 9, applies_to: [island], types: [article], text: {vi: Giờ thủy triều đã đối chiếu}}
"""
FORM = """title: Kết quả vận hành {portal} năm {year}
signature: [GIÁM ĐỐC]
parts:
  - {level: 1, title: Phần A. Số liệu, lines: ["Đã đăng {items} bài từ {start} đến {end}."], tables: [months]}
  - {level: 1, title: "Phần B. Kế hoạch năm {next_year}", lines: ["{gap}"]}
"""


@pytest.fixture
def site(tmp_path: Path) -> Site:
    site = Site(tmp_path)
    site.write("portals/_regulations/song_may_9_2026.yaml", DECREE)
    site.write("portals/_regulations/_mau_song_may.yaml", FORM)
    site.write("portals/song-may.yaml", "name: {vi: Cổng tỉnh Sông Mây}\nshort_name: {vi: Tỉnh Sông Mây}\nunit_type: province\nlevel: 1\nlanguages: [vi, ko]\nregulation: song_may_9_2026\n")
    site.write("portals/dao-may.yaml", "name: {vi: Cổng đặc khu Mây}\nshort_name: {vi: Đặc khu Mây}\nunit_type: special_zone\nparent: song-may\nlanguages: [vi]\n"
               "regulation: song_may_9_2026\nsections: {thuy-trieu: {name: {vi: Thủy triều}, slug: {vi: thuy-trieu}, type: article}}\n")
    site.article("song-may/news/tin.vi.md", "Tin", date="2026-05-04", event_on="2026-04-29")
    site.article("dao-may/thuy-trieu/nay.vi.md", "Thủy triều tuần này", date="2026-05-04")
    return site


def standings(site: Site) -> dict[str, str]:
    rows = json.loads(report(site, "compliance", "--format", "json", code=None).stdout_bytes)
    return {row["rule"]: row["standing"] for row in rows if row["rule"].startswith("sm-")}


def test_its_clauses_bind_and_can_be_missed(site: Site) -> None:
    assert standings(site) == {"sm-languages": "met", "sm-tides": "met", "sm-news": "missing", "sm-report": "by_hand", "sm-list": "met"}
    (site.root / "content/dao-may/thuy-trieu/nay.vi.md").unlink()
    site.write("portals/song-may.yaml", (site.root / "portals/song-may.yaml").read_text().replace("[vi, ko]", "[vi, ko, en]"))
    again = standings(site)
    assert again["sm-tides"] == again["sm-languages"] == "missing"


def test_its_limit_counts_as_it_says(site: Site) -> None:
    told = json.loads(report(site, "deadlines", "--format", "json", code=None).stdout_bytes)
    [duty] = told["Từng việc"]
    assert {(row["report"], row["due_on"]) for row in told["Báo cáo đến hạn"]} == {("Báo cáo năm 2026", "2027-01-31")}
    assert (duty["due_on"], duty["state"]) == ("2026-04-29", "late")  # the trigger day is the first


def test_its_yearly_report_has_its_own_form_and_period(site: Site, tmp_path: Path) -> None:
    report(site, "annual", "--portal", "song-may", "--year", "2026", "--output", str(tmp_path / "a.docx"))
    document = Document(str(tmp_path / "a.docx"))
    text = [p.text for p in document.paragraphs]
    assert "Kết quả vận hành Cổng tỉnh Sông Mây năm 2026" in text and "Đã đăng 1 bài từ 01/01/2026 đến 31/12/2026." in text
    assert [line for line in text if line.startswith("Phần")] == ["Phần A. Số liệu", "Phần B. Kế hoạch năm 2027"]
    assert document.tables[-1].rows[0].cells[1].text == "GIÁM ĐỐC" and not any("ƯU ĐIỂM" in line.upper() for line in text)


def test_its_checklist_binds_its_own_portals(site: Site) -> None:
    files = {path: blob for path, blob in open_inputs(site.root, None).delta(None).changed.items() if path.startswith("portals/")}
    registry = load_registry(open_inputs(site.root, None), files)[0]
    found, wrong = checklist_of(site.root, ENGINE_ROOT, registry, datetime(2026, 6, 1, tzinfo=UTC))
    assert [(item.id, item.portals, item.types) for item in found] == [("sm-check-tides", ("dao-may",), ("article",))] and wrong == []


@pytest.mark.parametrize("change,line,told", [
    (("limit: 1", "limit: một"), 11, "sm-news.limit"), (("kind: deadline", "kind: han"), 11, "sm-news"), (("applies_to: [island], section", "applies_to: [reef], section"), 10, "sm-tides.applies_to"),
    (("cite: Điều 9, applies_to", "applies_to"), 15, "cite"), (("level: 1}", "level: một}"), 5, "main.level"), (("effective_from: 2026-03-01", "effective_from: tháng 3"), 3, "effective_from")])
def test_its_mistakes_are_told_at_their_line(site: Site, change: tuple[str, str], line: int, told: str) -> None:
    site.write("portals/_regulations/song_may_9_2026.yaml", DECREE.replace(*change, 1))
    found = [f for f in check(site.root, "2026-06-15T09:00:00+07:00").findings if f.path.endswith("song_may_9_2026.yaml")]
    assert (line, told) in [(f.line, f.params.get("key") or f.params.get("rule")) for f in found], found


BAD = {FORM.replace("{items}", "{bài}"): r"parts\[1\]: nothing fills \{bài\}", FORM.replace("[months]", "[tuần]"): "no table is called tuần",
       FORM.replace("level: 1, title: Phần A", "level: 3, title: Phần A"): r"parts\[1\] needs level", FORM.replace("{year}", "{year"): "title",
       FORM.replace("tables:", "bảng:"): "unknown key", "title: x\n": "needs a title and parts"}


@pytest.mark.parametrize("text", BAD)
def test_mistakes_in_a_form_are_told(tmp_path: Path, text: str) -> None:
    (tmp_path / "f.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(OperatorError, match=BAD[text]):
        read_form(tmp_path / "f.yaml")


def test_the_engines_form_is_nghe_ans_annex() -> None:
    form = read_form(ENGINE_ROOT / "portals/_regulations" / DEFAULT)
    assert [part.title.split(".")[0] for part in form.parts if part.level == 1] == ["I", "II", "III", "IV", "V"]
