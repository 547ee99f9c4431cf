"""What templates see. Small objects with the addresses already relative to the page that shows them."""

from typing import Any, Mapping

import msgspec
from markupsafe import Markup, escape

from plugins.model import Field, Portal, Registry, Section, localised
from plugins.site import format, urls
from plugins.site.outline import MenuGroup
from plugins.site.references import number_key


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


read_extras = msgspec.json.Decoder(PageExtras).decode


class SiteSettings(msgspec.Struct, frozen=True):
    """The few settings that pages depend on. absolute: link portals by their domains, as the live site does;
    page_size: items on a section's first page and on each archive page."""

    site_url: str = "http://localhost:8000"
    absolute: bool = False
    page_size: int = 20
    feed_size: int = 20
    demo: bool = True
    search: bool = True


def N_(message: str) -> str:
    """Marks a message for extraction where it is looked up later."""
    return message


PHASES = {
    ("", "in_force"): N_("In force"), ("", "expired"): N_("Expired"), ("", "not_yet_in_force"): N_("Not yet in force"),
    ("", "partly_expired"): N_("Partly expired"), ("", "unknown"): N_("Legal status not determined"),
    ("consultation", "planned"): N_("Opens soon"), ("consultation", "open"): N_("Open for comments"),
    ("consultation", "closed"): N_("Closed"), ("", "planned"): N_("Planned"), ("", "current"): N_("In progress"),
    ("", "over"): N_("Completed"), ("work-schedule", "current"): N_("This week"),
}
UNIT_KINDS = {
    "ward": N_("Wards"), "commune": N_("Communes"), "special_zone": N_("Special zones"),
    "department": N_("Departments and agencies"), "district": N_("Districts"), "thematic": N_("Thematic sites"),
    "public_service_unit": N_("Public service units"), "other": N_("Other units"),
}


class EditionView:
    """One portal in one language, as templates see it."""

    def __init__(self, portal: Portal, lang: str, registry: Registry, menu: tuple[MenuGroup, ...],
                 present: frozenset[str], settings: SiteSettings, static: Mapping[str, str], translate: Any) -> None:
        self.portal, self.lang, self.registry, self.menu = portal, lang, registry, menu
        self.present, self.settings, self.static_files, self._ = present, settings, static, translate
        self.home = urls.edition_root(portal, lang)
        self.name = localised(portal.name, lang, portal.official)
        self.short_name = localised(portal.short_name, lang, portal.official) or self.name
        self.parent = registry.portals.get(portal.parent)
        self.search_url = f"{self.home}{urls.reserved('search', lang)}/"
        self.sitemap_url = f"{self.home}{urls.reserved('site-map', lang)}/"
        self.portals_url = f"{self.home}{urls.reserved('portals', lang)}/"

    def text(self, texts: Mapping[str, str] | str) -> str:
        """A text by language in this edition's language, else in the official one."""
        return texts if isinstance(texts, str) else localised(texts, self.lang, self.portal.official)

    def section(self, key: str) -> Section | None:
        return self.registry.section(self.portal, key)

    def section_name(self, key: str) -> str:
        section = self.section(key)
        return self.text(section.name) if section else key

    def section_url(self, key: str) -> str:
        """Address of a section that exists in this edition, else an empty string."""
        section = self.section(key)
        return urls.section_url(self.portal, section, self.lang) if section and section.key in self.present else ""

    def portal_name(self, key: str) -> str:
        portal = self.registry.portals[key]
        return localised(portal.short_name or portal.name, self.lang, portal.official)

    def across(self, portal: str, url: str) -> str:
        """Address of another portal's page, from this portal's root."""
        return urls.across(self.registry.portals, self.portal.key, portal, url, self.settings.absolute)

    def portal_home(self, key: str) -> str:
        portal = self.registry.portals[key]
        lang = self.lang if self.lang in portal.languages else portal.official
        return self.across(key, urls.edition_root(portal, lang))

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

    def day(self, value: str, style: str = "long") -> str:
        return format.day(value, self.lang, style)

    def moment(self, value: str) -> str:
        return format.moment(value, self.lang)

    def month(self, value: str) -> str:
        return format.month(value, self.lang)

    def number(self, value: int | float) -> str:
        return format.number(value, self.lang)

    def size(self, value: int) -> str:
        return format.file_size(value, self.lang)


