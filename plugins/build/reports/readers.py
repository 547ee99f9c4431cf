"""Tables as people read them, not programs: names in place of keys, clauses and days as Vietnamese documents write them."""

import re
from dataclasses import dataclass, replace
from typing import Any, Sequence

from plugins.build.pages.views import LANGUAGE_NAMES
from plugins.build.reports.tables import Chart, Table
from plugins.model import Portal, Registry
from plugins.model.portal import localised

MANY = 6
"""Columns that a page holds with ease."""
_DAY = re.compile(r"\b([0-9]{4})-([0-9]{2})-([0-9]{2})\b")
_MONTH, _QUARTER = re.compile(r"([0-9]{4})-([0-9]{2})"), re.compile(r"([0-9]{4})-Q([1-4])")
_CLAUSE = re.compile(r"[A-Z]{2,}-0*([0-9]+[a-zđ]?)(?:\.([0-9]+))?(?:\.([a-zđ]))?(?: bullets? ([0-9]+(?:-[0-9]+)?))?")
_LAW = re.compile(r"(Decree|Circular|Law) ([0-9]+/[0-9]{4})(?: Art\. ([0-9]+)(?:\.([0-9]+))?(?:\.([a-zđ]))?)?")
_KINDS = {"Decree": "Nghị định", "Circular": "Thông tư", "Law": "Luật"}
SPOKEN = {"vi": "Tiếng Việt", "en": "Tiếng Anh", "zh": "Tiếng Trung", "ko": "Tiếng Hàn", "ja": "Tiếng Nhật"}
"""Languages as a Vietnamese report names them."""


def readable_days(text: str, lang: str) -> str:
    """A text with its days as documents in the language write them."""
    return _DAY.sub(r"\3/\2/\1", text) if lang == "vi" else text


def readable_period(text: str, lang: str) -> str:
    """A month or quarter as documents in the language write it; other texts as they are."""
    if lang != "vi":
        return text
    if month := _MONTH.fullmatch(text):
        return f"{month[2]}/{month[1]}"
    quarter = _QUARTER.fullmatch(text)
    return f"Quý {quarter[2]}/{quarter[1]}" if quarter else text


def readable_clause(citation: str, lang: str) -> str:
    """`HP-18.2.c` as `Điều 18 khoản 2 điểm c`, `Decree 224/2026 Art. 11.4` as `Điều 11 khoản 4 Nghị định 224/2026`."""
    if lang != "vi":
        return citation
    if own := _CLAUSE.fullmatch(citation):
        return _article(*own.groups())
    if (law := _LAW.fullmatch(citation)) is None:
        return citation
    kind, number, *clause = law.groups()
    return " ".join(filter(None, (_article(*clause) if clause[0] else "", f"{_KINDS[kind]} {number}")))


def _article(article: str, clause: str | None, point: str | None, bullet: str | None = None) -> str:
    parts = (f"Điều {article}", clause and f"khoản {clause}", point and f"điểm {point}", bullet and f"gạch đầu dòng {bullet}")
    return " ".join(filter(None, parts))


@dataclass(frozen=True, slots=True)
class Names:
    """What readers call the portals, sections and content types of a registry."""

    registry: Registry
    lang: str

    def portal(self, key: str) -> str:
        """The unit's short name; where two portals share it, with the unit above."""
        portal = self.registry.portals.get(key)
        if portal is None:
            return key
        name, above = self._short(portal), self.registry.portals.get(portal.parent)
        shared = sum(self._short(other) == name for other in self.registry.portals.values()) > 1
        return f"{name}, {self._short(above)}" if shared and above else name

    def _short(self, portal: Portal) -> str:
        return localised(portal.short_name, self.lang) or localised(portal.name, self.lang)

    def section(self, portal: str, key: str) -> str:
        of = self.registry.portals.get(portal)
        found = self.registry.section(of, key) if of else self.registry.sections.get(key)
        return localised(found.name, self.lang) if found else key

    def type(self, key: str) -> str:
        found = self.registry.types.get(key)
        return localised(found.name, self.lang) if found else key

    def language(self, key: str) -> str:
        return (SPOKEN if self.lang == "vi" else LANGUAGE_NAMES).get(key, key)


def tells_something(chart: Chart) -> bool:
    """Whether a picture says more than its table: two labels or more, and something other than zero."""
    return len(chart.labels) > 1 and any(value for _, values in chart.series for value in values)


def for_readers(tables: Sequence[Table], lang: str, registry: Registry | None = None, nothing: str = "") -> list[Table]:
    """Spoken tables for people: a portal or a regulation that is the same in every row is said once, in the note; of many
    columns, those that hold nothing are left out. registry: where names are found. nothing: said of a table without rows."""
    names = Names(registry, lang) if registry else None
    return [_readable(table if names is None else _named(table, names), lang, nothing) for table in tables]


def _named(table: Table, names: Names) -> Table:
    """The table with names for keys; a column of portals' keys beside one of their names is left out."""
    keys = [key for key, _ in table.columns]
    whose = keys.index("portal") if "portal" in keys else None

    def cell(key: str, value: Any, row: Sequence[Any]) -> Any:
        if not isinstance(value, str) or not value:
            return value
        if key == "section":
            return names.section(str(row[whose]) if whose is not None else "", value)
        named = {"portal": names.portal, "type": names.type, "lang": names.language}.get(key)
        return named(value) if named else value

    keep = [at for at, key in enumerate(keys) if not (key == "portal" and "name" in keys and "rank" in keys)]
    return replace(table, columns=tuple(table.columns[at] for at in keep),
                   rows=tuple(tuple(cell(keys[at], row[at], row) for at in keep) for row in table.rows))


def _readable(table: Table, lang: str, nothing: str) -> Table:
    def cell(key: str, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        if key == "clause":
            return readable_clause(value, lang)
        return readable_days(value, lang) if _DAY.fullmatch(value) else value

    same = [at for at, (key, _) in enumerate(table.columns) if key in ("portal", "regulation") and len(table.columns) > 4
            and len(table.rows) > 1 and len({row[at] for row in table.rows}) == 1]
    said = "; ".join(f"{table.columns[at][1]}: {table.rows[0][at]}" for at in same)
    empty = [at for at in range(1, len(table.columns)) if len(table.columns) > MANY and table.rows and all(row[at] in (None, "") for row in table.rows)]
    keep = [at for at in range(len(table.columns)) if at not in same and at not in empty]
    note = " ".join(filter(None, (f"{said}." if said else "", str(table.note), nothing if not table.rows else "")))
    return replace(
        table, title=readable_days(str(table.title), lang), note=readable_days(note, lang),
        charts=tuple(replace(chart, labels=tuple(readable_period(label, lang) for label in chart.labels))
                     for chart in table.charts if tells_something(chart)),
        columns=tuple((table.columns[at][0], readable_period(str(table.columns[at][1]), lang)) for at in keep),
        rows=tuple(tuple(cell(table.columns[at][0], row[at]) for at in keep) for row in table.rows))
