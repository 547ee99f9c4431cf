"""A decree's file as a `Profile`: what an official writes, checked so that each mistake is named at its line.

Reads plain YAML values (all scalars are text), so that this package needs no file access. A rule that cannot be used
is named and left out; the others still bind.
"""

import re
from datetime import date
from typing import Any, Iterable, Mapping, Sequence

from plugins.model import Finding, Portal, Severity
from plugins.model.rule import ChecklistItem, PortalType, Profile, Rule

PROFILE_KEYS = {"number", "name", "issuer", "effective_from", "effective_to", "replaces", "languages", "overlay",
                "trigger_day_counts", "portal_types", "rules", "checklist", "note"}
RULE_KEYS = {"id", "kind", "cite", "applies_to", "severity", "effective_from", "effective_to", "meets", "text", "note"}
ITEM_KEYS = {"id", "cite", "applies_to", "types", "effective_from", "effective_to", "meets", "text", "note"}
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
Parameters = Mapping[str, Mapping[str, tuple[str, bool]]]
"""Per kind: parameter name -> (what it is, required)."""


class _Reader:
    def __init__(self, path: str, lines: Mapping[str, int]) -> None:
        self.path, self.lines, self.findings = path, lines, []
        self.entry_line = 0

    def wrong(self, id: str, at: str, /, **params: str) -> None:
        """A finding at the line of the rule or item that is being read, else at that of the top-level key `at`."""
        self.findings.append(Finding(id, Severity.ERROR, self.path, self.entry_line or self.lines.get(at, 1), params))

    def day(self, value: Any, key: str, at: str) -> str:
        if value in (None, ""):
            return ""
        try:
            return date.fromisoformat(str(value)).isoformat()
        except ValueError:
            self.wrong("regulation.bad-value", at, key=key, found=str(value)[:60], expected="2026-12-31")
            return ""

    def flag(self, value: Any, key: str, at: str) -> bool:
        if value not in (None, "true", "false"):
            self.wrong("regulation.bad-value", at, key=key, found=str(value)[:60], expected="true, false")
        return value == "true"

    def unknown(self, values: Mapping[str, Any], known: Iterable[str], at: str | None = None, where: str = "") -> None:
        for key in sorted(set(values) - set(known)):
            self.wrong("regulation.unknown-key", at or key, key=key, where=where or self.path, expected=", ".join(sorted(known)))


    def entries(self, values: Mapping[str, Any], key: str, lines: Mapping[str, Sequence[int]]) -> Iterable[tuple[int, Any]]:
        """The entries of a list with their numbers from 1; what is found wrong meanwhile stands at the entry's line."""
        found = values.get(key) or []
        if not isinstance(found, list):
            self.wrong("regulation.bad-value", key, key=key, found=type(found).__name__, expected="- {id: …}")
            return
        known = lines.get(key, ())
        for number, spec in enumerate(found, 1):
            self.entry_line = known[number - 1] if number <= len(known) else 0
            yield number, spec
        self.entry_line = 0

    def first(self, id: str, key: str, seen: set[str]) -> bool:
        """Whether an id stands here for the first time."""
        if id in seen:
            self.wrong("regulation.rule-twice", key, rule=id)
            return False
        seen.add(id)
        return True


