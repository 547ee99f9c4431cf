"""Approved bytes as a source of content for the build, with what to say about them on the pages."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from plugins.adapters.git import GitRepository
from plugins.adapters.git_reader import BlobReader
from plugins.build.gate.approved_tree import ApprovedTree
from plugins.build.inputs import FOLDERS, Delta
from plugins.model.errors import OperatorError
from plugins.review.state import PublishedState


def remembered_state(path: Path, repository: GitRepository, ref: str) -> PublishedState | None:
    """The state of the last release from `path`, or None where there is none.

    Whoever can write the state can make anything pass. So a file that came with the repository (that HEAD or `ref`
    holds at that place, links followed) is refused with an OperatorError; where the file is damaged, the whole history
    is walked instead.
    """
    try:
        content = path.read_bytes()
    except OSError:
        return None
    real, top = path.resolve(), repository.top.resolve()
    if real.is_relative_to(top):
        inside = real.relative_to(top).as_posix()
        for commit in {repository.resolve("HEAD"), repository.resolve(ref)}:
            if any(entry.path == inside for entry in repository.entries(commit, [inside])):
                raise OperatorError(f"{inside} is kept in the repository, so it cannot say what was published",
                                    "Remove it from the repository, and find out who put it there.")
    try:
        return PublishedState.read(content)
    except OperatorError:
        return None


@dataclass(frozen=True, slots=True)
class Approved:
    """The `Inputs` of a gated build: git objects only, each path in its last approved version.

    The mark of a build holds the commit's tree and the few paths whose approved version is another than the tree's, so
    that the next build asks git only for what changed.
    """

    repository: GitRepository
    approved: ApprovedTree
    blobs: BlobReader

    def origin(self) -> str:
        return "approved content"

    def read(self, path: str, blob: str) -> bytes:
        return self.blobs.read(blob or self.approved.entries[path])

    def delta(self, mark: Any) -> Delta:
        entries = self.approved.entries
        prefixes = tuple(f"{folder}/" for folder in FOLDERS)
        tree = self.repository.tree(self.approved.commit)
        state = self.approved.state
        kept = sorted({*state.pending, *state.provisional, *state.withdrawn})
        kept += sorted(path for path, stale in self.approved.stale.items() if path not in entries)
        held = {path: entries.get(path) for path in kept if path.startswith(prefixes)}
        now = {"tree": tree, "held": held, "gated": True}
        findings = tuple(self.approved.findings)
        if not (mark and mark.get("gated")):
            whole = {path: blob for path, blob in entries.items() if path.startswith(prefixes)}
            return Delta(whole, now, True, findings)
        paths = {change.path
                 for change in self.repository.changes(mark["tree"], tree, FOLDERS)} if mark["tree"] != tree else set()
        paths |= {path for path in {*held, *mark["held"]} if mark["held"].get(path, "") != held.get(path, "")}
        return Delta({path: entries.get(path) for path in sorted(paths)}, now, False, findings)
