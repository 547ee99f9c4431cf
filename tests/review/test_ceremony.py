"""What docs/how-to/administrator tells administrators to do, done: the root ceremony, people who come and go, keys that
are lost, a forge that is down."""

import json
import os
import subprocess
from datetime import date, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from plugins.cli import root
from plugins.model import OperatorError

ENGINE = Path(__file__).resolve().parents[2]
PAGE = "content/quang-ninh/news/tin.vi.md"
PEOPLE = "portals/_people.yaml"


class Administration:
    """A province from `portal init` on, with everybody's keys in one folder."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder, self.site, self.keys, self.roots = folder, folder / "site", folder / "keys", folder / "roots"
        monkeypatch.setenv("XDG_CONFIG_HOME", str(folder / "config"))
        monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
        for name in ("AUTHOR", "COMMITTER"):
            monkeypatch.setenv(f"GIT_{name}_NAME", "Biên tập viên A")
            monkeypatch.setenv(f"GIT_{name}_EMAIL", "bien-tap@example.vn")
        self.site.mkdir()
        self.git("init", "--quiet", "--initial-branch=main")
        self.run("portal", "init", "--province", "22", "--lang", "vi", "--output", str(self.site))
        self.people: dict[str, str] = {}

    def git(self, *arguments: str, at: Path | None = None) -> str:
        return subprocess.run(["git", "-C", str(at or self.site), *arguments], capture_output=True, check=True,
                              text=True).stdout.strip()

    def run(self, *arguments: str, site: Path | None = None, code: int = 0) -> str:
        done = CliRunner().invoke(root, ["--site", str(site or self.site), *arguments], standalone_mode=False)
        if done.exception and not isinstance(done.exception, SystemExit):
            raise done.exception
        assert (done.return_value or 0) == code, done.output
        return done.output

    def key(self, name: str) -> str:
        """The public line of a new key."""
        self.run("keys", "new", name, "--output", str(self.keys / name), "--no-passphrase")
        return (self.keys / f"{name}.pub").read_text().strip()

    def pin(self, *names: str, more: str = "") -> None:
        lines = [(self.keys / f"{name}.pub").read_text().split()[:2] for name in names]
        self.roots.write_text("threshold 2\n" + "".join(f"{kind} {blob} {name}\n" for name, (kind, blob) in
                                                        zip(names, lines)) + more)

    def name(self, id_: str, role: str, *keys: str, until: str = "") -> None:
        """Put somebody into the people file. keys: flow mappings of YAML."""
        self.people[id_] = (f'  {id_}: {{name: "{id_}", {until}terms: [{{role: {role}}}], keys: [{", ".join(keys)}]}}\n')
        (self.site / PEOPLE).write_text("people:\n" + "".join(self.people.values()), encoding="utf-8")

    def commit(self, message: str = "x") -> None:
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", message)

    def sign(self, number: int, *names: str) -> None:
        for name in names:
            self.run("keys", "sign-policy", str(number), "--key", str(self.keys / name), "--yes")
        self.commit(f"Policy {number}")

    def edit(self, title: str, by: str = "ed", approver: str = "mem") -> None:
        (self.site / PAGE).parent.mkdir(parents=True, exist_ok=True)
        (self.site / PAGE).write_text(f"---\ntitle: {title}\ndate: 2026-05-01\nauthor: Biên tập viên A\n---\nx\n", encoding="utf-8")
        self.commit(title)
        self.run("submit", PAGE, "--key", str(self.keys / by), "--yes")
        self.run("approve", PAGE, "--key", str(self.keys / approver), "--yes")

    def approved(self) -> bool:
        """Whether the page as it lies at HEAD is the one that may be published."""
        rows = json.loads(self.run("audit", PAGE, "--at", "2099-01-01", "--format", "json"))
        return rows == [{"path": PAGE, "blob": self.git("rev-parse", f"HEAD:{PAGE}")}]


def line(public: str, more: str = "") -> str:
    return f'{{key: "{public}"{more}}}'


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Administration:
    """After the root ceremony."""
    found = Administration(tmp_path, monkeypatch)
    for number in (1, 2, 3):
        found.key(f"root-{number}")
    found.pin("root-1", "root-2", "root-3")
    monkeypatch.setenv("CONGMO_ROOTS", str(found.roots))
    for name in ("_people.yaml", "_policy.yaml"):
        (found.site / "portals" / name).write_bytes((ENGINE / "portals" / name).read_bytes())
    found.commit("Start")
    with pytest.raises(OperatorError, match="has a key"):
        found.run("keys", "policy", "--baseline", "HEAD")
    for id_, role in (("ed", "editor"), ("mem", "member"), ("head", "head")):
        found.name(id_, role, line(found.key(id_)))
    found.commit("People")
    said = found.run("keys", "policy", "--baseline", "HEAD")
    repository = said.split("repository ")[1][:32]
    found.sign(1, "root-1", "root-2")
    found.pin("root-1", "root-2", "root-3", more=f"repository {repository}\n")
    return found


def test_after_the_ceremony_only_approved_bytes_count(office: Administration) -> None:
    assert office.run("keys", "list").count("\topen\t") == 3
    office.edit("Tin một")
    assert office.approved()
    (office.site / PAGE).write_text("---\ntitle: Lén\n---\n")
    office.commit("Lén")
    assert not office.approved()
    office.pin("root-1", "root-2", "root-3", more=f"repository {'0' * 32}\n")
    with pytest.raises(OperatorError, match="no signed policy"):
        office.run("keys", "list")


def test_a_policy_with_one_signature_is_none(office: Administration) -> None:
    office.name("mem2", "member", line(office.key("mem2")))
    office.commit("People")
    office.run("keys", "policy")
    office.sign(2, "root-1")
    assert "mem2" not in office.run("keys", "list")
    office.sign(2, "root-3")
    assert "mem2\topen" in office.run("keys", "list")


def test_a_lost_key_is_closed_and_what_it_signed_is_found(office: Administration) -> None:
    office.edit("Tin một")
    lost = (office.keys / "mem.pub").read_text().strip()
    yesterday = (date.today() - timedelta(days=1)).isoformat()
    office.name("mem", "member", line(lost, f", until: {yesterday}"), line(office.key("mem-new")))
    office.commit("Lost")
    assert "~ mem" in office.run("keys", "policy")
    office.sign(2, "root-1", "root-2")
    with pytest.raises(OperatorError, match="no open key"):
        office.edit("Tin hai")
    office.run("approve", PAGE, "--key", str(office.keys / "mem-new"), "--yes")
    assert office.approved()
    signed = json.loads(office.run("audit", "--person", "mem", "--since", yesterday, "--format", "json"))
    assert [row["approved_by"] for row in signed] == ["mem", "mem"], "what was approved before stays"


def test_somebody_leaves_and_what_they_approved_stays(office: Administration) -> None:
    office.edit("Tin một")
    office.name("mem", "member", line((office.keys / "mem.pub").read_text().strip()), until="until: 2026-01-01, ")
    office.name("mem2", "member", line(office.key("mem2")))
    office.commit("People")
    office.run("keys", "policy")
    office.sign(2, "root-2", "root-3")
    assert office.approved()
    with pytest.raises(OperatorError, match="no open key"):
        office.edit("Tin hai")
    office.run("approve", PAGE, "--key", str(office.keys / "mem2"), "--yes")
    assert office.approved()


def test_a_root_key_is_lost(office: Administration) -> None:
    office.edit("Tin một")
    office.key("root-4")
    office.pin("root-1", "root-2", "root-4")
    assert office.approved(), "the policy in force still bears two of the keys"
    office.run("keys", "policy")
    office.sign(2, "root-2", "root-4")
    office.edit("Tin hai")
    assert office.approved() and json.loads(office.run("review", "HEAD~2..HEAD", "--format", "json"))["policy"] == 2


def test_a_root_key_is_lost_that_signed_the_policy_in_force(office: Administration) -> None:
    office.edit("Tin một")
    office.key("root-4")
    office.pin("root-2", "root-3", "root-4")
    assert not_in_force(office)
    with pytest.raises(OperatorError, match="vouch for none"):
        office.run("keys", "policy")
    office.pin("root-1", "root-2", "root-3")
    office.run("keys", "policy")
    office.sign(2, "root-2", "root-4")
    office.pin("root-2", "root-3", "root-4")
    office.edit("Tin hai")
    assert office.approved()


def not_in_force(office: Administration) -> bool:
    try:
        office.run("keys", "list")
    except OperatorError:
        return True
    return False


def test_too_few_root_keys_are_left(office: Administration) -> None:
    office.edit("Tin một")
    names = ("root-5", "root-6", "root-7")
    for name in names:
        office.key(name)
    office.pin(*names)
    with pytest.raises(OperatorError, match="no signed policy"):
        office.run("keys", "list")
    again = office.folder / "again"
    again.mkdir()
    for name in ("content", "portals", ".gitignore"):
        subprocess.run(["cp", "-r", str(office.site / name), str(again)], check=True)
    office.site = again
    office.git("init", "--quiet", "--initial-branch=main")
    office.commit("Start again")
    office.run("keys", "policy", "--baseline", "HEAD")
    office.sign(1, "root-5", "root-7")
    assert office.approved()
    office.edit("Tin hai")
    assert office.approved()


def test_the_forge_is_down(office: Administration) -> None:
    """A withdrawal reaches the publishing machine as a file."""
    office.edit("Tin một")
    machine = office.folder / "machine"
    office.git("clone", "--quiet", str(office.site), str(machine), at=office.folder)
    output = office.folder / "output"
    build = ("build", "--settings", str(ENGINE / "publishconf.py"), "--portal", "quang-ninh", "--output", str(output))
    office.run(*build, site=machine)
    page = output / "quang-ninh/tin-tuc/tin/index.html"
    assert "Tin một" in page.read_text(encoding="utf-8")
    office.run("withdraw", PAGE, "--reason", "Sai", "--key", str(office.keys / "head"), "--yes")
    office.git("bundle", "create", "--quiet", str(office.folder / "gỡ.bundle"), "main")
    office.git("pull", "--quiet", "--ff-only", str(office.folder / "gỡ.bundle"), "main", at=machine)
    office.run(*build, site=machine)
    assert "Tin một" not in page.read_text(encoding="utf-8") and "Sai" in page.read_text(encoding="utf-8")
