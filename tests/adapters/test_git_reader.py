"""Blobs one by one from a process that stays open."""

import os
import subprocess
from pathlib import Path

import pytest

from plugins.adapters.git import GitRepository
from plugins.adapters.git_reader import BlobReader
from plugins.model import OperatorError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, content in (("a.md", "một\n"), ("b.md", ""), ("c.bin", "\0\n\n dòng\n")):
        (tmp_path / name).write_text(content)
    subprocess.run("git init -q && git add -A && git -c user.name=A -c user.email=a@example.vn commit -qm x", shell=True, check=True, cwd=tmp_path)
    return tmp_path


def blob(folder: Path, name: str) -> str:
    return subprocess.run(["git", "rev-parse", f"HEAD:{name}"], cwd=folder, capture_output=True, text=True, check=True).stdout.strip()


def test_any_bytes_in_any_order(folder: Path) -> None:
    reader = BlobReader(GitRepository(folder))
    for name in ("c.bin", "a.md", "b.md", "a.md", "c.bin"):
        assert reader.read(blob(folder, name)) == (folder / name).read_bytes()


def test_a_missing_blob_and_a_tree_are_refused_and_the_next_is_read(folder: Path) -> None:
    reader = BlobReader(GitRepository(folder))
    tree = subprocess.run(["git", "rev-parse", "HEAD^{tree}"], cwd=folder, capture_output=True, text=True, check=True).stdout.strip()
    for wrong in ("0" * 40, tree):
        with pytest.raises(OperatorError, match="missing or is not a file"):
            reader.read(wrong)
        assert reader.read(blob(folder, "a.md")) == "một\n".encode()


def test_a_forked_worker_reads_by_itself(folder: Path) -> None:
    reader = BlobReader(GitRepository(folder))
    wanted = blob(folder, "a.md")
    reader.read(wanted)
    child = os.fork()
    if child == 0:
        os._exit(0 if reader.read(wanted) == "một\n".encode() else 1)
    assert reader.read(wanted) == "một\n".encode()
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
