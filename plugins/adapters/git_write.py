"""The only writing to a repository: commits of statement files, and of prepared changes on a branch of their own, made with
the person's own git settings."""

import os
import subprocess
import tempfile
from pathlib import Path
from typing import Sequence

from plugins.model.errors import OperatorError


def write_files(top: Path, files: Sequence[tuple[str, bytes]]) -> None:
    """Write files below the work tree's top. The paths are this program's own, never an author's."""
    for path, content in files:
        target = top / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)


def commit_files(top: Path, paths: Sequence[str], message: str) -> str:
    """Commit exactly these paths on the branch that is checked out, and return the commit's id."""
    for arguments in (["add", "--", *paths], ["commit", "--quiet", "-m", message, "--", *paths]):
        done = subprocess.run(["git", "-C", str(top), *arguments], capture_output=True, check=False)
        if done.returncode:
            raise OperatorError(f"git {arguments[0]} failed: {done.stderr.decode('utf-8', 'replace').strip()}",
                                "The signed files are written; commit the folder .review yourself.")
    return subprocess.run(["git", "-C", str(top), "rev-parse", "HEAD"], capture_output=True,
                          check=True).stdout.decode().strip()


def work_tree(folder: Path) -> Path:
    """The top of the work tree that a folder lies in."""
    return Path(_git(folder, "rev-parse", "--show-toplevel").strip()).resolve()


def commit_on_branch(top: Path, branch: str, files: Sequence[tuple[str, bytes]], message: str) -> str:
    """Commit changed files on a new branch from HEAD without touching the work tree or its index; returns the commit."""
    _git(top, "check-ref-format", "--branch", branch)
    with tempfile.TemporaryDirectory() as folder:
        index = {"GIT_INDEX_FILE": str(Path(folder) / "index")}
        _git(top, "read-tree", "HEAD", **index)
        for path, content in files:
            blob = _git(top, "hash-object", "-w", "--stdin", given=content).strip()
            mode = _git(top, "ls-files", "-s", "--", path, **index).split(" ", 1)[0] or "100644"
            _git(top, "update-index", "--add", "--cacheinfo", f"{mode},{blob},{path}", **index)
        tree = _git(top, "write-tree", **index).strip()
    commit = _git(top, "commit-tree", tree, "-p", "HEAD", "-m", message).strip()
    _git(top, "branch", "--", branch, commit)
    return commit


def _git(top: Path, *arguments: str, given: bytes = b"", **environment: str) -> str:
    done = subprocess.run(["git", "-c", "core.quotePath=false", "-C", str(top), *arguments], input=given, capture_output=True, check=False,
                          env={**os.environ, **environment})
    if done.returncode:
        raise OperatorError(f"git {arguments[0]} failed: {done.stderr.decode('utf-8', 'replace').strip()}",
                            "Give a new branch name, inside a git work tree with a first commit.")
    return done.stdout.decode("utf-8", "surrogateescape")
