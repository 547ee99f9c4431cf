"""Short links and QR codes for what people print: documents, notices, services.

A short link is a small page that leads on, so that it works on any file server. Types that nobody prints get none:
a code for each of 100,000 news articles would double the files of a portal for nothing.
"""

from base64 import b32encode
from hashlib import blake2b
from html import escape

from markupsafe import Markup

PRINTED = frozenset(("legal-document", "directive", "consultation", "notice", "service", "dialogue"))


def path(section: str, slug: str, lang: str) -> str:
    """Address of an item's short link below its portal's root: it stays when the item's title changes."""
    mark = blake2b(f"{section}/{slug}.{lang}".encode(), digest_size=5).digest()
    return f"s/{b32encode(mark).decode().lower()}/"


def page(target: str, canonical: str, title: str, lang: str) -> bytes:
    """The page that leads on. target: the item's address relative to it."""
    canonical_link = f'<link rel="canonical" href="{escape(canonical)}">' if canonical else ""
    return (f'<!DOCTYPE html><html lang="{lang}"><head><meta charset="utf-8"><title>{escape(title)}</title>'
            f'<meta http-equiv="refresh" content="0; url={escape(target)}"><meta name="robots" content="noindex">'
            f'{canonical_link}</head><body><p><a href="{escape(target)}">{escape(title)}</a></p></body></html>\n').encode()


def qr(address: str, label: str) -> Markup:
    """A QR code as SVG. The mask is fixed: choosing the best of eight takes seven times as long, and every reader
    reads any of them."""
    import segno  # 20 ms to import, for printed types only

    code = segno.make(address, micro=False, mask=3)
    return Markup(code.svg_inline(omitsize=True, border=2, svgclass=None, lineclass=None).replace(
        "<svg", f'<svg role="img" aria-label="{escape(label)}"', 1))
