"""Documents to measure with: the evaluation set's real texts, and as many more as asked, recombined from its sentences.

Recombined documents have real words, real pairs of words and a real length (about 400 words); each title is made of the
halves of two real ones, so that known-item queries have one right answer among near misses.
"""

import gzip
import json
import random
import re
from pathlib import Path
from typing import Iterator

from plugins.search.record import SearchRecord

WORDS = 400


def evaluation(folder: Path, lang: str) -> list[SearchRecord]:
    """The evaluation set of one language as records; ids are those of `queries.json`."""
    rows = json.loads(gzip.decompress((folder / f"eval-{lang}.json.gz").read_bytes()))
    return [SearchRecord(id=str(row["id"]), url=f"d/{row['id']}/", title=row["title"], summary=row["summary"] or "",
                         headings=tuple(row["heads"] or ()), body=row["body"], portal=row["portal"], type=row["type"],
                         lang=lang, date=row["date"], year=str(row["year"])) for row in rows]


def recombined(folder: Path, count: int, lang: str = "vi", seed: int = 1) -> Iterator[SearchRecord]:
    """`count` documents; the first ones are the evaluation set itself. The same arguments give the same documents."""
    real = evaluation(folder, lang)
    yield from real[:count]
    chance = random.Random(seed)
    sentences = [sentence for record in real for sentence in re.split(r"(?<=[.!?])\s+", record.body) if sentence]
    titles = [record.title.split() for record in real if len(record.title.split()) > 5]
    portals = sorted({record.portal for record in real})
    for number in range(len(real), count):
        one, two = chance.choice(titles), chance.choice(titles)
        body: list[str] = []
        length = 0
        while length < WORDS:
            sentence = chance.choice(sentences)
            body.append(sentence)
            length += sentence.count(" ") + 1
        day = chance.randrange(3650)
        year, month = 2016 + day // 365, 1 + day % 365 // 31
        yield SearchRecord(
            id=f"content/{chance.choice(portals)}/news/{number:06d}.{lang}.md", url=f"tin-tuc/bai-{number}/",
            title=" ".join(one[: (len(one) + 1) // 2] + two[len(two) // 2:]), summary=chance.choice(sentences)[:220],
            headings=(), body=" ".join(body), portal=chance.choice(portals), section="news", type="news", lang=lang,
            date=f"{year}-{month:02d}-{1 + day % 28:02d}", year=str(year))
