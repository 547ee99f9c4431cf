"""Addresses. Within a portal they are relative to its document root and end in `/`; pages turn them into links."""

from typing import Mapping

from plugins.model import Portal, Section

RESERVED = {
    "search": {"vi": "tim-kiem", "*": "search"},
    "site-map": {"vi": "so-do-cong", "*": "site-map"},
    "portals": {"vi": "cac-cong-thanh-phan", "*": "portals"},
    "open-data": {"vi": "du-lieu-mo", "*": "open-data"},
    "styleguide": {"vi": "he-thong-giao-dien", "*": "style"},
}
"""Pages that the engine itself makes, by language."""


def reserved(key: str, lang: str) -> str:
    """Slug of a page of the engine's own."""
    return RESERVED[key].get(lang) or RESERVED[key]["*"]


def edition_root(portal: Portal, lang: str) -> str:
    """The official language stands at the root of the domain, others below their code (HP-03.1)."""
    return "" if lang == portal.official else f"{lang}/"


def section_slug(section: Section, lang: str) -> str:
    return section.slug.get(lang) or section.slug.get("en") or section.slug.get("vi") or section.key


def section_url(portal: Portal, section: Section, lang: str) -> str:
    return f"{edition_root(portal, lang)}{section_slug(section, lang)}/"


def item_url(portal: Portal, section: Section, slug: str, lang: str) -> str:
    """`<section>/<slug>/`; the item with the slug `index` is the section's own page."""
    base = section_url(portal, section, lang)
    return base if slug == "index" else f"{base}{slug}/"


def up(url: str) -> str:
    """From the page at `url` back to the portal's root: `../` for each folder."""
    return "../" * url.count("/")


def page_file(url: str) -> str:
    """The file that a plain file server answers `url` with."""
    return f"{url}index.html"


def canonical(portal: Portal, url: str) -> str:
    """Absolute address, or an empty string where the portal has no domain yet."""
    return f"https://{portal.domain}/{url}" if portal.domain else ""


def across(portals: Mapping[str, Portal], here: str, there: str, url: str, absolute: bool) -> str:
    """Address of a page of portal `there` as seen from the root of portal `here`.

    On the live site every portal has its own domain (`absolute`); a preview has them side by side in one folder.
    """
    if here == there:
        return url
    if absolute and portals[there].domain:
        return f"https://{portals[there].domain}/{url}"
    return f"../{there}/{url}"


def sitemap_part(lang: str, section: str, year: str) -> str:
    """Name of the part of a portal's site map that lists a section's items of one year; `year` that is no number stands
    for those without a date."""
    return f"{lang}-{section}-{year}" if year.isdigit() else f"{lang}-{section}"
