"""Pages, media and the other paths of a site."""

from tests.review.flows.base import NEW, flow, published
from tests.review.scenarios import A, ENGINE, LOCK, PHOTO, REGISTRY, SITE, THEME, Case
from tests.review.world import World, following, grant, policy, signed_policy


@flow
def edit(world: World) -> Case:
    world.publish({A: NEW})
    return published(world, {A: NEW}, check=lambda tree: tree.receipts[A].approvers == ("mem",)
                     and tree.receipts[A].submitters == ("ed",) and tree.receipts[A].cites == ("HP-12.1.a",)
                     and len(tree.receipts[A].statements) == 2 and tree.policy_version == 1)


@flow
def new_page_with_photo(world: World) -> Case:
    changes = {"content/tinh/news/b.vi.md": NEW, "content/tinh/news/b.jpg": b"\xff\xd8b"}
    world.publish(changes)
    return published(world, changes)


@flow
def deletion(world: World) -> Case:
    world.publish({A: None})
    return published(world, {A: None})


@flow
def rename(world: World) -> Case:
    changes = {A: None, "content/tinh/news/moi.vi.md": SITE[A]}
    world.publish(changes)
    return published(world, changes)


@flow
def paths_in_five_languages(world: World) -> Case:
    changes = {f"content/tinh/news/{name}.vi.md": NEW for name in ("ngày-lễ-đặc-biệt", "北京", "서울", "東京カー")}
    world.publish(changes)
    return published(world, changes)


@flow
def registry_theme_engine_and_lock_file(world: World) -> Case:
    changes = {THEME: b"<main>", ENGINE: b"pass #\n", LOCK: b"a==2\n"}
    world.publish(changes, "sys1", "sys2", "sys3")
    world.publish({REGISTRY: b"name: Tinh moi\n"})
    return published(world, changes | {REGISTRY: b"name: Tinh moi\n"})


@flow
def new_portal_by_root_approvers(world: World) -> Case:
    world.publish({"portals/moi.yaml": b"name: Moi\n"}, "sys1", "sys2", "sys3")
    portals = policy()["portals"] | {"moi": ["vi"]}
    grants = [*policy()["grants"], grant("ed", "editor", "moi"), grant("mem", "member", "moi")]
    world.commit(signed_policy(following(policy(), portals=portals, grants=grants)))
    world.publish({"content/moi/news/a.vi.md": NEW})
    return published(world, {"portals/moi.yaml": b"name: Moi\n", "content/moi/news/a.vi.md": NEW})


@flow
def bad_page_does_not_hold_up_the_others(world: World) -> Case:
    world.commit({A: NEW})
    world.publish({PHOTO: b"\xff\xd8hai"})
    return published(world, {PHOTO: b"\xff\xd8hai"}, quiet=False)


@flow
def files_of_git_and_forges_by_root_approvers(world: World) -> Case:
    """No build reads them, and without approval every later review would find them."""
    paths = (".gitignore", ".gitlab-ci.yml", ".github/workflows/portal.yml", ".gitea/workflows/portal.yml",
             ".forgejo/workflows/portal.yaml", ".github/CODEOWNERS", ".gitlab/CODEOWNERS", ".gitea/CODEOWNERS")
    world.publish(dict.fromkeys(paths, b"x\n"), "sys1", "sys2", "sys3")
    return published(world, {}, check=lambda tree: not tree.state.pending)
