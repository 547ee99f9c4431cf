"""Attacks through a forge and through the witness."""

from plugins.review.statements import Kind
from tests.review.attacks.base import NEW, attack, unchanged
from tests.review.scenarios import A, A_EN, LEGAL, REGISTRY, SITE, XA, Case
from tests.review.world import World, following, page, policy, signed_policy


@attack
def forge_approved_but_bytes_differ(world: World) -> Case:
    world.commit({A: page("Tin lén")} | world.witness({A: NEW}, "bien-tap", "uy-vien"))
    return unchanged(world)


@attack
def witness_for_a_legal_document(world: World) -> Case:
    world.commit({LEGAL: NEW} | world.witness({LEGAL: NEW}, "bien-tap", "uy-vien", "truong-ban"))
    return unchanged(world)


@attack
def witness_by_an_editor(world: World) -> Case:
    world.commit({A: NEW} | world.witness({A: NEW}, "bien-tap", "uy-vien", by="ed"))
    return unchanged(world)


@attack
def witness_where_the_policy_forbids_it(world: World) -> Case:
    world.commit({A_EN: NEW} | world.witness({A_EN: NEW}, "bien-tap", "uy-vien", "truong-ban"))
    return unchanged(world)


@attack
def witness_where_the_rule_does_not_want_one(world: World) -> Case:
    rules = [rule | {"witness": False} for rule in policy()["rules"]]
    world.commit(signed_policy(following(policy(), rules=rules)))
    world.commit({A: NEW} | world.witness({A: NEW}, "bien-tap", "uy-vien"))
    return unchanged(world)


@attack
def witness_for_the_registry(world: World) -> Case:
    rules = [rule | {"witness": True} for rule in policy()["rules"]]
    world.commit(signed_policy(following(policy(), rules=rules)))
    change = {REGISTRY: SITE[REGISTRY] + b"short_name: {vi: X}\n"}
    world.commit(change | world.witness(change, "bien-tap", "uy-vien"))
    return unchanged(world)


@attack
def forge_counts_the_authors_own_comment(world: World) -> Case:
    world.commit({A: NEW} | world.witness({A: NEW}, "uy-vien", "uy-vien"))
    return unchanged(world)


@attack
def forge_names_that_nobody_bears(world: World) -> Case:
    world.commit({A: NEW} | world.witness({A: NEW}, "bien-tap", "ai-do"))
    return unchanged(world, check=lambda tree: not any(refusal.person is None for verdict in tree.verdicts.values()
                                                       for refusal in verdict.refusals))


@attack
def witness_of_another_portal(world: World) -> Case:
    world.commit({XA: NEW} | world.witness({XA: NEW}, "bien-tap", "uy-vien"))
    return unchanged(world)


@attack
def witness_key_stolen_by_an_editor(world: World) -> Case:
    world.commit({A: NEW} | world.witness({A: NEW}, "bien-tap", "uy-vien", signer="ed"))
    return unchanged(world)


@attack
def witness_signs_an_emergency(world: World) -> Case:
    change = {A: NEW}
    world.commit(change | world.submit("ed", change) | world.statement(Kind.PUBLISH, "witness", change))
    return unchanged(world)
