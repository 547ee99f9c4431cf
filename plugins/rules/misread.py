"""Texts as scanners, mail programs and typing habits leave them, made readable for the screening of personal data.

Full-width digits and odd blanks are put right; numbers that a line's end tears, or that hold `O` for `0`, are offered
once more with what stands before them. They count only where their form or that word leaves no doubt, because laws are
full of torn tables.
"""

import re
from typing import Iterator, NamedTuple

from plugins.rules.pattern import Pattern

_ODD = Pattern("[\u00a0\u00ad\u2000-\u2015\u202f\u2060\u3000\ufeff\uff0b-\uff19\uff20]")
_PLAIN = {**{chr(0xFF10 + n): str(n) for n in range(10)}, **dict.fromkeys("\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u00a0\u202f\u3000", " "),
          **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\uff0d", "-"), **dict.fromkeys("\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff", ""),
          "\uff0b": "+", "\uff0e": ".", "\uff20": "@"}
_TORN = Pattern(r"\n(?:(?<=[0-9)]\n)|(?<=[0-9)][ .-]\n))[ \t>]{0,8}[0-9]")
_SMUDGED = Pattern(r"[0-9](?:[OolIS|](?![A-Za-zÀ-ỹ])|(?<=[OoIlS|][0-9])(?<![A-Za-zÀ-ỹ0-9][OoIlS|][0-9])[0-9OolIS|. ])")
_RUN = Pattern(r"[0-9OolIS|+(](?<![A-Za-zÀ-ỹ0-9][0-9OolIS|+(])[0-9OolIS|+() .-]{7,24}[0-9OolIS|](?![A-Za-zÀ-ỹ0-9])")
_DIGIT_OF = str.maketrans("OolI|S", "001115")
_SIGN = Pattern(r"@|[\[(](?:at|a còng|A CÒNG|AT)[\])]")
_SIGNS = ("@", "(", "[")
"""One of these is in whatever `_SIGN` matches, and looking for one character costs a hundredth of the pattern."""
_BEFORE_SIGN = Pattern(r"[A-Za-z0-9._%+-]{2,64}[ \n]{0,2}$")
_AFTER_SIGN = Pattern(r"[ \n]{0,3}(?:gmail|yahoo|ymail|hotmail|outlook|icloud|protonmail)[ \n]{0,2}[.,][ \n]{0,2}(?:com|vn)\b", re.IGNORECASE)


class Reading(NamedTuple):
    """before: what stands before the number; number: as it is meant; after: what follows; start: where it begins in the
    text; sure: whether its form alone says what it is, so that no word needs to announce it."""

    before: str
    number: str
    after: str
    start: int
    sure: bool


def plain(text: str) -> str:
    """The text with plain digits, blanks and signs."""
    return _ODD.sub(lambda odd: _PLAIN.get(odd.group(), odd.group()), text)


def readings(text: str) -> Iterator[Reading]:
    """Numbers that a plain reading misses."""
    for match in _TORN.finditer(text) if "\n" in text else ():
        start, first = _left_end(text, match.start()), match.end() - 1
        before, rest = text[max(0, start - 80):start], text[first:first + 64]
        if not before.strip("0123456789 .,-()|\n"):  # a column of figures: no word can announce it
            continue
        for joint in ("", " "):  # within a group, or between two
            yield Reading(before, text[start:match.start()] + joint + rest, "", start, False)
    seen = -1
    for sign in _SMUDGED.finditer(text):
        if sign.start() > seen and (match := _RUN.match(text, _left_end(text, sign.start()))):
            seen, written = match.end(), match.group()
            letters = sum(c in "OolIS|" for c in written)
            if letters and sum(c.isdigit() for c in written) >= 2 * letters + 4:
                yield Reading(text[max(0, match.start() - 80):match.start()], written.translate(_DIGIT_OF), text[match.end():match.end() + 40],
                              match.start(), letters == 1 and written.isalnum() and 10 <= len(written) <= 12)


def _left_end(text: str, at: int) -> int:
    """Where the run of digits, blanks and look-alikes around a place begins, at most 26 signs before it."""
    left = at
    while left > 0 and at - left < 26 and text[left - 1] in "0123456789OolIS|+() .-":
        left -= 1
    while left < at and (text[left] in " .-)" or text[left].isalpha() and text[left - 1:left].isalpha()):
        left += 1
    return left


def mailboxes(text: str) -> Iterator[tuple[int, str]]:
    """Mailboxes at free providers that hold blanks, line ends or a word for the sign: where they begin, and their text."""
    if not any(map(text.__contains__, _SIGNS)):
        return
    for match in _SIGN.finditer(text):
        after = _AFTER_SIGN.match(text, match.end())
        before = _BEFORE_SIGN.search(text, max(0, match.start() - 66), match.start()) if after else None
        if after and before:
            whole = text[before.start():after.end()]
            if match.group() != "@" or " " in whole or "\n" in whole:
                yield before.start(), whole
