"""What the gate remembers between releases stays small, and forgets nothing that could still be used."""

from datetime import timedelta
from pathlib import Path

from plugins.review.state import PublishedState
from plugins.review.statements import MAX_VALIDITY, Kind
from tests.review.scenarios import A, SITE, lay_base
from tests.review.world import page

DAY = timedelta(days=1)


def test_notes_of_used_statements_go_when_every_statement_of_their_time_has_expired(tmp_path: Path) -> None:
    world, raw = lay_base(tmp_path / "site")
    state = PublishedState.read(raw)
    assert A in state.left and set(state.left_at) == {c for sides in state.left.values() for c in sides.values()}
    for later, kept in ((MAX_VALIDITY - DAY, True), (MAX_VALIDITY + DAY, False)):
        found = world.gate(state, world.time + later).state
        assert bool(found.left) is kept and bool(found.left_at) is kept
        assert found.receipts.keys() == state.receipts.keys()


def test_a_used_statement_is_not_used_again_as_long_as_it_lives(tmp_path: Path) -> None:
    world, raw = lay_base(tmp_path / "site")
    new = page("Tin hai")
    edit = world.submit("ed", {A: new}, expires_at=world.time + MAX_VALIDITY) | world.approve(
        "mem", {A: new}, expires_at=world.time + MAX_VALIDITY)
    world.commit({A: new} | edit)
    world.publish({A: SITE[A]})
    state = world.gate(PublishedState.read(raw)).state
    world.commit({A: new})
    for later in (DAY, MAX_VALIDITY - DAY, MAX_VALIDITY + DAY):
        found = world.gate(state, world.time + later)
        assert found.entries[A] == world.side(SITE[A]).blob, later
        state = found.state


def test_a_withdrawn_page_needs_one_approval_more_however_long_ago_it_was(tmp_path: Path) -> None:
    world, raw = lay_base(tmp_path / "site")
    world.commit(world.statement(Kind.WITHDRAW, "head", {A: None}))
    state = world.gate(PublishedState.read(raw)).state
    later = world.time + 2 * MAX_VALIDITY
    state = world.gate(state, later).state
    assert not state.left and A in state.withdrawn
    world.time = later
    world.commit(world.reviewed({A: page("Trở lại")}))
    assert A not in world.gate(state).entries
