"""What people do at their desk: see what waits, sign statements, review a merge request."""

import os
import secrets
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Iterable, Mapping, Sequence

from plugins.adapters.git import GitRepository
from plugins.adapters.signing import public_line, sign
from plugins.build.gate.checks import findings_in
from plugins.build.gate.approved_tree import ApprovedTree, approved_tree, declared_type, state_at
from plugins.content.front_matter import read_yaml, split
from plugins.content.registry import read_registry
from plugins.content.text import decode
from plugins.model.clock import VIETNAM
from plugins.model.errors import OperatorError
from plugins.model.finding import Finding, Severity
from plugins.model.portal import localised
from plugins.model.registry import Registry
from plugins.review.authority import Verdict, fault_of
from plugins.review.difference import field_changes, text_changes
from plugins.review.paths import REVIEW_FOLDER, Area, collision_key, scope_of
from plugins.review.policy import Policy, Rule
from plugins.review.report import Review, ReviewedChange
from plugins.review.roles import PEOPLE, RULES, holders
from plugins.review.sshsig import STATEMENT_NAMESPACE, BadSignature, public_key
from plugins.review.state import PublishedState
from plugins.review.statements import ForgeReport, Kind, Side, Transition, statement_path, write_statement

ROOTS_VARIABLE = "CONGMO_ROOTS"
PUBLISHED_BRANCHES = ("origin/HEAD", "origin/main", "origin/master", "main", "master")
"""Where the published line is looked for when nobody names it."""


def configuration_folder() -> Path:
    """Where a person keeps the roots file and keys: never inside a repository."""
    return Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "cong-mo"


def find_roots(named: str | None, site: Path) -> list[str] | None:
    """Lines of the roots file: the one named, `CONGMO_ROOTS`, or `~/.config/cong-mo/roots`; None where there is none.

    A file inside the site's own folder is refused: whoever can change the pages could change it too.
    """
    chosen = named or os.environ.get(ROOTS_VARIABLE)
    path = Path(chosen) if chosen else configuration_folder() / "roots"
    if not path.is_file():
        if chosen:
            raise OperatorError(f"there is no roots file at {path}", "It lists the root public keys, one a line.")
        return None
    if path.resolve().is_relative_to(site.resolve()):
        raise OperatorError(f"the roots file {path} lies inside the site",
                            "Keep it outside: what it guards must not hold it.")
    return path.read_text(encoding="utf-8").splitlines()


@dataclass(frozen=True, slots=True)
class Desk:
    """A repository with what the gate says about one commit of it."""

    repository: GitRepository
    tree: ApprovedTree
    now: datetime

    @property
    def policy(self) -> Policy:
        if self.tree.policy is None:
            raise OperatorError("no signed policy is in force here",
                                "An administrator makes one with `tasks.py keys policy`; see docs/how-to.")
        return self.tree.policy

    def waiting(self, paths: Sequence[str] = ()) -> tuple[Transition, ...]:
        """Changes that are not approved yet, below any of `paths` where some are given. What no approval could ever
        publish (links, names that mislead) is left out: nobody should sign it."""
        return tuple(Transition(path, pending.approved, pending.current)
                     for path, pending in sorted(self.tree.state.pending.items())
                     if fault_of(path, pending.current) is None and (
                         not paths or any(path == name or path.startswith(name.rstrip("/") + "/") for name in paths)))

    def powerless(self, kind: Kind, person: str, transitions: Iterable[Transition]) -> list[str]:
        """Paths of an emergency statement that this person may not withdraw or publish alone: the gate would refuse them."""
        return [change.path for change in transitions if self.policy.scope(change.path).area is not Area.CONTENT or not all(
            rule and self.policy.holds(person, rule.withdraw if kind is Kind.WITHDRAW else rule.publish,
                                       self.policy.scope(change.path), self.now)
            for rule in self._rules(change))]

    def _rules(self, change: Transition) -> list[Rule | None]:
        """The rules of both versions of a path: its content type may differ."""
        markdown = change.path.startswith("content/") and change.path.endswith(".md")
        blobs = [side.blob for side in (change.old, change.new) if side and markdown]
        types = {declared_type(content) for _blob, content in self.repository.read(blobs)} or {""}
        return [self.policy.rule_for(self.policy.scope(change.path), type_) for type_ in sorted(types)]

    def shown(self, path: str) -> Side | None:
        """The version that is public now."""
        if path in self.tree.entries:
            mode = next((e.mode for e in self.repository.entries(self.tree.commit, [path]) if e.path == path), "100644")
            receipt = self.tree.receipts.get(path)
            return Side(receipt.mode if receipt else mode, self.tree.entries[path])
        return None


