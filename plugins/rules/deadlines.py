"""Time limits as duties: one for each item and rule, with the day it was due and the day it was done."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Iterable, Sequence

from plugins.model import Portal
from plugins.model.rule import Rule
from plugins.rules.scene import Item, Scene


@dataclass(frozen=True, slots=True)
class Duty:
    """state: `on_time`, `late` (done too late), `due` (still to be done), `overdue` (not done, the day has passed) or
    `unknown` (the item does not say when it was published). late_by: working days."""

    portal: str
    rule: str
    citation: str
    path: str
    title: str
    trigger: str
    started_on: str
    due_on: str
    done_on: str
    state: str
    late_by: int = 0


def issued_by_own_unit(item: Item, portal: Portal) -> bool:
    """Whether a document was issued by the unit that runs the portal: its issuing agency names the unit."""
    agency = str(item.meta.get("issuing_agency") or "").casefold()
    unit = (portal.short_name.get("vi") or portal.name.get("vi", "")).casefold()
    return bool(unit) and unit in agency


def duties(rule: Rule, scene: Scene) -> list[Duty]:
    """Duties under a rule of kind `deadline`. Each trigger field starts its own limit; where several rules or triggers
    bind one item, `earliest` tells which comes first."""
    asked = rule.parameters
    sections = {scene.registry.aliases.get(key, key) for key in asked.get("sections", ())}
    found = []
    for item in scene.items:
        if item.lang != scene.portal.official or item.slug == "index":
            continue
        if (sections and item.section not in sections) or ("types" in asked and item.type not in asked["types"]):
            continue
        agency = asked.get("agency")
        if agency and (agency == "issuer") is not issued_by_own_unit(item, scene.portal):
            continue
        for trigger in asked["triggers"]:
            if started := str(item.meta.get(trigger) or "")[:10]:
                found.append(_duty(rule, scene, item, trigger, started))
    return found


def _duty(rule: Rule, scene: Scene, item: Item, trigger: str, started: str) -> Duty:
    asked = rule.parameters
    if asked.get("unit") == "days":
        first = date.fromisoformat(started)
        due = (first + min(timedelta(days=asked["limit"]), date.max - first)).isoformat()
    else:
        due = scene.calendar.due(started, asked["limit"], scene.profile.trigger_day_counts)
    field = asked.get("done")
    done = str(item.meta.get(field) or "")[:10] if field else item.published_on
    # A notice in time that states a day moves the limit to that day (LX-10.1.d, QN-20.1.e, HP-09.3).
    promised = str(item.meta.get(asked.get("interim", "")) or "")[:10]
    if promised and promised > due:
        due = promised
    if done:
        state = "late" if done > due else "on_time"
    elif field:
        state = "overdue" if due < scene.today else "due"
    else:
        state = "unknown"
    late = scene.calendar.between(due, done or scene.today) if state in ("late", "overdue") else 0
    return Duty(scene.portal.key, rule.id, rule.citation, item.path, str(item.meta.get("title", "")), trigger, started, due,
                done, state, max(late, 0))


def earliest(found: Sequence[Duty]) -> list[Duty]:
    """Where several limits bind one item, the one that is due first (QN-20.1.c against QN-20.1.d)."""
    best: dict[str, Duty] = {}
    for duty in found:
        if duty.path not in best or (duty.due_on, duty.rule) < (best[duty.path].due_on, best[duty.path].rule):
            best[duty.path] = duty
    return [best[path] for path in sorted(best)]


@dataclass(frozen=True, slots=True)
class Share:
    """On-time share of a portal under a rule; `percent` is None where nothing can be measured."""

    portal: str
    rule: str
    citation: str
    on_time: int
    late: int
    due: int
    overdue: int
    unknown: int

    @property
    def percent(self) -> float | None:
        measured = self.on_time + self.late + self.overdue
        return round(100 * self.on_time / measured, 1) if measured else None


def shares(found: Iterable[Duty]) -> list[Share]:
    """On-time shares by portal and rule, in order."""
    counts: dict[tuple[str, str, str], dict[str, int]] = {}
    for duty in found:
        states = counts.setdefault((duty.portal, duty.rule, duty.citation), {})
        states[duty.state] = states.get(duty.state, 0) + 1
    return [Share(*key, *(states.get(s, 0) for s in ("on_time", "late", "due", "overdue", "unknown")))
            for key, states in sorted(counts.items())]
