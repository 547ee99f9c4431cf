"""One content file, bytes to a source that depends on nothing but these bytes: what is cached by blob id."""

import re
from typing import Any

import msgspec

from plugins.content import markdown, text
from plugins.content.front_matter import split
from plugins.model import Finding, Heading, Link

MAX_BYTES = 2 * 1024 * 1024
"""A longer item belongs in an attachment; the longest law of the corpus has half of it."""


class Source(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """The parsed file. Findings hold an empty path, since the same blob may stand at several."""

    values: dict[str, Any]
    lines: dict[str, int]
    html: str
    text: str
    headings: tuple[Heading, ...]
    links: tuple[Link, ...]
    numbers: tuple[str, ...]
    findings: tuple[Finding, ...]


def parse(content: bytes, convert: markdown.Convert = markdown.commonmark) -> Source:
    """Parse a content file. Never raises on bad input: what is wrong is in `findings`."""
    if len(content) > MAX_BYTES:
        return _empty(Finding("text.too-large", markdown.Severity.ERROR, "", 0,
                              {"size": str(len(content)), "limit": str(MAX_BYTES)}))
    decoded, findings = text.decode(content, "")
    if findings and not decoded:
        return _empty(*findings)
    front = split(decoded, "")
    if findings:  # hidden or unnormalised characters: nothing of such a text is rendered
        return Source(front.values, front.lines, "", "", (), (), (), (*findings, *front.findings))
    body = markdown.render(front.body, "", front.body_line, convert)
    return Source(front.values, front.lines, body.html, body.text, body.headings, body.links,
                  numbers_in(body.text), (*front.findings, *body.findings))


def _empty(*findings: Finding) -> Source:
    return Source({}, {}, "", "", (), (), (), findings)


MAX_NUMBERS = 60
"""More document numbers than any text needs to be linked; a hostile page cannot make a build slow with a million."""

_NUMBER = re.compile(r"[0-9]{1,5}/(?:[0-9]{4}/)?[A-ZĐƯ][A-ZĐƯ0-9]*(?:-[A-ZĐƯ0-9]+)*")


def numbers_in(text: str) -> tuple[str, ...]:
    """Numbers of legal documents named in a text (`204/2025/QĐ-UBND`), in order, each once."""
    return tuple(dict.fromkeys(_NUMBER.findall(text)))[:MAX_NUMBERS] if "/" in text else ()


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(Source)


def encode(source: Source) -> bytes:
    """The source as MessagePack, for the cache."""
    return _encoder.encode(source)


def decode(content: bytes) -> Source:
    """The reverse of `encode`; raises `msgspec.MsgspecError` where the bytes are not one."""
    return _decoder.decode(content)


def located(findings: tuple[Finding, ...], path: str) -> list[Finding]:
    """The findings of a source with the path it was read at."""
    return [Finding(f.id, f.severity, path, f.line, f.params, f.cites) for f in findings]
