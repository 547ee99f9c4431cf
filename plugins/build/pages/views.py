"""What templates see. Small objects with the addresses already relative to the page that shows them."""

from types import MappingProxyType
from typing import Any, Mapping

import msgspec
from markupsafe import Markup, escape

from plugins.build.pages import line_breaks
from plugins.build.settings import SiteSettings
from plugins.model import Portal, Registry, Section, localised
from plugins.site import format, urls
from plugins.site.outline import MenuEntry, MenuGroup
from plugins.site.unit_names import read_unit, said


class Card(msgspec.Struct, frozen=True, gc=False):
    """An item as lists show it. `meta`: its typed front matter; `day`: the day or instant it is ordered by."""

    path: str
    portal: str
    lang: str
    section: str
    slug: str
    type: str
    url: str
    title: str
    day: str
    summary: str
    phase: str
    meta: dict[str, Any]
    image: dict[str, Any] | None = None


read_card = msgspec.json.Decoder(Card).decode


class PageExtras(msgspec.Struct, frozen=True, gc=False):
    """What an item's page knows of others: see `plugins.site.entry`."""

    affects: list[dict[str, Any]] = []
    links: list[dict[str, Any] | None] = []
    files: dict[str, dict[str, Any]] = {}
    numbers: dict[str, dict[str, Any]] = {}
    translations: list[dict[str, Any]] = []
    stale: bool = False


read_extras = msgspec.json.Decoder(PageExtras).decode


def N_(message: str) -> str:
    """Marks a message for extraction where it is looked up later."""
    return message


PHASES = {
    ("", "in_force"): N_("In force"), ("", "expired"): N_("Expired"), ("", "not_yet_in_force"): N_("Not yet in force"),
    ("", "partly_expired"): N_("Partly expired"), ("", "unknown"): N_("Legal status not determined"),
    ("consultation", "planned"): N_("Opens soon"), ("consultation", "open"): N_("Open for comments"),
    ("consultation", "closed"): N_("Closed"), ("", "planned"): N_("Planned"), ("", "current"): N_("In progress"),
    ("", "over"): N_("Completed"), ("dialogue", "over"): N_("Held"), ("work-schedule", "current"): N_("This week"), ("work-schedule", "over"): N_("Past"),
}
UNIT_KINDS = {
    "ward": N_("Wards"), "commune": N_("Communes"), "special_zone": N_("Special zones"),
    "department": N_("Departments and agencies"), "district": N_("Districts"), "thematic": N_("Thematic sites"),
    "public_service_unit": N_("Public service units"), "other": N_("Other units"),
}


LANGUAGE_NAMES = {"vi": "Tiếng Việt", "en": "English", "zh": "中文", "ko": "한국어", "ja": "日本語"}
"""Each language in its own words, as a reader looks for it."""

WANTED = ("news", "online-services", "legal-documents", "consultations", "qa", "work-schedule", "contact", "notices",
          "introduction", "functions", "organisation", "statistics", "general-info")
"""What people come for, most wanted first; a portal shows those it has."""


def source_line(portal: Portal, registry: Registry) -> str:
    """The words by which reusers name the source: the portal's own, else those of the portals above it (HP-19.1, QN-13)."""
    seen: set[str] = set()
    while portal.key not in seen:
        seen.add(portal.key)
        labels = portal.extra.get("source_labels") or portal.extra.get("source_label") or ()
        if labels:
            return labels if isinstance(labels, str) else str(labels[0])
        portal = registry.portals.get(portal.parent, portal)
    return ""


