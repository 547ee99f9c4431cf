"""What an item points at, and what others may ask of it: the keys by which a change of one item reaches another.

Keys: `page:<portal>/<section>/<slug>` (an item in all its languages), `file:<path>` (a media file),
`number:<number>` (a legal document), `affects:<number>` (what others do to it), `used:<path>` (a file is shown).
"""

import posixpath
import re
from typing import Any, Iterable, Mapping

from plugins.model import ContentType, Document, Field

AFFECTING = ("replaces", "repeals", "amends")
RELATIONS = ("replaces", "replaced_by", "amends", "amended_by", "repeals", "repealed_by", "based_on", "implements")
def number_key(number: str) -> str:
    """A document number as a key: case, spaces and đ do not matter."""
    return re.sub(r"\s+", "", number).upper().replace("Đ", "D").replace("Ư", "U")


def page_key(portal: str, section: str, slug: str) -> str:
    return f"page:{portal}/{section}/{slug}"


def resolve_path(document_path: str, target: str) -> str:
    """A target as written in an item, as a path from the site root: relative to the item, `/` meaning the portal's
    content folder. Fragment and query are cut. What leads out of `content/` gives an empty string."""
    target = target.split("#", 1)[0].split("?", 1)[0]
    parts = document_path.split("/")
    base = "/".join(parts[:2]) if target.startswith("/") else posixpath.dirname(document_path)
    path = posixpath.normpath(posixpath.join(base, target.lstrip("/")))
    return path if path.startswith("content/") else ""


def target_of(path: str, aliases: Mapping[str, str]) -> tuple[str, str]:
    """What a path from the site root means: (`page`, key), (`file`, path), (`section`, `portal/section`),
    (`home`, portal), or (``, ``)."""
    parts = path.split("/")
    if not path or len(parts) < 2 or len(parts) > 4:
        return "", ""
    if len(parts) == 2:
        return "home", parts[1]
    section = aliases.get(parts[2], parts[2])
    if len(parts) == 3:
        return "section", f"{parts[1]}/{section}"
    name = parts[3]
    if name.endswith(".md"):
        name = name.removesuffix(".md")
        stem, dot, lang = name.rpartition(".")
        return "page", page_key(parts[1], section, stem if dot and len(lang) in (2, 3) else name)
    return ("file", path) if "." in name else ("page", page_key(parts[1], section, name))


def media_paths(document: Document, content_type: ContentType) -> Iterable[str]:
    """Files that the front matter names, as paths from the site root."""
    for value in media_values(document.meta, content_type):
        if path := resolve_path(document.path, value):
            yield path


def media_values(meta: Mapping[str, Any], content_type: ContentType) -> Iterable[str]:
    """Every value of a `media` field, records included."""
    if meta.get("image"):
        yield meta["image"]
    yield from _media_in(meta, content_type.fields)


def _media_in(values: Mapping[str, Any], fields: Iterable[Field]) -> Iterable[str]:
    for field in fields:
        value = values.get(field.key)
        if value and field.kind == "media":
            yield value
        elif value and field.kind == "records":
            for record in value:
                yield from _media_in(record, field.fields)


def needs(document: Document, content_type: ContentType, aliases: Mapping[str, str]) -> list[str]:
    """Keys whose values the item's page shows."""
    keys = {page_key(document.portal, document.section, document.slug)}
    for link in document.links:
        kind, target = target_of(resolve_path(document.path, link.target), aliases)
        if kind == "page":
            keys.add(target)
        elif kind == "file":
            keys.add(f"file:{target}")
    keys.update(f"file:{path}" for path in media_paths(document, content_type))
    if number := document.meta.get("number_symbol"):
        keys.add(f"affects:{number_key(number)}")
    for relation in RELATIONS:
        value = document.meta.get(relation) or ()
        keys.update(f"number:{number_key(n)}" for n in ([value] if isinstance(value, str) else value))
    keys.update(f"number:{number_key(n)}" for n in document.numbers)
    for field in content_type.fields:  # documents that a gazette's issue or another list of records names
        if field.kind == "records":
            keys.update(f"number:{number_key(record['number_symbol'])}" for record in document.meta.get(field.key) or ()
                        if record.get("number_symbol"))
    return sorted(keys)
