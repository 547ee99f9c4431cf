"""Is the program that runs here the one that the root approvers approved? Answered where site and program share a
repository; a program from a repository of its own is chosen by its tag (docs/pipelines), which the operator trusts."""

from pathlib import Path

from plugins.adapters.git import GitRepository
from plugins.build.gate.approved_tree import ENGINE, ApprovedTree
from plugins.model.errors import OperatorError


def engine_differences(repository: GitRepository, tree: ApprovedTree, engine: Path) -> list[str]:
    """Paths of the running program that are not in their approved version; empty where the repository holds no program.

    engine: the folder that the running program lies in.
    """
    approved = {entry.path: entry.blob for entry in repository.entries(tree.commit, ENGINE)
                if entry.path.startswith(ENGINE)} if tree.commit else {}
    for path, pending in tree.state.pending.items():
        if path.startswith(ENGINE):
            approved.pop(path, None)
            if pending.approved:
                approved[path] = pending.approved.blob
    if not any(path.startswith("plugins/") for path in approved):
        return []
    running = {path.relative_to(engine).as_posix() for path in (engine / "plugins").rglob("*.py")}
    return sorted(path for path in running | approved.keys() if approved.get(path) != _blob(repository, engine / path))


def require_approved_engine(repository: GitRepository, tree: ApprovedTree, engine: Path) -> None:
    """Raises OperatorError where nobody may vouch for what this program made."""
    differing = engine_differences(repository, tree, engine)
    if not tree.engine_approved or differing:
        raise OperatorError("the program that runs here is not the one that the root approvers approved"
                            + (f": {', '.join(differing[:3])}{' …' if len(differing) > 3 else ''}" if differing else ""),
                            "Build and publish with the approved program, or have the change approved.")


def _blob(repository: GitRepository, path: Path) -> str | None:
    try:
        return repository.blob_id(path.read_bytes())
    except OSError:
        return None
