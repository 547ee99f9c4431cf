"""One clause of a decree as a rule that software can judge, and the decree that it comes from."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Mapping

from plugins.model.finding import Finding, Severity


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of a regulation profile.

    id: stable and never reused, `<profile prefix>-<name>`; citation: article and clause as the decree counts them.
    kind: which module of `plugins.rules.kinds` judges it; parameters: what that kind asks for.
    scope: portal types of the profile that it binds, empty for all. requirements: ids of `requirements.yaml` that it
    meets. text: what the clause asks, by language. Days are `YYYY-MM-DD`; `effective_to` is the last day in force.
    """

    id: str
    citation: str
    kind: str
    scope: tuple[str, ...]
    severity: Severity
    parameters: Mapping[str, Any]
    effective_from: str = ""
    effective_to: str = ""
    requirements: tuple[str, ...] = ()
    text: Mapping[str, str] = field(default_factory=dict)

    @property
    def message(self) -> str:
        """Id of the finding's words in the catalogs; `<message>.hint` says what to write."""
        return f"rules.{self.kind}"

    def in_force(self, day: str) -> bool:
        return self.effective_from <= day and (not self.effective_to or day <= self.effective_to)


@dataclass(frozen=True, slots=True)
class ChecklistItem:
    """What a decree makes approvers answer for, in words that they confirm one by one and sign.

    id, citation, scope, requirements and days: as for rules. types: content types, empty for all. text: by language; its
    words never change under the same id.
    """

    id: str
    citation: str
    text: Mapping[str, str]
    scope: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    effective_from: str = ""
    effective_to: str = ""
    requirements: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PortalType:
    """A kind of portal as a decree groups them: by level, by kinds of unit, or both. Empty means any."""

    key: str
    name: Mapping[str, str]
    level: int = 0
    unit_types: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Profile:
    """One decree as data: `portals/_regulations/<key>.yaml`.

    overlay: it binds every portal that names any regulation, beside that regulation (national rules).
    trigger_day_counts: whether the day that starts a time limit is its first day.
    """

    key: str
    number: str
    name: Mapping[str, str]
    effective_from: str
    effective_to: str
    replaces: tuple[str, ...]
    languages: tuple[str, ...]
    overlay: bool
    trigger_day_counts: bool
    portal_types: tuple[PortalType, ...]
    rules: tuple[Rule, ...]
    checklist: tuple[ChecklistItem, ...] = ()


class Standing(StrEnum):
    """How a portal stands to a rule. `by_hand`: only a person can say."""

    MET = "met"
    MISSING = "missing"
    NOT_APPLICABLE = "not_applicable"
    BY_HAND = "by_hand"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What judging one rule on one portal gave. evidence: addresses of the pages that meet it, below the portal's
    root; findings: what to mend."""

    standing: Standing
    evidence: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
