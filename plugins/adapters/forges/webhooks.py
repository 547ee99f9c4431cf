"""Is this delivery really from our forge? Webhooks are only a knock at the door: what is public, the gate decides."""

import hashlib
import hmac
import json
from dataclasses import dataclass
from typing import Any, Mapping

from plugins.model.errors import OperatorError


@dataclass(frozen=True, slots=True)
class Delivery:
    """topic: the forge's own name of what happened; project: as in addresses, empty where the forge does not say."""

    topic: str
    project: str


@dataclass(frozen=True, slots=True)
class _Manner:
    """signature, topic: names of headers; prefix: what stands before the digest; plain: the header is the secret."""

    signature: str
    topic: str
    prefix: str = ""
    plain: bool = False


_MANNERS = {
    "gitlab": _Manner("x-gitlab-token", "x-gitlab-event", plain=True),
    "gitea": _Manner("x-gitea-signature", "x-gitea-event"),
    "github": _Manner("x-hub-signature-256", "x-github-event", "sha256="),
    "pagure": _Manner("x-pagure-signature-256", "x-pagure-topic"),
}
KINDS = tuple(_MANNERS)


def read_delivery(kind: str, secret: str, headers: Mapping[str, str], body: bytes) -> Delivery:
    """The delivery, provided that whoever sent it knows the secret. Raises OperatorError otherwise.

    headers: in any case. GitLab sends the secret itself; the others the HMAC-SHA-256 of the body.
    """
    manner = _MANNERS[kind]
    found = {name.lower(): value for name, value in headers.items()}
    given = found.get(manner.signature, "")
    wanted = secret if manner.plain else manner.prefix + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    if not secret or not hmac.compare_digest(given.encode("utf-8", "replace"), wanted.encode()):
        raise OperatorError(f"the delivery's {manner.signature} does not fit",
                            "Is the secret here the one that the forge's webhook was given?")
    try:
        said = json.loads(body)
    except ValueError:
        raise OperatorError("the delivery is not JSON", "Choose JSON as the webhook's content type.") from None
    return Delivery(found.get(manner.topic, ""), _project(said))


def _project(said: Any) -> str:
    """The project's full name, wherever this forge puts it."""
    for keys in (("project", "path_with_namespace"), ("repository", "full_name"), ("msg", "project_fullname")):
        at = said
        for key in keys:
            at = at.get(key) if isinstance(at, dict) else None
        if isinstance(at, str):
            return at
    return ""
