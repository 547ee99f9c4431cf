"""The five decrees as data, a sixth without code, and every mistake that a decree's file can hold."""

import re
from pathlib import Path

import pytest

from plugins.build.check import check
from plugins.build.reports.regulations import read_regulations
from plugins.build.reports.requirements import requirements
from plugins.build.reports.survey import survey
from plugins.content.front_matter import read_yaml
from plugins.model import Severity
from plugins.model.rule import Profile
from plugins.rules.kinds import PARAMETERS
from plugins.rules.profile import binding, read_profile, type_of
from tests.conftest import NOW, Site
from tests.rules.scenes import CITY, ROOT, WARD, scene

FOLDER = ROOT / "portals/_regulations"
DECREES = {"hai_phong_204_2025": "2025-11-20", "long_xuyen_01_2020": "2020-06-15", "quang_ninh_2187_2017": "2017-06-17",
           "nghe_an_80_2025": "2025-11-10", "national_2026": "2026-07-01"}
REGULATIONS = read_regulations({f"portals/_regulations/{p.name}": p.read_bytes() for p in FOLDER.glob("[!_]*.yaml") if p.stem != "requirements"},
                               None, scene().registry)


def read(text: str) -> tuple[Profile | None, list[str]]:
    values, lines, findings = read_yaml(text, "portals/_regulations/sixth.yaml")
    profile, wrong = read_profile("sixth", values, lines, "portals/_regulations/sixth.yaml", PARAMETERS)
    return profile, [f.id for f in [*findings, *wrong]]


@pytest.mark.parametrize("key", DECREES)
def test_each_decree_is_valid_and_dated(key: str) -> None:
    profile = REGULATIONS.profiles[key]
    assert profile.effective_from == DECREES[key] and len(profile.rules) >= 25
    assert all(rule.citation and rule.text.get("vi") for rule in profile.rules)
    assert [f for f in REGULATIONS.findings if f.id != "regulation.unknown"] == []


def test_rule_ids_are_never_shared() -> None:
    ids = [rule.id for profile in REGULATIONS.profiles.values() for rule in profile.rules]
    assert len(ids) == len(set(ids)) > 300


def test_what_the_decrees_replace() -> None:
    assert REGULATIONS.profiles["hai_phong_204_2025"].replaces == ("29/2020/QĐ-UBND", "40/2024/QĐ-UBND")
    assert REGULATIONS.profiles["quang_ninh_2187_2017"].replaces == ("3528/QĐ-UBND",)
    assert REGULATIONS.profiles["nghe_an_80_2025"].replaces == ("26/2011/QĐ-UBND",)


@pytest.mark.parametrize("day,bound", [("2025-11-19", set()), ("2025-11-20", {"hai_phong_204_2025"}), ("2026-06-30", {"hai_phong_204_2025"}),
                                       ("2026-07-01", {"hai_phong_204_2025", "national_2026"})])
def test_the_day_selects_the_rules_in_force(day: str, bound: set[str]) -> None:
    portal = scene(regulation="hai_phong_204_2025").portal
    assert {profile.key for profile, _ in binding(tuple(REGULATIONS.profiles.values()), portal, day)} == bound


def test_a_portal_without_a_regulation_is_bound_by_none() -> None:
    assert binding(tuple(REGULATIONS.profiles.values()), scene(regulation="").portal, "2026-12-01") == []


@pytest.mark.parametrize("unit,expected", [("department", "department"), ("ward", "commune"), ("district", "district"), ("thematic", "thematic"), ("other", "other")])
def test_portal_types_of_quang_ninh(unit: str, expected: str) -> None:
    assert type_of(REGULATIONS.profiles["quang_ninh_2187_2017"], scene(portal=WARD, unit_type=unit).portal) == expected


def sections_of(key: str, kind: str) -> dict[str, str]:
    return {str(r.parameters["section"]): str(r.parameters.get("presence", "required")) for r in REGULATIONS.profiles[key].rules
            if r.kind == "required-section" and r.scope == (kind,) and "languages" not in r.parameters}


