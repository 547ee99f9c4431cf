"""Releases on a real file system."""

import json
import os

import pytest

from plugins.build.publish import publish, releases, rollback
from plugins.model import OperatorError
from tests.conftest import Site


def test_publish_switches_and_rollback_returns(site: Site) -> None:
    folder = site.root / "releases"
    site.article("city/news/mot.vi.md", "Một")
    site.build()
    publish(site.output, folder, keep=2)
    site.article("city/news/hai.vi.md", "Hai")
    site.build()
    publish(site.output, folder, keep=2)
    live = folder / "live/city/tin-tuc"
    assert (live / "hai/index.html").is_file()
    unchanged = "city/tin-tuc/mot/index.html"
    assert os.stat(folder / "000001" / unchanged).st_ino == os.stat(folder / "000002" / unchanged).st_ino
    assert rollback(folder, None).number == "000001"
    assert not (live / "hai").exists()
    with pytest.raises(OperatorError):
        rollback(folder, None)
    assert rollback(folder, "2").number == "000002"


def test_every_portal_says_which_release_is_served(site: Site) -> None:
    """HP-17.2: what a monitor asks, before and after a rollback."""
    folder = site.root / "releases"
    site.article("city/news/mot.vi.md", "Một")
    site.build()
    for _ in range(2):
        publish(site.output, folder, keep=2)
    served = sorted(path.parent.parent.name for path in (folder / "live").resolve().glob("*/data/health.json"))
    assert served == sorted(path.name for path in site.output.iterdir() if (path / "index.html").is_file()) != []

    def told() -> str:
        return json.loads((folder / "live/city/data/health.json").read_text())["release"]

    assert told() == "000002"
    rollback(folder, None)
    assert told() == "000001"


def test_old_releases_go_but_never_the_live_one(site: Site) -> None:
    site.article("city/news/mot.vi.md")
    site.build()
    folder = site.root / "releases"
    for _ in range(4):
        publish(site.output, folder, keep=2)
    assert [r.number for r in releases(folder)] == ["000003", "000004"]


def test_nothing_built_is_said(site: Site) -> None:
    with pytest.raises(OperatorError):
        publish(site.root / "none", site.root / "releases", 2)


def test_a_timer_neither_repeats_a_release_nor_undoes_a_rollback(site: Site) -> None:
    folder = site.root / "releases"
    for slug in ("mot", "hai"):
        site.article(f"city/news/{slug}.vi.md", slug)
        site.build()
        publish(site.output, folder, keep=5, unless_same=True)
    rollback(folder, None)
    same = publish(site.output, folder, keep=5, unless_same=True)
    assert (same.number, same.live) == ("000002", False) and not list(folder.glob(".*"))
    assert [r.number for r in releases(folder) if r.live] == ["000001"]
    (site.output / "city/tin-tuc/hai/index.html").unlink()  # a file less is another release, though nothing is copied
    assert publish(site.output, folder, keep=5, unless_same=True).number == "000003"
