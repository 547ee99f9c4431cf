"""Working days in Viet Nam: Monday to Friday without public holidays, with the days that the government swaps.

Holidays and swapped days come from the package `holidays`; `portals/_calendar.yaml` adds and removes days, because a
swap is often decreed after a release of that package. Limits count from the first working day after the trigger
unless the profile says that the trigger day counts (no decree says either; see docs/decisions/regulations.md).
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, Mapping

from plugins.model import Finding, Severity

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """off: days off besides weekends, by name; on: weekend days that are worked. Either may lie in any year."""

    off: Mapping[date, str]
    on: frozenset[date]

    def is_working(self, day: date) -> bool:
        if day in self.on:
            return True
        if day in self.off:
            return False
        off, on = _national(day.year)
        return day in on or (day.weekday() < 5 and day not in off)

    def add(self, start: date, days: int) -> date:
        """The `days`-th working day after `start`; `start` itself is never counted. 0 gives `start`."""
        day = start
        while days > 0 and day < date.max:
            day += ONE_DAY
            days -= self.is_working(day)
        return day

    def due(self, trigger: str, days: int, trigger_day_counts: bool = False) -> str:
        """Last day of a limit of `days` working days that starts on `trigger` (`YYYY-MM-DD`, or an instant)."""
        start = date.fromisoformat(trigger[:10])
        if trigger_day_counts and self.is_working(start):
            days -= 1
        return self.add(start, max(days, 0)).isoformat()

    def between(self, start: str, end: str) -> int:
        """Working days after `start` up to and with `end`; negative where `end` is before `start`."""
        first, last = date.fromisoformat(start[:10]), date.fromisoformat(end[:10])
        sign = 1
        if abs(last.toordinal() - first.toordinal()) > 200 * 366:  # a mistyped century: count it roughly, not day by day
            return (last.toordinal() - first.toordinal()) * 5 // 7
        if last < first:
            first, last, sign = last, first, -1
        return sign * sum(self.is_working(first + ONE_DAY * n) for n in range(1, (last - first).days + 1))


def months_after(day: str, months: int) -> str:
    """The day so many months later, at most the 28th; an empty string where `day` is none."""
    try:
        start = date.fromisoformat(day[:10])
    except ValueError:
        return ""
    month = start.month - 1 + months
    return date(min(start.year + month // 12, 9999), month % 12 + 1, min(start.day, 28)).isoformat()


@lru_cache(maxsize=None)
def _national(year: int) -> tuple[frozenset[date], frozenset[date]]:
    from holidays import country_holidays  # 60 ms to import, only where days are counted

    found = country_holidays("VN", years=year)
    return frozenset(found), frozenset(getattr(found, "weekend_workdays", ()))


def read_calendar(values: Mapping[str, Any], lines: Mapping[str, int], path: str) -> tuple[WorkingCalendar, list[Finding]]:
    """`portals/_calendar.yaml`: `days_off` (day: name) and `working_days` (day: reason). A wrong day is named and
    left out."""
    findings: list[Finding] = []
    read: dict[str, dict[date, str]] = {"days_off": {}, "working_days": {}}
    for key, days in values.items():
        if key not in read or not isinstance(days, dict | None):
            findings.append(_wrong(path, lines.get(key, 1), key, "days_off, working_days"))
            continue
        for day, name in (days or {}).items():
            try:
                read[key][date.fromisoformat(day)] = str(name or "")
            except ValueError:
                findings.append(_wrong(path, lines.get(key, 1), day, "2027-02-04"))
    return WorkingCalendar(read["days_off"], frozenset(read["working_days"])), findings


def _wrong(path: str, line: int, found: str, expected: str) -> Finding:
    return Finding("regulation.bad-calendar", Severity.ERROR, path, line, {"found": found, "expected": expected})


NATIONAL = WorkingCalendar({}, frozenset())
"""The national calendar without a local file."""
