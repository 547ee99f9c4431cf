"""Where the bytes come from: a plain folder, a git working tree, or the objects of one commit.

Each kind answers two questions: which files differ from the last build, and what a file holds.
"""

import os
import stat
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Callable, Iterable, Iterator, Mapping, NamedTuple, Protocol

from plugins.adapters.git import GitRepository, TreeEntry
from plugins.adapters.git_reader import BlobReader
from plugins.build.census import Census, of_disk, taken
from plugins.model import Finding, OperatorError, Severity, blob_id

FOLDERS = ("content", "portals")
"""What an input watches; theme, catalogs and settings are small and read whole each time."""


@dataclass(frozen=True, slots=True)
class Delta:
    """What differs from the last build. changed: path -> blob id, None where the file is gone, an empty string where
    only its bytes will tell. mark: what the next build passes back. complete: `changed` is the whole content."""

    changed: Mapping[str, str | None]
    mark: Any
    complete: bool
    findings: tuple[Finding, ...] = field(default=())


def content_of(changed: Mapping[str, str | None]) -> dict[str, str | None]:
    """What of a delta is content; hidden files and folders are not."""
    return {path: blob for path, blob in changed.items()
            if path.startswith("content/") and not any(part.startswith(".") for part in path.split("/"))}


class Inputs(Protocol):
    """One source of content."""

    def delta(self, mark: Any) -> Delta:
        """What changed since the build that gave `mark` (None: there was none)."""

    def read(self, path: str, blob: str) -> bytes:
        """The bytes of a file; `blob` may be an empty string where the kind does not need it."""

    def origin(self) -> str:
        """Names the place. A mark is only of use to inputs of the same origin."""


