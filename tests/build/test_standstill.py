"""A build with nothing to do does nothing, and one with anything to do is never taken for it."""

import subprocess
from pathlib import Path
from typing import Callable

import pytest

from plugins.build import run
from plugins.build.request import state_folder
from plugins.build.settings import Settings, SiteSettings
from tests.conftest import Site

LATER = "2026-07-01T00:00:00+07:00"
THEME = "themes/own"


@pytest.fixture(params=["folder", "git"])
def built(request: pytest.FixtureRequest, site: Site) -> Site:
    """A site with a theme and a catalog of its own that has been built, as a folder or with one uncommitted edit."""
    engine = Path(__file__).resolve().parents[2]
    for path in sorted((engine / "benchmarks/build/peers/congmo/theme").rglob("*")):
        if path.is_file():
            site.write(f"{THEME}/{path.relative_to(engine / 'benchmarks/build/peers/congmo/theme')}", path.read_bytes())
    site.write("translations/vi/LC_MESSAGES/messages.po", 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n')
    site.article("city/news/bai.vi.md", "Bài")
    site.article("city/news/cho.vi.md", "Bài chờ", publish_at="2026-06-20")
    if request.param == "git":
        git(site, "init", "-q")
        commit(site)
        site.article("city/news/bai.vi.md", "Bài chưa lưu")
    build(site)
    return site


def git(site: Site, *arguments: str) -> None:
    subprocess.run(["git", "-C", site.root, "-c", "user.name=A", "-c", "user.email=a@example.vn", *arguments], check=True)


def commit(site: Site) -> None:
    (site.root / ".gitignore").write_text("output\n.output.congmo\n")
    git(site, "add", "-A")
    git(site, "commit", "-qm", "Lưu")


def build(site: Site, **more: object):
    more.setdefault("settings", Settings(site=SiteSettings(demo=False, search=False), theme=THEME))
    return site.build(**more)


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """One entry for every build that was really done."""
    counted: list[int] = []
    honest = run.build

    def counting(*arguments: object) -> run.Result:
        counted.append(1)
        return honest(*arguments)

    monkeypatch.setattr(run, "build", counting)
    return counted


def test_nothing_changed(built: Site, runs: list[int]) -> None:
    before = built.files()
    found = build(built)
    assert not runs and (found.written, found.portals, found.documents) == (0, 2, 1)
    assert found.next_due and found.next_due[0].startswith("2026-06-20")
    assert built.files() == before


def test_a_later_time_at_which_nothing_is_due(built: Site, runs: list[int]) -> None:
    build(built, now="2026-06-19T23:59:59+07:00")
    assert not runs


def _damage(site: Site) -> None:
    still = state_folder(site.output) / "still"
    raw = bytearray(still.read_bytes())
    raw[len(raw) // 2] ^= 1
    still.write_bytes(bytes(raw))


CHANGES: dict[str, Callable[[Site], object]] = {
    "edited": lambda site: site.article("city/news/bai.vi.md", "Bài sửa lần nữa"),
    "added": lambda site: site.article("city/news/moi.vi.md", "Bài mới"),
    "removed": lambda site: (site.root / "content/city/news/bai.vi.md").unlink(),
    "registry": lambda site: site.write("portals/ward.yaml", "name: {vi: Phường Hai}\nunit_type: ward\nparent: city\nlanguages: [vi]\n"),
    "template": lambda site: site.write(f"{THEME}/templates/404.html", "<p>Không có</p>"),
    "style": lambda site: site.write(f"{THEME}/static/site.css", "body{color:#111}"),
    "catalog": lambda site: site.write("translations/vi/LC_MESSAGES/messages.po",
                                       'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\nmsgid "Home"\nmsgstr "Về nhà"\n'),
    "new language of a catalog": lambda site: site.write("translations/en/LC_MESSAGES/messages.po",
                                                         'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n'),
    "a link": lambda site: (site.root / "content/city/news/lien-ket.vi.md").symlink_to("bai.vi.md"),
    "output gone": lambda site: site.output.rename(site.root / "elsewhere"),
    "memory gone": lambda site: (state_folder(site.output) / "library.sqlite").unlink(),
    "note damaged": _damage,
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_is_done_again(change: str, built: Site, runs: list[int]) -> None:
    CHANGES[change](built)
    build(built)
    assert runs
    clean = built.root / "clean"
    build(built, output=clean)
    assert built.files(clean) == built.files()


ASKED: dict[str, dict[str, object]] = {
    "time has come": {"now": LATER},
    "time went back": {"now": "2026-06-01T00:00:00+07:00"},
    "other settings": {"settings": Settings(site=SiteSettings(demo=True, search=False), theme=THEME)},
    "other theme": {"settings": Settings(site=SiteSettings(demo=False, search=False))},
    "one portal": {"portals": ("ward",)},
    "one language": {"langs": ("vi",)},
    "a share": {"shard": (1, 2)},
    "from the start": {"clean": True},
}


@pytest.mark.parametrize("asked", ASKED)
def test_what_is_asked_otherwise(asked: str, built: Site, runs: list[int]) -> None:
    build(built, **ASKED[asked])
    assert runs


def test_a_commit_of_the_same_files(built: Site, runs: list[int]) -> None:
    if not (built.root / ".git").exists():
        pytest.skip("a folder without git has no commits")
    commit(built)
    build(built, ref="HEAD")
    runs.clear()
    assert build(built, ref="HEAD").written == 0
    assert not runs
    built.article("city/news/khac.vi.md", "Bài khác")
    commit(built)
    assert build(built, ref="HEAD").written
    assert runs


def test_a_build_with_errors_says_them_again(built: Site, runs: list[int]) -> None:
    built.write("content/city/news/hong.vi.md", "---\ntype: nothing\n---\n")
    first = build(built)
    again = build(built)
    assert len(runs) == 2 and again.findings == first.findings != []


def test_an_interrupted_build_is_not_believed(built: Site, runs: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    honest = run._Build._pages
    monkeypatch.setattr(run._Build, "_pages", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    built.article("city/news/bai.vi.md", "Bài sửa")
    with pytest.raises(KeyboardInterrupt):
        build(built)
    monkeypatch.setattr(run._Build, "_pages", honest)
    assert build(built).written
    assert len(runs) == 2
