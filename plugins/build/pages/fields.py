"""Fields of an item as a reader sees them: dates written out, choices named, files and documents linked.

These functions stand in the templates' global names; `page` is the `PageView` that shows the field.
"""

import re
from functools import lru_cache
from typing import Any, Mapping, Sequence

from markupsafe import Markup, escape

from plugins.build.pages import charts
from plugins.build.pages.views import Card, PageExtras, PageView
from plugins.content import markdown
from plugins.model import ContentType, Field
from plugins.site.references import number_key


_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)


def field_rows(page: PageView, item: Card, extras: PageExtras, content_type: ContentType,
               taken: Sequence[str] = ()) -> list[tuple[str, Markup]]:
    """Label and value of each field that has one; files are left to `attached`, and `taken` is shown elsewhere."""
    edition = page.edition
    return [(edition.text(field.label) or field.key, value(page, field, item.meta[field.key], extras))
            for field in content_type.fields
            if field.key in item.meta and field.key not in taken and not _file_fields(field)]


def attached(page: PageView, item: Card, extras: PageExtras, content_type: ContentType) -> list[tuple[str, Markup]]:
    """Files of an item with their titles: its own `media` fields, then those of its records, where an address may stand
    for a file that another site holds. A field that is the only one has no title, since the heading says the same."""
    found: list[tuple[str, Markup]] = []
    for field in content_type.fields:
        given = item.meta.get(field.key)
        if not given:
            continue
        if field.kind == "media":
            found.append((page.edition.text(field.label), file_link(page, extras.files.get(given), given)))
        elif _file_fields(field):
            found += [(record.get("title") or "", value(page, inner, record[inner.key], extras))
                      for record in given for inner in field.fields if inner.kind in ("media", "url") and record.get(inner.key)]
    alone = len(found) == 1 and any(field.kind == "media" and item.meta.get(field.key) for field in content_type.fields)
    return [("", found[0][1])] if alone else found


def _file_fields(field: Field) -> list[str]:
    """Keys of files: the field's own, or those inside its records."""
    if field.kind == "records":
        return [inner.key for inner in field.fields if inner.kind == "media"]
    return [field.key] if field.kind == "media" else []


def value(page: PageView, field: Field, given: Any, extras: PageExtras) -> Markup:
    edition = page.edition
    if field.kind in ("date", "datetime"):
        return edition.time(given)
    if field.kind == "choice":
        return escape(edition.text(field.choices.get(given, given)))
    if field.kind in ("integer", "decimal"):
        # A year is a name, not a quantity: no thousands separator.
        return escape(given if field.key == "year" else edition.number(given))
    if field.kind == "boolean":
        return escape(edition._("Yes") if given else edition._("No"))
    if field.kind == "email":
        return Markup('<a href="mailto:{0}">{0}</a>').format(given)
    if field.kind == "phone":
        return Markup('<a href="tel:{}">{}</a>').format("".join(c for c in str(given) if c in "+0123456789"), given)
    if field.kind == "url":
        return Markup('<a href="{0}" rel="external noopener">{0}</a>').format(given)
    if field.kind == "media":
        return file_link(page, extras.files.get(given), given)
    if field.kind == "list":
        return Markup("<ul>{}</ul>").format(Markup("").join(
            Markup("<li>{}</li>").format(document_link(page, str(text), extras)) for text in given))
    if field.kind == "records":
        return _table(page, field, given, extras)
    if field.kind == "markdown":
        return prose(given)
    if _EMAIL.fullmatch(str(given)):  # as an address of a body that may also be a street
        return Markup('<a href="mailto:{0}">{0}</a>').format(given)
    return document_link(page, str(given), extras)


def _table(page: PageView, field: Field, records: Sequence[Mapping[str, Any]], extras: PageExtras) -> Markup:
    """Records as a table, one column a field that occurs. References are links of the row's document already."""
    columns = [inner for inner in field.fields
               if inner.kind != "reference" and any(inner.key in record for record in records)]
    head = Markup("").join(Markup('<th scope="col">{}</th>').format(page.edition.text(c.label) or c.key) for c in columns)
    rows = Markup("").join(
        Markup("<tr>{}</tr>").format(Markup("").join(
            Markup('<td data-label="{}">{}</td>').format(
                page.edition.text(c.label) or c.key, value(page, c, record[c.key], extras)) if c.key in record else Markup("<td></td>")
            for c in columns))
        for record in records)
    return Markup('<div class="table-scroll"><table class="stacks"><thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>').format(head, rows)


def file_link(page: PageView, found: Mapping[str, Any] | None, name: str) -> Markup:
    """A link to a file with its kind and size; the bare name where it was not supplied."""
    if not found:
        return escape(name)
    if "width" in found:
        return page.picture(found, name)
    return Markup('<a href="{}" type="{}">{}</a> <span class="muted">({}, {})</span>').format(
        page.link(found["url"]), found["type"], found["name"], found["kind"].upper(), page.edition.size(found["bytes"]))


def document_link(page: PageView, number: str, extras: PageExtras) -> Markup:
    """A document's number, linked where that document is published here."""
    found = extras.numbers.get(number_key(number))
    if not found:
        return page.edition.whole(number)
    return Markup('<a href="{}">{}</a>').format(page.link(page.edition.across(found["portal"], found["url"])), page.edition.whole(number))


@lru_cache(maxsize=512)
def prose(text: str) -> Markup:
    """A Markdown field. Links inside the site and pictures belong in the body, where they are resolved."""
    return Markup(markdown.fill(markdown.render(str(text), "").html, lambda _: None, lambda _, alt: alt))


def affecting(extras: PageExtras, lang: str) -> list[Mapping[str, Any]]:
    """What other documents do to this one: each of them once, in the reader's language where it is translated."""
    best: dict[tuple[str, str], Mapping[str, Any]] = {}
    for found in extras.affects:
        key = (found["kind"], number_key(found["number"]))
        if key not in best or (found["lang"] != lang, found["lang"] != "vi") < (best[key]["lang"] != lang, best[key]["lang"] != "vi"):
            best[key] = found
    return list(best.values())


def chart(page: PageView, item: Card) -> charts.Figure:
    """The data of a statistics item as a table and a chart."""
    return charts.figure(item.meta.get("data") or (), item.meta.get("chart") or "bar", item.title, page.edition.number)


def citation(page: PageView, item: Card) -> str:
    """How to cite a document: form, number, date, agency, and where it is published."""
    edition, meta = page.edition, item.meta
    form = edition.choice(item.type, "form", meta["form"]) if meta.get("form") and meta["form"] != "other" else ""
    number = meta.get("number_symbol") or ""
    head = edition._("%(form)s %(number)s") % {"form": form, "number": number} if form and number else form or number
    parts = (head, edition.day(meta.get("issued_on") or ""), meta.get("issuing_agency") or meta.get("issuer"),
             meta.get("abstract"), page.canonical)
    return edition.comma.join(filter(None, parts))


TEMPLATE_NAMES = {"field_rows": field_rows, "attached": attached, "prose": prose, "chart": chart, "citation": citation,
                  "file_link": file_link, "affecting": affecting}
