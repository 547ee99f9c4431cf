"""The files of a search index that a change of some documents touches. Applies the change to the index's state too."""

from bisect import bisect_left, insort
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import AbstractSet as Set, Iterable, Mapping

from plugins.build.search.state import Incoming, IndexState, Row, file_path, unpack_record
from plugins.search.analysis import FACET, analyse, term_hash
from plugins.search.cut import digest, facet_table, facet_values, recent_segment, shard_files, stub_block, stub_row
from plugins.search.layout import (
    EVERY_PHASE, MAIN, MIDDLE, OVERFLOW, STEP, Layout, layout, phase_bit, phases_together, taken_over,
)
from plugins.search.record import SearchRecord
from plugins.search.shard import CorruptShard, Groups, decode_list, posting, unpack

Posting = tuple[str, bytes, int, int]
"""(kind of file, term, term's hash, posting)."""
Files = dict[tuple[str, int], bytes | None]
"""(kind, number) -> bytes, None for a file to delete."""


class _Damaged(Exception):
    """A file to be mended is not as it was written."""


def changed_files(index: IndexState, output: Path, new: dict[str, Incoming], gone: set[str]) -> Files | None:
    """The files that change; None when one to be mended is not as it was written.

    The caller holds a transaction and has made sure that the numbers of files stay.
    """
    before = index.rows([*new, *gone])
    count = index.count()
    plan_before, plan = layout(count), layout(count - len(gone) + sum(1 for name in new if name not in before))
    was = _Places(index, plan_before, count)
    moved = index.place(gone, sorted(name for name in new if name not in before), plan.slots)
    elsewhere = index.rows(name for name in moved if name not in new)
    _count_facets(index, [unpack_record(row.packed) for row in before.values()], [unpack_record(packed) for _, packed in new.values()])

    index.forget(gone)
    index.put((name, date, moved.get(name, before[name].slot if name in before else -1), packed)
              for name, (date, packed) in new.items())
    index.set_slots({name: moved[name] for name in elsewhere})
    after = index.count()
    now = _Places(index, plan, after)

    turns = taken_over(plan_before, plan)
    crossing = index.rows({name for name in was.young.keys() | now.young.keys()
                           if name not in new and name not in gone and now.of(name) != was.after(name, turns)})
    touched = {**crossing, **elsewhere, **before}  # as they were before the change
    left = {entry for name, row in touched.items() for entry in _of(was, name, row)}
    entered = {entry for name, row in index.rows({*touched, *new} - gone).items() for entry in _of(now, name, row)}
    change = _Change(index, output, plan)
    change.drop(left - entered)
    change.add(entered - left)
    try:
        change.take_over(turns, left & entered)
        files = change.files()
    except _Damaged:
        return None
    files |= _recent_files(index, plan, after, was.recent)
    slots = {row.slot for row in (*before.values(), *elsewhere.values())} | {
        row.slot for row in index.rows([*new, *elsewhere]).values()}
    width = plan.slots - plan.shards["s"]
    for block in {plan.block(slot) for slot in slots}:
        rows = index.in_slots(block << width, ((block + 1) << width) - 1)
        files["s", block] = stub_block(stub_row(slot, record) for slot, record in rows) if rows else None
    counts = {(name, value): count for name, value, count in index.db.execute("select * from facet")}
    files["t", 0] = facet_table(counts)
    return files


class _Places:
    """In which segments documents stand, as the index is now. young: document -> phases of the main segment that hold
    it, of all that some do not; recent: the documents of the recent segment."""

    def __init__(self, index: IndexState, plan: Layout, count: int) -> None:
        names = index.newest_names(count - plan.first)
        by_step: dict[int, int] = {}
        self.young: dict[str, int] = {}
        for rank, name in enumerate(names, plan.first):
            step = rank // STEP  # segments end at whole steps only
            if step not in by_step:
                by_step[step] = plan.phases(rank)
            self.young[name] = by_step[step]
        self.recent = set(names[plan.settled - plan.first:])

    def of(self, name: str) -> tuple[bool, int]:
        """Whether a document is in the recent segment, and the phases whose main shards hold it."""
        return name in self.recent, self.young.get(name, EVERY_PHASE)

    def after(self, name: str, turns: int) -> tuple[bool, int]:
        """The same after the main segment has taken over what the middle one held in some phases."""
        recent, phases = self.of(name)
        if not recent and phases != EVERY_PHASE:
            phases = phases_together(phases, turns)
        return recent, phases


def _of(places: _Places, name: str, row: Row) -> Iterable[Posting]:
    """The postings of a document in the main and the middle segment."""
    recent, phases = places.of(name)
    if recent:
        return
    for line in (row.analysis or analyse(unpack_record(row.packed))).decode().split("\n"):
        if line:
            hashed = term_hash(line[2:])
            kinds = MAIN if phases == EVERY_PHASE or line[0] == FACET or phases & phase_bit(hashed) else MIDDLE
            yield kinds[line[0]], line[2:].encode(), hashed, posting(ord(line[1]) - 48, row.slot)