def read_profile(key: str, values: Mapping[str, Any], lines: Mapping[str, int], path: str,
                 kinds: Parameters, entry_lines: Mapping[str, Sequence[int]] | None = None) -> tuple[Profile | None, list[Finding]]:
    """One decree. None where it lacks what every decree has: number, effective_from, portal_types, rules.

    entry_lines: the lines of the entries of `rules` and of `checklist`, where somebody has looked for them.
    """
    reader = _Reader(path, lines)
    reader.unknown(values, PROFILE_KEYS)
    for required in ("number", "effective_from", "portal_types", "rules"):
        if not values.get(required):
            reader.wrong("regulation.missing", required, key=required, where=path)
    types = tuple(_types(values.get("portal_types"), reader))
    starts = reader.day(values.get("effective_from"), "effective_from", "effective_from")
    ends = reader.day(values.get("effective_to"), "effective_to", "effective_to")
    if not (values.get("number") and starts and types) or not isinstance(values.get("rules"), list):
        if values.get("rules") and not isinstance(values["rules"], list):
            reader.wrong("regulation.bad-value", "rules", key="rules", found=type(values["rules"]).__name__, expected="- {id: …}")
        return None, reader.findings
    rules: list[Rule] = []
    seen: set[str] = set()
    keys = {kind.key for kind in types}
    for number, spec in reader.entries(values, "rules", entry_lines or {}):
        rule = _rule(spec, number, reader, kinds, keys, starts, ends)
        if rule is not None and reader.first(rule.id, "rules", seen):
            rules.append(rule)
    items: list[ChecklistItem] = []
    for number, spec in reader.entries(values, "checklist", entry_lines or {}):
        item = _item(spec, number, reader, keys, starts, ends)
        if item is not None and reader.first(item.id, "checklist", seen):
            items.append(item)
    return Profile(
        key=key, number=str(values["number"]), name=_texts(values.get("name")), effective_from=starts, effective_to=ends,
        replaces=_list(values.get("replaces")), languages=_list(values.get("languages")),
        overlay=reader.flag(values.get("overlay"), "overlay", "overlay"),
        trigger_day_counts=reader.flag(values.get("trigger_day_counts"), "trigger_day_counts", "trigger_day_counts"),
        portal_types=types, rules=tuple(rules), checklist=tuple(items)), reader.findings


def _types(values: Any, reader: _Reader) -> Iterable[PortalType]:
    for key, spec in (values.items() if isinstance(values, dict) else ()):
        if not isinstance(spec, dict):
            reader.wrong("regulation.bad-value", "portal_types", key=key, found=str(spec)[:60], expected="{name: {vi: …}, level: 2}")
            continue
        reader.unknown(spec, ("name", "level", "unit_types"), "portal_types", key)
        level = str(spec.get("level") or "0")
        if level not in ("0", "1", "2", "3"):
            reader.wrong("regulation.bad-value", "portal_types", key=f"{key}.level", found=level[:20], expected="1, 2, 3")
            level = "0"
        yield PortalType(key, _texts(spec.get("name")), int(level), _list(spec.get("unit_types")))


def _rule(spec: Any, number: int, reader: _Reader, kinds: Parameters, types: set[str], starts: str, ends: str) -> Rule | None:
    if not _named(spec, "rules", number, "hp-contact", reader):
        return None
    name, before = spec["id"], len(reader.findings)
    kind = spec.get("kind")
    if kind not in kinds:
        reader.wrong("regulation.unknown-kind", "rules", rule=name, found=str(kind), expected=", ".join(sorted(kinds)))
        return None
    asked = kinds[kind]
    reader.unknown(spec, RULE_KEYS | set(asked), "rules", name)
    if not spec.get("cite"):
        reader.wrong("regulation.missing", "rules", key="cite", where=name)
    severity = spec.get("severity") or "note"
    if severity not in tuple(Severity):
        reader.wrong("regulation.bad-value", "rules", key=f"{name}.severity", found=str(severity), expected=", ".join(Severity))
    scope = _scope(spec, "rules", reader, types)
    parameters: dict[str, Any] = {}
    for parameter, (form, required) in asked.items():
        value = spec.get(parameter)
        if value in (None, ""):
            if required:
                reader.wrong("regulation.missing", "rules", key=parameter, where=name)
            continue
        typed = _FORMS[form](value)
        if typed is None:
            reader.wrong("regulation.bad-value", "rules", key=f"{name}.{parameter}", found=str(value)[:60], expected=form)
        else:
            parameters[parameter] = typed
    own_start = reader.day(spec.get("effective_from"), f"{name}.effective_from", "rules")
    own_end = reader.day(spec.get("effective_to"), f"{name}.effective_to", "rules")
    if len(reader.findings) > before:
        return None
    return Rule(name, str(spec["cite"]), kind, scope, Severity(severity), parameters, own_start or starts, own_end or ends,
                _list(spec.get("meets")), _texts(spec.get("text")))


