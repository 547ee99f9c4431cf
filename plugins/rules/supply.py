"""Counting what was published: by portal, section, type and language, in months, quarters or years."""

from collections import Counter
from datetime import date
from typing import Iterable

from plugins.rules.scene import Item

Key = tuple[str, str, str, str]
"""Portal, section, type, language."""


def period_of(day: str, by: str) -> str:
    """`2026-05-04` -> `2026-05`, `2026-Q2` or `2026`."""
    if by == "year":
        return day[:4]
    return day[:7] if by == "month" else f"{day[:4]}-Q{(int(day[5:7]) + 2) // 3}"


def periods(start: str, end: str, by: str) -> list[str]:
    """Every period that has a day between two days, both counted, in order."""
    first, last = date.fromisoformat(start), date.fromisoformat(end)
    months = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    return list(dict.fromkeys(period_of(f"{m // 12:04}-{m % 12 + 1:02}-01", by) for m in months))


def counts(portal: str, items: Iterable[Item], start: str, end: str, by: str) -> Counter[tuple[Key, str]]:
    """How many items were published from `start` to `end`, both counted. Items that name no day of publication count
    in no period; a section's own page is not an item."""
    found: Counter[tuple[Key, str]] = Counter()
    for item in items:
        if item.slug != "index" and start <= item.published_on <= end:
            found[(portal, item.section, item.type, item.lang), period_of(item.published_on, by)] += 1
    return found
