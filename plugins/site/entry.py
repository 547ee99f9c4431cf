"""A library entry: everything that lists and pages need to know of one item, and nothing that they do not."""

from hashlib import blake2b
from typing import Any, Mapping, Sequence
from zlib import crc32

import msgspec

from plugins.model import ContentType, Document, Registry
from plugins.site import references, urls
from plugins.site.phase import phase
from plugins.site.visibility import State, next_change, state

_json = msgspec.json.Encoder(order="sorted")
PUBLICATION_DATE = "date"
INDEX = "index"
"""Slug of the item that is its section's own page; it stands in no list."""


class Entry(msgspec.Struct, frozen=True, gc=False):
    """One content file as the library keeps it.

    cell: the group of pages that is planned together; part: the list it stands in, empty where it stands in none.
    card: what lists show, as JSON; page: what its own page needs beyond its body, as JSON.
    due: next instant at which it may change by time alone. needs and provides: see `references`.
    clash: path of another file that claims the same address and comes first; then this one is hidden.
    """

    path: str
    blob: str
    cell: str
    part: str
    sort: str
    state: str
    due: str
    card: bytes
    page: bytes
    card_digest: str
    digest: str
    needs: tuple[str, ...]
    provides: Mapping[str, bytes]
    clash: str = ""


def digest(*parts: bytes | str) -> str:
    """A short, stable fingerprint: 128 bits of BLAKE2b over length-prefixed parts, so that parts cannot run together."""
    raws = [part.encode() if isinstance(part, str) else part for part in parts]
    return blake2b(b"".join([b"%d:%b" % (len(raw), raw) for raw in raws]), digest_size=16).hexdigest()


def encode(value: Any) -> bytes:
    """Canonical JSON: sorted keys, no spaces."""
    return _json.encode(value)


BUCKETS = 64
"""Cells a section is cut into: keeps a cell small at 100,000 items and their number the same at 10,000."""


def bucket(slug: str) -> int:
    """The bucket of an item. All languages of an item share it, since each page shows which others exist."""
    return crc32(slug.encode()) % BUCKETS


def cell_of(portal: str, section: str, slug: str) -> str:
    """The group of pages that an item is planned with."""
    if slug == INDEX:
        return f"index/{portal}/{section}"
    return f"items/{portal}/{section}/{bucket(slug):02d}"


def sort_day(document: Document, content_type: ContentType) -> str:
    """The instant or day by which an item is ordered and archived; empty for undated types."""
    if not content_type.dated:
        return ""
    return document.meta.get(content_type.date_field) or document.meta.get("date") or document.meta.get("publish_at") or ""


def build_entry(document: Document, content_type: ContentType, registry: Registry, needs: Sequence[str],
                facts: Mapping[str, Sequence[Any]], now: str) -> Entry:
    """The entry of a document at `now`. `needs`: its keys (`references.needs`); `facts`: for each of them what others
    provide under it, in path order."""
    meta = document.meta
    portal = registry.portals[document.portal]
    section = registry.section(portal, document.section)
    embargo = _embargo(meta, content_type)
    visible = state(meta, embargo, now)
    own = facts.get(references.page_key(document.portal, document.section, document.slug), ())
    clash = next((f["path"] for f in own if f["lang"] == document.lang and f["path"] < document.path), "")
    if clash:
        visible = State.HIDDEN
    number = references.number_key(meta.get("number_symbol", ""))
    affects = [a for a in facts.get(f"affects:{number}", ()) if a["path"] != document.path] if number else []
    current, phase_due = phase(document.type, meta, affects, now[:10])
    day = sort_day(document, content_type)
    url = urls.item_url(portal, section, document.slug, document.lang)
    card = {
        "path": document.path, "portal": document.portal, "lang": document.lang, "section": document.section,
        "slug": document.slug, "type": document.type, "url": url, "title": meta.get("title", ""), "day": day,
        "summary": meta.get("summary", ""), "phase": current, "meta": meta,
        "image": _image(document, meta, facts),
    }
    listed = visible is State.LIVE and document.slug != INDEX
    month = day[:7] if day else "undated"
    part = f"{document.portal}/{document.lang}/{document.section}/{month}" if listed else ""
    page = {"affects": affects, **_resolved(document, content_type, registry, needs, facts)}
    card_json, page_json = encode(card), encode(page)
    due = min((d for d in (next_change(meta, embargo, now), f"{phase_due}T00:00:00+07:00" if phase_due else "") if d),
              default="")
    return Entry(
        path=document.path, blob=document.blob, cell=cell_of(document.portal, document.section, document.slug),
        part=part, sort=f"{day or meta.get('order', 9999):0>25}", state=visible, due=due, card=card_json,
        page=page_json, card_digest=digest(card_json), digest=digest(document.blob, visible, card_json, page_json),
        needs=tuple(needs),
        provides=_provides(document, content_type, visible, url, current, number),
        clash=clash if visible is State.HIDDEN else "",
    )


def _embargo(meta: Mapping[str, Any], content_type: ContentType) -> str:
    """The item's own `date`, where its type means a time of publication and not that of an event or a decision."""
    own = content_type.field("date") is not None
    return "" if own or content_type.date_field != PUBLICATION_DATE else meta.get("date", "")


