"""A whole index cut in memory: the reference that the incremental writer must equal byte for byte, and what small
editions are written with."""

import json
import zlib
from base64 import urlsafe_b64encode
from collections import Counter, defaultdict
from hashlib import blake2b
from typing import Any, Callable, Container, Iterable, Mapping, Sequence

from plugins.search.analysis import ENGINE, analyse, term_hash
from plugins.search.index import STUB
from plugins.search.layout import (
    EVERY_PHASE, KEEP, KINDS, MAIN, MIDDLE, OVERFLOW, RECENT, Layout, assign_slots, layout, phase_bit,
)
from plugins.search.record import FACETS, SearchRecord
from plugins.search.shard import Groups, encode_list, grouped, join, lay, pack, posting
from plugins.search.tokenizer import rules

Files = dict[tuple[str, int], bytes]
"""(kind, number) -> bytes."""

Labels = Mapping[str, Mapping[str, str]]
"""facet -> value -> what readers see instead, for portals, sections, types and statuses that are written as keys."""

SUMMARY = 180
"""Characters of the text shown under a result."""


def stub_row(slot: int, record: SearchRecord) -> list[Any]:
    """What a result shows: the summary, or where there is none the beginning of the text."""
    text = " ".join((record.summary or record.body[: 2 * SUMMARY]).split())
    short = text if len(text) <= SUMMARY else text[:SUMMARY].rsplit(" ", 1)[0] + "…"
    shown = {name: getattr(record, name) for name in STUB} | {"summary": short}
    row = [slot, record.id, *(shown[name] for name in STUB)]
    while row[-1] == "":
        row.pop()
    return row


def stub_block(rows: Iterable[list[Any]]) -> bytes:
    """A block of stubs, by slot."""
    return _compact(sorted(rows))


Lists = dict[str, list[int]]
"""Tier and term in one string (`hđất`) -> postings, in no order."""


def gather(lists: Lists, slot: int, lines: Iterable[str], tiers: Container[str] = MAIN, phases: int = EVERY_PHASE) -> None:
    """Add lines of an analysis, which are postings of the document with this slot: those of some tiers, and of the head
    and the body only the terms of some phases."""
    for line in lines:
        if line[0] not in tiers or phases != EVERY_PHASE and line[0] != "f" and not phases & phase_bit(term_hash(line[2:])):
            continue
        key = line[0] + line[2:]
        if key in lists:
            lists[key].append(posting(ord(line[1]) - 48, slot))
        else:
            lists[key] = [posting(ord(line[1]) - 48, slot)]


def write_shards(lists: Lists, numbers: Mapping[str, Iterable[int]], kinds: Mapping[str, str], plan: Layout) -> Files:
    """The files of a segment's shards. kinds: tier -> kind of file; numbers: tier -> the shards that `lists` is for;
    empty ones are written too."""
    shards: dict[tuple[str, int], dict[bytes, Groups]] = {
        (kinds[tier], number): {} for tier in numbers for number in numbers[tier]}
    masks = {tier: (1 << plan.shards[kind]) - 1 for tier, kind in kinds.items()}
    for key, found in lists.items():
        tier, term = key[0], key[1:]
        found.sort()
        shards[kinds[tier], term_hash(term) & masks[tier]][term.encode()] = grouped(found)
    files: Files = {}
    for (kind, number), found in shards.items():
        files |= shard_files(kind, number, found)
    return files


def shard_files(kind: str, number: int, lists: Mapping[bytes, Groups], packed: Mapping[bytes, bytes] | None = None,
                beyond: Mapping[bytes, bytes] | None = None) -> Files:
    """The file of a shard, and of its overflow where there is any.

    lists: term -> its postings; packed, beyond: what the two files held before, of which `lists` replaces its terms
    (one without postings is removed).
    """
    limit = KEEP if kind in OVERFLOW else 0
    first, second = dict(packed or {}), dict(beyond or {})
    for term, found in lists.items():
        first.pop(term, None)
        second.pop(term, None)
        if any(found.values()):
            kept, rest = encode_list(found, limit)
            first[term] = kept
            if rest:
                second[term] = rest
    files = {(kind, number): pack(sorted(first.items()))}
    if second:
        files[OVERFLOW[kind], number] = pack(sorted(second.items()))
    return files


def segment(kinds: Mapping[str, str], plan: Layout, members: Iterable[tuple[int, bytes, int]]) -> Files:
    """All files of one segment. kinds: tier -> kind of file; members: slot, analysis and phases of its documents."""
    lists: Lists = {}
    for slot, analysis, phases in members:
        gather(lists, slot, analysis.decode().split("\n"), kinds, phases)
    return write_shards(lists, {tier: range(1 << plan.shards[kind]) for tier, kind in kinds.items()}, kinds, plan)


def recent_segment(plan: Layout, members: Iterable[tuple[int, bytes]]) -> Files:
    """The files of the recent segment from the (slot, analysis) of its documents; its head is `recent_head`."""
    return segment(RECENT, plan, ((slot, analysis, EVERY_PHASE) for slot, analysis in members))


