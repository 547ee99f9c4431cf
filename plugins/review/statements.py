"""Statements: what one person signed about exact bytes.

A statement lies in the repository as two files, `.review/statements/<2 hex>/<id>.json` and `.json.sig`, so that
`ssh-keygen -Y verify` can check it with no help from this program. Its id is the SHA-256 of the first.
"""

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Iterable, Mapping, NamedTuple

from plugins.review.canonical import Malformed, dump, instant, load, shape, spell_instant
from plugins.review.checklist import read_confirmed

FOLDER = ".review/statements/"
MAX_VALIDITY = timedelta(days=90)

_OBJECT = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?", re.ASCII)
_NONCE = re.compile(r"[0-9a-f]{32}", re.ASCII)
_IDENTIFIER = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}", re.ASCII)
_MODE = re.compile(r"[0-7]{6}", re.ASCII)


class Kind(StrEnum):
    """What the signer does. `publish` is the head's emergency publication; `witness` reports approvals on a forge."""

    SUBMIT = "submit"
    APPROVE = "approve"
    WITHDRAW = "withdraw"
    PUBLISH = "publish"
    WITNESS = "witness"


class Side(NamedTuple):
    """One version of a path: git mode (six octal digits) and blob id."""

    mode: str
    blob: str


class Transition(NamedTuple):
    """One path from one version to another; None where it does not exist."""

    path: str
    old: Side | None
    new: Side | None


@dataclass(frozen=True, slots=True)
class ForgeReport:
    """What a forge said of one merge request: the exact head, who opened it, who approved it (forge names)."""

    forge: str
    project: str
    request: int
    head: str
    submitter: str
    approvers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Statement:
    """A parsed statement. base: the published commit that the signer had before them. confirmed: ids of the checklist
    items that an approver confirmed; statements without the key confirm none."""

    id: str
    kind: Kind
    repository: str
    person: str
    nonce: str
    base: str
    issued_at: datetime
    expires_at: datetime
    reason: str
    transitions: tuple[Transition, ...]
    report: ForgeReport | None = None
    confirmed: tuple[str, ...] = ()


def statement_id(payload: bytes) -> str:
    return hashlib.sha256(payload).hexdigest()


def statement_path(payload: bytes) -> str:
    """Where the payload lies in the repository; the signature lies beside it with `.sig` added."""
    return statement_file(statement_id(payload))


def statement_file(id_: str) -> str:
    """The same, from the statement's id."""
    return f"{FOLDER}{id_[:2]}/{id_}.json"


def write_statement(kind: Kind, repository: str, person: str, nonce: str, base: str, issued_at: datetime,
                    expires_at: datetime, transitions: tuple[Transition, ...], reason: str = "",
                    report: ForgeReport | None = None, confirmed: Iterable[str] = ()) -> bytes:
    """The canonical bytes to sign. Raises Malformed for what `read_statement` would not accept."""
    value: dict[str, Any] = {
        "format": 1, "kind": str(kind), "repository": repository, "person": person, "nonce": nonce, "base": base,
        "issued_at": spell_instant(issued_at), "expires_at": spell_instant(expires_at), "reason": reason,
        "changes": [_write_transition(transition) for transition in sorted(transitions, key=lambda t: t.path)],
    }
    if report:
        value["report"] = {
            "forge": report.forge, "project": report.project, "request": report.request, "head": report.head,
            "submitter": report.submitter, "approvers": sorted(report.approvers)}
    if items := sorted(confirmed):
        value["confirmed"] = items
    payload = dump(value)
    read_statement(payload)
    return payload


def _write_transition(transition: Transition) -> dict[str, Any]:
    old, new = transition.old, transition.new
    return {"path": transition.path, "old_mode": old and old.mode, "old": old and old.blob,
            "new_mode": new and new.mode, "new": new and new.blob}


def read_statement(payload: bytes) -> Statement:
    """Parse strictly: unknown, missing or repeated keys, other orders and other spellings raise Malformed."""
    raw = load(payload)
    kind = _one_of(raw.get("kind"))
    kinds: dict[str, Any] = {"format": int, "kind": str, "repository": str, "person": str, "nonce": str, "base": str,
                             "issued_at": str, "expires_at": str, "reason": str, "changes": list}
    if kind is Kind.WITNESS:
        kinds["report"] = dict
    if kind is Kind.APPROVE and "confirmed" in raw:
        kinds["confirmed"] = list
    shape(raw, "a statement", **kinds)
    if raw["format"] != 1:
        raise Malformed("a statement must have format 1")
    _match(_NONCE, raw["repository"], "repository")
    _match(_NONCE, raw["nonce"], "nonce")
    _match(_OBJECT, raw["base"], "base")
    _match(_IDENTIFIER, raw["person"], "person")
    issued_at, expires_at = instant(raw["issued_at"]), instant(raw["expires_at"])
    if not timedelta(0) < expires_at - issued_at <= MAX_VALIDITY:
        raise Malformed(f"a statement must expire after it was issued and within {MAX_VALIDITY.days} days")
    if kind in (Kind.WITHDRAW, Kind.PUBLISH) and not raw["reason"].strip():
        raise Malformed("an emergency needs a reason")
    transitions = tuple(_read_transition(item) for item in raw["changes"])
    paths = [transition.path for transition in transitions]
    if not paths or any(left >= right for left, right in zip(paths, paths[1:])):
        raise Malformed("changes must be sorted by path, each path once, at least one")
    if kind is Kind.WITHDRAW and any(transition.new for transition in transitions):
        raise Malformed("a withdrawal can only remove")
    report = _read_report(raw["report"]) if kind is Kind.WITNESS else None
    return Statement(statement_id(payload), kind, raw["repository"], raw["person"], raw["nonce"], raw["base"],
                     issued_at, expires_at, raw["reason"], transitions, report, read_confirmed(raw["confirmed"]) if "confirmed" in raw else ())


def _one_of(kind: Any) -> Kind:
    try:
        return Kind(kind)
    except ValueError:
        raise Malformed(f"{kind!r} is no kind of statement") from None


def _match(pattern: re.Pattern[str], text: str, what: str) -> None:
    if not pattern.fullmatch(text):
        raise Malformed(f"{what} is not well formed")


def _read_transition(raw: Any) -> Transition:
    maybe = (str, type(None))
    shape(raw, "a change", path=str, old_mode=maybe, old=maybe, new_mode=maybe, new=maybe)
    old, new = _read_side(raw["old_mode"], raw["old"]), _read_side(raw["new_mode"], raw["new"])
    if old == new or not raw["path"]:
        raise Malformed("a change must name a path and two different versions")
    return Transition(raw["path"], old, new)


def _read_side(mode: str | None, blob: str | None) -> Side | None:
    if mode is None and blob is None:
        return None
    _match(_MODE, mode or "", "mode")
    _match(_OBJECT, blob or "", "blob")
    return Side(mode, blob)


def _read_report(raw: Mapping[str, Any]) -> ForgeReport:
    shape(raw, "a report", forge=str, project=str, request=int, head=str, submitter=str, approvers=list)
    _match(_OBJECT, raw["head"], "head")
    names = raw["approvers"]
    if any(type(name) is not str for name in names) or names != sorted(set(names)):
        raise Malformed("approvers must be names, sorted, each once")
    return ForgeReport(raw["forge"], raw["project"], raw["request"], raw["head"], raw["submitter"], tuple(names))
