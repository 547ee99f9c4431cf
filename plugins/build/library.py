"""Bringing the library up to date: from changed files to changed entries, cells and lists.

An entry depends on its own bytes, its registry, the time, and the facts of the keys it needs. So the work is: read
what changed, then build entries again until no fact changes any more. An update of one file and an update of all run
through the same code; that the results are equal is what the property test proves.
"""

from dataclasses import dataclass
from typing import Any, Iterable, Mapping, Protocol, Sequence

import msgspec

from plugins.build.store import Store
from plugins.build.workshop import Offer
from plugins.model import Finding, Severity
from plugins.site.entry import Entry, digest

MAX_ROUNDS = 8
"""Facts travel two steps at most (a repeal changes a status, a status changes a citing page); more is a bug."""


class Reading(Protocol):
    """What the update asks of the workshop, here or in workers."""

    def read(self, wanted: Sequence[tuple[str, str]]) -> list[Offer]: ...

    def entries(self, paths: Sequence[str], facts: Mapping[str, Sequence[Any]]) -> list[Entry]: ...


@dataclass(frozen=True, slots=True)
class Update:
    """What an update did. touched: entries built again; cells: cells whose digest was made again."""

    touched: tuple[str, ...]
    removed: tuple[str, ...]
    cells: frozenset[str]


def update(store: Store, reading: Reading, changed: Mapping[str, str | None]) -> Update:
    """Apply changed files to the library. Runs inside the caller's transaction.

    changed: path -> blob id, None where the file is gone. Paths that differ in nothing but letter case, or whose
    names are not text, are refused by name.
    """
    present = {path: blob for path, blob in changed.items() if blob is not None and _is_text(path)}
    cells: set[str] = set()
    parts: set[str] = set()
    keys: set[str] = set()
    first = store.is_empty()  # then there is nothing to leave or to forget
    before: dict[str, Mapping[str, bytes]] = {path: {} for path in changed if _is_text(path)}
    if not first:
        _leave(store, changed, cells, parts)
        before = {path: store.provided_by(path) for path in before}
        store.forget(before)
    offers = reading.read(sorted(present.items()))
    usable = sorted(offer.path for offer in offers if offer.usable)
    unreadable = {path: [Finding("path.not-text", Severity.ERROR, path.encode("utf-8", "backslashreplace").decode())]
                  for path in changed if not _is_text(path) and changed[path] is not None}
    store.put_findings({path.encode("utf-8", "backslashreplace").decode(): found for path, found in unreadable.items()})
    store.put_findings({offer.path: offer.findings for offer in offers})
    store.put_relations(((key, offer.path) for offer in offers for key in offer.needs),
                        ((key, offer.path, value) for offer in offers for key, value in offer.provides.items()))
    touched: set[str] = set(usable)
    clashes: dict[str, str] = {}
    needs = {offer.path: offer.needs for offer in offers if offer.usable}
    offered = {offer.path: offer.provides for offer in offers}
    for path, old in before.items():
        keys |= _differing(old, offered.get(path, {}))
    waiting = usable if first else sorted({*usable, *(path for key in keys for path in store.needing(key))})
    keys.clear()
    for _ in range(MAX_ROUNDS):
        unread = [path for path in waiting if path not in needs]
        for offer in reading.read([(path, store.blob(path) or "") for path in unread]):
            needs[offer.path], offered[offer.path] = offer.needs, store.provided_by(offer.path)
        waiting = [path for path in waiting if path in needs]
        touched.update(waiting)
        entries = reading.entries(waiting, _facts(store, {key for path in waiting for key in needs[path]}))
        if not first:
            _leave(store, waiting, cells, parts)
        first = False
        for entry in entries:
            cells.add(entry.cell)
            parts.add(entry.part)
            clashes[entry.path] = entry.clash
            if differing := _differing(offered[entry.path], entry.provides):
                keys |= differing
                offered[entry.path] = entry.provides
                store.replace_provided(entry.path, entry.provides)
        store.put_entries(entries)
        waiting = sorted({path for key in keys for path in store.needing(key)})
        keys.clear()
        if not waiting:
            break
    else:
        raise AssertionError(f"facts did not settle in {MAX_ROUNDS} rounds: {waiting[:5]}")
    _note_clashes(store, clashes)
    parts.discard("")
    _sum_cells(store, cells)
    _sum_parts(store, parts)
    return Update(tuple(sorted(touched)), tuple(sorted(set(changed) - touched)), frozenset(cells))


def _differing(old: Mapping[str, bytes], new: Mapping[str, bytes]) -> set[str]:
    return {key for key in old.keys() | new.keys() if old.get(key) != new.get(key)}


def _note_clashes(store: Store, clashes: Mapping[str, str]) -> None:
    """Findings of entries that lost their address to another file, on top of what reading found."""
    lost = {path for path, other in clashes.items() if other}
    for path in sorted(lost | (store.paths_with("url.taken") & clashes.keys())):
        found = [f for f in store.findings_of(path) if f.id != "url.taken"]
        if path in lost:
            found.append(Finding("url.taken", Severity.ERROR, path, 0, {"other": clashes[path]}))
        store.replace_findings(path, found)


def _is_text(path: str) -> bool:
    try:
        path.encode()
        return True
    except UnicodeEncodeError:
        return False


def _leave(store: Store, paths: Iterable[str], cells: set[str], parts: set[str]) -> None:
    """Note where entries stand before they move or go."""
    for path in paths:
        if _is_text(path) and (place := store.whereabouts(path)):
            cells.add(place[0])
            parts.add(place[1])


def _facts(store: Store, keys: set[str]) -> dict[str, list[Any]]:
    decode = msgspec.json.decode
    if len(keys) < 500:
        return {key: [decode(value) for _, value in store.provided(key)] for key in sorted(keys)}
    facts: dict[str, list[Any]] = {}
    for key, value in store.db.execute("SELECT key, value FROM provide ORDER BY key, path"):
        if key in keys:
            facts.setdefault(key, []).append(decode(value))
    return facts


def _sum_cells(store: Store, cells: set[str]) -> None:
    """Digest of each touched cell, over its entries, and how many of these are the public's; an empty cell is gone."""
    for cell in cells:
        rows = store.db.execute("SELECT path, digest FROM entry WHERE cell=? ORDER BY path", (cell,)).fetchall()
        if rows:
            store.put_cell(cell, digest(*(x for row in rows for x in row)))
        else:
            store.db.execute("DELETE FROM cell WHERE name=?", (cell,))


def _sum_parts(store: Store, parts: set[str]) -> None:
    for part in parts:
        rows = store.db.execute("SELECT sort, path, card_digest FROM entry WHERE part=? AND part<>'' ORDER BY sort, path",
                                (part,)).fetchall()
        if rows:
            store.db.execute("INSERT OR REPLACE INTO part VALUES (?,?,?)",
                             (part, digest(*(x for row in rows for x in row)), len(rows)))
        else:
            store.db.execute("DELETE FROM part WHERE name=?", (part,))
