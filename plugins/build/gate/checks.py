"""The checks of a merge request: what `tasks.py check` would find in the files that it changes, read together with what
they link to, and without reading the rest of the repository."""

from typing import Iterable, Iterator, Mapping

from plugins.adapters.git import GitRepository
from plugins.build.inputs import Commit
from plugins.build.reading import library_of, links_and_translations
from plugins.build.registry import load_registry
from plugins.model import Document, Finding, Registry
from plugins.site import references


def findings_in(repository: GitRepository, commit: str, changed: Mapping[str, str], now: str) -> list[Finding]:
    """Findings of the files in `changed` (path -> blob id) below content/ and portals/ as they stand at `commit`."""
    content = {path: blob for path, blob in changed.items() if path.startswith("content/")}
    edited = {path for path in changed if path.startswith("portals/")}
    if not content and not edited:
        return []
    inputs = Commit(repository, commit, "")
    registry, found = _registry(repository, inputs, content, edited)
    with library_of(inputs, registry, content, now) as (_store, workshop):
        beside = _linked(workshop.documents.values(), registry)
    around = _blobs(repository, commit, beside - content.keys())
    with library_of(inputs, registry, content | around, now) as (store, workshop):
        found += [finding for finding in store.findings() if finding.path in content]
        found += links_and_translations(store, workshop, registry, content.keys())
    return found


def _registry(repository: GitRepository, inputs: Commit, content: Iterable[str],
              edited: set[str]) -> tuple[Registry, list[Finding]]:
    """The portals of these content files, or all where the registry itself is edited: reading 180 files takes long."""
    wanted = ["portals/"] if edited else ["portals/_types/", "portals/_sections.yaml", *sorted(
        {f"portals/{path.split('/')[1]}.yaml" for path in content})]
    registry, found, _ = load_registry(inputs, _blobs(repository, inputs.commit, wanted))
    return registry, [finding for finding in found if finding.path in edited]


def _blobs(repository: GitRepository, commit: str, paths: Iterable[str]) -> dict[str, str]:
    wanted = sorted(paths)
    return {entry.path: entry.blob for entry in repository.entries(commit, wanted)} if wanted else {}


def _linked(documents: Iterable[Document], registry: Registry) -> set[str]:
    """Files that these items may lead to, and their translations: names to look for, whether they exist or not."""
    return {path for document in documents for path in _candidates(document, registry)}


def _candidates(document: Document, registry: Registry) -> Iterator[str]:
    languages = registry.portals[document.portal].languages
    own = document.path.removesuffix(f".{document.lang}.md")
    yield from (f"{own}.{lang}.md" for lang in languages)
    yield from references.media_paths(document, registry.types[document.type])
    for link in document.links:
        if path := references.resolve_path(document.path, link.target):
            yield path
            stem = path.removesuffix(".md")
            stem = stem.rpartition(".")[0] if stem.rpartition(".")[2] in languages else stem
            yield from (f"{stem}.{lang}.md" for lang in languages)
