"""Working days across Tết, year ends and swapped days; limits, their states and shares."""

from datetime import date, timedelta

import pytest
from hypothesis import given, strategies as st

from plugins.content.front_matter import read_yaml
from plugins.rules.calendar import NATIONAL, read_calendar
from plugins.rules.deadlines import duties, earliest, shares
from plugins.rules.kinds.report_due import next_due, period, reported_year
from tests.rules.scenes import PROFILE, item, rule, scene


@pytest.mark.parametrize("start,days,due", [
    ("2026-06-15", 2, "2026-06-17"),          # Monday: the trigger day is not counted
    ("2026-06-12", 2, "2026-06-16"),          # across a weekend
    ("2026-06-14", 1, "2026-06-15"),          # a Sunday starts on Monday
    ("2026-02-13", 2, "2026-02-24"),          # the last Friday before Tết 2026 (16-20 February off)
    ("2025-12-31", 1, "2026-01-02"),          # New Year's Day
    ("2026-12-31", 2, "2027-01-05"),          # New Year and a weekend
    ("2026-08-21", 1, "2026-08-22"),          # a Saturday that is worked instead of 31 August
    ("2026-08-28", 1, "2026-09-03"),          # and what it was swapped for
    ("2026-04-24", 15, "2026-05-20"),         # Hùng Kings', 30 April, 1 May
])
def test_working_days(start: str, days: int, due: str) -> None:
    assert NATIONAL.due(start, days) == due


def test_the_trigger_day_counts_where_the_profile_says_so() -> None:
    assert NATIONAL.due("2026-06-15", 2, trigger_day_counts=True) == "2026-06-16"
    assert NATIONAL.due("2026-06-14", 2, trigger_day_counts=True) == "2026-06-16"  # a Sunday is no working day to count


def test_a_local_file_adds_and_removes_days() -> None:
    values, lines, _ = read_yaml("days_off: {2026-06-16: Mưa bão}\nworking_days: {2026-06-20: Làm bù}\n", "c")
    calendar, findings = read_calendar(values, lines, "c")
    assert findings == [] and calendar.due("2026-06-15", 1) == "2026-06-17" and calendar.is_working(date(2026, 6, 20))
    values, lines, _ = read_yaml("days_off: {16/6: x}\nholiday: {}\n", "c")
    assert [f.id for f in read_calendar(values, lines, "c")[1]] == ["regulation.bad-calendar"] * 2


@given(st.dates(date(2020, 1, 1), date(2035, 12, 31)), st.integers(0, 60))
def test_due_and_between_agree(start: date, days: int) -> None:
    due = NATIONAL.due(start.isoformat(), days)
    assert NATIONAL.between(start.isoformat(), due) == days
    assert days == 0 or NATIONAL.is_working(date.fromisoformat(due))
    assert date.fromisoformat(due) - start <= timedelta(days=days * 2 + 20)


ISSUER = rule("deadline", types=["legal-document"], triggers=["issued_on"], limit=2, agency="issuer")
SCOPE = rule("deadline", types=["legal-document"], triggers=["issued_on"], limit=10, agency="in_scope")


def law(on: str, agency: str) -> object:
    return item("legal-documents", type="legal-document", on=on, issued_on="2026-06-01", issuing_agency=agency)


@pytest.mark.parametrize("on,agency,asked,state", [
    ("2026-06-03", "UBND Thành phố Cảng", ISSUER, "on_time"), ("2026-06-04", "UBND Thành phố Cảng", ISSUER, "late"),
    ("2026-06-15", "Chính phủ", SCOPE, "on_time"), ("2026-06-16", "Chính phủ", SCOPE, "late"), ("", "Chính phủ", SCOPE, "unknown")])
def test_the_issuer_has_two_days_and_others_ten(on: str, agency: str, asked: object, state: str) -> None:
    found = duties(asked, scene(law(on, agency)))
    assert [d.state for d in found] == [state]
    other = SCOPE if asked is ISSUER else ISSUER
    assert duties(other, scene(law(on, agency))) == []


QUESTION = rule("deadline", types=["question"], triggers=["received_on"], limit=15, done="answered_on", interim="promised_on")


@pytest.mark.parametrize("meta,state", [
    ({}, "overdue"), ({"promised_on": "2026-07-01"}, "due"), ({"answered_on": "2026-06-05"}, "on_time"), ({"promised_on": "2026-06-10"}, "overdue"),
    ({"answered_on": "2026-06-12"}, "late")])
def test_an_interim_notice_with_a_day_moves_the_limit(meta: dict, state: str) -> None:
    assert [d.state for d in duties(QUESTION, scene(item("qa", type="question", received_on="2026-05-15", **meta)))] == [state]


def test_two_triggers_start_two_limits_and_the_earlier_binds() -> None:
    science = rule("deadline", types=["science-programme"], triggers=["approved_on", "accepted_on"], limit=20)
    found = duties(science, scene(item("science-programmes", type="science-programme", on="2026-06-15", approved_on="2026-05-25", accepted_on="2026-06-10")))
    assert [d.trigger for d in found] == ["approved_on", "accepted_on"]
    assert [d.trigger for d in earliest(found)] == ["approved_on"]


def test_shares_count_only_what_can_be_measured() -> None:
    found = duties(ISSUER, scene(law("2026-06-03", "Thành phố Cảng"))) + duties(ISSUER, scene(law("", "Thành phố Cảng")))
    [share] = shares(found)
    assert (share.on_time, share.unknown, share.percent) == (1, 1, 100.0)
    assert shares(duties(ISSUER, scene(law("", "Thành phố Cảng"))))[0].percent is None


def test_the_yearly_report_is_due_before_11_december_and_counts_each_day_once() -> None:
    annual = rule("report-due", due="12-10", period_ends="12-10", report="x")
    assert [next_due(annual, day) for day in ("2026-12-10", "2026-12-11")] == ["2026-12-10", "2027-12-10"]
    assert period(annual, 2026) == ("2025-12-11", "2026-12-10") and period(annual, 2027)[0] == "2026-12-11"


@pytest.mark.parametrize("parameters,due,year", [({"due": "12-10", "period_ends": "12-10"}, "2026-12-10", 2026), ({"due": "12-20"}, "2026-12-20", 2026),
                                                 ({"due": "01-31"}, "2027-01-31", 2026), ({"due": "01-31", "period_ends": "12-31"}, "2027-01-31", 2026)])
def test_a_report_due_after_the_year_is_about_that_year(parameters: dict, due: str, year: int) -> None:
    assert reported_year(rule("report-due", report="x", **parameters), due) == year


def test_the_profile_sets_whether_the_trigger_day_counts() -> None:
    from dataclasses import replace

    counting = replace(PROFILE, trigger_day_counts=True)
    assert duties(ISSUER, scene(law("2026-06-03", "Thành phố Cảng"), profile=counting))[0].due_on == "2026-06-02"


@pytest.mark.parametrize("start", ["0001-01-01", "1200-05-05", "9999-12-30", "9999-12-31"])
def test_mistyped_years_stop_nothing(start: str) -> None:
    late = scene(item("legal-documents", type="legal-document", on="2026-06-03", issued_on=start, issuing_agency="Thành phố Cảng"))
    assert [d.state for d in duties(ISSUER, late)] in (["late"], ["on_time"])
