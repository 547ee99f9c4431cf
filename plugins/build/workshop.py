"""Reading items: paths and bytes to documents, and documents to library entries. Runs in this process or in workers."""

from dataclasses import dataclass, field
from typing import Any, Iterable, Mapping, Sequence

import msgspec

from plugins.build.pages import media
from plugins.build.cache import Cache
from plugins.build.inputs import Inputs
from plugins.content import source
from plugins.content.markdown import Convert, commonmark
from plugins.content.paths import MEDIA_SUFFIXES, ContentPath, parse_path, suffix
from plugins.content.schema import typed_meta
from plugins.model import ContentType, Document, Finding, Registry, Severity, blob_id
from plugins.rules.screening import screen
from plugins.site import references
from plugins.site.entry import Entry, build_entry, cell_of, digest, encode, first_offer
from plugins.site.visibility import State


@dataclass(frozen=True, slots=True)
class Offer:
    """What reading one file gave: what it needs of others and provides to them, which findings it has, and whether it
    can be published at all."""

    path: str
    needs: tuple[str, ...]
    provides: Mapping[str, bytes]
    findings: tuple[Finding, ...]
    usable: bool


@dataclass(slots=True)
class Workshop:
    """Holds what it has read, so that rendering need not read it again."""

    inputs: Inputs
    registry: Registry
    cache: Cache
    now: str
    convert: Convert = commonmark
    needs: dict[str, tuple[str, ...]] = field(default_factory=dict)
    documents: dict[str, Document] = field(default_factory=dict)
    pictures: dict[str, dict[str, Any]] = field(default_factory=dict)

    def read(self, wanted: Iterable[tuple[str, str]]) -> list[Offer]:
        """Read files by path and blob id. A file that cannot be used gives its findings, never an exception."""
        return [self._read(path, blob) for path, blob in wanted]

    def _read(self, path: str, blob: str) -> Offer:
        if not path.endswith(".md"):
            return self._read_media(path, blob)
        where = parse_path(path)
        if isinstance(where, Finding):
            return Offer(path, (), {}, (where,), False)
        portal = self.registry.portals.get(where.portal)
        if portal is None:
            return _refused(path, "path.unknown-portal", portal=where.portal)
        if where.lang not in portal.languages:
            return _refused(path, "path.language-not-of-portal", lang=where.lang, expected=", ".join(portal.languages))
        section = self.registry.section(portal, where.section)
        if section is None:
            return _refused(path, "path.unknown-section", section=where.section)
        document, findings = self._document(where, section.key, section.type, blob)
        if document is not None:
            findings += screen(document.text, document.meta, path, document.lines)
        if document is None or any(f.severity is Severity.ERROR for f in findings):
            return Offer(path, (), {}, tuple(findings), False)
        self.documents[path] = document
        content_type = self.registry.types[document.type]
        needs = self.needs[path] = tuple(references.needs(document, content_type, self.registry.aliases))
        return Offer(path, needs, first_offer(document, content_type, self.registry, self.now), tuple(findings), True)

    def _document(self, where: ContentPath, section: str, default_type: str,
                  blob: str) -> tuple[Document | None, list[Finding]]:
        content = None
        if not blob:
            content = self.inputs.read(where.path, blob)
            blob = blob_id(content)
        parsed = self._cached(blob)
        if parsed is None:
            parsed = source.parse(self.inputs.read(where.path, blob) if content is None else content, self.convert)
            self.cache.put(blob, source.encode(parsed))
        findings = source.located(parsed.findings, where.path)
        type_key = parsed.values.get("type") or default_type
        content_type = self.registry.types.get(type_key) if isinstance(type_key, str) else None
        if content_type is None:
            findings.append(Finding("front-matter.unknown-type", Severity.ERROR, where.path, parsed.lines.get("type", 1), {
                "type": str(type_key)[:80], "expected": ", ".join(sorted(self.registry.types))}))
            return None, findings
        meta, wrong = typed_meta(parsed.values, content_type, where.path, parsed.lines)
        if not any(f.id.startswith(("front-matter.", "text.")) and f.severity is Severity.ERROR for f in findings):
            findings += wrong
        return Document(
            path=where.path, blob=blob, portal=where.portal, section=section, slug=where.slug, lang=where.lang,
            type=content_type.key, meta=meta, html=parsed.html, text=parsed.text, headings=parsed.headings,
            links=parsed.links, numbers=parsed.numbers, lines=parsed.lines,
        ), findings

    def _cached(self, blob: str) -> source.Source | None:
        found = self.cache.get(blob)
        if found is None:
            return None
        try:
            return source.decode(found)
        except msgspec.MsgspecError:  # a damaged record costs time, never correctness
            return None

    def _read_media(self, path: str, blob: str) -> Offer:
        parts = path.split("/")
        if path.startswith("content/_"):  # drawings that the pictures are made from; not content
            return Offer(path, (), {}, (), False)
        if len(parts) != 4 or parts[1] not in self.registry.portals:
            return _refused(path, "path.not-an-item", expected="content/<portal>/<section>/<file>")
        if suffix(path) not in MEDIA_SUFFIXES:
            return _refused(path, "media.type-not-allowed", found=suffix(path) or parts[3],
                            expected=", ".join(sorted(MEDIA_SUFFIXES)))
        content = self.inputs.read(path, blob)
        facts, findings = media.describe(path, blob or blob_id(content), content)
        if facts is None:
            return Offer(path, (), {}, tuple(findings), False)
        self.pictures[path] = {**facts, "blob": blob or blob_id(content)}
        return Offer(path, (f"used:{path}",), {f"file:{path}": encode(self.pictures[path])}, tuple(findings), True)

    def entries(self, paths: Iterable[str], facts: Mapping[str, Sequence[Any]]) -> list[Entry]:
        """Entries of files that were read before."""
        return [self._media_entry(path, facts) if path in self.pictures else
                build_entry(self.documents[path], self.type_of(path), self.registry, self.needs[path], facts, self.now)
                for path in paths]

    def type_of(self, path: str) -> ContentType:
        return self.registry.types[self.documents[path].type]

    def _media_entry(self, path: str, facts: Mapping[str, Sequence[Any]]) -> Entry:
        shown = bool(facts.get(f"used:{path}"))
        described = self.pictures[path]
        value = encode(described)
        _, portal, section, name = path.split("/")
        return Entry(
            path=path, blob=described["blob"], cell=cell_of(portal, "media/" + section, name), part="", sort="",
            state=State.LIVE if shown else State.HIDDEN, due="", card=value, page=b"{}", card_digest="",
            digest=digest(value, str(shown)), needs=(f"used:{path}",), provides={f"file:{path}": value})

    def document(self, path: str, blob: str) -> Document:
        """A document for rendering: the one read before, else read again."""
        if path not in self.documents:
            self._read(path, blob)
        return self.documents[path]


def _refused(path: str, id: str, **params: str) -> Offer:
    return Offer(path, (), {}, (Finding(id, Severity.ERROR, path, 0, params),), False)