class PageView:
    """One page. root: `../` up to the portal's document root, for every link of the page."""

    def __init__(self, edition: EditionView, url: str, title: str, kind: str, *, root: str | None = None,
                 breadcrumbs: tuple[tuple[str, str], ...] = (), translations: Mapping[str, str] | None = None,
                 description: str = "", robots: str = "", image: Any = None, feed: str = "") -> None:
        self.edition, self.url, self.title, self.kind = edition, url, title, kind
        self.root = urls.up(url) if root is None else root
        self.breadcrumbs, self.description, self.robots, self.image, self.feed = breadcrumbs, description, robots, image, feed
        self.translations = translations or {}
        self.canonical = urls.canonical(edition.portal, url)

    def link(self, url: str) -> str:
        """A link from this page to an address below the portal's root; absolute ones stay."""
        if url.startswith(("http://", "https://", "mailto:", "tel:")):
            return url
        return self.root + url or "./"

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

    def value(self, item: Card, field: Field, value: Any, extras: PageExtras) -> Markup:
        """A field's value as a reader sees it: dates written out, choices named, files and documents linked."""
        edition = self.edition
        if field.kind in ("date", "datetime"):
            return Markup('<time datetime="{}">{}</time>').format(value, edition.moment(value))
        if field.kind == "choice":
            return escape(edition.text(field.choices.get(value, value)))
        if field.kind in ("integer", "decimal"):
            return escape(edition.number(value))
        if field.kind == "boolean":
            return escape(edition._("Yes") if value else edition._("No"))
        if field.kind == "email":
            return Markup('<a href="mailto:{0}">{0}</a>').format(value)
        if field.kind == "url":
            return Markup('<a href="{0}" rel="external noopener">{0}</a>').format(value)
        if field.kind == "media":
            return self.file(extras.files.get(value), value)
        if field.kind == "list":
            return Markup("<ul>{}</ul>").format(Markup("").join(
                Markup("<li>{}</li>").format(self.document_number(text, extras)) for text in value))
        if field.kind == "records":
            return self.records(item, field, value, extras)
        if field.kind == "markdown":
            return Markup("").join(Markup("<p>{}</p>").format(part) for part in value.split("\n\n") if part.strip())
        return self.document_number(value, extras)

    def records(self, item: Card, field: Field, value: Any, extras: PageExtras) -> Markup:
        """A list of records as a table, one column a field that occurs."""
        columns = [inner for inner in field.fields if any(inner.key in record for record in value)]
        head = Markup("").join(Markup('<th scope="col">{}</th>').format(self.edition.text(c.label) or c.key) for c in columns)
        rows = Markup("").join(
            Markup("<tr>{}</tr>").format(Markup("").join(
                Markup("<td>{}</td>").format(self.value(item, c, record[c.key], extras) if c.key in record else "")
                for c in columns))
            for record in value)
        return Markup('<div class="table-scroll" tabindex="0"><table><thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>').format(head, rows)

    def file(self, found: Mapping[str, Any] | None, name: str) -> Markup:
        """A link to a file with its kind and size; the bare name where it was not supplied."""
        if not found:
            return escape(name)
        if "width" in found:
            return self.picture(found, name)
        return Markup('<a href="{}" type="{}">{}</a> ({}, {})').format(
            self.link(found["url"]), found["type"], found["name"], found["kind"].upper(), self.edition.size(found["bytes"]))

    def document_number(self, number: str, extras: PageExtras) -> Markup:
        """A document's number, linked where that document is published here."""
        found = extras.numbers.get(number_key(number))
        if not found:
            return escape(number)
        return Markup('<a href="{}">{}</a>').format(self.link(self.edition.across(found["portal"], found["url"])), number)

    @property
    def languages(self) -> list[dict[str, Any]]:
        """The language switch: the same page where it is translated, else that edition's home page, and it says so."""
        portal = self.edition.portal
        found = []
        for lang in portal.languages:
            url = self.url if lang == self.edition.lang else self.translations.get(lang)
            found.append({"lang": lang, "current": lang == self.edition.lang, "translated": url is not None,
                          "url": urls.edition_root(portal, lang) if url is None else url})
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
