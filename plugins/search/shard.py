"""The bytes of an index file: zlib around a dictionary and its posting lists.

Layout before compression: varint length of the dictionary; the terms in UTF-8, one a line, in byte order; then for each
term varint length and the list. A list is varint `rest` (postings kept in the overflow file), then groups of equal
value, highest value first: varint `count << 5 | value`, then the slots, ascending, as gaps in varints.
"""

import zlib
from itertools import groupby
from typing import Iterable

Groups = dict[int, list[int]]
"""value (0-31) -> slots, ascending."""


def _varint(out: bytearray, number: int) -> None:
    while number > 127:
        out.append(number & 127 | 128)
        number >>= 7
    out.append(number)


def posting(value: int, slot: int) -> int:
    """A posting as one number, so that sorting puts the highest value first and slots in order."""
    return 31 - value << 32 | slot


def encode_list(postings: list[int], limit: int = 0) -> tuple[bytes, bytes]:
    """The list of sorted postings (see `posting`), and the list of what lies beyond `limit` of them (b"" where nothing
    does; 0: no limit)."""
    if len(postings) == 1:
        out = bytearray((0, 63 - (postings[0] >> 32)))
        _varint(out, postings[0] & 0xFFFFFFFF)
        return bytes(out), b""
    if not limit or len(postings) <= limit:
        return _encode(0, postings), b""
    return _encode(len(postings) - limit, postings[:limit]), _encode(0, postings[limit:])


def _encode(rest: int, postings: list[int]) -> bytes:
    out = bytearray()
    _varint(out, rest)
    for head, group in groupby(postings, lambda posting: posting >> 32):
        slots = [posting & 0xFFFFFFFF for posting in group]
        _varint(out, len(slots) << 5 | 31 - head)
        last = 0
        for slot in slots:
            gap, last = slot - last, slot
            while gap > 127:
                out.append(gap & 127 | 128)
                gap >>= 7
            out.append(gap)
    return bytes(out)


def decode_list(content: bytes) -> tuple[int, Groups]:
    """(`rest`, groups) of one list. Raises IndexError on bytes that end early."""
    numbers = []
    number = shift = 0
    for byte in content:
        number |= (byte & 127) << shift
        if byte > 127:
            shift += 7
        else:
            numbers.append(number)
            number = shift = 0
    groups: Groups = {}
    at = 1
    while at < len(numbers):
        count, value = numbers[at] >> 5, numbers[at] & 31
        at += 1
        if at + count > len(numbers):
            raise IndexError("posting list ends early")
        slot, slots = 0, []
        for gap in numbers[at: at + count]:
            slot += gap
            slots.append(slot)
        groups[value] = slots
        at += count
    return numbers[0], groups


def pack(lists: Iterable[tuple[bytes, bytes]]) -> bytes:
    """A shard file of (term in UTF-8, list), which must come in byte order of the terms."""
    return zlib.compress(lay(lists), 9)


def lay(lists: Iterable[tuple[bytes, bytes]]) -> bytes:
    """The same before compression."""
    terms, rest = [], bytearray()
    for term, content in lists:
        terms.append(term)
        if len(content) < 128:  # nearly all: a change of one article reads and writes a hundred thousand lists
            rest.append(len(content))
        else:
            _varint(rest, len(content))
        rest += content
    names = b"\n".join(terms)
    out = bytearray()
    _varint(out, len(names))
    return bytes(out + names + rest)


class CorruptShard(ValueError):
    """A shard's bytes are not what `pack` writes."""


def unpack(content: bytes) -> dict[bytes, bytes]:
    """term -> list, undecoded, in file order. Raises CorruptShard."""
    try:
        return read(zlib.decompress(content))
    except zlib.error as wrong:
        raise CorruptShard(str(wrong)) from None


def read(raw: bytes) -> dict[bytes, bytes]:
    """The reverse of `lay`. Raises CorruptShard."""
    try:
        length, at = _read(raw, 0)
        names = raw[at: at + length]
        at += length
        lists: dict[bytes, bytes] = {}
        for term in names.split(b"\n") if names else ():
            length = raw[at]
            at += 1
            if length > 127:
                length, at = _read(raw, at - 1)
            lists[term] = raw[at: at + length]
            at += length
        if at > len(raw):
            raise IndexError
        return lists
    except (IndexError, ValueError) as wrong:
        raise CorruptShard(str(wrong)) from None


def join(parts: Iterable[bytes]) -> bytes:
    """Parts one after another, each behind its length as a varint."""
    out = bytearray()
    for part in parts:
        _varint(out, len(part))
        out += part
    return bytes(out)


def parted(raw: bytes) -> list[bytes]:
    """The reverse of `join`. Raises IndexError on bytes that end early."""
    parts, at = [], 0
    while at < len(raw):
        length, at = _read(raw, at)
        if at + length > len(raw):
            raise IndexError("part ends early")
        parts.append(raw[at: at + length])
        at += length
    return parts


def _read(raw: bytes, at: int) -> tuple[int, int]:
    number = shift = 0
    while True:
        byte = raw[at]
        at += 1
        number |= (byte & 127) << shift
        if byte < 128:
            return number, at
        shift += 7