class EditionView:
    """One portal in one language, as templates see it."""

    def __init__(self, portal: Portal, lang: str, registry: Registry, menu: tuple[MenuGroup, ...],
                 present: frozenset[str], settings: SiteSettings, static: Mapping[str, str], translate: Any,
                 standing: tuple[tuple[str, str], ...] = (), above: tuple[MenuEntry, ...] = (),
                 marks: Mapping[str, str] = MappingProxyType({})) -> None:
        """standing: titles and addresses of the terms of use, privacy and accessibility pages, its own or its
        level-I portal's; above: what people come for at the level-I portal, for portals below it;
        marks: what a gated build says of items, by path (`plugins.build.frame.Frame`)."""
        self.standing, self.above, self.marks = standing, above, marks
        self.portal, self.lang, self.registry, self.menu = portal, lang, registry, menu
        self.present, self.settings, self.static_files, self._ = present, settings, static, translate
        self.home = urls.edition_root(portal, lang)
        provinces = (read_unit(found.short_name.get("vi", "")) for found in registry.portals.values() if found.level == 1)
        self._names = tuple(sorted(bare for kind, bare in provinces if kind))
        self.name = localised(portal.name, lang, portal.official)
        self.short_name = localised(portal.short_name, lang, portal.official) or self.name
        self.parent = registry.portals.get(portal.parent)
        online = portal.services_portal or (self.parent.services_portal if self.parent else "")
        self.services_portal = online if online.startswith(("https://", "http://")) else ""
        self.search_url = f"{self.home}{urls.reserved('search', lang)}/"
        self.sitemap_url = f"{self.home}{urls.reserved('site-map', lang)}/"
        self.portals_url = f"{self.home}{urls.reserved('portals', lang)}/"
        self.colon, self.stop, self.comma, self.also = ({"zh": ("：", "。", "，", "、"), "ja": ("：", "。", "、", "、")}.get(lang) or (": ", ". ", ", ", ", "))
        self.portals_above = self._portals_above()
        self.source_line = source_line(portal, registry) or self.name
        self.open_data_url = f"{self.home}{urls.reserved('open-data', lang)}/"
        self.og_locale = format.LOCALES.get(lang, lang)
        self.wanted = tuple(MenuEntry(key, self.section_name(key), self.section_url(key)) for key in WANTED if key in present)
        self.about = f"{self.name}{self.colon}{self.also.join(entry.name for entry in self.wanted[:6])}" if self.wanted else self.name

    def _portals_above(self) -> str:
        """Address of the level-I portal's directory of portals, from this portal's root; empty where there is none."""
        parent = self.parent
        if not parent or parent.level != 1:
            return ""
        lang = parent.language_for(self.lang)
        return self.across(parent.key, f"{urls.edition_root(parent, lang)}{urls.reserved('portals', lang)}/")

    def text(self, texts: Mapping[str, str] | str) -> str:
        """A text by language in this edition's language, else in the official one."""
        return texts if isinstance(texts, str) else localised(texts, self.lang, self.portal.official)

    def language_name(self, lang: str) -> str:
        return LANGUAGE_NAMES.get(lang, lang)

    def language_called(self, lang: str) -> str:
        """A language as this edition's readers call it: English is 英语 to a Chinese reader."""
        return format.language(lang, self.lang)

    def section(self, key: str) -> Section | None:
        return self.registry.section(self.portal, key)

    def section_name(self, key: str) -> str:
        section = self.section(key)
        return self.text(section.name) if section else key

    def section_url(self, key: str) -> str:
        """Address of a section that exists in this edition, else an empty string."""
        section = self.section(key)
        return urls.section_url(self.portal, section, self.lang) if section and section.key in self.present else ""

    @property
    def former_units(self) -> list[str]:
        """Units, each with what it lay in, that became this portal's unit."""
        return [self.comma.join(said(part, self.lang) for part in unit.split(", ")) for unit in self.portal.former_units]

    def portal_name(self, key: str) -> str:
        portal = self.registry.portals[key]
        return localised(portal.short_name or portal.name, self.lang, portal.official)

    def across(self, portal: str, url: str) -> str:
        """Address of another portal's page, from this portal's root."""
        return urls.across(self.registry.portals, self.portal.key, portal, url, self.settings.absolute)

    def language_of(self, key: str) -> str:
        """The language in which a reader of this edition meets a portal."""
        return self.registry.portals[key].language_for(self.lang)

    def portal_home(self, key: str) -> str:
        return self.across(key, urls.edition_root(self.registry.portals[key], self.language_of(key)))

    def label(self, type_key: str, field: str) -> str:
        """Label of a field of a content type."""
        content_type = self.registry.types.get(type_key)
        found = content_type.field(field) if content_type else None
        return self.text(found.label) if found and found.label else field

    def choice(self, type_key: str, field: str, value: str) -> str:
        """Name of a choice of a field."""
        content_type = self.registry.types.get(type_key)
        found = content_type.field(field) if content_type else None
        return self.text(found.choices[value]) if found and found.choices.get(value) else value

    def phase(self, type_key: str, phase: str) -> str:
        """Name of a phase (`plugins.site.phase`) in this edition's language."""
        return self._(PHASES.get((type_key, phase)) or PHASES.get(("", phase)) or phase)

    def unit_kind(self, unit_type: str) -> str:
        """Name of a kind of unit, in the plural."""
        return self._(UNIT_KINDS.get(unit_type, "Other units"))

    def whole(self, title: str) -> Markup:
        """A title whose numbers and names are not broken across lines."""
        return line_breaks.whole(title, self._names)

    def day(self, value: str, style: str = "long") -> str:
        return format.day(value, self.lang, style)

    def moment(self, value: str) -> str:
        return format.moment(value, self.lang)

    def time(self, value: str) -> Markup:
        """A day or instant as an element that stays on one line, to stand in messages, too."""
        return Markup('<time datetime="{}">{}</time>').format(value, self.moment(value))

    def month(self, value: str) -> str:
        return format.month(value, self.lang)

    def year(self, value: str) -> str:
        return format.year(value, self.lang)

    def number(self, value: int | float) -> str:
        return format.number(value, self.lang)

    def size(self, value: int) -> str:
        return format.file_size(value, self.lang)


