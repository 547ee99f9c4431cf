"""Instruments that the decrees cite, and what has replaced them: a rule that names one follows its successor (NA-20.1)."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Sequence

from plugins.build.reports.datafile import read_data
from plugins.build.reports.tables import Table, Words
from plugins.model.rule import Profile

_NAMED = re.compile(r"(?:Decree|Circular|Law|Decision|Nghị định|Thông tư|Luật(?: [^\W\d_]+){0,6})\s+(?:số )?(\d+/\d{4})")


@dataclass(frozen=True, slots=True)
class Instrument:
    """From the day `since` on, `replaced_by` applies in place of `number`."""

    number: str
    replaced_by: str
    since: str


def read_instruments(path: Path) -> list[Instrument]:
    values = read_data(path).get("instruments") or []
    return [Instrument(str(v["number"]), str(v["replaced_by"]), str(v["from"])) for v in values]


def successor(named: str, instruments: Sequence[Instrument], day: str) -> str:
    """What applies on a day in place of an instrument named by number and year, followed to its end; empty: itself."""
    by_number = {re.match(r"[0-9]+/[0-9]{4}", i.number).group(): i for i in instruments if re.match(r"[0-9]+/[0-9]{4}", i.number)}  # type: ignore[union-attr]
    found, seen = "", {named}
    while (one := by_number.get(named)) and one.since <= day:
        found = one.replaced_by
        following = re.match(r"[0-9]+/[0-9]{4}", found)
        if following is None or following.group() in seen:
            break
        named = following.group()
        seen.add(named)
    return found


def successor_table(profiles: Sequence[Profile], instruments: Sequence[Instrument], day: str) -> Table:
    """Clauses that lean on an instrument which another has replaced by `day`."""
    rows = []
    for profile in profiles:
        for rule in profile.rules:
            for named in dict.fromkeys(_NAMED.findall(" ".join((rule.citation, *rule.text.values())))):
                if (follows := successor(named, instruments, day)) and not follows.startswith(profile.number.split("/")[0] + "/"):
                    rows.append((profile.number, rule.citation, rule.id, named, follows))
    return Table(Words("Clauses that cite a replaced document"), (("regulation", "Regulation"), ("clause", "Clause"), ("rule", "Rule id"),
                                                                 ("names", "Cites"), ("applies", "Applies")), tuple(rows), Words("On {day}.", {"day": day}))
