"""Time limits as tables for people and as a calendar that a board subscribes to."""

from datetime import date, timedelta
from typing import Sequence

from plugins.build.survey import Survey
from plugins.build.tables import Table
from plugins.rules.deadlines import Duty, earliest, shares
from plugins.rules.kinds.report_due import next_due
from plugins.rules.profile import binding

STATES = {"on_time": "đúng hạn", "late": "đăng muộn", "due": "đang chờ", "overdue": "quá hạn", "unknown": "không rõ ngày đăng"}


def share_table(duties: Sequence[Duty]) -> Table:
    rows = tuple((s.portal, s.rule, s.citation, s.on_time, s.late, s.due, s.overdue, s.unknown, s.percent) for s in shares(duties))
    columns = (("portal", "Cổng"), ("rule", "Mã"), ("clause", "Điều khoản"), ("on_time", "Đúng hạn"), ("late", "Muộn"), ("due", "Đang chờ"),
               ("overdue", "Quá hạn"), ("unknown", "Không rõ"), ("percent", "Đúng hạn %"))
    return Table("Tỷ lệ đúng hạn", columns, rows, "Tỷ lệ = đúng hạn / (đúng hạn + muộn + quá hạn). Không rõ: bài không ghi `date` hay `publish_at`.")


def duty_table(duties: Sequence[Duty], everything: bool) -> Table:
    order = {"overdue": 0, "due": 1, "late": 2, "unknown": 3, "on_time": 4}
    kept = sorted((d for d in duties if everything or d.state in ("overdue", "due", "late")), key=lambda d: (order[d.state], d.due_on, d.path, d.rule))
    rows = tuple((d.portal, d.rule, d.citation, d.path, d.title, d.started_on, d.due_on, d.done_on, d.state, d.late_by) for d in kept)
    columns = (("portal", "Cổng"), ("rule", "Mã"), ("clause", "Điều khoản"), ("path", "Tệp"), ("title", "Tiêu đề"), ("started_on", "Bắt đầu"),
               ("due_on", "Hạn"), ("done_on", "Thực hiện"), ("state", "Tình trạng"), ("late_by", "Muộn (ngày làm việc)"))
    return Table("Từng việc", columns, rows, "; ".join(f"{key}: {text}" for key, text in STATES.items()))


def due_reports(found: Survey, portals: Sequence[str]) -> Table:
    """Reports that are to be sent, with their next due day."""
    rows = []
    for key in portals:
        for _, rule in binding(tuple(found.regulations.profiles.values()), found.registry.portals[key], found.today):
            if rule.kind == "report-due":
                due = next_due(rule, found.today)
                left = (date.fromisoformat(due) - date.fromisoformat(found.today)).days
                rows.append((key, rule.citation, f"{rule.parameters['report']} {due[:4]}", due, left))
    return Table("Báo cáo đến hạn", (("portal", "Cổng"), ("clause", "Điều khoản"), ("report", "Báo cáo"), ("due_on", "Hạn"), ("days_left", "Còn (ngày)")), tuple(rows))


def calendar(found: Survey, duties: Sequence[Duty], portals: Sequence[str]) -> bytes:
    """iCalendar with what is still to be done; where several limits bind one item, the first."""
    from icalendar import Calendar, Event

    whole = Calendar()
    whole.add("prodid", "-//Cong Mo//deadlines//VI")
    whole.add("version", "2.0")
    whole.add("x-wr-calname", "Thời hạn cung cấp thông tin")
    stamp = date.fromisoformat(found.today)
    open_ones = earliest([duty for duty in duties if duty.state in ("due", "overdue")])
    events = [(f"{d.path}/{d.rule}", d.due_on, f"[{d.citation}] {d.title}", f"{d.path}: {d.started_on} + {d.rule}") for d in open_ones]
    events += [(f"report/{row[0]}/{row[3]}", str(row[3]), f"[{row[1]}] {row[2]}", str(row[0])) for row in due_reports(found, portals).rows]
    for uid, due, title, text in events:
        event = Event()
        event.add("uid", f"{uid}@cong-mo")
        event.add("dtstamp", _noon(stamp))
        event.add("dtstart", date.fromisoformat(due))
        event.add("dtend", date.fromisoformat(due) + timedelta(days=1))
        event.add("summary", title)
        event.add("description", text)
        whole.add_component(event)
    return whole.to_ical()


def _noon(day: date) -> object:
    from datetime import datetime, timezone

    return datetime(day.year, day.month, day.day, tzinfo=timezone.utc)
