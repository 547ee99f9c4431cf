"""Canonical JSON: one value has one spelling, so that a signature over bytes is a signature over meaning.

The form is a subset of RFC 8785: UTF-8, keys sorted by code point, no white space, no floats, one newline at the end.
Reading is strict: bytes that are not exactly what writing the same value would give are refused.
"""

import json
from datetime import UTC, datetime
from typing import Any

MAX_BYTES = 32 * 1024 * 1024
"""Larger inputs are refused unread; a statement about 100,000 files stays below it."""


class Malformed(ValueError):
    """Bytes that are not a canonical statement, policy or manifest. The message says what was expected."""


def dump(value: Any) -> bytes:
    """The canonical bytes of a value made of dicts, lists, strings, integers, booleans and None."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode("utf-8") + b"\n"


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Malformed("a key occurs twice")
    return found


def _no_float(text: str) -> Any:
    raise Malformed(f"{text} is not an integer")


_DECODER = json.JSONDecoder(object_pairs_hook=_pairs, parse_float=_no_float, parse_constant=_no_float)


def load(raw: bytes) -> dict[str, Any]:
    """The object these canonical bytes spell. Raises Malformed for everything else, and nothing else."""
    if len(raw) > MAX_BYTES:
        raise Malformed(f"larger than {MAX_BYTES} bytes")
    try:
        value = _DECODER.decode(raw.decode("utf-8"))
        if not isinstance(value, dict) or dump(value) != raw:
            raise Malformed("not in canonical form")
    except (ValueError, RecursionError) as wrong:
        raise Malformed(str(wrong)) from None
    return value


def shape(value: Any, what: str, **kinds: type | tuple[type, ...]) -> dict[str, Any]:
    """`value` when it is an object with exactly these keys and kinds of values (a boolean is not an integer)."""
    if not isinstance(value, dict) or value.keys() != kinds.keys():
        raise Malformed(f"{what} must have exactly the keys {', '.join(sorted(kinds))}")
    for key, kind in kinds.items():
        found = value[key]
        allowed = kind if isinstance(kind, tuple) else (kind,)
        if type(found) not in allowed:
            raise Malformed(f"{what}: {key} has the wrong kind of value")
    return value


def instant(text: str) -> datetime:
    """`2026-05-01T08:00:00Z` as an aware time. No other spelling is accepted."""
    try:
        found = datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    except ValueError:
        raise Malformed(f"{text!r} is not a time like 2026-05-01T08:00:00Z") from None
    if spell_instant(found) != text:
        raise Malformed(f"{text!r} is not a time like 2026-05-01T08:00:00Z")
    return found


def spell_instant(time: datetime) -> str:
    """An aware time, in UTC to the second."""
    return time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ").rjust(20, "0")
