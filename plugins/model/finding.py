"""What a check found. A finding holds no prose: its words live in the catalogs under its id."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Iterable, Mapping


class Severity(StrEnum):
    """How much a finding weighs: an error keeps the item out of the site, a warning does not, a note only informs."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to mend.

    id: stable, dotted, never reused (`front-matter.unknown-key`); the catalogs hold `<id>` (what was found and what
    was expected) and `<id>.hint` (how to mend it), with `{name}` places filled from `params`.
    path: POSIX path from the site root; line: 1-based, 0 when the file as a whole is meant.
    cites: articles of the decree or standard that ask for it.
    """

    id: str
    severity: Severity
    path: str
    line: int = 0
    params: Mapping[str, str] = field(default_factory=dict)
    cites: tuple[str, ...] = ()

    def order(self) -> tuple:
        """Sort key: by file, then line, then id, so that output is the same on every machine."""
        return (self.path, self.line, self.id, sorted(self.params.items()))


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Each finding once, in the order of files and lines. Parameters are mappings, so that findings cannot be hashed."""
    found: dict[tuple, Finding] = {}
    for finding in findings:
        found.setdefault((finding.path, finding.line, finding.id, tuple(sorted(finding.params.items()))), finding)
    return tuple(sorted(found.values(), key=Finding.order))
