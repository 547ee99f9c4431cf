"""Emergency withdrawal and publication."""

from plugins.review.statements import Kind, Transition
from tests.review.flows.base import DAY, HOUR, NEW, flow, published
from tests.review.scenarios import A, PHOTO, SITE, Case
from tests.review.world import World, person


@flow
def withdrawal_by_the_head(world: World) -> Case:
    world.commit(world.statement(Kind.WITHDRAW, "head", {A: None}))
    return published(world, {A: None}, check=lambda tree: tree.emergency[A].reason == "Khẩn cấp"
                     and tree.emergency[A].person == "head")


@flow
def withdrawal_of_a_page_with_a_pending_edit(world: World) -> Case:
    withdrawal = world.statement(Kind.WITHDRAW, "head", {A: None})
    world.commit({A: NEW})
    world.commit(withdrawal)
    return published(world, {A: None}, quiet=False)


@flow
def withdrawal_then_deletion(world: World) -> Case:
    world.commit(world.statement(Kind.WITHDRAW, "head", {A: None}))
    world.commit({A: None})
    return published(world, {A: None})


@flow
def deletion_while_another_page_is_withdrawn(world: World) -> Case:
    world.commit(world.statement(Kind.WITHDRAW, "head", {A: None}))
    world.publish({PHOTO: None})
    return published(world, {A: None, PHOTO: None})


@flow
def withdrawn_page_returns_with_one_approval_more(world: World) -> Case:
    world.commit(world.statement(Kind.WITHDRAW, "head", {A: None}))
    again = (Transition(A, None, world.side(SITE[A])),)
    world.commit(world.submit("ed", again) | world.approve("mem", again) | world.approve("mem2", again))
    return published(world, {}, check=lambda tree: A not in tree.emergency)


@flow
def second_withdrawal_of_a_returned_page(world: World) -> Case:
    world.commit(world.statement(Kind.WITHDRAW, "head", {A: None}))
    again = (Transition(A, None, world.side(SITE[A])),)
    world.commit(world.submit("ed", again) | world.approve("mem", again) | world.approve("mem2", again))
    world.commit(world.statement(Kind.WITHDRAW, "head", {A: None}))
    return published(world, {A: None})


@flow
def emergency_publication(world: World) -> Case:
    world.commit({A: NEW} | world.statement(Kind.PUBLISH, "head", {A: NEW}))
    return published(world, {A: NEW}, now=world.time + HOUR, quiet=False,
                     check=lambda tree: tree.emergency[A].emergency == "publish"
                     and tree.receipts[A].submitters == ("head",)
                     and any(f.id == "review.emergency-published" for f in tree.findings))


@flow
def emergency_publication_ratified(world: World) -> Case:
    change = {A: NEW}
    submission, approval = world.submit("ed", change), world.approve("mem", change)
    world.commit(change | world.statement(Kind.PUBLISH, "head", change))
    world.commit(submission | approval, later=2 * HOUR)
    return published(world, change, now=world.time + 30 * DAY, only="scratch",
                     check=lambda tree: A not in tree.emergency)


@flow
def emergency_publication_then_withdrawal(world: World) -> Case:
    change = {A: NEW}
    world.commit(change | world.statement(Kind.PUBLISH, "head", change))
    world.commit(world.statement(Kind.WITHDRAW, "head", (Transition(A, world.side(NEW), None),)), later=HOUR)
    return published(world, {A: None}, quiet=False)


@flow
def emergency_publication_of_a_new_page_lapses(world: World) -> Case:
    path = "content/tinh/news/bao.vi.md"
    world.commit({path: NEW} | world.statement(Kind.PUBLISH, "head", {path: NEW}))
    return published(world, {}, now=world.time + 2 * DAY, only="scratch", quiet=False,
                     check=lambda tree: any(f.id == "review.emergency-lapsed" for f in tree.findings))
