"""Root keys: pinned outside the repository, they sign the policy and nothing else."""

import re
from dataclasses import dataclass
from typing import Iterable, Sequence

from plugins.model.errors import OperatorError
from plugins.review.canonical import Malformed
from plugins.review.policy import Policy, read_policy
from plugins.review.sshsig import POLICY_NAMESPACE, BadSignature, parse, public_key, verify

_HINT = "A roots file has one public key a line, `threshold N` and, if wished, `repository ID`; # starts a comment."


@dataclass(frozen=True, slots=True)
class Roots:
    """threshold: how many distinct root keys must have signed a policy. repository: the only one accepted, if named."""

    keys: frozenset[bytes]
    threshold: int
    repository: str | None = None


def read_roots(lines: Iterable[str]) -> Roots:
    """Pinned roots from the lines of the roots file. Without `threshold`, more than half of the keys must sign."""
    keys: set[bytes] = set()
    threshold, repository = None, None
    for line in lines:
        words = line.partition("#")[0].split()
        try:
            match words:
                case []:
                    continue
                case ["threshold", number]:
                    threshold = int(number)
                case ["repository", id_] if re.fullmatch(r"[0-9a-f]{32}", id_):
                    repository = id_
                case _:
                    keys.add(public_key(line.partition("#")[0]))
        except (BadSignature, ValueError) as wrong:
            raise OperatorError(f"the roots file has a line that is not understood: {line.strip()} ({wrong})",
                                _HINT) from None
    if threshold is None:
        threshold = len(keys) // 2 + 1
    if not 1 <= threshold <= len(keys):
        raise OperatorError("the roots file names fewer keys than must sign", _HINT)
    return Roots(frozenset(keys), threshold, repository)


def trusted_policies(files: Sequence[tuple[str, bytes]], roots: Roots) -> tuple[dict[str, Policy], dict[str, str]]:
    """Policies by id that enough roots signed, or whose successor they signed; and path -> why for the others.

    files: path and bytes of all that ever lay below `.review/policies/`. A policy names its predecessor by hash, so a later
    signature vouches for what it follows; that is how root keys are changed without signing the past again.
    """
    policies: dict[str, tuple[str, Policy]] = {}
    refused: dict[str, str] = {}
    signed: set[str] = set()
    for path, payload in files:
        if not path.endswith(".json"):
            continue
        try:
            policy = read_policy(payload)
            if roots.repository is not None and policy.repository != roots.repository:
                raise Malformed("it is the policy of another repository")
            if any(key.wire in roots.keys for person in policy.people.values() for key in person.keys):
                raise Malformed("a root key is also a person's key")
        except Malformed as wrong:
            refused[path] = str(wrong)
            continue
        policies[policy.id] = path, policy
        if len(_signers(payload, files) & roots.keys) >= roots.threshold:
            signed.add(policy.id)
    trusted: dict[str, Policy] = {}
    for id_ in signed:
        while id_ in policies:  # ends at policy 1: a chain of hashes has no loops
            trusted[id_] = policies[id_][1]
            id_ = policies[id_][1].previous
    for id_, (path, _) in policies.items():
        if id_ not in trusted:
            refused[path] = "too few root keys signed it"
    return trusted, refused


def _signers(payload: bytes, files: Sequence[tuple[str, bytes]]) -> set[bytes]:
    """Keys that signed this payload. A signature counts by what it signs, not by the name of its file."""
    found = set()
    for name, armoured in files:
        if not name.endswith(".json"):
            try:
                signature = parse(armoured)
            except BadSignature:
                continue
            if verify(signature, payload, POLICY_NAMESPACE):
                found.add(signature.key)
    return found
