"""From the registry to the policy: people, boards and rules as people write them become what the roots sign."""

import re
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, Iterable, Mapping

from plugins.model.clock import VIETNAM
from plugins.model.finding import Finding, Severity
from plugins.model.portal import Portal, Section
from plugins.review.boards import check_boards
from plugins.review.canonical import Malformed, dump, spell_instant
from plugins.review.checklist import Source, compile_items
from plugins.review.policy import Policy, read_policy

PEOPLE, RULES = "portals/_people.yaml", "portals/_policy.yaml"

_LONG_AGO = "2000-01-01T00:00:00Z"
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


@dataclass(slots=True)
class _Draft:
    """What is being compiled, and what is wrong with its sources."""

    findings: list[Finding] = field(default_factory=list)
    people: list[dict[str, Any]] = field(default_factory=list)
    grants: list[dict[str, Any]] = field(default_factory=list)
    bounds: dict[str, tuple[str, str | None]] = field(default_factory=dict)

    def wrong(self, name: str, path: str, **params: str) -> None:
        self.findings.append(Finding(f"review.{name}", Severity.ERROR, path, 0, params))


def compile_policy(people: Mapping[str, Any], rules: Mapping[str, Any], portals: Mapping[str, Portal],
                   sections: Mapping[str, Section], aliases: Mapping[str, str], previous: Policy | None,
                   repository: str, issued_at: datetime, baseline: str | None,
                   checklist: Iterable[Source] = ()) -> tuple[bytes | None, list[Finding]]:
    """The canonical bytes of the next policy, or None where something is wrong in the registry; and what is
    wrong or odd in it.

    people, rules: the parsed files. previous: the policy in force; its repository id is kept. baseline: a tree id that
    the first policy accepts as it stands. checklist: what decrees make approvers confirm.
    """
    draft = _Draft()
    for id_, spec in (people.get("people") or {}).items():
        _person(draft, id_, spec if isinstance(spec, dict) else {})
    draft.findings += check_boards(people, rules, portals, issued_at.astimezone(VIETNAM).date().isoformat())
    for portal in portals.values():
        _board(draft, portal)
    value = {
        "format": 1, "repository": previous.repository if previous else repository,
        "number": previous.number + 1 if previous else 1, "previous": previous.id if previous else None,
        "issued_at": spell_instant(issued_at), "baseline": None if previous else baseline,
        "portals": {key: list(portal.languages) for key, portal in sorted(portals.items())},
        "aliases": _aliases(portals, aliases), "types": _types(portals, sections),
        "people": sorted(draft.people, key=lambda person: person["id"]),
        "grants": sorted(draft.grants, key=lambda grant: sorted(grant.items(), key=str)),
        "rules": [_rule(draft, spec) for spec in _list(rules.get("rules"))],
        "settings": _settings(draft, rules.get("settings") or {})}
    items, reworded = compile_items(checklist, _list(rules.get("rules")), previous.checklist if previous else ())
    if items:
        value["checklist"] = items
    for id_ in reworded:
        draft.wrong("checklist-reworded", RULES, item=id_)
    payload = dump(value)
    try:
        read_policy(payload)
    except Malformed as wrong:
        draft.wrong("policy-source", RULES, why=str(wrong))
    refused = any(finding.severity is Severity.ERROR for finding in draft.findings)
    return (None if refused else payload), draft.findings


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _words(value: Any) -> list[str]:
    return [str(item) for item in _list(value)] or ["*"]


def _start(draft: _Draft, text: Any, path: str) -> str:
    return _instant(draft, text, path, 0) or _LONG_AGO


def _end(draft: _Draft, text: Any, path: str) -> str | None:
    return _instant(draft, text, path, 1)


def _instant(draft: _Draft, text: Any, path: str, days: int) -> str | None:
    """A day (its start, or with `days` 1 its end) or an ISO 8601 time, as UTC."""
    if not text:
        return None
    try:
        if _DAY.fullmatch(str(text)):
            day = date.fromisoformat(str(text)) + timedelta(days=days)
            return spell_instant(datetime.combine(day, time(), VIETNAM))
        found = datetime.fromisoformat(str(text))
        return spell_instant(found if found.tzinfo else found.replace(tzinfo=VIETNAM))
    except (ValueError, OverflowError):
        draft.wrong("bad-date", path, value=str(text)[:40])
        return None


