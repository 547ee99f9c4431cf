"""Sharing parsed content between machines: packs are copied from and to any `fsspec` location.

A pack is named by its content and never changes, so that copying in either direction is safe at any time and from any
number of machines at once. A location that cannot be reached costs time, never the build.
"""

from pathlib import Path
from typing import Any

from plugins.build.cache import ABSORBED
from plugins.model import Finding, Severity


def fetch(location: str, folder: Path) -> list[Finding]:
    """Copy packs that the local folder lacks. Returns a finding where the location cannot be used."""
    try:
        system, root = _open(location)
        folder.mkdir(parents=True, exist_ok=True)
        absorbed = _absorbed(folder)
        for path in sorted(system.glob(f"{root}/*.pack")):
            name = path.rsplit("/", 1)[-1]
            if name not in absorbed and not (folder / name).exists():
                partial = folder / f".{name}.fetched"
                try:
                    system.get_file(path, str(partial))
                except FileNotFoundError:  # another machine has just gathered it into a larger one
                    continue
                partial.replace(folder / name)
    except Exception as wrong:  # each kind of location fails in its own way; none may stop a build
        return [_unusable(location, wrong)]
    return []


def offer(location: str, folder: Path) -> list[Finding]:
    """Copy packs that the location lacks, and then take away those whose records are in one of them."""
    try:
        system, root = _open(location)
        system.makedirs(root, exist_ok=True)
        there = {path.rsplit("/", 1)[-1] for path in system.glob(f"{root}/*.pack")}
        for path in sorted(folder.glob("*.pack")):
            if path.name not in there:
                system.put_file(str(path), f"{root}/{path.name}")
        for name in sorted(there & _absorbed(folder)):
            _take_away(system, f"{root}/{name}")
    except Exception as wrong:
        return [_unusable(location, wrong)]
    return []


def _absorbed(folder: Path) -> set[str]:
    try:
        return set((folder / ABSORBED).read_text(encoding="ascii", errors="replace").split())
    except FileNotFoundError:
        return set()


def _take_away(system: Any, path: str) -> None:
    try:
        system.rm_file(path)
    except Exception:  # gone already, or a location that may only be added to: nothing is lost by either
        pass


def _open(location: str):  # type: ignore[no-untyped-def]
    import fsspec  # 100 ms to import, only where a location is named

    system, root = fsspec.core.url_to_fs(location)
    return system, root.rstrip("/")


def _unusable(location: str, wrong: Exception) -> Finding:
    return Finding("build.cache-unusable", Severity.WARNING, location, 0, {"problem": f"{type(wrong).__name__}: {wrong}"[:200]})
