"""The census against git: whatever is done to a working tree, untracked files are found as git finds them."""

import os
import shutil
import subprocess
from pathlib import Path
from typing import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plugins.adapters.git import GitRepository
from plugins.build.census import of_disk, taken
from plugins.build.inputs import WorkTree, open_inputs

PATHS = st.lists(st.lists(st.sampled_from(["a", "b", "ă", "\udcff"]), min_size=1, max_size=3).map("/".join), max_size=8)


def whole(paths: set[str]) -> dict[str, int]:
    return taken({}, sorted(paths), (), ("content",))


@given(PATHS, PATHS)
@settings(max_examples=300, deadline=None)
def test_changes_give_the_census_of_the_outcome(before: list[str], after: list[str]) -> None:
    old, new = ({f"content/{path}/f" for path in paths} for paths in (before, after))
    assert taken(whole(old), sorted(new - old), sorted(old - new), ("content",)) == whole(new)
    assert (whole(old) == whole(new)) == (old == new)


def test_the_disk_is_counted_alike(tmp_path: Path) -> None:
    paths = {"content/a/b.md", "content/a/c/d.md", "content/e.md"}
    for path in paths:
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text("x")
    assert of_disk(str(tmp_path), whole(paths)) == whole(paths)
    assert of_disk(str(tmp_path), ["content/none"]) == {}
    assert taken({}, ["portals/a.yaml", "contentious/b"], (), ("content",)) == {}


def write(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("x")


def linked(root: Path) -> None:
    shutil.move(root / "content/a", root / "elsewhere")
    (root / "content/a").symlink_to("../elsewhere")


CASES: dict[str, Callable[[Path], object]] = {
    "nothing": lambda root: None,
    "edit": lambda root: (root / "content/a/1.md").write_text("new"),
    "new file": lambda root: write(root / "content/a/new.md"),
    "new folder": lambda root: write(root / "content/neu/new.md"),
    "new root": lambda root: write(root / "portals/neu.yaml"),
    "hidden file": lambda root: write(root / "content/a/.keep"),
    "empty folder": lambda root: (root / "content/a/leer").mkdir(),
    "removed": lambda root: (root / "content/a/1.md").unlink(),
    "renamed": lambda root: (root / "content/a/1.md").rename(root / "content/a/9.md"),
    "folder removed": lambda root: shutil.rmtree(root / "content/a"),
    "all removed": lambda root: shutil.rmtree(root / "content"),
    "folder is a link": linked,
    "file is a folder": lambda root: ((root / "content/b.md").unlink(), write(root / "content/b.md/x.md")),
    "file is a link": lambda root: ((root / "content/b.md").unlink(), (root / "content/b.md").symlink_to("a/1.md")),
    "file is a pipe": lambda root: ((root / "content/b.md").unlink(), os.mkfifo(root / "content/b.md")),
    "staged new": lambda root: (write(root / "content/a/new.md"), git(root, "add", "-A")),
    "staged new, gone": lambda root: (write(root / "content/a/new.md"), git(root, "add", "-A"), (root / "content/a/new.md").unlink()),
    "not in the index": lambda root: git(root, "rm", "-q", "--cached", "content/a/1.md"),
    "intended": lambda root: (write(root / "content/a/new.md"), git(root, "add", "-N", "content/a/new.md")),
    "one not looked at, one new": lambda root: (git(root, "update-index", "--skip-worktree", "content/a/1.md"),
                                                (root / "content/a/1.md").unlink(), write(root / "content/a/new.md")),
    "repository within": lambda root: (write(root / "content/tief/x.md"), git(root / "content/tief", "init", "-q")),
    "name of bytes": lambda root: open(os.fsencode(root) + b"/content/\xff.md", "w").close(),
}


def git(root: Path, *arguments: str) -> None:
    subprocess.run(["git", "-C", str(root), "-c", "user.name=a", "-c", "user.email=a@example.vn", *arguments], check=True)


@pytest.mark.parametrize("prefix", ["", "site/"])
@pytest.mark.parametrize("case", CASES)
def test_untracked_files_are_found_as_git_finds_them(case: str, prefix: str, tmp_path: Path) -> None:
    root = tmp_path / prefix
    for path in ("content/a/1.md", "content/a/2.md", "content/b.md", "content/c/d/3.md"):
        write(root / path)
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-qm", "base")
    mark = open_inputs(root, None).delta(None).mark
    CASES[case](root)
    repository = GitRepository(root)
    prefixes = [f"{prefix}content", f"{prefix}portals"]
    inputs = open_inputs(root, None)
    assert isinstance(inputs, WorkTree)
    expected = {*repository.start_differing(inputs.tree, prefixes)(), *repository.start_untracked(prefixes)()}
    found, untracked = inputs._looked_at(repository.start_differing(inputs.tree, prefixes), mark["census"], prefixes)
    assert {*found, *untracked} == expected
    after = inputs.delta(mark)
    anew = inputs.delta(None)
    assert {path: blob for path, blob in anew.changed.items() if path in after.changed} == {
        path: blob for path, blob in after.changed.items() if path in anew.changed}
    assert after.mark["dirty"] == anew.mark["dirty"] and after.mark["census"] == anew.mark["census"]


def commit(root: Path, files: dict[str, str | None]) -> None:
    for path, content in files.items():
        if content is None:
            (root / path).unlink()
        else:
            write(root / path)
    if not (root / ".git").exists():
        git(root, "init", "-q")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "one")


def test_git_is_not_asked_for_untracked_files_where_the_census_agrees(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    commit(tmp_path, {"content/a/tin-tuc/1.vi.md": "x", "content/a/tin-tuc/2.vi.md": "x"})
    mark = open_inputs(tmp_path, None).delta(None).mark
    asked: list[object] = []
    real = GitRepository.start_untracked
    monkeypatch.setattr(GitRepository, "start_untracked", lambda self, prefixes=(): asked.append(prefixes) or real(self, prefixes))
    (tmp_path / "content/a/tin-tuc/1.vi.md").write_text("y")
    (tmp_path / "content/a/tin-tuc/2.vi.md").unlink()
    assert open_inputs(tmp_path, None).delta(mark).mark["dirty"] == ["content/a/tin-tuc/1.vi.md", "content/a/tin-tuc/2.vi.md"]
    assert not asked
    write(tmp_path / "content/a/tin-tuc/3.vi.md")
    assert open_inputs(tmp_path, None).delta(mark).mark["dirty"][-1] == "content/a/tin-tuc/3.vi.md" and asked


def test_the_census_follows_commits_of_either_way_of_building(tmp_path: Path) -> None:
    commit(tmp_path, {"content/a/tin-tuc/1.vi.md": "x", "content/a/tin-tuc/2.vi.md": "x"})
    mark = open_inputs(tmp_path, "HEAD").delta(None).mark
    commit(tmp_path, {"content/b/tin-tuc/1.vi.md": "x", "content/a/tin-tuc/2.vi.md": None})
    later = open_inputs(tmp_path, "HEAD").delta(mark).mark["census"]
    assert later == open_inputs(tmp_path, None).delta(None).mark["census"] == open_inputs(tmp_path, None).delta(mark).mark["census"]
