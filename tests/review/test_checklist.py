"""The signed checklist, from the decree's file to the receipt: as data, at the desk, in the gate's answer."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from plugins.adapters.git import GitRepository
from plugins.build.gate.approval import find_roots
from plugins.build.gate.approved_tree import approved_tree
from plugins.build.gate.release import receipts
from plugins.model import OperatorError
from plugins.review.canonical import dump
from plugins.review.checklist import Source, compile_items
from plugins.review.policy import read_policy
from plugins.review.statements import Kind, read_statement
from tests.review.test_commands import PAGE, Office
from tests.review.world import World, item, policy

DECREE = """number: 9/2026/QĐ-UBND
effective_from: 2026-01-01
portal_types: {main: {level: 1}, other: {}}
rules:
  - {id: t-list, kind: signed-checklist, cite: Điều 3, applies_to: [main], items: [t-check-policy], text: {vi: Xác nhận}}
checklist:
  - {id: t-check-policy, cite: Điều 3, applies_to: [main], text: {vi: Đúng chủ trương, en: Fits policy}}
  - {id: t-check-later, cite: Điều 3, effective_from: 2099-01-01, text: {vi: Về sau}}
  - {id: t-check-over, cite: Điều 3, effective_to: 2026-01-31, text: {vi: Đã hết}}
  - {id: t-check-laws, cite: Điều 3, types: [legal-document], text: {vi: Riêng văn bản}}
"""


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    found = Office(tmp_path, monkeypatch)
    found.write("portals/_regulations/sixth.yaml", DECREE)
    portal = (found.site / "portals/tinh.yaml").read_text(encoding="utf-8")
    found.write("portals/tinh.yaml", portal + "level: 1\nregulation: sixth\n")
    found.commit("Decree")
    found.run("keys", "policy", "--baseline", "HEAD")
    for name in ("root-1", "root-2"):
        found.run("keys", "sign-policy", "1", by=name)
    found.commit("Policy")
    found.write(PAGE, "---\ntitle: Tin hai\ndate: 2026-05-01\n---\nNội dung hai.\n")
    found.commit("Edit")
    found.run("submit", by="ed")
    return found


def test_a_sixth_decrees_items_reach_the_policy(office: Office) -> None:
    made = read_policy((office.site / ".review/policies/0001.json").read_bytes())
    assert [(found.id, found.portals, found.types) for found in made.checklist] == [
        ("t-check-later", ("tinh",), ("*",)), ("t-check-laws", ("tinh",), ("legal-document",)), ("t-check-policy", ("tinh",), ("*",))]
    assert {*made.checklist[2].rules} == {"dialogue", "legal-documents", "translation", "content"}
    assert made.checklist[0].start == datetime(2098, 12, 31, 17, tzinfo=UTC)
    shown = json.loads(office.run("review", "--policy", "--portal", "tinh", "--format", "json").output)["checklist"]
    assert [found["id"] for found in shown] == ["t-check-later", "t-check-laws", "t-check-policy"]
    assert "t-check-policy (Điều 3): Fits policy" in office.run("review", "--policy", "--lang", "en").output


def test_approval_asks_and_records(office: Office) -> None:
    with pytest.raises(OperatorError, match="t-check-policy") as refused:
        office.run("approve", by="mem")
    assert "--confirm t-check-policy" in refused.value.hint
    with pytest.raises(OperatorError, match="t-check-laws"):
        office.run("approve", "--confirm", "t-check-laws", by="mem")
    waiting = json.loads(office.run("review", "HEAD~1", "--format", "json", code=1).output)
    assert waiting["checklist"] == {"t-check-policy": "Đúng chủ trương"} and waiting["changes"][0]["asked"] == ["t-check-policy"]
    assert "- [ ] Đúng chủ trương (`t-check-policy`)" in office.run("review", "HEAD~1", "--format", "markdown", code=1).output
    told = office.run("approve", "--confirm", "t-check-policy", by="mem").output
    assert "t-check-policy (Điều 3): Đúng chủ trương ✓" in told
    found = [read_statement(path.read_bytes()) for path in (office.site / ".review/statements").rglob("*.json")]
    assert [statement.confirmed for statement in found if statement.kind is Kind.APPROVE] == [("t-check-policy",)]


def test_audit_and_receipt_show_what_was_confirmed(office: Office) -> None:
    office.run("approve", "--confirm", "t-check-policy", by="mem")
    [row] = json.loads(office.run("audit", PAGE, "--format", "json").output)
    assert row["confirmed"] == "t-check-policy"
    assert "t-check-policy" in office.run("audit", PAGE).output
    repository = GitRepository(office.site)
    tree = approved_tree(repository, "HEAD", find_roots(None, office.site), None, datetime.now(UTC))
    shown = [json.loads(content) for _portal, _name, content in receipts(repository, tree, datetime.now(UTC))]
    assert [found["confirmed"] for found in shown if found["path"] == PAGE] == [[{"id": "t-check-policy", "text": "Đúng chủ trương"}]]


def test_each_item_is_asked_one_by_one(office: Office) -> None:
    from click.testing import CliRunner

    from plugins.cli import root

    key = str(office.config / "keys/mem")
    said_no = CliRunner().invoke(root, ["--site", str(office.site), "approve", "--key", key], input="n\n", standalone_mode=False)
    assert isinstance(said_no.exception, OperatorError) and "t-check-policy" in str(said_no.exception)
    said_yes = CliRunner().invoke(root, ["--site", str(office.site), "approve", "--key", key], input="y\ny\n", standalone_mode=False)
    assert said_yes.exception is None and "Đúng chủ trương" in said_yes.output


def test_words_that_were_signed_are_kept(office: Office) -> None:
    office.write("portals/_regulations/sixth.yaml", DECREE.replace("Đúng chủ trương", "Đúng hết"))
    refused = office.run("keys", "policy", code=1)
    assert "t-check-policy" in refused.output and not (office.site / ".review/policies/0002.json").exists()


def test_policies_and_statements_from_before_stay_valid() -> None:
    assert read_policy(dump(policy())).checklist == ()
    world = World(Path(), tip="f" * 40)
    old = world.payload(Kind.APPROVE, "mem", {"content/tinh/news/a.vi.md": b"x"})
    assert b"confirmed" not in old and read_statement(old).confirmed == ()
    new = world.payload(Kind.APPROVE, "mem", {"content/tinh/news/a.vi.md": b"x"}, confirmed=["b", "a"])
    assert b'"confirmed":["a","b"]' in new and read_statement(new).confirmed == ("a", "b")


def test_only_rules_that_say_so_ask() -> None:
    source = Source("t-a", "Điều 3", {"vi": "A"}, ("tinh",), (), "2026-01-01T00:00:00Z", None)
    asking, silent = {"id": "content", "checklist": "true"}, {"id": "legal", "checklist": "false"}
    [made], reworded = compile_items([source], [asking, silent], ())
    assert made == item("t-a") | {"cite": "Điều 3", "text": {"vi": "A"}, "rules": ["content"]} and reworded == []
    assert compile_items([source], [silent, "x"], ()) == ([], [])
