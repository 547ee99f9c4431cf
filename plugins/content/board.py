"""The `board` of a portal's registry file: who sits on it, in which role, and within which limits.

    board:
      head: [truong-ban]
      member: [uy-vien-a, {person: uy-vien-b, sections: [news], langs: [vi], from: 2026-01-01, until: 2026-12-31}]
      en: {language-reviewer: [hieu-dinh-vien-a]}      # the same for one language
"""

from typing import Any, Callable, Iterator, Mapping

from plugins.model import Board, Seat

_LANGUAGES = ("vi", "en", "zh", "ko", "ja")
_LIMITS = {"person", "sections", "langs", "from", "until"}
_EXPECTED = "{role: [id, {person: id, sections: […], langs: […], from: 2026-01-01, until: 2026-12-31}]}"


def read_board(value: Any, wrong: Callable[..., None]) -> Board:
    """The board as written. wrong: called as `wrong(finding id, field, expected=...)` for what has another form."""
    seats: list[Seat] = []
    for name, part in (value.items() if isinstance(value, dict) else ()):
        by_role = part.items() if name in _LANGUAGES and isinstance(part, dict) else [(name, part)]
        for role, people in by_role:
            found = list(_seats(str(role), people, (name,) if name in _LANGUAGES else ("*",)))
            if None in found or not found:
                wrong("registry.wrong-kind", f"board.{name}" + (f".{role}" if name in _LANGUAGES else ""), expected=_EXPECTED)
            seats += filter(None, found)
    return Board(tuple(seats))


def _seats(role: str, people: Any, langs: tuple[str, ...]) -> Iterator[Seat | None]:
    """The seats of one role; None for an entry that is none."""
    for entry in people if isinstance(people, list) else [people]:
        if isinstance(entry, str) and entry:
            yield Seat(role, entry, langs=langs)
        elif isinstance(entry, dict) and isinstance(entry.get("person"), str) and not entry.keys() - _LIMITS:
            sections, own = _words(entry, "sections"), _words(entry, "langs")
            yield Seat(role, entry["person"], sections, own if langs == ("*",) else langs, _day(entry, "from"),
                       _day(entry, "until"))
        else:
            yield None


def _words(entry: Mapping[str, Any], key: str) -> tuple[str, ...]:
    found = entry.get(key)
    return tuple(str(word) for word in found) if isinstance(found, list) and found else ("*",)


def _day(entry: Mapping[str, Any], key: str) -> str:
    return str(entry.get(key) or "")
