"""Attacks on the policy and its root signatures."""

from plugins.review.canonical import dump
from plugins.review.policy import policy_path
from plugins.review.sshsig import STATEMENT_NAMESPACE
from tests.review.attacks.base import NEW, attack, unchanged
from tests.review.scenarios import A, LEGAL, SITE, Case
from tests.review.world import ROOT_LINES, ROOTS, Signer, World, following, grant, person, policy, signed_policy


def _usurped() -> dict:
    """A policy in which the editor approves as well."""
    return following(policy(), grants=[*policy()["grants"], grant("ed2", "member", "tinh")])


@attack
def policy_signed_by_the_board(world: World) -> Case:
    world.commit(signed_policy(_usurped(), [Signer("mem"), Signer("head")]))
    world.publish({A: NEW}, "ed", "ed2")
    return unchanged(world)


@attack
def policy_signed_by_one_root(world: World) -> Case:
    world.commit(signed_policy(_usurped(), ROOTS[:1]))
    world.publish({A: NEW}, "ed", "ed2")
    return unchanged(world, check=lambda tree: ("review.policy-refused", policy_path(2)) in
                     {(found.id, found.path) for found in tree.findings})


@attack
def policy_signed_twice_by_one_root(world: World) -> Case:
    world.commit(signed_policy(_usurped(), [ROOTS[0], ROOTS[0]]))
    world.publish({A: NEW}, "ed", "ed2")
    return unchanged(world)


@attack
def policy_signed_as_a_statement(world: World) -> Case:
    world.commit(signed_policy(_usurped(), namespace=STATEMENT_NAMESPACE))
    world.publish({A: NEW}, "ed", "ed2")
    return unchanged(world)


@attack
def policy_changed_in_place(world: World) -> Case:
    usurped = dump(policy(grants=[*policy()["grants"], grant("ed2", "member", "tinh")]))
    world.commit({policy_path(1): usurped})
    world.publish({A: NEW}, "ed", "ed2")
    return unchanged(world)


@attack
def policy_with_a_shared_key(world: World) -> Case:
    people = [person("mem2", "mem") if p["id"] == "mem2" else p for p in policy()["people"]]
    world.commit(signed_policy(following(policy(), people=people)))
    world.commit({LEGAL: NEW} | world.submit("ed", {LEGAL: NEW}) | world.approve("mem", {LEGAL: NEW})
                 | world.approve("mem2", {LEGAL: NEW}, signer="mem"))
    return unchanged(world)


@attack
def policy_with_a_root_key_for_a_person(world: World) -> Case:
    people = [*policy()["people"],
              person("boss", {"key": ROOTS[0].line, "start": "2026-01-01T00:00:00Z", "until": None})]
    world.commit(signed_policy(following(policy(), people=people,
                                         grants=[*policy()["grants"], grant("boss", "member")])))
    world.commit({A: NEW} | world.submit("ed", {A: NEW}) | world.approve("boss", {A: NEW}, signer="root-1"))
    return unchanged(world)


@attack
def policy_number_skipped(world: World) -> Case:
    world.commit(signed_policy(_usurped() | {"number": 3}))
    world.publish({A: NEW}, "ed", "ed2")
    return unchanged(world)


@attack
def policy_of_another_line(world: World) -> Case:
    world.commit(signed_policy(_usurped() | {"previous": "e" * 64}))
    world.publish({A: NEW}, "ed", "ed2")
    return unchanged(world)


@attack
def policy_of_another_repository(world: World) -> Case:
    world.commit(signed_policy(_usurped() | {"repository": "f" * 32}))
    change = {A: NEW}
    world.commit(change | world.submit("ed", change, repository="f" * 32) | world.approve("ed2", change,
                                                                                          repository="f" * 32))
    return unchanged(world)


@attack
def policy_from_the_future(world: World) -> Case:
    world.commit(signed_policy(_usurped() | {"issued_at": "2027-01-01T00:00:00Z"}))
    world.publish({A: NEW}, "ed", "ed2")
    return unchanged(world)


@attack
def policy_rolled_back(world: World) -> Case:
    grants = [g for g in policy()["grants"] if g["person"] != "mem"]
    newer = signed_policy(following(policy(), grants=grants))
    world.commit(newer)
    world.commit({path: None for path in newer})
    world.publish({A: NEW})
    return unchanged(world, check=lambda tree: tree.policy_version == 2)


@attack
def second_baseline(world: World) -> Case:
    tree = world.git("rev-parse", f"{world.commit({A: NEW})}^{{tree}}")
    world.commit(signed_policy(following(policy(), baseline=tree)))
    return unchanged(world)


@attack
def policy_of_foreign_roots(world: World) -> Case:
    other = [Signer("evil-1"), Signer("evil-2")]
    return Case(world, {}, roots=["threshold 2", *(signer.line for signer in other)], only="scratch", engine=False)


@attack
def no_policy_at_all(world: World) -> Case:
    bare = World(world.folder)
    bare.commit({A: SITE[A]} | bare.submit("ed", {A: SITE[A]}, base="1" * 40) | bare.approve("mem", {A: SITE[A]},
                                                                                             base="1" * 40),
                branch="none", parents=())
    return Case(bare, {}, only="scratch", engine=False)


@attack
def repository_that_the_roots_did_not_name(world: World) -> Case:
    return Case(world, {}, roots=[*ROOT_LINES, f"repository {'f' * 32}"], only="scratch", engine=False)
