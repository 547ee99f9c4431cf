"""docs/pipelines/publish.sh, run as a publishing machine runs it: after pushes, and from a timer."""

import os
import subprocess
from pathlib import Path

import pytest

from tests.forge.province import PAGE, lay, page

ENGINE = Path(__file__).resolve().parents[2]


class Machine:
    """A publishing machine with its clone, and the origin that people push to from `desk`."""

    def __init__(self, folder: Path) -> None:
        lay(folder / "source", folder / "province")
        self.desk, self.keys = folder / "province/site", folder / "province/keys"
        origin = folder / "origin.git"
        self.git("clone", "--quiet", "--bare", str(self.desk), str(origin), at=folder)
        self.git("remote", "add", "origin", str(origin))
        self.git("clone", "--quiet", str(origin), str(folder / "clone"), at=folder)
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder / "release"], check=True)
        self.releases = folder / "releases"
        self.environment = os.environ | {
            "ENGINE": str(ENGINE), "SITE": str(folder / "clone"), "OUTPUT": str(folder / "build/output"),
            "RELEASES": str(self.releases), "CONGMO_ROOTS": str(folder / "province/roots"),
            "CONGMO_RELEASE_KEY": str(folder / "release"), "GIT_CONFIG_GLOBAL": os.devnull}
        (folder / "build").mkdir()

    def git(self, *arguments: str, at: Path | None = None) -> None:
        subprocess.run(["git", "-C", str(at or self.desk), *arguments], check=True, capture_output=True)

    def sign(self, *command: str, by: str) -> None:
        subprocess.run([str(ENGINE / ".venv/bin/python"), str(ENGINE / "tasks.py"), "--site", str(self.desk), *command,
                        "--yes", "--key",
                        str(self.keys / by)], check=True, env=self.environment, capture_output=True)

    def push(self) -> None:
        self.git("push", "--quiet", "--force", "origin", "main")

    def publish(self, code: int) -> str:
        done = subprocess.run([str(ENGINE / "docs/pipelines/publish.sh")], env=self.environment, capture_output=True,
                              text=True)
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout + done.stderr

    def shown(self) -> str:
        return (self.releases / "live/tinh/tin-tuc/le-hoi/index.html").read_text(encoding="utf-8")


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_what_is_approved_goes_live_and_the_rest_does_not_stop_it(machine: Machine) -> None:
    assert "Release 000001 is live" in machine.publish(0) and "ngày 12" in machine.shown()
    assert "Nothing changed since release 000001" in machine.publish(0)
    (machine.desk / PAGE).write_text(page("Lễ hội dời ngày", "Lễ hội mở cửa ngày 20."), encoding="utf-8")
    (machine.desk / PAGE.replace("le-hoi", "cho-hoa")).write_text(page("Chợ hoa", "Chợ mở cửa."), encoding="utf-8")
    machine.git("add", "--all")
    machine.git("commit", "--quiet", "--message", "Sửa")
    machine.sign("submit", PAGE, by="bien-tap")
    machine.sign("approve", PAGE, by="uy-vien")
    machine.push()
    assert "cho-hoa" in machine.publish(1), "the page that nobody approved is named"
    assert "ngày 20" in machine.shown() and not (machine.releases / "live/tinh/tin-tuc/cho-hoa").exists()


def test_a_rewritten_main_branch_leaves_the_site_as_it_is(machine: Machine) -> None:
    machine.publish(0)
    machine.git("commit", "--quiet", "--amend", "--message", "Khác")
    (machine.desk / PAGE).write_text(page("Khác", "Khác."), encoding="utf-8")
    machine.git("commit", "--quiet", "--all", "--message", "Sửa")
    machine.push()
    assert "history-rewritten" in machine.publish(1)
    assert "ngày 12" in machine.shown()
