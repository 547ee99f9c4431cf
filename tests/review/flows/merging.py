"""The ways in which commits arrive: merged, squashed, rebased, stacked, at once."""

from plugins.review.gate import MAX_CHAIN
from plugins.review.statements import Transition
from tests.review.flows.base import NEW, flow, published
from tests.review.scenarios import A, PHOTO, SITE, Case, chain
from tests.review.world import World, page


@flow
def approvals_arrive_after_the_merge(world: World) -> Case:
    change = {A: NEW}
    submission, approval = world.submit("ed", change), world.approve("mem", change)
    world.commit(change)
    world.commit(submission)
    world.commit(approval)
    return published(world, change)


@flow
def approvals_arrive_before_the_merge(world: World) -> Case:
    change = {A: NEW}
    statements = world.submit("ed", change) | world.approve("mem", change)
    world.commit(statements)
    world.commit(change)
    return published(world, change)


@flow
def unchanged_by_rebase(world: World) -> Case:
    files = world.reviewed({A: NEW})
    world.publish({"content/tinh/news/b.vi.md": page("Khác")})
    world.commit(files)
    return published(world, {A: NEW, "content/tinh/news/b.vi.md": page("Khác")})


@flow
def squash_of_several_commits(world: World) -> Case:
    files = world.reviewed({A: NEW, "content/tinh/news/b.vi.md": page("Khác")})
    world.commit(files)
    return published(world, {A: NEW, "content/tinh/news/b.vi.md": page("Khác")})


@flow
def commits_of_a_branch_pushed_one_by_one(world: World) -> Case:
    files = world.reviewed({A: NEW})
    world.commit({A: page("Nháp")})
    world.commit({A: NEW})
    for path, data in files.items():
        world.commit({path: data})
    return published(world, {A: NEW})


@flow
def merge_commit(world: World) -> Case:
    base, files = world.tip, world.reviewed({A: NEW})
    side = world.commit({A: page("Nháp")}, branch="side", move=False)
    side = world.commit(files, parents=(side,), branch="side", move=False)
    world.commit(files, parents=(base, side))
    return published(world, {A: NEW})


@flow
def parallel_merges(world: World) -> Case:
    base = world.tip
    one, two = world.reviewed({A: NEW}), world.reviewed({PHOTO: b"\xff\xd8hai"}, "ed2", "mem2")
    left = world.commit(one, branch="left", move=False)
    right = world.commit(two, branch="right", move=False)
    world.commit(one, parents=(base, left))
    world.commit(two, parents=(world.tip, right))
    return published(world, {A: NEW, PHOTO: b"\xff\xd8hai"})


@flow
def published_branch_merged_into_the_other(world: World) -> Case:
    side_files = world.reviewed({A: NEW})
    base = world.tip
    side = world.commit(side_files, branch="side", move=False)
    photo = world.reviewed({PHOTO: b"\xff\xd8hai"})
    world.commit(photo)
    world.commit(side_files | photo, parents=(side, world.tip))
    assert world.git("rev-parse", f"{side}^") == base
    return published(world, {A: NEW, PHOTO: b"\xff\xd8hai"}, only="next")


@flow
def two_edits_squashed_into_one(world: World) -> Case:
    middle = page("Tin giữa")
    first = world.reviewed({A: middle})
    link = (Transition(A, world.side(middle), world.side(NEW)),)
    blob = {"content/tinh/news/tam.vi.md": middle}
    world.commit(first | {A: NEW} | world.submit("ed2", link) | world.approve("mem2", link) | world.reviewed(blob))
    return published(world, {A: NEW} | blob)


@flow
def stacked_edits(world: World) -> Case:
    first = world.reviewed({A: NEW})
    third = page("Tin ba")
    link = (Transition(A, world.side(NEW), world.side(third)),)
    second = world.submit("ed", link) | world.approve("mem", link)
    world.commit(first)
    world.commit(second | {A: third})
    return published(world, {A: third})


@flow
def return_to_an_earlier_version(world: World) -> Case:
    world.publish({A: NEW})
    world.publish({A: SITE[A]})
    return published(world, {})


@flow
def the_same_edit_twice_with_fresh_approvals(world: World) -> Case:
    world.publish({A: NEW})
    world.publish({A: SITE[A]})
    world.publish({A: NEW})
    return published(world, {A: NEW})


@flow
def seventeen_edits_approved_at_once(world: World) -> Case:
    return published(world, {A: chain(world, MAX_CHAIN + 1)})


@flow
def shallow_clone_with_what_was_published(world: World) -> Case:
    """Whoever knows the last release needs no history before it."""
    (world.folder / "shallow").write_text(f"{world.tip}\n")
    world.publish({A: NEW})
    return published(world, {A: NEW}, only="next")


@flow
def published_commit_came_in_by_another_parent(world: World) -> Case:
    """What lies between is not the way that was published: the whole is one step, and an approved page that the merge
    left out was never public."""
    fork, files = world.tip, dict(world.files)
    other = {"content/tinh/news/b.vi.md": NEW}
    published_at = world.publish(other)
    released, arrived = world.gate().state.write(), dict(world.files)
    world.tip, world.files = fork, files
    line = world.publish({A: NEW})
    world.files = arrived | world.files
    world.commit({A: SITE[A]} | {path: content for path, (_mode, content) in arrived.items() if path not in files},
                 parents=(line, published_at))
    return published(world, other, only="next", state=released)