def test_the_decrees_disagree_as_they_do_on_paper() -> None:
    assert sections_of("quang_ninh_2187_2017", "commune")["consultations"] == "if_any"
    assert sections_of("quang_ninh_2187_2017", "district")["consultations"] == "required"
    assert "consultations" not in sections_of("quang_ninh_2187_2017", "other")
    assert sections_of("quang_ninh_2187_2017", "department")["projects"] == "if_any"
    assert sections_of("quang_ninh_2187_2017", "district")["projects"] == "required"
    limits = {r.id: r.parameters["limit"] for p in REGULATIONS.profiles.values() for r in p.rules if r.kind == "deadline"}
    assert limits["lx-deadline-qa"] == limits["qn-deadline-qa"] == 15 and "hp-deadline-qa" not in limits
    assert limits["qn-deadline-doc-issuer"] == 2 and limits["lx-deadline-doc-scope"] == 10 and limits["qn-deadline-science"] == 20


SIXTH = """number: 5/2026/QĐ-UBND
effective_from: 2026-01-01
portal_types: {main: {level: 1}}
rules:
  - {id: cm-qa, kind: required-section, cite: Điều 5, section: qa, severity: warning, text: {vi: Mục Hỏi đáp}}
"""
BROKEN = {
    "regulation.missing": SIXTH.replace("number: 5/2026/QĐ-UBND\n", ""),
    "regulation.unknown-key": SIXTH + "colour: red\n",
    "regulation.bad-value": SIXTH.replace("warning", "severe"),
    "regulation.unknown-kind": SIXTH.replace("required-section", "required-sections"),
    "regulation.rule-twice": SIXTH + SIXTH.splitlines()[-1] + "\n",
}


@pytest.mark.parametrize("id", BROKEN)
def test_every_mistake_is_named(id: str) -> None:
    assert id in read(BROKEN[id])[1]


LIST = SIXTH + "checklist:\n  # Điều 3\n  - {id: cm-check, cite: Điều 3, text: {vi: Đúng}}\n"


def test_a_checklist_is_read() -> None:
    profile, findings = read(LIST)
    assert findings == [] and [(i.id, i.citation, i.text, i.effective_from) for i in profile.checklist] == [("cm-check", "Điều 3", {"vi": "Đúng"}, "2026-01-01")]


@pytest.mark.parametrize("change,id,told", [
    (("cite: Điều 3, ", ""), "regulation.missing", "cite"), ((", text: {vi: Đúng}", ""), "regulation.missing", "text"),
    (("{vi: Đúng}", "{en: Right}"), "regulation.bad-value", "cm-check.text"), (("id: cm-check", "id: Mục 1"), "regulation.bad-value", "checklist[1].id"),
    (("cm-check", "cm-qa"), "regulation.rule-twice", "cm-qa"), (("cite: Điều 3", "cite: Điều 3, severity: error"), "regulation.unknown-key", "severity"),
    (("cite: Điều 3", "cite: Điều 3, applies_to: [ward]"), "regulation.bad-value", "cm-check.applies_to"),
    (("cite: Điều 3", "cite: Điều 3, effective_to: mai"), "regulation.bad-value", "cm-check.effective_to")])
def test_a_mistake_in_the_checklist_is_told_at_its_line(change: tuple[str, str], id: str, told: str) -> None:
    found = read_regulations({"portals/_regulations/ca_mau.yaml": LIST.replace(*change).encode()}, None, scene().registry)
    [finding] = [f for f in found.findings if f.id != "regulation.unknown"]
    assert (finding.id, finding.line) == (id, 8) and told in (finding.params.get("key"), finding.params.get("rule"))
    assert found.profiles["ca_mau"].checklist == ()


def test_a_checklist_that_is_no_list_is_told() -> None:
    profile, findings = read(SIXTH + "checklist: {id: x}\n")
    assert findings == ["regulation.bad-value"] and profile.checklist == () and len(profile.rules) == 1


@pytest.mark.parametrize("change", [("2026-01-01", "01/01/2026"), ("id: cm-qa", "id: Mục 1"), ("section: qa, ", ""), ("rules:", "rules: {}\nnote:"),
                                    ("main: {level: 1}", "main: {level: first}"), ("section: qa", "section: [a, b]"), ("text:", "applies_to: [ward], text:")])
def test_a_rule_or_decree_that_cannot_be_used_is_left_out_with_a_finding(change: tuple[str, str]) -> None:
    profile, findings = read(SIXTH.replace(*change))
    assert findings and (profile is None or profile.rules == () or change[0].startswith("main"))


