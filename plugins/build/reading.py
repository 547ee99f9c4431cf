"""A site root read into a library of the moment, for those who look and do not build: checks and reports."""

import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import Container, Iterator, Mapping

from plugins import ENGINE_VERSION
from plugins.build.cache import Cache
from plugins.build.inputs import Inputs
from plugins.build.library import update
from plugins.build.store import Store
from plugins.build.workshop import Workshop
from plugins.build.pages.views import read_extras
from plugins.model import Document, Finding, Registry
from plugins.site import links


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


def links_and_translations(store: Store, workshop: Workshop, registry: Registry, paths: Container[str],
                           sections: frozenset[str] | None = None) -> Iterator[Finding]:
    """What shows only when items are seen together, of the public ones among `paths`. sections:
    `<portal>/<lang>/<section>` of those that have a page; None where that is not known."""
    anchors = {path: frozenset(h.id for h in d.headings) for path, d in workshop.documents.items()}
    siblings: dict[tuple[str, str, str], dict[str, Document]] = {}
    for document in workshop.documents.values():
        siblings.setdefault((document.portal, document.section, document.slug), {})[document.lang] = document
    for path, state, page in store.db.execute("SELECT path, state, page FROM entry ORDER BY path"):
        if state == "hidden" or path not in workshop.documents or path not in paths:
            continue
        document, extras = workshop.documents[path], read_extras(page)
        known = sections if sections is not None else frozenset(
            f"{link['portal']}/{link['lang']}/{link['section']}" for link in extras.links if link and link.get("section"))
        yield from links.check_links(document, extras.links, anchors, known)
        yield from links.check_files(document, workshop.type_of(path), extras.files)
        yield from links.check_translation(document, registry.portals[document.portal],
                                           siblings[document.portal, document.section, document.slug])