class PageView:
    """One page. root: `../` up to the portal's document root, for every link of the page."""

    def __init__(self, edition: EditionView, url: str, title: str, kind: str, *, root: str | None = None,
                 breadcrumbs: tuple[tuple[str, str], ...] = (), translations: Mapping[str, str] | None = None,
                 nearest: Mapping[str, str] | None = None, description: str = "", robots: str = "", image: Any = None,
                 feed: str = "", date: str = "") -> None:
        """translations: this page's address in other languages; nearest: where a reader of a language that it is not
        translated into is better off than on the home page; date: the day or instant that the page is dated by."""
        self.edition, self.url, self.title, self.kind = edition, url, title, kind
        self.root = urls.up(url) if root is None else root
        self.breadcrumbs, self.description, self.robots, self.image, self.feed = breadcrumbs, description, robots, image, feed
        self.translations, self.nearest, self.date = translations or {}, nearest or {}, date
        self.structured = Markup("")
        self.canonical = urls.canonical(edition.portal, url)

    def link(self, url: str) -> str:
        """A link from this page to an address below the portal's root; absolute ones stay."""
        if url.startswith(("http://", "https://", "mailto:", "tel:")):
            return url
        return self.root + url or "./"

    def absolute(self, url: str) -> str:
        """The address that other sites use; below the preview's address where the portal has no domain yet."""
        edition = self.edition
        return urls.canonical(edition.portal, url) or f"{edition.settings.site_url}/{edition.portal.key}/{url}"

    def static(self, name: str) -> str:
        return self.root + self.edition.static_files[name]

    def picture(self, image: Mapping[str, Any], alt: str, lazy: bool = True,
                sizes: str = "(min-width: 48rem) 44rem, 100vw") -> Markup:
        """A picture with its smaller versions. Width and height keep the page from jumping while it loads."""
        sets = ", ".join(f"{self.link(url)} {width}w" for width, url in image["webp"])
        loading = ' loading="lazy" decoding="async"' if lazy else ' fetchpriority="high"'
        return Markup(f'<picture><source type="image/webp" srcset="{sets}" sizes="{sizes}">'
                      f'<img src="{self.link(image["url"])}" alt="{escape(alt)}" width="{image["width"]}"'
                      f' height="{image["height"]}"{loading}></picture>')

    def thumbnail(self, image: Mapping[str, Any], large: bool = False) -> Markup:
        """A picture beside a link that says the same: no alternative text. large: across a column."""
        return self.picture(image, "", lazy=not large, sizes="(min-width: 52rem) 40rem, 100vw" if large else "18rem")

    @property
    def languages(self) -> list[dict[str, Any]]:
        """The language switch: the same page where it is translated, else the nearest list or that edition's home
        page, and it says so."""
        portal = self.edition.portal
        found = []
        for lang in portal.languages:
            url = self.url if lang == self.edition.lang else self.translations.get(lang)
            found.append({"lang": lang, "current": lang == self.edition.lang, "translated": url is not None,
                          "url": self.nearest.get(lang, urls.edition_root(portal, lang)) if url is None else url})
        return found

    @property
    def alternates(self) -> list[tuple[str, str]]:
        """hreflang pairs, reciprocal: only pages that exist, absolute where the domain is known."""
        if not self.translations:
            return []
        pairs = [(lang["lang"], urls.canonical(self.edition.portal, lang["url"]) or self.link(lang["url"]))
                 for lang in self.languages if lang["translated"]]
        official = next((url for lang, url in pairs if lang == self.edition.portal.official), None)
        return pairs + ([("x-default", official)] if official else [])
