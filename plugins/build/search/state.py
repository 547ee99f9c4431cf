"""What the search index remembers between builds: one SQLite file for each index.

It keeps the records of all documents, so that damaged output can be made again; the digests of the files; and, until
they are written, the bytes of changed files, so that the next run finishes what a killed one began. Deleted rows are
overwritten (`secure_delete`): nothing withdrawn stays on disk.
"""

import json
import os
import sqlite3
import zlib
from dataclasses import astuple
from pathlib import Path
from typing import Iterable, Iterator, NamedTuple

from plugins.search.analysis import ENGINE
from plugins.search.layout import KINDS, wanted_slot
from plugins.search.record import SearchRecord

_SCHEMA = """
create table meta(key text primary key, value text not null) without rowid;
create table doc(id text primary key, date text not null, slot integer not null, record blob not null, analysis blob);
create index doc_order on doc(date, id);
create index doc_slot on doc(slot);
create table file(kind text, number integer, digest blob not null, size integer not null, primary key(kind, number)) without rowid;
create table facet(name text, value text, count integer not null, primary key(name, value)) without rowid;
create table pending(kind text, number integer, content blob, primary key(kind, number)) without rowid;
"""
_PRAGMAS = "pragma journal_mode=truncate; pragma synchronous=off; pragma secure_delete=on; pragma cache_size=-65536;"
_BATCH = 500
MANIFEST = "manifest.idx"


def file_path(output: Path, kind: str, number: int) -> Path:
    """Where an index file lies in the folder served as `search/`."""
    return output / MANIFEST if kind == "manifest" else output / kind / f"{number:x}.idx"


def listed(output: Path) -> Iterator[tuple[str, int]]:
    """(kind, number) of the index files in an output folder; other files are not ours."""
    for kind in KINDS:
        try:
            names = os.listdir(output / kind)
        except OSError:
            continue
        for name in names:
            try:
                number = int(name[:-4], 16)
            except ValueError:
                continue
            if name == f"{number:x}.idx":
                yield kind, number


class Row(NamedTuple):
    """A stored document: its slot, its packed record, its analysis while it is in the recent segment."""

    slot: int
    packed: bytes
    analysis: bytes | None


class Incoming(NamedTuple):
    """A document to be stored. date: the first part of `SearchRecord.order`."""

    date: str
    packed: bytes


def pack_record(record: SearchRecord) -> bytes:
    """A record in a few hundred bytes; equal records give equal bytes."""
    return zlib.compress(json.dumps(astuple(record), ensure_ascii=False).encode("utf-8", "replace"), 1)


def unpack_record(packed: bytes) -> SearchRecord:
    values = json.loads(zlib.decompress(packed))
    values[4] = tuple(values[4])
    return SearchRecord(*values)


