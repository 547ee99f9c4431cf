"""Boards and terms of office: who holds which role where, on a day, and what is wrong with a board.

Two files say it: `board` in a portal's own file, and `terms` in `portals/_people.yaml`. This is the one place that
puts them together; the policy (`roles`) is compiled from the same entries.
"""

from dataclasses import dataclass
from typing import Any, Iterator, Mapping

from plugins.model.finding import Finding, Severity
from plugins.model.portal import Portal

ROLES = frozenset(("contributor", "translator", "editor", "language-reviewer", "member", "deputy-head", "head",
                   "administrator", "root-approver", "committee", "witness"))
"""Roles that need no rule to be known; a policy's rules may name others."""


@dataclass(frozen=True, slots=True)
class Office:
    """One role of one person. portals: `*` for all; start, until: first and last day, empty where open."""

    person: str
    role: str
    portals: tuple[str, ...]
    start: str
    until: str

    def held_on(self, day: str) -> bool:
        return self.start <= day and (not self.until or day <= self.until[:10])

    def covers(self, portal: str) -> bool:
        return "*" in self.portals or portal in self.portals


def known_people(people: Mapping[str, Any]) -> Mapping[str, Any]:
    """Person id -> entry of the parsed `_people.yaml`."""
    found = people.get("people")
    return found if isinstance(found, dict) else {}


def offices_of(people: Mapping[str, Any], portals: Mapping[str, Portal]) -> Iterator[Office]:
    """Every term and every seat of somebody whom `_people.yaml` knows, within that person's own first and last day."""
    entries = known_people(people)
    for person, entry in entries.items():
        terms = entry.get("terms") if isinstance(entry, dict) else None
        for term in terms if isinstance(terms, list) else ():
            if isinstance(term, dict) and isinstance(term.get("role"), str):
                where = term.get("portals")
                yield _office(person, entry, term["role"], tuple(map(str, where)) if isinstance(where, list) and where
                              else ("*",), _text(term, "from"), _text(term, "until"))
    for portal in portals.values():
        for seat in portal.board.seats:
            if seat.person in entries:
                yield _office(seat.person, entries[seat.person], seat.role, (portal.key,), seat.start, seat.until)


def _office(person: str, entry: Any, role: str, portals: tuple[str, ...], start: str, until: str) -> Office:
    own = entry if isinstance(entry, dict) else {}
    return Office(person, role, portals, max(start, _text(own, "from")),
                  min(filter(None, (until, _text(own, "until"))), default=""))


def _text(values: Mapping[str, Any], key: str) -> str:
    value = values.get(key)
    return value if isinstance(value, str) else ""


def check_boards(people: Mapping[str, Any], rules: Mapping[str, Any], portals: Mapping[str, Portal],
                 day: str) -> list[Finding]:
    """What is wrong with the boards on a day (ISO 8601): people whom nobody knows, roles that no rule names, terms that
    are over, and boards without a head. people, rules: the parsed `_people.yaml` and `_policy.yaml`."""
    entries, roles = known_people(people), ROLES | _named_in(rules)
    held = list(offices_of(people, portals))
    found = []
    for portal in portals.values():
        def wrong(name: str, severity: Severity, path: str = f"portals/{portal.key}.yaml", **params: str) -> None:
            found.append(Finding(f"review.{name}", severity, path, 0, params))

        for seat in portal.board.seats:
            if seat.person not in entries:
                wrong("unknown-person-on-board", Severity.ERROR, person=seat.person, role=seat.role)
                continue
            if seat.role not in roles:
                wrong("unknown-role-on-board", Severity.ERROR, person=seat.person, role=seat.role,
                    expected=", ".join(sorted(roles)))
            office = _office(seat.person, entries[seat.person], seat.role, (portal.key,), seat.start, seat.until)
            if office.until and office.until[:10] < day:
                wrong("board-term-over", Severity.WARNING, person=seat.person, role=seat.role, until=office.until[:10])
        if portal.board.seats and not any(office.role == "head" and office.covers(portal.key) and office.held_on(day)
                                          for office in held):
            wrong("board-without-head", Severity.WARNING)
    return found


def _named_in(rules: Mapping[str, Any]) -> set[str]:
    """Every role that a rule of the policy speaks of."""
    found: set[str] = set()
    listed = rules.get("rules")
    for rule in listed if isinstance(listed, list) else ():
        rule = rule if isinstance(rule, dict) else {}
        parts = [rule.get(key) for key in ("submit", "withdraw", "publish")]
        parts += [stage.get("roles") for stage in rule.get("stages") or () if isinstance(stage, dict)]
        found.update(role for part in parts if isinstance(part, list) for role in part if isinstance(role, str))
    return found
