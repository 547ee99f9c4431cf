"""What `approved_tree` lists, and what it says of a portal that begins with a baseline."""

from pathlib import Path

from plugins.adapters.git import GitRepository
from plugins.build.gate.approved_tree import approved_tree
from tests.review.scenarios import A, lay_base
from tests.review.world import ROOT_LINES


def test_only_inputs_below_the_folders_asked_for_are_listed(tmp_path: Path) -> None:
    world, _state = lay_base(tmp_path / "repository")

    def listed(*within: str) -> set[str]:
        return set(approved_tree(GitRepository(world.folder), world.tip, ROOT_LINES, None, world.time, within=within).entries)

    assert listed() == set()
    assert listed("plugins/", "content/tinh/news/") == {path for path in world.files if path.startswith("content/tinh/news/")}
    assert A in listed("content/")