@pytest.mark.parametrize("change,line,found,expected", [
    (("warning", "severe"), 6, "severe", "error, warning, note"), (("2026-01-01", "01/01/2026"), 2, "01/01/2026", "2026-12-31"),
    (("kind: deadline", "kind: dead-line"), 7, "dead-line", "deadline"), (("limit: 3", "limit: ba"), 7, "ba", "number"),
    (("level: 1", "level: first"), 3, "first", "1, 2, 3")])
def test_a_mistake_is_told_with_file_line_found_and_expected(change: tuple[str, str], line: int, found: str, expected: str) -> None:
    text = SIXTH.replace("rules:\n", "rules:\n  # Chương II\n") + (
        "  - {id: cm-laws, kind: deadline, cite: Điều 9, types: [legal-document], triggers: [issued_on], limit: 3, text: {vi: x}}\n")
    text = text.replace(*change)
    read = read_regulations({"portals/_regulations/ca_mau.yaml": text.encode()}, None, scene().registry)
    [told] = [f for f in read.findings if f.id != "regulation.unknown"]
    assert (told.path, told.line, told.params["found"]) == ("portals/_regulations/ca_mau.yaml", line, found)
    assert expected in told.params["expected"]


@pytest.fixture
def site(tmp_path: Path) -> Site:
    site = Site(tmp_path)
    site.write("portals/ca-mau.yaml", "name: {vi: Cổng tỉnh Cà Mau}\nunit_type: province\nlanguages: [vi]\nregulation: ca_mau_5_2026\n")
    site.article("ca-mau/news/tin.vi.md")
    return site


def test_a_sixth_decree_is_a_file(site: Site) -> None:
    site.write("portals/_regulations/ca_mau_5_2026.yaml", SIXTH)
    found = [f for f in check(site.root, NOW).findings if "cm-qa" in f.params.values()]
    assert [(f.id, f.severity, f.cites, f.params["section"]) for f in found] == [("rules.required-section", Severity.WARNING, ("Điều 5",), "qa")]
    assert [f for f in check(site.root, "2025-12-31T08:00:00+07:00").findings if "cm-qa" in f.params.values()] == []
    site.write("content/ca-mau/qa/index.vi.md", "---\ntitle: Hỏi đáp\ntype: page\n---\nGửi câu hỏi.\n")
    assert [f.id for f in check(site.root, NOW).findings if f.path.startswith("portals/ca-mau")] == []


@pytest.mark.parametrize("now,warned", [("2025-12-31T08:00:00+07:00", True), ("2026-01-01T08:00:00+07:00", False)])
def test_a_day_outside_the_decrees_force_is_told(site: Site, now: str, warned: bool) -> None:
    site.write("portals/_regulations/ca_mau_5_2026.yaml", SIXTH)
    found = [f for f in check(site.root, now).findings if f.id == "regulation.not-in-force"]
    assert bool(found) is warned and all(f.params["number"] == "5/2026/QĐ-UBND" for f in found)


def test_an_unknown_decree_is_named_with_those_that_exist(site: Site) -> None:
    [found] = [f for f in check(site.root, NOW).findings if f.id == "regulation.unknown"]
    assert found.params["found"] == "ca_mau_5_2026" and "hai_phong_204_2025" in found.params["expected"]


def test_deleting_one_section_names_it_with_its_clause(site: Site) -> None:
    site.write("portals/_regulations/ca_mau_5_2026.yaml", SIXTH.replace(", severity: warning", ""))
    site.write("content/ca-mau/qa/index.vi.md", "---\ntitle: Hỏi đáp\ntype: page\n---\nx\n")
    assert check(site.root, NOW).findings == ()
    (site.root / "content/ca-mau/qa/index.vi.md").unlink()
    assert [(f.params["section"], f.cites) for f in check(site.root, NOW).findings] == [("qa", ("Điều 5",))]


def test_rules_name_only_requirements_that_exist() -> None:
    known = set(requirements())
    assert {need for p in REGULATIONS.profiles.values() for r in p.rules for need in r.requirements} <= known


