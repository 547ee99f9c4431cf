"""Git's name for a file's bytes."""

from hashlib import sha1


def blob_id(content: bytes) -> str:
    """The id git gives these bytes (40 hex digits), so that a folder outside git has the same ids as a repository."""
    return sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()
