"""A whole site root read for a report: its registry, decrees and public items at one instant. Writes nothing."""

from dataclasses import dataclass
from pathlib import Path
from typing import Mapping, Sequence

from plugins.build.reports.compliance import Drafts, Judged, drafts_of, items_of, judged, scene_of
from plugins.build.inputs import content_of, open_inputs
from plugins.build.reading import library_of
from plugins.build.registry import load_registry
from plugins.build.reports.regulations import Regulations, load_regulations
from plugins.model import Finding, OperatorError, Registry
from plugins.rules.deadlines import Duty, duties
from plugins.rules.profile import binding
from plugins.rules.scene import Item


@dataclass(frozen=True, slots=True)
class Survey:
    """items: public items by portal; today: `YYYY-MM-DD`; findings: of every file, as `check` gives them;
    drafts: what is written but not published."""

    registry: Registry
    regulations: Regulations
    items: Mapping[str, Sequence[Item]]
    today: str
    findings: tuple[Finding, ...]
    drafts: Drafts

    def judged(self, portals: Sequence[str] = ()) -> list[Judged]:
        return judged(self.registry, self.regulations, self.items, self.today, portals, self.drafts)

    def duties(self, portals: Sequence[str] = ()) -> list[Duty]:
        """Every time limit that binds a public item."""
        found = []
        for portal in self.registry.portals.values():
            if portals and portal.key not in portals:
                continue
            for profile, rule in binding(tuple(self.regulations.profiles.values()), portal, self.today):
                if rule.kind == "deadline":
                    found += duties(rule, scene_of(portal, self.registry, self.items, profile, self.regulations, self.today))
        return found

    def known(self, portals: Sequence[str]) -> tuple[str, ...]:
        """The portals named, or all of them; an unknown one is the operator's mistake."""
        if strange := sorted(set(portals) - set(self.registry.portals)):
            raise OperatorError(f"no portal {', '.join(strange)}", "`portals/` holds one file for each portal; its name is the key.")
        return tuple(portals) or tuple(self.registry.portals)


def survey(site: Path, now: str, ref: str | None = None) -> Survey:
    """Read a site root as a build at `now` would."""
    if ref is None and not (site / "portals").is_dir():
        raise OperatorError(f"{site} has no portals/ folder", "Name a site root with --site.")
    inputs = open_inputs(site, ref)
    files = {path: blob for path, blob in inputs.delta(None).changed.items() if blob is not None}
    registry, found, _ = load_registry(inputs, {p: b for p, b in files.items() if p.startswith("portals/")})
    with library_of(inputs, registry, content_of(files), now) as (store, workshop):
        items, drafts = items_of(store, workshop), drafts_of(workshop)
        found = [*found, *store.findings()]
    return Survey(registry, load_regulations(inputs, files, registry), items, now[:10], tuple(found), drafts)
