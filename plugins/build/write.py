"""Rendering cells into files: in this process or in a worker."""

from typing import Callable, Iterable, Mapping

import msgspec

from plugins.build.output import Output
from plugins.build.pages.rendering import Pages
from plugins.build.plan import plan


class Written(msgspec.Struct):
    """What rendering some cells did. artifacts: (path, cell, fingerprint, why) of those cells' files that are new or
    depend on something else than before; gone: files they had before and have no more; why: (path, reason) of files really written."""

    artifacts: list[tuple[str, str, str, str]] = []
    gone: list[str] = []
    why: list[tuple[str, str]] = []
    rendered: int = 0
    written: int = 0

    def add(self, other: "Written") -> None:
        self.artifacts += other.artifacts
        self.gone += other.gone
        self.why += other.why
        self.rendered += other.rendered
        self.written += other.written


def write_cells(pages: Pages, output: Output, cells: Iterable[tuple[str, str]],
                before: Callable[[str], Mapping[str, str]], watch: Callable[[str], None] = lambda _: None, skip: frozenset[str] = frozenset()) -> Written:
    """Render what changed in each cell. before(cell): fingerprints of its files at the last build; watch(path) is
    told what is being rendered; skip: files that a worker could not render and that are left out."""
    done = Written()
    for cell, fingerprint in cells:
        watch(cell)
        artifacts = {artifact.path: artifact for artifact in pages.artifacts(cell, fingerprint)
                     if artifact.path not in skip}
        todo = plan(before(cell), {path: artifact.fingerprint for path, artifact in artifacts.items()})
        for path in todo.render:
            watch(path)
            artifact = artifacts[path]
            if output.write(path, artifact.render()):
                done.why.append((path, artifact.why))
                done.written += 1
            done.rendered += 1
            done.artifacts.append((path, cell, artifact.fingerprint, artifact.why))
        done.gone += todo.delete
    return done
