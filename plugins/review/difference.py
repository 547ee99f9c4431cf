"""What changed in a page as an editor sees it: fields, and words of the text, not lines of a file."""

import difflib
import re
from dataclasses import dataclass
from typing import Any, Mapping

MAX_WORDS = 4000
"""Longer paragraphs are shown whole, old and new: comparing word by word takes quadratic time."""

_WORD = re.compile(r"\s+|[^\s\w]|\w+")


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One key of the front matter; an empty side means that it was not there."""

    field: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text. kind: `same`, `removed` or `added`."""

    kind: str
    text: str


def field_changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[FieldChange, ...]:
    """Front matter keys whose values differ, in the order of the new version."""
    keys = dict.fromkeys((*new, *old))
    return tuple(FieldChange(key, spell(old.get(key)), spell(new.get(key))) for key in keys
                 if old.get(key) != new.get(key))


def spell(value: Any) -> str:
    """A front matter value on one line."""
    if value is None:
        return ""
    if isinstance(value, Mapping):
        return "; ".join(f"{key}: {spell(item)}" for key, item in value.items())
    if isinstance(value, (list, tuple)):
        return ", ".join(spell(item) for item in value)
    return " ".join(str(value).split())


def text_changes(old: str, new: str) -> tuple[tuple[Piece, ...], ...]:
    """Paragraphs that differ, each as pieces; unchanged paragraphs are left out."""
    before, after = _paragraphs(old), _paragraphs(new)
    found: list[tuple[Piece, ...]] = []
    for kind, i, i_end, j, j_end in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        gone, come = before[i:i_end], after[j:j_end]
        paired = min(len(gone), len(come))
        found += [_words(one, other) for one, other in zip(gone, come)]
        found += [(Piece("removed", text),) for text in gone[paired:]]
        found += [(Piece("added", text),) for text in come[paired:]]
    return tuple(found)


def _paragraphs(text: str) -> list[str]:
    return [part.strip() for part in re.split(r"\n\s*\n", text) if part.strip()]


def _words(old: str, new: str) -> tuple[Piece, ...]:
    before, after = _WORD.findall(old), _WORD.findall(new)
    if len(before) + len(after) > MAX_WORDS:
        return Piece("removed", old), Piece("added", new)
    pieces: list[Piece] = []
    for kind, i, i_end, j, j_end in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            pieces.append(Piece("same", "".join(before[i:i_end])))
            continue
        if i < i_end:
            pieces.append(Piece("removed", "".join(before[i:i_end])))
        if j < j_end:
            pieces.append(Piece("added", "".join(after[j:j_end])))
    return tuple(pieces)
