"""Sharing parsed content between machines: packs are copied from and to any `fsspec` location.

A pack is named by its content and never changes, so that copying in either direction is safe at any time and from any
number of machines at once. A location that cannot be reached costs time, never the build.
"""

from pathlib import Path

from plugins.model import Finding, Severity


def fetch(location: str, folder: Path) -> list[Finding]:
    """Copy packs that the local folder lacks. Returns a finding where the location cannot be used."""
    try:
        system, root = _open(location)
        folder.mkdir(parents=True, exist_ok=True)
        for path in sorted(system.glob(f"{root}/*.pack")):
            name = path.rsplit("/", 1)[-1]
            if not (folder / name).exists():
                partial = folder / f".{name}.fetched"
                system.get_file(path, str(partial))
                partial.replace(folder / name)
    except Exception as wrong:  # each kind of location fails in its own way; none may stop a build
        return [_unusable(location, wrong)]
    return []


def offer(location: str, folder: Path) -> list[Finding]:
    """Copy packs that the location lacks."""
    try:
        system, root = _open(location)
        system.makedirs(root, exist_ok=True)
        there = {path.rsplit("/", 1)[-1] for path in system.glob(f"{root}/*.pack")}
        for path in sorted(folder.glob("*.pack")):
            if path.name not in there:
                system.put_file(str(path), f"{root}/{path.name}")
    except Exception as wrong:
        return [_unusable(location, wrong)]
    return []


def _open(location: str):  # type: ignore[no-untyped-def]
    import fsspec  # 100 ms to import, only where a location is named

    system, root = fsspec.core.url_to_fs(location)
    return system, root.rstrip("/")


def _unusable(location: str, wrong: Exception) -> Finding:
    return Finding("build.cache-unusable", Severity.WARNING, location, 0, {"problem": f"{type(wrong).__name__}: {wrong}"[:200]})
