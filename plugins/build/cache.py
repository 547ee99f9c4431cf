"""Parsed sources by blob id, in immutable packs: append once, never change, name by content.

A pack is a run of records (key, length, checksum, bytes) with a sorted index at its end. Any `fsspec` location can
hold packs: they are copied in before a build and out after it. What is missing, cut short or damaged is parsed again.
"""

import mmap
import os
import zlib
from hashlib import blake2b
from pathlib import Path
from typing import Iterator, Mapping

_MAGIC = b"CMPACK1\n"
_ROW = 32  # key 20, offset 8, length 4

_MANY, _SMALL = 32, 16 << 20
"""Each edit leaves a pack. When there are more than so many, those of fewer bytes than so many become one: a build after
ten thousand edits opens some dozens of files."""

ABSORBED = "absorbed"
"""Names, one a line, of packs whose records are in a later pack: not to be fetched again."""


class Cache:
    """Readable packs of a folder, and one new pack being written. `version` is part of every key."""

    def __init__(self, folder: Path | None, version: str) -> None:
        self.folder, self.version = folder, version.encode()
        self.packs: list[_Pack] = []
        self.new: dict[bytes, bytes] = {}
        if folder and folder.is_dir():
            for path in sorted(folder.glob("*.pack")):
                if pack := _Pack.open(path):
                    self.packs.append(pack)

    def key(self, blob: str) -> bytes:
        return blake2b(blob.encode(), key=self.version[:64], digest_size=20).digest()

    def get(self, blob: str) -> bytes | None:
        key = self.key(blob)
        if key in self.new:
            return self.new[key]
        for pack in self.packs:
            if (found := pack.get(key)) is not None:
                return found
        return None

    def put(self, blob: str, value: bytes) -> None:
        if self.folder:
            self.new[self.key(blob)] = value

    def flush(self) -> Path | None:
        """Write what is new as one pack; None where nothing is. A pack appears whole or not at all."""
        if not self.new or not self.folder:
            return None
        path = self._write(self.new)
        self.new.clear()
        if pack := _Pack.open(path):
            self.packs.append(pack)
        return path

    def gather(self, shared: bool) -> None:
        """Make one of many small packs; not for workers, two of which would gather the same. shared: some location has
        the small ones too, so that they are noted as absorbed."""
        if not self.folder or len(self.packs) <= _MANY:
            return
        small = [pack for pack in self.packs if len(pack.view) < _SMALL]
        records: dict[bytes, bytes] = {}
        for pack in small:
            records.update(pack.records())
        if not records:
            return
        path = self._write(records)
        gone = [pack.path for pack in small if pack.path != path]
        if shared:  # before they go: a fetch in between brings nothing back
            with (self.folder / ABSORBED).open("a", encoding="ascii") as out:
                out.writelines(f"{name.name}\n" for name in gone)
        for name in gone:
            name.unlink(missing_ok=True)
        whole = _Pack.open(path)
        self.packs = [pack for pack in self.packs if pack not in small] + ([whole] if whole else [])

    def _write(self, records: Mapping[bytes, bytes]) -> Path:
        assert self.folder
        self.folder.mkdir(parents=True, exist_ok=True)
        index, at, chunks = [], len(_MAGIC), [_MAGIC]
        for key in sorted(records):
            body = zlib.crc32(records[key]).to_bytes(4, "big") + records[key]
            index.append(key + at.to_bytes(8, "big") + len(body).to_bytes(4, "big"))
            chunks.append(body)
            at += len(body)
        table = b"".join(index)
        name = blake2b(table, digest_size=12).hexdigest()
        path = self.folder / f"{name}.pack"
        partial = self.folder / f".{name}.{os.getpid()}"
        with partial.open("wb") as out:
            out.writelines(chunks)
            out.write(table + len(index).to_bytes(8, "big") + at.to_bytes(8, "big") + _MAGIC)
        os.replace(partial, path)
        return path


class _Pack:
    def __init__(self, path: Path, view: mmap.mmap, table_at: int, count: int) -> None:
        self.path, self.view = path, view
        self.table_at, self.count = table_at, count

    @classmethod
    def open(cls, path: Path) -> "_Pack | None":
        """A pack, or None where the file is not whole."""
        try:
            with path.open("rb") as file:
                view = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except (OSError, ValueError):
            return None
        tail = view[-24:]
        count, table_at = int.from_bytes(tail[:8], "big"), int.from_bytes(tail[8:16], "big")
        if view[:8] != _MAGIC or tail[16:] != _MAGIC or table_at + count * _ROW + 24 != len(view):
            return None
        return cls(path, view, table_at, count)

    def get(self, key: bytes) -> bytes | None:
        low, high = 0, self.count
        while low < high:  # on the mapped file: a pack of 100,000 records costs nothing to open
            middle = (low + high) // 2
            at = self.table_at + middle * _ROW
            found = self.view[at:at + 20]
            if found == key:
                return self._body(self.view[at + 20:at + _ROW])
            low, high = (middle + 1, high) if found < key else (low, middle)
        return None

    def records(self) -> Iterator[tuple[bytes, bytes]]:
        """Every record that is whole."""
        for at in range(self.table_at, self.table_at + self.count * _ROW, _ROW):
            if (body := self._body(self.view[at + 20:at + _ROW])) is not None:
                yield self.view[at:at + 20], body

    def _body(self, row: bytes) -> bytes | None:
        offset, length = int.from_bytes(row[:8], "big"), int.from_bytes(row[8:], "big")
        body = self.view[offset:offset + length]
        if len(body) != length or zlib.crc32(body[4:]).to_bytes(4, "big") != body[:4]:
            return None
        return body[4:]
