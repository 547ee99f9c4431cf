"""Visibility, phases, formats and order: what a reader sees, by date and language."""

import pytest

from plugins.site import format
from plugins.site.phase import phase
from plugins.site.visibility import State, next_change, state

NOW = "2026-06-15T09:00:00+07:00"


@pytest.mark.parametrize(("meta", "embargo", "expected", "due"), [
    ({}, "", State.LIVE, ""),
    ({"status": "draft"}, "", State.HIDDEN, ""),
    ({"status": "withdrawn"}, "", State.WITHDRAWN, ""),
    ({"publish_at": "2026-06-15T09:00:00+07:00"}, "", State.LIVE, ""),
    ({"publish_at": "2026-06-15T09:00:01+07:00"}, "", State.HIDDEN, "2026-06-15T09:00:01+07:00"),
    ({}, "2026-07-01T00:00:00+07:00", State.HIDDEN, "2026-07-01T00:00:00+07:00"),
    ({"expires_at": "2026-06-15T09:00:00+07:00"}, "", State.HIDDEN, ""),
    ({"expires_at": "2026-06-16T00:00:00+07:00"}, "", State.LIVE, "2026-06-16T00:00:00+07:00"),
    ({"status": "withdrawn", "expires_at": "2026-01-01T00:00:00+07:00"}, "", State.HIDDEN, ""),
])
def test_visibility(meta: dict, embargo: str, expected: State, due: str) -> None:
    assert state(meta, embargo, NOW) is expected and next_change(meta, embargo, NOW) == due


TODAY = "2026-06-15"


@pytest.mark.parametrize(("kind", "meta", "affects", "name", "due"), [
    ("legal-document", {"effective_on": "2026-06-16"}, (), "not_yet_in_force", "2026-06-16"),
    ("legal-document", {"effective_on": "2026-06-15"}, (), "in_force", ""),
    ("legal-document", {"effective_on": "2020-01-01", "expired_on": "2026-06-15"}, (), "expired", ""),
    ("legal-document", {"effective_on": "2020-01-01"}, ({"kind": "replaces", "from": "2026-06-16"},), "in_force", "2026-06-16"),
    ("legal-document", {"effective_on": "2020-01-01"}, ({"kind": "repeals", "from": "2026-06-15"},), "expired", ""),
    ("legal-document", {"effective_on": "2020-01-01"}, ({"kind": "amends", "from": "2026-06-15"},), "in_force", ""),
    ("legal-document", {}, (), "unknown", ""),
    ("legal-document", {}, ({"kind": "replaces", "from": ""},), "expired", ""),
    ("consultation", {"opens_on": "2026-06-15", "deadline": "2026-06-15"}, (), "open", "2026-06-16"),
    ("consultation", {"opens_on": "2026-06-16", "deadline": "2026-06-20"}, (), "planned", "2026-06-16"),
    ("consultation", {"opens_on": "2026-06-01", "deadline": "2026-06-14"}, (), "closed", ""),
    ("work-schedule", {"date": "2026-06-15", "entries": [{"start": "2026-06-15T08:00"}, {"start": "2026-06-19T08:00"}]}, (), "current", "2026-06-22"),
    ("notice", {"starts_at": "2026-06-20T08:00:00+07:00"}, (), "planned", "2026-06-20"),
    ("article", {}, (), "", ""),
])
def test_phases(kind: str, meta: dict, affects: tuple, name: str, due: str) -> None:
    assert phase(kind, meta, affects, TODAY) == (name, due)


@pytest.mark.parametrize(("lang", "day", "month", "number"), [
    ("vi", "15/06/2026", "Tháng 6 năm 2026", "1.234.567"), ("en", "15 June 2026", "June 2026", "1,234,567"),
    ("zh", "2026年6月15日", "2026年6月", "1,234,567"), ("ko", "2026년 6월 15일", "2026년 6월", "1,234,567"),
    ("ja", "2026年6月15日", "2026年6月", "1,234,567"),
])
def test_dates_and_numbers(lang: str, day: str, month: str, number: str) -> None:
    assert format.day("2026-06-15", lang) == day and format.month("2026-06", lang) == month
    assert format.number(1234567, lang) == number and format.day("", lang) == ""


@pytest.mark.parametrize(("lang", "column", "full", "moment"), [
    ("vi", "06/11/2025", "Thứ Năm, ngày 06/11/2025", "09:05 ngày 06/11/2025"),
    ("en", "6 Nov 2025", "Thursday, 6 November 2025", "09:05 on 6 November 2025"),
    ("zh", "2025年11月6日", "2025年11月6日（星期四）", "2025年11月6日 09:05"),
    ("ko", "2025년 11월 6일", "2025년 11월 6일 목요일", "2025년 11월 6일 09:05"),
    ("ja", "2025年11月6日", "2025年11月6日（木）", "2025年11月6日 09:05"),
])
def test_dates_in_tables_calendars_and_notices(lang: str, column: str, full: str, moment: str) -> None:
    assert (format.day("2025-11-06", lang, "column"), format.day("2025-11-06", lang, "full")) == (column, full)
    assert format.moment("2025-11-06T09:05", lang) == moment


def test_vietnamese_order_is_by_letter_then_by_tone() -> None:
    words = ["đa", "dạ", "da", "ă", "a", "â", "á", "ạ", "Zo", "ưa", "ua", "Ê", "e"]
    assert sorted(words, key=format.collation_key) == ["a", "á", "ạ", "ă", "â", "da", "dạ", "đa", "e", "Ê", "ua", "ưa", "Zo"]
