"""Attacks on the signed checklist: approvals that leave out what the policy makes approvers confirm."""

import json
from typing import Any

from plugins.review.canonical import dump
from plugins.review.statements import Kind
from tests.review.attacks.base import DAY, NEW, attack, raw_statement, unchanged
from tests.review.scenarios import A, PHOTO, SITE, Case
from tests.review.world import World, following, item, page, policy, signed_policy

ITEMS = ["t-check-customs", "t-check-policy"]


def demand(world: World, **more: Any) -> None:
    """Put a policy in force whose rule for content asks for both items."""
    world.commit(signed_policy(following(policy(), checklist=[item(id_, **more) for id_ in ITEMS])))


@attack
def approval_without_the_checklist(world: World) -> Case:
    demand(world)
    world.publish({A: NEW})
    return unchanged(world)


@attack
def approval_with_half_the_checklist(world: World) -> Case:
    demand(world)
    world.commit({A: NEW} | world.submit("ed", {A: NEW}) | world.approve("mem", {A: NEW}, confirmed=ITEMS[:1]))
    return unchanged(world)


@attack
def two_approvals_that_each_confirm_half(world: World) -> Case:
    demand(world)
    world.commit({A: NEW} | world.submit("ed", {A: NEW}) | world.approve("mem", {A: NEW}, confirmed=ITEMS[:1])
                 | world.approve("mem2", {A: NEW}, confirmed=ITEMS[1:]))
    return unchanged(world)


@attack
def own_two_approvals_that_each_confirm_half(world: World) -> Case:
    demand(world)
    world.commit({A: NEW} | world.submit("ed", {A: NEW}) | world.approve("mem", {A: NEW}, confirmed=ITEMS[:1])
                 | world.approve("mem", {A: NEW}, confirmed=ITEMS[1:]))
    return unchanged(world)


@attack
def items_of_another_decree_confirmed(world: World) -> Case:
    demand(world)
    world.commit({A: NEW} | world.submit("ed", {A: NEW}) | world.approve("mem", {A: NEW}, confirmed=["x-check-customs", "x-check-policy"]))
    return unchanged(world)


@attack
def checklist_confirmed_by_the_submitter(world: World) -> Case:
    """A submission holds no confirmations: the key makes it malformed."""
    demand(world)
    payload = json.loads(world.payload(Kind.SUBMIT, "ed", {A: NEW}))
    world.commit({A: NEW} | raw_statement(dump(payload | {"confirmed": ITEMS}), "ed") | world.approve("mem", {A: NEW}))
    return unchanged(world)


@attack
def confirmations_added_after_signing(world: World) -> Case:
    demand(world)
    signed = world.approve("mem", {A: NEW})
    [(path, payload)] = [(path, data) for path, data in signed.items() if path.endswith(".json")]
    forged = dump(json.loads(payload) | {"confirmed": ITEMS})
    fresh = raw_statement(forged, "mem")
    world.commit({A: NEW} | world.submit("ed", {A: NEW})
                 | {name: forged if name.endswith(".json") else signed[f"{path}.sig"] for name in fresh})
    return unchanged(world)


@attack
def confirmations_spelt_twice(world: World) -> Case:
    demand(world)
    payload = json.loads(world.payload(Kind.APPROVE, "mem", {A: NEW}))
    world.commit({A: NEW} | world.submit("ed", {A: NEW})
                 | raw_statement(dump(payload | {"confirmed": [*ITEMS, ITEMS[-1]]}), "mem"))
    return unchanged(world)


@attack
def witnessed_click_where_a_checklist_is_asked(world: World) -> Case:
    demand(world)
    world.commit({A: NEW} | world.witness({A: NEW}, "bien-tap", "uy-vien"))
    return unchanged(world)


@attack
def picture_without_the_checklist(world: World) -> Case:
    demand(world)
    world.publish({PHOTO: b"\xff\xd8khac"})
    return unchanged(world)


@attack
def approval_signed_before_the_checklist_and_used_after(world: World) -> Case:
    change = {A: NEW}
    early = world.submit("ed", change) | world.approve("mem", change)
    demand(world)
    world.commit(change | early)
    return unchanged(world)


@attack
def backdated_before_the_decree_asks(world: World) -> Case:
    """The item is asked from a day on; the approval claims an earlier one, but is used after it."""
    demand(world, start="2026-03-02T00:00:00Z")
    earlier = world.time
    world.commit({}, later=DAY)
    world.commit({A: NEW} | world.submit("ed", {A: NEW}, issued_at=earlier) | world.approve("mem", {A: NEW}, issued_at=earlier))
    return unchanged(world)


@attack
def checklist_dropped_by_an_unsigned_policy(world: World) -> Case:
    demand(world)
    second = following(policy(), checklist=[item(id_) for id_ in ITEMS])
    third = following(second)
    del third["checklist"]
    files = signed_policy(third, roots=())
    world.commit(files)
    world.publish({A: NEW})
    return unchanged(world)


@attack
def other_type_declared_to_dodge_the_checklist(world: World) -> Case:
    """An item asked for one type: both the type before and the type after the change count."""
    world.publish({A: page("Tin", type="article")})
    demand(world, types="article")
    world.publish({A: page("Tin hai", type="notice")})
    return Case(world, SITE | {A: page("Tin", type="article")})
