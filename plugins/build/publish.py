"""Releases: immutable copies of a build, and one link that says which of them is live.

    <releases>/<number>/   a whole site        <releases>/live -> <number>

A web server's document roots lie below `live`. Switching is one rename, so that no visitor ever sees half a release.
"""

import os
import re
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Callable

import msgspec

from plugins.model import OperatorError
from plugins.review.receipts import MANIFEST, MANIFEST_SIGNATURE

Seal = Callable[[Path, bytes | None], None]
"""Signs a folder as a release, given the manifest of the one before."""

LIVE = "live"
HEALTH = "data/health.json"
"""In each portal of a release, for who watches over it: which release is being served (HP-17.2)."""
_NUMBER = re.compile(r"\d{6}")


@dataclass(frozen=True, slots=True)
class Release:
    """number: six digits, ever rising; live: whether visitors see it now."""

    number: str
    folder: Path
    live: bool


def releases(folder: Path) -> list[Release]:
    """Releases of a folder, oldest first."""
    if not folder.is_dir():
        return []
    live = os.readlink(folder / LIVE) if (folder / LIVE).is_symlink() else ""
    return [Release(path.name, path, path.name == live) for path in sorted(folder.iterdir())
            if _NUMBER.fullmatch(path.name) and path.is_dir()]


def publish(output: Path, folder: Path, keep: int, seal: Seal | None = None, unless_same: bool = False) -> Release:
    """Copy a built site as the next release and make it live. Unchanged files share their bytes with the release
    before (hard links), so that a release costs what changed. Keeps the newest `keep` releases.
    seal: signs the copy and checks it; where it raises, nothing becomes live. unless_same: where the newest release holds
    the same files, return it and change nothing, so that a timer neither pushes older releases out nor undoes a rollback. Raises OperatorError where there is no build."""
    if not output.is_dir() or not any(output.iterdir()):
        raise OperatorError(f"{output} holds no built site", "Run `tasks.py build --settings publishconf.py` first.")
    folder.mkdir(parents=True, exist_ok=True)
    known = releases(folder)
    number = f"{int(known[-1].number) + 1 if known else 1:06d}"
    partial = folder / f".{number}.partial"
    for left in folder.glob(".*.partial"):  # of publications that were cut short
        shutil.rmtree(left, ignore_errors=True)
    before = known[-1].folder if known else None
    copied, kept = False, set()
    for source in sorted(output.rglob("*")):
        target = partial / source.relative_to(output)
        if source.is_dir():
            target.mkdir(parents=True, exist_ok=True)
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        same = before / source.relative_to(output) if before else None
        if same and same.is_file() and same.stat().st_size == source.stat().st_size and same.read_bytes() == source.read_bytes():
            os.link(same, target)
            kept.add(same)
        else:
            shutil.copyfile(source, target)
            copied = True
    if unless_same and before and not copied and kept == _pages(before):
        shutil.rmtree(partial)
        return known[-1]
    for portal in sorted(path for path in partial.iterdir() if (path / "index.html").is_file()):
        (portal / HEALTH).parent.mkdir(exist_ok=True)
        (portal / HEALTH).write_bytes(msgspec.json.encode({"format": 1, "release": number}) + b"\n")
    if seal:
        manifest = before / MANIFEST if before else None
        seal(partial, manifest.read_bytes() if manifest and manifest.is_file() else None)
    os.replace(partial, folder / number)
    _switch(folder, number)
    for old in releases(folder)[:-keep]:
        if not old.live:
            shutil.rmtree(old.folder)
    return Release(number, folder / number, True)


def _pages(release: Path) -> set[Path]:
    """The files of a release without what publishing adds: its seal, and what tells which release is served."""
    added = {release / MANIFEST, release / MANIFEST_SIGNATURE, *release.glob(f"*/{HEALTH}")}
    return {path for path in release.rglob("*") if path.is_file()} - added


def rollback(folder: Path, number: str | None) -> Release:
    """Make an earlier release live: the one named, else the one before the live one."""
    known = releases(folder)
    at = next((i for i, release in enumerate(known) if release.live), None)
    if number is None:
        if at is None or at == 0:
            raise OperatorError("there is no earlier release", "See `tasks.py rollback --list`.")
        chosen = known[at - 1]
    else:
        chosen = next((r for r in known if r.number == number.zfill(6)), None)
        if chosen is None:
            raise OperatorError(f"there is no release {number}", "See `tasks.py rollback --list`.")
    _switch(folder, chosen.number)
    return Release(chosen.number, chosen.folder, True)


def _switch(folder: Path, number: str) -> None:
    partial = folder / f".{LIVE}.{os.getpid()}"
    partial.unlink(missing_ok=True)
    partial.symlink_to(number)
    os.replace(partial, folder / LIVE)
