"""The commands of review, played as people play them: real keys, a real work tree, from rehearsal to audit."""

import csv
import io
import json
import os
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner, Result

from plugins.adapters.git import GitRepository
from plugins.adapters.signing import make_key, public_line
from plugins.build.gate.approval import find_roots
from plugins.build.gate.approved_tree import approved_tree
from plugins.build.gate.release import receipts, seal, write_receipts
from plugins.cli import root
from plugins.model import OperatorError

PAGE = "content/tinh/news/a.vi.md"


class Office:
    """A work tree, people's keys, and the command line."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.site, self.config = folder / "site", folder / "config" / "cong-mo"
        monkeypatch.setenv("XDG_CONFIG_HOME", str(folder / "config"))
        monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
        for name in ("GIT_AUTHOR_NAME", "GIT_COMMITTER_NAME"):
            monkeypatch.setenv(name, "Biên tập viên A")
        for name in ("GIT_AUTHOR_EMAIL", "GIT_COMMITTER_EMAIL"):
            monkeypatch.setenv(name, "=bien-tap@example.vn")
        for person in ("root-1", "root-2", "ed", "mem", "head", "release"):
            make_key(self.config / "keys" / person, person, "")
        (self.config / "roots").write_text("threshold 2\n" + "".join(f"{self.public(name)}\n"
                                                                     for name in ("root-1", "root-2")))
        self.git("init", "-q", "-b", "main", str(self.site), at=folder)
        self.write("portals/tinh.yaml",
                   "name: {vi: Tỉnh}\nunit_type: province\nlanguages: [vi, en]\nboard: {head: [head]}\n")
        self.write("portals/_people.yaml", "people:\n" + "".join(
            f'  {id_}: {{name: "{name}", public: {public}, forges: {{gitlab: {id_}}}, terms: [{terms}], keys: [{{key: "{self.public(id_)}"}}]}}\n'
            for id_, name, public,
            terms in (("ed", "Biên tập viên A", "false", "{role: editor}"),
                      ("mem", "Ủy viên A", "false", "{role: member}"),
                                             ("head", "Trưởng Ban", "true", ""))))
        self.write(PAGE, "---\ntitle: Tin một\ndate: 2026-05-01\n---\nNội dung một.\n")
        self.commit("Start")

    def public(self, name: str) -> str:
        return public_line(self.config / "keys" / name)

    def git(self, *arguments: str, at: Path | None = None) -> str:
        return subprocess.run(["git", "-C", str(at or self.site), *arguments], capture_output=True, check=True,
                              text=True).stdout.strip()

    def write(self, path: str, text: str) -> None:
        (self.site / path).parent.mkdir(parents=True, exist_ok=True)
        (self.site / path).write_text(text, encoding="utf-8")

    def commit(self, message: str = "x") -> None:
        self.git("add", "-A")
        self.git("commit", "-q", "-m", message)

    def run(self, *arguments: str, by: str | None = None, code: int = 0) -> Result:
        command = ["--site", str(self.site), *arguments,
                   *(["--key", str(self.config / "keys" / by), "--yes"] if by else [])]
        result = CliRunner().invoke(root, command, standalone_mode=False)
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        assert (result.return_value or 0) == code, result.output
        return result


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    found = Office(tmp_path, monkeypatch)
    found.run("keys", "policy", "--baseline", "HEAD")
    for name in ("root-1", "root-2"):
        found.run("keys", "sign-policy", "1", by=name)
    found.commit("Policy")
    return found


def test_an_edit_from_desk_to_release(office: Office, tmp_path: Path) -> None:
    office.git("checkout", "-q", "-b", "edit")
    office.write(PAGE, "---\ntitle: Tin hai\ndate: 2026-05-01\n---\nNội dung hai.\n")
    office.commit("Edit")
    refused = json.loads(office.run("review", "main..HEAD", "--format", "json", code=1).output)
    assert refused["verdict"] == "refused" and {m["what"] for m in refused["missing"]} == {"submission", "approval"}
    assert refused["changes"][0]["fields"] == [{"field": "title", "old": "Tin một", "new": "Tin hai"}]
    office.run("submit", by="ed")
    with pytest.raises(OperatorError):
        office.run("submit", by="root-1")
    waiting = json.loads(office.run("review", "--format", "json", code=1).output)
    assert [m["people"] for m in waiting["missing"]] == [["head", "mem"]]
    office.run("approve", by="ed")
    assert json.loads(office.run("review", "--format", "json", code=1).output)["verdict"] == "refused"
    office.run("approve", by="mem")
    approved = json.loads(office.run("review", "--format", "json").output)
    assert approved["verdict"] == "approved" and approved["missing"] == [] and approved["changes"][0]["approvers"] == ["mem"]
    office.git("checkout", "-q", "main")
    office.git("merge", "-q", "--squash", "edit")
    office.commit("Squash")
    rows = json.loads(office.run("audit", PAGE, "--format", "json").output)
    assert [(row["kind"], row["submitted_by"], row["approved_by"]) for row in rows] == [("publish", "ed", "mem")]
    assert rows[0]["authors"] == "Biên tập viên A <=bien-tap@example.vn>"
    assert "Biên tập viên A <=bien-tap@example.vn>" in office.run("audit", PAGE).output
    assert json.loads(office.run("audit", "--person", "head", "--format", "json").output) == []
    sheet = list(csv.reader(io.StringIO(office.run("audit", "--format", "csv").output.lstrip("\ufeff"))))
    assert len(sheet) == 2 and not any(cell.startswith(("=", "+", "-", "@")) for row in sheet for cell in row)
    office.run("withdraw", PAGE, "--reason", "Sai sự thật", by="head")
    kinds = [row["kind"] for row in json.loads(office.run("audit", PAGE, "--format", "json").output)]
    assert kinds == ["publish", "withdraw"]


def test_a_sealed_release_verifies_until_somebody_touches_it(office: Office, tmp_path: Path) -> None:
    repository = GitRepository(office.site)
    now = datetime.now(UTC)
    tree = approved_tree(repository, "HEAD", find_roots(None, office.site), None, now)
    output = tmp_path / "output"
    (output / "tinh").mkdir(parents=True)
    (output / "tinh/index.html").write_text("<h1>Tin</h1>")
    assert write_receipts(output, receipts(repository, tree, now)) == 1
    seal(output, tree, office.config / "keys/release", now)
    key = ["--key", str(office.config / "keys/release.pub")]
    assert json.loads(office.run("verify", str(output), *key, "--format", "json").output)["verdict"] == "good"
    receipt = next((output / "tinh/data/receipts").iterdir())
    assert json.loads(receipt.read_text())["basis"] == "baseline"

    def ids() -> set[str]:
        return {finding["id"]
                for finding in json.loads(office.run("verify", str(output), *key, "--format", "json",
                                                     code=1).output)["findings"]}

    (output / "tinh/index.html").write_text("<h1>Tin khác</h1>")
    assert ids() == {"review.verify-changed"}
    (output / "tinh/index.html").unlink()
    (output / "tinh/lén.html").write_text("x")
    assert ids() == {"review.verify-missing", "review.verify-added"}
    receipt.unlink()
    assert "review.verify-no-receipt" in ids()
    key[1] = str(office.config / "keys/ed.pub")
    assert ids() == {"review.release-key-unknown"}


def test_review_of_hostile_text_stays_text(office: Office) -> None:
    office.git("checkout", "-q", "-b", "edit")
    office.write(PAGE,
                 "---\ntitle: \"<script>alert(1)</script>\"\n---\n[x](javascript:alert(1)) @all ]]> \x1b[31m ‮cba\n")
    office.write("content/tinh/news/b`|<b>.vi.md", "không có front matter")
    office.commit("Edit")
    text = office.run("review", "main..HEAD", code=1).output
    assert "\\u001b[31m" in text and "\\u202e" in text and "\u202e" not in text
    markdown = office.run("review", "main..HEAD", "--format", "markdown", code=1).output
    assert "<script>" not in markdown and "](javascript" not in markdown and "@all" not in markdown
    suite = ElementTree.fromstring(office.run("review", "main..HEAD", "--format", "junit", code=1).output)
    assert int(suite.get("failures")) >= 2
    entries = json.loads(office.run("review", "main..HEAD", "--format", "codequality", code=1).output)
    assert entries and {"description", "check_name", "fingerprint", "severity", "location"} == set(entries[0])
    assert len({entry["fingerprint"] for entry in entries}) == len(entries)


def test_what_is_judged_does_not_choose_the_words_of_the_judgement(office: Office) -> None:
    own = Path(__file__).resolve().parents[2] / "translations/vi/LC_MESSAGES/review.po"
    office.write("translations/vi/LC_MESSAGES/review.po",
                 own.read_text(encoding="utf-8").replace("Chưa duyệt đủ", "Đã duyệt"))
    office.commit("Edit")
    for format_ in ("text", "markdown"):
        assert "Chưa duyệt đủ" in office.run("review", "HEAD", "--format", format_, code=1).output


def test_review_without_roots_or_policy_refuses(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    (office.config / "roots").unlink()
    found = json.loads(office.run("review", "HEAD", "--format", "json", code=1).output)
    assert found["verdict"] == "refused" and "review.no-roots" in {f["id"] for f in found["findings"]}
    for command in (["submit"], ["approve"], ["withdraw", PAGE, "--reason", "x"], ["audit"]):
        with pytest.raises(OperatorError):
            office.run(*command)
    (office.site / "roots").write_text("threshold 1\n")
    monkeypatch.setenv("CONGMO_ROOTS", str(office.site / "roots"))
    with pytest.raises(OperatorError, match="inside the site"):
        office.run("review", "HEAD")


def test_policy_for_people_and_forges(office: Office) -> None:
    table = office.run("review", "--policy", "--lang", "vi").output
    assert "Trưởng Ban Biên tập" in table and "HP-08.2" in table
    rules = json.loads(office.run("review", "--policy", "--format", "json").output)["rules"]
    assert rules[0]["rule"] == "dialogue" and rules[0]["people"]["head"] == ["head"]
    owners = office.run("review", "--policy", "--format", "codeowners-gitlab").output
    assert "/content/*/*/** @head @mem" in owners
    assert office.run("keys", "list").output.count("\topen\t") == 3
    office.write("portals/_policy.yaml",
                 "rules:\n  - {id: x, areas: [everything], submit: [a], stages: [{roles: [b]}]}\n")
    office.run("keys", "policy", code=1)


def test_leaving_closes_the_key(office: Office) -> None:
    people = (office.site / "portals/_people.yaml").read_text(encoding="utf-8").replace("mem: {name",
                                                                                        "mem: {until: 2026-01-01, name")
    office.write("portals/_people.yaml", people)
    office.commit("Leave")
    assert "~ mem" in office.run("keys", "policy").output
    for name in ("root-1", "root-2"):
        office.run("keys", "sign-policy", "2", by=name)
    office.commit("Policy 2")
    assert "mem\tclosed" in office.run("keys", "list").output
    office.write(PAGE, "---\ntitle: Tin ba\n---\nBa.\n")
    office.commit("Edit")
    with pytest.raises(OperatorError, match="no open key"):
        office.run("approve", by="mem")


def test_what_cannot_count_is_not_signed_or_said(office: Office) -> None:
    head = office.git("rev-parse", "HEAD")
    with pytest.raises(OperatorError, match="mem") as wrong:
        office.run("withdraw", PAGE, "--reason", "Sai", by="mem")
    assert PAGE in str(wrong.value)
    office.write(PAGE, "---\ntitle: Khẩn\ntype: dialogue\n---\nx\n")
    office.commit("Edit")
    for person in ("mem", "head"):  # nobody may publish a dialogue plan alone
        with pytest.raises(OperatorError, match=person):
            office.run("approve", PAGE, "--emergency", "--reason", "Bão", by=person)
    office.write("portals/tinh.yaml", "name: {vi: Tỉnh}\n")
    office.commit("Registry")
    with pytest.raises(OperatorError, match="portals/tinh.yaml"):
        office.run("approve", "portals/tinh.yaml", "--emergency", "--reason", "Bão", by="head")
    assert office.git("rev-list", "--count", f"{head}..HEAD") == "2"
    office.run("submit", PAGE, by="mem")
    assert PAGE in office.run("approve", PAGE, by="mem").stderr
    assert office.run("approve", PAGE, by="head").stderr == ""


def test_a_policy_that_nobody_could_sign_under_is_not_made(office: Office) -> None:
    office.write("portals/_people.yaml", "people:\n  head: {name: A, terms: [{role: head}]}\n")
    with pytest.raises(OperatorError, match="has a key"):
        office.run("keys", "policy")
    assert not (office.site / ".review/policies/0002.json").exists()


def test_the_audit_speaks_in_the_time_of_viet_nam(office: Office) -> None:
    office.run("withdraw", PAGE, "--reason", "Sai", by="head")
    shown = office.run("audit", PAGE).output.split()[0]
    stored = json.loads(office.run("audit", PAGE, "--format", "json").output)[0]["at"]
    assert shown.endswith("+07:00") and stored.endswith("Z")
    assert datetime.fromisoformat(shown) == datetime.fromisoformat(stored).replace(second=0)


def test_what_was_public_on_a_day(office: Office, tmp_path: Path) -> None:
    now = office.git("log", "-1", "--format=%cI")
    office.write(PAGE, "---\ntitle: Chưa duyệt\n---\nBa.\n")
    office.commit("Edit")
    shown = json.loads(office.run("audit", "--at", "2099-01-01", "--portal", "tinh", "--format", "json").output)
    assert shown == [{"path": PAGE, "blob": office.git("rev-parse", f"HEAD~1:{PAGE}")}] and now
    with pytest.raises(OperatorError):
        office.run("audit", "--at", "2001-01-01")


def test_a_rehearsal_can_be_played_at_once(office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    office.run("keys", "rehearse", str(tmp_path / "play"))
    monkeypatch.setenv("CONGMO_ROOTS", str(tmp_path / "play/roots"))
    office.site, office.config = tmp_path / "play/site", tmp_path / "play"
    office.write(PAGE, "---\ntitle: Diễn tập\n---\nx\n")
    office.commit("Edit")
    office.run("submit", by="ed")
    office.run("approve", by="mem")
    assert json.loads(office.run("review", "HEAD~3..HEAD", "--format", "json").output)["verdict"] == "approved"
    with pytest.raises(OperatorError, match="not empty"):
        office.run("keys", "rehearse", str(tmp_path / "play"))


def test_names_that_are_not_utf8_are_shown_and_never_signed(office: Office) -> None:
    with open(os.fsencode(office.site) + b"/content/tinh/news/\xff.vi.md", "wb") as file:
        file.write(b"x")
    office.commit("Odd")
    for format_ in ("text", "markdown", "json", "junit", "codequality"):
        output = office.run("review", "HEAD", "--format", format_, code=1).output
        assert output.encode("utf-8")
    assert json.loads(office.run("review", "HEAD", "--format", "json",
                                 code=1).output)["changes"][0]["fault"] == "path-not-utf8"
    with pytest.raises(OperatorError):
        office.run("submit", by="ed")


def test_keys_that_are_not_accepted_are_the_operators_concern(office: Office, tmp_path: Path) -> None:
    subprocess.run(["ssh-keygen", "-q", "-t", "ecdsa", "-b", "384", "-N", "", "-f", tmp_path / "key"], check=True)
    office.write(PAGE, "x")
    office.commit("Edit")
    for command in (["submit", "--yes"], ["keys", "show"], ["keys", "sign-policy", "1", "--yes"]):
        with pytest.raises(OperatorError, match="cannot be used"):
            office.run(*command, "--key", str(tmp_path / "key"))
    office.write(".review/policies/0002.json", "{}")
    with pytest.raises(OperatorError, match="malformed"):
        office.run("keys", "sign-policy", "2", by="root-1")
