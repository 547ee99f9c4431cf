"""The documents of a search index for a server that a ministry runs instead: newline-delimited JSON, which Meilisearch
and OpenSearch take as they are, or a script for PostgreSQL."""

import json
from dataclasses import asdict
from hashlib import blake2b
from pathlib import Path
from typing import Callable, Iterable, Iterator

from plugins.build.search.index import state_path
from plugins.build.search.state import IndexState
from plugins.model.errors import OperatorError
from plugins.search.record import SearchRecord
from plugins.search.tokenizer import fold, normalise

LONGEST = 200_000
"""Characters of a body: PostgreSQL refuses a text whose words and places exceed a megabyte."""

_COLUMNS = ("key", "id", "url", "title", "summary", "headings", "body", "portal", "section", "type", "lang", "date", "agency",
            "field", "year", "status", "number", "folded_title", "folded_text")


def documents(state: Path, scope: str, lang: str) -> Iterator[SearchRecord]:
    """The records of one edition's index by date. Raises OperatorError where it has not been built here."""
    path = state_path(state, scope, lang)
    if not path.is_file():
        raise OperatorError(f"the search index of {scope} in {lang} has not been built here", "Run `tasks.py build` first.")
    index = IndexState(path, f"{scope} {lang}")
    try:
        yield from index.records()
    finally:
        index.close()


def _row(record: SearchRecord) -> dict[str, str]:
    """A record with `key`, an id of the letters that servers allow, and its words as they are typed without marks."""
    found = {name: " ".join(value) if isinstance(value, tuple) else value for name, value in asdict(record).items()}
    found["body"] = found["body"][:LONGEST]
    return {"key": blake2b(record.id.encode(), digest_size=12).hexdigest(), **found, "folded_title": _folded(record.title),
            "folded_text": _folded(" ".join((record.summary, *record.headings, found["body"])))}


def _folded(text: str) -> str:
    return " ".join(fold(normalise(text)).split())


def ndjson(records: Iterable[SearchRecord]) -> Iterator[str]:
    """One JSON object a line; `key` is the primary key."""
    for record in records:
        yield json.dumps(_row(record), ensure_ascii=False) + "\n"


def postgresql(records: Iterable[SearchRecord]) -> Iterator[str]:
    """A script for `psql` that replaces the table `cong_mo_document`, in one transaction.

    Ask it with `terms @@ websearch_to_tsquery('simple', ...)`, ranked by `ts_rank(terms, ...)`: words as written count
    more than words without marks, and titles more than texts.
    """
    columns = ",\n  ".join(f"{name} text NOT NULL" for name in _COLUMNS)
    yield ("\\set ON_ERROR_STOP on\nBEGIN;\nDROP TABLE IF EXISTS cong_mo_document;\n"
           f"CREATE TABLE cong_mo_document (\n  {columns},\n  PRIMARY KEY (key),\n"
           "  terms tsvector GENERATED ALWAYS AS (setweight(to_tsvector('simple', title || ' ' || number), 'A') ||\n"
           "    setweight(to_tsvector('simple', folded_title), 'B') ||\n"
           "    setweight(to_tsvector('simple', summary || ' ' || headings || ' ' || body), 'C') ||\n"
           "    setweight(to_tsvector('simple', folded_text), 'D')) STORED);\n"
           f"COPY cong_mo_document ({', '.join(_COLUMNS)}) FROM stdin;\n")
    for record in records:
        row = _row(record)
        yield "\t".join(row[name].translate(_ESCAPED) for name in _COLUMNS) + "\n"
    yield "\\.\nCREATE INDEX cong_mo_document_terms ON cong_mo_document USING gin (terms);\nCOMMIT;\nANALYZE cong_mo_document;\n"


_ESCAPED = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r", "\0": ""})

FORMATS: dict[str, Callable[[Iterable[SearchRecord]], Iterator[str]]] = {"ndjson": ndjson, "postgresql": postgresql}
