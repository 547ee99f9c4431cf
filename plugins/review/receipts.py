"""Receipts for citizens, and the signed manifest that ties every published file to them.

Output files below a release:  `data/receipts/<id>.json` in each portal, one for each published source file, and
`release.json` with `release.json.sig` at the top. All are canonical JSON.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Iterable, Mapping

from plugins.model.finding import Finding, Severity
from plugins.review.canonical import Malformed, dump, load, shape, spell_instant
from plugins.review.paths import language_of
from plugins.review.policy import Policy
from plugins.review.sshsig import RELEASE_NAMESPACE, BadSignature, parse, verify
from plugins.review.state import Receipt, Withdrawn

MANIFEST, MANIFEST_SIGNATURE = "release.json", "release.json.sig"


def receipt_name(path: str) -> str:
    """The file name of a source file's receipt: the same for as long as the path exists."""
    return hashlib.sha256(path.encode("utf-8", "surrogatepass")).hexdigest()[:24] + ".json"


def receipt_document(path: str, source: bytes, blob: str, receipt: Receipt | None, policy: Policy,
                     commit: str, now: datetime, outdated: datetime | None = None) -> bytes:
    """What a citizen may know of why this version is public.

    Roles are named; people only where their office is a public one. `receipt` is None for what the baseline holds.
    outdated: when a translation whose original changed loses, or lost, its approved state.
    """
    lapses = outdated or (receipt.lapses if receipt else None)
    basis = "baseline" if receipt is None else receipt.emergency or "approval"
    value: dict[str, Any] = {
        "format": 1, "path": path, "lang": language_of(path), "blob": blob,
        "sha256": hashlib.sha256(source).hexdigest(),
        "repository": policy.repository, "commit": receipt.commit if receipt else commit,
        "policy": receipt.policy if receipt else 1,
        "approved_at": spell_instant(receipt.accepted_at) if receipt and receipt.accepted_at else None,
        "submitted_by": _public(receipt.submitters if receipt else (), policy),
        "approved_by": _public(receipt.approvers if receipt else (), policy),
        "legal_basis": list(receipt.cites if receipt else ()),
        "confirmed": _confirmed(receipt.confirmed if receipt else (), policy),
        "statements": list(receipt.statements if receipt else ()),
        "basis": "lapsed" if outdated and outdated <= now else basis,
        "lapses_at": spell_instant(lapses) if lapses else None}
    return dump(value)


def _confirmed(ids: Iterable[str], policy: Policy) -> list[dict[str, str]]:
    """Checklist items with the words that the policy in force has for them, in its portals' official language."""
    words = {item.id: item.text.get("vi") or next(iter(item.text.values())) for item in policy.checklist}
    return [{"id": id_, "text": words.get(id_, "")} for id_ in ids]


def withdrawal_document(withdrawn: Withdrawn, policy: Policy) -> bytes:
    """The record of an emergency withdrawal, for the notice that stands in the page's place."""
    return dump({"format": 1, "path": withdrawn.path, "blob": withdrawn.blob, "basis": "withdrawal",
                 "withdrawn_at": spell_instant(withdrawn.at),
                 "withdrawn_by": _public((withdrawn.person,), policy), "statement": withdrawn.statement,
                 "reason": withdrawn.reason})


def _public(people: Iterable[str], policy: Policy) -> list[dict[str, Any]]:
    found = []
    for id_ in people:
        roles = sorted({grant.role for grant in policy.grants.get(id_, ())})
        person = policy.people.get(id_)
        found.append({"roles": roles, "name": person.name if person and person.public else None})
    return sorted(found, key=lambda item: (item["roles"], item["name"] or ""))


def release_manifest(policy: Policy, commit: str, published_at: datetime, files: Mapping[str, bytes | str],
                     inputs: Mapping[str, str], previous: str | None) -> bytes:
    """The canonical bytes to sign.

    files: output path -> its bytes or their SHA-256; inputs: source path -> blob id, all that went into the release;
    previous: SHA-256 of the manifest before, so that releases form a chain.
    """
    return dump({"format": 1, "repository": policy.repository, "policy": policy.number, "commit": commit,
                 "published_at": spell_instant(published_at),
                 "previous": previous, "inputs": dict(inputs),
                 "files": {path: found if isinstance(found, str) else hashlib.sha256(found).hexdigest() for path,
                           found in files.items()}})


@dataclass(frozen=True, slots=True)
class Manifest:
    """A release as signed. files: output path -> SHA-256; inputs: source path -> blob id."""

    commit: str
    policy: int
    published_at: str
    previous: str | None
    files: Mapping[str, str]
    inputs: Mapping[str, str]


def read_manifest(payload: bytes) -> Manifest:
    """Strict, as for statements; raises Malformed."""
    raw = shape(load(payload), "a manifest", format=int, repository=str, policy=int, commit=str, published_at=str,
                previous=(str, type(None)), inputs=dict, files=dict)
    if any(type(value) is not str for value in (*raw["files"].values(), *raw["inputs"].values())):
        raise Malformed("files and inputs map paths to digests")
    return Manifest(raw["commit"], raw["policy"], raw["published_at"], raw["previous"], raw["files"], raw["inputs"])


def signature_fault(payload: bytes, armoured: bytes, keys: Iterable[bytes]) -> str | None:
    """Why the manifest's signature is not good under any of the release keys, or None."""
    try:
        signature = parse(armoured)
    except BadSignature:
        return "release-signature-malformed"
    if signature.key not in set(keys):
        return "release-key-unknown"
    return None if verify(signature, payload, RELEASE_NAMESPACE) else "release-signature-bad"


def verify_files(manifest: Manifest, files: Iterable[tuple[str, bytes]]) -> list[Finding]:
    """Compare the files of a site with its manifest, and its receipts with both.

    Found out: files changed, missing or added; inputs without a receipt; receipts for other bytes.
    """
    findings: list[Finding] = []
    seen: set[str] = set()
    receipted: dict[str, str] = {}
    for path, content in files:
        if path in (MANIFEST, MANIFEST_SIGNATURE):
            continue
        seen.add(path)
        if path not in manifest.files:
            findings.append(_finding("verify-added", path))
        elif hashlib.sha256(content).hexdigest() != manifest.files[path]:
            findings.append(_finding("verify-changed", path))
        if "/data/receipts/" in f"/{path}" and path.endswith(".json"):
            findings += _check_receipt(path, content, manifest, receipted)
    findings += [_finding("verify-missing", path) for path in sorted(manifest.files.keys() - seen)]
    findings += [_finding("verify-no-receipt", path) for path in sorted(manifest.inputs.keys() - receipted.keys())
                 if path.startswith("content/")]
    return findings


def _check_receipt(path: str, content: bytes, manifest: Manifest, receipted: dict[str, str]) -> list[Finding]:
    try:
        raw = load(content)
    except Malformed as wrong:
        return [_finding("verify-receipt-malformed", path, why=str(wrong))]
    if raw.get("basis") == "withdrawal":
        return []
    source, blob = raw.get("path"), raw.get("blob")
    if not isinstance(source, str) or manifest.inputs.get(source) != blob:
        return [_finding("verify-receipt-mismatch", path, source=str(source))]
    receipted[source] = blob
    return []


def _finding(name: str, path: str, **params: str) -> Finding:
    return Finding(f"review.{name}", Severity.ERROR, path, 0, params)
