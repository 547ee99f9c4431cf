"""How good the answers are: the hand-made queries, and known-item queries made from titles by chance."""

import json
import math
import random
import re
import statistics
import unicodedata
from collections import defaultdict
from pathlib import Path
from typing import Any

from benchmarks.search.documents import evaluation
from plugins.search.cut import cut, manifest
from plugins.search.index import Index, read_manifest
from plugins.search.record import SearchRecord

LANGUAGES = ("vi", "en", "zh", "ko", "ja")
_FOUR = re.compile("(?=([\u3005\u3041-\u30ff\u4e00-\u9fff\uac00-\ud7a3]{4}))")
_TONES = "\u0300\u0301\u0303\u0309\u0323"


def folded(text: str) -> str:
    """Text as typed on a keyboard without Vietnamese letters."""
    plain = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    return plain.replace("đ", "d").replace("Đ", "D")


def one_tone(text: str, chance: random.Random, wrong: bool) -> str:
    """Text with the tone of one word dropped, or another in its place."""
    words = text.split()
    toned = [i for i, word in enumerate(words) if any(c in _TONES for c in unicodedata.normalize("NFD", word))]
    if toned:
        at = chance.choice(toned)
        letters = [chance.choice([t for t in _TONES if t != c]) if c in _TONES and wrong else "" if c in _TONES else c
                   for c in unicodedata.normalize("NFD", words[at])]
        words[at] = unicodedata.normalize("NFC", "".join(letters))
    return " ".join(words)


def known_items(records: list[SearchRecord], lang: str, count: int, seed: int) -> dict[str, list[tuple[str, set[str]]]]:
    """kind -> (query, ids that hold the phrase in their title): phrases of 4 or 5 words, or of four characters."""
    chance, found = random.Random(seed), defaultdict(list)
    spaced = lang in ("vi", "en")
    fit = [record for record in records if (len(record.title.split()) >= 6 if spaced else _FOUR.search(record.title))]
    for record in chance.sample(fit, min(count, len(fit))):
        units, length = record.title.split(), chance.choice((4, 5))
        at = chance.randrange(max(1, len(units) - length + 1))
        phrase = " ".join(units[at: at + length]) if spaced else chance.choice(_FOUR.findall(record.title))
        right = {other.id for other in records if folded(phrase).lower() in folded(other.title).lower()}
        found["as written"].append((phrase, right))
        if lang == "vi":
            found["without marks"].append((folded(phrase), right))
            found["one tone dropped"].append((one_tone(phrase, chance, False), right))
            found["one tone wrong"].append((one_tone(phrase, chance, True), right))
    return found


def index_of(records: list[SearchRecord], lang: str) -> Index:
    files, recent = cut(records)
    return Index(read_manifest(manifest(lang, len(records), {}, recent)), lambda kind, number: files.get((kind, number)))


def measure(folder: Path, count: int = 200, seed: int = 2026) -> dict[str, Any]:
    """Figures of both kinds."""
    queries = json.loads((folder / "queries.json").read_text("utf-8"))
    figures: dict[str, list[float]] = defaultdict(list)
    known: dict[str, Any] = {}
    for lang in LANGUAGES:
        records = evaluation(folder, lang)
        index = index_of(records, lang)
        for query in (entry for entry in queries.values() if entry["lang"] == lang):
            gains, hits = query["gains"], [hit.id for hit in index.search(query["query"]).hits]
            best = sum((2**gain - 1) / math.log2(i + 2) for i, gain in enumerate(sorted(gains.values(), reverse=True)[:10]))
            figures["success@1"].append(bool(hits) and hits[0] in gains)
            figures["success@10"].append(any(hit in gains for hit in hits))
            figures["nDCG@10"].append(sum((2 ** gains.get(hit, 0) - 1) / math.log2(i + 2) for i, hit in enumerate(hits)) / best)
            figures["without result"].append(not hits)
        for kind, asked in known_items(records, lang, count, seed).items():
            places = [[hit.id for hit in index.search(query).hits] for query, _ in asked]
            known[f"{lang}, {kind}"] = {
                "success@1": statistics.mean(bool(hits) and hits[0] in right for hits, (_, right) in zip(places, asked)),
                "success@10": statistics.mean(bool(set(hits) & right) for hits, (_, right) in zip(places, asked))}
    return {"hand-made": {name: round(statistics.mean(values), 4) for name, values in figures.items()}, "known items": known}
