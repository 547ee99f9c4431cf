"""One malformed statement, policy or key for each thing that strict reading demands."""

import copy
import json
from datetime import timedelta
from typing import Any, Callable, Iterator

from plugins.review.canonical import dump
from plugins.review.statements import ForgeReport, Kind, Side, Transition, write_statement
from tests.review.world import REPOSITORY, START, Signer, item, person, policy

_TRANSITIONS = (Transition("content/tinh/news/a.vi.md", Side("100644", "a" * 40), Side("100644", "b" * 40)),
                Transition("content/tinh/news/b.vi.md", None, Side("100644", "c" * 40)))


def _statement(kind: Kind, **more: Any) -> dict[str, Any]:
    return json.loads(write_statement(kind, REPOSITORY, "mem", "0" * 32, "f" * 40, START, START + timedelta(days=90),
                                      more.pop("transitions", _TRANSITIONS), **more))


NO_ITEMS: tuple[Any, ...] = ([], None, "t-check", {}, [1], [""], ["T"], ["t check"], ["t-"], ["b", "a"], ["a", "a"], [["a"]])


def malformed_statements() -> Iterator[bytes]:
    sound = _statement(Kind.APPROVE)
    raw = dump(sound)
    for key in sound:
        yield dump({k: v for k, v in sound.items() if k != key})
        yield dump(sound | {key: None})
        yield dump(sound | {key: True})
    first = sound["changes"][0]
    for key in first:
        yield dump(sound | {"changes": [{k: v for k, v in first.items() if k != key}]})
        yield dump(sound | {"changes": [first | {key: 1}]})
    for change in ({"more": 1}, {"path": ""}, {"old": "A" * 40}, {"old": "a" * 39}, {"old_mode": "644"},
                   {"old_mode": None},
                   {"new": None}, {"old": first["new"]}, {"new_mode": None}, {"old": "a" * 40 + "\n"}):
        yield dump(sound | {"changes": [first | change]})
    for value in ({"more": 1}, {"format": 2}, {"kind": "merge"}, {"kind": "witness"}, {"repository": "g" * 32},
                  {"nonce": "0" * 31},
                  {"base": "HEAD"}, {"person": "../mem"}, {"person": "Mem"}, {"changes": []},
                  {"changes": [first, first]},
                  {"changes": sound["changes"][::-1]}, {"changes": {}}, {"changes": [None]},
                  {"expires_at": sound["issued_at"]},
                  {"expires_at": "2026-02-01T00:00:00Z"}, {"expires_at": "2026-12-01T00:00:00Z"},
                  {"issued_at": "2026-03-01"},
                  {"kind": "publish", "reason": " "}, {"kind": "withdraw", "reason": "x"},
                  {"issued_at": "2026-03-01T8:00:00Z"},
                  {"report": {}}, *({"confirmed": items} for items in NO_ITEMS)):
        yield dump(sound | value)
    yield dump(_statement(Kind.WITHDRAW, reason="x",
                          transitions=(Transition("a", Side("100644", "a" * 40), None),)) | {"reason": ""})
    yield from (raw[:-1], raw + b"\n", b" " + raw, raw.replace(b":", b": ", 1),
                raw.replace(b'"base"', b'"base":"","base"', 1),
                b"[]\n", b"1\n", b"", b"[" * 100000, b"\xff", raw.replace(b'"format":1', b'"format":1.0'),
                raw.replace(b'"format":1', b'"format":NaN'), b'"' + b"x" * (33 * 1024 * 1024) + b'"\n')
    for kind in ("submit", "witness"):
        yield dump(sound | {"kind": kind, "confirmed": ["t-check"]})
    report = ForgeReport("gitea", "p", 1, "e" * 40, "a", ("b", "c"))
    witness = _statement(Kind.WITNESS, report=report)
    for value in ({"head": "HEAD"}, {"approvers": ["c", "b"]}, {"approvers": ["b", "b"]}, {"approvers": [1]},
                  {"request": "1"},
                  {"approvers": None}, {"more": 1}):
        yield dump(witness | {"report": witness["report"] | value})


