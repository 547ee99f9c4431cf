"""The only writing to a repository: a commit of statement files, made with the person's own git settings."""

import subprocess
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