def first_offer(document: Document, content_type: ContentType, registry: Registry, now: str) -> dict[str, bytes]:
    """What the item provides as far as it can tell alone: its entry is built once the facts of others are known, and
    only a repeal or a clash of addresses then changes the offer."""
    meta = document.meta
    portal = registry.portals[document.portal]
    url = urls.item_url(portal, registry.section(portal, document.section), document.slug, document.lang)
    visible = state(meta, _embargo(meta, content_type), now)
    return _provides(document, content_type, visible, url, phase(document.type, meta, (), now[:10])[0],
                     references.number_key(meta.get("number_symbol", "")))


def _image(document: Document, meta: Mapping[str, Any], facts: Mapping[str, Sequence[Any]]) -> Any:
    path = references.resolve_path(document.path, meta["image"]) if meta.get("image") else ""
    return next(iter(facts.get(f"file:{path}", ())), None)


def _resolved(document: Document, content_type: ContentType, registry: Registry, needs: Sequence[str],
              facts: Mapping[str, Sequence[Any]]) -> dict[str, Any]:
    """Targets of links, files and relations, as far as they exist now."""
    own = references.page_key(document.portal, document.section, document.slug)
    links: list[Any] = []
    for link in document.links:
        path = references.resolve_path(document.path, link.target)
        kind, target = references.target_of(path, registry.aliases)
        fragment = "#" + link.target.split("#", 1)[1] if "#" in link.target else ""
        if kind == "page":
            found = _in_language(facts.get(target, ()), document.lang)
            links.append({**_address(found), "fragment": fragment} if found else None)
        elif kind == "file":
            links.append(next(iter(facts.get(f"file:{target}", ())), None))
        elif kind in ("section", "home"):
            links.append(_place(kind, target, document.lang, registry, fragment))
        else:
            links.append(None)
    files = {}
    for value in references.media_values(document.meta, content_type):
        found = facts.get(f"file:{references.resolve_path(document.path, value)}", ())
        if found:
            files[value] = found[0]
    numbers = {}
    for key in needs:
        if key.startswith("number:"):
            found = _in_language([f for f in facts.get(key, ()) if f["path"] != document.path], document.lang,
                                 document.portal)
            if found:
                numbers[key[7:]] = found
    translations = sorted((f for f in facts.get(own, ()) if f["path"] != document.path), key=lambda f: f["lang"])
    return {"links": links, "files": files, "numbers": numbers, "translations": [_address(f) for f in translations],
            "stale": _stale(document, registry, translations)}


def _address(fact: Mapping[str, Any]) -> dict[str, Any]:
    """Where an item is, without the state of its text: a page that only points at it need not change with it."""
    return {key: value for key, value in fact.items() if key != "blob"}


def _stale(document: Document, registry: Registry, translations: Sequence[Mapping[str, Any]]) -> bool:
    """Whether the original was changed since this translation was made from it."""
    made_from = document.meta.get("translation_of_blob", "")
    official = registry.portals[document.portal].official
    return bool(made_from) and document.lang != official and any(
        f["lang"] == official and not f["blob"].startswith(made_from) for f in translations)


def _place(kind: str, target: str, lang: str, registry: Registry, fragment: str) -> dict[str, Any] | None:
    portal = registry.portals.get(target.split("/")[0])
    if portal is None:
        return None
    lang = portal.language_for(lang)
    if kind == "home":
        return {"portal": portal.key, "url": urls.edition_root(portal, lang), "lang": lang, "fragment": fragment}
    section = registry.section(portal, target.split("/")[1])
    if section is None:
        return None
    return {"portal": portal.key, "url": urls.section_url(portal, section, lang), "lang": lang, "fragment": fragment,
            "section": section.key}


def _in_language(found: Sequence[Any], lang: str, portal: str = "") -> dict[str, Any] | None:
    """The same item in the reader's language, else in Vietnamese, else in any; of the same portal first."""
    if not found:
        return None
    return min(found, key=lambda f: (f["portal"] != portal if portal else False, f["lang"] != lang, f["lang"] != "vi",
                                     f["path"]))


def _provides(document: Document, content_type: ContentType, visible: State, url: str, current: str,
              number: str) -> dict[str, bytes]:
    """What the item tells others; an item that is not public tells nothing."""
    if visible is not State.LIVE:
        return {}
    meta = document.meta
    fact = {"path": document.path, "portal": document.portal, "lang": document.lang, "url": url,
            "title": meta.get("title", "")}
    provided = {references.page_key(document.portal, document.section, document.slug): encode({**fact, "blob": document.blob})}
    if number:
        provided[f"number:{number}"] = encode({**fact, "phase": current, "number": meta["number_symbol"]})
    for kind in references.AFFECTING:
        for other in meta.get(kind) or ():
            provided[f"affects:{references.number_key(other)}"] = encode({
                **fact, "kind": kind, "from": meta.get("effective_on", ""), "number": meta.get("number_symbol", "")})
    for link in document.links:
        path = references.resolve_path(document.path, link.target)
        if references.target_of(path, {})[0] == "file":
            provided[f"used:{path}"] = b"1"
    for path in references.media_paths(document, content_type):
        provided[f"used:{path}"] = b"1"
    return provided
