"""What a gated build reads and remembers: approved bytes only, the theme and catalogs among them."""

import json
import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Callable, Mapping

from plugins.adapters.git import GitRepository
from plugins.adapters.git_reader import BlobReader
from plugins.build.gate.approval import find_roots, require_whole
from plugins.build.gate.engine import engine_differences
from plugins.build.gate.approved_tree import ApprovedTree, approved_tree
from plugins.build.gate.gated import Approved, remembered_state
from plugins.build.inputs import Delta
from plugins.build.request import ENGINE_ROOT
from plugins.build.gate.release import receipts, write_receipts
from plugins.model import Finding, OperatorError, Severity, blob_id
from plugins.model.clock import VIETNAM
from plugins.review.state import Receipt, Withdrawn

STATE = "approved.json"
"""Name of the published state in the folder where a build remembers."""


def _notice(path: str, reason: str) -> bytes:
    """What stands in the place of an item that was taken down: that it was, and why, and nothing of it."""
    title = {"en": "Withdrawn", "zh": "已撤下", "ko": "게시 중단", "ja": "掲載終了"}.get(path.rsplit(".", 2)[-2], "Đã gỡ bỏ")
    front = {"title": title, "type": "page", "status": "withdrawn", "withdrawn_reason": " ".join(reason.split())}
    return ("---\n" + "".join(f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in front.items()) + "---\n").encode()


@dataclass(frozen=True, slots=True)
class Notices:
    """Approved content with notices in the places of what was taken down in an emergency."""

    approved: Approved
    notices: Mapping[str, bytes]

    def origin(self) -> str:
        return self.approved.origin()

    def read(self, path: str, blob: str) -> bytes:
        return self.notices[path] if path in self.notices else self.approved.read(path, blob)

    def delta(self, mark: Any) -> Delta:
        found = self.approved.delta(mark)
        changed = {**found.changed, **{path: blob_id(content) for path, content in self.notices.items()}}
        return Delta(changed, found.mark, found.complete, found.findings)


class Gated:
    """One gated build of a site root. folder: the build's memory, kept outside the repository."""

    def __init__(self, site: Path, ref: str | None, roots: str | None, folder: Path, now: str) -> None:
        repository = GitRepository(site)
        require_whole(repository, site)
        pinned = find_roots(roots, site)
        if pinned is None:
            raise OperatorError("no root keys are known, so no approval can be checked",
                                "Name the file of root keys with --roots or CONGMO_ROOTS; see docs/how-to/administrator.en.md.")
        self.folder, self.now = folder, datetime.fromisoformat(now)
        previous = remembered_state(folder / STATE, repository, ref or "HEAD")
        self.tree: ApprovedTree = approved_tree(repository, ref or "HEAD", pinned, previous, self.now)
        self.inputs = Notices(Approved(repository, self.tree, BlobReader(repository)), {
            path: _notice(path, found.reason) for path, found in self.tree.emergency.items()
            if isinstance(found, Withdrawn) and path.startswith("content/") and path.endswith(".md")})
        self.repository = repository

    def marks(self) -> dict[str, str]:
        """What to say on items' pages: `stale` or `emergency`, by path."""
        return {**{path: "stale" for path in self.tree.stale if path in self.tree.entries},
                **{path: "emergency" for path, found in self.tree.emergency.items() if not isinstance(found, Withdrawn)}}

    def lapses(self) -> list[tuple[str, str]]:
        """When approval ends by time alone, and of which path: of emergency publications that nobody ratified, and of
        translations whose original changed."""
        tree = self.tree
        ends = [(found.lapses, path) for path, found in tree.emergency.items() if isinstance(found, Receipt)]
        ends += [(stale.due, path) for path, stale in tree.stale.items()]
        return sorted((end.astimezone(VIETNAM).isoformat(timespec="seconds"), path) for end, path in ends)

    def findings(self) -> list[Finding]:
        """What an operator must know of the program itself."""
        if self.tree.engine_approved and not engine_differences(self.repository, self.tree, ENGINE_ROOT):
            return []
        return [Finding("build.engine-not-approved", Severity.ERROR, "", 0, {"commit": self.tree.commit[:12]})]

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

    def remember(self, output: Path, public: Callable[[str], bool]) -> int:
        """After the pages: write the receipts into the output, then take the published line forward.

        public: whether readers may know of a content path; a receipt must not tell of an embargoed page.
        """
        count = write_receipts(output, receipts(self.repository, self.tree, self.now, public))
        partial = self.folder / f".{STATE}"
        partial.write_bytes(self.tree.state.write())
        partial.replace(self.folder / STATE)
        return count
