"""The form of a yearly report as data: its parts in order, with places that figures and tables fill."""

from dataclasses import dataclass
from pathlib import Path
from string import Formatter
from typing import Any

from plugins.build.reports.datafile import read_data
from plugins.model import OperatorError

DEFAULT = "_annual_form.yaml"
"""Nghệ An's annex, for decrees that name no form of their own."""
GAP = "[.....]"
"""A place that people fill in by hand; it is set in yellow in the DOCX."""
PLACES = frozenset((
    "portal", "year", "next_year", "today", "start", "end", "day_before", "gap", "shortcomings", "clauses", "clauses_met", "outdated",
    "items", "items_before", "items_last", "questions", "questions_answered", "questions_open", "accounts_opened", "accounts_closed",
    "incidents", "incidents_reported", "trainings", "backups", "security_level"))
"""What `{…}` may name. `shortcomings` stands alone in its line and becomes a list."""
TABLES = ("months", "sections", "on_time")


@dataclass(frozen=True, slots=True)
class FormPart:
    """level 1: a part; level 2: below it. lines: paragraphs with places; tables: names of those that follow."""

    level: int
    title: str
    lines: tuple[str, ...] = ()
    tables: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Form:
    """signature: lines below the report, at the right."""

    title: str
    parts: tuple[FormPart, ...]
    signature: tuple[str, ...]


def read_form(path: Path) -> Form:
    """Raises OperatorError that names the part and what may stand there."""
    values = read_data(path)
    parts = values.get("parts")
    if not isinstance(values.get("title"), str) or not isinstance(parts, list) or not parts:
        raise OperatorError(f"{path}: a form needs a title and parts", f"The engine's own {DEFAULT} is an example.")
    return Form(_filled(path, "title", values["title"]), tuple(_part(path, number, one) for number, one in enumerate(parts, 1)),
                tuple(map(str, values.get("signature") or ())))


def _part(path: Path, number: int, one: Any) -> FormPart:
    where = f"parts[{number}]"
    if not isinstance(one, dict) or one.get("level") not in (1, 2) or not isinstance(one.get("title"), str):
        raise OperatorError(f"{path}: {where} needs level (1 or 2) and title", "Write it as {level: 1, title: I. …, lines: [\"{gap}\"]}.")
    if extra := sorted(one.keys() - {"level", "title", "lines", "tables"}):
        raise OperatorError(f"{path}: {where} has the unknown key {extra[0]}", "Keys: level, title, lines, tables.")
    if strange := [name for name in one.get("tables") or () if name not in TABLES]:
        raise OperatorError(f"{path}: {where}: no table is called {strange[0]}", f"Tables: {', '.join(TABLES)}.")
    lines = tuple(_filled(path, where, line) for line in one.get("lines") or ())
    return FormPart(one["level"], _filled(path, where, one["title"]), lines, tuple(one.get("tables") or ()))


def _filled(path: Path, where: str, text: Any) -> str:
    """The text, once each of its places is known to be one that can be filled."""
    try:
        named = {name for _, name, _, _ in Formatter().parse(str(text)) if name is not None}
    except ValueError as wrong:
        raise OperatorError(f"{path}: {where}: {wrong}", "Write a brace that is text twice: {{.") from None
    if strange := sorted(named - PLACES):
        raise OperatorError(f"{path}: {where}: nothing fills {{{strange[0]}}}", f"Places: {', '.join(sorted(PLACES))}.")
    return str(text)
