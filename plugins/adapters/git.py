"""Read a git repository's objects without trusting the repository.

A repository can carry configuration that runs programs (filters, fsmonitor, hooks), records that falsify history
(replace refs, grafts, commit-graph files, shallow marks) and object files whose bytes do not match their name. So git
never sees the repository's own directory when objects are read: it is given a private, empty git directory of ours
that borrows nothing but the object store, and every blob is hashed again here before anyone gets to see it.
"""

import hashlib
import os
import re
import shutil
import subprocess
import tempfile
import weakref
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Callable, Iterable, Iterator, NamedTuple, Sequence

from plugins.model.errors import OperatorError

ABSENT = "000000"
"""Mode that git shows for a side on which the path does not exist."""

_OBJECT = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?", re.ASCII)

_CONFIG = """[core]
\trepositoryformatversion = {version}
\tbare = false
\tcommitGraph = false
\tfsmonitor = false
\thooksPath = /dev/null
\tattributesFile = /dev/null
\texcludesFile = /dev/null
\tquotePath = false
[protocol]
\tallow = never
[extensions]
\tobjectFormat = {object_format}
"""

# $GIT_DIR/info/attributes outranks every .gitattributes: no filter, no line-end or encoding conversion, bytes are bytes.
_ATTRIBUTES = "* -text -eol -ident -filter -working-tree-encoding -diff -merge\n"


class TreeEntry(NamedTuple):
    """One file of a tree. mode: six octal digits as git shows them; blob: object id (a commit id for a submodule)."""

    path: str
    mode: str
    blob: str


