"""The bytes of an index file: zlib around a dictionary and its posting lists.

Layout before compression: varint length of the dictionary; the terms in UTF-8, one a line, in byte order; then for each
term varint length and the list. A list is varint `rest` (postings kept in the overflow file), then groups of equal
value, highest value first: varint `count << 5 | value`, then the slots, ascending, as gaps in varints.
"""

import re
import zlib
from bisect import bisect_left
from itertools import accumulate
from operator import sub
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


class _Numbers(dict[bytes, int]):
    """varint -> its number, the short ones kept: lists of common words hold ten thousands of them."""

    def __missing__(self, token: bytes) -> int:
        number = shift = 0
        for byte in token:
            number |= (byte & 127) << shift
            shift += 7
        if len(token) < 3:
            self[token] = number
        return number


class _Varints(dict[int, bytes]):
    """The reverse."""

    def __missing__(self, number: int) -> bytes:
        out = bytearray()
        _varint(out, number)
        if len(out) < 3:
            self[number] = bytes(out)
        return bytes(out)


_number, _bytes = _Numbers().__getitem__, _Varints().__getitem__
_tokens = re.compile(rb"[\x80-\xff]*[\x00-\x7f]").findall


def grouped(postings: list[int]) -> Groups:
    """The groups of sorted postings (see `posting`)."""
    groups: Groups = {}
    at = 0
    while at < len(postings):
        head = postings[at] >> 32
        end = bisect_left(postings, (head + 1) << 32, at)
        groups[31 - head] = [found & 0xFFFFFFFF for found in postings[at:end]]
        at = end
    return groups


def encode_list(groups: Groups, limit: int = 0) -> tuple[bytes, bytes]:
    """The list of these groups, and the list of what lies beyond `limit` postings (b"" where nothing does; 0: no
    limit)."""
    if not limit or (size := sum(map(len, groups.values()))) <= limit:
        return _encode(0, groups), b""
    kept: Groups = {}
    beyond: Groups = {}
    room = limit
    for value in sorted(groups, reverse=True):
        slots = groups[value]
        kept[value], beyond[value] = slots[:room], slots[room:]
        room -= len(kept[value])
    return _encode(size - limit, kept), _encode(0, beyond)


def _encode(rest: int, groups: Groups) -> bytes:
    parts = [_bytes(rest)]
    for value in sorted(groups, reverse=True):
        slots = groups[value]
        if slots:
            parts += (_bytes(len(slots) << 5 | value), _bytes(slots[0]), *map(_bytes, map(sub, slots[1:], slots)))
    return b"".join(parts)


def decode_list(content: bytes) -> tuple[int, Groups]:
    """(`rest`, groups) of one list. Raises IndexError on bytes that end early."""
    numbers = list(map(_number, _tokens(content)))
    groups: Groups = {}
    at = 1
    while at < len(numbers):
        count, value = numbers[at] >> 5, numbers[at] & 31
        at += 1
        if at + count > len(numbers):
            raise IndexError("posting list ends early")
        groups[value] = list(accumulate(numbers[at: at + count]))
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
