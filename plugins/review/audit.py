"""Who wrote, who approved, when: questions to the journal of the gate, and answers that are safe to open."""

import csv
import io
from dataclasses import dataclass
from datetime import datetime
from typing import Callable, Iterable, Mapping

from plugins.review.canonical import spell_instant
from plugins.review.gate import Event
from plugins.review.paths import language_of
from plugins.review.report_views import spell_json, visible

COLUMNS = ("at", "kind", "path", "portal", "lang", "submitted_by", "approved_by", "authors", "rules", "legal_basis", "confirmed",
           "policy", "old", "new",
           "commit", "statements", "reason")

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked for; an empty field means all. path: a file or a folder; since, until: aware, until exclusive."""

    path: str = ""
    portal: str = ""
    person: str = ""
    since: datetime | None = None
    until: datetime | None = None

    def matches(self, event: Event) -> bool:
        return ((not self.path or event.path == self.path or event.path.startswith(self.path.rstrip("/") + "/"))
                and (not self.portal or portal_of(event.path) == self.portal)
                and (not self.person or self.person in (*event.submitters, *event.approvers))
                and (self.since is None or self.since <= event.at)
                and (self.until is None or event.at < self.until))


def portal_of(path: str) -> str:
    """The portal that a content or registry path belongs to, or an empty string."""
    parts = path.split("/")
    if parts[0] == "content" and len(parts) > 2:
        return parts[1]
    return parts[1].removesuffix(".yaml") if parts[0] == "portals" and len(parts) == 2 else ""


def rows(events: Iterable[Event], question: Question, authors: Callable[[Event], str]) -> list[dict[str, str]]:
    """Events that answer the question, oldest first, as plain text. authors: who git says wrote this version."""
    return [{
        "at": spell_instant(event.at), "kind": event.kind, "path": event.path, "portal": portal_of(event.path),
        "lang": language_of(event.path),
        "submitted_by": " ".join(event.submitters), "approved_by": " ".join(event.approvers),
        "authors": authors(event),
        "rules": " ".join(event.rules), "legal_basis": " ".join(event.cites),
        "confirmed": " ".join(event.confirmed), "policy": str(event.policy),
        "old": event.old, "new": event.new,
        "commit": event.commit, "statements": " ".join(event.statements), "reason": event.reason,
    } for event in events if question.matches(event)]


def as_csv(found: Iterable[Mapping[str, str]]) -> str:
    """CSV for spreadsheets: a cell that a spreadsheet would run as a formula gets an apostrophe in front."""
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows([harmless(visible(row[column], keep="\n\t")) for column in COLUMNS] for row in found)
    return "\ufeff" + out.getvalue()


def harmless(text: str) -> str:
    """The text as a cell that no spreadsheet takes for a formula, even behind white space."""
    return "'" + text if text.lstrip(" \u00a0\u3000").startswith(_FORMULA) or text[:1] in ("\uff1d", "\uff0b", "\uff0d",
                                                                                           "\uff20") else text


def as_json(found: list[Mapping[str, str]]) -> str:
    return spell_json(found)