def middle_segment(plan: Layout, members: Iterable[tuple[int, int, bytes]]) -> Files:
    """The files of the middle segment. members: (rank, slot, analysis) of all documents from rank `plan.first` on."""
    return segment(MIDDLE, plan, ((slot, analysis, ~plan.phases(rank)) for rank, slot, analysis in members))


def recent_head(plan: Layout, members: Iterable[tuple[int, bytes]]) -> bytes:
    """The head of the recent segment, which is part of the manifest: every query needs it, and one file less is asked
    for each of its words."""
    lists: Lists = {}
    for slot, analysis in members:
        gather(lists, slot, analysis.decode().split("\n"), "h")
    parts: list[dict[bytes, bytes]] = [{} for _ in range(1 << plan.shards["r"])]
    for key, found in lists.items():
        found.sort()
        parts[plan.shard("r", term_hash(key[1:]))][key[1:].encode()] = encode_list(grouped(found))[0]
    return join(lay(sorted(part.items())) for part in parts)


def cut(records: Sequence[SearchRecord], analysis: Callable[[SearchRecord], bytes] = analyse) -> tuple[Files, bytes]:
    """All index files of a set of documents without the manifest, and the recent head that goes into that."""
    plan = layout(len(records))
    slots = assign_slots((record.id for record in records), plan.slots)
    ordered = sorted(records, key=lambda record: record.order)
    members = [(rank, slots[record.id], analysis(record)) for rank, record in enumerate(ordered)]
    settled, recent = members[:plan.settled], [(slot, found) for _, slot, found in members[plan.settled:]]
    files: Files = {}
    if plan.settled:
        files |= segment(MAIN, plan, ((slot, found, plan.held(rank)) for rank, slot, found in settled))
    if plan.middle:
        files |= middle_segment(plan, settled[plan.first:])
    files |= recent_segment(plan, recent)
    blocks: dict[int, list[list[Any]]] = defaultdict(list)
    facets: Counter[tuple[str, str]] = Counter()
    for record in ordered:
        slot = slots[record.id]
        blocks[plan.block(slot)].append(stub_row(slot, record))
        facets.update(facet_values(record))
    files |= {("s", number): stub_block(rows) for number, rows in blocks.items()}
    files["t", 0] = facet_table(facets)
    return files, recent_head(plan, recent)


def facet_values(record: SearchRecord) -> list[tuple[str, str]]:
    """(facet, value) pairs of a document, its month among them."""
    values = [(name, getattr(record, name)) for name in FACETS if getattr(record, name)]
    return values + [("month", record.date[:7])] if len(record.date) == 10 else values


def facet_table(counts: Mapping[tuple[str, str], int]) -> bytes:
    """The table of all facet values with their number of documents, months newest first."""
    table: dict[str, list[list[Any]]] = {name: [] for name in (*FACETS, "month")}
    for (name, value), count in sorted(counts.items()):
        table[name].append([value, count])
    table["month"].reverse()
    return _compact(table)


def label_file(labels: Labels) -> Files:
    """The names of facet values as readers see them; no file where there are none."""
    return {("l", 0): _compact({name: dict(sorted(labels[name].items())) for name in sorted(labels)})} if labels else {}


def _compact(content: Any, more: bytes = b"") -> bytes:
    return zlib.compress(json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace") + more, 9)


def digest(content: bytes) -> bytes:
    """A file's digest, of which the manifest's tags are made."""
    return blake2b(content, digest_size=12).digest()


GROUPS = 6
"""At most this power of two of tags a kind: a tag stands for one file, in large indexes for a run of files."""


def manifest(lang: str, documents: int, digests: Mapping[str, Iterable[tuple[int, bytes]]], recent: bytes) -> bytes:
    """The manifest: sizes and, for each kind, tags that change with the files they stand for; after a line's end the
    head of the recent segment (`recent_head`).

    digests: kind -> (number, digest) ascending. A file is fetched as `<kind>/<number in hex>.idx?v=<tag>`, so that it
    may be cached for ever.
    """
    plan = layout(documents)
    tags = {}
    for kind in KINDS:
        shift = max(0, plan.shards.get(kind, 0) - GROUPS)
        runs: dict[int, list[bytes]] = {}
        for number, content in digests.get(kind, ()):
            runs.setdefault(number >> shift, []).append(number.to_bytes(4) + content)
        if runs:
            last = max(runs)
            tags[kind] = "".join(urlsafe_b64encode(blake2b(b"".join(runs[run]), digest_size=3).digest()).decode()
                                 if run in runs else "----" for run in range(last + 1))
    content = {"engine": ENGINE, "documents": documents, "settled": plan.settled, "slots": plan.slots,
               "shards": plan.shards, "tags": tags, "stub": ["slot", "id", *STUB], "rules": rules(lang)}
    return _compact(content, b"\n" + recent)