def _item(spec: Any, number: int, reader: _Reader, types: set[str], starts: str, ends: str) -> ChecklistItem | None:
    if not _named(spec, "checklist", number, "hp-check-customs", reader):
        return None
    name, before = spec["id"], len(reader.findings)
    reader.unknown(spec, ITEM_KEYS, "checklist", name)
    for required in ("cite", "text"):
        if not spec.get(required):
            reader.wrong("regulation.missing", "checklist", key=required, where=name)
    text = _texts(spec.get("text"))
    if spec.get("text") and not text.get("vi"):
        reader.wrong("regulation.bad-value", "checklist", key=f"{name}.text", found=str(spec["text"])[:60], expected="{vi: …}")
    scope = _scope(spec, "checklist", reader, types)
    own_start = reader.day(spec.get("effective_from"), f"{name}.effective_from", "checklist")
    own_end = reader.day(spec.get("effective_to"), f"{name}.effective_to", "checklist")
    if len(reader.findings) > before:
        return None
    return ChecklistItem(name, str(spec["cite"]), text, scope, _list(spec.get("types")), own_start or starts, own_end or ends,
                         _list(spec.get("meets")))


def _named(spec: Any, key: str, number: int, expected: str, reader: _Reader) -> bool:
    if isinstance(spec, dict) and _ID.fullmatch(str(spec.get("id") or "")):
        return True
    found = str(spec.get("id") if isinstance(spec, dict) else spec)[:60]
    reader.wrong("regulation.bad-value", key, key=f"{key}[{number}].id", found=found, expected=expected)
    return False


def _scope(spec: Mapping[str, Any], key: str, reader: _Reader, types: set[str]) -> tuple[str, ...]:
    scope = _list(spec.get("applies_to"))
    if strange := sorted(set(scope) - types):
        reader.wrong("regulation.bad-value", key, key=f"{spec['id']}.applies_to", found=", ".join(strange), expected=", ".join(sorted(types)))
    return scope


def _number(value: Any) -> int | None:
    return int(value) if isinstance(value, str) and re.fullmatch(r"[0-9]{1,4}", value) else None


_FORMS = {
    "text": lambda v: v if isinstance(v, str) else None,
    "list": lambda v: _list(v) or None,
    "number": _number,
    "flag": lambda v: {"true": True, "false": False}.get(v) if isinstance(v, str) else None,
}


def _list(value: Any) -> tuple[str, ...]:
    if isinstance(value, list):
        return tuple(str(v) for v in value if isinstance(v, str))
    return (value,) if isinstance(value, str) and value else ()


def _texts(value: Any) -> dict[str, str]:
    if isinstance(value, str):
        return {"vi": value}
    return {k: v for k, v in value.items() if isinstance(v, str)} if isinstance(value, dict) else {}


def type_of(profile: Profile, portal: Portal) -> str:
    """The portal type of a profile that a portal falls under: the first that fits, or an empty string."""
    for kind in profile.portal_types:
        if kind.level in (0, portal.level) and (not kind.unit_types or portal.unit_type in kind.unit_types):
            return kind.key
    return ""


def binding(profiles: Sequence[Profile], portal: Portal, day: str) -> list[tuple[Profile, Rule]]:
    """Rules that bind a portal on a day: those of its own regulation, then those of the overlays, in file order.

    A portal that names no regulation is bound by none: nobody has said under which decree it stands.
    """
    found = []
    for profile in sorted(profiles, key=lambda p: (p.overlay, p.key)):
        kind = kind_bound(profile, portal)
        found += [(profile, rule) for rule in profile.rules
                  if kind and rule.in_force(day) and (not rule.scope or kind in rule.scope)]
    return found


def kind_bound(profile: Profile, portal: Portal) -> str:
    """The portal's type under a regulation that binds it, as its own or as an overlay; empty where it does not."""
    binds = portal.regulation and (profile.overlay or profile.key == portal.regulation)
    return (binds and type_of(profile, portal)) or ""
