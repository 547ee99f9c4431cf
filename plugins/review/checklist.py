"""The signed checklist: what approvers confirm item by item, because a decree makes them answer for it (HP-18.2.c, QN-03.1).

The policy says which items are asked where, so that only the roots can drop one. A statement says which its signer
confirmed. Items keep their wording under their id: what somebody signed must still be readable years later.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Iterable, Mapping

from plugins.review.canonical import Malformed, instant, shape

ANY = "*"
_ITEM = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Item:
    """One item as the policy holds it. text: language -> words; types: content types, `*` for all; rules: ids of the
    policy's rules under which approvals must confirm it. `until` is exclusive."""

    id: str
    cite: str
    text: Mapping[str, str]
    portals: tuple[str, ...]
    types: tuple[str, ...]
    rules: tuple[str, ...]
    start: datetime
    until: datetime | None

    def asked(self, portal: str, types: Iterable[str], rule: str, time: datetime) -> bool:
        """Whether an approval that is used at `time` must confirm it, for content of any of these types."""
        return (portal in self.portals and rule in self.rules and (ANY in self.types or any(t in self.types for t in types))
                and self.start <= time and (self.until is None or time < self.until))


def read_items(raw: Any) -> tuple[Item, ...]:
    """The policy's `checklist`. Strict: raises Malformed; no checklist is spelt by no key, never by an empty list."""
    if type(raw) is not list or not raw:
        raise Malformed("a checklist has at least one item")
    items = tuple(_item(value) for value in raw)
    _in_order([item.id for item in items], "checklist items")
    return items


def _item(value: Any) -> Item:
    raw = shape(value, "a checklist item", id=str, cite=str, text=dict, portals=list, types=list, rules=list, start=str,
                until=(str, type(None)))
    if not _ITEM.fullmatch(raw["id"]) or not raw["cite"] or not raw["text"]:
        raise Malformed("a checklist item needs an id like hp-check-customs, a clause and its words")
    if any(type(words) is not str or not words for words in raw["text"].values()):
        raise Malformed(f"{raw['id']}: words are text by language")
    for key in ("portals", "types", "rules"):
        if not raw[key] or any(type(name) is not str or not name for name in raw[key]):
            raise Malformed(f"{raw['id']}: {key} must be names, at least one")
        _in_order(raw[key], key)
    return Item(raw["id"], raw["cite"], raw["text"], tuple(raw["portals"]), tuple(raw["types"]), tuple(raw["rules"]),
                instant(raw["start"]), None if raw["until"] is None else instant(raw["until"]))


def read_confirmed(raw: list[Any]) -> tuple[str, ...]:
    """A statement's `confirmed`: ids of items, sorted, each once, at least one. Raises Malformed."""
    if not raw or any(type(id_) is not str or not _ITEM.fullmatch(id_) for id_ in raw):
        raise Malformed("confirmed items must be named by their ids, at least one")
    _in_order(raw, "confirmed items")
    return tuple(raw)


def _in_order(names: list[str], what: str) -> None:
    if names != sorted(set(names)):
        raise Malformed(f"{what} must be sorted, each once")


@dataclass(frozen=True, slots=True)
class Source:
    """An item as a decree asks for it, with the portals that it binds. start, until: as in `Item`."""

    id: str
    cite: str
    text: Mapping[str, str]
    portals: tuple[str, ...]
    types: tuple[str, ...]
    start: str
    until: str | None


def asking_rules(rules: Mapping[str, Any], portal: str) -> dict[str, bool]:
    """Ids of the rules by which the portal's content is approved, and whether each asks for the checklist. rules: the
    parsed `_policy.yaml`."""
    listed = rules.get("rules")
    found = {}
    for rule in listed if isinstance(listed, list) else ():
        if not isinstance(rule, dict) or "content" not in (rule.get("areas") or ()):
            continue
        portals = rule.get("portals") or [ANY]
        if ANY in portals or portal in portals:
            found[str(rule.get("id"))] = _says_so(rule)
    return found


def _says_so(rule: Mapping[str, Any]) -> bool:
    return rule.get("checklist") in ("true", True)


def compile_items(sources: Iterable[Source], rules: Iterable[Any], previous: Iterable[Item]) -> tuple[list[dict[str, Any]], list[str]]:
    """The policy's `checklist` from what decrees ask and from the rules of `_policy.yaml` that say `checklist: true`;
    and the ids of items whose words differ from those in the policy in force."""
    asking = sorted(str(rule.get("id")) for rule in rules if isinstance(rule, dict) and _says_so(rule))
    words = {item.id: dict(item.text) for item in previous}
    items = [{"id": source.id, "cite": source.cite, "text": dict(source.text), "portals": sorted(source.portals),
              "types": sorted(source.types) or [ANY], "rules": asking, "start": source.start, "until": source.until}
             for source in sorted(sources, key=lambda source: source.id) if asking and source.portals]
    return items, [item["id"] for item in items if words.get(item["id"], item["text"]) != item["text"]]
