"""Markdown to safe HTML: CommonMark with tables, footnotes, strikethrough and heading ids.

Three steps: pyromark renders, nh3 cleans whenever the source holds raw HTML, one pass rewrites headings, links and
images. Whatever the source says, the result holds no script, no style, no event handler and no scheme outside
`SCHEMES`; targets inside the site are left as numbered places that the page fills in with addresses (`fill`).
"""

import re
from dataclasses import dataclass
from html import escape, unescape
from types import MappingProxyType
from typing import Any, Callable, Mapping, Sequence

import nh3
import pyromark

from plugins.content.text import found_in, slugify
from plugins.model import Finding, Heading, Link, Severity

MAX_NESTING = 100
"""Deeper markup than any real text: nh3's tree grows quadratic with depth (15 s at 100,000 levels)."""

SCHEMES = frozenset(("http", "https", "mailto", "tel"))
_OPTIONS = (pyromark.Options.ENABLE_TABLES | pyromark.Options.ENABLE_FOOTNOTES
            | pyromark.Options.ENABLE_STRIKETHROUGH)
_TAGS = {
    "a", "abbr", "b", "blockquote", "br", "caption", "cite", "code", "dd", "del", "details", "dfn", "div", "dl", "dt",
    "em", "figcaption", "figure", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "ins", "kbd", "li", "mark",
    "ol", "p", "pre", "q", "rp", "rt", "ruby", "s", "samp", "small", "span", "strong", "sub", "summary", "sup",
    "table", "tbody", "td", "tfoot", "th", "thead", "tr", "u", "ul", "var", "wbr",
}
_ATTRIBUTES = {
    "a": {"href", "title", "hreflang"}, "img": {"src", "alt", "title"}, "ol": {"start"},
    "td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan", "scope"}, "*": {"lang"},
    "div": {"id"}, "abbr": {"title"}, "details": {"open"},
}
_CLASSES = {"td": {"right", "center", "left"}, "th": {"right", "center", "left"},
            "div": {"footnote-definition"}, "sup": {"footnote-reference", "footnote-definition-label"}}
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)([^>\"']*(?:(?:\"[^\"]*\"|'[^']*')[^>\"']*)*)>")
_REWRITTEN = re.compile(r"<(h[1-6])(?:\s[^>]*)?>(.*?)</\1>|<(a|img|div)((?:\s+[\w:-]+(?:=\"[^\"]*\")?)*)\s*/?>"
                        r"|<(table|/table)>", re.S)
_ATTRIBUTE = re.compile(r"([\w:-]+)=\"([^\"]*)\"")
_HEADING_ID = re.compile(r"\s*\{#([A-Za-z][\w-]*)\}\s*$")
_SCHEME = re.compile(r"^[\x00-\x20]*([a-zA-Z][a-zA-Z0-9+.-]*)[\x00-\x20]*:")
_VOID = frozenset(("br", "hr", "img", "wbr"))
# Private-use characters mark the places of addresses. Content that holds one is refused, so no author can write one.
_IMAGE_PLACE = re.compile('<img src="\ue000(\\d+)\ue001" alt="([^"]*)">')
_LINK_PLACE = re.compile('<a href="\ue000(\\d+)\ue001"([^>]*)>(.*?)</a>', re.S)
_UNSAFE = re.compile(r"<(?:script|style|iframe|object|embed|form|input|svg|math|base|meta|link)\b|\son\w+\s*=|javascript:", re.I)
_RARE_BLANK = re.compile("[\t\x0b-\r\x1c-\x1f\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]")
_BLOCK_END = re.compile(r"</(?:p|h[1-6]|li|td|th|tr|div|blockquote|pre|figcaption|dd|dt|summary)>|<br ?/?>")


@dataclass(frozen=True, slots=True)
class Body:
    """A rendered body; `html` holds a numbered place where `links[N]` goes (see `fill`)."""

    html: str
    text: str
    headings: tuple[Heading, ...]
    links: tuple[Link, ...]
    findings: tuple[Finding, ...]


Convert = Callable[[str], str]
"""A Markdown engine: source to HTML that is not trusted yet."""


def commonmark(source: str) -> str:
    """The engine by default: see docs/decisions/markdown.md for how it was chosen."""
    return pyromark.html(source, options=_OPTIONS)


def python_markdown(extensions: Sequence[str] = (), configs: Mapping[str, Any] = MappingProxyType({})) -> Convert:
    """Python-Markdown, the reference dialect and the way to extensions written for Pelican; fifty times slower."""
    import markdown  # only where it is asked for

    engine = markdown.Markdown(extensions=["tables", "footnotes", "fenced_code", "sane_lists", *extensions],
                               extension_configs=dict(configs))

    def convert(source: str) -> str:
        engine.reset()
        return engine.convert(source)

    return convert


_REFERENCE = re.compile(r"\w?&(?:#\w{1,8}|\w{2,32});")


def render(source: str, path: str, first_line: int = 1, convert: Convert = commonmark) -> Body:
    """Render a body. Never raises on bad input; `first_line` is the line of `source` in its file."""
    html = convert(source)
    findings: list[Finding] = []
    if _too_deep(html):
        findings.append(Finding("markdown.too-deep", Severity.ERROR, path, first_line, {"limit": str(MAX_NESTING)}))
        html = "<p>" + escape(source[:2000]) + "</p>"
    html = html.replace(' style="text-align: ', ' class="') if "text-align" in html else html
    # Without "<", pyromark itself wrote every tag, and the pass below checks every address; others are not so trusted.
    if "<" in source or convert is not commonmark:
        if unsafe := _UNSAFE.search(html):
            found = unsafe.group().strip()
            at = source.lower().find(found.lower())
            findings.append(Finding("markdown.unsafe-html", Severity.WARNING, path,
                                    first_line + max(0, source.count("\n", 0, max(at, 0))), {"found": found}))
        html = nh3.clean(html, tags=_TAGS, attributes=_ATTRIBUTES, allowed_classes=_CLASSES, link_rel=None,
                         url_schemes=set(SCHEMES), clean_content_tags={"script", "style", "template", "title"})
    if "&" in source and (hidden := found_in(html, path, 1)):
        # A character reference spells what the file's bytes may not hold, the places of links among them.
        line = next((first_line + source.count("\n", 0, at.start()) for at in _REFERENCE.finditer(source)
                     if found_in(unescape(at.group()), path, 1)), first_line)
        findings += [Finding(f.id, f.severity, path, line, f.params) for f in hidden]
        return Body("", "", (), (), tuple(findings))
    writer = _Pass(source, path, first_line, findings)
    html = _REWRITTEN.sub(writer.rewrite, html)
    return Body(html, plain_text(html), tuple(writer.headings), tuple(writer.links), tuple(findings))


def plain_text(html: str) -> str:
    """The words of sanitised HTML, blocks apart by a space."""
    words = _TAG.sub("", _BLOCK_END.sub(" ", html)) if "<" in html else html
    words = unescape(words) if "&" in words else words
    if _RARE_BLANK.search(words):
        return " ".join(words.split())
    words = " ".join([line for each in words.split("\n") if (line := each.strip(" "))])
    return " ".join(words.split()) if "  " in words else words  # most often not: a tenth of the cost


def fill(html: str, address: Callable[[int], str | None], image: Callable[[int, str], str]) -> str:
    """Put the page's addresses into a body.

    `address(n)` gives the URL of `links[n]`, escaped for an attribute; None where nothing may be linked, which
    leaves the words without a link. `image(n, alt)` gives the whole markup of an image; `alt` is escaped already.
    """
    if "\ue000" not in html:
        return html
    html = _IMAGE_PLACE.sub(lambda found: image(int(found.group(1)), found.group(2)), html)

    def link(found: re.Match) -> str:
        url = address(int(found.group(1)))
        return found.group(3) if url is None else f'<a href="{url}"{found.group(2)}>{found.group(3)}</a>'

    return _LINK_PLACE.sub(link, html)


def _too_deep(html: str) -> bool:
    if html.count("<") <= MAX_NESTING:
        return False
    depth = 0
    for tag in _TAG.finditer(html):
        if tag.group(1):
            depth -= 1
        elif tag.group(2).lower() not in _VOID and not tag.group(3).endswith("/"):
            depth += 1
            if depth > MAX_NESTING:
                return True
    return False


class _Pass:
    """One walk over the finished HTML, in order, so that heading ids and link numbers are stable."""

    def __init__(self, source: str, path: str, first_line: int, findings: list[Finding]) -> None:
        self.source, self.path, self.first_line, self.findings = source, path, first_line, findings
        self.headings: list[Heading] = []
        self.links: list[Link] = []
        self.ids: set[str] = set()
        self.searched_to = 0

    def rewrite(self, match: re.Match) -> str:
        if match.group(1):
            return self.heading(int(match.group(1)[1]), match.group(2))
        if match.group(5):  # a wide table scrolls inside its own box, so that the page never does (WCAG 1.4.10)
            return '<div class="table-scroll"><table>' if match.group(5) == "table" else "</table></div>"
        attributes = dict(_ATTRIBUTE.findall(match.group(4)))
        if match.group(3) == "div":
            return self.footnote(attributes)
        return self.image(attributes) if match.group(3) == "img" else self.link(attributes)

    def heading(self, level: int, inner: str) -> str:
        inner = _REWRITTEN.sub(self.rewrite, inner) if "<" in inner else inner
        wanted = _HEADING_ID.search(inner)
        if wanted:
            inner = inner[:wanted.start()]
        text = plain_text(inner)
        base = (wanted.group(1) if wanted else slugify(text)) or f"muc-{len(self.headings) + 1}"
        id, count = base, 1
        while id in self.ids:
            count += 1
            id = f"{base}-{count}"
        self.ids.add(id)
        # The page's own title is its only h1, so headings of the body start at h2 (WCAG 1.3.1).
        level = max(2, level)
        self.headings.append(Heading(level, id, text))
        return f'<h{level} id="{id}">{inner}</h{level}>'

    def footnote(self, attributes: dict[str, str]) -> str:
        if attributes.get("class") != "footnote-definition" or "id" not in attributes:
            return '<div class="footnote-definition">' if "class" in attributes else "<div>"
        return f'<div class="footnote-definition" id="fn-{_safe_id(unescape(attributes["id"]))}">'

    def link(self, attributes: dict[str, str]) -> str:
        target = unescape(attributes.get("href", "")).strip()
        rest = "".join(f' {name}="{attributes[name]}"' for name in ("title", "hreflang", "lang") if name in attributes)
        if not target:
            return f"<a{rest}>"
        if target.startswith("#"):
            label = target[1:]
            # pyromark's footnote references lead to the bare label; the definition's id is prefixed above.
            anchor = f"fn-{_safe_id(label)}" if f"[^{label}]" in self.source else label
            return f'<a href="#{escape(anchor)}"{rest}>' if label else f"<a{rest}>"
        scheme = _SCHEME.match(target)
        if scheme or target.startswith("//"):
            if target.startswith("//") or scheme.group(1).lower() not in SCHEMES:
                self.found("markdown.refused-link", target)
                return f"<a{rest}>"
            if scheme.group(1).lower() in ("http", "https"):
                return f'<a href="{escape(target)}" rel="external noopener"{rest}>'
            return f'<a href="{escape(target)}"{rest}>'
        return f'<a href="\ue000{self.add(target, "link")}\ue001"{rest}>'

    def image(self, attributes: dict[str, str]) -> str:
        target = unescape(attributes.get("src", "")).strip()
        alt = attributes.get("alt", "")
        if not target or _SCHEME.match(target) or target.startswith("//"):
            # No page may fetch from another host (CSP default-src 'self'): the words stay, the picture does not.
            self.found("markdown.foreign-image", target)
            return f"<span>{alt}</span>"
        return f'<img src="\ue000{self.add(target, "image", unescape(alt))}\ue001" alt="{alt}">'

    def add(self, target: str, kind: str, text: str = "") -> int:
        self.links.append(Link(target, kind, self.line_of(target), text))
        return len(self.links) - 1

    def found(self, id: str, target: str) -> None:
        self.findings.append(Finding(id, Severity.WARNING, self.path, self.line_of(target),
                                     {"target": target[:200]}))

    def line_of(self, target: str) -> int:
        """Line of a target: the first place at or after the last one found, since links come in reading order."""
        at = self.source.find(target, self.searched_to)
        if at < 0:
            at = self.source.find(target)
        if at < 0:
            return self.first_line
        self.searched_to = max(self.searched_to, at)
        return self.first_line + self.source.count("\n", 0, at)


def _safe_id(label: str) -> str:
    return slugify(label) or "x"
