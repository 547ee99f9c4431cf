"""Where everything lies: a pure function of the set of documents, so that no history can show in the files.

Documents in order of (date, id) are cut in two segments: the main one, a multiple of `STEP` documents, and the recent
one, the newest `STEP` or fewer. A new article therefore touches the few files of the recent segment. Each document has
a slot, its number in posting lists: a hash of its id, so that no other document's number moves when one comes or goes.
"""

from dataclasses import dataclass
from hashlib import blake2b
from typing import Iterable

STEP = 32
KEEP = 1000
"""Postings of a term beyond this many lie in an overflow file, fetched only to narrow or to sort."""

MAIN = "hbf"
"""Tiers and at once file kinds of the main segment: head, body, facets."""
RECENT = {"h": "r", "b": "q", "f": "g"}
"""Tier -> file kind of the recent segment."""
OVERFLOW = {"h": "x", "b": "y"}
"""Tier -> file kind of what lies beyond `KEEP`, in the main segment only."""
KINDS = "hbfxyrqgstl"
"""All file kinds; `s` stubs; of one file each: `t` the table of facet values and months, `l` the names of the values."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Sizes, all powers of two given as their exponent. slots: size of the number space; shards: files by kind."""

    main: int
    slots: int
    shards: dict[str, int]

    def shard(self, kind: str, hashed: int) -> int:
        return hashed & ((1 << self.shards[kind]) - 1)

    def block(self, slot: int) -> int:
        """The stub block that holds a slot."""
        return slot >> (self.slots - self.shards["s"])


def _exponent(count: int, each: int) -> int:
    """The exponent of the smallest power of two of files that hold `each` or fewer of `count`."""
    return max(0, (max(count, 1) - 1) // each).bit_length()


def layout(documents: int) -> Layout:
    """The layout for this many documents."""
    main = max(0, documents - 1) // STEP * STEP
    recent = documents - main
    room = main + STEP
    head, body = min(15, _exponent(main, 4)), min(15, _exponent(main, 2))
    return Layout(main, max(8, (room - 1).bit_length() + 4), {
        "h": head, "b": body, "x": head, "y": body, "f": min(8, _exponent(main, 250)),
        "r": min(3, _exponent(recent, 4)), "q": min(4, _exponent(recent, 1)), "g": 0, "s": min(15, _exponent(room, 4)),
    })


def wanted_slot(document: str, bits: int) -> int:
    return int.from_bytes(blake2b(document.encode("utf-8", "surrogatepass"), digest_size=8).digest()) >> (64 - bits)


def assign_slots(documents: Iterable[str], bits: int) -> dict[str, int]:
    """id -> slot. Where hashes meet, the smaller id keeps the place and the other takes the next free one."""
    taken: dict[int, str] = {}
    size = 1 << bits
    for document in documents:
        slot = wanted_slot(document, bits)
        while slot in taken:
            if taken[slot] > document:
                taken[slot], document = document, taken[slot]
            slot = (slot + 1) % size
        taken[slot] = document
    return {document: slot for slot, document in taken.items()}
