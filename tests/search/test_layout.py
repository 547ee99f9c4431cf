"""Where documents lie depends on which they are, and on nothing else."""

from hypothesis import given
from hypothesis import strategies as st

from plugins.search.layout import STEP, assign_slots, layout


@given(st.sets(st.text(max_size=6), min_size=1, max_size=200), st.randoms())
def test_slots_do_not_depend_on_the_order(names, chance):
    shuffled = sorted(names)
    chance.shuffle(shuffled)
    slots = assign_slots(shuffled, 8)
    assert slots == assign_slots(sorted(names), 8)
    assert len(set(slots.values())) == len(names)


def test_one_more_document_moves_hardly_any_other():
    names = [f"content/{number}" for number in range(2000)]
    before, after = assign_slots(names, 15), assign_slots([*names, "content/new"], 15)
    assert sum(before[name] != after[name] for name in names) <= 2


def test_the_recent_segment_is_never_empty_nor_large():
    for count in (1, 5, STEP - 1, STEP, STEP + 1, 2 * STEP, 2 * STEP + 1, 1000, 100_000):
        assert 1 <= count - layout(count).main <= STEP
    assert layout(0).main == 0


def test_a_small_change_of_size_keeps_the_main_files():
    for count in (300, 3000, 100_000):
        plan = layout(count)
        if layout(count + 1).main == plan.main:
            other = layout(count + 1)
            assert all(plan.shards[kind] == other.shards[kind] for kind in "hbfs") and plan.slots == other.slots