def _person(draft: _Draft, id_: str, spec: Mapping[str, Any]) -> None:
    start, until = _start(draft, spec.get("from"), PEOPLE), _end(draft, spec.get("until"), PEOPLE)
    draft.bounds[id_] = start, until
    for extra in sorted(spec.keys() - {"name", "public", "from", "until", "forges", "keys", "terms"}):
        draft.wrong("unknown-key", PEOPLE, key=f"{id_}.{extra}")
    keys = [key for key in _list(spec.get("keys")) if isinstance(key, dict)]
    forges = spec.get("forges") if isinstance(spec.get("forges"), dict) else {}
    draft.people.append({
        "id": id_, "name": str(spec.get("name") or id_), "public": spec.get("public") in ("true", True),
        "forges": {str(forge): str(name) for forge, name in forges.items()},
        "keys": [{"key": " ".join(str(key.get("key") or "").split()[:2]),
                  "start": max(start, _start(draft, key.get("from"), PEOPLE)),
                  "until": _earlier(until, _end(draft, key.get("until"), PEOPLE))} for key in keys]})
    for term in _list(spec.get("terms")):
        if isinstance(term, dict) and term.get("role"):
            _grant(draft, id_, str(term["role"]), _words(term.get("portals")), _words(term.get("sections")),
                   _words(term.get("langs")), term.get("from"), term.get("until"))
        else:
            draft.wrong("bad-term", PEOPLE, person=id_)


def _earlier(one: str | None, other: str | None) -> str | None:
    return min(filter(None, (one, other)), default=None)


def _grant(draft: _Draft, person: str, role: str, portals: list[str], sections: list[str], langs: list[str],
           start: Any, until: Any, path: str = PEOPLE) -> None:
    first, last = draft.bounds[person]
    draft.grants.append({"person": person, "role": role, "portals": sorted(portals), "sections": sorted(sections),
                         "langs": sorted(langs), "start": max(first, _start(draft, start, path)),
                         "until": _earlier(last, _end(draft, until, path))})


def _board(draft: _Draft, portal: Portal) -> None:
    path = f"portals/{portal.key}.yaml"
    for seat in portal.board.seats:
        if seat.person in draft.bounds:  # else it was found above
            _grant(draft, seat.person, seat.role, [portal.key], list(seat.sections), list(seat.langs), seat.start,
                   seat.until, path)


def _aliases(portals: Mapping[str, Portal], aliases: Mapping[str, str]) -> dict[str, str]:
    found = dict(aliases)
    for portal in portals.values():
        for section in portal.sections:
            found |= {f"{portal.key}/{alias}": section.key for alias in section.aliases}
    return found


def _types(portals: Mapping[str, Portal], sections: Mapping[str, Section]) -> dict[str, str]:
    own = {section.key: section.type for portal in portals.values() for section in portal.sections}
    return own | {key: section.type for key, section in sections.items()}


def _rule(draft: _Draft, spec: Any) -> dict[str, Any]:
    spec = spec if isinstance(spec, dict) else {}
    known = {"id", "areas", "portals", "sections", "langs", "types", "submit", "stages", "withdraw", "publish",
             "witness", "checklist", "cite"}
    for extra in sorted(spec.keys() - known):
        draft.wrong("unknown-key", RULES, key=f"{spec.get('id')}.{extra}")
    stages = [stage for stage in _list(spec.get("stages")) if isinstance(stage, dict)]
    return {"id": str(spec.get("id") or ""), "areas": [str(area) for area in _list(spec.get("areas"))],
            "portals": _words(spec.get("portals")), "sections": _words(spec.get("sections")),
            "langs": _words(spec.get("langs")), "types": _words(spec.get("types")),
            "submit": [str(role) for role in _list(spec.get("submit"))],
            "stages": [{"roles": [str(role) for role in _list(stage.get("roles"))],
                        "count": _number(draft, stage.get("count"), 1)} for stage in stages],
            "withdraw": [str(role) for role in _list(spec.get("withdraw"))],
            "publish": [str(role) for role in _list(spec.get("publish"))],
            "witness": spec.get("witness") in ("true", True), "cites": [str(cite) for cite in _list(spec.get("cite"))]}


def _number(draft: _Draft, text: Any, default: int) -> int:
    try:
        return default if text is None else int(str(text))
    except ValueError:
        draft.wrong("bad-number", RULES, value=str(text)[:40])
        return default


