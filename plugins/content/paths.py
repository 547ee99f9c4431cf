"""The contract of a content path: `content/<portal>/<section>/<slug>.<lang>.md`, media beside it."""

import re
from dataclasses import dataclass

from plugins.model import Finding, Severity

NAME = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")
_YEAR = re.compile(r"[0-9]{4}")
_LANG = re.compile(r"[a-z]{2,3}")
MAX_NAME = 120
MEDIA_SUFFIXES = frozenset((
    ".jpg", ".jpeg", ".png", ".webp", ".avif", ".gif", ".pdf", ".doc", ".docx", ".xls", ".xlsx", ".ppt", ".pptx",
    ".odt", ".ods", ".csv", ".json", ".xml", ".txt", ".zip", ".mp3", ".mp4", ".webm", ".vtt", ".ics", ".geojson",
))
"""What may lie beside an item. Types that a browser would run as a page of our own origin (HTML, SVG, scripts) are
not among them."""


@dataclass(frozen=True, slots=True)
class ContentPath:
    """Where an item stands. `index` as slug is the text of the section's own page."""

    path: str
    portal: str
    section: str
    slug: str
    lang: str


def parse_path(path: str) -> ContentPath | Finding:
    """Read a content path; a Finding says what in it breaks the contract."""
    parts = path.split("/")
    if len(parts) != 4 or parts[0] != "content" or any(part in ("", ".", "..") for part in parts):
        return Finding("path.not-an-item", Severity.ERROR, path, 0, {"expected": "content/<portal>/<section>/<slug>.<lang>.md"})
    stem, dot, lang = parts[3].removesuffix(".md").rpartition(".")
    if not dot or not _LANG.fullmatch(lang):
        return Finding("path.no-language", Severity.ERROR, path, 0, {"expected": f"{parts[3].removesuffix('.md')}.vi.md"})
    for name in (parts[1], parts[2], stem):
        if not NAME.fullmatch(name) or len(name) > MAX_NAME:
            return Finding("path.bad-name", Severity.ERROR, path, 0, {"name": name[:80], "limit": str(MAX_NAME)})
    if _YEAR.fullmatch(stem):  # a section's archive of that year stands at this address
        return Finding("path.reserved-name", Severity.ERROR, path, 0, {"name": stem, "expected": f"nam-{stem}"})
    return ContentPath(path, parts[1], parts[2], stem, lang)


def suffix(path: str) -> str:
    """Lower-case ending of a path's last part with its dot, or an empty string."""
    name = path.rsplit("/", 1)[-1]
    return name[name.rfind("."):].lower() if "." in name else ""