RICH = """number: 7/2027/QĐ-UBND
name: {vi: Quy chế Cổng thông tin điện tử tỉnh Cà Mau}
effective_from: 2026-01-01
effective_to: 2026-12-31
replaces: [5/2026/QĐ-UBND]
languages: [vi, en]
trigger_day_counts: true
portal_types:
  main: {name: {vi: Cổng của tỉnh}, level: 1}
  islands: {name: {vi: Cổng đặc khu}, unit_types: [special_zone]}
rules:
  - {id: cm-laws, kind: deadline, cite: Điều 9 khoản 1, types: [legal-document], triggers: [issued_on], limit: 3, agency: issuer, severity: warning, text: {vi: Đăng văn bản trong 3 ngày làm việc}}
  - {id: cm-languages, kind: required-languages, cite: Điều 2, languages: [vi, en], exactly: true, text: {vi: Hai ngôn ngữ}}
  - {id: cm-topics, kind: required-topics, cite: Điều 6, section: dissemination, field: public_topic, values: [law, labour], text: {vi: Hai chủ đề}}
  - {id: cm-lifeboats, kind: required-field, cite: Điều 7, applies_to: [islands], type: notice, fields: [ends_at], where: [kind=warning], text: {vi: Cảnh báo có ngày hết}}
  - {id: cm-drills, kind: logbook-age, cite: Điều 8, logbook: drills, date: held_on, months: 6, text: {vi: Diễn tập mỗi sáu tháng}}
  - {id: cm-report, kind: report-due, cite: Điều 20, due: "06-30", period_ends: "06-15", report: Báo cáo giữa năm, text: {vi: Báo cáo giữa năm}}
  - {id: cm-contact, kind: required-section, cite: Điều 4, section: contact, effective_from: 2026-06-01, text: {vi: Mục Liên hệ}}
"""


def test_a_sixth_decree_with_its_own_types_limits_logbooks_and_reports_needs_no_code(site: Site) -> None:
    site.write("portals/_regulations/ca_mau_5_2026.yaml", RICH)
    site.write("portals/dao.yaml", "name: {vi: Cổng đảo}\nunit_type: special_zone\nlevel: 2\nparent: ca-mau\nlanguages: [vi, en]\nregulation: ca_mau_5_2026\n")
    site.write("portals/_logbooks/drills.yaml", "entries:\n- {portal: ca-mau, held_on: 2025-11-01}\n- {portal: dao, held_on: 2026-03-01}\n")
    site.write("content/ca-mau/legal-documents/a.vi.md", "---\ntitle: QĐ 1\nnumber_symbol: 1/2026/QĐ-UBND\nform: decision\nissued_on: 2026-06-01\ndate: 2026-06-04\n"
               "issuing_agency: Cổng tỉnh Cà Mau\nfield: administration\n---\nx\n")
    site.article("ca-mau/dissemination/b.vi.md", public_topic="law")
    site.write("content/dao/notices/c.vi.md", "---\ntitle: Bão\ndate: 2026-06-01\nkind: warning\n---\nx\n")
    found = survey(site.root, NOW)
    standing = {(one.portal, one.rule.id): str(one.verdict.standing) for one in found.judged() if one.profile == "ca_mau_5_2026"}
    assert standing == {
        ("ca-mau", "cm-laws"): "missing", ("ca-mau", "cm-languages"): "missing", ("ca-mau", "cm-topics"): "missing", ("ca-mau", "cm-drills"): "missing",
        ("ca-mau", "cm-report"): "by_hand", ("ca-mau", "cm-contact"): "missing", ("dao", "cm-laws"): "not_applicable", ("dao", "cm-languages"): "met",
        ("dao", "cm-topics"): "not_applicable", ("dao", "cm-lifeboats"): "missing", ("dao", "cm-drills"): "met", ("dao", "cm-report"): "by_hand",
        ("dao", "cm-contact"): "missing"}
    assert [duty.due_on for duty in found.duties(("ca-mau",))] == ["2026-06-03"]  # the day of issue is the first of three
    reminded = {f.params["portal"] for f in check(site.root, NOW).findings if f.id == "rules.report-due"}
    assert reminded == {"ca-mau", "dao"}
    assert {one.rule.id for one in survey(site.root, "2026-05-31T08:00:00+07:00").judged()} == {rule for _, rule in standing} - {"cm-contact"}
    assert "ca_mau_5_2026" not in {one.profile for one in survey(site.root, "2027-01-01T08:00:00+07:00").judged()}


def test_no_code_names_a_decree() -> None:
    named = re.compile("|".join(DECREES))
    assert [p.name for p in (ROOT / "plugins").rglob("*.py") if named.search(p.read_text())] == []
    assert CITY.regulation == "test"
