"""A week's schedule is this week's until its Sunday."""

import pytest

from plugins.site.phase import phase

WEEK = {"date": "2026-11-23", "entries": [{"start": "2026-11-24T08:00:00+07:00"}, {"start": "2026-11-27T08:00:00+07:00"}]}


@pytest.mark.parametrize("today, name, due", [
    ("2026-11-22", "planned", "2026-11-23"), ("2026-11-23", "current", "2026-11-30"), ("2026-11-28", "current", "2026-11-30"),
    ("2026-11-29", "current", "2026-11-30"), ("2026-11-30", "over", "")])
def test_phase(today, name, due):
    assert phase("work-schedule", WEEK, (), today) == (name, due)


def test_an_event_after_the_week_extends_it():
    late = {**WEEK, "entries": [{"start": "2026-12-01T08:00:00+07:00"}]}
    assert phase("work-schedule", late, (), "2026-11-30") == ("current", "2026-12-02")
