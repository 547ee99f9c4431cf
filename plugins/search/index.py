"""Answering from a built index. The twin of `browser/search.js`: same files, same stages, same order."""

import json
import zlib
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any, Callable, Iterator, Mapping

from plugins.search.analysis import BODY, ENGINE, FACET, HEAD, term_hash
from plugins.search.layout import LAYERS, OVERFLOW, Layout
from plugins.search.query import Plan, Unit, plan
from plugins.search.ranking import PAGE, Match, Tally, add, half, is_whole, matches, rarity, score, settled
from plugins.search.shard import CorruptShard, Groups, decode_list, parted, read, unpack

Fetch = Callable[[str, int], bytes | None]
"""(kind, number) -> a file's bytes, None where it cannot be had."""

STUB = ("title", "url", "portal", "section", "type", "date", "summary", "agency", "field", "year", "status", "number")
"""Columns of a document's stub after its slot and id."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One result; `stub` maps the names of `STUB`."""

    id: str
    score: int
    stub: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Answer:
    """hits: one page of results; total: how many there are (`more`: at least); missing: files that could not be had."""

    hits: tuple[Hit, ...]
    total: int
    more: bool
    missing: tuple[str, ...]


class Index:
    """A built index behind a function that fetches its files."""

    def __init__(self, manifest: Mapping[str, Any], fetch: Fetch) -> None:
        self.manifest = manifest
        self.lang = manifest["rules"]["lang"]
        self.documents = manifest["documents"]
        self.layout = Layout(manifest["settled"], manifest["slots"], dict(manifest["shards"]))
        self._fetch = fetch
        self._recent = [read(part) for part in parted(manifest["recent"])]
        self._shards: dict[tuple[str, int], dict[bytes, bytes]] = {}
        self.missing: list[str] = []

    def search(self, query: str, filters: Mapping[str, str] | None = None, by_date: bool = False,
               start: int = 0, limit: int = PAGE) -> Answer:
        """One page of results, best (or newest) first. Any query string is safe."""
        asked = plan(query, self.lang)
        complete = bool(filters) or by_date
        allowed = self._allowed(filters or {})
        tallies, more = self._tally(asked, start + limit, complete, allowed)
        ranked = self._ranked(tallies, asked, allowed)
        if by_date:
            ranked = self._by_date(ranked, start + limit)
        page = [(points, *self.stub(slot)) for points, slot in ranked[start: start + limit]]
        hits = [Hit(name, points, stub) for points, name, stub in page if name]
        if not by_date:
            hits.sort(key=lambda hit: (hit.score, hit.stub["date"], hit.id.encode("utf-16-be", "surrogatepass")), reverse=True)
        return Answer(tuple(hits), len(ranked), more and not complete, tuple(dict.fromkeys(self.missing)))

    def _tally(self, asked: Plan, wanted: int, complete: bool, allowed: set[int] | None) -> tuple[dict[int, Tally], bool]:
        """Stages: pairs in the head; if that is too few, pairs in the body; then, where no document holds the whole
        query or a page is not full, single words in the head."""
        tallies: dict[int, Tally] = {}
        for rank, term in enumerate(asked.numbers):
            for slot in self._slots(term, HEAD):
                tally = tallies.setdefault(slot, Tally())
                tally.number = max(tally.number, len(asked.numbers) - rank)
        more = self._stage(tallies, asked.units, HEAD, complete)

        def enough(body: bool, least: int = wanted) -> bool:
            readings = settled(tallies.values(), asked.readings)
            return sum(1 for slot, tally in tallies.items()
                       if (allowed is None or slot in allowed) and is_whole(tally, readings, body)) >= least

        if not enough(False) or complete:
            more |= self._stage(tallies, asked.units, BODY, complete)
            if asked.words and asked.units != asked.words and not enough(True) and (len(tallies) < wanted or not enough(True, 1)):
                words: dict[int, Tally] = {}
                more |= self._stage(words, asked.words, HEAD, complete)
                every = (1 << len(asked.words)) - 1
                for slot, tally in words.items():
                    found = (tally.title | tally.lead) & every
                    tallies.setdefault(slot, Tally()).sum += tally.sum * found.bit_count() // (4 * len(asked.words))
        return tallies, more

    def _stage(self, tallies: dict[int, Tally], units: tuple[Unit, ...], tier: str, complete: bool) -> bool:
        cut = False
        for number, unit in enumerate(units):
            match = Match()
            hashed = term_hash(unit.term)
            for kind, shard in self._layers(tier, hashed):
                for near, key, content in matches(unit, shard):
                    rest, groups = decode_list(content)
                    match.lists.append((near, key, rest, groups))
                    cut |= rest > 0
                    if rest and complete:
                        extra = self._load(OVERFLOW[kind], self.layout.shard(kind, hashed)).get(key)
                        if extra:
                            match.lists.append((near, key, 0, decode_list(extra)[1]))
            match.settle()
            add(tallies, 1 << number, match, rarity(self.documents, match.frequency()), tier == BODY)
        return cut

    def _ranked(self, tallies: dict[int, Tally], asked: Plan, allowed: set[int] | None) -> list[tuple[int, int]]:
        """(score, slot), best first; with whole answers at hand, those that hold less than half fall away."""
        readings = settled(tallies.values(), asked.readings)
        scored = [(score(tally, readings), slot, tally) for slot, tally in tallies.items()
                  if allowed is None or slot in allowed]
        least = max((points for points, _, _ in scored), default=0) // 40
        kept = [(points, slot) for points, slot, tally in scored if points >= least or half(tally, readings)]
        return sorted(kept, key=lambda entry: (-entry[0], entry[1]))

    def _layers(self, tier: str, hashed: int) -> Iterator[tuple[str, dict[bytes, bytes]]]:
        """(kind, shard) of every segment in which a term of this hash may stand."""
        for kind in LAYERS[tier]:
            if kind in self.layout.shards:
                yield kind, self._load(kind, self.layout.shard(kind, hashed))
        if tier == HEAD:
            yield "r", self._recent[self.layout.shard("r", hashed)]

    def _load(self, kind: str, number: int) -> dict[bytes, bytes]:
        key = (kind, number)
        if key not in self._shards:
            content = self._fetch(kind, number)
            try:
                self._shards[key] = unpack(content) if content is not None else {}
            except CorruptShard:
                content = None
                self._shards[key] = {}
            if content is None:
                self.missing.append(f"{kind}/{number:x}")
        return self._shards[key]

    def _slots(self, term: str, tier: str) -> set[int]:
        return {slot for groups in self._groups(term, tier) for slots in groups.values() for slot in slots}

    def _groups(self, term: str, tier: str) -> list[Groups]:
        lists = (shard.get(term.encode()) for _, shard in self._layers(tier, term_hash(term)))
        return [decode_list(content)[1] for content in lists if content]

    def _allowed(self, filters: Mapping[str, str]) -> set[int] | None:
        allowed = None
        for name, value in sorted(filters.items()):
            slots = self._slots(f":{name}:{value}", FACET)
            allowed = slots if allowed is None else allowed & slots
        return allowed

    def _by_date(self, ranked: list[tuple[int, int]], wanted: int) -> list[tuple[int, int]]:
        """The newest first: months backwards, days inside a month by the lists' values, undated last."""
        waiting = dict((slot, points) for points, slot in ranked)
        ordered: list[tuple[int, int]] = []
        for month, _ in self.facets().get("month", ()):
            if len(ordered) >= wanted or not waiting:
                break
            days: list[tuple[int, int, int]] = []
            for groups in self._groups(f":month:{month}", FACET):
                for day, slots in groups.items():
                    days += [(-day, -waiting[slot], slot) for slot in slots if slot in waiting]
            for _, points, slot in sorted(days):
                ordered.append((-points, slot))
                del waiting[slot]
        return ordered + [entry for entry in ranked if entry[1] in waiting]

    def stub(self, slot: int) -> tuple[str, dict[str, str]]:
        """(id, fields) of the document with this slot; ("", {}) where its block cannot be had."""
        row = next((row for row in self._json("s", self.layout.block(slot)) or () if row[0] == slot), None)
        return (row[1], dict(zip_longest(STUB, row[2:], fillvalue=""))) if row else ("", {})

    def facets(self) -> dict[str, list[tuple[str, int]]]:
        """facet -> (value, documents), months newest first; {} where the table cannot be had."""
        return self._json("t", 0) or {}

    def _json(self, kind: str, number: int) -> Any:
        content = self._fetch(kind, number)
        try:
            return json.loads(zlib.decompress(content or b""))
        except (zlib.error, ValueError):
            self.missing.append(f"{kind}/{number:x}")
            return None


def read_manifest(content: bytes) -> dict[str, Any]:
    """The manifest of an index, with the bytes of the recent head as `recent`. Raises CorruptShard where it is damaged
    or of another engine."""
    try:
        listing, _, recent = zlib.decompress(content).partition(b"\n")
        manifest = json.loads(listing)
    except (zlib.error, ValueError) as wrong:
        raise CorruptShard(f"manifest: {wrong}") from None
    manifest["recent"] = recent
    if manifest.get("engine") != ENGINE:
        raise CorruptShard(f"manifest: made by engine {manifest.get('engine')}, this is {ENGINE}")
    return manifest
