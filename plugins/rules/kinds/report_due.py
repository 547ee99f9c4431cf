"""`report-due`: a report that is sent every year.

due: last day to send it, as `12-10`. period_ends: last day of its data, as `12-10`; the period begins on the same day
of the year before, and that first day belongs to the period before it, so that no item counts twice. form: file in
`portals/_regulations/` with the form that `report annual` fills, default `_annual_form.yaml`. Whether it was sent only a
person can say.
"""

from plugins.model.rule import Rule, Standing, Verdict
from plugins.rules.scene import Scene

PARAMETERS = {"due": ("text", True), "period_ends": ("text", False), "report": ("text", True), "form": ("text", False)}


def judge(_rule: Rule, _scene: Scene) -> Verdict:
    return Verdict(Standing.BY_HAND)


def next_due(rule: Rule, today: str) -> str:
    """The next day, today included, by which the report must be sent."""
    this_year = f"{today[:4]}-{rule.parameters['due']}"
    return this_year if today <= this_year else f"{int(today[:4]) + 1}-{rule.parameters['due']}"


def reported_year(rule: Rule, due: str) -> int:
    """The year that the report due on a day is about: the year before where it is due before its data's last day, or, where
    the decree names none, in the first half of the year."""
    return int(due[:4]) - (rule.parameters["due"] < rule.parameters.get("period_ends", "07-01"))


def period(rule: Rule, year: int) -> tuple[str, str]:
    """First and last day whose items a year's report counts; a day named by both ends counts in the earlier report."""
    from datetime import date, timedelta

    end = f"{year}-{rule.parameters.get('period_ends', '12-31')}"
    start = date.fromisoformat(f"{year - 1}{end[4:]}") + timedelta(days=1)
    return start.isoformat(), end