class TreeChange(NamedTuple):
    """One path that differs between two trees; on the side where it does not exist, mode and blob are None."""

    path: str
    old_mode: str | None
    old_blob: str | None
    new_mode: str | None
    new_blob: str | None


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit as recorded (author and dates are claims, not proof). Times are Unix seconds, UTC."""

    id: str
    tree: str
    parents: tuple[str, ...]
    author: str
    author_email: str
    authored: int
    committer: str
    committed: int
    message: str

    @property
    def subject(self) -> str:
        return self.message.split("\n", 1)[0]


def decode_path(raw: bytes) -> str:
    """A path as text. Bytes that are not UTF-8 become lone surrogates, which no check of names lets through."""
    return raw.decode("utf-8", "surrogateescape")


def encode_path(path: str) -> bytes:
    """The bytes that `decode_path` came from."""
    return path.encode("utf-8", "surrogateescape")


def _change(attributes: bytes, path: bytes) -> TreeChange:
    old_mode, new_mode, old, new, _status = attributes.decode("ascii")[1:].split(" ")
    if old_mode == ABSENT:
        old_mode = old = None
    if new_mode == ABSENT:
        new_mode = new = None
    return TreeChange(decode_path(path), old_mode, old, new_mode, new)


def _environment(**more: str) -> dict[str, str]:
    """Git's environment from nothing: none of the caller's GIT_* variables, no system or personal configuration."""
    kept = {name: os.environ[name] for name in ("PATH", "TMPDIR", "SYSTEMROOT") if name in os.environ}
    return kept | {
        "HOME": os.devnull, "LC_ALL": "C", "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_ATTR_NOSYSTEM": "1", "GIT_NO_REPLACE_OBJECTS": "1", "GIT_GRAFT_FILE": os.devnull,
        "GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "GIT_LITERAL_PATHSPECS": "1", "GIT_NO_LAZY_FETCH": "1",
        "GIT_ALLOW_PROTOCOL": "none", "GIT_PAGER": "cat", "GIT_ADVICE": "0",
    } | more


def _remove_if_mine(folder: str, pid: int) -> None:
    if os.getpid() == pid:  # a forked worker must not take the folder from its parent
        shutil.rmtree(folder, ignore_errors=True)


class GitRepository:
    """One repository, found from `path` upward. Bare repositories and linked work trees are supported.

    top: the work tree's root (for a bare repository, its git directory); paths given out are relative to it.
    Raises OperatorError when there is no repository, when git is missing, or when an object is missing or corrupt.
    """

    def __init__(self, path: Path) -> None:
        self._refs_command = ["git", "-C", str(path), "-c", "safe.directory=*", "-c", "core.fsmonitor=false",
                              "-c", "core.hooksPath=/dev/null", "-c", "core.commitGraph=false"]
        found = self._run(self._refs_command, _environment(), "rev-parse", "--path-format=absolute", "--git-dir",
                          "--git-common-dir", "--git-path", "index", "--show-object-format", "--is-shallow-repository",
                          "--is-bare-repository", "--show-toplevel", accept=(0, 128))
        lines = found.decode("utf-8", "surrogateescape").split("\n")
        if len(lines) < 7:
            raise OperatorError(f"{path} is not inside a git repository",
                                "Run `git init` there, or name the right folder with --site.")
        git_dir, common, index, self.object_format, shallow, bare = lines[:6]
        if bare == "false" and not lines[6]:
            raise OperatorError(f"{path} is inside a git directory, not a work tree", "Name the work tree instead.")
        self.git_dir = Path(git_dir)
        self.bare = bare == "true"
        self.shallow = shallow == "true"
        self.top = self.git_dir if self.bare else Path(lines[6])
        self._index = index
        self._private = tempfile.mkdtemp(prefix="congmo-git-")
        weakref.finalize(self, _remove_if_mine, self._private, os.getpid())
        self._lay_private_directory()
        self._environment = _environment(GIT_DIR=self._private, GIT_OBJECT_DIRECTORY=os.path.join(common, "objects"))
        self.empty_tree = hashlib.new(self.object_format, b"tree 0\0").hexdigest()

    def _lay_private_directory(self) -> None:
        private = Path(self._private)
        (private / "refs").mkdir()
        (private / "info").mkdir()
        (private / "HEAD").write_text("ref: refs/heads/none\n")
        (private / "info/attributes").write_text(_ATTRIBUTES)
        sha256 = self.object_format != "sha1"
        config = _CONFIG.format(version=int(sha256), object_format=self.object_format)
        (private / "config").write_text(config if sha256 else config.partition("[extensions]")[0])

    # -- running git ---------------------------------------------------------------------------------------------

    @staticmethod
    def _run(command: Sequence[str], environment: dict[str, str], *arguments: str, accept: tuple[int, ...] = (0,),
             stdin: IO[bytes] | None = None) -> bytes:
        try:
            done = subprocess.run([*command, *arguments], env=environment, stdin=stdin or subprocess.DEVNULL,
                                  capture_output=True, check=False)
        except FileNotFoundError:
            raise OperatorError("git was not found", "Install git 2.31 or newer.") from None
        if done.returncode not in accept:
            raise OperatorError(f"git {arguments[0]} failed: {done.stderr.decode('utf-8', 'replace').strip()}",
                                "A shallow or damaged clone lacks objects: fetch the whole history and try again.")
        return done.stdout

    def _git(self, *arguments: str, accept: tuple[int, ...] = (0,)) -> bytes:
        return self._run(["git"], self._environment, *arguments, accept=accept)

    def _stream(self, fields: int, *arguments: str) -> Iterator[list[bytes]]:
        """Groups of `fields` NUL-terminated items from git's standard output, read as they come."""
        with subprocess.Popen(["git", *arguments], env=self._environment, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
            rest, group = b"", []
            while chunk := running.stdout.read(1 << 20):
                *items, rest = (rest + chunk).split(b"\0")
                for item in items:
                    group.append(item)
                    if len(group) == fields:
                        yield group
                        group = []
            words = running.stderr.read().decode("utf-8", "replace").strip()
        if running.returncode or rest or group:
            raise OperatorError(f"git {arguments[0]} failed: {words}",
                                "A shallow or damaged clone lacks objects: fetch the whole history and try again.")

    # -- names ---------------------------------------------------------------------------------------------------

    def resolve(self, ref: str) -> str:
        """The commit id that a branch, tag, HEAD expression or id names."""
        return self._named(ref, "^{commit}")

    def tree(self, commit: str) -> str:
        """The tree of a commit, given by id or by any name that `resolve` knows (a tree's own id is returned as it is)."""
        if not _OBJECT.fullmatch(commit):
            return self._named(commit, "^{commit}^{tree}")
        return self._git("rev-parse", "--verify", "--end-of-options", f"{commit}^{{tree}}").decode().strip()

    def _named(self, ref: str, peeled: str) -> str:
        found = self._run(self._refs_command, _environment(), "rev-parse", "--verify", "--quiet", "--end-of-options",
                          ref + peeled, accept=(0, 1, 128)).decode("ascii", "replace").strip()
        if not found:
            raise OperatorError(f"{ref} names no commit of {self.top}", "See `git branch --all` and `git log`.")
        return found

    def ends(self, range_: str) -> tuple[str, str]:
        """`A..B` as two commit ids; `A...B` starts at their merge base; `B` alone means `B^..B`; empty sides are HEAD."""
        if "..." in range_:
            old, _, new = range_.partition("...")
            left, right = self.resolve(old or "HEAD"), self.resolve(new or "HEAD")
            return self.merge_base(left, right) or left, right
        if ".." in range_:
            old, _, new = range_.partition("..")
            return self.resolve(old or "HEAD"), self.resolve(new or "HEAD")
        return self.resolve(f"{range_}^"), self.resolve(range_)

    def is_ancestor(self, older: str, newer: str) -> bool:
        """Whether commit `older` is `newer` itself or in its history."""
        done = subprocess.run(["git", "merge-base", "--is-ancestor", older, newer], env=self._environment,
                              stdin=subprocess.DEVNULL, capture_output=True, check=False)
        if done.returncode not in (0, 1):
            raise OperatorError(f"git merge-base failed: {done.stderr.decode('utf-8', 'replace').strip()}",
                                "Fetch the whole history and try again.")
        return done.returncode == 0

    def merge_base(self, one: str, other: str) -> str | None:
        """The best common ancestor of two commits, or None where their histories never met."""
        return self._git("merge-base", one, other, accept=(0, 1)).decode().strip() or None

    # -- trees and blobs -----------------------------------------------------------------------------------------

    def entries(self, treeish: str, prefixes: Sequence[str] = ()) -> Iterator[TreeEntry]:
        """Every file of a tree in git's order, below any of `prefixes` (folders or files) where some are given."""
        wanted = [prefix.rstrip("/") for prefix in prefixes]
        for (line,) in self._stream(1, "ls-tree", "-r", "-z", "--full-tree", treeish, "--", *wanted):
            attributes, _, path = line.decode("utf-8", "surrogateescape").partition("\t")
            yield TreeEntry(path, attributes[:6], attributes[attributes.rindex(" ") + 1:])

    def names(self, treeish: str, folder: str = "") -> list[str]:
        """Paths of what lies directly in a folder of a tree: files and folders, no deeper."""
        where = [f"{folder.rstrip('/')}/"] if folder else []
        return [decode_path(name) for (name,) in self._stream(1, "ls-tree", "-z", "--name-only", "--full-tree", treeish,
                                                              "--", *where)]

    def changes(self, old_treeish: str | None, new_treeish: str, prefixes: Sequence[str] = ()) -> list[TreeChange]:
        """What differs from the old tree (None: the empty tree) to the new one. A rename is a removal and an addition."""
        return [_change(*raw) for raw in self._stream(
            2, "diff-tree", "-r", "-z", "--raw", "--no-renames", "--no-abbrev", "--no-ext-diff",
            "--ignore-submodules=none", old_treeish or self.empty_tree, new_treeish, "--", *prefixes)]

    def successive_changes(self, trees: Sequence[str | None]) -> list[list[TreeChange]]:
        """What differs from each tree to the next, for a whole line of history in one process."""
        pairs = [(old or self.empty_tree, new or self.empty_tree) for old, new in zip(trees, trees[1:])]
        with tempfile.TemporaryFile() as wanted:
            wanted.write("".join(f"{old} {new}\n" for old, new in pairs).encode("ascii"))
            wanted.seek(0)
            output = self._run(["git"], self._environment, "diff-tree", "--stdin", "-r", "-z", "--raw", "--no-renames",
                               "--no-abbrev", "--no-ext-diff", "--ignore-submodules=none", stdin=wanted)
        found: list[list[TreeChange]] = []
        tokens = iter(output.split(b"\0"))
        for token in tokens:
            while token and not token.startswith(b":"):  # a pair's header stands before its first change
                _header, _, token = token.partition(b"\n")
                found.append([])
            if token:
                found[-1].append(_change(token, next(tokens)))
        if len(found) != len(pairs):
            raise OperatorError(f"git could not compare the trees of {self.top}", "Fetch the whole history.")
        return found

    def read(self, blobs: Iterable[str], skip_missing: bool = False) -> Iterator[tuple[str, bytes]]:
        """The bytes of each blob, in the order asked, each checked against its id. Fit for any number of blobs.

        skip_missing: leave out ids that name no blob here (they may stand in a statement) instead of raising.
        """
        with tempfile.TemporaryFile() as wanted:
            wanted.write("".join(f"{blob}\n" for blob in blobs).encode("ascii"))
            wanted.seek(0)
            with subprocess.Popen(["git", "cat-file", "--batch", "--buffer"], env=self._environment, stdin=wanted,
                                  stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, bufsize=1 << 16) as running:
                while header := running.stdout.readline():
                    words = header.decode("ascii").split()
                    if len(words) != 3 or words[1] != "blob":
                        if skip_missing and words[1] == "missing":
                            continue
                        raise OperatorError(f"object {words[0]} of {self.top} is missing or is not a file",
                                            "Fetch the whole history and try again.")
                    content = running.stdout.read(int(words[2]))
                    running.stdout.read(1)
                    if self.blob_id(content) != words[0]:
                        raise OperatorError(f"object {words[0]} of {self.top} does not hold the bytes of its name",
                                            "The object store is damaged or was tampered with: clone again.")
                    yield words[0], content
            if running.returncode:
                raise OperatorError(f"git could not read every object of {self.top}", "Run `git fsck`.")

    def open_batch(self) -> "subprocess.Popen[bytes]":
        """A `git cat-file` that answers one object name a line; for `BlobReader`."""
        return subprocess.Popen(["git", "cat-file", "--batch"], env=self._environment, stdin=subprocess.PIPE,
                                stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)

    def blob_id(self, content: bytes) -> str:
        """The id of these bytes in this repository's object format (SHA-1 or SHA-256)."""
        return hashlib.new(self.object_format, b"blob %d\0" % len(content) + content).hexdigest()

    def read_path(self, treeish: str, path: str) -> bytes | None:
        """The bytes of one path, or None where the tree has no such file."""
        found = next((entry for entry in self.entries(treeish, (path,)) if entry.path == path), None)
        return next(self.read((found.blob,)))[1] if found and found.mode in ("100644", "100755") else None

    # -- history -------------------------------------------------------------------------------------------------

    def commits(self, range_: str, paths: Sequence[str] = (), first_parent: bool = False) -> Iterator[Commit]:
        """Newest first, parents after children. `range_`: `A..B`, `A...B` or one tip, whose whole history is meant."""
        if ".." in range_:
            old, new = self.ends(range_)
            revisions = [new, f"^{old}"]
        else:
            revisions = [self.resolve(range_)]
        options = ["--first-parent"] if first_parent else []
        fields = "%H%x00%T%x00%P%x00%an%x00%ae%x00%at%x00%cn%x00%ct%x00%B"
        for group in self._stream(9, "log", "-z", "--topo-order", "--no-show-signature", "--no-mailmap", "--no-color",
                                  *options, f"--format=tformat:{fields}", *revisions, "--", *paths):
            id_, tree, parents, author, email, authored, committer, committed, message = (
                item.decode("utf-8", "replace") for item in group)
            yield Commit(id_, tree, tuple(parents.split()), author, email, int(authored or 0), committer,
                         int(committed or 0), message.strip("\n"))

    def ever_added(self, tip: str, since: str | None, prefix: str) -> set[tuple[str, str]]:
        """(path, blob id) of every plain file below `prefix` that any commit in the history of `tip` brought, on any
        parent's side and whatever became of it later; without what the history of `since` holds."""
        output = self._git("log", "--full-history", "-m", "--raw", "-z", "--no-renames", "--no-abbrev", "--format=",
                           "--diff-filter=AM", "--no-show-signature", tip, *([f"^{since}"] if since else []), "--",
                           prefix)
        tokens = iter(token for token in output.split(b"\0") if token.strip())
        changes = (_change(token.lstrip(b"\n"), next(tokens)) for token in tokens)
        return {(change.path, change.new_blob) for change in changes if change.new_mode == "100644"}

    # -- the work tree -------------------------------------------------------------------------------------------

    def start_differing(self, tree: str, prefixes: Sequence[str] = ()) -> Callable[[], dict[str, str]]:
        """Begin to compare the work tree's tracked files with `tree`. The answer is asked for by a call: path -> git's
        letter for how it differs (A: the index has it and the tree not, D: gone, M: other bytes, T: another type).

        Uses the index's cached file times, so that 100,000 unchanged files cost one look each and no reading.
        """
        finish = self._start_at_work_tree("diff", "-z", "--name-status", "--no-renames", "--no-ext-diff", "--no-textconv",
                                          "--no-color", "--ignore-submodules=dirty", tree, "--", *prefixes)

        def differing() -> dict[str, str]:
            words = finish()
            return {decode_path(path): letter.decode("ascii") for letter, path in zip(words[::2], words[1::2])}

        return differing

    def start_untracked(self, prefixes: Sequence[str] = ()) -> Callable[[], list[str]]:
        """Begin to look for files of the work tree that the index has not, even ignored ones. Without `prefixes` git's
        own ignore rules apply, so that build output and environments are not walked. A call asks for the answer."""
        ignore = [] if prefixes else ["--exclude-standard"]
        finish = self._start_at_work_tree("ls-files", "-z", "--others", "--full-name", *ignore, "--", *prefixes)
        return lambda: [decode_path(path) for path in finish()]

    def _start_at_work_tree(self, *arguments: str) -> Callable[[], list[bytes]]:
        if self.bare:
            raise OperatorError(f"{self.top} is a bare repository and has no work tree", "Use --ref COMMIT.")
        environment = self._environment | {"GIT_INDEX_FILE": self._index, "GIT_WORK_TREE": str(self.top)}
        running = subprocess.Popen(["git", "-C", str(self.top), *arguments], env=environment, stdin=subprocess.DEVNULL,
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE)

        def finish() -> list[bytes]:
            output, words = running.communicate()
            if running.returncode:
                raise OperatorError(f"git could not compare the work tree: {words.decode('utf-8', 'replace').strip()}")
            return [item for item in output.split(b"\0") if item]

        return finish
