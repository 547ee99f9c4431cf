"""Text to terms. The definition is data (`tokenizer.json`) that the browser's twin `browser/tokenizer.js` reads too;
both must give the same terms for any input, and a conformance test holds them together.

A token is a word in canonical spelling, or one Han, kana or Hangul character. Canonical spelling is NFD with the
Vietnamese tone moved to the end of the syllable (`hoà` and `hòa` are one word) and a final single `y` written `i`
(`quản lý`, `quản lí`). Its folded form has no marks, and `d` for `đ`.
"""

import json
import re
from functools import lru_cache
from pathlib import Path
from typing import Any
from unicodedata import normalize

DEFINITION = json.loads((Path(__file__).parent / "tokenizer.json").read_text("utf-8"))


def _ranges(text: str) -> str:
    """A regular expression's character class from `61-7a 3005`."""
    return "".join("-".join(f"\\U{int(end, 16):08x}" for end in part.split("-")) for part in text.split())


_TONES = "\u0300\u0301\u0303\u0309\u0323"
_TONE = re.compile(f"[{_TONES}]")
_MARK = re.compile("[\u0300-\u036f]")
_FINAL_Y = re.compile(f"^(qu|[bcdđghklmnprstvx]+)y([{_TONES}]*)$")
_INVISIBLE = re.compile(f"[{_ranges(DEFINITION['invisible'])}]")
_FORBIDDEN = re.compile(f"[^{_ranges(DEFINITION['allowed'])}]")
_WORD, _CHARACTER, _HANGUL = (_ranges(DEFINITION[name]) for name in ("word", "character", "hangul"))
_SCAN = re.compile(f"([{_WORD}]+)|([{_CHARACTER}])|([{_HANGUL}]+)|([.!?;。]+(?=[ \n]|\\Z)|\n)|[^ ]")
_LETTERS = str.maketrans(DEFINITION["letters"])
_PARTICLES = tuple(DEFINITION["particles"].split())

BREAK = ""
"""The token that stands for the end of a sentence: no pair of words reaches across it."""


def normalise(text: str) -> str:
    """Compatibility characters unified, lower case, dashes and look-alikes of đ mapped, the unknown made a space.

    Characters outside the definition go first: what a newer Unicode adds must not part Python from the browser.
    """
    text = _FORBIDDEN.sub(" ", _INVISIBLE.sub("", text))
    return normalize("NFKC", text).replace("Σ", "σ").lower().translate(_LETTERS)


@lru_cache(1 << 17)
def fold(term: str) -> str:
    """The term without any diacritic, `đ` included."""
    if term.isascii():
        return term
    return normalize("NFC", _MARK.sub("", normalize("NFD", term))).replace("đ", "d")


def rules(lang: str) -> dict[str, Any]:
    """What the definition says of one language; the index's manifest carries it to the browser."""
    common = {key: value for key, value in DEFINITION.items() if key != "languages"}
    return {**common, "lang": lang, "stop": "", "stem": [], **DEFINITION["languages"].get(lang, {})}


@lru_cache(8)
def _stem(lang: str) -> list[list[tuple[str, str, int]]]:
    return rules(lang)["stem"]


def stem(word: str, steps: list[list[tuple[str, str, int]]]) -> str:
    """Cut endings: in every step the first (ending, replacement, least length of what stays) that fits."""
    for step in steps:
        for ending, instead, least in step:
            if word.endswith(ending) and len(word) - len(ending) >= least:
                word = word[: len(word) - len(ending)] + instead
                break
    return word


@lru_cache(1 << 17)
def canonical(word: str, lang: str) -> str:
    """One spelling for all variants of a normalised word; "" where only marks are left."""
    plain = normalize("NFD", word)
    steps = _stem(lang)
    if plain.isascii():
        if steps:
            return stem(plain, steps)
    else:
        plain = _TONE.sub("", plain) + "".join(_TONE.findall(plain))
        if not fold(plain):
            return ""
    return plain if steps else _FINAL_Y.sub(r"\1i\2", plain)


@lru_cache(8)
def stop_words(lang: str) -> frozenset[str]:
    """Function words: no part of a pair, and no term of their own in the body."""
    return frozenset(canonical(normalise(word), lang) for word in rules(lang)["stop"].split())


@lru_cache(8)
def folded_stop_words(lang: str) -> frozenset[str]:
    """How function words look when typed without diacritics: perhaps one of them, perhaps another word."""
    return frozenset(fold(word) for word in stop_words(lang))


def is_character(token: str) -> bool:
    """Whether the token is one character of a script written without spaces."""
    return token > "\u2fff"


def tokens(normalised: str, lang: str, asked: bool = False) -> list[str]:
    """The tokens of a normalised text in reading order, with `BREAK` at sentence ends.

    Punctuation inside a sentence parts characters (Chinese, Japanese, Korean) but not words. asked: of a query, a Korean
    word's particle is left out, so that it is found with any other.
    """
    found: list[str] = []
    for match in _SCAN.finditer(normalised):
        kind = match.lastindex
        if kind == 1:
            word = canonical(match[1], lang)
            if word:
                found.append(word)
        elif kind == 2:
            found.append(match[2])
        elif kind == 3:
            run = match[3]
            particle = next((end for end in _PARTICLES if run.endswith(end)), "") if asked and len(run) > 2 else ""
            found.extend(run.removesuffix(particle))
            if particle:
                found.append(BREAK)
        elif kind == 4 or (found and is_character(found[-1])):
            found.append(BREAK)
    return found


def pairs(found: list[str], skip: frozenset[str] | set[str]) -> list[tuple[str, str]]:
    """Neighbouring tokens, function words in `skip` passed over."""
    kept = [token for token in found if token not in skip]
    return [(one, two) for one, two in zip(kept, kept[1:]) if one and two]
