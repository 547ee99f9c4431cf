"""The gate: walk from one published commit to the next and let only authorised changes through.

It fails closed and a page at a time: a path whose change is not authorised keeps its last approved version. Everything
it needs is handed to it as values; it reads no repository and no clock.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Callable, Iterable, Mapping, Protocol, Sequence

from plugins.model.clock import local_minute
from plugins.model.finding import Finding, Severity
from plugins.review.authority import CLOCK_SKEW, Evidence, Signed, Signers, Verdict, authorise, fault_of, refusal_of
from plugins.review.paths import Area
from plugins.review.policy import Policy
from plugins.review.state import Pending, PublishedState, Receipt, Withdrawn
from plugins.review.statements import MAX_VALIDITY, Kind, Side, Statement, Transition

MAX_CHAIN = 16
"""Several approved edits of one path may arrive at once; a longer chain must be submitted again as one."""


class Repository(Protocol):
    """What the gate asks about the repository. All answers come from immutable objects."""

    def knows(self, base: str, commit: str) -> bool:
        """Whether `commit` is `base` or in its history (False where `base` is unknown)."""

    def type_of(self, path: str, side: Side) -> str | None:
        """The content type that this version declares, or an empty string; None where its bytes are not there."""

    def difference(self, tree: str, commit: str) -> Iterable[Transition]:
        """Every path that differs from a tree to a commit's tree, without the review folder."""

    def side(self, commit: str, path: str) -> Side | None:
        """The version of a path at a commit."""