class IndexState:
    """The state of one index. A file that is missing, damaged or of another engine counts as none: `fresh` is true."""

    def __init__(self, path: Path, identity: str) -> None:
        """identity: what the state belongs to; the state of something else counts as none."""
        self.path, self.identity = path, f"{ENGINE} {identity}"
        path.parent.mkdir(parents=True, exist_ok=True)
        self.db = None
        try:
            self.db = self._connect()
            self.fresh = self.meta("identity") != self.identity
        except sqlite3.DatabaseError:
            self.fresh = True
        if self.fresh:
            self.begin_anew()

    def _connect(self) -> sqlite3.Connection:
        db = sqlite3.connect(self.path, isolation_level=None)
        db.executescript(_PRAGMAS)
        return db

    def begin_anew(self) -> None:
        """Throw the state away and lay an empty one down."""
        self.close()
        for name in ("", "-journal", "-wal", "-shm"):
            self.path.with_name(self.path.name + name).unlink(missing_ok=True)
        self.db = self._connect()
        self.db.executescript("begin;" + _SCHEMA + "commit;")
        self.fresh = True

    def close(self) -> None:
        if self.db is not None:
            self.db.close()
            self.db = None

    def meta(self, key: str) -> str:
        row = self.db.execute("select value from meta where key=?", (key,)).fetchone()
        return row[0] if row else ""

    def set_meta(self, key: str, value: str) -> None:
        self.db.execute("insert or replace into meta values(?, ?)", (key, value))

    def count(self) -> int:
        return self.db.execute("select count(*) from doc").fetchone()[0]

    def ids(self) -> set[str]:
        return {name for (name,) in self.db.execute("select id from doc")}

    def packed_record(self, name: str) -> bytes | None:
        """The packed record of one document."""
        row = self.db.execute("select record from doc where id=?", (name,)).fetchone()
        return row and row[0]

    def records(self) -> Iterator[SearchRecord]:
        """All documents in order of (date, id)."""
        for (packed,) in self.db.execute("select record from doc order by date, id"):
            yield unpack_record(packed)

    def rows(self, ids: Iterable[str]) -> dict[str, Row]:
        """The stored documents among `ids`."""
        wanted, found = list(ids), {}
        for start in range(0, len(wanted), _BATCH):
            part = wanted[start: start + _BATCH]
            marks = ",".join("?" * len(part))
            for name, *rest in self.db.execute(f"select id, slot, record, analysis from doc where id in ({marks})", part):
                found[name] = Row(*rest)
        return found

    def recent(self) -> list[str]:
        """Ids of the documents of the recent segment, as last written."""
        return [name for (name,) in self.db.execute("select id from doc where analysis is not null")]

    def newest_names(self, count: int) -> list[str]:
        """Ids of the `count` newest documents, in the order of (date, id)."""
        newest = self.db.execute("select id from doc order by date desc, id desc limit ?", (count,))
        return [name for (name,) in newest][::-1]

    def newest(self, count: int) -> dict[str, tuple[str, Row]]:
        """id -> (date, row) of the `count` newest documents."""
        return {name: (date, Row(*rest)) for name, date, *rest in self.db.execute(
            "select id, date, slot, record, analysis from doc order by date desc, id desc limit ?", (count,))}

    def put(self, rows: Iterable[tuple[str, str, int, bytes]]) -> None:
        """Store (id, date, slot, packed record), without analysis."""
        self.db.executemany("insert or replace into doc values(?, ?, ?, ?, null)", rows)

    def forget(self, ids: Iterable[str]) -> None:
        self.db.executemany("delete from doc where id=?", ((name,) for name in ids))

    def set_slots(self, slots: dict[str, int]) -> None:
        self.db.executemany("update doc set slot=? where id=?", ((slot, name) for name, slot in slots.items()))

    def set_analyses(self, analyses: dict[str, bytes | None]) -> None:
        self.db.executemany("update doc set analysis=? where id=?", ((data, name) for name, data in analyses.items()))

    def in_slots(self, first: int, last: int) -> list[tuple[int, SearchRecord]]:
        """(slot, record) of the documents with slots from first to last."""
        found = self.db.execute("select slot, record from doc where slot between ? and ?", (first, last))
        return [(slot, unpack_record(packed)) for slot, packed in found]

    def place(self, gone: Iterable[str], come: Iterable[str], bits: int) -> dict[str, int]:
        """Slots that change when some documents go and others come: exactly as if all had been placed at once
        (see `assign_slots`). The stored rows are not touched."""
        size = 1 << bits
        overlay: dict[int, str | None] = {}

        def at(slot: int) -> str | None:
            if slot not in overlay:
                row = self.db.execute("select id from doc where slot=?", (slot,)).fetchone()
                overlay[slot] = row[0] if row else None
            return overlay[slot]

        loose = list(come)
        leaving = {name: row.slot for name, row in self.rows(gone).items()}
        before = dict(leaving)
        for slot in leaving.values():
            at(slot)
            overlay[slot] = None
        for slot in leaving.values():
            slot = (slot + 1) % size
            while (name := at(slot)) is not None:
                loose.append(name)
                before[name] = slot
                overlay[slot] = None
                slot = (slot + 1) % size
        for name in loose:
            slot = wanted_slot(name, bits)
            while (other := at(slot)) is not None:
                if other > name:
                    overlay[slot], name = name, other
                    before.setdefault(other, slot)
                slot = (slot + 1) % size
            overlay[slot] = name
        return {name: slot for slot, name in overlay.items() if name is not None and before.get(name) != slot
                and (name in before or name in loose)}

    def files(self) -> set[tuple[str, int]]:
        """(kind, number) of all files."""
        return set(self.db.execute("select kind, number from file"))

    def digests(self) -> dict[tuple[str, int], bytes]:
        """Digests of all files."""
        return {(kind, number): digest for kind, number, digest in self.db.execute("select kind, number, digest from file")}

    def pending(self) -> Iterator[tuple[str, int, bytes | None]]:
        """(kind, number, bytes or None to delete) of files that are recorded but perhaps not on disk yet."""
        return self.db.execute("select kind, number, content from pending")
