"""One document to its postings, and terms to shards. Pure and per document, so that it can be cached and run apart.

Two tiers. The head holds title, summary, headings, agency, field and number; its value packs where a term stands:
title bucket (0 not in the title, 7 in a very short one) times four, plus 2 for the summary, plus 1 for the rest. The
body holds what is not in the head already; its value is a bucket of the frequency, 1 to 4. Values are coarse on
purpose: mending a sentence changes the postings of that sentence's words and no others.
"""

from bisect import bisect_left
from collections import Counter
from functools import lru_cache
from zlib import crc32

from plugins.search.numbers import dates, number_terms
from plugins.search.record import FACETS, SearchRecord
from plugins.search.tokenizer import BREAK, fold, is_character, normalise, pairs, stop_words, tokens

ENGINE = "3"
"""Raised with every change that alters postings or file formats: caches and index states of another engine are void."""

HEAD, BODY, FACET = "h", "b", "f"
_TITLE_LENGTHS = (4, 6, 8, 11, 15, 22)
_LONG = 1500


def group(term: str) -> str:
    """What decides a term's shard: a word by its first four letters, a pair by its first word and the second's first two
    letters, a document number by its digits. So an unfinished word is completed from one shard, from the letter on
    at which a completion is more than a guess."""
    if term[0] == "#":
        return term.split("/", 1)[0]
    if term[0] in "@:":
        return term
    first, space, second = term.partition(" ")
    return fold(first) + " " + fold(second)[:2] if space else fold(first)[:4]


@lru_cache(1 << 18)
def term_hash(term: str) -> int:
    """CRC-32 of a term's group: its low bits number the shard."""
    return crc32(group(term).encode())


def _units(found: list[str], stop: frozenset[str]) -> list[str]:
    return [one + " " + two for one, two in pairs(found, stop)]


def head_terms(record: SearchRecord) -> dict[str, int]:
    """term -> value of the first tier."""
    lang, stop = record.lang, stop_words(record.lang)
    title, summary = normalise(record.title), normalise(record.summary)
    rest = normalise("\n".join((*record.headings, record.agency, record.field)))
    values: dict[str, int] = {}

    def note(terms: list[str], bits: int) -> None:
        for term in terms:
            values[term] = values.get(term, 0) | bits

    in_title = tokens(title, lang)
    length = sum(1 for token in in_title if token)
    bucket = (7 - bisect_left(_TITLE_LENGTHS, length)) << 2
    note([token for token in in_title if token], bucket)
    note(_units(in_title, stop), bucket)
    for text, bit in ((summary, 2), (rest, 1)):
        found = tokens(text, lang)
        note([token for token in found if token and token not in stop], bit)
        note(_units(found, stop), bit)
        note(number_terms(text, False) + dates(text), bit)
    note(number_terms(title, True) + dates(title), bucket)
    note(number_terms(normalise(record.number), True), 28)
    return values


def body_terms(record: SearchRecord, head: dict[str, int]) -> dict[str, int]:
    """term -> value of the second tier, without the head's terms."""
    text = normalise(record.body)
    stop = stop_words(record.lang)
    found = tokens(text, record.lang)
    counts = Counter(found)
    del counts[BREAK]
    for token in [token for token in counts if token in stop or is_character(token)]:
        del counts[token]
    counts.update(_units(found, stop))
    counts.update(number_terms(text, False) + dates(text))
    less = 1 if len(found) > _LONG else 0
    buckets = (0, 1, 2, 3 - less, 3 - less, 3 - less)
    return {term: buckets[count] if count < 6 else 4 - less for term, count in counts.items() if term not in head}


def facet_terms(record: SearchRecord) -> dict[str, int]:
    """term -> value of the facet lists: 1, or the day of the month in the list of its month."""
    values = {f":{name}:{getattr(record, name)}": 1 for name in FACETS if getattr(record, name)}
    if len(record.date) == 10:
        values[f":month:{record.date[:7]}"] = int(record.date[8:])
    return values


def analyse(record: SearchRecord) -> bytes:
    """All postings of one document: a line `tier, value, term` each, sorted; the value is the character 48 beyond it.

    Depends on nothing but the record's texts and `ENGINE`; cache it by the document's blob id and `ENGINE`.
    """
    head = head_terms(record)
    lines = [f"{HEAD}{chr(48 + value)}{term}" for term, value in head.items()]
    lines += [f"{BODY}{chr(48 + value)}{term}" for term, value in body_terms(record, head).items()]
    lines += [f"{FACET}{chr(48 + value)}{term}" for term, value in facet_terms(record).items()]
    return "\n".join(sorted(lines)).encode("utf-8", "replace")
