"""The policy: people, their keys, what their roles let them do, and what each kind of path needs.

It is compiled from the registry (see `roles`), signed by the root keys, and kept as `.review/policies/<number>.json`
with one signature a root beside it. Reading is as strict as for statements.
"""

import hashlib
import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Iterable, Mapping

from plugins.review.canonical import Malformed, instant, load, shape
from plugins.review.checklist import Item, read_items
from plugins.review.paths import Area, Scope, scope_of
from plugins.review.sshsig import BadSignature, public_key

FOLDER = ".review/policies/"
ANY = "*"
OFFICIAL, TRANSLATION = "official", "translation"
"""Words for languages in rules: the portal's first language, and every other."""

NEVER_WITNESSED = ("legal-documents", "directives")
"""Sections of legal documents: a click in a browser, even witnessed, is not enough for them."""

_IDENTIFIER = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}", re.ASCII)
_HEX32 = re.compile(r"[0-9a-f]{32}", re.ASCII)
_DIGEST = re.compile(r"[0-9a-f]{64}", re.ASCII)
_TREE = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Key:
    """A person's key. `until` is exclusive; it is set when a term ends, a person leaves or a key is lost."""

    wire: bytes
    line: str
    start: datetime
    until: datetime | None

    def open_at(self, time: datetime) -> bool:
        return self.start <= time and (self.until is None or time < self.until)


@dataclass(frozen=True, slots=True)
class Person:
    """`public`: whether the name may be shown to citizens, because the office is a public one."""

    id: str
    name: str
    public: bool
    keys: tuple[Key, ...]
    forges: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Grant:
    """A role that a person holds somewhere for a term (`until` exclusive). `*` stands for all."""

    person: str
    role: str
    portals: tuple[str, ...]
    sections: tuple[str, ...]
    langs: tuple[str, ...]
    start: datetime
    until: datetime | None

    def covers(self, scope: Scope, lang: str, time: datetime) -> bool:
        """Whether it holds for this scope (with `lang` the scope's language or the portal's official one) then."""
        return (self.start <= time and (self.until is None or time < self.until)
                and (ANY in self.portals or scope.portal in self.portals)
                and (ANY in self.sections or scope.section in self.sections)
                and (ANY in self.langs or lang in self.langs))


