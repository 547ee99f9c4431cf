"""Judging the portals of a site root by the decrees that bind them."""

from dataclasses import dataclass
from datetime import date
from typing import Iterable, Mapping, Sequence

from plugins.build.gate.offices import offices
from plugins.build.reports.regulations import Regulations
from plugins.build.store import Store
from plugins.build.pages.views import Card, read_card
from plugins.build.workshop import Workshop
from plugins.model import Finding, Portal, Registry, Severity
from plugins.model.rule import Profile, Rule, Standing, Verdict
from plugins.review.checklist import asking_rules
from plugins.rules.kinds import judge
from plugins.rules.kinds.report_due import next_due
from plugins.rules.profile import binding
from plugins.rules.scene import Item, Scene
from plugins.site import urls

GAPS = ("rules.portal-gaps", "rules.portal-not-supplied")
"""What nobody has begun, and what is laid out as a draft."""
FEW = 3
"""From more gaps than this, `check` names those of a portal in one note: it is hardly written yet, and its list is
`report compliance`."""


@dataclass(frozen=True, slots=True)
class Judged:
    """One clause on one portal."""

    portal: str
    profile: str
    rule: Rule
    verdict: Verdict


def items_of(store: Store, workshop: Workshop) -> dict[str, list[Item]]:
    """Public items by portal, in the order of their paths."""
    found: dict[str, list[Item]] = {}
    for path, raw in store.db.execute("SELECT path, card FROM entry WHERE state='live' AND path LIKE '%.md' ORDER BY path"):
        card = read_card(raw)
        document = workshop.documents.get(path)
        found.setdefault(card.portal, []).append(Item(
            path, card.section, card.slug, card.lang, card.type, card.meta, card.url, card.phase,
            document.text if document else "", document.lines if document else {}, _published_on(card, workshop.registry),
            tuple(link.target for link in document.links if "//" in link.target[:8]) if document else ()))
    return found


Drafts = Mapping[str, frozenset[tuple[str, str]]]
"""By portal: section and language of items that are not published yet."""


def drafts_of(workshop: Workshop) -> dict[str, frozenset[tuple[str, str]]]:
    found: dict[str, set[tuple[str, str]]] = {}
    for document in workshop.documents.values():
        if document.meta.get("status") == "draft":
            found.setdefault(document.portal, set()).add((document.section, document.lang))
    return {portal: frozenset(sections) for portal, sections in found.items()}


def _published_on(card: Card, registry: Registry) -> str:
    """`publish_at`, else `date` where the type does not use it for the day of something else, such as a schedule."""
    own = registry.types[card.type].field("date") is not None
    return (card.meta.get("publish_at") or ("" if own else card.meta.get("date")) or "")[:10]


def scene_of(portal: Portal, registry: Registry, items: Mapping[str, Sequence[Item]], profile: Profile, regulations: Regulations,
             today: str, drafts: Drafts | None = None) -> Scene:
    """What the rules of a profile are judged on at a portal."""
    home = urls.edition_root(portal, portal.official)
    functions = {"search": f"{home}{urls.reserved('search', portal.official)}/",
                 "site-map": f"{home}{urls.reserved('site-map', portal.official)}/",
                 "open-data": f"{home}{urls.reserved('open-data', portal.official)}/", "feed": f"{home}feed.xml", "languages": home}
    return Scene(portal, registry, items.get(portal.key, ()), today, regulations.calendar, profile, functions, regulations.logbooks,
                 offices(regulations.terms, portal, today), (drafts or {}).get(portal.key, frozenset()),
                 asking_rules(regulations.approval, portal.key))