def open_desk(site: Path, ref: str, roots: list[str] | None, now: datetime) -> Desk:
    """Raises OperatorError where there is no repository or no roots file."""
    repository = GitRepository(site)
    require_whole(repository, site)
    if roots is None:
        raise OperatorError("no root keys are pinned on this machine",
                            f"Name the roots file with --roots or {ROOTS_VARIABLE}; see docs/how-to.")
    return Desk(repository, approved_tree(repository, ref, roots, None, now), now)


def require_whole(repository: GitRepository, site: Path) -> None:
    """Raises OperatorError for a site in a subfolder of its repository: what lies beside it (a theme, a program, another
    site's policy) would be outside what is approved, and its paths would mean other things in statements."""
    if repository.top.resolve() != site.resolve():
        raise OperatorError(f"the site {site} is a folder inside the repository {repository.top}, and approval covers "
                            "whole repositories",
                            "Give the site a repository of its own (git subtree split keeps its history), or build "
                            "with --no-gate.")


def published_base(repository: GitRepository, head: str) -> str:
    """The newest commit of the published branch that `head` is built on; `head` itself where no such branch is known."""
    for branch in PUBLISHED_BRANCHES:
        try:
            return repository.merge_base(repository.resolve(branch), head) or head
        except OperatorError:
            continue
    return head


def wire_of(key: Path) -> tuple[str, bytes]:
    """The public line and the wire form of a key file; OperatorError for kinds that are not accepted."""
    line = public_line(key)
    try:
        return line, public_key(line)
    except BadSignature as wrong:
        raise OperatorError(f"{key} cannot be used: {wrong}", "Make a key with `tasks.py keys new PERSON`.") from None


def person_of(policy: Policy, key: Path, now: datetime) -> str:
    """Whose key this is under the policy in force."""
    owner = policy.owner(wire_of(key)[1], now)
    if owner is None:
        raise OperatorError(f"the policy in force knows no open key {key}",
                            "Ask an administrator to add your public key (`tasks.py keys show`).")
    return owner


def make_statement(desk: Desk, kind: Kind, key: Path, transitions: tuple[Transition, ...], reason: str = "",
                   report: ForgeReport | None = None, confirmed: Sequence[str] = ()) -> list[tuple[str, bytes]]:
    """The two files of a statement, signed. They count once they are committed. confirmed: ids of checklist items."""
    policy = desk.policy
    person = person_of(policy, key, desk.now)
    base = published_base(desk.repository, desk.tree.commit)
    reason = reason.encode("utf-8", "replace").decode()  # a terminal may hand over bytes that are not UTF-8
    payload = write_statement(kind, policy.repository, person, secrets.token_hex(16), base,
                              desk.now.replace(microsecond=0),
                              desk.now.replace(microsecond=0) + policy.settings.validity, transitions, reason, report, confirmed)
    path = statement_path(payload)
    return [(path, payload), (f"{path}.sig", sign(payload, key, STATEMENT_NAMESPACE))]


# -- reviewing a range --------------------------------------------------------------------------------------------------

def review_range(site: Path, range_: str, roots: list[str] | None, now: datetime,
                 state: PublishedState | None = None, lang: str = "vi") -> Review:
    """What changes from the range's base to its head, who must approve, who has, and what is missing. lang: of the
    checklist's words."""
    repository = GitRepository(site)
    base, head = repository.ends(range_)
    fork = repository.merge_base(base, head)
    if fork is None:
        raise OperatorError("the two ends of the range have no common history", "Name a range like main..HEAD.")
    changed = [change for change in repository.changes(fork, head) if not change.path.startswith(REVIEW_FOLDER)]
    findings: list[Finding] = []
    if fork != base:
        moved = {change.path for change in repository.changes(fork, base)} & {change.path for change in changed}
        findings += [Finding("review.base-moved", Severity.ERROR, path) for path in sorted(moved)]
    tree = None
    if roots is None:
        findings.append(Finding("review.no-roots", Severity.ERROR, ""))
    else:
        before, earlier = state_at(repository, fork, roots, state, now)
        tree = approved_tree(repository, head, roots, before, now,
                             within=_surroundings(repository, head, [change.path for change in changed]))
        known = {(f.id, f.path) for f in earlier}
        findings += [f for f in tree.findings if (f.id, f.path) not in known
                     and f.id not in ("review.not-approved", "review.statement-refused")]
        if tree.policy is None:
            findings.append(Finding("review.no-policy", Severity.ERROR, ""))
    contents = dict(repository.read({blob for change in changed for blob, mode in (
        (change.old_blob, change.old_mode), (change.new_blob, change.new_mode)) if blob
                                     and mode in ("100644", "100755")}))
    known_portals = tree.policy.portals if tree and tree.policy else {c.path.split("/")[1] for c in changed
                                                                      if c.path.count("/") > 1}
    reviewed = []
    for change in changed:
        old, new = (contents.get(blob) if blob else None for blob in (change.old_blob, change.new_blob))
        scope = tree.policy.scope(change.path) if tree and tree.policy else scope_of(change.path, known_portals)
        reviewed.append(_reviewed(change, old, new, scope, tree))
    findings += findings_in(repository, head, {change.path: change.new_blob for change in changed
                                               if change.new_blob and change.new_blob in contents},
                            now.astimezone(VIETNAM).isoformat(timespec="seconds"))
    policy = tree.policy if tree else None
    roles = {role for change in reviewed for need in change.needs for role in need.roles}
    return Review(base, head, tuple(reviewed), tuple(sorted(findings, key=Finding.order)),
                  {role: holders(policy, role, now) for role in roles} if policy else {},
                  {person.id: person.name for person in policy.people.values()} if policy else {}, policy.number
                  if policy else 0, {item.id: localised(item.text, lang) for item in policy.checklist} if policy else {})


