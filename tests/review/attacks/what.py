"""Attacks on what was approved: other bytes, deletions, modes, embargoes."""

from tests.review.attacks.base import NEW, attack, unchanged
from tests.review.scenarios import A, PHOTO, SITE, XA, Case
from tests.review.world import World, page


@attack
def edit_after_approval(world: World) -> Case:
    files = world.reviewed({A: NEW})
    world.commit(files | {A: page("Tin ba")})
    return unchanged(world)


@attack
def edit_after_publication(world: World) -> Case:
    world.publish({A: NEW})
    world.commit({A: page("Tin ba")})
    return Case(world, SITE | {A: NEW})


@attack
def second_file_smuggled_along(world: World) -> Case:
    files = world.reviewed({A: NEW})
    world.commit(files | {"content/tinh/news/b.vi.md": page("Lén")})
    return Case(world, SITE | {A: NEW})


@attack
def approval_of_another_path(world: World) -> Case:
    files = world.reviewed({"content/tinh/news/b.vi.md": NEW})
    files.pop("content/tinh/news/b.vi.md")
    world.commit(files | {"content/tinh/news/c.vi.md": NEW})
    return unchanged(world)


@attack
def submission_and_approval_of_different_bytes(world: World) -> Case:
    world.commit({A: NEW} | world.submit("ed", {A: NEW}) | world.approve("mem", {A: page("Tin ba")}))
    return unchanged(world)


@attack
def silent_deletion(world: World) -> Case:
    world.commit({A: None})
    return unchanged(world)


@attack
def media_replaced(world: World) -> Case:
    world.commit({PHOTO: b"\xff\xd8khac"})
    return unchanged(world)


@attack
def media_deleted(world: World) -> Case:
    world.commit({PHOTO: None})
    return unchanged(world)


@attack
def rename_without_approval(world: World) -> Case:
    world.commit({A: None, "content/tinh/news/moi.vi.md": SITE[A]})
    return unchanged(world)


@attack
def rename_with_half_the_approval(world: World) -> Case:
    files = world.reviewed({"content/tinh/news/moi.vi.md": SITE[A]})
    world.commit(files | {A: None})
    return Case(world, SITE | {"content/tinh/news/moi.vi.md": SITE[A]})


@attack
def cross_portal_rename(world: World) -> Case:
    world.publish({XA: None, "content/tinh/news/x.vi.md": SITE[XA]}, "xa-ed", "xa-mem")
    return Case(world, {path: data for path, data in SITE.items() if path != XA})


@attack
def mode_flip(world: World) -> Case:
    world.commit({A: ("100755", SITE[A])})
    return unchanged(world,
                     check=lambda tree: any(f.id == "review.not-approved" and f.path == A for f in tree.findings))


@attack
def mode_flip_hidden_in_an_approved_edit(world: World) -> Case:
    files = world.reviewed({A: NEW})
    world.commit(files | {A: ("100755", NEW)})
    return unchanged(world)


@attack
def symlink_with_approvals(world: World) -> Case:
    world.publish({"content/tinh/news/s.vi.md": ("120000", b"../../../secret")})
    return unchanged(world)


@attack
def page_turned_into_symlink(world: World) -> Case:
    world.publish({A: ("120000", b"/etc/passwd")})
    return unchanged(world)


@attack
def submodule_with_approvals(world: World) -> Case:
    world.publish({"content/tinh/news/sub": ("160000", b"1" * 40)})
    return unchanged(world)


@attack
def embargo_lifted_early(world: World) -> Case:
    held = page("Tin mai", publish_at="2030-01-01T08:00:00+07:00")
    world.publish({A: held})
    world.commit({A: page("Tin mai", publish_at="2026-01-01T08:00:00+07:00")})
    return Case(world, SITE | {A: held})


@attack
def status_change_without_approval(world: World) -> Case:
    world.commit({A: page("Tin một", status="withdrawn")})
    return unchanged(world)


@attack
def rollback_to_an_older_approved_version(world: World) -> Case:
    world.publish({A: NEW})
    world.commit({A: SITE[A]})
    return Case(world, SITE | {A: NEW})
