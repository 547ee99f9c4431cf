"""The review of a range: it looks only where it must, and still sees what the gate sees."""

import io
from pathlib import Path

import pytest
from click.testing import CliRunner
from PIL import Image

from plugins.build.gate.approval import review_range
from plugins.cli import root
from plugins.review.report import Review
from tests.review.scenarios import A, A_EN, lay_base
from tests.review.world import ROOT_LINES, World, page


FIELDS = {"date": "2026-02-01", "author": "Biên tập viên A"}


@pytest.fixture
def world(tmp_path: Path) -> World:
    return lay_base(tmp_path / "site")[0]


def reviewed(world: World, base: str) -> Review:
    return review_range(world.folder, f"{base}..{world.tip}", ROOT_LINES, world.time)


@pytest.mark.parametrize("name", ["content/tinh/news/A.vi.md", "content/tinh/News/a.vi.md", "content/Tinh/news/a.vi.md",
                                  "Content/tinh/news/a.vi.md"])
def test_a_name_that_some_file_system_takes_for_another(world: World, name: str) -> None:
    base = world.tip
    world.publish({name: page("Trùng tên")})
    found = reviewed(world, base)
    assert not found.approved
    if name.startswith("content/tinh/"):
        assert ("review.path-collision", name) in {(finding.id, finding.path) for finding in found.findings}


def test_a_translation_left_behind_by_its_original(world: World) -> None:
    world.publish({A_EN: page("News one")}, "ed", "lang", "mem")
    base = world.tip
    world.publish({A: page("Tin hai", **FIELDS)})
    found = reviewed(world, base)
    assert found.approved and [(f.id, f.path) for f in found.findings] == [("review.translation-stale", A_EN)]


def test_a_range_may_be_named_by_its_ends_or_by_one_commit(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    (world.folder.parent / "roots").write_text("\n".join(ROOT_LINES))
    monkeypatch.setenv("CONGMO_ROOTS", str(world.folder.parent / "roots"))
    base = world.tip
    world.publish({A: page("Tin hai", **FIELDS)})

    def said(*commits: str) -> str:
        return CliRunner().invoke(root, ["--site", str(world.folder), "review", *commits, "--format", "json"],
                                  standalone_mode=False).output

    assert said(base, world.tip) == said(f"{base}..{world.tip}") == said(world.tip) and A in said(world.tip)
    for wrong in ((base, world.tip, base), (f"{base}..{world.tip}", base)):
        done = CliRunner().invoke(root, ["--site", str(world.folder), "review", *wrong])
        assert done.exit_code == 2 and "two ends" in done.output


def test_files_of_every_area(world: World) -> None:
    base = world.tip
    world.commit({A: None, "content/moi/news/x.vi.md": page("Mới"), "portals/xa.yaml": b"name: {vi: X}\n",
                  "README.md": b"x", "themes/congmo/static/x.css": b"x", "plugins/deep/er/x.py": b"x"})
    found = reviewed(world, base)
    assert {(change.path.split("/")[0], change.area) for change in found.changes} == {
        ("content", "content"), ("content", "new-portal"), ("portals", "registry"), ("README.md", "system"),
        ("themes", "themes"), ("plugins", "system")}
    assert not any(change.approved for change in found.changes) and all(change.needs for change in found.changes)


def checked(world: World, base: str) -> set[tuple[str, str, int]]:
    return {(finding.id, finding.path, finding.line) for finding in reviewed(world, base).findings}


def test_the_checks_of_what_changes(world: World) -> None:
    """As `tasks.py check` says it, for the changed files only."""
    world.publish({"content/tinh/news/cu.vi.md": b"---\ntitle: X\ndate: never\n---\n"})
    base, bad, linked = world.tip, "content/tinh/news/b.vi.md", "content/tinh/news/c.vi.md"
    world.publish({bad: b"---\ntitle: B\ndate: 32/13/2026\nwho: x\n---\n",
                   linked: page("C", **FIELDS).replace(b"\nC\n", b"\n[a](a.vi.md) [b](khong-co.vi.md) ![](mat.jpg) ![A](a.jpg)\n"),
                   "content/tinh/news/d.exe": b"x", "content/tinh/lạ/e.vi.md": page("E")})
    found = checked(world, base)
    assert {(id_, path) for id_, path, _line in found if not id_.startswith("review.")} == {
        ("field.bad-date", bad), ("front-matter.unknown-key", bad), ("link.broken", linked), ("link.no-file", linked),
        ("image.no-alt", linked), ("media.type-not-allowed", "content/tinh/news/d.exe"),
        ("path.bad-name", "content/tinh/lạ/e.vi.md")}
    assert ("field.bad-date", bad, 3) in found
    assert not reviewed(world, base).approved, "what would be left out of the site is not approved"


def test_the_checks_of_the_registry(world: World) -> None:
    base = world.tip
    world.publish({"portals/tinh.yaml": b"name: {vi: T}\nunit_type: duchy\nlanguages: [vi, en, zh]\n"})
    assert "portals/tinh.yaml" in {path for id_, path, _line in checked(world, base) if id_.startswith("registry.")}


def test_a_site_without_faults_has_no_findings(world: World) -> None:
    base = world.tip
    picture = io.BytesIO()
    Image.new("RGB", (2, 2)).save(picture, "PNG")
    world.publish({"content/tinh/news/c.png": picture.getvalue(), A: page("Tin", **FIELDS),
                   "content/tinh/news/c.vi.md": page("C", **FIELDS).replace(b"\nC\n", b"\n[a](a.vi.md) ![C](c.png)\n")})
    assert checked(world, base) == set() and reviewed(world, base).approved
