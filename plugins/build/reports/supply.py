"""The supply report: how much was published, and how complete and how timely each portal is (NA-14.4.g)."""

from collections import Counter
from typing import Sequence

from plugins.build.reports.survey import Survey
from plugins.build.reports.tables import Chart, Table, Words
from plugins.rules.supply import counts, periods


def supply_tables(found: Survey, portals: Sequence[str], start: str, end: str, by: str) -> list[Table]:
    """Items by portal, section, type and language with a column for each period and their sum; and the same in all."""
    columns = periods(start, end, by)
    whole: Counter = Counter()
    for key in portals:
        whole += counts(key, found.items.get(key, ()), start, end, by)
    keys = sorted({key for key, _ in whole})
    rows = tuple((*key, *(whole[key, period] for period in columns), sum(whole[key, period] for period in columns)) for key in keys)
    sums = tuple((key, *(sum(n for (k, p), n in whole.items() if k[0] == key and p == period) for period in columns),
                  sum(n for (k, _), n in whole.items() if k[0] == key)) for key in portals)
    heads = (("portal", "Portal"), ("section", "Section"), ("type", "Type"), ("lang", "Language"), *((p, p) for p in columns), ("total", "Total"))
    total = (Words("Total"), *(sum(n for (_, p), n in whole.items() if p == period) for period in columns), sum(whole.values()))
    chart = Chart(Words("Items published, by period"), "line" if len(columns) > 1 else "bar", tuple(columns),
                  ((Words("Items"), tuple(total[1:-1])),))
    return [Table(Words("By portal"), (("portal", "Portal"), *((p, p) for p in columns), ("total", "Total")), (*sums, total),
                  Words("Items published from {start} to {end}, both days counted. Items that state no day of publication are not counted.",
                        {"start": start, "end": end}), (chart,), sums=1),
            Table(Words("By section, type and language"), heads, rows)]


def stale_table(found: Survey, portals: Sequence[str]) -> Table:
    """The newest item of each section and its age: what is not kept up to date stands first (LX-10.1.a, QN-20.1.a)."""
    newest: dict[tuple[str, str], str] = {}
    for key in portals:
        for item in found.items.get(key, ()):
            if item.published_on:
                newest[key, item.section] = max(newest.get((key, item.section), ""), item.published_on)
    rows = sorted(((key, section, day, found.regulations.calendar.between(day, found.today)) for (key, section), day in newest.items()),
                  key=lambda row: (-row[3], row[0], row[1]))
    return Table(Words("Newest item of each section"), (("portal", "Portal"), ("section", "Section"), ("newest", "Newest item"), ("age", "Age (working days)")),
                 tuple(rows), Words("The oldest first. Sections whose items state no day are left out."))
