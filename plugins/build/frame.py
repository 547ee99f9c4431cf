"""What frames the pages of a build: registry, theme, catalogs, settings, and their digests."""

from dataclasses import dataclass, field
from typing import Mapping

import msgspec

from plugins import ENGINE_VERSION
from plugins.build.pages.catalogs import Catalogs
from plugins.build.pages.rendering import Pages
from plugins.build.selection import Selection
from plugins.build.store import Store
from plugins.build.pages.theme import Theme
from plugins.build.pages.views import Card, EditionView, SiteSettings, read_card
from plugins.build.workshop import Workshop
from plugins.model import Registry
from plugins.site.cells import Outlines, current_cells
from plugins.site import urls
from plugins.site.entry import cell_of, digest
from plugins.site.outline import MenuEntry, menu, outlines, top_of

STANDING = ("terms", "privacy", "accessibility")
"""Slugs below `about-portal` of the pages that every footer leads to."""


@dataclass(frozen=True, slots=True)
class Frame:
    """common: digest of types and section catalogue; portals: digest of each registry file; marks: what a gated build
    says on an item's page, by path: `stale` (a translation older than its original), `emergency` (published by the
    head alone)."""

    registry: Registry
    theme: Theme
    catalogs: Catalogs
    settings: SiteSettings
    common: str
    portals: Mapping[str, str]
    marks: Mapping[str, str] = field(default_factory=dict)

    @property
    def site_digest(self) -> str:
        """What every page of the system depends on: engine, theme, settings, and the names of all portals."""
        names = [(p.key, dict(p.name), dict(p.short_name), p.unit_type, p.level, p.domain, p.parent, p.languages, p.former_units, p.area,
                  p.extra.get("source_labels"), p.extra.get("source_label"))
                 for p in self.registry.portals.values()]
        return digest(ENGINE_VERSION, self.theme.digest, msgspec.json.encode(self.settings), self.common,
                      msgspec.json.encode(names))


class Framing:
    """The pages of a build and the cells that they fall into, as the library stands now."""

    def __init__(self, frame: Frame, store: Store, workshop: Workshop, chosen: Selection = Selection()) -> None:
        self.frame, self.store, self.chosen = frame, store, chosen
        self.outlines: Outlines = outlines(store.parts())
        self.entry_cells = store.table("cell")
        self._site_digest = frame.site_digest
        self._own_pages = self._section_pages()
        self._editions: dict[tuple[str, str], EditionView] = {}
        self._chromes: dict[tuple[str, str], str] = {}
        self._standing: dict[tuple[str, str], dict[str, Card]] = {}
        self.pages = Pages(store, workshop, frame.registry, frame.theme, self.outlines, self.edition, self.chrome,
                           chosen)

    def cells(self) -> dict[str, str]:
        """Every cell with its fingerprint."""
        return current_cells(self.frame.registry, self.entry_cells, self.outlines, self.chrome, self.present,
                             self._site_digest)

    def present(self, portal: str, lang: str) -> frozenset[str]:
        """Sections that have a page in an edition: those with items, and those with a page of their own."""
        return frozenset(self.outlines.get(f"{portal}/{lang}", {}).keys() | self._own_pages.get((portal, lang), set()))

    def edition(self, portal: str, lang: str) -> EditionView:
        if (portal, lang) not in self._editions:
            frame = self.frame
            found = frame.registry.portals[portal]
            present = self.present(portal, lang)
            self._editions[portal, lang] = EditionView(
                found, lang, frame.registry, menu(found, lang, frame.registry, present), present, frame.settings,
                {name: address for name, (address, _) in frame.theme.static.items()}, frame.catalogs.translate(lang),
                self.standing(portal, lang), self.above(portal, lang), self.marks(portal, lang))
        return self._editions[portal, lang]

    def marks(self, portal: str, lang: str) -> dict[str, str]:
        """Marks of an edition's items by path."""
        return {path: mark for path, mark in sorted(self.frame.marks.items())
                if path.startswith(f"content/{portal}/") and path.endswith(f".{lang}.md")}

    def chrome(self, portal: str, lang: str) -> str:
        """Digest of all that an edition's pages share."""
        if (portal, lang) not in self._chromes:
            frame = self.frame
            parent = frame.registry.portals[portal].parent
            self._chromes[portal, lang] = digest(
                self._site_digest, frame.catalogs.digest(lang), frame.portals[portal], frame.portals.get(parent, ""),
                *sorted(self.present(portal, lang)), *(text for pair in self.marks(portal, lang).items() for text in pair),
                *(text for pair in self.standing(portal, lang) for text in pair),
                *(text for entry in self.above(portal, lang) for text in (entry.key, entry.url)))
        return self._chromes[portal, lang]

    def above(self, portal: str, lang: str) -> tuple[MenuEntry, ...]:
        """What people come for at the level-I portal, with addresses from this portal's root."""
        registry = self.frame.registry
        top = registry.portals[top_of(portal, registry)]
        if top.key == portal:
            return ()
        return tuple(
            MenuEntry(entry.key, entry.name, urls.across(registry.portals, portal, top.key, entry.url, self.frame.settings.absolute))
            for entry in self.edition(top.key, top.language_for(lang)).wanted)

    def standing(self, portal: str, lang: str) -> tuple[tuple[str, str], ...]:
        """Titles and addresses, from the portal's root, of the pages that every footer leads to. A portal without
        its own terms is under those of its level-I portal."""
        registry = self.frame.registry
        found = []
        for slug in STANDING:
            for key in dict.fromkeys((portal, top_of(portal, registry))):
                card = self._standing_card(key, lang, slug)
                if card:
                    found.append((card.title, urls.across(registry.portals, portal, key, card.url, self.frame.settings.absolute)))
                    break
        return tuple(found)

    def _standing_card(self, portal: str, lang: str, slug: str) -> Card | None:
        """An item of a portal's "about this portal" in a language, else in its official one."""
        if (portal, slug) not in self._standing:
            cell = cell_of(portal, "about-portal", slug)
            self._standing[portal, slug] = {} if cell not in self.entry_cells else {
                card.lang: card for _, state, raw, *_ in self.store.entries_of(cell)
                if state == "live" and (card := read_card(raw)).slug == slug}
        found = self._standing[portal, slug]
        return found.get(lang) or found.get(self.frame.registry.portals[portal].official)

    def _section_pages(self) -> dict[tuple[str, str], set[str]]:
        """Sections that have a page of their own (slug `index`), by edition."""
        found: dict[tuple[str, str], set[str]] = {}
        for cell in self.entry_cells:
            if cell.startswith("index/"):
                _, portal, section = cell.split("/", 2)
                for path, state, *_ in self.store.entries_of(cell):
                    if state == "live":
                        found.setdefault((portal, path.rsplit(".", 2)[1]), set()).add(section)
        return found
