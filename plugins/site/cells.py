"""Cells: groups of artifacts that are planned together, and the fingerprint of all that a cell depends on.

A cell's fingerprint covers everything its artifacts show, so a cell whose fingerprint is unchanged is never opened.
Within a changed cell each artifact has a finer fingerprint of its own. A hundred thousand pages make a few thousand
cells: comparing those is what an edit costs.

    items/<portal>/<section>/<nn>     item pages, all languages of an item together
    list/<portal>/<lang>/<section>/<month>   a month's archive pages
    front/<portal>/<lang>/<section>   section page, feed, archive by year
    data/<portal>/<lang>/<section>/<year>    open data, the year's part of the site map
    edition/<portal>/<lang>           home page, site map, search page, 404
    portal/<portal>                   robots.txt, site map index, directory of portals, static files
    media/<portal>/...                the files that live items show
"""

from typing import Callable, Iterable, Iterator, Mapping, Sequence

from plugins.model import Portal, Registry
from plugins.site.entry import digest
from plugins.site.outline import SectionOutline, top_of

Outlines = Mapping[str, Mapping[str, SectionOutline]]
FROM_ABOVE = ("online-services", "notices")
"""Sections of the level-I portal that concern whoever opens the portal of a ward."""


def aggregated(portal: Portal, registry: Registry) -> list[tuple[str, str]]:
    """Portals and sections whose newest items a portal's home page shows: as `aggregates` says, by default the news of
    every portal below a level-I portal (HP-03.1), and what a component portal takes from its level-I portal."""
    wanted: list[tuple[str, str]] = []
    for rule in portal.aggregates:
        named = rule.get("portals") or rule.get("portal") or "children"
        keys = _children(portal, registry) if named in ("children", "all", ["*"], "*") else (
            named if isinstance(named, list) else [named])
        sections = rule.get("sections") or rule.get("section") or ["news"]
        wanted += [(key, section) for key in keys for section in (sections if isinstance(sections, list) else [sections])]
    if not portal.aggregates and portal.level == 1:
        wanted = [(key, "news") for key in _children(portal, registry)]
    if not portal.aggregates and portal.level != 1:
        wanted = [(top_of(portal.key, registry), section) for section in FROM_ABOVE]
    return [(key, section) for key, section in dict.fromkeys(wanted) if key in registry.portals and key != portal.key]


def _children(portal: Portal, registry: Registry) -> list[str]:
    """Every portal below this one, at any depth."""
    found, frontier = [], [portal.key]
    while frontier:
        frontier = [p.key for p in registry.portals.values() if p.parent in frontier and p.key not in found]
        found += frontier
    return found


def current_cells(registry: Registry, entry_cells: Mapping[str, str], outlines: Outlines,
                  chrome: Callable[[str, str], str], present: Callable[[str, str], frozenset[str]],
                  site: str) -> dict[str, str]:
    """Every cell that should exist now with its fingerprint.

    entry_cells: digest of each group of entries. chrome(portal, lang): digest of all that frames an edition's pages;
    present(portal, lang): its sections that have a page; site: digest of what all pages of the system depend on.
    """
    cells: dict[str, str] = {}
    frames = {key: digest(*(chrome(key, lang) for lang in portal.languages)) for key, portal in registry.portals.items()}
    for name, entries in entry_cells.items():
        kind, portal = name.split("/", 2)[:2]
        if kind == "items" and portal in frames:
            cells[name] = digest(entries, frames[portal])
    own_pages: dict[str, dict[str, str]] = {}
    for name, entries in entry_cells.items():
        kind, portal, section = name.split("/", 2)
        if kind == "index":
            own_pages.setdefault(portal, {})[section] = entries
    for key, portal in registry.portals.items():
        for lang in portal.languages:
            sections = outlines.get(f"{key}/{lang}", {})
            # A section's page names its translations: the languages that have this section too.
            also = {section: ",".join(l for l in portal.languages if section in present(key, l))
                    for section in sections.keys() | own_pages.get(key, {}).keys()}
            others = [outlines.get(f"{key}/{l}", {}) for l in portal.languages if l != lang]
            cells.update(_section_cells(key, lang, sections, own_pages.get(key, {}), also, chrome(key, lang), others))
            aggregate = [outlines[f"{p}/{lang}"][s].digest for p, s in aggregated(portal, registry)
                         if s in outlines.get(f"{p}/{lang}", {})]
            cells[f"edition/{key}/{lang}"] = digest(
                chrome(key, lang), *(text for s in sorted(sections) for text in (s, sections[s].digest)), *aggregate)
        cells[f"portal/{key}"] = digest(site, frames[key], *_shape(key, portal, outlines))
    return cells


def _section_cells(key: str, lang: str, sections: Mapping[str, SectionOutline], own_pages: Mapping[str, str],
                   also: Mapping[str, str], frame: str,
                   others: Sequence[Mapping[str, SectionOutline]]) -> Iterator[tuple[str, str]]:
    """others: the sections of the portal's other languages, which a month's page leads to."""
    for section in sections.keys() | own_pages.keys():
        own = own_pages.get(section, "")
        outline = sections.get(section)
        elsewhere = [found[section].parts if section in found else {} for found in others]
        archives = ",".join("".join("1" if month in parts else "0" for parts in elsewhere)
                            for month in outline.parts) if outline else ""
        yield f"front/{key}/{lang}/{section}", digest(frame, own, also[section], outline.digest if outline else "", archives)
        if outline is None:
            continue
        years: dict[str, list[str]] = {}
        for month, (part, _) in outline.parts.items():
            newer, older = outline.beside.get(month, ("", ""))
            yield f"list/{key}/{lang}/{section}/{month}", digest(
                frame, part, newer, older, also[section], "".join(["1" if month in parts else "0" for parts in elsewhere]))
            years.setdefault(month[:4], []).extend((month, part))
        for year, parts in sorted(years.items()):
            yield f"data/{key}/{lang}/{section}/{year}", digest(frame, *parts)


def _shape(key: str, portal: Portal, outlines: Outlines) -> Iterable[str]:
    """Names of the lists that the site map index points at: it changes only when a month or a section comes or goes."""
    for lang in portal.languages:
        for section, outline in sorted(outlines.get(f"{key}/{lang}", {}).items()):
            yield f"{lang}/{section}/{','.join(outline.parts)}"
