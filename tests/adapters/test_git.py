"""The reader of git objects, on real repositories, friendly and hostile."""

import os
import subprocess
import zlib
from pathlib import Path
from typing import Sequence

import pytest

from plugins.adapters.git import GitRepository, TreeChange, encode_path
from plugins.model import OperatorError, blob_id

ENVIRONMENT = {"PATH": os.environ["PATH"], "HOME": "/dev/null", "GIT_CONFIG_GLOBAL": "/dev/null",
               "GIT_AUTHOR_NAME": "Biên tập viên A", "GIT_AUTHOR_EMAIL": "a@example.vn",
               "GIT_COMMITTER_NAME": "Biên tập viên A", "GIT_COMMITTER_EMAIL": "a@example.vn"}


def git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(["git", "-C", str(folder), *arguments], env=ENVIRONMENT, capture_output=True, check=True)
    return done.stdout.decode().strip()


def working_changes(repository: GitRepository, tree: str, prefixes: Sequence[str] = ()) -> list[str]:
    differing, untracked = repository.start_differing(tree, prefixes), repository.start_untracked(prefixes)
    return sorted({*differing(), *untracked()})


def commit(folder: Path, files: dict[str, bytes | None], message: str = "Đổi") -> str:
    for path, content in files.items():
        target = folder / os.fsdecode(encode_path(path))
        if content is None:
            target.unlink()
        else:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", message)
    return git(folder, "rev-parse", "HEAD")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    git(tmp_path, "init", "-q", "-b", "main", str(tmp_path / "site"))
    return tmp_path / "site"


def test_reads_entries_changes_and_bytes(folder: Path) -> None:
    first = commit(folder, {"content/p/news/một.vi.md": b"a\n", "portals/p.yaml": b"name: x\n"})
    second = commit(folder,
                    {"content/p/news/một.vi.md": b"b\n", "portals/p.yaml": None, "content/p/news/hai.vi.md": b"c"})
    repository = GitRepository(folder / "content")
    assert repository.tree("HEAD") == repository.tree(second) == repository.tree(repository.tree("main"))
    assert repository.top == folder and repository.resolve("main") == second and repository.resolve("HEAD~1") == first
    assert [entry.path for entry in repository.entries(second)] == ["content/p/news/hai.vi.md",
                                                                    "content/p/news/một.vi.md"]
    assert [entry.path for entry in repository.entries(first, ["portals"])] == ["portals/p.yaml"]
    assert repository.changes(first, second, ["portals"]) == [
        TreeChange("portals/p.yaml", "100644", blob_id(b"name: x\n"), None, None)]
    assert {change.path for change in repository.changes(None, first)} == {"content/p/news/một.vi.md", "portals/p.yaml"}
    wanted = [blob_id(b"b\n"), blob_id(b"a\n"), blob_id(b"b\n")]
    assert list(repository.read(wanted)) == list(zip(wanted, [b"b\n", b"a\n", b"b\n"]))
    assert repository.read_path(second, "content/p/news/hai.vi.md") == b"c"
    assert repository.read_path(second, "content/p/news") is None


def test_history(folder: Path) -> None:
    first = commit(folder, {"a": b"1"}, "Một\n\nThân bài")
    second = commit(folder, {"a": b"2"}, "Hai")
    repository = GitRepository(folder)
    newest, oldest = repository.commits("HEAD")
    assert (newest.id, newest.parents, newest.subject) == (second, (first,), "Hai")
    assert (oldest.message, oldest.author, oldest.parents) == ("Một\n\nThân bài", "Biên tập viên A", ())
    assert [found.id for found in repository.commits(f"{first}..HEAD")] == [second]
    assert repository.ends("HEAD") == (first, second)
    assert repository.is_ancestor(first, second) and not repository.is_ancestor(second, first)


def test_what_any_commit_ever_brought(folder: Path) -> None:
    first = commit(folder, {"r/a": b"1", "x": b"1"})
    git(folder, "checkout", "-q", "-b", "side")
    commit(folder, {"r/b": b"2"})
    git(folder, "checkout", "-q", "main")
    commit(folder, {"r/a": None, "x": b"2"})
    git(folder, "merge", "-q", "--no-ff", "-s", "ours", "-m", "m", "side")
    repository = GitRepository(folder)
    tip = repository.resolve("HEAD")
    assert repository.ever_added(tip, None, "r/") == {("r/a", blob_id(b"1")), ("r/b", blob_id(b"2"))}
    assert repository.ever_added(tip, first, "r/") == {("r/b", blob_id(b"2"))}
    assert repository.ever_added(first, first, "r/") == set()


def test_working_changes_see_changed_removed_and_untracked(folder: Path) -> None:
    tip = commit(folder, {"content/a.md": b"1", "content/b.md": b"1", "content/c.md": b"1", ".gitignore": b"*.tmp\n"})
    repository = GitRepository(folder)
    assert working_changes(repository, tip) == []
    (folder / "content/a.md").write_bytes(b"2")
    (folder / "content/b.md").unlink()
    (folder / "content/mới.md").write_bytes(b"3")
    (folder / "content/d.tmp").write_bytes(b"ignored by git, yet the builder would see it")
    os.utime(folder / "content/c.md", (1, 1))
    assert working_changes(repository, tip) == ["content/a.md", "content/b.md", "content/mới.md"]
    assert working_changes(repository, tip, ["content"]) == ["content/a.md", "content/b.md", "content/d.tmp",
                                                            "content/mới.md"]


