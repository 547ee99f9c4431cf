"""The outline of an edition: which sections have items, in which months; the menu and archives follow from it."""

from dataclasses import dataclass
from typing import Iterable, Mapping, Sequence

from plugins.model import Portal, Registry, Section
from plugins.site import urls
from plugins.site.entry import digest

UNDATED = "undated"


@dataclass(frozen=True, slots=True)
class SectionOutline:
    """parts: month (`YYYY-MM` or `undated`) -> (digest, number of items), oldest first; digest: of all parts; months:
    those with items, newest first; beside: month -> the next newer and the next older one, empty where there is none."""

    key: str
    parts: Mapping[str, tuple[str, int]]
    digest: str
    months: Sequence[str]
    beside: Mapping[str, tuple[str, str]]

    @property
    def items(self) -> int:
        return sum(count for _, count in self.parts.values())


@dataclass(frozen=True, slots=True)
class MenuEntry:
    key: str
    name: str
    url: str


@dataclass(frozen=True, slots=True)
class MenuGroup:
    """One entry of the main menu with what lies below it."""

    key: str
    name: str
    entries: tuple[MenuEntry, ...]


def outlines(parts: Iterable[tuple[str, str, int]]) -> dict[str, dict[str, SectionOutline]]:
    """Sections by edition (`<portal>/<lang>`) from the library's lists `<portal>/<lang>/<section>/<month>`."""
    found: dict[str, dict[str, dict[str, tuple[str, int]]]] = {}
    for name, part_digest, items in parts:
        portal, lang, section, month = name.split("/")
        found.setdefault(f"{portal}/{lang}", {}).setdefault(section, {})[month] = (part_digest, items)
    return {edition: {key: _section(key, months) for key, months in sections.items()}
            for edition, sections in found.items()}


def _section(key: str, parts: Mapping[str, tuple[str, int]]) -> SectionOutline:
    months = sorted((month for month in parts if month != UNDATED), reverse=True)
    return SectionOutline(key, parts, digest(*[text for month, (found, _) in parts.items() for text in (month, found)]),
                          months, dict(zip(months, zip(["", *months[:-1]], [*months[1:], ""]))))


def menu(portal: Portal, lang: str, registry: Registry, present: Iterable[str]) -> tuple[MenuGroup, ...]:
    """Main menu: groups in the catalogue's order, each with its sections that exist in this edition."""
    by_group: dict[str, list[Section]] = {}
    for key in present:
        if section := registry.section(portal, key):
            by_group.setdefault(section.group or "other", []).append(section)
    groups = []
    for key, sections in by_group.items():
        group = registry.groups.get(key) or {}
        names = group.get("name") or {}
        entries = tuple(
            MenuEntry(s.key, _named(s.name, lang), urls.section_url(portal, s, lang))
            for s in sorted(sections, key=lambda s: (s.order, s.key)))
        order = int(str(group.get("order") or 800))
        groups.append((order, key, MenuGroup(key, _named(names, lang) or entries[0].name, entries)))
    return tuple(group for _, _, group in sorted(groups, key=lambda g: g[:2]))


def top_of(key: str, registry: Registry) -> str:
    """The level-I portal of the system that a portal belongs to: the last of its parents."""
    seen = set()
    while (parent := registry.portals[key].parent) in registry.portals and key not in seen:
        seen.add(key)
        key = parent
    return key


def _named(names: Mapping[str, str], lang: str) -> str:
    return names.get(lang) or names.get("en") or names.get("vi") or ""
