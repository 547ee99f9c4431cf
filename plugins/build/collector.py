"""Python's garbage collector, set aside while a build runs."""

import gc
from contextlib import contextmanager
from typing import Iterator


@contextmanager
def without_collector() -> Iterator[None]:
    """A build makes millions of small objects and few cycles; a preview builds many times in one process, so the
    collector comes back afterwards."""
    before = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if before:
            gc.enable()
