"""Deliveries of webhooks: only whoever knows the secret is heard."""

import hashlib
import hmac
import json

import pytest

from plugins.adapters.forges.webhooks import KINDS, Delivery, read_delivery
from plugins.model import OperatorError

BODY = {"gitlab": {"object_kind": "push", "project": {"path_with_namespace": "tinh/cong"}},
        "gitea": {"repository": {"full_name": "tinh/cong"}}, "github": {"repository": {"full_name": "tinh/cong"}},
        "pagure": {"topic": "git.receive", "msg": {"project_fullname": "tinh/cong"}}}


def headers_of(kind: str, secret: str, body: bytes) -> dict[str, str]:
    digest = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    return {"gitlab": {"X-Gitlab-Token": secret, "X-Gitlab-Event": "Push Hook"},
            "gitea": {"X-Gitea-Signature": digest, "X-Gitea-Event": "push"},
            "github": {"X-Hub-Signature-256": f"sha256={digest}", "X-GitHub-Event": "push"},
            "pagure": {"X-Pagure-Signature-256": digest, "X-Pagure-Topic": "git.receive"}}[kind]


@pytest.mark.parametrize("kind", KINDS)
def test_a_signed_delivery_is_read(kind: str) -> None:
    body = json.dumps(BODY[kind]).encode()
    found = read_delivery(kind, "s3cret", headers_of(kind, "s3cret", body), body)
    assert found.project == "tinh/cong" and found.topic in ("Push Hook", "push", "git.receive")


@pytest.mark.parametrize("kind", KINDS)
def test_another_secret_no_secret_and_no_signature_are_refused(kind: str) -> None:
    body = json.dumps(BODY[kind]).encode()
    for secret, headers in (("s3cret", headers_of(kind, "other", body)), ("", headers_of(kind, "", body)),
                            ("s3cret", {}), ("s3cret", dict.fromkeys(headers_of(kind, "s3cret", body), "ü"))):
        with pytest.raises(OperatorError, match="does not fit"):
            read_delivery(kind, secret, headers, body)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "gitlab"])
def test_a_changed_body_is_refused(kind: str) -> None:
    body = json.dumps(BODY[kind]).encode()
    with pytest.raises(OperatorError, match="does not fit"):
        read_delivery(kind, "s3cret", headers_of(kind, "s3cret", body), body + b" ")


def test_bodies_of_other_shapes() -> None:
    for body in (b"[]", b"7", b'{"project": 3}', b'{"repository": {"full_name": []}}'):
        assert read_delivery("gitea", "s", headers_of("gitea", "s", body), body) == Delivery("push", "")
    with pytest.raises(OperatorError, match="not JSON"):
        read_delivery("gitea", "s", headers_of("gitea", "s", b"\xff"), b"\xff")
