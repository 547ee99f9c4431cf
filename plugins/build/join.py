"""Putting the shares of several machines together, with proof that the union is what one machine would have built."""

import os
import shutil
from pathlib import Path
from typing import Sequence

from plugins.build.run import state_folder
from plugins.build.store import Store
from plugins.model import OperatorError


def join(parts: Sequence[Path], output: Path) -> int:
    """Join built shares into `output`; returns the number of files.

    Every share remembers the fingerprints of the whole system that it saw and of what it built. They must have seen
    the same system, and together have built each of its parts exactly once, and every file must be there. Raises
    OperatorError where that does not hold; then nothing is written.
    """
    wholes: set[str] = set()
    built: dict[str, Path] = {}
    fingerprints: list[tuple[str, str]] = []
    for part in parts:
        if not (state_folder(part) / "library.sqlite").is_file():
            raise OperatorError(f"{part} is not a built share", "Give the output folders of `tasks.py build --shard`, with the `.…congmo` folders beside them.")
        store = Store(state_folder(part), read_only=True)
        wholes.add(store.get("whole"))
        for cell, fingerprint in store.table("planned").items():
            if cell in built:
                raise OperatorError(f"{cell} was built by {built[cell]} and by {part}", "Give each share once, with the same N.")
            built[cell] = part
            fingerprints.append((cell, fingerprint))
        missing = [path for (path,) in store.db.execute("SELECT path FROM artifact") if not (part / path).is_file()]
        store.close()
        if missing:
            raise OperatorError(f"{part} lacks {missing[0]} and {len(missing) - 1} more files", "Build this share again.")
    if len(wholes) != 1:
        raise OperatorError("the shares were built from different content, settings or times", "Build all shares from one commit with one --now.")
    from plugins.site.entry import digest

    if digest(*(text for pair in sorted(fingerprints) for text in pair)) not in wholes:
        raise OperatorError("the shares do not make up the whole system", "Give all N shares of one build.")
    return _merge(parts, output)


def _merge(parts: Sequence[Path], output: Path) -> int:
    partial = output.with_name(f".{output.name}.joining")
    shutil.rmtree(partial, ignore_errors=True)
    count = 0
    for part in parts:
        for source in sorted(p for p in part.rglob("*") if p.is_file()):
            target = partial / source.relative_to(part)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)
            count += 1
    if output.exists():
        raise OperatorError(f"{output} exists", "Name a new folder.")
    os.replace(partial, output)
    return count