def malformed_policies() -> Iterator[bytes]:
    sound = policy()
    for key in sound:
        yield dump({k: v for k, v in sound.items() if k != key})
        yield dump(sound | {key: True})
    for value in ({"more": 1}, {"format": 2}, {"number": 0}, {"number": 2}, {"number": -1, "previous": "a" * 64},
                  {"previous": "a" * 64}, {"number": 2, "previous": "a"},
                  {"repository": "x"}, {"baseline": "HEAD"}, {"portals": {"../a": ["vi"]}}, {"portals": {"a": []}},
                  {"portals": {"a": "vi"}},
                  {"portals": {"a": [""]}}, {"aliases": {"a": ""}}, {"types": {"a": 1}}, {"issued_at": "today"},
                  {"people": [*sound["people"], person("mem", "other")]},
                  {"people": [*sound["people"], person("x", "mem")]},
                  {"people": [*sound["people"], person("x", gitea="bien-tap")]},
                  {"people": [*sound["people"], person("../x")]},
                  {"people": [*sound["people"],
                              person("x", {"key": "ssh-ed25519 AAAA", "start": "2026-01-01T00:00:00Z",
                                           "until": None})]},
                  {"people": [*sound["people"], person("x", gitea="")]}, {"people": [{}]}, {"grants": [{}]},
                  {"rules": [{}]},
                  {"rules": [sound["rules"][0], sound["rules"][0]]}):
        yield dump(sound | value)
    yield from (dump(_with(sound, act)) for act in _POLICY_FAULTS)
    for items in ([], None, {}, [None], [item("t-b"), item("t-a")], [item("t-a"), item("t-a")]):
        yield dump(sound | {"checklist": items})
    one = item("t-a")
    for key in one:
        yield dump(sound | {"checklist": [{k: v for k, v in one.items() if k != key}]})
    for value in ({"more": 1}, {"id": "T"}, {"id": ""}, {"cite": ""}, {"cite": 1}, {"text": {}}, {"text": {"vi": ""}}, {"text": {"vi": 1}},
                  {"text": "x"}, {"portals": []}, {"portals": ["nowhere"]}, {"portals": ["xa", "tinh"]}, {"rules": ["nothing"]},
                  {"rules": []}, {"rules": [1]}, {"types": []}, {"types": [""]}, {"types": "*"}, {"start": "2026"}, {"start": None},
                  {"until": "never"}, {"until": 1}):
        yield dump(sound | {"checklist": [one | value]})


def _with(value: dict[str, Any], act: Callable[[dict[str, Any]], Any]) -> dict[str, Any]:
    changed = copy.deepcopy(value)
    act(changed)
    return changed


_POLICY_FAULTS: list[Callable[[dict[str, Any]], Any]] = [
    lambda p: p["grants"][0].update(person="nobody"),
    lambda p: p["grants"][0].update(role="A B"),
    lambda p: p["grants"][0].update(portals="*"),
    lambda p: p["grants"][0].update(portals=[1]),
    lambda p: p["grants"][0].update(until="never"),
    lambda p: p["rules"][0].update(stages=[]),
    lambda p: p["rules"][0].update(submit=[]),
    lambda p: p["rules"][0].update(areas=["everything"]),
    lambda p: p["rules"][0].update(witness=1),
    lambda p: p["rules"][0].update(id="A"),
    lambda p: p["rules"][0]["stages"][0].update(count=0),
    lambda p: p["rules"][0]["stages"][0].update(roles=[]),
    lambda p: p["rules"][0]["stages"][0].update(count=True),
    lambda p: p["settings"].update(validity_days=91),
    lambda p: p["settings"].update(validity_days=0),
    lambda p: p["settings"].update(ratify_hours=-1),
    lambda p: p["settings"].update(ratify_hours=721),
    lambda p: p["settings"].update(grace_hours=-1),
    lambda p: p["settings"].update(grace_hours=10**6),
    lambda p: p["settings"].update(remove_stale=0),
    lambda p: p["people"][0]["keys"][0].update(start="x"),
]

_WIRE = Signer("mem").line.split()[1]
MALFORMED_KEYS = ("", "ssh-ed25519", "ssh-ed25519 !!!!", f"ssh-rsa {_WIRE}", f"ssh-ed25519 {_WIRE[:-8]}",
                  "ssh-dss AAAAB3NzaC1kc3M=",
                  f"ssh-ed25519 {_WIRE}AAAA")
