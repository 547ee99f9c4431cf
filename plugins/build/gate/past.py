"""What a site said on an earlier day: the approved tree of that time, laid out as a site root."""

from datetime import UTC, datetime
from pathlib import Path

from plugins.adapters.git import GitRepository
from plugins.build.gate.approved_tree import ApprovedTree, approved_tree
from plugins.model.clock import local_minute
from plugins.model.errors import OperatorError


def tree_at(repository: GitRepository, tip: str, roots: list[str], time: datetime) -> ApprovedTree:
    """What was public at `time` on the line that leads to `tip`. Raises OperatorError where nothing was published yet."""
    before = datetime.min.replace(tzinfo=UTC)
    found = None
    for commit in reversed(list(repository.commits(repository.resolve(tip), first_parent=True))):
        before = max(before, datetime.fromtimestamp(commit.committed, UTC))  # as in the gate: time runs only forward
        if before > time:
            break
        found = commit.id
    if found is None:
        raise OperatorError(f"nothing was published yet at {local_minute(time)}", "Choose a later time.")
    return approved_tree(repository, found, roots, None, time)


def lay_out(repository: GitRepository, tree: ApprovedTree, folder: Path) -> int:
    """Write the approved files below `folder`, which must not exist or be empty; returns their number."""
    if folder.exists() and any(folder.iterdir()):
        raise OperatorError(f"{folder} is not empty", "Name a new folder.")
    paths = list(tree.entries)
    for path, (_blob, content) in zip(paths, repository.read([tree.entries[path] for path in paths])):
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    return len(paths)


def authors_of(repository: GitRepository, commit: str, path: str) -> list[str]:
    """Who git says wrote the version of `path` that became public with `commit`: the authors of the commits that this
    step of the published line brought and that touch the path, else of the last one before."""
    try:
        found = list(repository.commits(f"{commit}^..{commit}", (path,)))
    except OperatorError:  # the first commit has no parent
        found = []
    found = found or list(repository.commits(commit, (path,)))[:1]
    return list(dict.fromkeys(f"{one.author} <{one.author_email}>" for one in reversed(found)))
