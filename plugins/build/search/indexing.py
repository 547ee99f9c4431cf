"""Bringing the search indexes up to date: one for each edition, the level-I portal's over all its portals."""

from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Iterable, Iterator

import msgspec

from plugins.build.frame import Framing
from plugins.build.search.index import IndexStateLost, needs_complete, sync_index
from plugins.build.store import Store
from plugins.build.pages.views import Card, EditionView, read_card
from plugins.content.paths import parse_path
from plugins.model import Finding, Portal, Registry, localised
from plugins.search.record import SearchRecord
from plugins.site import urls
from plugins.site.entry import digest
from plugins.site.outline import top_of

_ROW = "SELECT path, state, card, blob FROM entry WHERE "


class Indexing:
    """The search indexes of one build. output: the folder that holds the portals; fresh: whether it is a new one, in
    which no index lies yet; state: the indexes' memory."""

    def __init__(self, framing: Framing, store: Store, output: Path, fresh: bool, state: Path) -> None:
        self.framing, self.store, self.output, self.fresh, self.state = framing, store, output, fresh, state
        self.registry: Registry = framing.frame.registry

    def run(self, jobs: int) -> list[dict[str, Any]]:
        """Sync every edition that something changed for. Returns a report for each."""
        self.changed = [row[0] for row in self.store.db.execute("SELECT path FROM unindexed ORDER BY path")]
        before = self.store.get("search_frames") or {"key": "", "editions": {}}
        key = digest(*(self.framing.chrome(portal, lang) for portal, lang in self._chosen()))
        if key == before["key"] and not self.fresh:  # no name, no section and no address has changed anywhere
            frames = before["editions"]
        else:
            frames = {f"{portal}/{lang}": self._frame(self.framing.edition(portal, lang)) for portal, lang in self._chosen()}
        touched = {scope for path in self.changed for scope in self._scopes(path)}
        self.rewritten = {name for name in frames if frames[name] != before["editions"].get(name)}
        todo = sorted(name for name in frames if self.fresh or name in touched or name in self.rewritten)
        reports = self._all(todo, jobs)
        self.store.begin()
        if self.framing.chosen.whole:
            self.store.db.execute("DELETE FROM unindexed")
        kept = {} if self.framing.chosen.whole else before["editions"]
        self.store.put("search_frames", {"key": key if self.framing.chosen.whole else "", "editions": {**kept, **frames}})
        self.store.commit()
        return reports

    def _chosen(self) -> list[tuple[str, str]]:
        return [(key, lang) for key, portal in self.registry.portals.items() for lang in portal.languages
                if self.framing.chosen.has(key, lang)]

    def _all(self, todo: list[str], jobs: int) -> list[dict[str, Any]]:
        if jobs < 2 or len(todo) < 8:
            return [self.sync(name) for name in todo]
        with ProcessPoolExecutor(jobs, get_context("fork"), _adopt, (self,)) as pool:
            return list(pool.map(_sync, todo, chunksize=max(1, len(todo) // (jobs * 8))))

    def sync(self, name: str) -> dict[str, Any]:
        """Bring one edition's index up to date."""
        key, lang = name.split("/")
        edition = self.framing.edition(key, lang)
        folder = self.output / key / edition.home / "search"
        complete = name in self.rewritten or needs_complete(self.state, key, lang)
        labels = self._labels(edition)
        try:
            records, removed = ([*self._every(edition)], []) if complete else self._some(edition)
            report = sync_index(self.state, folder, key, lang, records, removed, complete, labels)
        except IndexStateLost:
            report = sync_index(self.state, folder, key, lang, self._every(edition), [], True, labels)
        return {"scope": name, **asdict(report)}

    # which documents an edition's search covers

    def _scopes(self, path: str) -> Iterator[str]:
        """Editions whose search holds an item: its own, and the level-I portal's."""
        where = parse_path(path)
        if isinstance(where, Finding):  # a file that is no item stands in no index
            return
        key, lang = where.portal, where.lang
        yield f"{key}/{lang}"
        if key in self.registry.portals:
            yield f"{top_of(key, self.registry)}/{lang}"

    def _covers(self, edition: EditionView, portal: str) -> bool:
        own = edition.portal.key
        return portal == own or (edition.portal.level == 1 and portal in self.registry.portals
                                 and top_of(portal, self.registry) == own)

    def _every(self, edition: EditionView) -> Iterator[SearchRecord]:
        for key in sorted(self.registry.portals):
            if self._covers(edition, key):
                rows = self.store.db.execute(_ROW + "path > ? AND path < ?", (f"content/{key}/", f"content/{key}0"))
                yield from self._records(edition, rows)

    def _some(self, edition: EditionView) -> tuple[list[SearchRecord], list[str]]:
        mine = [path for path in self.changed if f"{edition.portal.key}/{edition.lang}" in set(self._scopes(path))]
        found = [record for path in mine
                 for record in self._records(edition, self.store.db.execute(_ROW + "path=?", (path,)))]
        kept = {record.id for record in found}
        return found, [path for path in mine if path not in kept]

    def _records(self, edition: EditionView, rows: Iterable[tuple[str, str, bytes, str]]) -> Iterator[SearchRecord]:
        for path, state, card_json, blob in rows:
            if state == "live" and path.endswith(f".{edition.lang}.md"):
                card = read_card(card_json)
                yield self._record(edition, card, self.framing.pages.workshop.document(path, blob))

    def _record(self, edition: EditionView, card: Card, document: Any) -> SearchRecord:
        meta = card.meta
        content_type = self.registry.types[card.type]
        return SearchRecord(
            id=card.path, url=edition.across(card.portal, card.url), title=card.title,
            summary=card.summary or _text(meta.get("answer") or meta.get("question")),  # a question shows its answer
            headings=tuple(heading.text for heading in document.headings), body=_body(document.text, meta),
            portal=card.portal, section=card.section, type=card.type, lang=card.lang, date=card.day[:10], moment=card.day,
            agency=_text(meta.get("issuing_agency") or meta.get("lead_agency") or meta.get("responsible_agency")),
            field=edition.choice(card.type, "field", meta["field"]) if content_type.field("field") and meta.get("field") else "",
            year=card.day[:4], status=card.phase, number=_text(meta.get("number_symbol")))

    # names of facet values

    def _labels(self, edition: EditionView) -> dict[str, dict[str, str]]:
        covered = [key for key in self.registry.portals if self._covers(edition, key)]
        sections = {section for key in covered for section in self.framing.present(key, edition.lang)}
        return {
            "portal": {key: edition.portal_name(key) for key in covered},
            "section": {key: edition.section_name(key) for key in sorted(sections)},
            "type": {key: localised(t.name, edition.lang) for key, t in self.registry.types.items()},
            "status": {phase: edition.phase("", phase) for phase in
                       ("in_force", "expired", "not_yet_in_force", "partly_expired", "unknown", "open", "closed", "planned", "current", "over")},
        }

    def _frame(self, edition: EditionView) -> str:
        portals: list[Portal] = [p for p in self.registry.portals.values() if self._covers(edition, p.key)]
        places = [(p.key, p.domain if edition.settings.absolute else "", urls.edition_root(p, edition.lang)) for p in portals]
        return digest(msgspec.json.encode([self._labels(edition), places, edition.settings.absolute], order="sorted"))


def _body(text: str, meta: dict[str, Any]) -> str:
    """The words of the body and of the long fields that the page shows."""
    return " ".join([text, *(value for key, value in sorted(meta.items())
                             if isinstance(value, str) and key in ("answer", "question", "analysis", "main_goal", "abstract"))])


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


_mine: Indexing


def _adopt(indexing: Indexing) -> None:
    """In a worker: the same work with a connection of its own."""
    global _mine
    _mine = indexing
    store = Store(indexing.store.path.parent, read_only=True)
    indexing.store = indexing.framing.store = store
    indexing.framing.pages.store = store


def _sync(name: str) -> dict[str, Any]:
    return _mine.sync(name)
