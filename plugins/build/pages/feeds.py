"""Atom feeds (RFC 4287) and site maps (sitemaps.org), as bytes."""

from html import escape
from typing import Iterable, Sequence

from plugins.build.pages.views import Card

EPOCH = "2000-01-01T00:00:00+07:00"


def _instant(day: str) -> str:
    return day if "T" in day else f"{day}T00:00:00+07:00"


def atom(title: str, url: str, lang: str, author: str, items: Sequence[tuple[Card, str]], rights: str = "") -> bytes:
    """A feed, newest first. rights: how reusers name the source. `updated` is the newest item's time, so that two builds give the same bytes."""
    updated = max((_instant(card.day) for card, _ in items), default=EPOCH)
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>', f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{lang}">',
        f"<title>{escape(title)}</title>", f"<id>{escape(url)}</id>", f'<link href="{escape(url)}"/>',
        f'<link rel="self" href="{escape(url)}feed.xml"/>', f"<updated>{updated}</updated>",
        f"<author><name>{escape(author)}</name></author>", *([f"<rights>{escape(rights)}</rights>"] if rights else []),
    ]
    for card, address in items:
        lines += ["<entry>", f"<title>{escape(card.title)}</title>", f"<id>{escape(address)}</id>",
                  f'<link href="{escape(address)}"/>', f"<updated>{_instant(card.day)}</updated>",
                  f"<published>{_instant(card.day)}</published>"]
        if card.summary:
            lines.append(f"<summary>{escape(card.summary)}</summary>")
        lines.append("</entry>")
    return "\n".join([*lines, "</feed>", ""]).encode()


def sitemap(addresses: Iterable[tuple[str, str]]) -> bytes:
    """Addresses with the day of their last change (empty: not stated)."""
    rows = [f"<url><loc>{escape(url)}</loc>{f'<lastmod>{day}</lastmod>' if day else ''}</url>" for url, day in addresses]
    return "\n".join(['<?xml version="1.0" encoding="utf-8"?>',
                      '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">', *rows, "</urlset>", ""]).encode()


def sitemap_index(addresses: Iterable[str]) -> bytes:
    rows = [f"<sitemap><loc>{escape(url)}</loc></sitemap>" for url in addresses]
    return "\n".join(['<?xml version="1.0" encoding="utf-8"?>',
                      '<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">', *rows, "</sitemapindex>",
                      ""]).encode()
