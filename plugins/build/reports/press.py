"""The press list of a day and the digest of a month, for leaders only (QN-10.7.a). Read from the logbook `press`; nothing of
it is ever part of a site.

An entry states `published_on`, `outlet`, `title`, perhaps `url` and `summary`; `tone` (`positive`, `contrary` or `hot`);
`citizens: true` where it tells what citizens say; and `handling`, what should be done, which contrary and hot items need.
"""

from typing import Any, Mapping, Sequence

from plugins.build.reports.survey import Survey
from plugins.build.reports.tables import Table, Words
from plugins.model import OperatorError

TONES = {"positive": "Well reported", "contrary": "Contrary reports", "hot": "Hot topics"}
NEED_HANDLING = ("contrary", "hot")
COLUMNS = (("published_on", "Date"), ("outlet", "Newspaper"), ("title", "Title"), ("summary", "Summary"), ("citizens", "Citizens' views"),
           ("handling", "Proposed handling"), ("missing", "Still to do"), ("url", "Address"))


def press_tables(found: Survey, portals: Sequence[str], start: str, end: str, conference: str = "") -> list[Table]:
    """One table for each tone, from `start` to `end`. conference: day of the press conference that the digest comes
    before; one that has passed is refused, for the digest would be late."""
    entries = found.regulations.logbooks.get("press")
    if entries is None:
        raise OperatorError("no press records", "Keep them in portals/_logbooks/press.yaml; docs/regulations.md shows an entry.")
    if conference and conference <= found.today:
        raise OperatorError(f"the press conference of {conference} is not after {found.today}", "The digest goes out before it: name the next one.")
    chosen = [entry for entry in entries if entry["portal"] in (*portals, "*") and start <= str(entry.get("published_on") or "")[:10] <= end]
    groups = [*TONES, *sorted({str(e.get("tone")) for e in chosen} - set(TONES))]
    due = Words("To be sent before the press conference of {day}.", {"day": conference}) if conference else Words("")
    tables = []
    for tone in groups:
        own = sorted((e for e in chosen if str(e.get("tone")) == tone), key=lambda e: (str(e["published_on"]), str(e.get("outlet"))))
        tables.append(Table(Words(TONES.get(tone, "Without a tone")), COLUMNS, tuple(_row(entry, tone) for entry in own), due))
    return tables


def unhandled(tables: Sequence[Table]) -> int:
    """How many items lack what leaders must decide on."""
    return sum(bool(row[6]) for table in tables for row in table.rows)


def _row(entry: Mapping[str, Any], tone: str) -> tuple[Any, ...]:
    missing = Words("tone") if tone not in TONES else Words("proposed handling") if tone in NEED_HANDLING and not entry.get("handling") else ""
    said = Words("yes") if entry.get("citizens") == "true" else ""
    return (str(entry["published_on"])[:10], *(str(entry.get(key) or "") for key in ("outlet", "title", "summary")), said,
            str(entry.get("handling") or ""), missing, str(entry.get("url") or ""))
