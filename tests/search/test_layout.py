"""Where documents lie depends on which they are, and on nothing else."""

from hypothesis import given
from hypothesis import strategies as st

from plugins.search.layout import PHASES, STEP, assign_slots, layout


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
        assert 1 <= count - layout(count).settled <= STEP
    assert layout(0).settled == 0


def test_a_small_change_of_size_keeps_the_main_files():
    for count in (300, 3000, 100_000):
        plan = layout(count)
        if layout(count + 1).settled == plan.settled:
            other = layout(count + 1)
            assert all(plan.shards.get(kind) == other.shards.get(kind) for kind in "hbfmns") and plan.slots == other.slots


def test_main_shards_take_their_turns():
    """Each step one phase, and no other, takes over all documents before the recent ones; each has its turn."""
    before, turns = layout(100_000), []
    for step in range(1, PHASES + 1):
        now = layout(100_000 + step * STEP)
        changed = {phase for rank in range(before.first, now.settled)
                   for phase in range(PHASES) if (before.phases(rank) ^ now.phases(rank)) >> phase & 1}
        assert len(changed) == 1
        phase = changed.pop()
        assert now.phases(now.settled - 1) == 1 << phase and now.phases(now.settled) == 0
        assert now.phases(now.first - 1) == (1 << PHASES) - 1 != now.phases(now.first)
        turns.append(phase)
        before = now
    assert sorted(turns) == list(range(PHASES))


def test_all_terms_of_a_shard_share_a_phase():
    for count in (5000, 100_000, 1_000_000):
        assert min(layout(count).shards[kind] for kind in "hbmn") >= (PHASES - 1).bit_length()
