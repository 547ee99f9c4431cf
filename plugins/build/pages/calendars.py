"""Work schedules: a week by days for the page, and all weeks as an iCalendar feed (RFC 5545)."""

from datetime import date, datetime, timedelta, timezone
from typing import Any, Iterable, NamedTuple

from plugins.build.pages.views import Card

VIET_NAM = timezone(timedelta(hours=7))


class Day(NamedTuple):
    date: str
    entries: tuple[dict[str, Any], ...]


class Week(NamedTuple):
    """days: those with entries, in order; entries of a day by their hour."""

    days: tuple[Day, ...]


def week(card: Card) -> Week:
    """The days of a schedule item."""
    entries = sorted((e for e in card.meta.get("entries") or () if e.get("start")), key=lambda e: (e["start"], e.get("leader", "")))
    dates = dict.fromkeys(e["start"][:10] for e in entries)
    return Week(tuple(Day(day, tuple(e for e in entries if e["start"][:10] == day)) for day in dates))


def current(cards: Iterable[Card]) -> Card | None:
    """The schedule to show first: this week's, else the next that is planned, else the newest."""
    known = sorted(cards, key=lambda card: card.day)
    return (next((c for c in known if c.phase == "current"), None) or next((c for c in known if c.phase == "planned"), None)
            or (known[-1] if known else None))


def icalendar(name: str, domain: str, cards: Iterable[tuple[Card, str]]) -> bytes:
    """A feed of schedules. cards: each with its absolute address. An event's identity is its place in its week, so
    that a corrected hour updates the event in a reader's calendar; its stamp is the week's date, so that two builds
    give the same bytes."""
    from icalendar import Calendar, Event  # 60 ms to import, for a few pages only

    calendar = Calendar()
    calendar.add("prodid", "-//Cong Mo//Work schedule//VI")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", name)
    for card, address in cards:
        for day in week(card).days:
            for index, entry in enumerate(day.entries):
                event = Event()
                event.add("uid", f"{day.date}-{index}-{card.lang}.{card.portal}@{domain or 'portal.invalid'}")
                event.add("dtstamp", datetime.combine(date.fromisoformat(card.day[:10]), datetime.min.time(), timezone.utc))
                event.add("dtstart", _instant(entry["start"]))
                event.add("dtend", _instant(entry.get("end") or entry["start"]))
                event.add("summary", ": ".join(filter(None, (entry.get("leader"), entry.get("content")))))
                if entry.get("place"):
                    event.add("location", entry["place"])
                event.add("url", address)
                calendar.add_component(event)
    return calendar.to_ical()


def _instant(value: str) -> datetime:
    """In UTC, which every calendar program reads without a time zone table."""
    moment = datetime.fromisoformat(value)
    return (moment if moment.tzinfo else moment.replace(tzinfo=VIET_NAM)).astimezone(timezone.utc)