def test_line_ends_are_bytes(folder: Path) -> None:
    tip = commit(folder, {"a.md": b"1\n2\n"})
    (folder / ".gitattributes").write_text("* text=auto eol=crlf\n")
    (folder / "a.md").write_bytes(b"1\r\n2\r\n")
    assert working_changes(GitRepository(folder), tip, ["a.md"]) == ["a.md"]


def test_paths_that_are_not_utf8_do_not_crash(folder: Path) -> None:
    (folder / "content").mkdir()
    with open(os.path.join(os.fsencode(folder), b"content/\xff.md"), "wb") as out:
        out.write(b"x")
    commit(folder, {})
    (entry,) = GitRepository(folder).entries(git(folder, "rev-parse", "HEAD"))
    assert entry.path == "content/\udcff.md" and encode_path(entry.path) == b"content/\xff.md"


def test_bare_and_linked_work_trees(folder: Path, tmp_path: Path) -> None:
    tip = commit(folder, {"a": b"1"})
    git(folder, "clone", "-q", "--bare", str(folder), str(tmp_path / "bare.git"))
    git(folder, "worktree", "add", "-q", str(tmp_path / "linked"), "HEAD")
    assert GitRepository(tmp_path / "bare.git").resolve("main") == tip
    linked = GitRepository(tmp_path / "linked")
    (tmp_path / "linked/a").write_bytes(b"2")
    assert linked.top == tmp_path / "linked" and working_changes(linked, tip) == ["a"]
    with pytest.raises(OperatorError):
        working_changes(GitRepository(tmp_path / "bare.git"), tip)


def test_sha256_repositories(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "--object-format=sha256", str(tmp_path / "site"))
    tip = commit(tmp_path / "site", {"a": b"1"})
    repository = GitRepository(tmp_path / "site")
    ((blob, content),) = repository.read([entry.blob for entry in repository.entries(tip)])
    assert len(blob) == 64 and content == b"1" and repository.changes(None, tip)[0].new_blob == blob


@pytest.mark.parametrize("act", [
    lambda folder: GitRepository(folder.parent),
    lambda folder: GitRepository(folder / "no-such-folder"),
    lambda folder: GitRepository(folder).resolve("no-such-branch"),
    lambda folder: GitRepository(folder).resolve("--all"),
    lambda folder: list(GitRepository(folder).read(["0" * 40])),
    lambda folder: list(GitRepository(folder).entries("0" * 40)),
    lambda folder: GitRepository(folder).is_ancestor("0" * 40, "0" * 40),
])
def test_operator_errors(folder: Path, act) -> None:
    commit(folder, {"a": b"1"})
    with pytest.raises(OperatorError):
        act(folder)


def test_repository_configuration_runs_nothing(folder: Path, tmp_path: Path) -> None:
    trap = tmp_path / "trap"
    trap.write_text(f"#!/bin/sh\ntouch {tmp_path}/sprung\ncat\n")
    trap.chmod(0o755)
    tip = commit(folder, {"a.md": b"1"})
    for key in ("core.fsmonitor", "filter.x.clean", "filter.x.smudge", "filter.x.process", "diff.external",
                "diff.x.textconv", "core.pager", "gpg.program", "core.sshCommand", "core.alternateRefsCommand",
                "uploadpack.packObjectsHook"):
        git(folder, "config", key, str(trap))
    git(folder, "config", "log.showSignature", "true")
    (folder / ".gitattributes").write_text("* filter=x diff=x\n")
    (folder / "a.md").write_bytes(b"22")
    for hook in ("post-index-change", "post-checkout", "reference-transaction"):
        (folder / ".git/hooks" / hook).write_text(trap.read_text())
        (folder / ".git/hooks" / hook).chmod(0o755)
    repository = GitRepository(folder)
    repository.resolve("HEAD")
    list(repository.commits("HEAD"))
    repository.changes(None, tip)
    assert working_changes(repository, tip) == [".gitattributes", "a.md"]
    assert not (tmp_path / "sprung").exists()


def test_replace_refs_grafts_and_commit_graph_are_ignored(folder: Path) -> None:
    first = commit(folder, {"a": b"1"})
    second = commit(folder, {"a": b"2"})
    git(folder, "checkout", "-q", "--orphan", "other")
    other = commit(folder, {"a": b"evil"})
    git(folder, "replace", second, other)
    git(folder, "replace", blob_id(b"2"), blob_id(b"evil"))
    (folder / ".git/info").mkdir(exist_ok=True)
    (folder / ".git/info/grafts").write_text(f"{second}\n")
    repository = GitRepository(folder)
    assert repository.is_ancestor(first, second)
    assert [entry.blob for entry in repository.entries(second)] == [blob_id(b"2")]
    assert list(repository.read([blob_id(b"2")])) == [(blob_id(b"2"), b"2")]


def test_an_object_that_holds_other_bytes_is_refused(folder: Path) -> None:
    commit(folder, {"a": b"1"})
    stored = folder / ".git/objects" / blob_id(b"1")[:2] / blob_id(b"1")[2:]
    stored.chmod(0o644)
    stored.write_bytes(zlib.compress(b"blob 1\x002"))
    with pytest.raises(OperatorError, match="bytes of its name|missing"):
        list(GitRepository(folder).read([blob_id(b"1")]))


def test_the_callers_git_variables_do_not_leak_in(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tip = commit(folder, {"a": b"1"})
    monkeypatch.setenv("GIT_DIR", "/nowhere")
    monkeypatch.setenv("GIT_EXTERNAL_DIFF", "/nowhere")
    assert GitRepository(folder).resolve("HEAD") == tip
