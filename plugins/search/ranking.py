"""From posting lists to the order of results. The browser's twin is `browser/ranking.js`; all numbers are integers, so
that both compute the same scores (a test holds them side by side)."""

from dataclasses import dataclass, field
from math import log2
from typing import Iterable

from plugins.search.query import Unit, nearness
from plugins.search.shard import Groups
from plugins.search.tokenizer import fold

PAGE = 10
STRONG = 24
"""From this nearness a term counts as found; below, it only adds a little."""
SAME = 58
"""From this nearness a term is spelled as typed, or typed without marks."""
PREFIX = 40
COMPLETIONS = 12
_TITLE = (0, 18, 21, 24, 27, 30, 33, 36)
_BODY = (0, 3, 4, 5, 6)


@dataclass(slots=True)
class Tally:
    """What is known of one document: bit masks of the units found in title, lead and body; the sum of weights."""

    title: int = 0
    lead: int = 0
    body: int = 0
    sum: int = 0
    number: int = 0


@dataclass(slots=True)
class Match:
    """The lists of one unit in one tier: (nearness, term, postings beyond the list, groups)."""

    lists: list[tuple[int, bytes, int, Groups]] = field(default_factory=list)

    def frequency(self) -> int:
        """In how many documents the unit stands, in a spelling near enough."""
        return sum(rest + sum(map(len, groups.values())) for near, _, rest, groups in self.lists if near >= STRONG)

    def settle(self) -> None:
        """Where the spelling typed exists, every other one counts half, so that it is below `STRONG`; of the spellings
        that a word without marks may stand for, the rare ones count less."""
        if all(near < SAME for near, _, _, _ in self.lists):
            return
        often: dict[bytes, int] = {}
        for near, key, rest, groups in self.lists:
            if near >= SAME:
                often[key] = often.get(key, 0) + rest + sum(map(len, groups.values()))
        most = max(often.values())
        lists = []
        for near, key, rest, groups in self.lists:
            if near < SAME:
                near //= 2
            elif near < 64:
                near -= 16 if often[key] * 16 < most else 8 if often[key] * 4 < most else 0
            lists.append((near, key, rest, groups))
        self.lists = lists


def matches(unit: Unit, shard: dict[bytes, bytes]) -> list[tuple[int, bytes, bytes]]:
    """(nearness, term, list) of all terms of the shard that the unit may mean; an unfinished last word is completed
    when nothing near enough stands there as typed. Completions: the most frequent, by the length of their lists."""
    found, longer, best = [], [], 0
    for key, content in shard.items():
        term = key.decode()
        folded = fold(term)
        if folded == unit.folded:
            near = nearness(unit, term)
            best = max(best, near)
            found.append((near, key, content))
        elif unit.last and folded.startswith(unit.folded) and (" " in folded) == (" " in unit.folded):
            longer.append((len(content), key, content))
    if best < 2 * STRONG:
        longer.sort(key=lambda entry: -entry[0])
        found += [(PREFIX, key, content) for _, key, content in longer[:COMPLETIONS]]
    return found


def rarity(documents: int, frequency: int) -> int:
    """Inverse document frequency in sixteenths of a bit."""
    return int(16 * log2(1 + documents / (frequency + 1)) + 0.5)


def head_weight(value: int) -> int:
    """Weight of a place in the head (see analysis): title by its shortness, else summary, else headings."""
    title, rest = _TITLE[value >> 2], value & 3
    return title + rest if title else (12 if rest & 2 else 0) + (9 if rest == 1 else 0)


def add(tallies: dict[int, Tally], bit: int, match: Match, weight: int, body: bool) -> None:
    """Add one unit's matches in one tier; of several variants in one document the best counts."""
    best: dict[int, tuple[int, int, int]] = {}
    for near, _, _, groups in match.lists:
        for value, slots in groups.items():
            worth = near * (_BODY[value] if body else head_weight(value))
            for slot in slots:
                if slot not in best or worth > best[slot][0]:
                    best[slot] = (worth, near, value)
    for slot, (worth, near, value) in best.items():
        tally = tallies.get(slot)
        if tally is None:
            tally = tallies[slot] = Tally()
        tally.sum += weight * worth // 64
        if near >= STRONG:
            if body:
                tally.body |= bit
            elif value > 3:
                tally.title |= bit
            else:
                tally.lead |= bit


def coverage(mask: int, readings: tuple[int, ...]) -> int:
    """How much of the query a mask covers, 0 to 64, in the most favourable reading."""
    return max((mask & reading).bit_count() * 64 // reading.bit_count() for reading in readings)


def score(tally: Tally, readings: tuple[int, ...]) -> int:
    """The score of a document."""
    title = coverage(tally.title, readings)
    lead = coverage(tally.title | tally.lead, readings)
    whole = coverage(tally.title | tally.lead | tally.body, readings)
    factor = 4 + (whole * whole * whole >> 12) + (lead * lead >> 6) + (title * title >> 6)
    factor += (96 if title == 64 else 0) + (32 if lead == 64 else 0) + (32 if whole == 64 else 0)
    return tally.sum * factor // 64 + tally.number * 1_000_000


def settled(tallies: Iterable[Tally], readings: tuple[int, ...]) -> tuple[int, ...]:
    """The first reading that some document answers wholly, alone; all readings where none does."""
    for reading in readings if len(readings) > 1 else ():
        if any((tally.title | tally.lead | tally.body) & reading == reading for tally in tallies):
            return (reading,)
    return readings


def is_whole(tally: Tally, readings: tuple[int, ...], body: bool = True) -> bool:
    """Whether all of the query was found in the document."""
    mask = tally.title | tally.lead | (tally.body if body else 0)
    return any(mask & reading == reading for reading in readings)


def half(tally: Tally, readings: tuple[int, ...]) -> bool:
    """Whether half of the query or more was found in the document."""
    return coverage(tally.title | tally.lead | tally.body, readings) >= 32
