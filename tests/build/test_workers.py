"""Workers that hang, die or ask for too much: named, left out, and the rest of the system built."""

import os
import time

import pytest

from plugins.build import workers
from plugins.build.selection import Selection
from plugins.build.workshop import Workshop
from tests.conftest import Site

HOSTILE = "content/city/news/bai-100.vi.md"


def _hang() -> None:
    while True:
        pass


def _sleep() -> None:
    time.sleep(3600)


def _die() -> None:
    os._exit(9)


def _eat() -> None:
    hoard = [bytearray(64 * 1024 * 1024) for _ in range(64)]
    assert hoard


@pytest.mark.parametrize(("fault", "id", "seconds"), [
    (_hang, "build.page-too-slow", 1.0), (_sleep, "build.page-too-slow", 1.0), (_die, "build.worker-died", 60.0),
    (_eat, "build.page-too-large", 60.0),  # filling half a gigabyte may itself take a slow machine seconds
])
def test_one_bad_page_does_not_stop_the_rest(fault, id: str, seconds: float, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(230):
        site.article(f"city/news/bai-{number}.vi.md", f"Bài {number}")
    honest = Workshop._read

    def read(self: Workshop, path: str, blob: str):
        if path == HOSTILE:
            fault()
        return honest(self, path, blob)

    monkeypatch.setattr(Workshop, "_read", read)
    monkeypatch.setattr(workers, "PAGE_SECONDS", seconds)
    monkeypatch.setattr(workers, "WALL_FACTOR", 8)
    monkeypatch.setattr(workers.Pool.__init__, "__defaults__", (Selection(), seconds))
    result = site.build(jobs=2)
    assert [(f.id, f.path) for f in result.findings] == [(id, HOSTILE)]
    assert (site.output / "city/tin-tuc/bai-99/index.html").is_file()
    assert not (site.output / "city/tin-tuc/bai-100").exists()
    assert result.documents == 229


def test_the_bound_is_a_pages_and_not_that_of_what_all_items_hold(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(230):
        site.article(f"city/news/bai-{number}.vi.md", f"Bài {number}")
    honest, held = Workshop.entries, []

    def entries(self: Workshop, paths, facts):
        held.append(bytearray(256 * 1024 * 1024))  # as the cache of 50,000 items, mapped after they were read
        return honest(self, paths, facts)

    monkeypatch.setattr(Workshop, "entries", entries)
    monkeypatch.setattr(workers, "PAGE_BYTES", 64 * 1024 * 1024)
    result = site.build(jobs=2)
    assert result.findings == [] and result.documents == 230
