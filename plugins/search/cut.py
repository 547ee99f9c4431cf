"""A whole index cut in memory: the reference that the incremental writer must equal byte for byte, and what small
editions are written with."""

import json
import zlib
from base64 import urlsafe_b64encode
from collections import Counter, defaultdict
from hashlib import blake2b
from itertools import islice
from typing import Any, Callable, Iterable, Mapping, Sequence

from plugins.search.analysis import ENGINE, analyse, term_hash
from plugins.search.index import STUB
from plugins.search.layout import KEEP, KINDS, MAIN, OVERFLOW, RECENT, Layout, assign_slots, layout
from plugins.search.record import FACETS, SearchRecord
from plugins.search.shard import encode_list, pack, posting
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


def gather(lists: Lists, slot: int, lines: Iterable[str]) -> None:
    """Add lines of an analysis, which are postings of the document with this slot."""
    for line in lines:
        key = line[0] + line[2:]
        if key in lists:
            lists[key].append(posting(ord(line[1]) - 48, slot))
        else:
            lists[key] = [posting(ord(line[1]) - 48, slot)]


def write_shards(lists: Lists, numbers: Mapping[str, Iterable[int]], main: bool, plan: Layout) -> Files:
    """The files of a segment's shards. numbers: tier -> the shards that `lists` is for; empty ones are written too."""
    shards: dict[tuple[str, int], dict[bytes, list[int]]] = {
        (tier if main else RECENT[tier], number): {} for tier in numbers for number in numbers[tier]}
    masks = {tier: (1 << plan.shards[tier if main else RECENT[tier]]) - 1 for tier in MAIN}
    for key, found in lists.items():
        tier, term = key[0], key[1:]
        found.sort()
        shards[tier if main else RECENT[tier], term_hash(term) & masks[tier]][term.encode()] = found
    files: Files = {}
    for (kind, number), found in shards.items():
        files |= shard_files(kind, number, found)
    return files


def shard_files(kind: str, number: int, lists: Mapping[bytes, list[int]], packed: Mapping[bytes, bytes] | None = None,
                beyond: Mapping[bytes, bytes] | None = None) -> Files:
    """The file of a shard, and of its overflow where there is any.

    lists: term -> sorted postings; packed, beyond: what the two files held before, of which `lists` replaces its terms
    (an empty list removes one).
    """
    limit = KEEP if kind in OVERFLOW else 0
    first, second = dict(packed or {}), dict(beyond or {})
    for term, found in lists.items():
        first.pop(term, None)
        second.pop(term, None)
        if found:
            kept, rest = encode_list(found, limit)
            first[term] = kept
            if rest:
                second[term] = rest
    files = {(kind, number): pack(sorted(first.items()))}
    if second:
        files[OVERFLOW[kind], number] = pack(sorted(second.items()))
    return files


def segment(main: bool, plan: Layout, members: Iterable[tuple[int, bytes]]) -> Files:
    """All files of one segment from the (slot, analysis) of its documents."""
    lists: Lists = {}
    for slot, analysis in members:
        gather(lists, slot, analysis.decode().split("\n"))
    kinds = {tier: tier if main else RECENT[tier] for tier in MAIN}
    return write_shards(lists, {tier: range(1 << plan.shards[kind]) for tier, kind in kinds.items()}, main, plan)


def order(record: SearchRecord) -> tuple[str, str]:
    """Sort key of the segments: oldest first, what has no date before all."""
    return (record.date, record.id)


def cut(records: Sequence[SearchRecord], analysis: Callable[[SearchRecord], bytes] = analyse) -> Files:
    """All index files of a set of documents, without the manifest."""
    plan = layout(len(records))
    slots = assign_slots((record.id for record in records), plan.slots)
    ordered = sorted(records, key=order)
    members = ((slots[record.id], analysis(record)) for record in ordered)
    files = segment(True, plan, islice(members, plan.main)) if plan.main else {}
    files |= segment(False, plan, members)
    blocks: dict[int, list[list[Any]]] = defaultdict(list)
    facets: Counter[tuple[str, str]] = Counter()
    for record in ordered:
        slot = slots[record.id]
        blocks[plan.block(slot)].append(stub_row(slot, record))
        facets.update(facet_values(record))
    files |= {("s", number): stub_block(rows) for number, rows in blocks.items()}
    files["t", 0] = facet_table(facets)
    return files


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


def _compact(content: Any) -> bytes:
    return zlib.compress(json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace"), 9)


def digest(content: bytes) -> bytes:
    """A file's digest, of which the manifest's tags are made."""
    return blake2b(content, digest_size=12).digest()


GROUPS = 6
"""At most this power of two of tags a kind: a tag stands for one file, in large indexes for a run of files."""


def manifest(lang: str, documents: int, digests: Mapping[str, Iterable[tuple[int, bytes]]]) -> bytes:
    """The manifest: sizes and, for each kind, tags that change with the files they stand for.

    digests: kind -> (number, digest) ascending. A file is fetched as `<kind>/<number in hex>.idx?v=<tag>`, so that it
    may be cached for ever.
    """
    plan = layout(documents)
    tags = {}
    for kind in KINDS:
        shift = max(0, plan.shards.get(kind, 0) - GROUPS)
        runs: dict[int, Any] = {}
        for number, content in digests.get(kind, ()):
            runs.setdefault(number >> shift, blake2b(digest_size=3)).update(number.to_bytes(4) + content)
        if runs:
            last = max(runs)
            tags[kind] = "".join(urlsafe_b64encode(runs[run].digest()).decode() if run in runs else "----"
                                 for run in range(last + 1))
    content = {"engine": ENGINE, "documents": documents, "main": plan.main, "slots": plan.slots,
               "shards": plan.shards, "tags": tags, "stub": ["slot", "id", *STUB], "rules": rules(lang)}
    return _compact(content)
