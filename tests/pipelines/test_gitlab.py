"""The GitLab pipeline of docs/pipelines, run by a runner on this machine. Run with `make pipeline`."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.forge.province import PAGE, lay, page

pytestmark = [pytest.mark.pipeline, pytest.mark.xdist_group("pipeline")]
ENGINE = Path(__file__).resolve().parents[2]
RUNNER = Path(__file__).parent / "node_modules" / ".bin" / "gitlab-ci-local"
PREDEFINED = ("CI_PIPELINE_SOURCE", "CI_MERGE_REQUEST_TARGET_BRANCH_NAME")


class Project:
    """A content repository with its origin, and the engine beside it as the pipeline would clone it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.site = folder, folder / "province" / "site"
        lay(folder / "source", folder / "province")
        self.git("clone", "--quiet", "--depth", "1", f"file://{ENGINE}", str(folder / "province" / "engine"), at=folder)
        engine = folder / "province" / "engine"
        for name in (".venv", "node_modules"):
            (engine / name).symlink_to(ENGINE / name)
        for name in ("requirements.lock", "package-lock.json"):
            os.utime(engine / name, (0, 0))  # older than the stamps: what is installed here is of this lock
        self.git("init", "--quiet", "--bare", "--initial-branch=main", str(folder / "origin.git"), at=folder)
        self.git("remote", "add", "origin", str(folder / "origin.git"))
        self.git("push", "--quiet", "origin", "main")
        self.git("fetch", "--quiet", "origin")
        self.git("remote", "set-head", "origin", "main")

    def git(self, *arguments: str, at: Path | None = None) -> None:
        subprocess.run(["git", "-C", str(at or self.site), *arguments], check=True, capture_output=True)

    def edit(self) -> None:
        (self.site / PAGE).write_text(page("Lễ hội dời ngày", "Lễ hội mở cửa ngày 20."), encoding="utf-8")
        self.git("commit", "--quiet", "--all", "--message", "Sửa")

    def sign(self, command: str, person: str) -> None:
        subprocess.run([str(ENGINE / ".venv/bin/python"), str(ENGINE / "tasks.py"), "--site", str(self.site), command,
                        "--yes", "--key", str(self.folder / "province" / "keys" / person)], check=True,
                       env=os.environ | {"CONGMO_ROOTS": str(self.folder / "province" / "roots")}, capture_output=True)

    def pipeline(self, **variables: str) -> subprocess.CompletedProcess:
        """Run the pipeline for these predefined variables, in the shell, as a runner without containers does."""
        given = {"CONGMO_ROOTS": str(self.folder / "province" / "roots"), **variables}
        return subprocess.run([str(RUNNER), "--force-shell-executor", "--color=false",
                               "--file", os.path.relpath(ENGINE / "docs/pipelines/gitlab.yml", self.site),
                               "--home", str(self.folder / "home"), "--state-dir", "../state",
                               "--ignore-predefined-vars", ",".join(PREDEFINED),
                               *(word for name, value in given.items() for word in ("--variable", f"{name}={value}"))],
                              cwd=self.site, capture_output=True, text=True, timeout=300)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    if not os.environ.get("CONGMO_PIPELINE"):
        pytest.skip("the pipeline is run by `make pipeline` only (npm packages, rsync)")
    if not RUNNER.exists() or not shutil.which("rsync"):
        pytest.skip("gitlab-ci-local or rsync is not installed: run `make pipeline`")
    return Project(tmp_path)


MERGE_REQUEST = {"CI_PIPELINE_SOURCE": "merge_request_event", "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main"}


def test_a_merge_request_fails_until_it_is_approved(project: Project) -> None:
    project.git("checkout", "--quiet", "-b", "sua")
    project.edit()
    refused = project.pipeline(**MERGE_REQUEST)
    assert refused.returncode == 1 and "FAIL" in refused.stdout and "publish" not in refused.stdout, refused.stdout
    assert "le-hoi.vi.md" in (project.site / "review.xml").read_text(encoding="utf-8")
    entries = json.loads((project.site / "review.json").read_text(encoding="utf-8"))
    assert {entry["check_name"] for entry in entries} == {"review.missing"}
    project.sign("submit", "bien-tap")
    project.sign("approve", "uy-vien")
    approved = project.pipeline(**MERGE_REQUEST)
    assert approved.returncode == 0, approved.stdout + approved.stderr


def test_the_main_branch_is_published_with_approved_bytes_only(project: Project) -> None:
    project.edit()
    done = project.pipeline()
    assert done.returncode == 0 and "WARN" in done.stdout, "one page that waits is reported, and stops nothing"
    shown = project.site / "output" / "tinh" / "tin-tuc" / "le-hoi" / "index.html"
    assert "ngày 12" in shown.read_text(encoding="utf-8"), done.stdout + done.stderr
    assert (project.site / ".output.congmo").is_dir(), "the cache of the published state is where the pipeline keeps it"
    project.sign("submit", "bien-tap")
    project.sign("approve", "uy-vien")
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", project.folder / "release"], check=True)
    live = project.folder / "releases" / "live"
    done = project.pipeline(RELEASES=str(live.parent), CONGMO_RELEASE_KEY=str(project.folder / "release"))
    assert "ngày 20" in shown.read_text(encoding="utf-8") and done.returncode == 0, done.stdout + done.stderr
    assert (live / "tinh/tin-tuc/le-hoi/index.html").is_file(), done.stdout + done.stderr
    assert (live / "release.json.sig").is_file()
