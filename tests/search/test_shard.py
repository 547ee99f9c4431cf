"""The index file format."""

import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.search.shard import CorruptShard, decode_list, encode_list, grouped, join, pack, parted, posting, unpack

POSTINGS = st.sets(st.tuples(st.integers(0, 31), st.integers(0, 1 << 24)), min_size=1, max_size=60)


@given(POSTINGS, st.integers(0, 20))
def test_lists_survive_with_their_overflow(found, limit):
    first, second = encode_list(grouped(sorted(posting(value, slot) for value, slot in found)), limit)
    rest, groups = decode_list(first)
    back = [(value, slot) for value, slots in groups.items() for slot in slots]
    if second:
        back += [(value, slot) for value, slots in decode_list(second)[1].items() for slot in slots]
    assert sorted(back) == sorted(found) and len(back) == len(found)
    assert rest == (max(0, len(found) - limit) if limit else 0)


def test_the_first_part_holds_the_weightiest():
    first, _ = encode_list({1: [5], 28: [9], 2: [1]}, 1)
    assert decode_list(first) == (2, {28: [9]})


@given(st.dictionaries(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\n"), min_size=1), st.binary(max_size=50)))
def test_shards_survive(lists):
    encoded = {term.encode(): content for term, content in lists.items()}
    assert unpack(pack(sorted(encoded.items()))) == encoded


@given(st.binary(max_size=200))
def test_noise_is_refused(noise):
    for content in (noise, zlib.compress(noise)):
        try:
            unpack(content)
        except CorruptShard:
            pass


def test_long_lists_survive():
    lists = [(b"one", b"x" * 127), (b"three", b"y" * 70_000), (b"two", b"z" * 128)]
    assert unpack(pack(lists)) == dict(lists)


@given(st.lists(st.binary(max_size=300)))
def test_parts_survive(parts):
    assert parted(join(parts)) == parts
    if parts and parts[-1]:
        with pytest.raises(IndexError):
            parted(join(parts)[:-1])


def test_a_cut_shard_is_refused():
    content = pack([(b"term", b"\0\x20\x01"), (b"word", b"\0\x20\x02")])
    for length in range(len(content)):
        with pytest.raises(CorruptShard):
            unpack(content[:length])