def judged(registry: Registry, regulations: Regulations, items: Mapping[str, Sequence[Item]], today: str,
           portals: Iterable[str] = (), drafts: Drafts | None = None) -> list[Judged]:
    """Every binding clause of every portal (or of those named) on a day."""
    chosen = set(portals)
    found = []
    for portal in registry.portals.values():
        if chosen and portal.key not in chosen:
            continue
        scenes: dict[str, Scene] = {}
        for profile, rule in binding(tuple(regulations.profiles.values()), portal, today):
            scene = scenes.get(profile.key) or scenes.setdefault(profile.key, scene_of(portal, registry, items, profile, regulations, today, drafts))
            found.append(Judged(portal.key, profile.key, rule, judge(rule, scene)))
    return found


def findings_of(judgements: Iterable[Judged]) -> list[Finding]:
    """Findings for `check`: gaps of a portal that is hardly written yet are told as one."""
    findings: list[Finding] = []
    gaps: dict[tuple[str, str], list[tuple[Judged, Finding]]] = {}
    for one in judgements:
        for finding in one.verdict.findings if one.verdict.standing is Standing.MISSING else ():
            if finding.severity is Severity.NOTE and finding.path.startswith("portals/"):
                gaps.setdefault((one.portal, GAPS[finding.id == "rules.not-supplied"]), []).append((one, finding))
            else:
                findings.append(finding)
    for (portal, told_as), missing in gaps.items():
        if len(missing) <= FEW:
            findings += [finding for _, finding in missing]
            continue
        cites: dict[str, list[str]] = {}
        for one, finding in missing:
            what = next((finding.params[key] for key in ("section", "field", "lacking") if key in finding.params), one.rule.id)
            cites.setdefault(what, []).append(one.rule.citation)
        told = "; ".join(f"{what} [{', '.join(dict.fromkeys(clauses))}]" for what, clauses in cites.items())
        findings.append(Finding(told_as, Severity.NOTE, f"portals/{portal}.yaml", 1,
                                {"portal": portal, "count": str(len(cites)), "gaps": told},
                                tuple(dict.fromkeys(c for clauses in cites.values() for c in clauses))))
    return findings


def report_reminders(registry: Registry, regulations: Regulations, today: str) -> list[Finding]:
    """Reports that are due within a month: whether they were sent only a person knows, so each is a note."""
    found = []
    for portal in registry.portals.values():
        for _, rule in binding(tuple(regulations.profiles.values()), portal, today):
            if rule.kind == "report-due":
                due = next_due(rule, today)
                left = (date.fromisoformat(due) - date.fromisoformat(today)).days
                if left <= REMIND:
                    found.append(Finding(rule.message, Severity.NOTE, f"portals/{portal.key}.yaml", 1, {
                        "portal": portal.key, "report": str(rule.parameters["report"]), "due": due, "left": str(left), "citation": rule.citation}, (rule.citation,)))
    return found


REMIND = 30
"""Days before a report is due from which `check` reminds of it."""


def compliance_findings(store: Store, workshop: Workshop, registry: Registry, regulations: Regulations, now: str) -> list[Finding]:
    """What `check` adds: what is wrong in the decrees' files, and every clause that a portal does not meet."""
    today = now[:10]
    return [*regulations.findings, *_not_in_force(registry, regulations, today),
            *report_reminders(registry, regulations, today), *findings_of(judged(registry, regulations, items_of(store, workshop), today, (), drafts_of(workshop)))]


def _not_in_force(registry: Registry, regulations: Regulations, today: str) -> list[Finding]:
    """Portals whose decree does not bind on this day: nothing would be checked, and nobody would know."""
    found = []
    for portal in registry.portals.values():
        profile = regulations.profiles.get(portal.regulation)
        if profile and not (profile.effective_from <= today and (not profile.effective_to or today <= profile.effective_to)):
            found.append(Finding("regulation.not-in-force", Severity.WARNING, f"portals/{portal.key}.yaml", 1, {
                "portal": portal.key, "number": profile.number, "from": profile.effective_from, "to": profile.effective_to or "-", "today": today,
                "replaces": ", ".join(profile.replaces) or "-"}))
    return found
