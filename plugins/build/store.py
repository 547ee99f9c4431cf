"""The build's memory beside the output: the library of entries and the manifest of what was written.

SQLite, so that one edit among 100,000 items reads only a few rows, and a killed build leaves the last commit intact.
Losing this file costs one full build, never correctness: everything in it follows from the inputs.
"""

import sqlite3
from pathlib import Path
from typing import Any, Iterable, Iterator, Mapping, Sequence

import msgspec

from plugins import ENGINE_VERSION
from plugins.model import Finding, OperatorError
from plugins.site.entry import Entry

_SCHEMA = """
CREATE TABLE IF NOT EXISTS entry (
  path TEXT PRIMARY KEY, blob TEXT, cell TEXT, part TEXT, sort TEXT, state TEXT, due TEXT, lang TEXT,
  card BLOB, page BLOB, card_digest TEXT, digest TEXT);
CREATE INDEX IF NOT EXISTS entry_cell ON entry (cell, path, digest);
CREATE INDEX IF NOT EXISTS entry_part ON entry (part, sort, path, card_digest) WHERE part <> '';
CREATE INDEX IF NOT EXISTS entry_public ON entry (cell) WHERE state<>'hidden' AND lang<>'';
CREATE INDEX IF NOT EXISTS entry_due ON entry (due) WHERE due <> '';
CREATE TABLE IF NOT EXISTS need (key TEXT, path TEXT, PRIMARY KEY (key, path)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS need_path ON need (path);
CREATE TABLE IF NOT EXISTS provide (key TEXT, path TEXT, value BLOB, PRIMARY KEY (key, path)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS provide_path ON provide (path);
CREATE TABLE IF NOT EXISTS finding (path TEXT PRIMARY KEY, found BLOB) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS cell (name TEXT PRIMARY KEY, digest TEXT, documents INTEGER) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS part (name TEXT PRIMARY KEY, digest TEXT, items INTEGER) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS planned (cell TEXT PRIMARY KEY, fingerprint TEXT) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS artifact (path TEXT PRIMARY KEY, cell TEXT, fingerprint TEXT, why TEXT) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS artifact_cell ON artifact (cell, path, fingerprint);
CREATE TABLE IF NOT EXISTS unsettled (cell TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS unindexed (path TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS setting (name TEXT PRIMARY KEY, value BLOB) WITHOUT ROWID;
"""
_TABLES = ("entry", "need", "provide", "finding", "cell", "part", "planned", "artifact", "unsettled", "unindexed", "setting")
_FINGERPRINTS = {"cell": "name, digest", "planned": "cell, fingerprint"}
_VERSION = f"{ENGINE_VERSION}.6"
"""Raise the second part when a table changes: a memory of another version is dropped and everything built anew."""
_findings_out = msgspec.msgpack.Encoder()
_findings_in = msgspec.msgpack.Decoder(list[Finding])


def _lang(path: str) -> str:
    """Language of an item's file; empty for media."""
    return path.rsplit(".", 2)[-2] if path.endswith(".md") else ""


