"""A large index from nothing, in little memory: documents are analysed and dealt into buckets on disk, then each bucket
is turned into its shards. Both steps run in as many processes as are given; the files are those of `plugins.search.cut`.
"""

import multiprocessing
import shutil
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from pathlib import Path
from typing import Callable, Iterable, Iterator, Mapping

from plugins.build.search.state import file_path, unpack_record
from plugins.search.analysis import analyse, term_hash
from plugins.search.cut import Lists, digest, gather, write_shards
from plugins.search.layout import MAIN, OVERFLOW, Layout

BUCKETS = 64
_CHUNK = 500
_WRITTEN = (*MAIN.values(), *OVERFLOW.values())
Written = tuple[str, int, bytes, int, bool]
"""(kind, number, digest, size, whether the file was written because it differed)."""


class _Here(Executor):
    """Runs what is submitted at once, in this process: where no further process may be started, or none is wanted."""

    def submit(self, function: Callable, /, *arguments, **named) -> Future:
        done: Future = Future()
        done.set_result(function(*arguments, **named))
        return done


def _executor(jobs: int) -> Executor:
    if jobs < 2 or multiprocessing.current_process().daemon:
        return _Here()
    return ProcessPoolExecutor(jobs, mp_context=multiprocessing.get_context("fork"))


Document = tuple[int, bytes, int]
"""(slot, packed record, phases whose main shards hold it)."""


def write_main(documents: Iterable[Document], plan: Layout, output: Path, spool: Path,
               known: Mapping[tuple[str, int], bytes], jobs: int) -> Iterator[Written]:
    """Write all files of the main segment.

    known: digests of files that are in the output already; spool: a folder for the
    buckets, about 12 KB a document, emptied afterwards.
    """
    shutil.rmtree(spool, ignore_errors=True)
    spool.mkdir(parents=True)
    for kind in _WRITTEN:
        (output / kind).mkdir(parents=True, exist_ok=True)
    try:
        with _executor(jobs) as executor:
            waiting: list[Future] = []
            for number, chunk in enumerate(_chunks(documents)):
                waiting.append(executor.submit(_deal, chunk, plan, spool / f"{number:x}"))
                if len(waiting) > 2 * jobs:
                    waiting.pop(0).result()
            for future in waiting:
                future.result()
            shards = [executor.submit(_bucket, bucket, plan, spool, output, _part(known, bucket)) for bucket in range(BUCKETS)]
            for future in shards:
                yield from future.result()
    finally:
        shutil.rmtree(spool, ignore_errors=True)


def _chunks(documents: Iterable[Document]) -> Iterator[list[Document]]:
    chunk: list[Document] = []
    for document in documents:
        chunk.append(document)
        if len(chunk) == _CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _part(known: Mapping[tuple[str, int], bytes], bucket: int) -> dict[tuple[str, int], bytes]:
    return {key: found for key, found in known.items() if key[0] in _WRITTEN and key[1] % BUCKETS == bucket}


def _deal(chunk: list[Document], plan: Layout, folder: Path) -> None:
    """Analyse documents and write each bucket's lines, after a line `=slot,phases` for each document."""
    masks = {tier: min(BUCKETS, 1 << plan.shards[tier]) - 1 for tier in MAIN}
    whole: list[list[str]] = [[] for _ in range(BUCKETS)]
    for slot, packed, phases in chunk:
        lines: list[list[str]] = [[] for _ in range(BUCKETS)]
        for line in analyse(unpack_record(packed)).decode().split("\n"):
            if line:
                lines[term_hash(line[2:]) & masks[line[0]]].append(line)
        for bucket, found in enumerate(lines):
            if found:
                whole[bucket].append(f"={slot:x},{phases:x}")
                whole[bucket] += found
    folder.mkdir()
    for bucket, found in enumerate(whole):
        (folder / f"{bucket:x}").write_text("\n".join(found), "utf-8")


def _bucket(bucket: int, plan: Layout, spool: Path, output: Path, known: dict[tuple[str, int], bytes]) -> list[Written]:
    """Write the shards of one bucket: those whose numbers have its low bits."""
    lists: Lists = {}
    for folder in spool.iterdir():
        for block in ("\n" + (folder / f"{bucket:x}").read_text("utf-8")).split("\n=")[1:]:
            place, *lines = block.split("\n")
            slot, phases = place.split(",")
            gather(lists, int(slot, 16), lines, MAIN, int(phases, 16))
    numbers = {tier: range(bucket, 1 << plan.shards[tier], BUCKETS) for tier in MAIN}
    made: list[Written] = []
    for (kind, number), content in write_shards(lists, numbers, MAIN, plan).items():
        name = digest(content)
        differs = known.get((kind, number)) != name
        if differs:
            file_path(output, kind, number).write_bytes(content)
        made.append((kind, number, name, len(content), differs))
    return made
