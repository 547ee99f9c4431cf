"""Content types: the front matter that each kind of item has."""

from dataclasses import dataclass
from typing import Mapping

FIELD_KINDS = (
    "text", "markdown", "date", "datetime", "integer", "decimal", "boolean", "email", "phone", "url", "choice",
    "list", "records", "media", "reference",
)
"""`text` one line; `markdown` a block; `list` of text; `records` a list of mappings with `fields`; `media` a file
beside the item; `reference` another item's `<portal>/<section>/<slug>`, `<section>/<slug>` or a document number."""


@dataclass(frozen=True, slots=True)
class Field:
    """One key of the front matter. `rule` is `required`, `if_any` (the decree says "nếu có") or `optional`."""

    key: str
    kind: str
    rule: str
    label: Mapping[str, str]
    hint: Mapping[str, str]
    choices: Mapping[str, Mapping[str, str]]
    fields: tuple["Field", ...] = ()
    facet: bool = False
    cite: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ContentType:
    """`key` is the name of its file in `portals/_types/`; `schema_org` the vocabulary term of its pages."""

    key: str
    name: Mapping[str, str]
    description: Mapping[str, str]
    fields: tuple[Field, ...]
    dated: bool
    schema_org: str = "WebPage"
    date_field: str = "date"
    cite: tuple[str, ...] = ()

    def field(self, key: str) -> Field | None:
        return next((f for f in self.fields if f.key == key), None)
