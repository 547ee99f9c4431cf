"""A census: one number for each folder, of the names in it. Where the numbers of a commit and of the disk agree, no
file lies there that git does not know, and git need not be asked about 100,000 names (issue 4)."""

import os
from typing import Iterable, Mapping
from zlib import crc32

Census = Mapping[str, int]
"""Folder, without a slash at its end -> the sum of its entries' numbers. A folder without entries is not there."""

_ONE = 1 << 32
"""Counts an entry above the sum of names, so that a folder is empty exactly where its number is below this."""


def taken(census: Census, added: Iterable[str], removed: Iterable[str], roots: Iterable[str]) -> dict[str, int]:
    """The census after files came and went. roots: the folders that are counted; a file elsewhere is passed over."""
    counted, under = dict(census), tuple(f"{root}/" for root in roots)
    for paths, sign in ((removed, -1), (added, 1)):
        for path in paths:
            if path.startswith(under):
                _count(counted, path, sign, under)
    return counted


def _count(counted: dict[str, int], path: str, sign: int, under: tuple[str, ...]) -> None:
    folder, _, name = path.rpartition("/")
    before = counted.get(folder, 0)
    after = before + sign * (crc32(name.encode("utf-8", "surrogateescape")) + _ONE)
    if after >= _ONE:
        counted[folder] = after
    else:
        counted.pop(folder, None)
    if (before < _ONE) != (after < _ONE) and folder.startswith(under):  # the folder itself came or went
        _count(counted, folder, sign, under)


def of_disk(top: str, folders: Iterable[str]) -> dict[str, int]:
    """The census of these folders of a working tree; of one that cannot be listed nothing is said."""
    counted = {}
    for folder in folders:
        try:
            names = os.listdir(os.fsencode(f"{top}/{folder}"))
        except OSError:
            continue
        if names:
            counted[folder] = sum(map(crc32, names)) + _ONE * len(names)
    return counted