class Store:
    """One connection. Writers hold the build's lock; workers open it read-only."""

    def __init__(self, folder: Path, read_only: bool = False, anew: bool = False) -> None:
        self.path = folder / "library.sqlite"
        if read_only:
            self.db = sqlite3.connect(f"file:{self.path}?mode=ro", uri=True)
            if not self._tables() or self.get("version") != _VERSION:
                raise OperatorError(f"{folder} is of another version of this program", "Run `tasks.py build`.")
            return
        folder.mkdir(parents=True, exist_ok=True)
        if anew:
            self._remove()
        try:
            self._open()
        except sqlite3.DatabaseError:  # truncated, overwritten, or of another program: start anew
            self._remove()
            self._open()

    def _remove(self) -> None:
        for end in ("", "-wal", "-shm"):
            self.path.with_name(self.path.name + end).unlink(missing_ok=True)

    def _open(self) -> None:
        self.db = sqlite3.connect(self.path, isolation_level=None)
        self.db.execute("PRAGMA page_size=16384")  # a cold build writes its rows with a quarter of the calls
        self.db.execute("PRAGMA journal_mode=WAL")
        self.db.execute("PRAGMA synchronous=NORMAL")
        self.db.execute("PRAGMA cache_size=-65536")
        tables = self._tables()
        if "setting" in tables and self.get("version") != _VERSION:
            for table in _TABLES:
                self.db.execute(f"DROP TABLE IF EXISTS {table}")
            tables.clear()
        if "setting" not in tables:
            self.db.executescript(_SCHEMA)
            self.put("version", _VERSION)

    def _tables(self) -> set[str]:
        return {row[0] for row in self.db.execute("SELECT name FROM sqlite_master WHERE type='table'")}

    def close(self) -> None:
        self.db.close()

    def begin(self) -> None:
        self.db.execute("BEGIN IMMEDIATE")

    def commit(self) -> None:
        self.db.execute("COMMIT")

    # settings of the last build: small values, JSON

    def get(self, name: str, default: Any = None) -> Any:
        row = self.db.execute("SELECT value FROM setting WHERE name=?", (name,)).fetchone()
        return default if row is None else msgspec.json.decode(row[0])

    def put(self, name: str, value: Any) -> None:
        self.db.execute("INSERT OR REPLACE INTO setting VALUES (?,?)", (name, msgspec.json.encode(value)))

    # the library

    def is_empty(self) -> bool:
        return self.db.execute("SELECT 1 FROM entry UNION ALL SELECT 1 FROM need LIMIT 1").fetchone() is None

    def forget(self, paths: Iterable[str]) -> None:
        rows = [(path,) for path in paths]
        for table in ("entry", "need", "provide", "finding"):
            self.db.executemany(f"DELETE FROM {table} WHERE path=?", rows)

    def put_relations(self, needs: Iterable[tuple[str, str]], provides: Iterable[tuple[str, str, bytes]]) -> None:
        self.db.executemany("INSERT OR REPLACE INTO need VALUES (?,?)", needs)
        self.db.executemany("INSERT OR REPLACE INTO provide VALUES (?,?,?)", provides)

    def replace_provided(self, path: str, provides: Mapping[str, bytes]) -> None:
        self.db.execute("DELETE FROM provide WHERE path=?", (path,))
        self.put_relations((), ((key, path, value) for key, value in provides.items()))

    def put_entries(self, entries: Iterable[Entry]) -> None:
        self.db.executemany("INSERT OR REPLACE INTO entry VALUES (?,?,?,?,?,?,?,?,?,?,?,?)", (
            (e.path, e.blob, e.cell, e.part, e.sort, e.state, e.due, _lang(e.path), e.card, e.page, e.card_digest, e.digest)
            for e in entries))

    def put_findings(self, findings: Mapping[str, Sequence[Finding]]) -> None:
        self.db.executemany("INSERT OR REPLACE INTO finding VALUES (?,?)",
                            ((path, _findings_out.encode(found)) for path, found in findings.items() if found))

    def findings_of(self, path: str) -> list[Finding]:
        row = self.db.execute("SELECT found FROM finding WHERE path=?", (path,)).fetchone()
        return _findings_in.decode(row[0]) if row else []

    def paths_with(self, id: str) -> set[str]:
        """Paths that have a finding of this id."""
        return {row[0] for row in self.db.execute("SELECT path FROM finding WHERE instr(found, CAST(? AS BLOB))", (id,))}

    def replace_findings(self, path: str, findings: Sequence[Finding]) -> None:
        self.db.execute("DELETE FROM finding WHERE path=?", (path,))
        self.put_findings({path: findings})

    def findings(self) -> Iterator[Finding]:
        for (found,) in self.db.execute("SELECT found FROM finding ORDER BY path"):
            yield from _findings_in.decode(found)

    def provided(self, key: str) -> list[tuple[str, bytes]]:
        return self.db.execute("SELECT path, value FROM provide WHERE key=? ORDER BY path", (key,)).fetchall()

    def provided_by(self, path: str) -> dict[str, bytes]:
        return dict(self.db.execute("SELECT key, value FROM provide WHERE path=?", (path,)))

    def needing(self, key: str) -> list[str]:
        return [row[0] for row in self.db.execute("SELECT path FROM need WHERE key=?", (key,))]

    def whereabouts(self, path: str) -> tuple[str, str] | None:
        """Cell and part of an entry, or None."""
        return self.db.execute("SELECT cell, part FROM entry WHERE path=?", (path,)).fetchone()

    def blob(self, path: str) -> str | None:
        row = self.db.execute("SELECT blob FROM entry WHERE path=?", (path,)).fetchone()
        return row[0] if row else None

    def blobs(self) -> dict[str, str]:
        """Blob id of every entry by path."""
        return dict(self.db.execute("SELECT path, blob FROM entry"))

    def public_paths(self) -> set[str]:
        """Items that are public or withdrawn, and media."""
        return {row[0] for row in self.db.execute("SELECT path FROM entry WHERE state<>'hidden'")}

    def put_cell(self, cell: str, fingerprint: str) -> None:
        """A cell's digest, and how many items of it are public or withdrawn."""
        self.db.execute("INSERT OR REPLACE INTO cell SELECT ?, ?, count(*) FROM entry WHERE cell=? AND state<>'hidden' "
                        "AND lang<>''", (cell, fingerprint, cell))

    def documents(self) -> int:
        """How many items are public or withdrawn."""
        return self.db.execute("SELECT ifnull(sum(documents), 0) FROM cell").fetchone()[0]

    def paths(self, prefix: str = "") -> list[str]:
        """Paths of all entries and of all files with findings, below a folder (`prefix` ends in `/`)."""
        query = "SELECT path FROM {} WHERE path >= ? AND path < ?"
        ends = (prefix, prefix[:-1] + "0" if prefix else "\U0010ffff")
        return sorted({row[0] for table in ("entry", "finding") for row in self.db.execute(query.format(table), ends)})

    def due(self, now: str) -> list[str]:
        """Entries that time alone may have changed by `now`."""
        return [row[0] for row in self.db.execute("SELECT path FROM entry WHERE due<>'' AND due<=?", (now,))]

    def next_due(self, now: str) -> tuple[str, str] | None:
        """The next instant after `now` at which something changes by time alone, and one item that does."""
        found = self.db.execute("SELECT due, path FROM entry WHERE due<>'' AND due>? ORDER BY due LIMIT 1", (now,)).fetchone()
        lapses = [(due, path) for due, path in self.get("lapses", []) if due > now]
        return min([*lapses, *([found] if found else [])], default=None)

    def entries_of(self, cell: str) -> list[tuple]:
        """path, state, card, page, digest, blob of a cell's entries, by path."""
        return self.db.execute("SELECT path, state, card, page, digest, blob FROM entry WHERE cell=? ORDER BY path",
                               (cell,)).fetchall()

    def cards(self, part: str) -> list[bytes]:
        """Cards of a list's part, newest first (undated ones in their order)."""
        down = "" if part.endswith("/undated") else "DESC"
        return [row[0] for row in self.db.execute(
            f"SELECT card FROM entry WHERE part=? AND part<>'' ORDER BY sort {down}, path", (part,))]

    # manifest

    def table(self, name: str) -> dict[str, str]:
        """A whole table of names and digests: `cell`, `planned`."""
        return dict(self.db.execute(f"SELECT {_FINGERPRINTS[name]} FROM {name}"))

    def parts(self) -> list[tuple[str, str, int]]:
        return self.db.execute("SELECT name, digest, items FROM part ORDER BY name").fetchall()

    def unsettled(self) -> frozenset[str]:
        """Cells whose files an interrupted build may have touched."""
        return frozenset(row[0] for row in self.db.execute("SELECT cell FROM unsettled"))

    def explain(self, path: str) -> tuple[str, str, str] | None:
        """Cell, fingerprint and reason of an artifact."""
        return self.db.execute("SELECT cell, fingerprint, why FROM artifact WHERE path=?", (path,)).fetchone()

    def artifacts_of(self, cell: str) -> dict[str, str]:
        return dict(self.db.execute("SELECT path, fingerprint FROM artifact WHERE cell=?", (cell,)))
