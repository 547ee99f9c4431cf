"""Writing the site: every file whole or not at all, nothing written that has not changed."""

import os
import shutil
from pathlib import Path
from typing import Iterable

from plugins.model import OperatorError

MARKER = ".congmo"
"""A file in every output folder that says whose it is: only such a folder is ever replaced."""

_WORDS = b"Written by tasks.py build. The next build may replace or delete anything in this folder.\n"


def guard(folder: Path, site: Path) -> None:
    """Refuse an output folder whose loss would hurt. Raises OperatorError for a folder that holds the site root, lies
    in its content, or has files that no build wrote."""
    folder, site = folder.resolve(), site.resolve()
    if site == folder or site.is_relative_to(folder):
        raise OperatorError(f"the output folder {folder} holds the site root itself", "Choose a folder of its own, such as output/.")
    for name in ("content", "portals", "themes", "translations", ".git"):
        if folder.is_relative_to(site / name):
            raise OperatorError(f"the output folder {folder} lies in {name}/ of the site root", "Choose a folder outside it.")
    if folder.exists() and not folder.is_dir():
        raise OperatorError(f"{folder} is a file", "Choose another output folder.")
    if folder.is_dir() and any(folder.iterdir()) and not (folder / MARKER).is_file():
        raise OperatorError(f"{folder} holds files that no build wrote", "Empty it, or choose another folder with --output.")


class Output:
    """The output folder. A first build writes into a folder beside it that replaces it in one step (`finish`); later
    builds replace single files. `written` and `deleted` count what this build really did."""

    def __init__(self, folder: Path, fresh: bool) -> None:
        self.folder = folder
        self.fresh = fresh
        self.target = folder.with_name(f".{folder.name}.partial") if fresh else folder
        self.written = 0
        self.deleted = 0
        self._folders: set[str] = set()

    def start(self) -> None:
        if self.fresh:
            shutil.rmtree(self.target, ignore_errors=True)
        self.target.mkdir(parents=True, exist_ok=True)
        if self.fresh:
            (self.target / MARKER).write_bytes(_WORDS)

    def write(self, path: str, content: bytes) -> bool:
        """Write one file; False where it held these bytes already."""
        name = f"{self.target}/{path}"
        parent = name[:name.rfind("/")]
        if parent not in self._folders:
            _make(parent)
            self._folders.add(parent)
        if self.fresh:
            _put(name, content)
        else:
            if _holds(name, content):
                return False
            partial = f"{name}.{os.getpid()}.partial"
            _put(partial, content)
            os.replace(partial, name)
        self.written += 1
        return True

    def delete(self, paths: Iterable[str]) -> None:
        """Remove files, and folders that this leaves empty."""
        for path in paths:
            try:
                os.unlink(self.target / path)
                self.deleted += 1
            except FileNotFoundError:
                continue
            folder = (self.target / path).parent
            while folder != self.target:
                try:
                    folder.rmdir()
                except OSError:
                    break
                self._folders.discard(str(folder))
                folder = folder.parent

    def finish(self) -> None:
        """Put a first build in place: the old folder steps aside, the new one takes its name."""
        if not self.fresh:
            return
        old = self.folder.with_name(f".{self.folder.name}.old")
        shutil.rmtree(old, ignore_errors=True)
        if self.folder.exists():
            os.replace(self.folder, old)
        os.replace(self.target, self.folder)
        shutil.rmtree(old, ignore_errors=True)

    def abandon(self) -> None:
        """Remove what an interrupted first build has written."""
        if self.fresh:
            shutil.rmtree(self.target, ignore_errors=True)


def _put(name: str, content: bytes) -> None:
    """Write a file in three calls of the system; a file object asks for its state as well, 14,000 times a build."""
    file = os.open(name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o666)
    try:
        rest = memoryview(content)
        while rest:
            rest = rest[os.write(file, rest):]
    finally:
        os.close(file)


def _make(folder: str) -> None:
    """Make a folder; most often only its last part is new, and one call is all it takes."""
    try:
        os.mkdir(folder)
    except FileExistsError:
        pass
    except FileNotFoundError:
        os.makedirs(folder, exist_ok=True)


def _holds(name: str, content: bytes) -> bool:
    try:
        if os.stat(name).st_size != len(content):
            return False
        with open(name, "rb", buffering=0) as file:
            return file.read() == content
    except OSError:
        return False
