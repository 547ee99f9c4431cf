"""What a reader typed, as units to look up. The browser's twin is `browser/query.js`."""

from dataclasses import dataclass

from plugins.search.numbers import dates, fold_latin, queried_numbers
from plugins.search.tokenizer import fold, folded_stop_words, is_character, normalise, stop_words, tokens

LONGEST = 200
"""Characters of a query that are read."""
MOST = 8
"""Pairs that are looked up; of a longer query, evenly spread ones."""
ALIKE, DROPPED, TONE, PLAIN, WRONG = 62, 44, 36, 36, 16
"""How near a variant is to the syllable typed, of 64: typed without any mark; typed without the tone; another tone;
found without any mark; another vowel or consonant. A pair's nearness is the product."""


@dataclass(frozen=True, slots=True)
class Unit:
    """One term to look up: a word, or a pair `word word`. last: may be unfinished; marked: from a query with
    diacritics, in which a syllable without any is probably meant so."""

    words: tuple[str, ...]
    folded: str
    last: bool
    marked: bool

    @property
    def term(self) -> str:
        return " ".join(self.words)


@dataclass(frozen=True, slots=True)
class Plan:
    """units: what to look up; readings: bit masks of units, any of which wholly found is the whole query found;
    words: the single words, for when pairs fail, without the characters of pairs, each of which is in many other words;
    numbers: exact terms of document numbers and dates, best first."""

    units: tuple[Unit, ...]
    readings: tuple[int, ...]
    words: tuple[Unit, ...]
    numbers: tuple[str, ...]


def _pairs(found: list[str], end: str, marked: bool) -> list[Unit]:
    return [Unit((one, two), fold(one + " " + two), two == end, marked) for one, two in zip(found, found[1:]) if one and two]


def _spread(units: list[Unit]) -> list[Unit]:
    if len(units) <= MOST:
        return units
    return [units[i * (len(units) - 1) // (MOST - 1)] for i in range(MOST)]


def plan(query: str, lang: str) -> Plan:
    """Read a query. Two readings where a word without marks may be a function word or another word, or where a Korean
    word may end in a particle."""
    normalised = normalise(query[:LONGEST])
    folded = fold_latin(normalised)
    numbers = tuple(dict.fromkeys(dates(folded) + queried_numbers(folded)))
    found = tokens(normalised, lang)
    while found and not found[-1]:
        found.pop()
    marked = any(token != fold(token) for token in found)
    maybe = folded_stop_words(lang)
    stop = stop_words(lang) if marked or lang != "vi" else frozenset()
    end = found[-1] if found else ""
    plain = [token for token in found if token not in stop]
    strict = [token for token in tokens(normalised, lang, asked=True) if token not in stop and token not in maybe]
    units: dict[str, Unit] = {}
    readings = []
    for reading in (plain, strict):
        chosen = {unit.term: unit for unit in _spread(_pairs(reading, end, marked))}
        if chosen:
            units |= {term: unit for term, unit in chosen.items() if term not in units}
            readings.append(set(chosen))
    singles = [token for token in dict.fromkeys(plain or found) if token and not (units and is_character(token))]
    words = tuple(_spread([Unit((token,), fold(token), token == end, marked) for token in singles]))
    if not units:
        return Plan(words, ((1 << len(words)) - 1,), words, numbers)
    order = list(units)
    masks = tuple(dict.fromkeys(sum(1 << order.index(term) for term in chosen) for chosen in readings))
    return Plan(tuple(units.values()), masks, words, numbers)


def nearness(unit: Unit, term: str) -> int:
    """How near an indexed term of the same folded form is to what was typed, 0 to 64."""
    near = 64
    for typed, found in zip(unit.words, term.split(" ")):
        if typed == found:
            continue
        plain = fold(typed)
        if typed == plain:
            step = DROPPED if unit.marked else ALIKE
        elif found == plain:
            step = PLAIN
        else:
            bare = _toneless(typed)
            step = WRONG if bare != _toneless(found) else DROPPED if typed == bare else TONE
        near = near * step // 64
    return near


def _toneless(word: str) -> str:
    return word.rstrip("\u0300\u0301\u0303\u0309\u0323")
