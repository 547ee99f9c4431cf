"""Translations and their originals."""

from tests.review.flows.base import DAY, NEW, flow, published
from tests.review.scenarios import A, A_EN, Case
from tests.review.world import World, following, grant, page, policy, signed_policy


@flow
def translation(world: World) -> Case:
    world.publish({A_EN: page("News")}, "ed", "lang", "mem")
    return published(world, {A_EN: page("News")})


@flow
def translation_behind_its_original(world: World) -> Case:
    world.publish({A_EN: page("News")}, "ed", "lang", "mem")
    world.publish({A: NEW})
    return published(world, {A: NEW, A_EN: page("News")}, now=world.time + 4 * DAY, only="scratch",
                     check=lambda tree: tree.stale[A_EN].lapsed and tree.stale[A_EN].original == A)


@flow
def translation_behind_within_the_grace(world: World) -> Case:
    world.publish({A_EN: page("News")}, "ed", "lang", "mem")
    world.publish({A: NEW})
    return published(world, {A: NEW, A_EN: page("News")}, now=world.time + 2 * DAY, only="scratch",
                     check=lambda tree: not tree.stale[A_EN].lapsed)


@flow
def translation_removed_after_the_grace(world: World) -> Case:
    world.commit(signed_policy(following(policy(), settings=policy()["settings"] | {"remove_stale": True})))
    world.publish({A_EN: page("News")}, "ed", "lang", "mem")
    world.publish({A: NEW})
    return published(world, {A: NEW}, now=world.time + 4 * DAY, only="scratch",
                     check=lambda tree: A_EN not in tree.receipts and A_EN in tree.stale)


@flow
def translation_renewed(world: World) -> Case:
    world.publish({A_EN: page("News")}, "ed", "lang", "mem")
    world.publish({A: NEW})
    world.publish({A_EN: page("News two")}, "ed", "lang", "mem")
    return published(world, {A: NEW, A_EN: page("News two")}, only="scratch", check=lambda tree: not tree.stale)


@flow
def translation_that_names_its_original(world: World) -> Case:
    translated = page("News", translation_of_blob=world.side(NEW).blob)
    world.publish({A_EN: translated}, "ed", "lang", "mem")
    world.publish({A: NEW})
    return published(world, {A: NEW, A_EN: translated}, check=lambda tree: not tree.stale)


@flow
def one_translation_does_not_outdate_another(world: World) -> Case:
    zh = A_EN.replace(".en.", ".zh.")
    grants = [*policy()["grants"], grant("lang", "language-reviewer", "tinh", "*", "zh")]
    world.commit(signed_policy(following(policy(), grants=grants)))
    for path, text in ((zh, "新闻"), (A_EN, "News")):
        world.publish({path: page(text)}, "ed", "lang", "mem")
    return published(world, {zh: page("新闻"), A_EN: page("News")}, check=lambda tree: not tree.stale)


@flow
def markdown_outside_the_content_has_no_translations(world: World) -> Case:
    readme = "themes/congmo/readme.vi.md"
    world.publish({readme: NEW}, "sys1", "sys2", "sys3")
    return published(world, {readme: NEW})


@flow
def translation_stays_within_the_grace(world: World) -> Case:
    world.commit(signed_policy(following(policy(), settings=policy()["settings"] | {"remove_stale": True})))
    world.publish({A_EN: page("News")}, "ed", "lang", "mem")
    world.publish({A: NEW})
    return published(world, {A: NEW, A_EN: page("News")}, now=world.time + 2 * DAY, only="scratch",
                     check=lambda tree: not tree.stale[A_EN].lapsed)


@flow
def translation_of_the_baseline_behind_its_original(world: World) -> Case:
    """It has no receipt of its own, and is older than any."""
    fresh, old = World(world.folder, world.time), {A: page("Tin"), A_EN: page("News")}
    tree = fresh.git("rev-parse", f"{fresh.commit(old, branch='fresh', parents=())}^{{tree}}")
    fresh.commit(signed_policy(policy(baseline=tree)), branch="fresh")
    fresh.publish({A: NEW})
    return Case(fresh, old | {A: NEW}, only="scratch", quiet=True, check=lambda tree: tree.stale[A_EN].original == A)
