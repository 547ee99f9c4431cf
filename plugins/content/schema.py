"""Content types: reading `portals/_types/*.yaml`, and typing an item's front matter by its schema.

Typed values are plain JSON: instants are ISO 8601 with their offset, days `YYYY-MM-DD`, numbers numbers.
"""

import re
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any, Callable, Mapping

from plugins.content.front_matter import read_yaml
from plugins.model import ContentType, Field, Finding, Severity
from plugins.model.clock import VIETNAM
from plugins.model.schema import FIELD_KINDS

STATUSES = ("draft", "published", "withdrawn")
RULES = ("required", "if_any", "optional")


def _common(key: str, kind: str, rule: str = "optional", choices: tuple[str, ...] = ()) -> Field:
    return Field(key, kind, rule, {}, {}, {choice: {} for choice in choices})


COMMON_FIELDS = {field.key: field for field in (
    _common("title", "text", "required"), _common("type", "text"), _common("date", "datetime"),
    _common("summary", "text"), _common("author", "text"), _common("source", "text"), _common("tags", "list"),
    _common("image", "media"), _common("image_alt", "text"), _common("status", "choice", choices=STATUSES),
    _common("publish_at", "datetime"), _common("expires_at", "datetime"), _common("withdrawn_reason", "text"),
    _common("withdrawn_order", "text"), _common("withdrawn_on", "date"),
    _common("translation_of_blob", "text"), _common("order", "integer"), _common("personal_data_reviewed", "text"),
)}
"""The contract's common keys; `order` places undated items (leaders, standing pages) in their list; `withdrawn_order`
numbers the decision by which an item was taken down (NA-17.2);
`personal_data_reviewed` says why data of a person may be public, and the approval signs it with the rest."""


def read_type(key: str, text: str, path: str) -> tuple[ContentType | None, list[Finding]]:
    """One content type from its file; None with findings where the file cannot be used."""
    values, lines, findings = read_yaml(text, path)
    if not values:
        return None, findings
    fields, wrong = _read_fields(values.get("fields") or {}, path, lines.get("fields", 1))
    return ContentType(
        key, _texts(values.get("name")), _texts(values.get("description")), fields,
        dated=values.get("dated") == "true", schema_org=values.get("schema_org") or "WebPage",
        date_field=values.get("date_field") or "date", cite=tuple(values.get("cite") or ()),
    ), findings + wrong


def _texts(value: Any) -> dict[str, str]:
    return {k: str(v) for k, v in value.items() if v is not None} if isinstance(value, dict) else {}


def _read_fields(values: Any, path: str, line: int) -> tuple[tuple[Field, ...], list[Finding]]:
    fields, findings = [], []
    for key, spec in (values.items() if isinstance(values, dict) else ()):
        spec = spec if isinstance(spec, dict) else {}
        for part, allowed in (("kind", FIELD_KINDS), ("rule", RULES)):
            if spec.get(part) not in allowed:
                findings.append(Finding("type.bad-field", Severity.ERROR, path, line, {
                    "field": key, "part": part, "found": str(spec.get(part)), "expected": ", ".join(allowed)}))
                break
        else:
            inner, wrong = _read_fields(spec.get("fields") or {}, path, line)
            findings += wrong
            choices = spec.get("choices") or {}
            fields.append(Field(key, spec["kind"], spec["rule"], _texts(spec.get("label")), _texts(spec.get("hint")),
                                {c: _texts(t) for c, t in choices.items()}, inner, spec.get("facet") == "true",
                                tuple(spec.get("cite") or ())))
    return tuple(fields), findings


class _Wrong(Exception):
    """A value that its kind refuses; `expected` names what was wanted."""

    def __init__(self, expected: str, found: Any = None, id: str = "field.wrong-kind") -> None:
        super().__init__(expected)
        self.expected, self.found, self.id = expected, found, id


def typed_meta(raw: Mapping[str, Any], content_type: ContentType, path: str,
               lines: Mapping[str, int]) -> tuple[dict[str, Any], list[Finding]]:
    """Front matter by its schema: known keys only, each typed, required ones present. Values that are wrong are
    left out of the result and named in the findings."""
    findings: list[Finding] = []
    meta: dict[str, Any] = {}
    known = {**COMMON_FIELDS, **{field.key: field for field in content_type.fields}}
    for key, value in raw.items():
        field = known.get(key)
        line = lines.get(key, 1)
        if field is None:
            findings.append(Finding("front-matter.unknown-key", Severity.ERROR, path, line, {
                "key": key, "type": content_type.key, "near": _nearest(key, known)}))
        elif value is not None:
            try:
                meta[key] = _typed(field, value)
            except _Wrong as wrong:
                findings.append(Finding(wrong.id, Severity.ERROR, path, line, {
                    "field": key, "found": _shown(value if wrong.found is None else wrong.found),
                    "expected": wrong.expected}))
    named = {finding.params.get("field") for finding in findings}
    for field in known.values():
        if field.rule == "required" and meta.get(field.key) in (None, "", []) and field.key not in named:
            # Without a title there is no page; what else a decree demands is reported, and the page stands meanwhile.
            severity = Severity.ERROR if field.key == "title" else Severity.WARNING
            findings.append(Finding("field.missing", severity, path, lines.get(field.key, 1),
                                    {"field": field.key, "type": content_type.key}, field.cite))
    return meta, [*findings, *_contradictions(meta, path, lines)]


