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


@pytest.mark.parametrize(("fault", "id"), [
    (_hang, "build.page-too-slow"), (_sleep, "build.page-too-slow"), (_die, "build.worker-died"), (_eat, "build.page-too-large"),
])
def test_one_bad_page_does_not_stop_the_rest(fault, id: str, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(230):
        site.article(f"city/news/bai-{number}.vi.md", f"Bài {number}")
    honest = Workshop._read

    def read(self: Workshop, path: str, blob: str):
        if path == HOSTILE:
            fault()
        return honest(self, path, blob)

    monkeypatch.setattr(Workshop, "_read", read)
    monkeypatch.setattr(workers, "PAGE_SECONDS", 1.0)
    monkeypatch.setattr(workers, "WALL_FACTOR", 8)
    monkeypatch.setattr(workers.Pool.__init__, "__defaults__", (Selection(), 1.0))
    result = site.build(jobs=2)
    assert [(f.id, f.path) for f in result.findings] == [(id, HOSTILE)]
    assert (site.output / "city/tin-tuc/bai-99/index.html").is_file()
    assert not (site.output / "city/tin-tuc/bai-100").exists()
    assert result.documents == 229
