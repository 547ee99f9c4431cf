"""Worker processes: the same reading and rendering, spread over cores, watched from outside.

Work goes by cell, so that the worker that read an item also renders it. A worker that dies, hangs or asks for too
much memory is named with the page it was at; the page is left out with a finding, its worker is started anew and its
share is done once more.
"""

import gc
import mmap
import os
import resource
import signal
import time
import traceback
from multiprocessing.connection import Connection, Pipe, wait
from pathlib import Path
from typing import Any, Callable, Iterable, Mapping, Sequence

import msgspec
from jinja2 import TemplateError

from plugins.build.frame import Frame, Framing
from plugins.build.output import Output
from plugins.build.selection import Selection
from plugins.build.store import Store
from plugins.build.pages.theme import template_fault
from plugins.build.workshop import Offer, Workshop
from plugins.build.write import Written, write_cells
from plugins.model import CongMoError, Finding, OperatorError, Severity
from plugins.site.entry import Entry, bucket

PAGE_SECONDS = 2.0
"""One page may take this long by the clock of its own processor before it is left out."""

WALL_FACTOR = 10
"""A busy machine stretches wall time: a worker without progress is only stopped after this many times `PAGE_SECONDS`
by the wall clock, or as soon as it has used `PAGE_SECONDS` of processor time on one page."""

PAGE_BYTES = 512 * 1024 * 1024
"""What a worker may allocate for a page on top of what it holds."""

_offers = msgspec.msgpack.Decoder(list[Offer])
_entries = msgspec.msgpack.Decoder(list[Entry])
_written = msgspec.msgpack.Decoder(Written)
_encode = msgspec.msgpack.Encoder().encode


class WorkerFailed(CongMoError):
    """A worker met a bug; the message holds its traceback and the page."""