def _contradictions(meta: Mapping[str, Any], path: str, lines: Mapping[str, int]) -> list[Finding]:
    """Values that are right one by one and say nothing, or nothing that was meant, together."""
    findings = []
    if meta.get("status") == "withdrawn" and not meta.get("withdrawn_reason"):  # the notice owes the public a reason
        findings.append(Finding("field.no-reason", Severity.WARNING, path, lines.get("status", 1)))
    if (ends := meta.get("expires_at")) and ends <= meta.get("publish_at", ""):
        findings.append(Finding("field.never-public", Severity.WARNING, path, lines.get("expires_at", 1),
                                {"from": meta["publish_at"], "until": ends}))
    return findings


def _nearest(key: str, known: Mapping[str, Field]) -> str:
    from difflib import get_close_matches  # only on the error path: it costs start-up time

    return next(iter(get_close_matches(key, known, 1, 0.0)), "")


def _shown(value: Any) -> str:
    text = value if isinstance(value, str) else type(value).__name__
    return text if len(text) <= 80 else text[:77] + "..."


def _typed(field: Field, value: Any) -> Any:
    if field.kind == "list":
        items = value if isinstance(value, list) else [value]
        return [_text(item) for item in items if item is not None]
    if field.kind == "records":
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise _Wrong("a list of records")
        return [_typed_record(field, record) for record in value]
    if field.kind == "choice":
        if value not in field.choices:
            raise _Wrong(", ".join(field.choices), id="field.not-a-choice")
        return value
    if not isinstance(value, str):
        raise _Wrong(field.kind)
    return _SCALARS[field.kind](value.strip() if field.kind != "markdown" else value)


def _typed_record(field: Field, record: dict[str, Any]) -> dict[str, Any]:
    inner = {f.key: f for f in field.fields}
    result = {}
    for key, value in record.items():
        if key not in inner:
            raise _Wrong(", ".join(inner), key)
        if value is not None:
            result[key] = _typed(inner[key], value)
    for f in field.fields:
        if f.rule == "required" and f.key not in result:
            raise _Wrong(f.key, ", ".join(record))
    return result


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise _Wrong("text", value)
    return value.strip()


def _line(value: str) -> str:
    return " ".join(value.split())


_DAY = re.compile(r"^(\d{4})-(\d{2})-(\d{2})$")
_INSTANT = re.compile(r"^(\d{4}-\d{2}-\d{2})(?:[T ](\d{1,2}:\d{2}(?::\d{2})?)(?:\.\d+)?\s*(Z|[+-]\d{2}:?\d{2})?)?$")


def parse_day(value: str) -> str:
    """A calendar day `YYYY-MM-DD`; an instant gives its day in Viet Nam."""
    if not _DAY.match(value):
        return parse_instant(value)[:10]
    try:
        date.fromisoformat(value)
    except ValueError:
        raise _Wrong("2026-12-31", value, "field.bad-date") from None
    return value


def parse_instant(value: str) -> str:
    """An instant, ISO 8601, always with +07:00: a day alone is its first minute, no zone is Viet Nam's."""
    match = _INSTANT.match(value)
    if not match:
        raise _Wrong("2026-12-31, 2026-12-31T08:00:00+07:00", value, "field.bad-date")
    try:
        day = date.fromisoformat(match.group(1))
        clock = time.fromisoformat((match.group(2) or "00:00").zfill(5))
        instant = datetime.combine(day, clock, VIETNAM)
        if zone := match.group(3):
            instant = datetime.fromisoformat(f"{day}T{clock}{'+00:00' if zone == 'Z' else zone}").astimezone(VIETNAM)
    except (ValueError, OverflowError):
        raise _Wrong("2026-12-31T08:00:00+07:00", value, "field.bad-date") from None
    return instant.isoformat(timespec="seconds")


def _integer(value: str) -> int:
    if not re.fullmatch(r"[+-]?\d{1,18}", value):
        raise _Wrong("whole number", value)
    return int(value)


def _decimal(value: str) -> float | int:
    try:
        number = Decimal(value)
    except InvalidOperation:
        raise _Wrong("number", value) from None
    if not number.is_finite() or abs(number) > 10**15:
        raise _Wrong("number", value)
    return int(number) if number == number.to_integral_value() else float(number)


def _boolean(value: str) -> bool:
    if value.lower() not in ("true", "false", "yes", "no"):
        raise _Wrong("true, false", value)
    return value.lower() in ("true", "yes")


def _matching(pattern: str, expected: str) -> Callable[[str], str]:
    compiled = re.compile(pattern)

    def check(value: str) -> str:
        if not compiled.fullmatch(value):
            raise _Wrong(expected, value)
        return value

    return check


_SCALARS: dict[str, Callable[[str], Any]] = {
    "text": _line,
    "markdown": lambda value: value,
    "date": parse_day,
    "datetime": parse_instant,
    "integer": _integer,
    "decimal": _decimal,
    "boolean": _boolean,
    "email": _matching(r"[^@\s<>\"']+@[^@\s<>\"']+\.[^@\s<>\"']+", "name@unit.gov.vn"),
    "phone": _matching(r"\+?[\d][\d .()-]{1,24}", "0225 3821 055"),
    "url": _matching(r"https?://[^\s<>\"']+", "https://…"),
    "media": _matching(r"[^\s<>\"'\\:?#][^<>\"'\\:?#]*", "photo.jpg"),
    "reference": _line,
}
