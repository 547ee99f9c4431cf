"""Answers to real questions: our own small set always, the shared evaluation set where it is at hand."""

import gzip
import json
import math
from collections import defaultdict

import pytest

from plugins.search.cut import cut, manifest
from plugins.search.index import Index, read_manifest
from plugins.search.record import SearchRecord
from tests.search.conftest import FIXTURE, SHARED


def index_of(records: list[SearchRecord], lang: str) -> Index:
    files, recent = cut(records)
    return Index(read_manifest(manifest(lang, len(records), {}, recent)), lambda kind, number: files.get((kind, number)))


OWN = json.loads(FIXTURE.read_text("utf-8"))


@pytest.fixture(scope="module")
def own():
    by_language = defaultdict(list)
    for row in OWN["documents"]:
        by_language[row["lang"]].append(SearchRecord(url=row["id"], **row))
    return {lang: index_of(records, lang) for lang, records in by_language.items()}


@pytest.mark.parametrize(("lang", "query", "best"), OWN["queries"])
def test_the_first_answer_is_right(own, lang, query, best):
    hits = own[lang].search(query).hits
    assert hits and hits[0].id == best, [hit.id for hit in hits]


@pytest.mark.parametrize(("query", "found"), [
    ("하이퐁", ["a"]), ("하이풍시", ["a"]), ("예", ["b"]), ("예산", ["b"]), ("날씨예보", []), ("하산", []), ("포털 예산", ["b", "a"]),
])
def test_one_character_of_many_is_no_answer(query, found):
    index = index_of([SearchRecord(id="a", url="a", title="하이퐁시 포털", lang="ko"), SearchRecord(id="b", url="b", title="예산 공개", lang="ko")], "ko")
    assert sorted(hit.id for hit in index.search(query).hits) == sorted(found)


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared evaluation set is not on this machine")
def test_the_shared_evaluation_set():
    queries = json.loads((SHARED / "queries.json").read_text("utf-8"))
    figures = defaultdict(list)
    for lang in ("vi", "en", "zh", "ko", "ja"):
        rows = json.loads(gzip.decompress((SHARED / f"eval-{lang}.json.gz").read_bytes()))
        index = index_of([SearchRecord(
            id=str(row["id"]), url="", title=row["title"], summary=row["summary"] or "", headings=tuple(row["heads"] or ()),
            body=row["body"], lang=lang, date=row["date"]) for row in rows], lang)
        for query in (entry for entry in queries.values() if entry["lang"] == lang):
            gains = query["gains"]
            found = [hit.id for hit in index.search(query["query"]).hits]
            gained = sum((2 ** gains.get(name, 0) - 1) / math.log2(place + 2) for place, name in enumerate(found))
            best = sum((2**gain - 1) / math.log2(place + 2) for place, gain in enumerate(sorted(gains.values(), reverse=True)[:10]))
            figures["success@1"].append(bool(found) and found[0] in gains)
            figures["success@10"].append(any(name in gains for name in found))
            figures["nDCG@10"].append(gained / best)
            figures["answered"].append(bool(found))
    mean = {name: sum(values) / len(values) for name, values in figures.items()}
    assert mean["success@1"] >= 0.97 and mean["success@10"] == 1 and mean["nDCG@10"] >= 0.95 and mean["answered"] == 1, mean
