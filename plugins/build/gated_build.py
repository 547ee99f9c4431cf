"""What a gated build reads and remembers: approved bytes only, the theme and catalogs among them."""

import shutil
from datetime import datetime
from pathlib import Path

from plugins.adapters.git import GitRepository
from plugins.build.approval import find_roots
from plugins.build.gate import ApprovedTree, approved_tree
from plugins.build.gated import Approved, remembered_state
from plugins.build.release import receipts, write_receipts
from plugins.model import OperatorError

_STATE = "approved.json"


class Gated:
    """One gated build of a site root. folder: the build's memory, kept outside the repository."""

    def __init__(self, site: Path, ref: str | None, roots: str | None, folder: Path, now: str) -> None:
        repository = GitRepository(site)
        if repository.top.resolve() != site.resolve():
            raise OperatorError(f"{site} is not a git repository of its own, so nothing in it can have been approved",
                                "Build without --gate, or put the site root under git.")
        pinned = find_roots(roots, site)
        if pinned is None:
            raise OperatorError("no root keys are known, so no approval can be checked",
                                "Name the file of root keys with --roots or CONGMO_ROOTS; see docs/how-to/administrator.en.md.")
        self.folder = folder
        previous = remembered_state(folder / _STATE, repository, ref or "HEAD")
        self.tree: ApprovedTree = approved_tree(repository, ref or "HEAD", pinned, previous, datetime.fromisoformat(now))
        self.inputs = Approved(repository, self.tree)
        self.repository = repository

    def frame_root(self) -> Path:
        """A folder with the approved theme and catalogs, in place of the working tree's."""
        root = self.folder / "approved"
        wanted = {path: blob for path, blob in self.tree.entries.items() if path.startswith(("themes/", "translations/"))}
        shutil.rmtree(root, ignore_errors=True)
        root.mkdir(parents=True)
        for (path, _), (_, content) in zip(wanted.items(), self.repository.read(wanted.values())):
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_bytes(content)
        return root

    def remember(self, output: Path) -> int:
        """After the pages: write the receipts into the output, then take the published line forward."""
        count = write_receipts(output, receipts(self.repository, self.tree))
        partial = self.folder / f".{_STATE}"
        partial.write_bytes(self.tree.state.write())
        partial.replace(self.folder / _STATE)
        return count
