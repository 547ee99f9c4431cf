"""The parts that pages are made of, as pure functions."""

import json
import xml.etree.ElementTree as ElementTree

import pytest
from icalendar import Calendar

from plugins.build.pages import calendars, charts, opendata, short_links, structured, trees
from plugins.build.pages.views import Card


def card(**values) -> Card:
    given = {"path": "content/p/s/x.vi.md", "portal": "p", "lang": "vi", "section": "s", "slug": "x", "type": "work-schedule",
             "url": "s/x/", "title": "T", "day": "2026-11-23", "summary": "", "phase": "", "meta": {}}
    return Card(**{**given, **values})


def written(value: float) -> str:
    return f"{value:g}"


@pytest.mark.parametrize("low, high", [(0, 5), (3, 980), (-40, 12), (-7, -2), (0, 0), (0.001, 0.004), (1e12, 3e12)])
def test_steps_enclose_the_values(low, high):
    ticks = charts.steps(low, high)
    assert ticks[0] <= min(low, 0) and ticks[-1] >= max(high, 0)
    assert 2 <= len(ticks) <= 9 and ticks == sorted(set(ticks))
    assert 0 in ticks


@pytest.mark.parametrize("kind", ("bar", "line"))
def test_chart_is_one_drawing_with_its_table(kind):
    records = [{"category": "<A>", "series": "x", "value": 3}, {"category": "<A>", "series": "y", "value": -2},
               {"category": "B", "series": "x", "value": 5}]
    found = charts.figure(records, kind, 'T"<', written)
    assert found.series == ("x", "y") and found.rows == (("<A>", (3.0, -2.0)), ("B", (5.0, None)))
    drawing = ElementTree.fromstring(str(found.svg).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1))
    assert drawing.get("aria-label") == 'T"<'
    assert "style=" not in found.svg


@pytest.mark.parametrize("records, kind", [([], "bar"), ([{"category": "A", "value": 1}], "none"),
                                           ([{"category": "A", "series": str(n), "value": 1} for n in range(9)], "bar"),
                                           ([{"category": "A", "value": 5e-324}], "bar"), ([{"category": "A", "value": 1e300}], "line"),
                                           ([{"category": "A", "value": float("inf")}], "bar"), ([{"category": "A", "value": float("nan")}], "bar")])
def test_what_cannot_be_drawn_is_a_table_only(records, kind):
    assert charts.figure(records, kind, "T", written).svg == ""


def test_week_is_by_day_and_hour():
    meta = {"entries": [{"start": "2026-11-24T14:00", "leader": "B"}, {"start": "2026-11-24T08:00", "leader": "A"},
                        {"start": "2026-11-23T08:00", "leader": "C"}]}
    days = calendars.week(card(meta=meta)).days
    assert [(d.date, [e["leader"] for e in d.entries]) for d in days] == [("2026-11-23", ["C"]), ("2026-11-24", ["A", "B"])]


def test_current_week_is_this_one_then_the_next_then_the_last():
    over, now, soon, later = (card(day=f"2026-11-{n}", phase=p) for n, p in ((9, "over"), (16, "current"), (23, "planned"), (30, "planned")))
    assert calendars.current([later, soon, now, over]) is now
    assert calendars.current([later, soon, over]) is soon
    assert calendars.current([over]) is over
    assert calendars.current([]) is None


def test_calendar_feed():
    meta = {"entries": [{"start": "2026-11-24T08:00", "end": "2026-11-24T09:30", "leader": "Chủ tịch", "content": "Họp; giao ban", "place": "P1"}]}
    feed = calendars.icalendar("Lịch", "city.gov.vn", [(card(meta=meta), "https://city.gov.vn/s/x/")])
    assert feed == calendars.icalendar("Lịch", "city.gov.vn", [(card(meta=meta), "https://city.gov.vn/s/x/")])
    event, = Calendar.from_ical(feed).walk("VEVENT")
    assert event["SUMMARY"] == "Chủ tịch: Họp; giao ban"
    assert event["DTSTART"].dt.isoformat() == "2026-11-24T01:00:00+00:00"
    assert event["UID"].endswith("@city.gov.vn")


def test_structured_data_cannot_end_its_block():
    block = str(structured.block({"name": "</script><script>alert(1)</script>&\u2028"}))
    assert block.count("<script") == 1 and block.count("</script>") == 1
    assert json.loads(block[block.index("{"):block.rindex("}") + 1])["name"] == "</script><script>alert(1)</script>&\u2028"


def test_short_link_is_stable_and_escaped():
    assert short_links.path("s", "x", "vi") == short_links.path("s", "x", "vi") != short_links.path("s", "x", "en")
    page = short_links.page('../../s/x/', "", '"><script>', "vi").decode()
    assert "<script" not in page and 'url=../../s/x/' in page


def test_qr_is_a_labelled_drawing():
    drawing = str(short_links.qr("https://city.gov.vn/s/abcdefgh/", 'Mã "QR"'))
    assert drawing.startswith('<svg role="img"') and "style=" not in drawing and "&quot;QR&quot;" in drawing


def test_statistics_csv_keeps_numbers_and_defuses_formulas():
    meta = {"data": [{"category": "=1+1", "value": -5}, {"category": "B", "value": 2.5, "note": "+x"}]}
    text = opendata.statistics_csv(card(type="statistics", meta=meta)).decode("utf-8-sig")
    assert text.split("\r\n")[:3] == ["category,value,note", "'=1+1,-5,", "B,2.5,'+x"]


def body(slug: str, part_of: str = "") -> Card:
    return card(section="organisation", slug=slug, type="organisation", meta={"part_of": f"organisation/{part_of}"} if part_of else {})


def outline(nodes) -> list:
    return [(node.card.slug, outline(node.below)) for node in nodes]


@pytest.mark.parametrize("bodies, expected", [
    ([body("a"), body("b", "a"), body("c", "b"), body("d", "a")], [("a", [("b", [("c", [])]), ("d", [])])]),
    ([body("b", "gone")], [("b", [])]),
    ([body("a", "b"), body("b", "a")], [("a", [("b", [])])]),
    ([body("a", "a")], [("a", [])]),
])
def test_organisation_tree(bodies, expected):
    assert outline(trees.tree(bodies)) == expected


def test_a_long_chain_of_bodies_loses_none():
    chain = [body("0"), *(body(str(n), str(n - 1)) for n in range(1, 3000))]

    def count(nodes) -> int:
        return sum(1 + count(node.below) for node in nodes)

    assert count(trees.tree(chain)) == 3000
