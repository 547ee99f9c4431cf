"""What an item is today: a law in force or expired, a consultation open or closed.

A phase is computed from dates and relations, never typed by an author, so that no page goes stale (QN-20.1.d).
"""

from datetime import date, timedelta
from typing import Any, Callable, Mapping, Sequence

Affect = Mapping[str, Any]
"""What another document does to this one: `kind` (replaces, repeals, amends), `from` (day), `number`, `portal`,
`url`, `title`."""


def _legal(meta: Mapping[str, Any], affects: Sequence[Affect], today: str) -> tuple[str, list[str]]:
    starts = meta.get("effective_on", "")
    ends = [meta["expired_on"]] if meta.get("expired_on") else []
    ends += [a["from"] for a in affects if a["kind"] in ("replaces", "repeals") and a["from"]]
    changes = [starts, *ends]
    # The first day without force is the day on which the successor takes effect.
    if any(end <= today for end in ends):
        return "expired", changes
    if meta.get("legal_status") == "expired" or (not starts and any(a["kind"] in ("replaces", "repeals") and not a["from"] for a in affects)):
        return "expired", changes
    if starts > today:
        return "not_yet_in_force", changes
    if meta.get("legal_status") == "partly_expired":
        return "partly_expired", changes
    if not starts and meta.get("legal_status") != "in_force":
        return meta.get("legal_status") or "unknown", changes
    return "in_force", changes


def _consultation(meta: Mapping[str, Any], _affects: Sequence[Affect], today: str) -> tuple[str, list[str]]:
    opens, closes = meta.get("opens_on", ""), meta.get("deadline", "")
    after = _day_after(closes)
    if opens > today:
        return "planned", [opens, after]
    return ("closed" if closes and closes < today else "open"), [opens, after]


def _period(meta: Mapping[str, Any], _affects: Sequence[Affect], today: str) -> tuple[str, list[str]]:
    starts, ends = meta.get("starts_at", "")[:10], meta.get("ends_at", "")[:10]
    after = _day_after(ends)
    if starts > today:
        return "planned", [starts, after]
    if not starts and not ends:
        return "", []
    return ("over" if ends and ends < today else "current"), [starts, after]


def _schedule(meta: Mapping[str, Any], _affects: Sequence[Affect], today: str) -> tuple[str, list[str]]:
    starts = {entry["start"][:10] for entry in meta.get("entries") or () if entry.get("start")}
    week = {meta["date"][:10], _days_after(meta["date"], 6)} if meta.get("date") else set()  # Monday to Sunday
    days = sorted(starts | week)
    if not days:
        return "", []
    after = _day_after(days[-1])
    if days[0] > today:
        return "planned", [days[0], after]
    return ("over" if days[-1] < today else "current"), [days[0], after]


def _day_after(day: str) -> str:
    return _days_after(day, 1) if day else ""


def _days_after(day: str, count: int) -> str:
    return (date.fromisoformat(day[:10]) + timedelta(days=count)).isoformat()


_PHASES: dict[str, Callable[[Mapping[str, Any], Sequence[Affect], str], tuple[str, list[str]]]] = {
    "legal-document": _legal,
    "directive": _legal,
    "consultation": _consultation,
    "notice": _period,
    "dialogue": _period,
    "work-schedule": _schedule,
}


def phase(type_key: str, meta: Mapping[str, Any], affects: Sequence[Affect], today: str) -> tuple[str, str]:
    """Phase of an item on `today` (`YYYY-MM-DD`), and the next day on which it may change (empty: never)."""
    rule = _PHASES.get(type_key)
    if rule is None:
        return "", ""
    name, changes = rule(meta, affects, today)
    return name, min((day for day in changes if day > today), default="")
