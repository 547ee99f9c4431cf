"""Open data of a section: every public item with its fields, as JSON and as CSV that no spreadsheet executes."""

import csv
import io
from typing import Any, Callable, Iterable

import msgspec

from plugins.build.pages.views import Card

_json = msgspec.json.Encoder(order="sorted")
_INTERNAL = frozenset(("status", "publish_at", "expires_at", "translation_of_blob", "withdrawn_reason", "withdrawn_order", "withdrawn_on", "image", "order",
                       "personal_data_reviewed"))
"""Front matter that steers publication and says nothing to the public."""


def row(card: Card, url: str) -> dict[str, Any]:
    """One item; `id` is stable: the address without the portal's domain and language of the interface."""
    fields = {key: value for key, value in card.meta.items() if key not in _INTERNAL}
    return {**fields, "id": f"{card.portal}/{card.section}/{card.slug}", "lang": card.lang, "type": card.type,
            "title": card.title, "day": card.day, "phase": card.phase, "url": url}


def as_json(cards: Iterable[Card], absolute: Callable[[str], str]) -> bytes:
    return msgspec.json.format(_json.encode([row(card, absolute(card.url)) for card in cards]), indent=1) + b"\n"


def as_csv(cards: Iterable[Card], absolute: Callable[[str], str]) -> bytes:
    """RFC 4180 with a byte-order mark, since spreadsheets guess another encoding without it."""
    rows = [row(card, absolute(card.url)) for card in cards]
    columns = ["id", "lang", "type", "title", "day", "phase", "url"]
    columns += sorted({key for each in rows for key in each} - set(columns))
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    for each in rows:
        writer.writerow([_cell(each.get(column)) for column in columns])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def statistics_csv(card: Card) -> bytes:
    """The data of one statistics item: a row a value."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    records = card.meta.get("data") or ()
    columns = [key for key in ("category", "series", "value", "note") if any(key in record for record in records)]
    writer.writerow(columns)
    for record in records:
        writer.writerow([_cell(record.get(column)) for column in columns])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return str(value)  # a number is no formula, and a negative one must stay a number
    text = value if isinstance(value, str) else _json.encode(value).decode()
    # A cell that starts with one of these is a formula to a spreadsheet (CWE-1236).
    return "'" + text if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
