"""The signed checklist: confirmed, it lets a page through; where it is not asked, nothing changes."""

from typing import Any

from plugins.review.statements import Transition
from tests.review.flows.base import DAY, NEW, flow, published
from tests.review.scenarios import A, LEGAL, SITE, XA, Case
from tests.review.world import World, following, item, policy, signed_policy

ITEMS = ["t-check-customs", "t-check-policy"]


def demand(world: World, **more: Any) -> None:
    world.commit(signed_policy(following(policy(), checklist=[item(id_, **more) for id_ in ITEMS])))


@flow
def approval_with_the_checklist(world: World) -> Case:
    demand(world)
    world.commit({A: NEW} | world.submit("ed", {A: NEW}) | world.approve("mem", {A: NEW}, confirmed=ITEMS))
    return published(world, {A: NEW}, check=lambda tree: tree.receipts[A].confirmed == tuple(ITEMS)
                     and [event.confirmed for event in tree.journal if event.path == A][-1:] in ([], [tuple(ITEMS)]))


@flow
def approval_that_confirms_more_than_is_asked(world: World) -> Case:
    demand(world)
    more = sorted([*ITEMS, "t-check-zeal"])
    world.commit({A: NEW} | world.submit("ed", {A: NEW}) | world.approve("mem", {A: NEW}, confirmed=more))
    return published(world, {A: NEW}, check=lambda tree: tree.receipts[A].confirmed == tuple(ITEMS))


@flow
def each_approver_of_two_confirms(world: World) -> Case:
    demand(world, rules="legal")
    world.commit({LEGAL: NEW} | world.submit("ed", {LEGAL: NEW}) | world.approve("mem", {LEGAL: NEW}, confirmed=ITEMS)
                 | world.approve("head", {LEGAL: NEW}, confirmed=ITEMS))
    return published(world, {LEGAL: NEW})


@flow
def confirmed_at_the_second_attempt(world: World) -> Case:
    demand(world)
    world.commit({A: NEW} | world.submit("ed", {A: NEW}) | world.approve("mem", {A: NEW}))
    world.commit(world.approve("mem", (Transition(A, world.side(SITE[A]), world.side(NEW)),), confirmed=ITEMS))
    return published(world, {A: NEW}, check=lambda tree: len(tree.receipts[A].statements) == 2)


@flow
def other_portals_are_not_asked(world: World) -> Case:
    demand(world)
    world.publish({XA: NEW}, "xa-ed", "xa-mem")
    return published(world, {XA: NEW}, check=lambda tree: tree.receipts[XA].confirmed == ())


@flow
def other_types_are_not_asked(world: World) -> Case:
    demand(world, types="notice")
    world.publish({A: NEW})
    return published(world, {A: NEW})


@flow
def a_page_is_removed_without_the_checklist(world: World) -> Case:
    demand(world)
    world.publish({A: None})
    return published(world, {A: None})


@flow
def what_was_approved_before_the_checklist_stays(world: World) -> Case:
    world.publish({A: NEW})
    demand(world)
    return published(world, {A: NEW}, check=lambda tree: tree.receipts[A].confirmed == ())


@flow
def a_decree_that_is_over_asks_no_more(world: World) -> Case:
    demand(world, until="2026-03-02T00:00:00Z")
    world.commit({}, later=DAY)
    world.publish({A: NEW})
    return published(world, {A: NEW})
