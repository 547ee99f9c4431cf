"""Smaller versions of pictures, encoded once for each blob. A damaged file costs time, never correctness."""

import os
from hashlib import blake2b
from pathlib import Path
from typing import Callable

_MARK = 16


def kept_picture(folder: Path | None, blob: str, url: str, encode: Callable[[], bytes]) -> bytes:
    """The version of a picture that `url` names, from the cache where it is whole, else encoded and kept."""
    if folder is None:
        return encode()
    path = folder / "pictures" / f"{blob}-{url.rsplit('/', 1)[-1]}"
    try:
        kept = path.read_bytes()
        if kept[:_MARK] == blake2b(kept[_MARK:], digest_size=_MARK).digest():
            return kept[_MARK:]
    except OSError:
        pass
    content = encode()
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.{os.getpid()}")
    partial.write_bytes(blake2b(content, digest_size=_MARK).digest() + content)
    partial.replace(path)
    return content
