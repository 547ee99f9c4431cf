"""Checking a site root without building it: everything that the build would find, and what only checking looks for."""

from dataclasses import dataclass
from pathlib import Path
from typing import Callable

from plugins.build.reports.compliance import compliance_findings
from plugins.build.registry import load_registry
from plugins.build.inputs import content_of, open_inputs
from plugins.build.reading import library_of, links_and_translations
from plugins.build.gate.offices import board_findings
from plugins.build.reports.regulations import load_regulations
from plugins.build.store import Store
from plugins.model import Finding
from plugins.model.finding import in_order
from plugins.site.outline import outlines


@dataclass(frozen=True, slots=True)
class Checked:
    """findings: in the order of files and lines; documents: how many items were read."""

    findings: tuple[Finding, ...]
    documents: int


def check(site: Path, now: str, ref: str | None = None,
          progress: Callable[[str, int, int], None] = lambda *_: None) -> Checked:
    """Read everything and report every finding. A file that cannot be used never hides those of another."""
    inputs = open_inputs(site, ref)
    delta = inputs.delta(None)
    registry, found, _ = load_registry(inputs, {p: b for p, b in delta.changed.items() if p.startswith("portals/") and b is not None})
    found += delta.findings
    content = content_of(delta.changed)
    progress("items", 0, len(content))
    with library_of(inputs, registry, content, now) as (store, workshop):
        found += store.findings()
        found += links_and_translations(store, workshop, registry, workshop.documents.keys(), _sections(store))
        found += board_findings(inputs, {p: b for p, b in delta.changed.items() if b is not None}, registry.portals, now[:10])
        regulations = load_regulations(inputs, {p: b for p, b in delta.changed.items() if b is not None}, registry)
        found += compliance_findings(store, workshop, registry, regulations, now)
        documents = len(workshop.documents)
    return Checked(in_order(found), documents)


def _sections(store: Store) -> frozenset[str]:
    listed = {f"{edition}/{section}" for edition, found in outlines(store.parts()).items() for section in found}
    own = set()
    for cell in store.table("cell"):
        if cell.startswith("index/"):
            _, portal, section = cell.split("/", 2)
            own |= {f"{portal}/{path.rsplit('.', 2)[1]}/{section}" for path, state, *_ in store.entries_of(cell) if state == "live"}
    return frozenset(listed | own)