@dataclass(frozen=True, slots=True)
class Step:
    """One commit of the published line. time: not earlier than its predecessor's. policies: payload ids present."""

    commit: str
    time: datetime
    changes: Sequence[Transition]
    statements: Sequence[Signed] = ()
    policies: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that the gate let happen to a path. kind: `publish`, `remove`, `withdraw` or `emergency`."""

    kind: str
    path: str
    at: datetime
    commit: str
    old: str
    new: str
    submitters: tuple[str, ...]
    approvers: tuple[str, ...]
    statements: tuple[str, ...]
    rules: tuple[str, ...]
    cites: tuple[str, ...]
    policy: int
    reason: str = ""
    confirmed: tuple[str, ...] = ()


@dataclass
class Gate:
    """One run. `state` is changed in place; `findings` are about the last step's tree once `close` was called;
    `journal` is what happened on the way."""

    state: PublishedState
    policies: Mapping[str, Policy]  # the trusted ones, by id
    signers: Signers
    repository: Repository
    now: datetime
    by_path: dict[str, list[tuple[Signed, Transition]]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    verdicts: dict[str, Verdict] = field(default_factory=dict)
    journal: list[Event] = field(default_factory=list)

    @property
    def policy(self) -> Policy | None:
        return self.policies.get(self.state.policy)

    def remember(self, statements: Iterable[Signed]) -> None:
        """Take up statements: those of a step, or those of earlier steps that may still be needed."""
        for signed in statements:
            for transition in signed.statement.transitions:
                self.by_path.setdefault(transition.path, []).append((signed, transition))

    def advance(self, step: Step) -> None:
        """Take one commit: its policies first, then its changes, then whatever can now be authorised."""
        state = self.state
        before, baseline = state.policy, state.baseline
        self._adopt(step)
        if state.baseline != baseline:
            self._rebase(step.commit)
        else:
            for change in step.changes:
                self._move(change)
        state.commit, state.time = step.commit, step.time
        self.remember(step.statements)
        touched = {change.path for change in step.changes}
        touched.update(t.path for signed in step.statements for t in signed.statement.transitions)
        self._withdraw(step)
        self._publish(step)
        self._try_all(step, touched if state.policy == before else self.by_path.keys())

    def _adopt(self, step: Step) -> None:
        """Move to the newest trusted policy that follows the one in force. Numbers only rise, one by one."""
        for policy in sorted((self.policies[id_] for id_ in set(step.policies) if id_ in self.policies),
                             key=lambda policy: (policy.number, policy.id)):
            state = self.state
            if policy.number != state.policy_number + 1 or policy.issued_at > self.now:
                continue
            if state.policy and (policy.previous != state.policy or policy.repository != state.repository):
                continue
            state.policy, state.policy_number, state.repository = policy.id, policy.number, policy.repository
            if policy.number == 1:
                state.baseline = policy.baseline

    def _rebase(self, commit: str) -> None:
        """Accept the baseline tree as it stands: only what differs from it is pending."""
        self.state.pending = {change.path: Pending(change.old, change.new)
                              for change in self.repository.difference(self.state.baseline, commit)}

    def _move(self, change: Transition) -> None:
        pending = self.state.pending.get(change.path)
        approved = pending.approved if pending else change.old
        if approved == change.new:
            self.state.pending.pop(change.path, None)
        else:
            self.state.pending[change.path] = Pending(approved, change.new)

    def still_open(self) -> set[str]:
        """Ids of statements that may still authorise something: neither expired nor used nor outdated."""
        return {signed.statement.id for path, found in self.by_path.items() for signed, named in found
                if self.now < signed.statement.expires_at and not self._outdated(path, named.old)(signed.statement)}

    # -- authorising ---------------------------------------------------------------------------------------------

    def _outdated(self, path: str, old: Side | None) -> Callable[[Statement], bool]:
        """Whether the path left `old` after the signer looked: that is a used statement, or one held back."""
        left = self.state.left.get(path, {}).get(_name(old))

        def outdated(statement: Statement) -> bool:
            return left is not None and not self.repository.knows(statement.base, left)

        return outdated

    def judge(self, change: Transition, time: datetime) -> Verdict:
        """Whether this change is authorised by what is known now."""
        if self.policy is None:
            return Verdict(fault="no-policy")
        types = self._types(change)
        if types is None:
            return Verdict(fault="bytes-missing")
        returning = change.path in self.state.withdrawn or change.new is not None and any(
            taken.blob == change.new.blob for taken in self.state.withdrawn.values())
        return authorise(self.policy, change, types, self.by_path.get(change.path, ()), self.signers, time,
                         self._outdated(change.path, change.old), int(returning))

    def _types(self, change: Transition) -> list[str] | None:
        """Content types before and after, or None where a version named in a statement is not in the repository."""
        types = {self.repository.type_of(change.path, side) for side in (change.old, change.new) if side}
        return None if None in types else sorted(types)

    def _try_all(self, step: Step, paths: Iterable[str]) -> None:
        """Bring approved versions up to the current ones, each through one or several authorised changes."""
        for path in sorted(self.state.pending.keys() & set(paths) & self.by_path.keys()):
            pending = self.state.pending[path]
            for change, evidence in self._chain(path, pending.approved, pending.current, step, ()) or ():
                self._accept(change, evidence, step)

    def _chain(self, path: str, old: Side | None, goal: Side | None, step: Step,
               seen: tuple[Side | None, ...]) -> list[tuple[Transition, Evidence]] | None:
        direct = Transition(path, old, goal)
        if evidence := self.judge(direct, step.time).evidence:
            return [(direct, evidence)]
        if len(seen) >= MAX_CHAIN or self.policy is None:
            return None
        for middle in sorted(self._onward(path, old, step.time) - {goal, old, *seen}, key=_name):
            change = Transition(path, old, middle)
            if ((evidence := self.judge(change, step.time).evidence)
                    and (rest := self._chain(path, middle, goal, step, (*seen, old)))):
                return [(change, evidence), *rest]
        return None

    def _onward(self, path: str, old: Side | None, time: datetime) -> set[Side | None]:
        """Versions that sound statements lead to from `old`. Where to look, no more: `judge` decides."""
        return {named.new for signed, named in self.by_path[path]
                if named.old == old and refusal_of(signed, self.policy, self.signers, time) is None}

    def _accept(self, change: Transition, evidence: Evidence, step: Step) -> None:
        state, path = self.state, change.path
        self._leave(path, change.old, step)
        state.provisional.pop(path, None)
        if change.new is not None:
            state.withdrawn.pop(path, None)
            state.receipts[path] = Receipt(
                path, change.new.mode, change.new.blob, step.time, step.commit, state.policy_number,
                evidence.submitters, evidence.approvers, evidence.statements, evidence.rules, evidence.cites,
                confirmed=evidence.confirmed)
        else:
            state.receipts.pop(path, None)
        self._settle(path, change.new)
        self._record("publish" if change.new else "remove", change, step, evidence)

    def _leave(self, path: str, old: Side | None, step: Step) -> None:
        self.state.left.setdefault(path, {})[_name(old)] = step.commit
        self.state.left_at[step.commit] = step.time

    def _forget(self) -> None:
        """Drop notes older than any statement lives: what such a note makes unusable was signed before it and has
        expired. So the state does not grow for ever."""
        state, oldest = self.state, self.now - MAX_VALIDITY - CLOCK_SKEW
        gone = {commit for commit, time in state.left_at.items() if time < oldest}
        if gone:
            state.left_at = {commit: time for commit, time in state.left_at.items() if commit not in gone}
            kept = {path: {name: commit for name, commit in sides.items() if commit not in gone}
                    for path, sides in state.left.items()}
            state.left = {path: sides for path, sides in kept.items() if sides}

    def _record(self, kind: str, change: Transition, step: Step, evidence: Evidence, reason: str = "") -> None:
        self.journal.append(Event(
            kind, change.path, step.time, step.commit, change.old.blob if change.old else "", change.new.blob
            if change.new else "",
            evidence.submitters, evidence.approvers, evidence.statements, evidence.rules, evidence.cites,
            self.state.policy_number, reason, evidence.confirmed))

    def _settle(self, path: str, approved: Side | None) -> None:
        current = self.state.pending[path].current if path in self.state.pending else None
        if approved == current:
            self.state.pending.pop(path, None)
        else:
            self.state.pending[path] = Pending(approved, current)

    # -- emergencies ---------------------------------------------------------------------------------------------

    def _emergencies(self, step: Step, kind: Kind) -> Iterable[tuple[Signed, Transition]]:
        """Transitions of this step's emergency statements whose signer may do so for that path."""
        for signed in step.statements:
            if signed.statement.kind is not kind or self.policy is None:
                continue
            if why := refusal_of(signed, self.policy, self.signers, step.time):
                self._note("statement-refused", signed.statement.transitions[0].path, statement=signed.statement.id,
                           person=signed.statement.person, why=why)
                continue
            for change in signed.statement.transitions:
                scope = self.policy.scope(change.path)
                types = self._types(change)
                rules = [self.policy.rule_for(scope, type_) for type_ in types or ("",)]
                roles = [(rule.withdraw if kind is Kind.WITHDRAW else rule.publish) if rule else () for rule in rules]
                if (scope.area is not Area.CONTENT
                    or self._outdated(change.path, change.old)(signed.statement)
                        or not all(self.policy.holds(signed.statement.person, allowed, scope,
                                                     signed.statement.issued_at, step.time) for allowed in roles)):
                    self._note("emergency-refused", change.path, statement=signed.statement.id,
                               person=signed.statement.person)
                    continue
                yield signed, change

    def _withdraw(self, step: Step) -> None:
        """One named holder takes a page down at once. It can only remove, and only the exact version named."""
        for signed, change in self._emergencies(step, Kind.WITHDRAW):
            state, path = self.state, change.path
            if change.old != self._shown(path, step.time):  # a withdrawal always names what it removes
                self._note("emergency-refused", path, statement=signed.statement.id, person=signed.statement.person)
                continue
            state.pending.setdefault(path, Pending(change.old, change.old))
            self._settle(path, None)
            self._leave(path, change.old, step)
            self._leave(path, None, step)  # what was signed before the withdrawal cannot bring it back
            state.provisional.pop(path, None)
            state.receipts.pop(path, None)
            state.withdrawn[path] = Withdrawn(path, signed.statement.person, signed.statement.id, step.time,
                                              signed.statement.reason, change.old.blob)
            self._record("withdraw", change, step, _alone(signed), signed.statement.reason)

    def _shown(self, path: str, time: datetime) -> Side | None:
        """The version that is public now."""
        provisional = self.state.provisional.get(path)
        if provisional and time < provisional.lapses:
            return Side(provisional.mode, provisional.blob)
        pending = self.state.pending.get(path)
        return pending.approved if pending else self.repository.side(self.state.commit, path)

    def _publish(self, step: Step) -> None:
        """The head alone publishes: visibly marked, and gone by itself unless ratified in time."""
        for signed, change in self._emergencies(step, Kind.PUBLISH):
            state, path = self.state, change.path
            pending = state.pending.get(path)
            if (change.new is None or fault_of(path, change.new) or pending is None
                    or change != Transition(path, pending.approved, pending.current)
                    or path in state.provisional or path in state.withdrawn):
                self._note("emergency-refused", path, statement=signed.statement.id, person=signed.statement.person)
                continue
            state.provisional[path] = Receipt(
                path, change.new.mode, change.new.blob, step.time, step.commit, state.policy_number,
                (signed.statement.person,), (), (signed.statement.id,), (), (), "publish",
                step.time + self.policy.settings.ratify)
            self._record("emergency", change, step, _alone(signed), signed.statement.reason)

    # -- the end -------------------------------------------------------------------------------------------------

    def close(self) -> None:
        """Try once more with the real time, then report every path that keeps its last approved version, and why."""
        state = self.state
        if state.commit:
            self._try_all(Step(state.commit, self.now, ()), self.by_path.keys())
            self._forget()
        for path, provisional in sorted(state.provisional.items()):
            lapsed = self.now >= provisional.lapses
            self._note("emergency-lapsed" if lapsed else "emergency-published", path,
                       Severity.ERROR if lapsed else Severity.WARNING, person=provisional.submitters[0],
                       until=local_minute(provisional.lapses))
        for path, withdrawn in sorted(state.withdrawn.items()):
            self._note("withdrawn", path, Severity.NOTE, person=withdrawn.person, reason=withdrawn.reason)
        for path, pending in sorted(state.pending.items()):
            verdict = self.judge(Transition(path, pending.approved, pending.current), self.now)
            self.verdicts[path] = verdict
            if path in state.withdrawn and pending.current and pending.current.blob == state.withdrawn[path].blob:
                continue  # the page as it was taken down: said above
            if verdict.fault:
                self._note(verdict.fault, path)
            else:
                self._note("not-approved", path, kept=pending.approved.blob[:12] if pending.approved else "-")
            for refusal in verdict.refusals:
                self._note("statement-refused", path, Severity.WARNING, statement=refusal.statement,
                           person=refusal.person, why=refusal.why)

    def _note(self, name: str, path: str, severity: Severity = Severity.ERROR, **params: str) -> None:
        self.findings.append(Finding(f"review.{name}", severity, path, 0, params))


def _alone(signed: Signed) -> Evidence:
    return Evidence((signed.statement.person,), (), (signed.statement.id,), (), ())


def _name(side: Side | None) -> str:
    return f"{side.mode} {side.blob}" if side else ""
