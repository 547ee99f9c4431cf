"""Time limits as tables for people and as a calendar that a board subscribes to."""

from datetime import date, timedelta
from typing import Sequence

from plugins.build.reports.readers import Names, readable_clause, readable_days
from plugins.build.reports.survey import Survey
from plugins.build.reports.tables import Chart, Table, Words
from plugins.rules.deadlines import Duty, earliest, shares
from plugins.rules.kinds.report_due import next_due, reported_year
from plugins.rules.profile import binding

STATES = {"on_time": "on time", "late": "published late", "due": "still due", "overdue": "overdue", "unknown": "day of publication not stated"}


def share_table(duties: Sequence[Duty]) -> Table:
    rows = tuple((s.portal, s.rule, s.citation, s.on_time, s.late, s.due, s.overdue, s.unknown, s.percent) for s in shares(duties))
    columns = (("portal", "Portal"), ("rule", "Rule id"), ("clause", "Clause"), ("on_time", "On time"), ("late", "Late"), ("due", "Still due"),
               ("overdue", "Overdue"), ("unknown", "Unknown"), ("percent", "On time, %"))
    by_rule: dict[str, list[int]] = {}
    for one in shares(duties):
        sums = by_rule.setdefault(one.rule, [0, 0])
        sums[0] += one.on_time
        sums[1] += one.on_time + one.late + one.overdue
    drawn = {rule: round(100 * done / measured, 1) for rule, (done, measured) in by_rule.items() if measured}
    chart = Chart(Words("Share done on time, by rule (%)"), "bar", tuple(drawn), ((Words("On time, %"), tuple(drawn.values())),), "%")
    return Table(Words("Share on time"), columns, rows,
                 Words("Share = on time / (on time + late + overdue). Unknown: the item states neither `date` nor `publish_at`."), (chart,) if drawn else ())


def duty_table(found: Survey, duties: Sequence[Duty], everything: bool, words: bool = True) -> Table:
    """words: states in words, for people. Each duty with who follows its section (`section_owners` of the registry, QN-10.6)."""
    order = {"overdue": 0, "due": 1, "late": 2, "unknown": 3, "on_time": 4}
    kept = sorted((d for d in duties if everything or d.state in ("overdue", "due", "late")), key=lambda d: (order[d.state], d.due_on, d.path, d.rule))
    rows = tuple((d.portal, d.rule, d.citation, d.path, d.title, d.started_on, d.due_on, d.done_on, Words(STATES[d.state]) if words else d.state, d.late_by, owner(found, d)) for d in kept)
    columns = (("portal", "Portal"), ("rule", "Rule id"), ("clause", "Clause"), ("path", "File"), ("title", "Title"), ("started_on", "Started"),
               ("due_on", "Due"), ("done_on", "Done"), ("state", "State"), ("late_by", "Late (working days)"), ("owner", "Followed by"))
    return Table(Words("Each duty"), columns, rows, "" if words else Words("; ".join(f"{key}: {{{key}}}" for key in STATES), {key: Words(text) for key, text in STATES.items()}))


def owner(found: Survey, duty: Duty) -> str:
    """Who follows the section of a duty, as the registry says it."""
    stated = found.registry.portals[duty.portal].extra.get("section_owners")
    section = duty.path.split("/")[2] if duty.path.count("/") > 2 else ""
    return str(stated.get(section) or stated.get("*") or "") if isinstance(stated, dict) else ""


def owner_table(found: Survey, duties: Sequence[Duty]) -> Table:
    """Late and overdue duties by who follows the section."""
    counts: dict[tuple[str, str], list[int]] = {}
    for duty in duties:
        if duty.state in ("late", "overdue"):
            sums = counts.setdefault((duty.portal, owner(found, duty)), [0, 0])
            sums[duty.state == "overdue"] += 1
    rows = tuple((portal, who or Words("nobody named"), late, overdue) for (portal, who), (late, overdue) in sorted(counts.items()))
    return Table(Words("Late duties by who follows the section"), (("portal", "Portal"), ("owner", "Followed by"), ("late", "Late"), ("overdue", "Overdue")), rows)


def due_reports(found: Survey, portals: Sequence[str]) -> Table:
    """Reports that are to be sent, with their next due day."""
    rows = []
    for key in portals:
        for _, rule in binding(tuple(found.regulations.profiles.values()), found.registry.portals[key], found.today):
            if rule.kind == "report-due":
                due = next_due(rule, found.today)
                left = (date.fromisoformat(due) - date.fromisoformat(found.today)).days
                rows.append((key, rule.citation, f"{rule.parameters['report']} {reported_year(rule, due)}", due, left))
    return Table(Words("Reports that are due"), (("portal", "Portal"), ("clause", "Clause"), ("report", "Report"), ("due_on", "Due"), ("days_left", "Days left")), tuple(rows))


def calendar(found: Survey, duties: Sequence[Duty], portals: Sequence[str]) -> bytes:
    """iCalendar with what is still to be done; where several limits bind one item, the first. A duty reminds
    the day before, a report two weeks before."""
    from icalendar import Alarm, Calendar, Event

    whole = Calendar()
    whole.add("prodid", "-//Cong Mo//deadlines//VI")
    whole.add("version", "2.0")
    whole.add("x-wr-calname", "Thời hạn cung cấp thông tin")
    stamp = date.fromisoformat(found.today)
    open_ones = earliest([duty for duty in duties if duty.state in ("due", "overdue")])
    names = Names(found.registry, "vi")
    events = [(f"{d.path}/{d.rule}", d.due_on, f"{names.portal(d.portal)}: {d.title}",
               f"{readable_clause(d.citation, 'vi')} ({d.rule}). Bắt đầu: {readable_days(d.started_on, 'vi')}. {d.path}", 1) for d in open_ones]
    events += [(f"report/{row[0]}/{row[3]}", str(row[3]), f"{names.portal(str(row[0]))}: {row[2]}", f"{readable_clause(str(row[1]), 'vi')} ({row[1]})", 14)
               for row in due_reports(found, portals).rows]
    for uid, due, title, text, before in events:
        event = Event()
        event.add("uid", f"{uid}@cong-mo")
        event.add("dtstamp", _noon(stamp))
        event.add("dtstart", date.fromisoformat(due))
        event.add("dtend", date.fromisoformat(due) + timedelta(days=1))
        event.add("summary", title)
        event.add("description", text)
        reminder = Alarm()
        reminder.add("action", "DISPLAY")
        reminder.add("description", title)
        reminder.add("trigger", -timedelta(days=before))
        event.add_component(reminder)
        whole.add_component(event)
    return whole.to_ical()


def _noon(day: date) -> object:
    from datetime import datetime, timezone

    return datetime(day.year, day.month, day.day, tzinfo=timezone.utc)
