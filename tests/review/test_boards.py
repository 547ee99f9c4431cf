"""Boards of the registry: read from the portal's file, put together with the people, and checked."""

from pathlib import Path

import pytest

from plugins.build.check import check
from plugins.content.board import read_board
from plugins.content.registry import read_portal
from plugins.model import Board, Portal, Seat
from plugins.review.boards import check_boards, offices_of
from tests.conftest import Site

DAY = "2026-06-15"
PEOPLE = {"people": {"a": {}, "b": {"until": "2026-05-31"}, "c": {"from": "2026-07-01"},
                     "h": {"terms": [{"role": "head", "portals": ["*"]}]}}}


def portal(*seats: Seat) -> dict[str, Portal]:
    return {"so": Portal("so", {"vi": "Sở"}, "department", ("vi", "en"), board=Board(seats))}


@pytest.mark.parametrize(("value", "seats"), [
    ({"head": ["a"]}, [Seat("head", "a")]),
    ({"head": "a"}, [Seat("head", "a")]),
    ({"member": ["a", {"person": "b", "sections": ["news"], "langs": ["vi"], "from": "2026-01-01",
                       "until": "2026-12-31"}]},
     [Seat("member", "a"), Seat("member", "b", ("news",), ("vi",), "2026-01-01", "2026-12-31")]),
    ({"en": {"language-reviewer": ["a", {"person": "b", "langs": ["vi"]}]}},
     [Seat("language-reviewer", "a", langs=("en",)), Seat("language-reviewer", "b", langs=("en",))]),
    (None, []), ({}, []), ("x", [])])
def test_a_board_as_written(value: object, seats: list[Seat]) -> None:
    complaints = []
    assert list(read_board(value, lambda *what, **_: complaints.append(what)).seats) == seats and not complaints


@pytest.mark.parametrize("value", [{"head": []}, {"head": [7]}, {"head": [{"who": "a"}]}, {"head": None},
                                   {"member": ["a", {"person": "b", "section": ["news"]}]}, {"en": {"head": [[]]}}])
def test_entries_of_another_form_are_named_and_the_others_kept(value: dict) -> None:
    complaints = []
    board = read_board(value, lambda *what, **_: complaints.append(what))
    assert len(complaints) == 1 and complaints[0][0] == "registry.wrong-kind"
    assert complaints[0][1] in ("board.head", "board.member", "board.en.head")
    assert [seat.person for seat in board.seats] == (["a"] if "member" in value else [])


@pytest.mark.parametrize(("seats", "found"), [
    ([], []),
    ([Seat("head", "a")], []),
    ([Seat("member", "a")], []),
    ([Seat("member", "nobody")], ["review.unknown-person-on-board"]),
    ([Seat("heads", "a")], ["review.unknown-role-on-board"]),
    ([Seat("member", "a", until="2026-06-14")], ["review.board-term-over"]),
    ([Seat("member", "a", until="2026-06-15")], []),
    ([Seat("member", "b")], ["review.board-term-over"]),
    ([Seat("member", "b", until="2027-01-01")], ["review.board-term-over"]),
    ([Seat("member", "c")], [])])
def test_what_is_wrong_with_a_board(seats: list[Seat], found: list[str]) -> None:
    findings = check_boards(PEOPLE, {}, portal(*seats), DAY)
    assert [finding.id for finding in findings] == found and {finding.path for finding in findings} <= {"portals/so.yaml"}


@pytest.mark.parametrize("seat", [Seat("member", "a"), Seat("head", "b"), Seat("head", "c"), Seat("head", "nobody"),
                                  Seat("head", "a", until="2026-01-01"), Seat("head", "a", start="2026-12-01")])
def test_a_board_without_a_head_in_office(seat: Seat) -> None:
    people = {"people": {id_: spec for id_, spec in PEOPLE["people"].items() if id_ != "h"}}
    assert "review.board-without-head" in {finding.id for finding in check_boards(people, {}, portal(seat), DAY)}


def test_roles_that_only_a_rule_names() -> None:
    rules = {"rules": [{"submit": ["photographer"], "stages": [{"roles": ["lawyer"]}], "withdraw": ["duty-officer"]}]}
    seats = [Seat(role, "a") for role in ("photographer", "lawyer", "duty-officer")]
    assert check_boards(PEOPLE, rules, portal(*seats), DAY) == []


@pytest.mark.parametrize("people", [{}, {"people": None}, {"people": []}, {"people": {"a": None, "b": {"terms": 3}}},
                                    {"people": {"a": {"terms": [None, {"role": 3}, {"role": "x", "from": 3}]}}}])
def test_people_files_of_other_forms_do_not_crash(people: dict) -> None:
    list(offices_of(people, portal(Seat("head", "a"))))
    check_boards(people, {"rules": [None, {"stages": [None], "submit": 3}]}, portal(Seat("head", "a")), DAY)


def test_check_names_them_in_their_files(site: Site) -> None:
    city = (site.root / "portals/city.yaml").read_text()
    site.write("portals/city.yaml", city + "board: {head: [a], member: [nobody]}\n")
    site.write("portals/_people.yaml", "people:\n  a: {name: Trưởng Ban}\n")
    found = {(f.id, f.path) for f in check(site.root, "2026-06-15T09:00:00+07:00").findings if f.id.startswith("review.")}
    assert found == {("review.unknown-person-on-board", "portals/city.yaml")}


def test_a_site_without_a_people_file_says_nothing_of_people(site: Site) -> None:
    city = (site.root / "portals/city.yaml").read_text()
    site.write("portals/city.yaml", city + "board: {head: [p1]}\n")
    assert not [f for f in check(site.root, "2026-06-15T09:00:00+07:00").findings if f.id.startswith("review.")]


def test_the_demonstrations_city_portal_has_a_board_of_its_own() -> None:
    root = Path(__file__).resolve().parents[2]
    board = read_portal("hai-phong", (root / "portals/hai-phong.yaml").read_bytes(), "portals/hai-phong.yaml")[0].board
    assert {"head", "deputy-head", "member", "editor", "language-reviewer"} <= {seat.role for seat in board.seats}
    assert any(seat.sections != ("*",) for seat in board.seats)
