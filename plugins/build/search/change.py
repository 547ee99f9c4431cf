"""The files of a search index that a change of some documents touches. Applies the change to the index's state too."""

from collections import defaultdict
from pathlib import Path
from typing import Any

from plugins.build.search.state import Incoming, IndexState, file_path, unpack_record
from plugins.search.analysis import analyse, term_hash
from plugins.search.cut import digest, facet_table, facet_values, segment, shard_files, stub_block, stub_row
from plugins.search.layout import OVERFLOW, Layout, layout
from plugins.search.record import SearchRecord
from plugins.search.shard import CorruptShard, decode_list, posting, unpack

Posting = tuple[str, int, str, int]
"""(tier, value, term, slot)."""


def changed_files(index: IndexState, output: Path, new: dict[str, Incoming],
                  gone: set[str]) -> dict[tuple[str, int], bytes | None] | None:
    """(kind, number) -> bytes, None for a file to delete. None when a file to be mended is not as it was written.

    The caller holds a transaction and has made sure that the sizes of the main segment stay.
    """
    before = index.rows([*new, *gone])
    was_recent = set(index.recent())
    plan = layout(index.count() - len(gone) + sum(1 for name in new if name not in before))
    moved = index.place(gone, sorted(name for name in new if name not in before), plan.slots)
    elsewhere = index.rows(name for name in moved if name not in new)
    _count_facets(index, [unpack_record(row.packed) for row in before.values()], [unpack_record(packed) for _, packed in new.values()])

    index.forget(gone)
    index.put((name, date, moved.get(name, before[name].slot if name in before else -1), packed)
              for name, (date, packed) in new.items())
    index.set_slots({name: moved[name] for name in elsewhere})
    newest = index.newest(index.count() - plan.main)
    crossing = index.rows((was_recent ^ set(newest)) - set(new) - gone)

    left: list[Posting] = []
    entered: list[Posting] = []
    touched = {**before, **elsewhere, **crossing}
    for name, row in touched.items():
        if name not in was_recent:
            old = elsewhere.get(name, row)
            left += _of(old.slot, analyse(unpack_record(row.packed)))
    for name, row in index.rows({*touched, *new} - gone).items():
        if name not in newest:
            entered += _of(row.slot, analyse(unpack_record(row.packed)))
    main = _main_files(index, output, plan, set(left), set(entered))
    if main is None:
        return None
    files: dict[tuple[str, int], bytes | None] = dict(main)
    files |= _recent_files(index, plan, was_recent, newest)
    slots = {row.slot for row in (*before.values(), *elsewhere.values())} | {
        row.slot for row in index.rows([*new, *elsewhere]).values()}
    width = plan.slots - plan.shards["s"]
    for block in {plan.block(slot) for slot in slots}:
        rows = index.in_slots(block << width, ((block + 1) << width) - 1)
        files["s", block] = stub_block(stub_row(slot, record) for slot, record in rows) if rows else None
    counts = {(name, value): count for name, value, count in index.db.execute("select * from facet")}
    files["t", 0] = facet_table(counts)
    return files


def _of(slot: int, analysis: bytes) -> list[Posting]:
    return [(line[0], ord(line[1]) - 48, line[2:], slot) for line in analysis.decode().split("\n") if line]


def _count_facets(index: IndexState, old: list[SearchRecord], new: list[SearchRecord]) -> None:
    change: dict[tuple[str, str], int] = defaultdict(int)
    for records, step in ((old, -1), (new, 1)):
        for record in records:
            for key in facet_values(record):
                change[key] += step
    index.db.executemany("insert into facet values(?, ?, ?) on conflict do update set count = count + excluded.count",
                         ((*key, step) for key, step in change.items() if step))
    index.db.execute("delete from facet where count = 0")


def _recent_files(index: IndexState, plan: Layout, was: set[str],
                  newest: dict[str, Any]) -> dict[tuple[str, int], bytes | None]:
    """The recent segment, cut anew (it is small); files that its new size has no place for are deleted."""
    analyses = {name: row.analysis or analyse(unpack_record(row.packed)) for name, (_, row) in newest.items()}
    index.set_analyses({name: None for name in was - set(newest)})
    index.set_analyses({name: analyses[name] for name, (_, row) in newest.items() if row.analysis is None})
    files: dict[tuple[str, int], bytes | None] = {
        (kind, number): None for kind, number in index.db.execute("select kind, number from file where kind in ('r','q','g')")}
    members = [(row.slot, analyses[name]) for name, (_, row) in newest.items()]
    return files | segment(False, plan, members)


def _main_files(index: IndexState, output: Path, plan: Layout, left: set[Posting],
                entered: set[Posting]) -> dict[tuple[str, int], bytes | None] | None:
    """The shards of the main segment that lose or gain postings."""
    changes: dict[tuple[str, int], dict[bytes, tuple[list[int], list[int]]]] = {}
    for side, found in ((0, left - entered), (1, entered - left)):
        for tier, value, term, slot in found:
            shard = changes.setdefault((tier, plan.shard(tier, term_hash(term))), {})
            shard.setdefault(term.encode(), ([], []))[side].append(posting(value, slot))
    files: dict[tuple[str, int], bytes | None] = {}
    for (kind, number), terms in changes.items():
        lists = _read(index, output, kind, number)
        more = OVERFLOW.get(kind, "")
        beyond = _read(index, output, more, number) if more else {}
        if lists is None or beyond is None:
            return None
        whole: dict[bytes, list[int]] = {}
        for term, (drop, add) in terms.items():
            found = _postings(lists.get(term)) | _postings(beyond.get(term))
            if not found.issuperset(drop):
                return None
            whole[term] = sorted((found - set(drop)) | set(add))
        made = shard_files(kind, number, whole, lists, beyond)
        if beyond and (more, number) not in made:
            files[more, number] = None
        files |= made
    return files


def _postings(content: bytes | None) -> set[int]:
    groups = decode_list(content)[1] if content else {}
    return {posting(value, slot) for value, slots in groups.items() for slot in slots}


def _read(index: IndexState, output: Path, kind: str, number: int) -> dict[bytes, bytes] | None:
    """A file's lists; {} where there is no such file; None where it is not as it was written."""
    row = index.db.execute("select digest from file where kind=? and number=?", (kind, number)).fetchone()
    if row is None:
        return {}
    try:
        content = file_path(output, kind, number).read_bytes()
        return unpack(content) if digest(content) == row[0] else None
    except (OSError, CorruptShard):
        return None
