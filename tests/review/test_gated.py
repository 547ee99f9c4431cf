"""The gated source of content gives the build exactly the approved bytes, whole or as what changed."""

import subprocess
from pathlib import Path

import pytest

from plugins.adapters.git import GitRepository
from plugins.adapters.git_reader import BlobReader
from plugins.build.gate.gated import Approved, remembered_state
from plugins.model import OperatorError, blob_id
from plugins.review.statements import Kind
from tests.review.scenarios import A, PHOTO, REGISTRY, SITE, lay_base
from tests.review.world import World, page

NEW = page("Tin hai")


@pytest.fixture
def world(tmp_path: Path) -> World:
    return lay_base(tmp_path / "repository")[0]


class Builder:
    """Keeps what a build would keep: files, mark and state."""

    def __init__(self, world: World) -> None:
        self.world, self.mark, self.state, self.files = world, None, None, {}

    def build(self) -> set[str]:
        tree = self.world.gate(self.state)
        repository = GitRepository(self.world.folder)
        source = Approved(repository, tree, BlobReader(repository))
        delta = source.delta(self.mark)
        if delta.complete:
            self.files = {}
        for path, blob in delta.changed.items():
            if blob is None:
                self.files.pop(path, None)
            else:
                self.files[path] = source.read(path, blob)
        self.mark, self.state = delta.mark, tree.state
        wanted = {path: blob for path, blob in tree.entries.items() if path.startswith(("content/", "portals/"))}
        assert {path: blob_id(data) for path, data in self.files.items()} == wanted
        return set(delta.changed)


def test_the_first_build_takes_everything_and_the_next_nothing(world: World) -> None:
    builder = Builder(world)
    assert builder.build() == {path for path in SITE if path.startswith(("content/", "portals/"))}
    assert builder.build() == set()


def test_each_build_takes_only_what_changed_for_the_public(world: World) -> None:
    builder = Builder(world)
    builder.build()
    statements = {path: data for path, data in world.reviewed({A: NEW}).items() if path != A}
    world.commit({A: NEW, PHOTO: b"\xff\xd8khac"})
    builder.build()
    assert builder.files[A] == SITE[A] and builder.files[PHOTO] == SITE[PHOTO]
    world.commit(statements)
    assert builder.build() == {A} and builder.files[A] == NEW
    world.commit(world.statement(Kind.WITHDRAW, "head", {A: None}))
    assert builder.build() == {A} and A not in builder.files
    world.commit({PHOTO: SITE[PHOTO]})
    assert builder.build() <= {PHOTO}
    world.publish({REGISTRY: None})
    assert builder.build() == {REGISTRY}


def test_a_state_that_came_with_the_repository_is_refused(tmp_path: Path) -> None:
    world, state = lay_base(tmp_path / "bare")
    subprocess.run(["git", "clone", "-q", str(world.folder), str(tmp_path / "clone")], check=True)
    clone = tmp_path / "clone"
    kept = clone / ".output.congmo" / "approved.json"
    kept.parent.mkdir()
    kept.write_bytes(state)
    assert remembered_state(kept, GitRepository(clone), "HEAD").commit == world.tip
    assert remembered_state(clone / "none.json", GitRepository(clone), "HEAD") is None
    for arguments in (["add", "-f", "."], ["-c", "user.name=x", "-c", "user.email=x@y.vn", "commit", "-q", "-m", "state"]):
        subprocess.run(["git", "-C", str(clone), *arguments], check=True)
    with pytest.raises(OperatorError, match="kept in the repository"):
        remembered_state(kept, GitRepository(clone), "HEAD")
    elsewhere = tmp_path / "link.json"
    elsewhere.symlink_to(kept)
    with pytest.raises(OperatorError):
        remembered_state(elsewhere, GitRepository(clone), "HEAD")
    (tmp_path / "damaged.json").write_text("{}x")
    assert remembered_state(tmp_path / "damaged.json", GitRepository(clone), "HEAD") is None