def _count_facets(index: IndexState, old: list[SearchRecord], new: list[SearchRecord]) -> None:
    change: dict[tuple[str, str], int] = defaultdict(int)
    for records, step in ((old, -1), (new, 1)):
        for record in records:
            for key in facet_values(record):
                change[key] += step
    index.db.executemany("insert into facet values(?, ?, ?) on conflict do update set count = count + excluded.count",
                         ((*key, step) for key, step in change.items() if step))
    index.db.execute("delete from facet where count = 0")


def _recent_files(index: IndexState, plan: Layout, count: int, was: set[str]) -> Files:
    """The recent segment, cut anew (it is small); files that its new size has no place for are deleted."""
    newest = index.newest(count - plan.settled)
    analyses = {name: row.analysis or analyse(unpack_record(row.packed)) for name, (_, row) in newest.items()}
    index.set_analyses({name: None for name in was - set(newest)})
    index.set_analyses({name: analyses[name] for name, (_, row) in newest.items() if row.analysis is None})
    files: Files = {
        (kind, number): None for kind, number in index.db.execute("select kind, number from file where kind in ('q','g')")}
    return files | recent_segment(plan, [(row.slot, analyses[name]) for name, (_, row) in newest.items()])


Lists = dict[bytes, tuple[set[int], set[int]]]
"""term -> postings to drop and to add."""


@dataclass
class _Change:
    """What a change does to the shards of the main and the middle segment."""

    index: IndexState
    output: Path
    plan: Layout
    shards: dict[tuple[str, int], Lists] = field(default_factory=dict)
    read: dict[tuple[str, int], dict[bytes, bytes]] = field(default_factory=dict)

    def drop(self, postings: Iterable[Posting]) -> None:
        self._note(0, postings)

    def add(self, postings: Iterable[Posting]) -> None:
        self._note(1, postings)

    def _note(self, side: int, postings: Iterable[Posting]) -> None:
        for kind, term, hashed, found in postings:
            self._lists(kind, hashed).setdefault(term, (set(), set()))[side].add(found)

    def _lists(self, kind: str, hashed: int) -> Lists:
        return self.shards.setdefault((kind, self.plan.shard(kind, hashed)), {})

    def take_over(self, phases: int, staying: Set[Posting]) -> None:
        """Move what the middle segment holds in some phases to the main segment, whatever document it is of, but for
        what was dropped or stays. Raises _Damaged."""
        kept = {(kind, term, found) for kind, term, _, found in staying}
        for tier, kind in MIDDLE.items() if phases else ():
            for number in range(1 << self.plan.shards[kind]):
                if not phases & phase_bit(number):
                    continue
                held, lists = self._held(kind, number), self.shards.setdefault((kind, number), {})
                for term, content in held.items():
                    dropped, _ = lists.setdefault(term, (set(), set()))
                    moving = {found for found in _postings(content) - dropped if (kind, term, found) not in kept}
                    dropped |= moving
                    target = self._lists(MAIN[tier], term_hash(term.decode()))
                    target.setdefault(term, (set(), set()))[1].update(moving)

    def files(self) -> Files:
        """The files that differ. Raises _Damaged."""
        made: Files = {}
        for (kind, number), terms in self.shards.items():
            lists, more = self._held(kind, number), OVERFLOW.get(kind, "")
            beyond = self._held(more, number) if more else {}
            whole = {term: _mended(lists.get(term), beyond.get(term), drop, add) for term, (drop, add) in terms.items()}
            fresh = shard_files(kind, number, whole, lists, beyond)
            if beyond and (more, number) not in fresh:
                made[more, number] = None
            made |= fresh
        return made

    def _held(self, kind: str, number: int) -> Mapping[bytes, bytes]:
        """A file's lists; {} where there is no such file. Raises _Damaged where it is not as it was written."""
        if (kind, number) not in self.read:
            self.read[kind, number] = self._from_disk(kind, number)
        return self.read[kind, number]

    def _from_disk(self, kind: str, number: int) -> dict[bytes, bytes]:
        row = self.index.db.execute("select digest from file where kind=? and number=?", (kind, number)).fetchone()
        if row is None:
            return {}
        try:
            content = file_path(self.output, kind, number).read_bytes()
            if digest(content) != row[0]:
                raise _Damaged
            return unpack(content)
        except (OSError, CorruptShard):
            raise _Damaged from None


def _mended(content: bytes | None, beyond: bytes | None, drop: Set[int], add: Set[int]) -> Groups:
    """The postings of a list and what lies beyond it, without some and with others. Raises _Damaged where one to drop
    is not there. A common word has ten thousands, of which a change touches one: hence no sets."""
    groups: Groups = decode_list(content)[1] if content else {}
    for value, slots in (decode_list(beyond)[1] if beyond else {}).items():
        groups[value] = groups.get(value, []) + slots
    for found in drop:
        slots = groups.get(31 - (found >> 32), [])
        at = bisect_left(slots, found & 0xFFFFFFFF)
        if at == len(slots) or slots[at] != found & 0xFFFFFFFF:
            raise _Damaged
        del slots[at]
    for found in add:
        insort(groups.setdefault(31 - (found >> 32), []), found & 0xFFFFFFFF)
    return groups


def _postings(content: bytes) -> set[int]:
    return {posting(value, slot) for value, slots in decode_list(content)[1].items() for slot in slots}
