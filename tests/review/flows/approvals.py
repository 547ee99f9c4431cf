"""Stages, roles and signatures."""

from plugins.review.sshsig import STATEMENT_NAMESPACE
from tests.review.flows.base import NEW, flow, published
from tests.review.scenarios import A, LEGAL, PLAN, Case
from tests.review.world import Signer, World, following, policy, signed_policy


@flow
def legal_document_with_two_approvals(world: World) -> Case:
    world.publish({LEGAL: NEW}, "ed", "mem", "mem2")
    return published(world, {LEGAL: NEW})


@flow
def dialogue_plan_in_two_stages(world: World) -> Case:
    world.publish({PLAN: NEW}, "ed", "mem", "head")
    return published(world, {PLAN: NEW}, check=lambda tree: "HP-08.2" in tree.receipts[PLAN].cites)


@flow
def stages_filled_by_the_only_possible_people(world: World) -> Case:
    rules = [dict(rule, stages=[{"roles": ["member", "head"], "count": 1}, {"roles": ["member"], "count": 1}])
             if rule["id"] == "dialogue-plan" else rule for rule in policy()["rules"]]
    world.commit(signed_policy(following(policy(), rules=rules)))
    world.publish({PLAN: NEW}, "ed", "mem", "head")
    return published(world, {PLAN: NEW})


@flow
def section_reviewer_within_their_section(world: World) -> Case:
    world.publish({A: NEW}, "ed", "mem3")
    return published(world, {A: NEW})


@flow
def approval_that_does_not_count_beside_one_that_does(world: World) -> Case:
    world.publish({A: NEW}, "ed", "mem", "xa-mem", "ed2")
    return published(world, {A: NEW}, check=lambda tree: tree.receipts[A].approvers == ("mem",)
                     and len(tree.receipts[A].statements) == 2)


@flow
def good_signature_after_a_spoilt_one(world: World) -> Case:
    change = {A: NEW}
    good = world.approve("mem", change)
    spoilt = {path: data if path.endswith(".json") else Signer("ed").sign(b"x", STATEMENT_NAMESPACE) for path,
              data in good.items()}
    world.commit(change | world.submit("ed", change) | spoilt)
    world.commit(good)
    return published(world, change, quiet=False)


@flow
def witnessed_approval(world: World) -> Case:
    world.commit({A: NEW} | world.witness({A: NEW}, "bien-tap", "uy-vien"))
    return published(world, {A: NEW}, check=lambda tree: tree.receipts[A].approvers == ("mem",))
