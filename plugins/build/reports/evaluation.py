"""A score for each portal by weighted criteria; criteria and weights are data, and every figure says what it rests on."""

from pathlib import Path
from typing import Any, Callable, Sequence

from plugins.build.reports.compliance import Judged
from plugins.build.reports.datafile import read_data
from plugins.build.reports.survey import Survey
from plugins.build.reports.tables import Chart, Table, Words
from plugins.model import OperatorError
from plugins.model.rule import Standing
from plugins.rules.deadlines import Duty

Measured = tuple[float, str | Words] | None
"""Share from 0 to 1 and what it rests on; None where there is nothing to measure."""


def _share(part: int, whole: int) -> Measured:
    return (part / whole, f"{part}/{whole}") if whole else None


def _compliance(found: Survey, key: str, judged: Sequence[Judged], duties: Sequence[Duty], spec: Any) -> Measured:
    met = sum(j.verdict.standing is Standing.MET for j in judged)
    return _share(met, met + sum(j.verdict.standing is Standing.MISSING for j in judged))


def _sections(found: Survey, key: str, judged: Sequence[Judged], duties: Sequence[Duty], spec: Any) -> Measured:
    return _compliance(found, key, [j for j in judged if j.rule.kind == "required-section"], duties, spec)


def _on_time(found: Survey, key: str, judged: Sequence[Judged], duties: Sequence[Duty], spec: Any) -> Measured:
    measured = [d for d in duties if d.state in ("on_time", "late", "overdue")]
    return _share(sum(d.state == "on_time" for d in measured), len(measured))


def _fresh(found: Survey, key: str, judged: Sequence[Judged], duties: Sequence[Duty], spec: Any) -> Measured:
    days = [item.published_on for item in found.items.get(key, ()) if item.published_on]
    if not days:
        return 0.0, Words("no item states its day")
    age = found.regulations.calendar.between(max(days), found.today)
    return (1.0 if age <= int(spec.get("days", 5)) else 0.0), Words("{day}, {age} working days", {"day": max(days), "age": age})


def _languages(found: Survey, key: str, judged: Sequence[Judged], duties: Sequence[Duty], spec: Any) -> Measured:
    portal = found.registry.portals[key]
    items = found.items.get(key, ())
    official = {(i.section, i.slug) for i in items if i.lang == portal.official}
    wanted = len(official) * (len(portal.languages) - 1)
    return _share(sum(i.lang != portal.official and (i.section, i.slug) in official for i in items), wanted)


def _answered(found: Survey, key: str, judged: Sequence[Judged], duties: Sequence[Duty], spec: Any) -> Measured:
    questions = [i for i in found.items.get(key, ()) if i.type == "question" and i.slug != "index"]
    return _share(sum(bool(i.meta.get("answered_on")) for i in questions), len(questions))


MEASURES: dict[str, Callable[..., Measured]] = {
    "compliance": _compliance, "sections": _sections, "on_time": _on_time, "fresh": _fresh, "languages": _languages, "answered": _answered}


def read_criteria(path: Path) -> list[dict[str, Any]]:
    values = read_data(path).get("criteria") or []
    for one in values:
        if not isinstance(one, dict) or one.get("measure") not in MEASURES or not isinstance(one.get("weight"), (int, float)) or one["weight"] < 0:
            raise OperatorError(f"{path}: criterion {one!r} needs id, weight and measure", f"Measures: {', '.join(MEASURES)}.")
    return values


def evaluation_tables(found: Survey, portals: Sequence[str], criteria_file: Path) -> list[Table]:
    """The ranking, and each criterion of each portal with its evidence. A criterion without anything to measure leaves
    its weight to the others."""
    criteria = read_criteria(criteria_file)
    duties, judged = found.duties(portals), found.judged(portals)
    scores: list[tuple] = []
    details: list[tuple] = []
    for key in portals:
        own = [j for j in judged if j.portal == key]
        weights = points = 0.0
        for one in criteria:
            measured = MEASURES[one["measure"]](found, key, own, [d for d in duties if d.portal == key], one)
            if measured is not None:
                weights += one["weight"]
                points += one["weight"] * measured[0]
            details.append((key, one["id"], one.get("name", ""), one["weight"], round(100 * measured[0], 1) if measured else None,
                            measured[1] if measured else Words("nothing to measure")))
        scores.append((key, found.registry.portals[key].short_name.get("vi", key), round(100 * points / weights, 1) if weights else None))
    ranked = sorted(scores, key=lambda row: (-(row[2] or 0), row[0]))
    drawn = [row for row in ranked if row[2] is not None][:20]
    chart = Chart(Words("Score by portal"), "rows", tuple(row[1] for row in drawn), ((Words("Score"), tuple(row[2] for row in drawn)),))
    return [Table(Words("Ranking"), (("rank", "Rank"), ("portal", "Portal"), ("name", "Name"), ("score", "Score of 100")),
                  tuple((place, *row) for place, row in enumerate(ranked, 1)),
                  Words("{day}. Criteria: {file}.", {"day": found.today, "file": criteria_file.name}), (chart,) if len(drawn) > 1 else ()),
            Table(Words("Each criterion"), (("portal", "Portal"), ("criterion", "Id"), ("name", "Criterion"), ("weight", "Weight"), ("percent", "Met, %"),
                                            ("evidence", "Evidence")), tuple(details))]
