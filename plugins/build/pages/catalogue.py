"""The open data catalogue of a portal: what can be downloaded, as a page's list, as DCAT, and a schema for each type."""

from typing import Any, Callable, Mapping, NamedTuple

import msgspec

from plugins.build.pages.views import EditionView
from plugins.model import ContentType, Field
from plugins.site.outline import UNDATED, SectionOutline

_json = msgspec.json.Encoder(order="sorted")
_CSV, _JSON = "text/csv", "application/json"


class Dataset(NamedTuple):
    """A section as open data. files: (year, or empty for undated items; address without its ending), newest first."""

    section: str
    title: str
    type: str
    items: int
    files: tuple[tuple[str, str], ...]


def datasets(edition: EditionView, outlines: Mapping[str, SectionOutline]) -> list[Dataset]:
    """Every section of an edition that has items, in the menu's order."""
    found = []
    for group in edition.menu:
        for entry in group.entries:
            outline = outlines.get(entry.key)
            if outline is None:
                continue
            years = sorted({month[:4] for month in outline.months}, reverse=True)
            base = f"data/{entry.key}.{edition.lang}"
            files = [(year, f"{base}.{year}") for year in years] + ([("", base)] if UNDATED in outline.parts else [])
            section = edition.section(entry.key)
            found.append(Dataset(entry.key, entry.name, section.type if section else "", outline.items, tuple(files)))
    return found


def dcat(edition: EditionView, editions: list[tuple[EditionView, Mapping[str, SectionOutline]]],
         absolute: Callable[[str], str]) -> bytes:
    """The catalogue as DCAT 3 in JSON-LD. edition: the official language's, which names the catalogue."""
    sets = [_dataset(each, dataset, absolute) for each, outlines in editions for dataset in datasets(each, outlines)]
    return msgspec.json.format(_json.encode({
        "@context": {"dcat": "http://www.w3.org/ns/dcat#", "dct": "http://purl.org/dc/terms/", "foaf": "http://xmlns.com/foaf/0.1/"},
        "@id": absolute("data/catalog.jsonld"), "@type": "dcat:Catalog", "dct:title": _text(edition.name, edition.lang),
        "dct:publisher": {"@type": "foaf:Agent", "foaf:name": edition.short_name},
        "foaf:homepage": {"@id": absolute(edition.home)}, "dct:language": list(edition.portal.languages),
        "dcat:dataset": sets,
    }), indent=1) + b"\n"


def _dataset(edition: EditionView, dataset: Dataset, absolute: Callable[[str], str]) -> dict[str, Any]:
    return {
        "@type": "dcat:Dataset", "@id": absolute(f"data/{dataset.section}.{edition.lang}"),
        "dct:identifier": f"{edition.portal.key}/{dataset.section}/{edition.lang}",
        "dct:title": _text(dataset.title, edition.lang), "dct:language": edition.lang,
        "dcat:landingPage": {"@id": absolute(edition.section_url(dataset.section))},
        "dct:conformsTo": {"@id": absolute(f"data/schema/{dataset.type}.json")},
        "dcat:distribution": [
            {"@type": "dcat:Distribution", "dcat:downloadURL": {"@id": absolute(f"{base}.{end}")}, "dcat:mediaType": media,
             **({"dct:temporal": year} if year else {})}
            for year, base in dataset.files for end, media in (("csv", _CSV), ("json", _JSON))],
    }


def _text(text: str, lang: str) -> dict[str, str]:
    return {"@language": lang, "@value": text}


_KINDS: Mapping[str, Mapping[str, Any]] = {
    "date": {"type": "string", "format": "date"}, "datetime": {"type": "string", "format": "date-time"},
    "integer": {"type": "integer"}, "decimal": {"type": "number"}, "boolean": {"type": "boolean"},
    "email": {"type": "string", "format": "email"}, "url": {"type": "string", "format": "uri"},
    "list": {"type": "array", "items": {"type": "string"}},
}


def schema(content_type: ContentType, edition: EditionView) -> bytes:
    """JSON Schema of a type's rows in `data/*.json`."""
    own = {key: {"type": "string"} for key in ("id", "lang", "type", "title", "day", "phase", "url")}
    return msgspec.json.format(_json.encode({
        "$schema": "https://json-schema.org/draft/2020-12/schema", "title": edition.text(content_type.name), "type": "array",
        "items": {"type": "object", "required": sorted(own), "properties": {
            **own, **{field.key: _property(field, edition) for field in content_type.fields}}},
    }), indent=1) + b"\n"


def _property(field: Field, edition: EditionView) -> dict[str, Any]:
    found = {"title": edition.text(field.label) or field.key, **_KINDS.get(field.kind, {"type": "string"})}
    if field.choices:
        found["enum"] = sorted(field.choices)
    if field.kind == "records":
        found |= {"type": "array", "items": {"type": "object", "properties": {
            inner.key: _property(inner, edition) for inner in field.fields}}}
    return found
