"""Registers: what their table shows and the rows that the filter script fetches, a file for each year."""

from typing import Any, NamedTuple, Sequence

import msgspec

from plugins.build.pages.views import Card, EditionView
from plugins.model import ContentType

_PHASED = frozenset(("legal-document", "directive", "consultation", "notice"))
"""Types whose items have a phase: see `plugins.site.phase`."""
_NOT_FILTERED = frozenset(("legal_status",))  # typed by hand, while the status column is computed
_json = msgspec.json.Encoder(order="sorted")


class Column(NamedTuple):
    """key: `number`, `day`, `status` or a field; facet: whether it can be filtered by; shown: whether the table has it."""

    key: str
    label: str
    facet: bool
    shown: bool


def columns(content_type: ContentType, edition: EditionView) -> tuple[Column, ...]:
    """The columns after the title, from the type's own fields: a custom type gets its register without any code."""
    found: list[Column] = []
    number = content_type.field("number_symbol") or content_type.field("code")
    if number:
        found.append(Column("number", edition.text(number.label), False, True))
    if content_type.dated:
        day = content_type.field(content_type.date_field)
        found.append(Column("day", edition.text(day.label) if day else edition._("Date"), False, True))
    facets = [f for f in content_type.fields if f.facet and f.kind in ("choice", "text", "integer") and f.key not in _NOT_FILTERED]
    found += [Column(f.key, edition.text(f.label), True, index < 2) for index, f in enumerate(facets)]
    if content_type.key in _PHASED:
        found.append(Column("status", edition._("Status"), True, True))
    return tuple(found)


def cell(card: Card, key: str, edition: EditionView) -> str:
    """A column's text for one item."""
    if key == "number":
        return card.meta.get("number_symbol") or card.meta.get("code") or ""
    if key == "day":
        return edition.day(card.day, "column")
    if key == "status":
        return edition.phase(card.type, card.phase) if card.phase else ""
    value = card.meta.get(key)
    return "" if value is None else edition.choice(card.type, key, str(value))


def rows(cards: Sequence[Card], content_type: ContentType, edition: EditionView) -> bytes:
    """Rows as the filter script reads them: values of facets once, each row with their places (-1: none)."""
    facets = [column.key for column in columns(content_type, edition) if column.facet]
    values: dict[str, dict[str, int]] = {key: {} for key in facets}
    found: list[list[Any]] = []
    for card in cards:
        places = []
        for key in facets:
            text = cell(card, key, edition)
            places.append(values[key].setdefault(text, len(values[key])) if text else -1)
        found.append([card.title, card.url, card.day[:10], cell(card, "day", edition), cell(card, "number", edition), *places])
    return _json.encode({"facets": facets, "values": {key: list(texts) for key, texts in values.items()}, "rows": found}) + b"\n"
