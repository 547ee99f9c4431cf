"""One content file in one language at one blob id."""

from dataclasses import dataclass, field
from typing import Any, Mapping


@dataclass(frozen=True, slots=True)
class Heading:
    level: int
    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Link:
    """A link or image in the body, as the author wrote it. kind: `link`, `image` or `media`; line is 1-based."""

    target: str
    kind: str
    line: int
    text: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A parsed content file.

    path: POSIX path from the site root, `content/<portal>/<section>/<slug>.<lang>.md`.
    meta: typed front matter; instants are ISO 8601 strings with their offset, days are `YYYY-MM-DD`, so that the
    whole document is plain JSON and can be cached by blob id.
    html: sanitised body; text: the same without markup, for search; numbers: legal documents that the text names.
    """

    path: str
    blob: str
    portal: str
    section: str
    slug: str
    lang: str
    type: str
    meta: Mapping[str, Any]
    html: str = ""
    text: str = ""
    headings: tuple[Heading, ...] = ()
    links: tuple[Link, ...] = ()
    numbers: tuple[str, ...] = ()
    lines: Mapping[str, int] = field(default_factory=dict)
