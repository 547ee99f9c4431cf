"""Killed at any moment, with a full disk or unreadable files, the next build recovers by itself."""

import errno
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from plugins.build import output as output_module
from tests.conftest import NOW, Site

KILLS = 200
_CHILD = """
import os, signal, sys, threading, time
from pathlib import Path
sys.path.insert(0, {engine!r})
from tests.conftest import Site
site = Site(Path({root!r}))
import plugins.build.run, plugins.build.pages.rendering, plugins.build.search.indexing, babel.messages.pofile  # imported before the clock starts
turn = 0
for line in sys.stdin:
    delay = float(line)
    child = os.fork()
    if child == 0:
        try:
            site.build(now={now!r}, search=True)
        finally:
            os._exit(0)
    time.sleep(delay)
    try:
        os.kill(child, signal.SIGKILL)
    except ProcessLookupError:
        pass
    _, status = os.waitpid(child, 0)
    print(1 if os.WIFSIGNALED(status) else 0, flush=True)
"""


def test_killed_builds_leave_whole_files_and_the_next_one_recovers(site: Site) -> None:
    """200 kills at random moments of first and later builds; files are whole at all times, and the end is right."""
    engine = str(Path(__file__).resolve().parents[2])
    for number in range(12):
        site.article(f"city/news/bai-{number}.vi.md", f"Bài {number}")
    site.build(search=True)
    site.article("city/news/bai-0.vi.md", "Bài sửa")
    began = time.perf_counter()
    site.build(search=True)
    whole = time.perf_counter() - began  # of one edit, what most of the builds below do
    script = _CHILD.format(engine=engine, root=str(site.root), now=NOW)
    child = subprocess.Popen([sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    chance = random.Random(1)
    killed = 0
    try:
        for turn in range(KILLS):
            if turn % 3 == 0:
                site.article(f"city/news/bai-{turn % 12}.vi.md", f"Bài sửa {turn}", body=f"Lượt {turn}.")
            if turn % 40 == 20:
                subprocess.run(["rm", "-rf", str(site.output)], check=True)
            child.stdin.write(f"{chance.random() * whole}\n")
            child.stdin.flush()
            killed += int(child.stdout.readline())
            for page in site.output.rglob("*.html"):
                assert page.read_bytes().rstrip().endswith(b"</html>"), f"{page} is half-written after kill {turn}"
    finally:
        child.kill()
        child.wait()
    assert killed > KILLS / 4, "most builds ended before they were killed: the test proves little"
    site.build(search=True)
    clean = site.root / "clean"
    site.build(output=clean, search=True)
    assert site.files() == site.files(clean)


def test_a_full_disk_is_survived(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    site.article("city/news/mot.vi.md", "Một")
    site.build()
    before = site.files()
    site.article("city/news/hai.vi.md", "Hai")
    count = 0

    def full(*args: object) -> None:
        nonlocal count
        count += 1
        if count > 2:
            raise OSError(errno.ENOSPC, "No space left on device")
        os.rename(*args)

    monkeypatch.setattr(output_module.os, "replace", full)
    with pytest.raises(OSError):
        site.build()
    monkeypatch.undo()
    assert before.keys() <= site.files().keys()
    site.build()
    clean = site.root / "clean"
    site.build(output=clean)
    assert {p: c for p, c in site.files().items() if not p.endswith(".partial")} == site.files(clean)


def test_a_damaged_memory_costs_time_only(site: Site) -> None:
    site.article("city/news/mot.vi.md", "Một", body="Bản đầu.")
    site.build()
    memory = site.root / ".output.congmo"
    for damage in (b"", b"garbage" * 1000):
        (memory / "library.sqlite").write_bytes(damage)
        for pack in (memory / "cache").glob("*.pack"):
            pack.write_bytes(pack.read_bytes()[:-7] + b"damaged")
        site.build()
        assert "Bản đầu." in site.read("city/tin-tuc/mot/index.html")


def test_an_interrupt_says_so(site: Site) -> None:
    for number in range(300):
        site.article(f"city/news/bai-{number}.vi.md", f"Bài {number}")
    engine = Path(__file__).resolve().parents[2]
    running = subprocess.Popen([sys.executable, engine / "tasks.py", "build", "--site", site.root], text=True,
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True)
    for line in running.stderr:
        if line.startswith("pages"):
            break
    os.killpg(running.pid, signal.SIGINT)
    running.wait(30)
    assert running.returncode == 130
    assert not site.output.exists()