class Pool:
    """`jobs` workers, forked from this process with all that it holds."""

    def __init__(self, jobs: int, workshop: Workshop, frame: Frame, store_folder: Any,
                 chosen: Selection = Selection(), page_seconds: float = PAGE_SECONDS) -> None:
        self.jobs, self.workshop, self.frame, self.store_folder = jobs, workshop, frame, store_folder
        self.chosen, self.page_seconds = chosen, page_seconds
        self.findings: list[Finding] = []
        self.needs: dict[str, tuple[str, ...]] = {}
        self.refused: set[str] = set()
        self.ends: set[Connection] = set()
        self.history: list[list[tuple[str, Any]]] = [[] for _ in range(jobs)]
        self.workers = [_Worker(self, number) for number in range(jobs)]

    def close(self) -> None:
        for worker in self.workers:
            worker.stop()

    def share_of(self, path: str) -> int:
        """The worker of an item: all its languages go to one, its media anywhere."""
        return bucket(path.rpartition("/")[2].split(".", 1)[0]) % self.jobs

    # the same questions as a workshop answers

    def read(self, wanted: Sequence[tuple[str, str]]) -> list[Offer]:
        shares: list[list[tuple[str, str]]] = [[] for _ in range(self.jobs)]
        for path, blob in wanted:
            shares[self.share_of(path)].append((path, blob))
        offers = [offer for part in self._all("read", shares) for offer in _offers.decode(part)]
        self.needs.update((offer.path, offer.needs) for offer in offers)
        return sorted(offers, key=lambda offer: offer.path)

    def entries(self, paths: Sequence[str], facts: Mapping[str, Sequence[Any]]) -> list[Entry]:
        shares: list[Any] = [[] for _ in range(self.jobs)]
        for path in paths:
            shares[self.share_of(path)].append(path)
        parts = self._all("entries", [(share, self._facts_for(share, facts)) for share in shares])
        return sorted((entry for part in parts for entry in _entries.decode(part)), key=lambda entry: entry.path)

    def _facts_for(self, share: Sequence[str], facts: Mapping[str, Sequence[Any]]) -> dict[str, Sequence[Any]]:
        """Facts that a share needs. What an item says of itself alone tells it nothing, and most facts are such."""
        wanted: dict[str, Sequence[Any]] = {}
        for path in share:
            for key in self.needs[path]:
                found = facts.get(key)
                if found and not (len(found) == 1 and isinstance(found[0], dict) and found[0].get("path") == path):
                    wanted[key] = found
        return wanted

    def write(self, output: Output, cells: Sequence[tuple[str, str]], interrupted: frozenset[str], fresh: bool) -> Written:
        """Render cells; item cells by the worker that read their items, the rest evenly."""
        shares: list[list[tuple[str, str]]] = [[] for _ in range(self.jobs)]
        for number, cell in enumerate(cells):
            name = cell[0]
            home = int(name.rpartition("/")[2]) if name.startswith("items/") else number
            shares[home % self.jobs].append(cell)
        done = Written()
        parts = self._all("write", [(str(output.folder), fresh, share, sorted(interrupted)) for share in shares])
        for part in parts:
            done.add(_written.decode(part))
        return done

    def _all(self, kind: str, shares: Sequence[Any]) -> list[bytes]:
        answers: list[bytes | None] = [None] * self.jobs
        retried: set[int] = set()
        for worker, share in zip(self.workers, shares):
            worker.send(kind, share)
        while waiting := [w for w in self.workers if answers[w.number] is None]:
            ready = wait([w.connection for w in waiting], timeout=0.2)
            for worker in waiting:
                if worker.connection in ready:
                    if (answer := worker.receive()) is not None:
                        answers[worker.number] = answer
                    else:
                        self._replace(worker, worker.fault, kind, shares, retried)
                elif worker.overdue(self.page_seconds):
                    self._replace(worker, "build.page-too-slow", kind, shares, retried)
        return answers  # type: ignore[return-value]

    def _replace(self, worker: "_Worker", id: str, kind: str, shares: Sequence[Any], retried: set[int]) -> None:
        page = worker.page()
        worker.kill()
        if page in self.refused or (worker.number in retried and not page.endswith(".md")):
            raise WorkerFailed(f"worker {worker.number} failed twice at {page or kind}")
        retried.add(worker.number)
        self.refuse(page, id)
        fresh = _Worker(self, worker.number)
        self.workers[worker.number] = fresh
        for old_kind, old_share in self.history[worker.number]:  # what it had read, it reads again
            fresh.send(old_kind, old_share, remember=False)
            if fresh.receive() is None:
                raise WorkerFailed(f"worker {worker.number} failed again at {fresh.page()}")
        fresh.send(kind, shares[worker.number])

    def refuse(self, page: str, id: str) -> None:
        self.refused.add(page)
        self.findings.append(Finding(id, Severity.ERROR, page, 0, {"seconds": f"{self.page_seconds:g}"}))


