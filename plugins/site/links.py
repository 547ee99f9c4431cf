"""What only shows when all items are seen together: links that lead nowhere, pictures without words, translations that
have fallen behind."""

from typing import Any, Iterable, Mapping, Sequence

from plugins.model import ContentType, Document, Finding, Portal, Severity
from plugins.site import references


def check_links(document: Document, resolved: Sequence[Mapping[str, Any] | None],
                anchors: Mapping[str, frozenset[str]], sections: frozenset[str]) -> Iterable[Finding]:
    """Links of one public item. resolved: what each link leads to, None where to nothing; anchors: ids of the headings
    of every public item by path; sections: `<portal>/<lang>/<section>` of those that have a page."""
    for link, target in zip(document.links, resolved):
        where = {"target": link.target}
        fragment = link.target.partition("#")[2]
        if target is None:
            id = "link.no-file" if link.kind == "image" or "." in link.target.rsplit("/", 1)[-1] and not link.target.partition("#")[0].endswith(".md") else "link.broken"
            yield Finding(id, Severity.WARNING, document.path, link.line, where)
        elif target.get("section") and f"{target['portal']}/{target['lang']}/{target['section']}" not in sections:
            yield Finding("link.broken", Severity.WARNING, document.path, link.line, where)
        elif fragment and "path" in target and fragment not in anchors.get(target["path"], frozenset()):
            yield Finding("link.no-anchor", Severity.WARNING, document.path, link.line, {**where, "anchor": fragment})
        if link.kind == "image" and not link.text.strip():
            yield Finding("image.no-alt", Severity.ERROR, document.path, link.line, where, ("WCAG 2.2 1.1.1",))


def check_files(document: Document, content_type: ContentType, files: Mapping[str, Any]) -> Iterable[Finding]:
    """Files that the front matter names, and the words for those who do not see its pictures: `image` needs `image_alt`,
    and so does every other field that has one beside it."""
    described = (field.key for field in content_type.fields if content_type.field(f"{field.key}_alt"))
    for key in dict.fromkeys(("image", *described)):
        if document.meta.get(key) and not document.meta.get(f"{key}_alt"):
            yield Finding("image.no-alt", Severity.ERROR, document.path, document.lines.get(key, 1),
                          {"target": str(document.meta[key])}, ("WCAG 2.2 1.1.1",))
    for value in references.media_values(document.meta, content_type):
        if value not in files:
            yield Finding("link.no-file", Severity.WARNING, document.path, _line_of(document, value), {"target": value})


def check_translation(document: Document, portal: Portal, siblings: Mapping[str, Document]) -> Iterable[Finding]:
    """A translation against its original: the same slug in the portal's official language."""
    if document.lang == portal.official:
        return
    original = siblings.get(portal.official)
    if original is None:
        yield Finding("translation.no-original", Severity.NOTE, document.path, 1, {"lang": portal.official})
        return
    made_from = document.meta.get("translation_of_blob", "")
    if made_from and not original.blob.startswith(made_from):
        yield Finding("translation.stale", Severity.WARNING, document.path, document.lines.get("translation_of_blob", 1),
                      {"original": original.path, "found": made_from[:12], "expected": original.blob[:12]})


def _line_of(document: Document, value: str) -> int:
    return next((document.lines[key] for key, found in document.meta.items() if found == value and key in document.lines), 1)
