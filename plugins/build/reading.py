"""A site root read into a library of the moment, for those who look and do not build: checks and reports."""

import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import Iterator, Mapping

from plugins import ENGINE_VERSION
from plugins.build.cache import Cache
from plugins.build.inputs import Inputs
from plugins.build.library import update
from plugins.build.store import Store
from plugins.build.workshop import Workshop
from plugins.model import Registry


@contextmanager
def library_of(inputs: Inputs, registry: Registry, content: Mapping[str, str | None], now: str) -> Iterator[tuple[Store, Workshop]]:
    """The library of `content` (path -> blob id) at `now`, and the workshop that read it; gone afterwards."""
    with tempfile.TemporaryDirectory() as memory:
        store = Store(Path(memory))
        workshop = Workshop(inputs, registry, Cache(None, ENGINE_VERSION), now)
        store.begin()
        update(store, workshop, content)
        store.commit()
        try:
            yield store, workshop
        finally:
            store.close()
