"""Writing the search index of one edition, whole or after a change: the same bytes either way.

A run works out the bytes of all files that change, commits them with the new state in one SQLite transaction, then
writes them. A run that was killed before the commit never happened; one killed after it is finished by the next.
"""

import gc
import sqlite3
import time
from collections import Counter
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from types import MappingProxyType
from typing import Iterable, Iterator
from urllib.parse import quote

from plugins.build.search.bulk import write_main
from plugins.build.search.change import changed_files
from plugins.build.search.state import MANIFEST, Incoming, IndexState, file_path, listed, pack_record, unpack_record
from plugins.model.errors import CongMoError, OperatorError
from plugins.search.analysis import analyse
from plugins.search.cut import (
    Labels, cut, digest, facet_table, facet_values, label_file, manifest, middle_segment, recent_head, recent_segment, stub_block,
    stub_row,
)
from plugins.search.index import Index, read_manifest
from plugins.search.layout import Layout, assign_slots, layout
from plugins.search.record import SearchRecord
from plugins.search.shard import CorruptShard

_IN_MEMORY = 1000
"""An index of more documents is made through buckets on disk."""
_REBUILD = 256
"""A change of more documents than this, and of more than an eighth of the index, is cheaper as a new index."""


class IndexStateLost(CongMoError):
    """The index's memory is missing or damaged: call `sync_index` again with all records and `complete=True`."""


@dataclass(frozen=True, slots=True)
class SearchReport:
    """What a run did. files, bytes: the whole index; written, deleted: files of this run; seconds: wall time."""

    documents: int
    files: int
    bytes: int
    written: int
    deleted: int
    rebuilt: bool
    seconds: float


def state_path(state: Path, scope: str, lang: str) -> Path:
    return state / f"{quote(scope, safe='')}.{quote(lang, safe='')}.sqlite"


def needs_complete(state: Path, scope: str, lang: str) -> bool:
    """Whether `sync_index` must be given all records, because nothing usable is remembered."""
    path = state_path(state, scope, lang)
    if not path.exists():
        return True
    index = IndexState(path, f"{scope} {lang}")
    try:
        return index.fresh
    finally:
        index.close()


def sync_index(state: Path, output: Path, scope: str, lang: str, changed: Iterable[SearchRecord],
               removed: Iterable[str], complete: bool, labels: Labels = MappingProxyType({}), jobs: int = 1) -> SearchReport:
    """Bring the index of an edition up to date.

    state: folder of the index's memory, kept between builds and never served; output: the folder served as `search/`;
    scope: what is searched (a portal's key); changed: new and edited documents, or with `complete` all of them;
    removed: ids of documents that are gone; labels: names of facet values that are written as keys; jobs:
    processes for making a large index. Raises IndexStateLost where nothing usable is remembered, or the memory turned
    out to be damaged: call again with all records and `complete=True`.
    """
    began = time.perf_counter()
    collecting = gc.isenabled()
    gc.disable()  # hundreds of thousands of small lists and no cycles: the collector only costs time
    index = IndexState(state_path(state, scope, lang), f"{scope} {lang}")
    try:
        return _Sync(index, output, lang, labels, jobs).run(changed, list(removed), complete, began)
    except sqlite3.DatabaseError as damage:
        index.begin_anew()
        raise IndexStateLost(f"{index.path.name}: {damage}") from damage
    finally:
        index.close()
        if collecting:
            gc.enable()