class Folder:
    """A site root that is not a git repository: every file is read, its blob id computed from the bytes."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def origin(self) -> str:
        return str(self.root)

    def read(self, path: str, blob: str) -> bytes:
        with open(f"{self.root}/{path}", "rb", buffering=0) as file:
            return file.read()

    def delta(self, mark: Any) -> Delta:
        findings: list[Finding] = []
        found = {path: _on_disk(self.root, path, findings)
                 for folder in FOLDERS for path in walk(self.root, folder, findings)}
        return Delta({path: blob for path, blob in found.items() if blob is not None}, None, True, tuple(findings))


class WorkTree(Folder):
    """A git working tree: git says which paths differ from the last build, so that unchanged files are not read.
    tree: the tree that HEAD named when this was opened."""

    def __init__(self, root: Path, repository: GitRepository, prefix: str, tree: str) -> None:
        super().__init__(root)
        self.repository, self.prefix, self.tree = repository, prefix, tree

    def origin(self) -> str:
        return _origin(self.repository, self.prefix)

    def delta(self, mark: Any) -> Delta:
        tree = self.tree
        prefixes = [f"{self.prefix}{folder}" for folder in FOLDERS]
        differing = self.repository.start_differing(tree, prefixes)
        since = _since(self.repository, tree, self.prefix, mark)
        differing_paths, untracked = self._looked_at(differing, since.census, prefixes)
        findings: list[Finding] = []
        dirty = []
        for path in (path.removeprefix(self.prefix) for path in sorted({*differing_paths, *untracked})):
            if is_text(path):
                dirty.append(path)
            elif os.path.lexists(self.root / path):
                findings.append(Finding("path.not-text", Severity.ERROR, _printable(path)))
        changed = since.changed
        if not since.complete:
            dirty_before = set(mark["dirty"])
            for path in dirty_before.difference(dirty):  # back to what the commit holds
                changed.setdefault(path, "")
        for path in dirty:
            changed[path] = ""
        for path in [path for path, blob in changed.items() if blob == ""]:
            changed[path] = _on_disk(self.root, path, findings)
        findings += _said({path: id for path, id in since.refused.items() if path not in changed})
        return Delta(changed, since.mark(tree, dirty, self.prefix), since.complete, tuple(findings))

    def _looked_at(self, differing: Callable[[], Mapping[str, str]], counted: Census | None,
                   prefixes: list[str]) -> tuple[Mapping[str, str], list[str]]:
        """Tracked paths that differ from the tree, and files that git does not know. Where the names on the disk are
        those that the tree and its differences account for, there are none of the latter and git is not asked."""
        if counted is None:
            untracked = self.repository.start_untracked(prefixes)
            return differing(), untracked()
        top = str(self.repository.top)
        found = of_disk(top, counted)
        paths = differing()
        expected = taken(counted, [path for path, letter in paths.items() if letter == "A"],
                         [path for path, letter in paths.items() if letter == "D"], prefixes)
        found |= of_disk(top, expected.keys() - found.keys())
        settled = (found == expected and set(paths.values()) <= {"A", "D", "M", "T"}
                   and not any(os.path.lexists(f"{top}/{folder}") for folder in prefixes if folder not in expected))
        return paths, [] if settled else self.repository.start_untracked(prefixes)()


class Commit:
    """One commit of a repository, read from git objects: nothing of the working tree counts."""

    def __init__(self, repository: GitRepository, commit: str, prefix: str) -> None:
        self.repository, self.commit, self.prefix = repository, commit, prefix
        self.blobs = BlobReader(repository)

    def origin(self) -> str:
        return _origin(self.repository, self.prefix)

    def read(self, path: str, blob: str) -> bytes:
        return self.blobs.read(blob)

    def delta(self, mark: Any) -> Delta:
        tree = self.repository.tree(self.commit)
        # Where the last build saw edits of a working tree, the trees alone do not tell what differs.
        usable = None if mark and mark.get("dirty") else mark
        since = _since(self.repository, tree, self.prefix, usable)
        return Delta(since.changed, since.mark(tree, [], self.prefix), since.complete, tuple(_said(since.refused)))


def open_inputs(root: Path, ref: str | None) -> Inputs:
    """The input for a site root: a commit where `ref` is given, else its working tree, else a plain folder."""
    repository = find_repository(root)
    if ref is not None:
        if repository is None:
            raise OperatorError(f"{root} is not in a git repository, so it has no commit {ref!r}",
                                "Leave --ref out, or name a site root inside a repository.")
        return Commit(repository, repository.resolve(ref), _prefix(root, repository))
    if repository is None:
        return Folder(root)
    try:
        tree = repository.tree("HEAD")
    except OperatorError:  # a repository without a commit
        return Folder(root)
    return WorkTree(root, repository, _prefix(root, repository), tree)


def find_repository(root: Path) -> GitRepository | None:
    """The repository that a site root belongs to: its own, or one that tracks it."""
    if not any((folder / ".git").exists() for folder in (root, *root.parents)):
        return None
    try:
        return GitRepository(root)
    except OperatorError:
        return None


def _prefix(root: Path, repository: GitRepository) -> str:
    relative = os.path.relpath(root.resolve(), repository.top.resolve())
    return "" if relative == "." else relative.replace(os.sep, "/") + "/"


def _origin(repository: GitRepository, prefix: str) -> str:
    return f"git {repository.top}:{prefix}"


_REFUSED = {"120000": "path.symlink", "160000": "path.submodule"}


class _Since(NamedTuple):
    """What a tree holds that a build before did not see, what is refused of it, whether `changed` is everything, and
    the tree's census where it can be kept."""

    changed: dict[str, str | None]
    refused: dict[str, str]
    complete: bool
    census: Census | None

    def mark(self, tree: str, dirty: list[str], prefix: str) -> dict[str, Any]:
        return {"tree": tree, "dirty": dirty, "prefix": prefix, "refused": self.refused, "census": self.census}


