"""The pages of an edition as a whole (home, site map, search, directory, open data, style, 404) and the files of a portal as
a whole (robots, site map index, catalogue, the theme's files)."""

from typing import TYPE_CHECKING, Any, Iterator, NamedTuple

from markupsafe import Markup

from plugins.build.pages import calendars, catalogue, feeds, maps, structured
from plugins.build.pages.artifact import Artifact
from plugins.build.pages.views import UNIT_KINDS, Card, EditionView, PageView
from plugins.model import localised
from plugins.site import urls
from plugins.site.cells import aggregated
from plugins.site.entry import digest
from plugins.site.format import collation_key
from plugins.site.outline import top_of
from plugins.site.unit_names import grouped

if TYPE_CHECKING:
    from plugins.build.pages.rendering import Pages


def of_edition(pages: "Pages", fingerprint: str, portal: str, lang: str) -> Iterator[Artifact]:
    edition = pages.edition(portal, lang)
    home = edition.home
    every = {other: urls.edition_root(edition.portal, other) for other in edition.portal.languages}

    def page(url: str, title: str, kind: str, translations: Any, **more: Any) -> PageView:
        return PageView(edition, url, title, kind, translations=translations, **more)

    def named(key: str) -> dict[str, str]:
        return {other: f"{urls.edition_root(edition.portal, other)}{urls.reserved(key, other)}/"
                for other in edition.portal.languages}

    _ = edition._
    yield Artifact(f"{portal}/{urls.page_file(home)}", fingerprint, "newest items of every section",
                   lambda: _home_page(pages, edition, page(home, edition.name, "home", every)))
    yield Artifact(f"{portal}/{urls.page_file(edition.open_data_url)}", fingerprint, "sections and their years",
                   lambda: pages.html("open-data.html", page(edition.open_data_url, _("Open data"), "open-data", named("open-data")),
                                     datasets=catalogue.datasets(edition, pages.outlines.get(f"{portal}/{lang}", {}))))
    yield Artifact(f"{portal}/{urls.page_file(edition.sitemap_url)}", fingerprint, "menu and sections",
                   lambda: pages.html("sitemap.html", page(edition.sitemap_url, _("Site map"), "sitemap", named("site-map")),
                                     latest=lambda key, n=10: pages.latest(portal, lang, key, n)))
    if edition.settings.search:
        yield Artifact(f"{portal}/{urls.page_file(edition.search_url)}", pages.chrome(portal, lang), "the frame",
                       lambda: pages.html("search.html", page(edition.search_url, _("Search"), "search", named("search"),
                                                             robots="noindex"),
                                         province_search_url=_province_search(pages, edition)))
    if edition.portal.level == 1 and "style.html" in pages.known:
        style = f"{home}{urls.reserved('styleguide', lang)}/"
        yield Artifact(f"{portal}/{urls.page_file(style)}", pages.chrome(portal, lang), "the frame",
                       lambda: pages.html("style.html", page(style, _("Design system"), "style", named("styleguide"), robots="noindex")))
    if edition.portal.level == 1:
        yield Artifact(f"{portal}/{urls.page_file(edition.portals_url)}", pages.chrome(portal, lang), "the registry",
                       lambda: pages.html("portals.html", page(edition.portals_url, _("All portals"), "portals", named("portals")),
                                         portals=directory(pages, edition),
                                         former={edition.portal_home(found.key): grouped(found.former_units, lang)
                                                 for found in pages.registry.portals.values() if found.former_units}))
    if lang == edition.portal.official:
        # Served for any address of the site, so its links start at the root of the domain.
        root = "/" if edition.settings.absolute else ""
        others = [(other, pages.edition(portal, other)) for other in edition.portal.languages if other != lang]
        yield Artifact(f"{portal}/404.html", digest(pages.chrome(portal, lang), *(pages.chrome(portal, other) for other, _ in others)),
                       "the frame", lambda: pages.html("404.html", page("", _("Page not found"), "error", {}, root=root, robots="noindex"),
                                                       others=[(other, found._("Page not found") + found.colon, found._("Go to the home page"), found.home)
                                                               for other, found in others]))


def _home_page(pages: "Pages", edition: EditionView, page: PageView) -> bytes:
    portal, lang = edition.portal.key, edition.lang
    page.structured = structured.home(edition, page.absolute)
    return pages.html("home.html", page, latest=lambda key, n=6: pages.latest(portal, lang, key, n),
                     aggregate=lambda key, n=6: aggregate(pages, edition, key, n), current=calendars.current,
                     map=area_map(pages, page), from_above=lambda key, n=6: from_above(pages, edition, key, n),
                     counts=[(kind, len(rows)) for kind, rows in directory(pages, edition)] if edition.portal.level == 1 else [])


def _province_search(pages: "Pages", edition: EditionView) -> str:
    """The level-I portal's search page as seen from a component portal, in the same language where it has it."""
    top = pages.registry.portals[top_of(edition.portal.key, pages.registry)]
    if top.key == edition.portal.key:
        return ""
    lang = top.language_for(edition.lang)
    return edition.across(top.key, f"{urls.edition_root(top, lang)}{urls.reserved('search', lang)}/")