class _Sync:
    def __init__(self, index: IndexState, output: Path, lang: str, labels: Labels, jobs: int) -> None:
        self.index, self.output, self.lang, self.jobs = index, output, lang, jobs
        self.written: dict[tuple[str, int], tuple[bytes, int, bool]] = {}
        self.present: set[tuple[str, int]] | None = None  # of the index files in the output, while nothing is written
        self.labels: dict[tuple[str, int], bytes | None] = {("l", 0): None, **label_file(labels)}

    def run(self, changed: Iterable[SearchRecord], removed: list[str], complete: bool, began: float) -> SearchReport:
        index = self.index
        if index.fresh and not complete:
            raise IndexStateLost(f"{index.path.name} is missing or of another version")
        written = deleted = 0
        if not index.fresh:
            written, deleted = self._finish()
        whole = not index.fresh and not index.meta("building") and self._whole()
        new, gone = self._difference(changed, removed, complete)
        rebuilt = not whole or self._outgrown(new, gone)
        if new or gone or rebuilt or self._relabelled():
            index.db.execute("begin immediate")
            try:
                files = None if rebuilt else changed_files(index, self.output, new, gone)
                if files is not None:
                    self._record(files | self.labels)
                else:
                    if not rebuilt:
                        index.db.execute("rollback")
                        index.db.execute("begin immediate")
                    if not rebuilt or not whole:  # nothing on disk can be relied on
                        index.db.execute("delete from file")
                    rebuilt, self.present = True, None
                    written += self._rebuild(new, gone)
                index.set_meta("identity", index.identity)
                index.db.execute("commit")
            except BaseException:
                if index.db.in_transaction:
                    index.db.execute("rollback")
                raise
            more = self._finish()
            written, deleted = written + more[0], deleted + more[1]
        files, size = index.db.execute("select count(*), coalesce(sum(size), 0) from file").fetchone()
        return SearchReport(index.count(), files, size, written, deleted, rebuilt, time.perf_counter() - began)

    def _difference(self, changed: Iterable[SearchRecord], removed: list[str],
                    complete: bool) -> tuple[dict[str, Incoming], set[str]]:
        """(documents that are new or differ from what is stored, ids that are gone)."""
        new: dict[str, Incoming] = {}
        given: set[str] = set()
        for record in changed:
            packed = pack_record(record)
            given.add(record.id)
            if self.index.packed_record(record.id) == packed:
                new.pop(record.id, None)
            else:
                new[record.id] = Incoming(record.order[0], packed)
        gone = self.index.ids() - given if complete else set(self.index.rows(set(removed) - given))
        return new, gone

    def _outgrown(self, new: dict[str, Incoming], gone: set[str]) -> bool:
        """Whether the number of files of a segment changes, or most of the documents do."""
        before = self.index.count()
        after = before - len(gone) + len(new) - len(self.index.rows(new))
        old, fresh = layout(before), layout(after)
        if old.slots != fresh.slots or any(old.shards.get(kind) != fresh.shards.get(kind) for kind in "hbfmns"):
            return True
        return len(new) + len(gone) > max(_REBUILD, before // 8)

    def _relabelled(self) -> bool:
        known = self.index.db.execute("select digest from file where kind='l'").fetchone()
        wanted = self.labels["l", 0]
        return (known and known[0]) != (wanted and digest(wanted))

    def _rebuild(self, new: dict[str, Incoming], gone: set[str]) -> int:
        """Make the whole index again from the stored documents and the change; returns how many files were written
        already (those of a large main segment, which are not held in memory)."""
        index = self.index
        index.forget(gone)
        plan = layout(index.count() + len(new) - len(index.rows(new)))
        index.put((name, date, -1, packed) for name, (date, packed) in new.items())
        index.set_slots(assign_slots(sorted(index.ids()), plan.slots))
        index.set_analyses({name: None for name in index.recent()})
        if index.count() <= _IN_MEMORY:
            records = list(index.records())
            index.set_analyses({record.id: analyse(record) for record in records[plan.settled:]})
            self._count_facets(records)
            files: dict[tuple[str, int], bytes | None] = cut(records)[0] | self.labels
            written = 0
        else:
            index.set_analyses({name: analyse(unpack_record(row.packed))
                                for name, (_, row) in index.newest(index.count() - plan.settled).items()})
            self._count_facets(index.records())
            written = self._write_main(plan)
            files = dict(self._small_files(plan)) | self.labels
        kept = set(files) | set(self.written)
        for key in {*index.digests(), *listed(self.output)} - kept:
            files[key] = None
        self._record(files)
        return written

    def _write_main(self, plan: Layout) -> int:
        """Write the main segment at once, with a note that the output is in pieces until the transaction is over."""
        db = self.index.db
        self.index.set_meta("building", "1")
        db.execute("commit")
        present = set(listed(self.output))
        known = {key: name for key, name in self.index.digests().items() if key in present}
        documents = ((slot, packed, plan.held(rank)) for rank, (slot, packed) in enumerate(
            db.execute("select slot, record from doc order by date, id limit ?", (plan.settled,))))
        self.written = {(kind, number): (name, size, differs) for kind, number, name, size, differs in write_main(
            documents, plan, self.output, self.index.path.with_suffix(".spool"), known, self.jobs)}
        db.execute("begin immediate")
        db.executemany("insert or replace into file values(?, ?, ?, ?)",
                       ((*key, name, size) for key, (name, size, _) in self.written.items()))
        db.execute("delete from meta where key='building'")
        return sum(differs for _, _, differs in self.written.values())

    def _small_files(self, plan: Layout) -> Iterator[tuple[tuple[str, int], bytes]]:
        """Middle and recent segment, stubs and facet table of a large index."""
        db = self.index.db
        if plan.middle:
            younger = db.execute("select slot, record from doc order by date, id limit ? offset ?",
                                 (plan.settled - plan.first, plan.first))
            yield from middle_segment(plan, ((rank, slot, analyse(unpack_record(packed)))
                                             for rank, (slot, packed) in enumerate(younger, plan.first))).items()
        yield from recent_segment(plan, self._recent(plan)).items()
        rows = ((plan.block(slot), stub_row(slot, unpack_record(packed)))
                for slot, packed in db.execute("select slot, record from doc order by slot"))
        for block, found in groupby(rows, lambda entry: entry[0]):
            yield ("s", block), stub_block(row for _, row in found)
        counts = {(name, value): count for name, value, count in db.execute("select * from facet")}
        yield ("t", 0), facet_table(counts)

    def _recent(self, plan: Layout) -> list[tuple[int, bytes]]:
        """(slot, analysis) of the documents of the recent segment."""
        newest = self.index.newest(self.index.count() - plan.settled)
        return [(row.slot, row.analysis or b"") for _, row in newest.values()]

    def _count_facets(self, records: Iterable[SearchRecord]) -> None:
        counts: Counter[tuple[str, str]] = Counter()
        for record in records:
            counts.update(facet_values(record))
        self.index.db.execute("delete from facet")
        self.index.db.executemany("insert into facet values(?, ?, ?)", ((*key, count) for key, count in counts.items()))

    def _record(self, files: dict[tuple[str, int], bytes | None]) -> None:
        """Note digests, sizes and pending bytes of the files, and the manifest that follows from them."""
        db = self.index.db
        present = set(listed(self.output)) if self.present is None else self.present
        known = self.index.digests() if len(files) > 500 else {
            key: row[0] for key in files
            if (row := db.execute("select digest from file where kind=? and number=?", key).fetchone())}
        for (kind, number), content in files.items():
            key = (kind, number)
            if content is None:
                if key in known:
                    db.execute("delete from file where kind=? and number=?", key)
                if key in known or key in present:
                    db.execute("insert or replace into pending values(?, ?, null)", key)
                continue
            name = digest(content)
            if known.get(key) != name or key not in present:
                db.execute("insert or replace into file values(?, ?, ?, ?)", (kind, number, name, len(content)))
                db.execute("insert or replace into pending values(?, ?, ?)", (kind, number, content))
        digests: dict[str, list[tuple[int, bytes]]] = {}
        for kind, number, name in db.execute("select kind, number, digest from file order by kind, number"):
            digests.setdefault(kind, []).append((number, name))
        count = self.index.count()
        plan = layout(count)
        listing = manifest(self.lang, count, digests, recent_head(plan, self._recent(plan)))
        if self.index.meta("manifest") != digest(listing).hex() or not (self.output / MANIFEST).exists():
            self.index.set_meta("manifest", digest(listing).hex())
            db.execute("insert or replace into pending values('manifest', 0, ?)", (listing,))

    def _whole(self) -> bool:
        """Whether all files of the index, and no others, are in the output folder."""
        try:
            listing = (self.output / MANIFEST).read_bytes()
        except OSError:
            return False
        if digest(listing).hex() != self.index.meta("manifest"):
            return False
        self.present = set(listed(self.output))
        return self.present == self.index.files()

    def _finish(self) -> tuple[int, int]:
        """Write and delete what is pending, the manifest last: (written, deleted)."""
        written = deleted = 0
        made: set[str] = set()
        last = None
        for kind, number, content in self.index.pending():
            path = file_path(self.output, kind, number)
            if content is None:
                path.unlink(missing_ok=True)
                deleted += 1
                continue
            if kind == "manifest":
                last = content
                continue
            if kind not in made:
                path.parent.mkdir(parents=True, exist_ok=True)
                made.add(kind)
            path.write_bytes(content)
            written += 1
        if last is not None:
            self.output.mkdir(parents=True, exist_ok=True)
            (self.output / MANIFEST).write_bytes(last)
            written += 1
        if written or deleted:
            self.index.db.execute("delete from pending")
        return written, deleted


def open_index(root: Path, lang: str = "") -> Index:
    """The built index of a portal's edition below the portal's document root; "" is the official language.

    Raises OperatorError where there is none or it cannot be read.
    """
    folders = [root / lang / "search", root / "search"] if lang else [root / "search"]
    folder = next((found for found in folders if (found / MANIFEST).is_file()), None)
    if folder is None:
        raise OperatorError(f"There is no search index in {folders[0]}", "Run `tasks.py build` first.")
    try:
        listing = read_manifest((folder / MANIFEST).read_bytes())
    except CorruptShard as damage:
        raise OperatorError(f"{folder}: {damage}", "Run `tasks.py build --clean`.") from damage
    if lang and listing["rules"]["lang"] != lang:
        raise OperatorError(f"{root.name} has no edition in {lang}", f"Its search is in {listing['rules']['lang']}.")

    def fetch(kind: str, number: int) -> bytes | None:
        try:
            return file_path(folder, kind, number).read_bytes()
        except OSError:
            return None

    return Index(listing, fetch)