def _since(repository: GitRepository, tree: str, prefix: str, mark: Any) -> _Since:
    """What a tree holds that the build of `mark` did not see."""
    prefixes = [f"{prefix}{folder}" for folder in FOLDERS]
    changes: list[Any] | None = None
    if mark is not None and "census" in mark and mark.get("prefix") == prefix:
        try:
            changes = repository.changes(mark["tree"], tree, prefixes) if mark["tree"] != tree else []
        except OperatorError:  # a tree of history that was rewritten and swept away
            pass
    if changes is None:
        entries = list(repository.entries(tree, prefixes))
        refused: dict[str, str] = {}
        return _Since(_of_entries(entries, prefix, refused), refused, True,
                      _keepable(taken({}, (entry.path for entry in entries), (), prefixes)))
    changed: dict[str, str | None] = {}
    refused = dict(mark["refused"])
    for change in changes:
        _take(change, prefix, changed, refused)
    census = mark["census"]
    if census is not None and changes:
        census = _keepable(taken(census, [change.path for change in changes if change.old_blob is None],
                                 [change.path for change in changes if change.new_blob is None], prefixes))
    return _Since(changed, refused, False, census)


def _keepable(census: Census) -> Census | None:
    """A census for a mark, which can hold no folder whose name is not text."""
    return census if all(map(is_text, census)) else None


def _of_entries(entries: Iterable[TreeEntry], prefix: str, refused: dict[str, str]) -> dict[str, str | None]:
    """Every file of a tree; what no build takes goes to `refused`, path -> finding id."""
    found: dict[str, str | None] = {}
    for entry in entries:
        path = entry.path.removeprefix(prefix)
        if wrong := _wrong(path, entry.mode):
            refused[_printable(path)] = wrong
        else:
            found[path] = entry.blob
    return found


def _take(change: Any, prefix: str, changed: dict[str, str | None], refused: dict[str, str]) -> None:
    """Note one change between two trees. What is refused stays so in later builds until it is mended."""
    path = change.path.removeprefix(prefix)
    refused.pop(_printable(path), None)
    wrong = _wrong(path, change.new_mode) if change.new_blob is not None else ""
    if wrong:
        refused[_printable(path)] = wrong
    if is_text(path):
        changed[path] = None if wrong else change.new_blob


def _wrong(path: str, mode: str) -> str:
    return _REFUSED.get(mode, "") or ("" if is_text(path) else "path.not-text")


def _said(refused: Mapping[str, str]) -> list[Finding]:
    return [Finding(id, Severity.ERROR, path) for path, id in sorted(refused.items())]


def _printable(path: str) -> str:
    return path.encode("utf-8", "backslashreplace").decode()


def is_text(path: str) -> bool:
    """Whether a path is UTF-8. Bytes that are not reach us as lone surrogates, which no page, index or report can hold."""
    try:
        path.encode()
    except UnicodeEncodeError:
        return False
    return True


def _on_disk(root: Path, path: str, findings: list[Finding]) -> str | None:
    """Blob id of a file of the working tree; None where it is gone or may not be used."""
    try:
        info = os.lstat(root / path)
        if stat.S_ISLNK(info.st_mode):
            findings.append(Finding("path.symlink", Severity.ERROR, _printable(path)))
            return None
        if not stat.S_ISREG(info.st_mode):  # a pipe or a socket, from which a read might never return
            findings.append(Finding("path.not-an-item", Severity.ERROR, path, 0,
                                    {"expected": "content/<portal>/<section>/<slug>.<lang>.md"}))
            return None
        return blob_id((root / path).read_bytes())
    except (FileNotFoundError, NotADirectoryError):
        return None
    except PermissionError:
        findings.append(Finding("path.unreadable", Severity.ERROR, path))
        return None


def walk(root: Path, folder: str, findings: list[Finding]) -> Iterator[str]:
    """Files below a folder, sorted; links are named, never followed. Hidden files are not content."""
    try:
        entries = sorted(os.scandir(root / folder), key=lambda entry: entry.name)
    except (FileNotFoundError, NotADirectoryError):
        return
    except PermissionError:
        findings.append(Finding("path.unreadable", Severity.ERROR, folder))
        return
    for entry in entries:
        path = f"{folder}/{entry.name}"
        if entry.name.startswith("."):
            continue
        if not is_text(path):
            findings.append(Finding("path.not-text", Severity.ERROR, _printable(path)))
        elif entry.is_symlink():
            findings.append(Finding("path.symlink", Severity.ERROR, path))
        elif entry.is_dir():
            yield from walk(root, path, findings)
        else:
            yield path
