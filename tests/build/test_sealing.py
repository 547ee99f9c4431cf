"""Publishing a gated build: sealed, checked as a citizen would, and refused where somebody else had a hand in it."""

import json
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from plugins.adapters.git import GitRepository
from plugins.adapters.signing import make_key
from plugins.build.gate import engine, gated_build, sealing
from plugins.build.publish import publish, releases
from plugins.build.request import ENGINE_ROOT
from plugins.build.run import Request, build
from plugins.build.gate.sealing import sealer
from plugins.build.settings import Settings, SiteSettings
from plugins.model import OperatorError
from plugins.review.receipts import receipt_name
from tests.review.world import ROOT_LINES, World

PORTAL = "name: {vi: Cổng tỉnh}\nunit_type: province\nlanguages: [vi]\n".encode()
ITEM = "content/tinh/news/tin.vi.md"


def article(text: str, **fields: str) -> bytes:
    more = "".join(f"{name}: {value}\n" for name, value in fields.items())
    return f"---\ntitle: Tin\ndate: 2020-01-01\nauthor: Biên tập viên A\nsource: Cổng\n{more}---\n{text}\n".encode()


class Press:
    """A repository that is built through the gate and published under a key."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.output, self.releases = folder, folder / "output", folder / "releases"
        self.world = World.new(folder / "site.git")
        self.world.publish({"portals/tinh.yaml": PORTAL, ITEM: article("Bản đã duyệt.")})
        (folder / "roots").write_text("\n".join(ROOT_LINES) + "\n")
        make_key(folder / "release", "release", "")

    @property
    def now(self) -> datetime:
        return self.world.time + timedelta(minutes=1)

    def build(self, gate: bool = True) -> list[str]:
        site = self.world.folder
        if not gate:  # which needs a work tree
            site = self.folder / "desk"
            subprocess.run(["git", "clone", "-q", "-b", "main", str(self.world.folder), str(site)], check=False)
        return [f.id for f in build(Request(
            site=site, output=self.output, roots=str(self.folder / "roots"), ref="main",
            settings=Settings(site=SiteSettings(search=False, demo=False), gate=gate),
            now=self.now.isoformat(timespec="seconds"))).findings]

    def publish(self) -> Path:
        seal = sealer(self.world.folder, self.output, str(self.folder / "roots"), self.folder / "release", self.now)
        return publish(self.output, self.releases, 3, seal).folder

    def verdict(self, release: Path) -> str:
        done = subprocess.run([sys.executable, str(ENGINE_ROOT / "tasks.py"), "verify", str(release), "--key",
                               str(self.folder / "release.pub"), "--format", "json"], capture_output=True, text=True)
        return json.loads(done.stdout)["verdict"]

    def receipts(self) -> set[str]:
        return {path.name for path in self.output.glob("tinh/data/receipts/*")}


@pytest.fixture
def press(tmp_path: Path) -> Press:
    return Press(tmp_path)


def test_releases_are_sealed_and_follow_each_other(press: Press) -> None:
    press.build()
    first = press.publish()
    assert press.verdict(first) == "good"
    press.world.publish({ITEM: article("Bản hai.")})
    press.build()
    second = press.publish()
    assert press.verdict(second) == "good" and press.verdict(first) == "good"
    chain = [json.loads((release / "release.json").read_text())["previous"] for release in (first, second)]
    assert chain[0] is None and len(chain[1]) == 64


def test_output_that_somebody_touched_is_not_published(press: Press) -> None:
    press.build()
    next((press.output / "tinh/data/receipts").iterdir()).write_text("{}")
    with pytest.raises(OperatorError, match="would not pass"):
        press.publish()
    assert not releases(press.releases)


def test_a_build_without_the_gate_is_not_sealed(press: Press) -> None:
    press.build(gate=False)
    with pytest.raises(OperatorError, match="not built through the gate"):
        press.publish()
    press.build()
    press.publish()
    press.build(gate=False)  # over the gated one
    with pytest.raises(OperatorError, match="not built through the gate"):
        press.publish()


def test_receipts_tell_of_nothing_that_readers_may_not_know(press: Press) -> None:
    later, gone = "content/tinh/news/sap-dang.vi.md", "content/tinh/news/da-xoa.vi.md"
    press.world.publish({later: article("Chưa tới ngày.", publish_at="2099-01-01"), gone: article("Sẽ xóa.")})
    press.build()
    assert press.receipts() == {receipt_name(ITEM), receipt_name(gone)}
    press.world.publish({gone: None})
    press.build()
    assert press.receipts() == {receipt_name(ITEM)}
    release = press.publish()
    assert press.verdict(release) == "good"
    assert not any(b"sap-dang" in path.read_bytes() for path in release.rglob("*") if path.is_file())


def test_a_program_that_is_not_the_approved_one(press: Press, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    running = tmp_path / "engine"
    (running / "plugins").mkdir(parents=True)
    (running / "plugins/x.py").write_text("approved\n")
    for module in (gated_build, sealing):
        monkeypatch.setattr(module, "ENGINE_ROOT", running)
    press.world.publish({"plugins/x.py": b"approved\n", "tasks.py": b"tasks\n"}, "sys1", "sys2", "sys3")
    (running / "tasks.py").write_text("tasks\n")
    assert "build.engine-not-approved" not in press.build()
    press.publish()
    for name, text in (("plugins/x.py", "approved\n#"), ("plugins/more.py", ""), ("tasks.py", "")):
        before = (running / name).read_text() if (running / name).exists() else None
        (running / name).write_text(text)
        assert "build.engine-not-approved" in press.build()
        with pytest.raises(OperatorError, match="not the one that the root approvers approved"):
            press.publish()
        (running / name).unlink() if before is None else (running / name).write_text(before)
    press.world.commit({"plugins/x.py": b"unapproved\n"})
    (running / "plugins/x.py").write_text("unapproved\n")
    assert "build.engine-not-approved" in press.build()
    with pytest.raises(OperatorError, match="plugins/x.py"):
        press.publish()


def test_a_repository_without_a_program_has_none_to_compare(press: Press) -> None:
    tree = gated_build.approved_tree(GitRepository(press.world.folder), press.world.tip, ROOT_LINES, None, press.now)
    assert engine.engine_differences(GitRepository(press.world.folder), tree, ENGINE_ROOT) == []


def test_a_site_in_a_subfolder_says_why_not(tmp_path: Path) -> None:
    (tmp_path / "whole/site/portals").mkdir(parents=True)
    subprocess.run(["git", "init", "-q", str(tmp_path / "whole")], check=True)
    (tmp_path / "roots").write_text("\n".join(ROOT_LINES))
    with pytest.raises(OperatorError, match="folder inside the repository") as said:
        build(Request(site=tmp_path / "whole/site", output=tmp_path / "output", roots=str(tmp_path / "roots"),
                      now="2026-06-15T09:00:00+07:00", settings=Settings(gate=True)))
    assert "subtree" in said.value.hint
