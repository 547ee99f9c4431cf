"""Logbooks in a site root: read, judged by the decrees, screened for personal data, and never published."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from plugins.build.check import check
from plugins.cli import root
from plugins.rules.kinds.logbook_fields import fits
from plugins.rules.logbooks import read_logbook
from tests.conftest import NOW, Site

INCIDENT = "entries:\n- {portal: nghe-an, detected_on: 2026-05-04, channel: điện thoại, what: Trang chủ không mở được}\n"


@pytest.fixture
def site(tmp_path: Path) -> Site:
    site = Site(tmp_path / "site")
    site.write("portals/nghe-an.yaml", "name: {vi: Cổng Thông tin điện tử tỉnh Nghệ An}\nunit_type: province\nlanguages: [vi]\ndomain: nghean.gov.vn\n"
               "regulation: nghe_an_80_2025\n")
    site.article("nghe-an/news/tin.vi.md")
    return site


def standing(site: Site, rule: str) -> str:
    result = CliRunner().invoke(root, ["report", "compliance", "--site", str(site.root), "--now", NOW, "--format", "json"], standalone_mode=False)
    return next(row["standing"] for row in json.loads(result.stdout_bytes) if row["rule"] == rule)


@pytest.mark.parametrize("rule,book,missing,met", [
    ("na-incidents", "incidents", "detected_on: 2026-05-04, channel: điện thoại", "detected_on: 2026-05-04, reported_on: 2026-05-04, channel: điện thoại"),
    ("na-domain-log", "domains", "domain: nghean.gov.vn, issued_on: 2020-01-01", "domain: nghean.gov.vn, owner: Văn phòng UBND tỉnh, issued_on: 2020-01-01"),
    ("na-account-names", "accounts", "account: john", "account: admin.vp.skhcn"),
    ("na-passwords", "accounts", "account: admin.vp, credential_changed_on: 2026-03-01", "account: admin.vp, credential_changed_on: 2026-04-01"),
    ("na-commitments", "accounts", "person: truong-ban", "person: truong-ban, committed_on: 2026-01-05"),
    ("na-handover", "accounts", "person: a, left_on: 2026-05-01, handover_on: 2026-05-01, notified_on: 2026-05-01",
     "person: a, left_on: 2026-05-01, handover_on: 2026-05-01, notified_on: 2026-05-01, closed_on: 2026-05-02"),
    ("na-account-closed", "accounts", "person: a, closed_on: 2026-05-02", "person: a, closed_on: 2026-05-02, request: 12/CV-VP"),
    ("na-working-rules", "working-rules", "note: chưa có", "decision: 7/QĐ-VP")])
def test_each_logbook_is_judged_by_the_clause_that_asks_for_it(site: Site, rule: str, book: str, missing: str, met: str) -> None:
    assert standing(site, rule) == "by_hand"
    site.write(f"portals/_logbooks/{book}.yaml", f"entries:\n- {{portal: nghe-an, {missing}}}\n")
    assert standing(site, rule) == "missing"
    site.write(f"portals/_logbooks/{book}.yaml", f"entries:\n- {{portal: nghe-an, {met}}}\n")
    assert standing(site, rule) == "met"


def test_everybody_who_holds_a_role_is_trained_every_year(site: Site) -> None:
    site.write("portals/_people.yaml", "people:\n  a: {name: A, terms: [{role: head, portals: ['*']}]}\n  b: {name: B, terms: [{role: head, portals: ['*'], until: 2026-01-01}]}\n")
    site.write("portals/_logbooks/training.yaml", "entries:\n- {portal: nghe-an, person: a, trained_on: 2024-01-01}\n")
    [found] = [f for f in check(site.root, NOW).findings if f.params.get("rule") == "na-training-log"] or [None]
    assert found is None or found.params["field"] == "a"
    assert standing(site, "na-training-log") == "missing"
    site.write("portals/_logbooks/training.yaml", "entries:\n- {portal: '*', person: a, trained_on: 2026-01-01}\n")
    assert standing(site, "na-training-log") == "met"


def test_nothing_of_a_logbook_is_published(site: Site) -> None:
    site.write("portals/_logbooks/incidents.yaml", INCIDENT)
    site.build(search=True)
    assert not [p for p in site.output.rglob("*") if p.is_file() and "không mở được".encode() in p.read_bytes()]


def test_mistakes_and_personal_data_in_a_logbook_are_told(site: Site) -> None:
    site.write("portals/_logbooks/incidents.yaml", INCIDENT + "- {portal: khong-co}\n- chữ\n- {portal: nghe-an, who: gọi 0912 345 678}\n")
    found = [f for f in check(site.root, NOW).findings if f.id.startswith("logbook.")]
    assert sorted((f.id, f.params["entry"]) for f in found) == [("logbook.bad-entry", "2"), ("logbook.bad-entry", "3"), ("logbook.personal-data", "4")]
    assert not [f for f in found if "345" in str(f.params)]


@pytest.mark.parametrize("values", [{"entries": "x"}, {"entries": {"a": "b"}}])
def test_a_logbook_that_is_no_list_is_told(values: dict) -> None:
    assert [f.id for f in read_logbook(values, {}, "p", frozenset())[1]] == ["logbook.bad-entry"]
    assert read_logbook({}, {}, "p", frozenset()) == ([], [])


@pytest.mark.parametrize("value,ok", [("admin.skhcn", True), ("admin.vp.skhcn", True), ("admin", False), ("admin.", False), ("john", False), ("xadmin.vp", False)])
def test_account_names(value: str, ok: bool) -> None:
    assert any(fits(form, value) for form in ("admin.{unit}", "admin.{office}.{unit}")) is ok
