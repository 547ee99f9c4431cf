"""From a gated build to a sealed release: what was built is signed, and checked as a citizen would, before it is live."""

from datetime import datetime
from pathlib import Path

from plugins.adapters.git import GitRepository
from plugins.build.gate.approval import find_roots, require_whole
from plugins.build.gate.engine import require_approved_engine
from plugins.build.gate.approved_tree import approved_tree
from plugins.build.gate.gated import remembered_state
from plugins.build.gate.gated_build import STATE
from plugins.build.publish import Seal
from plugins.build.gate.release import require_sound, seal
from plugins.build.request import ENGINE_ROOT, state_folder
from plugins.build.store import Store
from plugins.model.errors import OperatorError


def was_gated(output: Path) -> bool:
    """Whether the last build of this output was a gated one."""
    folder = state_folder(output)
    if not (folder / STATE).is_file():
        return False
    store = Store(folder)
    try:
        return bool((store.get("mark") or {}).get("gated"))
    finally:
        store.close()


def sealer(site: Path, output: Path, roots: str | None, key: Path, now: datetime) -> Seal:
    """What `publish` calls to seal the copy of `output`. Raises OperatorError where the build was not gated, its state is
    gone, or the running program is not approved."""
    repository = GitRepository(site)
    require_whole(repository, site)
    pinned = find_roots(roots, site)
    if pinned is None:
        raise OperatorError("no root keys are known, so nothing can be sealed",
                            "Name the file of root keys with --roots or CONGMO_ROOTS; see docs/how-to/administrator.en.md.")
    state = remembered_state(state_folder(output) / STATE, repository, "HEAD") if was_gated(output) else None
    if state is None:
        raise OperatorError(f"{output} was not built through the gate, so there is nothing to vouch for",
                            "Build with --settings publishconf.py (or --gate) first.")
    tree = approved_tree(repository, state.commit, pinned, state, now)
    require_approved_engine(repository, tree, ENGINE_ROOT)

    def apply(release: Path, previous: bytes | None) -> None:
        seal(release, tree, key, now, previous)
        require_sound(release, key)

    return apply
