"""Small files of a build's memory: whole or not there, and never believed when damaged."""

import os
from hashlib import blake2b
from pathlib import Path

_SUM = 16


def write_kept(path: Path, content: bytes) -> None:
    """Keep `content` under a name, at once."""
    partial = path.with_name(f".{path.name}.{os.getpid()}")
    partial.write_bytes(blake2b(content, digest_size=_SUM).digest() + content)
    partial.replace(path)


def read_kept(path: Path) -> bytes | None:
    """What was kept; None where nothing was, or other bytes stand there."""
    try:
        raw = path.read_bytes()
    except OSError:
        return None
    content = raw[_SUM:]
    return content if blake2b(content, digest_size=_SUM).digest() == raw[:_SUM] else None