_DEPTH = 3
"""content/<portal>/<section>: what lies elsewhere can neither collide with a path nor be its translation."""


def _surroundings(repository: GitRepository, commit: str, paths: Iterable[str]) -> list[str]:
    """Folders in which something may lie that a reader takes for one of these paths: the paths' own, and those whose
    names some file system takes for theirs. In a repository of 100,000 files this spares reading all their names."""
    wanted = {tuple(collision_key(path).split("/")[:-1][:_DEPTH]) for path in paths}
    found: set[str] = set()

    def descend(folder: str, parts: tuple[str, ...]) -> None:
        for name in repository.names(commit, folder):
            here = (*parts, collision_key(name.rpartition("/")[2]))
            if here in wanted:
                found.add(name)
            elif any(want[:len(here)] == here for want in wanted):
                descend(name, here)

    if wanted:
        descend("", ())
    return sorted(found)


def _reviewed(change, old: bytes | None, new: bytes | None, scope, tree: ApprovedTree | None) -> ReviewedChange:
    kind = "added" if change.old_blob is None else "removed" if change.new_blob is None else "mode" if change.old_blob == change.new_blob else "changed"
    fields, text = (), ()
    if change.path.endswith(".md") and change.path.startswith("content/"):
        (before, old_body), (after, new_body) = (_page(side) for side in (old, new))
        fields, text = field_changes(before, after), text_changes(old_body, new_body)
    pending = tree is None or tree.policy is None or change.path in tree.state.pending
    verdict = (tree.verdicts.get(change.path) if tree else None) or Verdict()
    receipt = tree.receipts.get(change.path) if tree and not pending else None
    return ReviewedChange(
        change.path, kind, change.old_blob or "", change.new_blob or "", str(scope.area), scope.portal, scope.section,
        scope.lang,
        not pending, fields, text, receipt.rules if receipt else tuple(sorted({need.rule for need in verdict.needs})),
        receipt.submitters if receipt else verdict.submitters, receipt.approvers if receipt else verdict.approvers,
        tuple(verdict.needs), tuple(verdict.refusals), verdict.fault, verdict.asked if pending else receipt.confirmed if receipt else ())


def _page(content: bytes | None) -> tuple[Mapping[str, object], str]:
    if content is None:
        return {}, ""
    front = split(decode(content, "")[0], "")
    return front.values, front.body


# -- the registry's side of the policy ----------------------------------------------------------------------------------

def read_sources(site: Path, engine: Path) -> tuple[dict, dict, Registry, list[Finding]]:
    """People, rules and registry as they stand in the work tree; what the site lacks comes from the engine."""
    files = {f"portals/{path.relative_to(site / 'portals').as_posix()}": path.read_bytes()
             for path in sorted((site / "portals").rglob("*.yaml"))}
    for path in sorted((engine / "portals").glob("_*.yaml")):
        files.setdefault(f"portals/{path.name}", path.read_bytes())
    findings: list[Finding] = []
    values = []
    for name in (PEOPLE, RULES):
        text, wrong = decode(files[name], name)
        found, _lines, more = read_yaml(text, name)
        values.append(found)
        findings += wrong + more
    return values[0], values[1], read_registry(files)[0], findings