def _settings(draft: _Draft, spec: Mapping[str, Any]) -> dict[str, Any]:
    return {"validity_days": _number(draft, spec.get("validity_days"), 30),
            "ratify_hours": _number(draft, spec.get("ratify_hours"), 24),
            "grace_hours": _number(draft, spec.get("grace_hours"), 72),
            "remove_stale": spec.get("remove_stale") in ("true", True)}


# -- views of a policy ------------------------------------------------------------------------------------------------

@dataclass(frozen=True, slots=True)
class Row:
    """One rule as a board member reads it. people: role -> names that hold it now."""

    rule: str
    where: tuple[str, ...]
    submit: tuple[str, ...]
    stages: tuple[tuple[tuple[str, ...], int], ...]
    withdraw: tuple[str, ...]
    publish: tuple[str, ...]
    witness: bool
    cites: tuple[str, ...]
    people: Mapping[str, tuple[str, ...]]


def policy_table(policy: Policy, now: datetime, portal: str | None = None) -> list[Row]:
    """The rules in their order, with who holds each role at `now` (in one portal, or in any)."""
    rows = []
    for rule in policy.rules:
        if portal and "*" not in rule.portals and portal not in rule.portals:
            continue
        roles = dict.fromkeys((*rule.submit, *(role for stage in rule.stages for role in stage.roles), *rule.withdraw,
                               *rule.publish))
        limits = [f"{name}={','.join(values)}" for name, values in
                  (("portals", rule.portals), ("sections", rule.sections), ("langs", rule.langs), ("types", rule.types))
                  if values != ("*",)]
        rows.append(Row(rule.id, (*(str(area) for area in rule.areas), *limits), rule.submit,
                        tuple((stage.roles, stage.count) for stage in rule.stages), rule.withdraw, rule.publish,
                        rule.witness, rule.cites, {role: holders(policy, role, now, portal) for role in roles}))
    return rows


def holders(policy: Policy, role: str, now: datetime, portal: str | None = None) -> tuple[str, ...]:
    """Ids of the people who hold a role at `now`, in one portal or in any."""
    return tuple(sorted({grant.person for grants in policy.grants.values() for grant in grants
                         if grant.role == role and grant.start <= now and (grant.until is None or now < grant.until)
                         and (portal is None or "*" in grant.portals or portal in grant.portals)}))


def codeowners(policy: Policy, forge: str, now: datetime) -> str:
    """A CODEOWNERS file, so that the forge asks the right people. It is a convenience: the gate decides.

    forge: `gitlab`, `gitea` or `github`. GitLab and GitHub take the last pattern that matches, so the policy's order
    is turned round; Gitea reads regular expressions.
    """
    lines = [f"# Made by `tasks.py review --policy --format codeowners-{forge}`; the signed policy {policy.number} decides."]
    for rule in reversed(policy.rules):
        names = {policy.people[person].forges.get(forge) for stage in rule.stages for role in stage.roles
                 for person in holders(policy, role, now)}
        owners = " ".join(f"@{name}" for name in sorted(filter(None, names)))
        if owners:
            lines += [f"{pattern} {owners}" for pattern in _patterns(rule, policy, forge)]
    return "\n".join(lines) + "\n"


def _patterns(rule: Any, policy: Policy, forge: str) -> Iterable[str]:
    folders = {"registry": ["portals/*.yaml"], "themes": ["themes/**"], "catalogs": ["translations/**"],
               "system": ["**"],
               "new-portal": ["portals/*.yaml"]}
    found = []
    for area in rule.areas:
        if area != "content":
            found += folders[area]
            continue
        for portal in rule.portals:
            for section in rule.sections:
                names = [section] + [a.rpartition("/")[2] for a, key in policy.aliases.items() if key == section]
                langs = [lang for lang in rule.langs if len(lang) == 2]
                if "translation" in rule.langs:
                    langs += sorted({lang for own in policy.portals.values() for lang in own[1:]})
                endings = [f"**/*.{lang}.md" for lang in langs] or ["**"]
                found += [f"content/{portal}/{name}/{ending}" for name in names for ending in endings]
    if forge != "gitea":
        return [f"/{pattern}" for pattern in found]
    return [re.escape(p).replace(r"\*\*/", "(.*/)?").replace(r"\*\*", ".*").replace(r"\*", "[^/]+") for p in found]
