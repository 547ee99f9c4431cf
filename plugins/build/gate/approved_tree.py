"""The gate at work: read one repository's history and say which bytes may be published.

Composes the reader of git objects with the pure gate. Nothing of the working tree counts.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Iterable, Mapping, Sequence

from plugins.adapters.git import GitRepository, TreeEntry
from plugins.build.gate.line import Reading, transition_of
from plugins.content.front_matter import split
from plugins.content.text import decode
from plugins.model.clock import local_minute
from plugins.model.errors import OperatorError
from plugins.model.finding import Finding, Severity, in_order
from plugins.review.authority import Signers, Verdict, fault_of
from plugins.review.gate import Event, Gate
from plugins.review.paths import FILE_MODES, INPUTS, REVIEW_FOLDER, Area, collision_key, language_of, translation_of
from plugins.review.policy import Policy, read_policy
from plugins.review.roots import read_roots, trusted_policies
from plugins.review.state import Pending, PublishedState, Receipt, Withdrawn
from plugins.review.statements import Side, Transition, statement_file

ENGINE = ("plugins/", "tasks.py", "pelicanconf.py", "publishconf.py", "pyproject.toml", "requirements.lock",
          "package.json", "package-lock.json")
"""What runs when a site is built. An unapproved change here cannot be undone by the build itself, so it is refused."""


@dataclass(frozen=True, slots=True)
class Stale:
    """A translation whose original changed. since: when the newer original was approved; due: end of the grace."""

    original: str
    since: datetime
    due: datetime
    lapsed: bool


@dataclass(frozen=True, slots=True)
class ApprovedTree:
    """What may be published at `commit`.

    entries: path -> blob id below content/, portals/, themes/ and translations/. receipts: why, for everything that
    changed since the baseline. emergency: paths published by the head alone (Receipt) or taken down (Withdrawn).
    engine_approved: whether the program and its locked dependencies are those that the root approvers approved.
    state: hand it in as `previous` next time, and keep it outside the repository.
    """

    commit: str
    entries: Mapping[str, str]
    findings: tuple[Finding, ...]
    receipts: Mapping[str, Receipt]
    emergency: Mapping[str, Receipt | Withdrawn]
    stale: Mapping[str, Stale]
    policy_version: int
    policy: Policy | None
    engine_approved: bool
    state: PublishedState
    verdicts: Mapping[str, Verdict]
    journal: tuple[Event, ...] = ()


def approved_tree(repository: GitRepository, tip: str, roots: Sequence[str], previous: PublishedState | None,
                  now: datetime, signers: Signers | None = None, within: Sequence[str] = INPUTS) -> ApprovedTree:
    """What may be published of commit `tip`.

    roots: lines of the roots file, kept outside the repository (`read_roots`). previous: the state of the last
    release; without it the whole history is walked. now: aware time of the build. signers: signatures that were
    verified before. within: folders below which `entries` is wanted (all that a build reads). `journal` holds what happened since `previous`. Raises OperatorError for unreadable roots and for a clone that lacks history.
    """
    gate, findings, line = _walk(repository, tip, roots, previous, now, signers)
    return _tree(repository, gate, findings + gate.findings, line, within)


def state_at(repository: GitRepository, tip: str, roots: Sequence[str], previous: PublishedState | None,
             now: datetime) -> tuple[PublishedState, tuple[Finding, ...]]:
    """What the gate remembers at `tip`, without the list of all files: for those who then ask about a later commit."""
    gate, findings, _line = _walk(repository, tip, roots, previous, now, None)
    return gate.state, tuple(findings + gate.findings)


def _walk(repository: GitRepository, tip: str, roots: Sequence[str], previous: PublishedState | None, now: datetime,
          signers: Signers | None) -> tuple[Gate, list[Finding], Mapping[str, int]]:
    """Take the gate to the tip: the gate, what was found on the way, and the commits' order."""
    pinned = read_roots(roots)
    state = previous.copy() if previous else PublishedState()
    tip = repository.resolve(tip)
    reading = Reading(repository, state, now)
    findings = reading.findings
    if state.commit and not repository.is_ancestor(state.commit, tip):
        findings.append(Finding("review.history-rewritten", Severity.ERROR, "", 0,
                                {"published": state.commit, "tip": tip}))
        tip = state.commit
    if repository.shallow and not state.commit:
        raise OperatorError("this clone is shallow, so the approvals cannot be followed",
                            "Run `git fetch --unshallow`, or fetch with full depth in the pipeline.")
    steps = reading.steps(tip)
    trusted, refused = trusted_policies(reading.policy_files, pinned)
    if state.policy_payload:  # the state is ours: the policy in force stays trusted whatever became of its files
        in_force = read_policy(state.policy_payload.encode())
        trusted[in_force.id] = in_force
    for path, why in sorted(refused.items()):
        findings.append(Finding("review.policy-refused", Severity.ERROR, path, 0, {"why": why}))
    gate = Gate(state, trusted, signers or Signers(), _Objects(repository, reading), now)
    gate.remember(reading.still_open)
    for step in steps:
        gate.advance(step)
    gate.close()
    state.policy_payload = reading.policy_payloads.get(state.policy, state.policy_payload)
    state.open = sorted(statement_file(id_) for id_ in gate.still_open())
    return gate, findings, reading.line


