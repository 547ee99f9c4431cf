"""Do these statements authorise this change? The conditions of the gate, one transition at a time.

Nothing here remembers anything: `gate` keeps the state and asks.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Callable, Iterable, Protocol, Sequence

from plugins.review.paths import FILE_MODES, Area, Scope, path_fault
from plugins.review.policy import NEVER_WITNESSED, Policy, Rule, Stage
from plugins.review.sshsig import STATEMENT_NAMESPACE, BadSignature, parse, verify
from plugins.review.statements import Kind, Statement, Transition

CLOCK_SKEW = timedelta(minutes=5)
"""How far ahead of the gate's clock a signer's clock may be."""


@dataclass(frozen=True, slots=True)
class Signed:
    """A statement with the armoured signature that lay beside it."""

    statement: Statement
    payload: bytes
    signature: bytes


class Signers:
    """Checks each signature once. `known` may hold what an earlier run on this machine already verified."""

    def __init__(self, known: dict[str, bytes] | None = None) -> None:
        self.known = known or {}

    def key(self, signed: Signed) -> bytes | None:
        """The key that signed the statement, or None where the signature is worth nothing."""
        id_ = signed.statement.id
        if id_ not in self.known:
            try:
                signature = parse(signed.signature)
            except BadSignature:
                return None
            if not verify(signature, signed.payload, STATEMENT_NAMESPACE):
                return None
            self.known[id_] = signature.key
        return self.known[id_]


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why a transition may be published: who, by which statements, under which rules. confirmed: the checklist items
    that were asked, each confirmed by every approver."""

    submitters: tuple[str, ...]
    approvers: tuple[str, ...]
    statements: tuple[str, ...]
    rules: tuple[str, ...]
    cites: tuple[str, ...]
    confirmed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Need:
    """What is still missing under one rule. roles/count: the stage not filled; submitter: nobody submitted it yet."""

    rule: str
    submitter: bool
    roles: tuple[str, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Refusal:
    """A statement that was looked at and does not count, and why (the last part of a finding's id)."""

    statement: str
    person: str
    why: str


@dataclass(slots=True)
class Verdict:
    """`evidence` where authorised; else what is needed and what was refused. fault: never approvable, and why.
    asked: checklist items that an approval must confirm."""

    evidence: Evidence | None = None
    needs: list[Need] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    fault: str = ""
    submitters: tuple[str, ...] = ()
    approvers: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()


class HasMode(Protocol):
    mode: str


def fault_of(path: str, new: HasMode | None) -> str | None:
    """Why no approval could ever publish this version of this path."""
    if new is None:
        return None
    if new.mode not in FILE_MODES:
        return "mode"
    return path_fault(path)


def refusal_of(signed: Signed, policy: Policy, signers: Signers, time: datetime) -> str | None:
    """Why a statement counts for nothing at `time`, whatever it is about; None where it is sound."""
    statement = signed.statement
    if statement.repository != policy.repository:
        return "other-repository"
    if statement.issued_at > time + CLOCK_SKEW:
        return "from-the-future"
    if time >= statement.expires_at:
        return "expired"
    if statement.expires_at - statement.issued_at > policy.settings.validity:
        return "valid-too-long"
    key = signers.key(signed)
    if policy.owner(key, statement.issued_at, time) != statement.person:
        return _why_not_theirs(statement.person, key, policy)
    return None


def _why_not_theirs(person: str, key: bytes | None, policy: Policy) -> str:
    """Which words fit a signature that does not count."""
    if key is None:
        return "bad-signature"
    if person not in policy.people:
        return "unknown-person"
    return "closed-key" if any(own.wire == key for own in policy.people[person].keys) else "not-their-key"


def authorise(policy: Policy, change: Transition, types: Iterable[str], candidates: Sequence[tuple[Signed, Transition]],
              signers: Signers, time: datetime, outdated: Callable[[Statement], bool], extra: int) -> Verdict:
    """Whether submission and approvals of exactly this change suffice under every rule that it falls under.

    candidates: statements with what each says of this path; types: content types of both versions; extra: approvals
    beyond the rule's (after a withdrawal).
    """
    scope, types = policy.scope(change.path), tuple(types)
    if fault := fault_of(change.path, change.new):
        return Verdict(fault=fault)
    rules = {rule.id if rule else "": rule for rule in (policy.rule_for(scope, type_) for type_ in types)}
    if None in rules.values() or not rules:
        return Verdict(fault="ungoverned")
    asked = {id_: policy.asked(scope, types, id_, time) if change.new else frozenset() for id_ in rules}
    verdict = Verdict(asked=tuple(sorted(frozenset().union(*asked.values()))))
    sound: list[Statement] = []
    for signed, named in candidates:
        if named != change:
            continue
        if why := refusal_of(signed, policy, signers, time) or (
                "used-or-outdated" if outdated(signed.statement) else None):
            verdict.refusals.append(Refusal(signed.statement.id, signed.statement.person, why))
        else:
            sound.append(signed.statement)
    parts = [_under(rule, policy, scope, sound, time, extra, verdict, asked[id_]) for id_, rule in rules.items()]
    if all(parts):
        verdict.evidence = Evidence(*(tuple(sorted({item for part in parts for item in part[at]})) for at in range(3)),
                                    tuple(sorted(rules)), tuple(sorted({c for r in rules.values() for c in r.cites})),
                                    verdict.asked)
    return verdict


def _under(rule: Rule, policy: Policy, scope: Scope, sound: Sequence[Statement], time: datetime, extra: int,
           verdict: Verdict, asked: frozenset[str]) -> tuple[set[str], set[str], set[str]] | None:
    """Submitters, approvers and statements that satisfy one rule, or None with what is missing noted.

    asked: checklist items that an approval must confirm to count.
    """
    submitters: dict[str, set[str]] = {}
    voices: dict[str, tuple[set[str], datetime]] = {}
    for statement in sound:
        for person, submits in _voices(statement, rule, policy, scope, time):
            if submits:
                if policy.holds(person, rule.submit, scope, statement.issued_at, time):
                    submitters.setdefault(person, set()).add(statement.id)
                else:
                    verdict.refusals.append(Refusal(statement.id, person, "may-not-submit"))
                continue
            if not asked <= {*statement.confirmed}:
                verdict.refusals.append(Refusal(statement.id, person, "unconfirmed"))
                continue
            ids, issued = voices.get(person, (set(), statement.issued_at))
            voices[person] = ids | {statement.id}, max(issued, statement.issued_at)
    approvers: dict[str, set[str]] = {}
    abilities: dict[str, tuple[int, ...]] = {}
    stages = (*rule.stages[:-1], Stage(rule.stages[-1].roles, rule.stages[-1].count + extra))
    for person, (ids, issued) in voices.items():
        stage_numbers = tuple(number for number, stage in enumerate(stages)
                              if policy.holds(person, stage.roles, scope, issued, time))
        if person in submitters:
            verdict.refusals.extend(Refusal(id_, person, "own-submission") for id_ in sorted(ids))
        elif not stage_numbers:
            verdict.refusals.extend(Refusal(id_, person, "may-not-approve") for id_ in sorted(ids))
        else:
            approvers[person], abilities[person] = ids, stage_numbers
    verdict.submitters, verdict.approvers = tuple(sorted(submitters)), tuple(sorted(approvers))
    missing = unfilled(stages, abilities)
    if not submitters:
        verdict.needs.append(Need(rule.id, True, rule.submit, 1))
    verdict.needs.extend(Need(rule.id, False, stages[number].roles, count) for number, count in missing.items())
    if missing or not submitters:
        return None
    used = {id_ for ids in (*submitters.values(), *approvers.values()) for id_ in ids}
    return set(submitters), set(approvers), used


def _voices(statement: Statement, rule: Rule, policy: Policy, scope: Scope,
            time: datetime) -> list[tuple[str, bool]]:
    """Whom a statement speaks for: (person, whether as submitter). A witness speaks for those the forge named."""
    if statement.kind is Kind.SUBMIT:
        return [(statement.person, True)]
    if statement.kind is Kind.APPROVE:
        return [(statement.person, False)]
    if statement.kind is Kind.WITNESS and witness_allowed(rule, scope):
        report = statement.report
        if not policy.holds(statement.person, ("witness",), scope, statement.issued_at, time):
            return []
        submitter = policy.known_on(report.forge, report.submitter)
        approvers = [policy.known_on(report.forge, name) for name in report.approvers]
        return ([(submitter, True)] if submitter else []) + [(person, False) for person in approvers if person]
    return []


def witness_allowed(rule: Rule, scope: Scope) -> bool:
    """Whether approvals given in a forge's browser page count, once witnessed."""
    return rule.witness and scope.area is Area.CONTENT and scope.section not in NEVER_WITNESSED


def unfilled(stages: Sequence[Stage], abilities: dict[str, tuple[int, ...]]) -> dict[int, int]:
    """How many people each stage still lacks when everyone is placed as well as possible, one place a person."""
    seats = [number for number, stage in enumerate(stages) for _ in range(stage.count)]
    holder: dict[int, str] = {}

    def place(person: str, tried: set[int]) -> bool:
        for seat, number in enumerate(seats):
            if number in abilities[person] and seat not in tried:
                tried.add(seat)
                if seat not in holder or place(holder[seat], tried):
                    holder[seat] = person
                    return True
        return False

    for person in sorted(abilities):
        place(person, set())
    missing: dict[int, int] = {}
    for seat, number in enumerate(seats):
        if seat not in holder:
            missing[number] = missing.get(number, 0) + 1
    return missing