@dataclass(frozen=True, slots=True)
class Stage:
    """`count` distinct people, each holding one of `roles`."""

    roles: tuple[str, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Rule:
    """What changes of some paths need. The first rule of the policy that matches is the one that holds."""

    id: str
    areas: tuple[Area, ...]
    portals: tuple[str, ...]
    sections: tuple[str, ...]
    langs: tuple[str, ...]
    types: tuple[str, ...]
    submit: tuple[str, ...]
    stages: tuple[Stage, ...]
    withdraw: tuple[str, ...]
    publish: tuple[str, ...]
    witness: bool
    cites: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Settings:
    """ratify: how long an emergency publication stands unratified; grace: how long a translation may lag behind."""

    validity: timedelta
    ratify: timedelta
    grace: timedelta
    remove_stale: bool


@dataclass(frozen=True, slots=True)
class Policy:
    """A parsed policy.

    portals: key -> languages, the official one first. aliases: other names of section folders (`name` or `portal/name`) -> section
    key. types: section key -> the content type its items have when they declare none. baseline: a tree that the roots
    accept as it stands. checklist: what approvers confirm; empty in policies from before there was one.
    """

    id: str
    repository: str
    number: int
    previous: str | None
    issued_at: datetime
    baseline: str | None
    portals: Mapping[str, tuple[str, ...]]
    aliases: Mapping[str, str]
    types: Mapping[str, str]
    people: Mapping[str, Person]
    grants: Mapping[str, tuple[Grant, ...]]
    rules: tuple[Rule, ...]
    settings: Settings
    checklist: tuple[Item, ...] = ()

    def scope(self, path: str) -> Scope:
        """Where a path belongs, with its section under the section's own key, whatever name the folder has."""
        scope = scope_of(path, self.portals)
        section = self.aliases.get(f"{scope.portal}/{scope.section}") or self.aliases.get(scope.section)
        return replace(scope, section=section) if section else scope

    def language(self, scope: Scope) -> str:
        """The scope's language; files without one (media, registry) go with the portal's official language."""
        return scope.lang or self.official(scope.portal)

    def official(self, portal: str) -> str:
        return self.portals[portal][0] if portal in self.portals else ""

    def rule_for(self, scope: Scope, type_: str) -> Rule | None:
        """The rule for a path of this scope and content type, or None: then nobody may change it."""
        lang = self.language(scope)
        type_ = type_ or self.types.get(scope.section, "")
        sort = OFFICIAL if lang == self.official(scope.portal) else TRANSLATION
        for rule in self.rules:
            if (scope.area in rule.areas
                    and (ANY in rule.portals or scope.portal in rule.portals)
                    and (ANY in rule.sections or scope.section in rule.sections)
                    and (ANY in rule.langs or lang in rule.langs or sort in rule.langs)
                    and (ANY in rule.types or type_ in rule.types)):
                return rule
        return None

    def asked(self, scope: Scope, types: Iterable[str], rule: str, time: datetime) -> frozenset[str]:
        """Ids of the checklist items that approvals of this scope and these content types must confirm at `time`."""
        own = [type_ or self.types.get(scope.section, "") for type_ in types]
        return frozenset(item.id for item in self.checklist if item.asked(scope.portal, own, rule, time))

    def holds(self, person: str, roles: Iterable[str], scope: Scope, *times: datetime) -> bool:
        """Whether the person holds one of the roles for this scope at every one of these times."""
        lang = self.language(scope)
        return any(grant.role in roles and all(grant.covers(scope, lang, time) for time in times)
                   for grant in self.grants.get(person, ()))

    def owner(self, wire: bytes | None, *times: datetime) -> str | None:
        """Whose key this is, where it is open at every one of these times; nobody's where there is none."""
        for person in self.people.values():
            for key in person.keys:
                if key.wire == wire and all(key.open_at(time) for time in times):
                    return person.id
        return None

    def known_on(self, forge: str, name: str) -> str | None:
        """Who bears this name on this forge."""
        return next((person.id for person in self.people.values() if person.forges.get(forge) == name), None)


def policy_id(payload: bytes) -> str:
    return hashlib.sha256(payload).hexdigest()


def policy_path(number: int) -> str:
    """Where policy `number` lies; signatures lie beside it as `<number>.<name>.sig`."""
    return f"{FOLDER}{number:04d}.json"


def read_policy(payload: bytes) -> Policy:
    """Parse strictly; raises Malformed, also for a key that two people share and for roles that nobody defined."""
    raw = load(payload)
    shape(raw, "a policy", format=int, repository=str, number=int, previous=(str, type(None)),
          issued_at=str, baseline=(str, type(None)), portals=dict, aliases=dict, types=dict, people=list,
          grants=list, rules=list, settings=dict, **({"checklist": list} if "checklist" in raw else {}))
    if raw["format"] != 1 or raw["number"] < 1 or (raw["previous"] is None) != (raw["number"] == 1):
        raise Malformed("a policy must have format 1, a number from 1 and, above 1, the id of its predecessor")
    _match(_HEX32, raw["repository"])
    if raw["previous"] is not None:
        _match(_DIGEST, raw["previous"])
    if raw["baseline"] is not None:
        _match(_TREE, raw["baseline"])
    portals = {_match(_IDENTIFIER, key): _texts(langs) for key, langs in raw["portals"].items()}
    if not all(portals.values()):
        raise Malformed("a portal needs a language")
    aliases, types = ({key: _text(value) for key, value in raw[name].items()} for name in ("aliases", "types"))
    people = _people(raw["people"])
    grants: dict[str, tuple[Grant, ...]] = {}
    for item in raw["grants"]:
        grant = _grant(item)
        if grant.person not in people:
            raise Malformed(f"{grant.person} holds a role and is not among the people")
        grants[grant.person] = (*grants.get(grant.person, ()), grant)
    rules = tuple(_rule(item) for item in raw["rules"])
    if len({rule.id for rule in rules}) != len(rules):
        raise Malformed("two rules have the same id")
    checklist = read_items(raw["checklist"]) if "checklist" in raw else ()
    for item in checklist:
        if strange := {*item.portals} - portals.keys() or {*item.rules} - {rule.id for rule in rules}:
            raise Malformed(f"{item.id}: no portal or rule is called {min(strange)}")
    return Policy(policy_id(payload), raw["repository"], raw["number"], raw["previous"], instant(raw["issued_at"]),
                  raw["baseline"], portals, aliases, types, people, grants, rules, _settings(raw["settings"]), checklist)


def _match(pattern: re.Pattern[str], text: str) -> str:
    if not pattern.fullmatch(text):
        raise Malformed(f"{text!r} is not well formed")
    return text


def _text(value: Any) -> str:
    if type(value) is not str or not value:
        raise Malformed("a text was expected")
    return value


def _texts(value: Any) -> tuple[str, ...]:
    if type(value) is not list:
        raise Malformed("a list was expected")
    return tuple(_text(item) for item in value)


def _until(text: str | None) -> datetime | None:
    return None if text is None else instant(text)


def _people(items: list) -> dict[str, Person]:
    people: dict[str, Person] = {}
    owners: dict[bytes, str] = {}
    names: set[tuple[str, str]] = set()
    for item in items:
        raw = shape(item, "a person", id=str, name=str, public=bool, keys=list, forges=dict)
        id_ = _match(_IDENTIFIER, raw["id"])
        if id_ in people:
            raise Malformed(f"{id_} occurs twice")
        keys = tuple(_key(key) for key in raw["keys"])
        for key in keys:
            if owners.setdefault(key.wire, id_) != id_:
                raise Malformed(f"{id_} and {owners[key.wire]} share a key")
        for forge, name in raw["forges"].items():
            if (forge, _text(name)) in names:
                raise Malformed(f"two people have the name {name} on {forge}")
            names.add((forge, name))
        people[id_] = Person(id_, raw["name"], raw["public"], keys, raw["forges"])
    return people


def _key(item: Any) -> Key:
    raw = shape(item, "a key", key=str, start=str, until=(str, type(None)))
    try:
        return Key(public_key(raw["key"]), raw["key"], instant(raw["start"]), _until(raw["until"]))
    except BadSignature as wrong:
        raise Malformed(str(wrong)) from None


def _grant(item: Any) -> Grant:
    raw = shape(item, "a grant", person=str, role=str, portals=list, sections=list, langs=list, start=str,
                until=(str, type(None)))
    return Grant(raw["person"], _match(_IDENTIFIER, raw["role"]), _texts(raw["portals"]), _texts(raw["sections"]),
                 _texts(raw["langs"]), instant(raw["start"]), _until(raw["until"]))


def _rule(item: Any) -> Rule:
    raw = shape(item, "a rule", id=str, areas=list, portals=list, sections=list, langs=list, types=list, submit=list,
                stages=list, withdraw=list, publish=list, witness=bool, cites=list)
    stages = []
    for stage in raw["stages"]:
        shape(stage, "a stage", roles=list, count=int)
        if stage["count"] < 1 or not stage["roles"]:
            raise Malformed("a stage needs at least one role and one person")
        stages.append(Stage(_texts(stage["roles"]), stage["count"]))
    if not stages or not raw["submit"]:
        raise Malformed("a rule needs a role that submits and a stage that approves")
    try:
        areas = tuple(Area(area) for area in _texts(raw["areas"]))
    except ValueError:
        raise Malformed("a rule names an unknown area") from None
    return Rule(_match(_IDENTIFIER, raw["id"]), areas, _texts(raw["portals"]), _texts(raw["sections"]),
                _texts(raw["langs"]), _texts(raw["types"]), _texts(raw["submit"]), tuple(stages),
                _texts(raw["withdraw"]), _texts(raw["publish"]), raw["witness"], _texts(raw["cites"]))


def _settings(item: Any) -> Settings:
    raw = shape(item, "settings", validity_days=int, ratify_hours=int, grace_hours=int, remove_stale=bool)
    if not (1 <= raw["validity_days"] <= 90 and 0 <= raw["ratify_hours"] <= 720 and 0 <= raw["grace_hours"] <= 87600):
        raise Malformed("settings are out of range")
    return Settings(timedelta(days=raw["validity_days"]), timedelta(hours=raw["ratify_hours"]),
                    timedelta(hours=raw["grace_hours"]), raw["remove_stale"])
