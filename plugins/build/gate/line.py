"""The published line, commit by commit: what the gate is told of a repository's history."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Sequence

from plugins.adapters.git import Commit, GitRepository, TreeChange
from plugins.model.finding import Finding, Severity
from plugins.review import policy as policies
from plugins.review import statements
from plugins.review.authority import Signed
from plugins.review.canonical import Malformed
from plugins.review.gate import Step
from plugins.review.paths import FILE_MODES, REVIEW_FOLDER
from plugins.review.state import PublishedState
from plugins.review.statements import Side, Transition, read_statement, statement_path


def transition_of(change: TreeChange) -> Transition:
    """A difference between two trees in the gate's terms."""
    return Transition(change.path, Side(change.old_mode, change.old_blob) if change.old_blob else None,
                      Side(change.new_mode, change.new_blob) if change.new_blob else None)


class Reading:
    """Turns commits into the gate's steps, and reports what lies in the review folder and is no statement."""

    def __init__(self, repository: GitRepository, state: PublishedState, now: datetime) -> None:
        self.repository, self.state, self.now = repository, state, now
        self.findings: list[Finding] = []
        self.policy_files: list[tuple[str, bytes]] = []
        self.policy_payloads: dict[str, str] = {}
        self.line: dict[str, int] = {}
        self.content_blobs: set[str] = set()
        self.still_open: list[Signed] = []
        self._payloads: dict[str, bytes] = {}
        self._signatures: dict[str, list[bytes]] = {}
        self._present: list[str] = []

    def steps(self, tip: str) -> list[Step]:
        commits = self._line_to(tip)
        self.line = {commit.id: number for number, commit in enumerate(commits, 1)}
        if self.state.commit:
            self.line[self.state.commit] = 0
        trees = [self.repository.tree(self.state.commit) if self.state.commit else None]
        differences = self.repository.successive_changes(trees + [commit.tree for commit in commits])
        moves = [[transition_of(change) for change in found] for found in differences]
        sound = self._sound(commits, moves)
        commits, differences, moves = commits[:sound], differences[:sound], moves[:sound]
        reviewed = [[c for c in found if c.path.startswith(REVIEW_FOLDER)] for found in differences]
        self._take_up_earlier()
        self._contents = dict(self.repository.read({c.new_blob for found in reviewed for c in found
                                                    if c.new_mode == "100644"}))
        time, steps = self.state.time, []
        for commit, found, mine in zip(commits, moves, reviewed):
            time = self._time(commit, time)
            signed = [entry for change in mine for entry in self._review_file(change)]
            others = [change for change in found if not change.path.startswith(REVIEW_FOLDER)]
            self.content_blobs.update(side.blob for change in others for side in (change.old, change.new)
                                      if side and change.path.endswith(".md") and side.mode in FILE_MODES)
            steps.append(Step(commit.id, time, others, signed, tuple(self._present)))
        if steps:
            steps[-1] = replace(steps[-1], statements=[*steps[-1].statements, *self._dropped(commits[-1].id)])
        return steps

    def _dropped(self, tip: str) -> list[Signed]:
        """Statements that some commit brought and that a merge then left out: a withdrawal must not get lost so."""
        known = self._payloads.keys()
        found = {(path, blob) for path,
                 blob in self.repository.ever_added(tip, self.state.commit or None, statements.FOLDER)
                 if path.removesuffix(".sig") not in known}
        contents = dict(self.repository.read({blob for _path, blob in found}))
        signed = []
        for path, blob in sorted(found):
            payload = path.removesuffix(".sig")
            if path == payload and statement_path(contents[blob]) != path:
                continue
            self._keep(path, contents[blob])
            if path != payload:
                signed += self._signed(payload)
        return signed

    def _sound(self, commits: Sequence[Commit], moves: Sequence[Sequence[Transition]]) -> int:
        """How many commits can be followed path by path.

        A hand-made tree may hold a name twice, or a name with a slash in it. Then what git reports from tree to tree
        does not join up, and a page could change unseen: the line is taken only as far as before such a tree.
        """
        touched = {change.path for found in moves for change in found}
        current: dict[str, Side | None] = {}
        if self.state.commit and touched:
            places = sorted(touched) if len(touched) <= 200 else ()
            for entry in self.repository.entries(self.state.commit, places):
                if entry.path in touched:
                    current[entry.path] = Side(entry.mode, entry.blob)
        for number, (commit, found) in enumerate(zip(commits, moves)):
            for change in found:
                if current.get(change.path) != change.old:
                    self._note("malformed-tree", change.path, commit=commit.id)
                    return number
                current[change.path] = change.new
        return len(commits)

    def _line_to(self, tip: str) -> list[Commit]:
        """The commits to take, oldest first: along first parents, where merges of the published branch lie."""
        if tip == self.state.commit:
            return []
        range_ = f"{self.state.commit}..{tip}" if self.state.commit else tip
        commits = list(self.repository.commits(range_, first_parent=True))[::-1]
        if self.state.commit and commits[0].parents[:1] != (self.state.commit,):
            return commits[-1:]  # the published commit came in by another parent: take the whole way as one step
        return commits

    def _time(self, commit: Commit, before: datetime | None) -> datetime:
        """When a commit counts as published. New commits are published now. In a walk over the whole history there
        is only the committer's word, which may not run backward along the line and not ahead of the clock."""
        if self.state.commit:
            return self.now
        claimed = min(datetime.fromtimestamp(min(commit.committed, 253402300799), UTC), self.now)
        return max(claimed, before) if before else claimed

    def _take_up_earlier(self) -> None:
        """Statements and policies of earlier steps that may still be needed."""
        if not self.state.commit:
            return
        wanted = set(self.state.open)
        wanted |= {f"{path}.sig" for path in wanted}
        places = [policies.FOLDER, *sorted(wanted)] if len(wanted) <= 200 else [REVIEW_FOLDER]
        entries = [entry for entry in self.repository.entries(self.state.commit, places)
                   if entry.mode == "100644" and (entry.path in wanted or entry.path.startswith(policies.FOLDER))]
        contents = dict(self.repository.read({entry.blob for entry in entries}))
        for entry in entries:
            self._keep(entry.path, contents[entry.blob])
        self.still_open = [signed for path in self.state.open for signed in self._signed(path)]

    def _keep(self, path: str, content: bytes) -> None:
        if path.startswith(policies.FOLDER):
            self.policy_files.append((path, content))
            if path.endswith(".json"):
                id_ = policies.policy_id(content)
                self.policy_payloads[id_] = content.decode("utf-8", "replace")
                self._present.append(id_)
        elif path.endswith(".json"):
            self._payloads[path] = content
        else:
            self._signatures.setdefault(path.removesuffix(".sig"), []).append(content)

    def _review_file(self, change: TreeChange) -> list[Signed]:
        """The statements that one change below the review folder completes."""
        path = change.path
        if change.old_blob:
            self._note("statement-removed" if path.startswith(statements.FOLDER) else "policy-removed", path)
        if change.new_blob is None:
            return []
        if change.new_mode != "100644" or not path.startswith((statements.FOLDER, policies.FOLDER)):
            self._note("not-a-statement", path)
            return []
        content = self._contents[change.new_blob]
        if path.startswith(policies.FOLDER):
            self._keep(path, content)
            return []
        payload = path.removesuffix(".sig")
        if path.endswith(".json") and statement_path(content) != path:
            self._note("statement-malformed", path, why="the name is not that of its bytes")
            return []
        self._keep(path, content)
        return self._signed(payload)

    def _signed(self, path: str) -> list[Signed]:
        if path not in self._payloads or path not in self._signatures:
            return []
        payload = self._payloads[path]
        try:
            statement = read_statement(payload)
        except Malformed as wrong:
            self._note("statement-malformed", path, why=str(wrong))
            return []
        return [Signed(statement, payload, signature) for signature in self._signatures[path]]

    def _note(self, name: str, path: str, **params: str) -> None:
        self.findings.append(Finding(f"review.{name}", Severity.ERROR, path, 0, params))
