"""Where everything lies: a pure function of the set of documents, so that no history can show in the files.

Documents in order of (date, id) stand in up to three segments: the recent one, the newest `STEP` or fewer; the main
one; and in large indexes a middle one between them. A new article touches the few files of the recent segment. Each
`STEP` articles these move on, and to spread the cost over all of them, the shards of the main segment do not end at one
document: they are dealt into `PHASES`, each of which takes over what the middle segment holds for it when its turn comes.

Each document has a slot, its number in posting lists: a hash of its id, so that no other document's number moves when
one comes or goes.
"""

from dataclasses import dataclass
from hashlib import blake2b
from typing import Iterable

STEP = 16
PHASES = 64
"""Turns in which the main segment takes over the middle one; a power of two. The middle segment holds fewer than
`STEP * PHASES` documents of any one shard."""
MIDDLE_FROM = 4096
"""With more documents than this before the recent ones there is a middle segment. With fewer, the main segment's shards
are so few that touching them all costs less than asking a third file for each word."""
EVERY_PHASE = -1
"""The mask of all phases, whatever their number."""
KEEP = 1000
"""Postings of a term beyond this many lie in an overflow file, fetched only to narrow or to sort."""

MAIN = {"h": "h", "b": "b", "f": "f"}
"""Tier (head, body, facets) -> kind of file of the main segment."""
MIDDLE = {"h": "m", "b": "n"}
"""Tier -> kind of file of the middle segment; its facets are in the main one."""
RECENT = {"b": "q", "f": "g"}
"""Tier -> kind of file of the recent segment; its head is in the manifest."""
LAYERS = {"h": "hm", "b": "bnq", "f": "fg"}
"""Tier -> kinds of file that hold its lists."""
OVERFLOW = {"h": "x", "b": "y"}
"""Kind -> kind of file of what lies beyond `KEEP`, in the main segment only."""
KINDS = "hbfmnxyqgstl"
"""All kinds of file; `s` stubs; of one file each: `t` the table of facet values and months, `l` the names of the values."""


@dataclass(frozen=True, slots=True)
class Layout:
    """settled: documents before the recent segment; slots: size of the number space, and shards: files of each kind
    that there is (`r`: parts of the recent head), both as exponents of two."""

    settled: int
    slots: int
    shards: dict[str, int]

    @property
    def middle(self) -> bool:
        """Whether there is a middle segment."""
        return "m" in self.shards

    def shard(self, kind: str, hashed: int) -> int:
        return hashed & ((1 << self.shards[kind]) - 1)

    def block(self, slot: int) -> int:
        """The stub block that holds a slot."""
        return slot >> (self.slots - self.shards["s"])

    @property
    def first(self) -> int:
        """The rank from which on documents may be outside the main segment: where its shortest shards end."""
        return self.settled - STEP * (PHASES - 1) if self.middle else self.settled

    def held(self, rank: int) -> int:
        """The same as `phases`, told without counting for the many documents that are before `first`."""
        return EVERY_PHASE if rank < self.first else self.phases(rank)

    def phases(self, rank: int) -> int:
        """Bit mask of the phases whose main shards hold the document of this rank (its place in the order of all)."""
        if rank >= self.settled:
            return 0
        phases = 0
        for phase in range(PHASES):
            end = self.settled - (self.settled - STEP * phase) % (STEP * PHASES) if self.middle else self.settled
            if rank < end:
                phases |= 1 << phase
        return phases


def phase_bit(hashed: int) -> int:
    """The phase of a term, as a bit. All terms of a shard share it, since there are no fewer shards than phases."""
    return 1 << (hashed & (PHASES - 1))


def phases_together(one: int, other: int) -> int:
    """The mask of the phases of both masks."""
    both = one | other
    return EVERY_PHASE if both == (1 << PHASES) - 1 else both


def taken_over(before: "Layout", now: "Layout") -> int:
    """Bit mask of the phases in which the main segment takes over the middle one when the number of documents grows."""
    if not now.middle or now.settled <= before.settled:
        return 0
    return sum({1 << step % PHASES for step in range(before.settled // STEP + 1, now.settled // STEP + 1)})


def _exponent(count: int, each: int) -> int:
    """The exponent of the smallest power of two of files that hold `each` or fewer of `count`."""
    return max(0, (max(count, 1) - 1) // each).bit_length()


def layout(documents: int) -> Layout:
    """The layout for this many documents."""
    settled = max(0, documents - 1) // STEP * STEP
    recent = documents - settled
    room = settled + STEP
    shards = {"r": min(2, _exponent(recent, 4)), "q": min(4, _exponent(recent, 1)), "g": 0, "s": min(15, _exponent(room, 4))}
    if settled:
        head, body = min(15, _exponent(settled, 4)), min(15, _exponent(settled, 2))
        shards |= {"h": head, "b": body, "x": head, "y": body, "f": min(8, _exponent(settled, 250))}
    if settled > MIDDLE_FROM:
        window = STEP * PHASES
        shards |= {"m": max(_exponent(PHASES, 1), _exponent(window, 4)), "n": _exponent(window, 2)}
    return Layout(settled, max(8, (room - 1).bit_length() + 4), shards)


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
