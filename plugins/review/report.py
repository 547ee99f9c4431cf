"""What a merge request needs, as data. `report_views` turns it into words."""

from dataclasses import dataclass, field
from typing import Mapping

from plugins.model.finding import Finding, Severity
from plugins.review.authority import Need, Refusal
from plugins.review.difference import FieldChange, Piece


@dataclass(frozen=True, slots=True)
class ReviewedChange:
    """One changed path. kind: `added`, `changed`, `removed` or `mode`; old and new: blob ids, empty where absent.

    needs: what is still missing under each rule; fault: why it can never be approved; submitters and approvers: person
    ids whose statements count; asked: ids of the checklist items that an approval must confirm.
    """

    path: str
    kind: str
    old: str
    new: str
    area: str
    portal: str
    section: str
    lang: str
    approved: bool
    fields: tuple[FieldChange, ...] = ()
    text: tuple[tuple[Piece, ...], ...] = ()
    rules: tuple[str, ...] = ()
    submitters: tuple[str, ...] = ()
    approvers: tuple[str, ...] = ()
    needs: tuple[Need, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    fault: str = ""
    asked: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Review:
    """The verdict on a range. holders: role -> person ids who could fill it; names: person id -> name; checklist: item
    id -> its words."""

    base: str
    head: str
    changes: tuple[ReviewedChange, ...]
    findings: tuple[Finding, ...]
    holders: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    policy: int = 0
    checklist: Mapping[str, str] = field(default_factory=dict)

    @property
    def approved(self) -> bool:
        return all(change.approved for change in self.changes) and not any(
            finding.severity is Severity.ERROR for finding in self.findings)

    @property
    def missing(self) -> list[tuple[ReviewedChange, Need]]:
        return [(change, need) for change in self.changes for need in change.needs]
