"""The review of a range: it looks only where it must, and still sees what the gate sees."""

from pathlib import Path

import pytest

from plugins.build.gate.approval import review_range
from plugins.review.report import Review
from tests.review.scenarios import A, A_EN, lay_base
from tests.review.world import ROOT_LINES, World, page


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
    world.publish({A: page("Tin hai")})
    found = reviewed(world, base)
    assert found.approved and [(f.id, f.path) for f in found.findings] == [("review.translation-stale", A_EN)]


def test_files_of_every_area(world: World) -> None:
    base = world.tip
    world.commit({A: None, "content/moi/news/x.vi.md": page("Mới"), "portals/xa.yaml": b"name: {vi: X}\n",
                  "README.md": b"x", "themes/congmo/static/x.css": b"x", "plugins/deep/er/x.py": b"x"})
    found = reviewed(world, base)
    assert {(change.path.split("/")[0], change.area) for change in found.changes} == {
        ("content", "content"), ("content", "new-portal"), ("portals", "registry"), ("README.md", "system"),
        ("themes", "themes"), ("plugins", "system")}
    assert not any(change.approved for change in found.changes) and all(change.needs for change in found.changes)