@dataclass
class _Objects:
    """Answers the gate's questions from git objects, each once."""

    repository: GitRepository
    reading: Reading
    _types: dict[str, str] = field(default_factory=dict)
    _known: dict[tuple[str, str], bool] = field(default_factory=dict)

    def knows(self, base: str, commit: str) -> bool:
        line = self.reading.line
        if base in line and commit in line:
            return line[commit] <= line[base]
        if (base, commit) not in self._known:
            try:
                self._known[base, commit] = self.repository.is_ancestor(commit, base)
            except OperatorError:  # the base is not in this repository
                self._known[base, commit] = False
        return self._known[base, commit]

    def type_of(self, path: str, side: Side) -> str | None:
        if not (path.startswith("content/") and path.endswith(".md")) or side.mode not in FILE_MODES:
            return ""
        if side.blob not in self._types:
            wanted = (self.reading.content_blobs | {side.blob}) - self._types.keys()  # all at once: one process
            for blob, content in self.repository.read(wanted, skip_missing=True):
                self._types[blob] = declared_type(content)
        return self._types.get(side.blob)

    def difference(self, tree: str, commit: str) -> Iterable[Transition]:
        return [transition_of(change) for change in self.repository.changes(tree, commit)
                if not change.path.startswith(REVIEW_FOLDER)]

    def side(self, commit: str, path: str) -> Side | None:
        found = next((entry for entry in self.repository.entries(commit, [path]) if entry.path == path), None)
        return Side(found.mode, found.blob) if found else None


def _front_matter(content: bytes) -> Mapping[str, object]:
    """The values exactly as the build will read them, so that no spelling means one thing here and another there."""
    return split(decode(content, "")[0], "").values


def declared_type(content: bytes) -> str:
    """The content type that an item's own front matter names, or an empty string."""
    if b"type" not in content and b"\\" not in content:  # most items declare none; YAML may also write "\x74ype"
        return ""
    declared = _front_matter(content).get("type")
    return declared if isinstance(declared, str) else ""


def _tree(repository: GitRepository, gate: Gate, findings: list[Finding], line: Mapping[str, int],
          within: Sequence[str]) -> ApprovedTree:
    """The approved version of every input path, from the tip's tree and what the gate remembers."""
    state, now, tip = gate.state, gate.now, gate.state.commit
    sides: dict[str, Side | TreeEntry] = {entry.path: entry for entry in repository.entries(tip, within)
                                          if entry.path.startswith(INPUTS)} if tip and within else {}
    for path, pending in state.pending.items():
        if pending.approved is None:
            sides.pop(path, None)
        elif path.startswith(INPUTS):
            sides[path] = pending.approved
    emergency: dict[str, Receipt | Withdrawn] = dict(state.withdrawn)
    receipts = dict(state.receipts)
    for path, provisional in state.provisional.items():
        if now < provisional.lapses:
            sides[path] = Side(provisional.mode, provisional.blob)
            receipts[path] = emergency[path] = provisional
    for path in [path for path, side in sides.items() if fault_of(path, side)]:
        findings.append(Finding(f"review.{fault_of(path, sides.pop(path))}", Severity.ERROR, path))
    for path in _collisions(sides, receipts, line, findings):
        dropped = sides.pop(path)
        state.pending[path] = Pending(None, Side(dropped.mode, dropped.blob))
        state.receipts.pop(path, None)
    stale = _stale(gate, sides, receipts, repository, findings)
    engine = not any(path.startswith(ENGINE) for path in state.pending)
    if gate.policy is None:
        engine = False
    return ApprovedTree(
        tip, {path: side.blob for path, side in sides.items()}, in_order(findings),
        {path: receipt for path, receipt in receipts.items() if path in sides}, emergency, stale, state.policy_number,
        gate.policy, engine, state, gate.verdicts, tuple(gate.journal))


def _collisions(sides: Mapping[str, Side | TreeEntry], receipts: Mapping[str, Receipt], line: Mapping[str, int],
                findings: list[Finding]) -> list[str]:
    """Of paths that some file system takes for the same one, all but that which was approved first."""
    keys: dict[str, list[str]] = {}
    for path in sides:
        keys.setdefault(collision_key(path), []).append(path)
    if len(keys) == len(sides):
        return []

    def age(path: str) -> tuple:
        receipt = receipts.get(path)
        return (1, receipt.accepted_at, line.get(receipt.commit, 0), path) if receipt else (0, path)

    dropped = []
    for paths in (paths for paths in keys.values() if len(paths) > 1):
        first, *others = sorted(paths, key=age)
        dropped += others
        findings.extend(Finding("review.path-collision", Severity.ERROR, path, 0, {"other": first}) for path in others)
    return dropped


def _stale(gate: Gate, sides: dict[str, Side | TreeEntry], receipts: Mapping[str, Receipt], repository: GitRepository,
           findings: list[Finding]) -> dict[str, Stale]:
    """Translations older than their original: marked at once, removed after the grace where the policy says so."""
    policy = gate.policy
    stale: dict[str, Stale] = {}
    if policy is None:
        return stale
    renewed: dict[str, list[str]] = {}
    for original in receipts.keys() & sides.keys():
        scope = policy.scope(original) if language_of(original) else None
        if scope and scope.area is Area.CONTENT and scope.lang == policy.official(scope.portal):
            others = [translation_of(original, lang) for lang in policy.portals[scope.portal][1:]]
            renewed[original] = [path for path in others if path in sides]
    for original, translations in sorted(renewed.items()):
        since = receipts[original].accepted_at
        for path in translations:
            if path in receipts and receipts[path].accepted_at >= since:
                continue
            content = next(repository.read([sides[path].blob]))[1]
            if _front_matter(content).get("translation_of_blob") == sides[original].blob:
                continue
            due = since + policy.settings.grace
            stale[path] = Stale(original, since, due, gate.now >= due)
            findings.append(Finding("review.translation-stale", Severity.WARNING, path, 0,
                                    {"original": original, "due": local_minute(due)}))
            if stale[path].lapsed and policy.settings.remove_stale:
                del sides[path]
    return stale