class _Worker:
    """One child process; a shared page of memory says what it is at and since when."""

    def __init__(self, pool: Pool, number: int) -> None:
        self.pool, self.number = pool, number
        self.board = mmap.mmap(-1, 4096)
        self.fault = "build.worker-died"
        self.connection, child_end = Pipe()
        pool.ends.add(self.connection)
        self.seen = b""
        self.since = (time.monotonic(), 0.0)
        self.pid = os.fork()
        if self.pid == 0:
            for end in pool.ends:  # a copy left open here would keep another worker waiting for ever
                end.close()
            code = 1
            try:
                _serve(child_end, self.board, pool)
                code = 0
            except (EOFError, KeyboardInterrupt, BrokenPipeError):
                code = 0
            finally:
                os._exit(code)
        child_end.close()

    def send(self, kind: str, share: Any, remember: bool = True) -> None:
        self.seen = b""
        self.since = (time.monotonic(), self._cpu())
        if remember and kind == "read":
            self.pool.history[self.number].append((kind, share))
        self.connection.send((kind, share, sorted(self.pool.refused)))

    def receive(self) -> bytes | None:
        """An answer, or None where the worker is gone. Raises WorkerFailed for a bug."""
        try:
            state, answer = self.connection.recv()
        except (EOFError, ConnectionResetError):
            return None
        if state == "memory":
            self.fault = "build.page-too-large"
            return None
        if state == "template":
            raise OperatorError(answer, "Mend the theme's template.")
        if state != "done":
            raise WorkerFailed(answer)
        return answer

    def page(self) -> str:
        return self.board[:1024].rstrip(b"\0").decode("utf-8", "replace")

    def overdue(self, limit: float) -> bool:
        """Whether the worker has been at one page for too long."""
        now = bytes(self.board[:1032])
        if now != self.seen:
            self.seen, self.since = now, (time.monotonic(), self._cpu())
            return False
        wall, cpu = self.since
        return bool(self.page()) and (self._cpu() - cpu > limit or time.monotonic() - wall > limit * WALL_FACTOR)

    def _cpu(self) -> float:
        """Seconds of processor time the worker has used."""
        try:
            with open(f"/proc/{self.pid}/stat", "rb") as file:
                fields = file.read().rpartition(b")")[2].split()
            return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
        except (OSError, AttributeError, IndexError):
            return 0.0

    def kill(self) -> None:
        try:
            os.kill(self.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self.stop()

    def stop(self) -> None:
        """Close the line, which ends the worker, and wait for it."""
        self.pool.ends.discard(self.connection)
        self.connection.close()
        if self.pid:
            os.waitpid(self.pid, 0)
            self.pid = 0


def _serve(connection: Connection, board: mmap.mmap, pool: Pool) -> None:
    """A worker's life: answer questions until the other end closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent ends its workers itself
    gc.disable()
    workshop, frame = pool.workshop, pool.frame
    framing: Framing | None = None
    turn = pages = 0

    def watch(page: str) -> None:
        nonlocal turn, pages
        if not page:
            pages = 0
            resource.setrlimit(resource.RLIMIT_AS, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        else:
            if pages % 32 == 0:
                _limit_memory()
            pages += 1
        turn += 1
        name = page.encode()[:1024]
        board[:1032] = name.ljust(1024, b"\0") + turn.to_bytes(8, "big")

    while True:
        kind, share, refused = connection.recv()
        skip = frozenset(refused)
        page = ""
        try:
            if kind == "read":
                found: Any = _read(workshop, share, skip, watch)
            elif kind == "entries":
                paths, facts = share
                found = workshop.entries([path for path in paths if path not in skip], facts)
            else:
                folder, fresh, cells, interrupted = share
                if framing is None:
                    framing = Framing(frame, Store(pool.store_folder, read_only=True), workshop, pool.chosen)
                found = _write(framing, folder, fresh, cells, frozenset(interrupted), skip, watch)
            watch("")  # what follows is no page's: the answer for 50,000 items may be larger than any page's bound
            answer = _encode(found)
        except MemoryError:
            page = board[:1024].rstrip(b"\0").decode("utf-8", "replace")
            connection.send(("memory", page))
            return
        except TemplateError as wrong:
            connection.send(("template", template_fault(wrong)))
            return
        except Exception:
            page = board[:1024].rstrip(b"\0").decode("utf-8", "replace")
            connection.send(("bug", f"while at {page or kind}:\n{traceback.format_exc()}"))
            return
        connection.send(("done", answer))
        if kind == "read":
            workshop.cache.flush()


def _read(workshop: Workshop, wanted: Iterable[tuple[str, str]], skip: frozenset[str],
          watch: Callable[[str], None]) -> list[Offer]:
    offers = []
    for path, blob in wanted:
        if path in skip:
            offers.append(Offer(path, (), {}, (), False))
            continue
        watch(path)
        offers += workshop.read([(path, blob)])
    return offers


def _write(framing: Framing, folder: str, fresh: bool, cells: Sequence[tuple[str, str]], interrupted: frozenset[str],
           skip: frozenset[str], watch: Callable[[str], None]) -> Written:
    output = Output(Path(folder), fresh)
    store = framing.store

    def before(cell: str) -> dict[str, str]:
        known = {} if fresh else store.artifacts_of(cell)
        return dict.fromkeys(known, "") if cell in interrupted else known

    return write_cells(framing.pages, output, cells, before, watch, skip)


def _limit_memory() -> None:
    """Allow a page `PAGE_BYTES` more than is used now; documents that are kept for rendering count once."""
    with open("/proc/self/statm", "rb") as file:
        used = int(file.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    resource.setrlimit(resource.RLIMIT_AS, (used + PAGE_BYTES, resource.RLIM_INFINITY))
