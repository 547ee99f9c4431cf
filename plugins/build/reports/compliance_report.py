"""The compliance report: clause by clause for each portal, and the matrix of portals by clause."""

from typing import Callable, Mapping, Sequence

from plugins.build.reports.compliance import Judged
from plugins.build.reports.requirements import MEANS, Requirement
from plugins.build.reports.survey import Survey
from plugins.build.reports.tables import Chart, Table, Words
from plugins.model import Finding, Portal
from plugins.model.rule import Standing
from plugins.rules.profile import binding

WORDS = {Standing.MET: Words("Met"), Standing.MISSING: Words("Not met"), Standing.NOT_APPLICABLE: Words("Not applicable"),
         Standing.BY_HAND: Words("For a person to confirm")}
MARKS = {Standing.MET: Words("✓ met"), Standing.MISSING: Words("✗ missing"), Standing.NOT_APPLICABLE: Words("– not applicable"),
         Standing.BY_HAND: Words("? to confirm")}
COLUMNS = (("portal", "Portal"), ("regulation", "Regulation"), ("clause", "Clause"), ("rule", "Rule id"), ("asks", "Asks"), ("standing", "Verdict"),
           ("severity", "Severity"), ("page", "Page that meets it"), ("missing", "Still missing"))


def address(portal: Portal, url: str) -> str:
    """Where a page of a portal will stand: its domain, or its folder in the preview."""
    if url.startswith(("http://", "https://")):
        return url
    return f"https://{portal.domain}/{url}" if portal.domain else f"/{portal.key}/{url}"


def clause_rows(found: Survey, judgements: Sequence[Judged], say: Callable[[Finding], str]) -> list[tuple]:
    """say: a finding in words. One row for each clause of each portal; `standing` is the stable word of `Standing`."""
    rows = []
    for one in judgements:
        portal = found.registry.portals[one.portal]
        profile = found.regulations.profiles[one.profile]
        lacking = "; ".join(dict.fromkeys(say(f) + (f" ({f.path})" if f.path.startswith("content/") else "") for f in one.verdict.findings))
        rows.append((one.portal, profile.number, one.rule.citation, one.rule.id, one.rule.text.get("vi", ""), str(one.verdict.standing),
                     str(one.rule.severity), " ".join(address(portal, url) for url in one.verdict.evidence), lacking[:2000]))
    return rows


def system_rows(found: Survey, portals: Sequence[str], clauses: Mapping[str, Requirement]) -> list[tuple]:
    """Clauses that the engine meets for all portals of a regulation alike, or that nobody can meet by software: those
    that no rule judges."""
    rows = []
    for key in portals:
        portal = found.registry.portals[key]
        judged_by_rule = {need for _, rule in binding(tuple(found.regulations.profiles.values()), portal, found.today) for need in rule.requirements}
        for one in clauses.values():
            if one.regulation != portal.regulation or one.id in judged_by_rule:
                continue
            standing = {"outside": Standing.BY_HAND, "documented": Standing.BY_HAND, "not_yet": Standing.MISSING}.get(one.means, Standing.MET)
            profile = found.regulations.profiles.get(one.regulation)
            rows.append((key, profile.number if profile else one.regulation, one.article, one.id, one.asks, str(standing), "note", "",
                         f"{MEANS[one.means]}: {one.note or one.test}"))
    return rows


def tables(found: Survey, portals: Sequence[str], clauses: Mapping[str, Requirement], say: Callable[[Finding], str], words: bool = True) -> list[Table]:
    """The summary by portal and the clauses. words: standings in words, for people."""
    rows = clause_rows(found, found.judged(portals), say) + system_rows(found, portals, clauses)
    spoken = [(*row[:5], WORDS[Standing(row[5])], Words(row[6]), " ".join(row[7].split()[:FEW_PAGES]), row[8]) for row in rows] if words else rows
    return [summary(found, portals, rows), Table(Words("Clause by clause"), COLUMNS, tuple(spoken))]


def summary(found: Survey, portals: Sequence[str], rows: Sequence[tuple]) -> Table:
    lines = []
    for key in portals:
        own = [row[5] for row in rows if row[0] == key]
        count = {standing: own.count(str(standing)) for standing in Standing}
        judged = count[Standing.MET] + count[Standing.MISSING]
        share = round(100 * count[Standing.MET] / judged, 1) if judged else None
        regulation = found.regulations.profiles.get(found.registry.portals[key].regulation)
        lines.append((key, found.registry.portals[key].short_name.get("vi", key), regulation.number if regulation else "",
                      *(count[standing] for standing in Standing), share))
    columns = (("portal", "Portal"), ("name", "Name"), ("regulation", "Regulation"), ("met", "Met"), ("missing", "Not met"),
               ("not_applicable", "Not applicable"), ("by_hand", "To confirm"), ("percent", "Met, %"))
    drawn = sorted((line for line in lines if line[-1] is not None), key=lambda line: (-line[-1], line[0]))[:MOST_BARS]
    chart = Chart(Words("Share of clauses met, by portal (%)"), "rows", tuple(str(line[1]) for line in drawn), ((Words("Met, %"), tuple(line[-1] for line in drawn)),), "%")
    return Table(Words("Summary by portal"), columns, tuple(lines), Words("As of {day}. Share = met / (met + missing).", {"day": found.today}),
                 (chart,) if len(drawn) > 1 else ())


FEW_PAGES = 2
"""Pages named for a person beside a clause that is met; JSON and CSV name all."""
MOST_BARS = 20
"""Portals in a chart, the best first; more bars than this nobody reads."""


def matrix(found: Survey, portals: Sequence[str]) -> list[Table]:
    """Portals by clause, one table for each regulation: what a whole province looks like at a glance."""
    by_profile: dict[str, dict[str, dict[str, Standing]]] = {}
    for one in found.judged(portals):
        by_profile.setdefault(one.profile, {}).setdefault(one.rule.id, {})[one.portal] = one.verdict.standing
    result = []
    for key, rules in by_profile.items():
        profile = found.regulations.profiles[key]
        cites = {rule.id: rule.citation for rule in profile.rules}
        bound = [portal for portal in portals if any(portal in row for row in rules.values())]
        columns = (("portal", "Portal"), *((id, f"{cites[id]} {id}") for id in rules))
        rows = tuple((portal, *(MARKS[row[portal]] if portal in row else "" for row in rules.values())) for portal in bound)
        result.append(Table(Words("{number}: portals by clause", {"number": profile.number}), columns, rows))
    return result
