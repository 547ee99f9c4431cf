"""Royalties of a quarter: published items by author and type with what they earn; the rates are data."""

from pathlib import Path
from typing import Any, Sequence

from plugins.build.reports.datafile import read_data
from plugins.build.reports.survey import Survey
from plugins.build.reports.tables import Table, Words
from plugins.model import OperatorError


def quarter_days(year: int, quarter: int) -> tuple[str, str]:
    """First and last day of a quarter."""
    last = {1: "03-31", 2: "06-30", 3: "09-30", 4: "12-31"}[quarter]
    return f"{year:04}-{3 * quarter - 2:02}-01", f"{year:04}-{last}"


def read_rates(path: Path) -> dict[str, Any]:
    """Rates in whole units of the currency; anything else is refused, for money is paid by this."""
    values = read_data(path)
    if not all(isinstance(values.get(key) or {}, dict) for key in ("rates", "by_section")):
        raise OperatorError(f"{path}: rates and by_section are `type: amount` pairs", "Write them as `article: 150000`, one a line.")
    amounts = [*(values.get("rates") or {}).values(), values.get("default", 0), *(values.get("by_section") or {}).values()]
    if not all(isinstance(a, int) and not isinstance(a, bool) and a >= 0 for a in amounts):
        raise OperatorError(f"{path}: rates are whole numbers, 0 or more", "Write 150000, without a point.")
    return values


def royalty_tables(found: Survey, portals: Sequence[str], year: int, quarter: int, rates_file: Path) -> list[Table]:
    """Sums by author, and each item. Translations earn on their own; standing pages earn nothing."""
    rates = read_rates(rates_file)
    start, end = quarter_days(year, quarter)
    items: list[tuple] = []
    for key in portals:
        for item in found.items.get(key, ()):
            if item.slug == "index" or not start <= item.published_on <= end:
                continue
            rate = (rates.get("by_section") or {}).get(item.section, (rates.get("rates") or {}).get(item.type, rates.get("default", 0)))
            items.append((key, str(item.meta.get("author") or ""), item.type, item.section, item.lang, item.published_on,
                          str(item.meta.get("title", "")), item.path, rate))
    sums: dict[tuple[str, str, str], list[int]] = {}
    for row in items:
        kept = sums.setdefault((row[0], row[1], row[2]), [0, 0])
        kept[0] += 1
        kept[1] += row[8]
    totals = tuple((*key, count, amount) for key, (count, amount) in sorted(sums.items()))
    money = Words("Amount ({currency})", {"currency": rates.get("currency", "VND")})
    nobody = Words("(no author stated)")
    return [Table(Words("By author"), (("portal", "Portal"), ("author", "Author"), ("type", "Type"), ("items", "Items"), ("amount", money)),
                  (*((row[0], row[1] or nobody, *row[2:]) for row in totals), (Words("Total"), "", "", len(items), sum(row[8] for row in items))),
                  Words("Quarter {quarter}/{year}: {start} to {end}. Rates: {file}.",
                        {"quarter": quarter, "year": year, "start": start, "end": end, "file": rates_file.name}), sums=1),
            Table(Words("Each item"), (("portal", "Portal"), ("author", "Author"), ("type", "Type"), ("section", "Section"), ("lang", "Language"),
                                       ("published_on", "Published"), ("title", "Title"), ("path", "File"), ("amount", money)),
                  tuple((row[0], row[1] or nobody, *row[2:]) for row in sorted(items)))]