def aggregate(pages: "Pages", edition: EditionView, section: str, limit: int) -> list[Card]:
    """Newest items of a section over the portals that this one shows, newest first."""
    found = [card for key, wanted in aggregated(edition.portal, pages.registry) if wanted == section
             for card in pages.latest(key, edition.lang, section, limit) if card.day]
    return sorted(found, key=lambda card: (card.day, card.path), reverse=True)[:limit]


def from_above(pages: "Pages", edition: EditionView, section: str, limit: int) -> list[Card]:
    """Newest items of a section of the level-I portal, in the same language, on the home page of a portal below it."""
    return [card for key, wanted in aggregated(edition.portal, pages.registry) if wanted == section and edition.portal.level != 1
            for card in pages.latest(key, edition.lang, section, limit)]


def area_map(pages: "Pages", page: PageView) -> Markup:
    """The area of a portal's unit, or of all units below a level-I portal, as far as the registry holds them."""
    edition = page.edition
    portal = edition.portal
    shapes = [maps.Shape(portal.area, edition.short_name, "")] if portal.area else []
    if portal.level == 1:
        shapes += [maps.Shape(found.area, edition.portal_name(found.key), page.link(edition.portal_home(found.key)))
                   for found in pages.registry.portals.values()
                   if found.area and found.key != portal.key and top_of(found.key, pages.registry) == portal.key]
    return maps.draw(shapes, edition._("Map of %(unit)s") % {"unit": edition.short_name})


_KINDS = {kind: number for number, kind in enumerate(UNIT_KINDS)}


class Listed(NamedTuple):
    """A portal in the directory. lang: the language of the page at url, which may not be the reader's."""

    name: str
    url: str
    domain: str
    lang: str


def directory(pages: "Pages", edition: EditionView) -> list[tuple[str, list[Listed]]]:
    """Portals of this system by unit type, those nearest to people first; names by the alphabet."""
    top = edition.portal.key
    groups: dict[str, list[Listed]] = {}
    for portal in pages.registry.portals.values():
        if portal.key != top and top_of(portal.key, pages.registry) == top:
            groups.setdefault(portal.unit_type, []).append(Listed(
                localised(portal.short_name or portal.name, edition.lang, portal.official),
                edition.portal_home(portal.key), portal.domain, edition.language_of(portal.key)))
    return [(kind, sorted(rows, key=lambda row: collation_key(row.name)))
            for kind, rows in sorted(groups.items(), key=lambda group: (_KINDS.get(group[0], len(_KINDS)), group[0]))]


def of_portal(pages: "Pages", fingerprint: str, key: str) -> Iterator[Artifact]:
    portal = pages.registry.portals[key]
    edition = pages.edition(key, portal.official)
    yield Artifact(f"{key}/robots.txt", fingerprint, "the registry", lambda: (
        f"User-agent: *\nAllow: /\nDisallow: /{urls.reserved('search', portal.official)}/\n\n"
        f"Sitemap: {pages.absolute(edition, 'sitemap.xml')}\n").encode())
    yield Artifact(f"{key}/sitemap.xml", fingerprint, "years of the sections", lambda: _sitemap_index(pages, edition))
    yield Artifact(f"{key}/sitemap/pages.xml", fingerprint, "sections", lambda: feeds.sitemap(_fixed(pages, key)))
    yield Artifact(f"{key}/data/catalog.jsonld", fingerprint, "sections and their years", lambda: catalogue.dcat(
        edition, [(pages.edition(key, lang), pages.outlines.get(f"{key}/{lang}", {})) for lang in portal.languages],
        lambda url: pages.absolute(edition, url)))
    used = {pages.edition(key, lang).section(section).type for lang in portal.languages for section in pages.outlines.get(f"{key}/{lang}", {})}
    for name in sorted(used):
        yield Artifact(f"{key}/data/schema/{name}.json", fingerprint, f"the type {name}",
                       lambda n=name: catalogue.schema(pages.registry.types[n], edition))
    for name, (address, content) in pages.theme.static.items():
        yield Artifact(f"{key}/{address}", digest(content), f"theme file {name}", lambda c=content: c)


def _sitemap_index(pages: "Pages", edition: EditionView) -> bytes:
    key = edition.portal.key
    names = [urls.sitemap_part(lang, section, year) for lang in edition.portal.languages
             for section, outline in sorted(pages.outlines.get(f"{key}/{lang}", {}).items())
             for year in dict.fromkeys(month[:4] for month in outline.parts)]
    return feeds.sitemap_index([pages.absolute(edition, f"sitemap/{name}.xml") for name in ("pages", *names)])


def _fixed(pages: "Pages", key: str) -> list[tuple[str, str]]:
    portal = pages.registry.portals[key]
    found = []
    for lang in portal.languages:
        edition = pages.edition(key, lang)
        found += [edition.home, edition.sitemap_url, edition.open_data_url, *sorted(filter(None, map(edition.section_url, edition.present)))]
        found += [edition.portals_url] if portal.level == 1 else []
    edition = pages.edition(key, portal.official)
    return [(pages.absolute(edition, url), "") for url in found]
