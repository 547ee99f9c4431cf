"""Translations and their originals."""

from tests.review.flows.base import DAY, NEW, flow, published
from tests.review.scenarios import A, A_EN, Case
from tests.review.world import World, following, page, policy, signed_policy


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
