"""The checklist that the decrees of a site root ask of approvers, as the policy is compiled from it."""

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from plugins.build.reports.regulations import decree_files, read_regulations
from plugins.model import Finding, Registry
from plugins.model.clock import VIETNAM
from plugins.review.canonical import spell_instant
from plugins.review.checklist import Source
from plugins.rules.profile import kind_bound


def checklist_of(site: Path, engine: Path, registry: Registry, now: datetime) -> tuple[list[Source], list[Finding]]:
    """Items that bind some portal now or later, and what is wrong in the decrees' files. The site root's own decree takes
    the place of the engine's of the same name. now: aware."""
    regulations = read_regulations(decree_files(engine) | decree_files(site), None, registry)
    today = now.astimezone(VIETNAM).date().isoformat()
    found = []
    for profile in regulations.profiles.values():
        for item in profile.checklist:
            portals = tuple(portal.key for portal in registry.portals.values()
                            if (kind := kind_bound(profile, portal)) and (not item.scope or kind in item.scope))
            if portals and (not item.effective_to or today <= item.effective_to):
                found.append(Source(item.id, item.citation, item.text, portals, item.types, _day(item.effective_from),
                                    _day(item.effective_to, 1) if item.effective_to else None))
    return found, [finding for finding in regulations.findings if finding.id != "regulation.unknown"]


def _day(text: str, days: int = 0) -> str:
    """The start of a day in Viet Nam (of the day after with `days` 1), as the policy spells times."""
    return spell_instant(datetime.combine(date.fromisoformat(text) + timedelta(days=days), time(), VIETNAM).astimezone(UTC))
