"""The door for webhooks, over real HTTP on loopback."""

import hashlib
import hmac
import http.client
import json
import threading

import httpx
import pytest

from plugins.adapters.listening import MAX_BYTES, Door

BODY = json.dumps({"msg": {"project_fullname": "tinh/cong"}}).encode()


def knock(door: Door, body: bytes = BODY, secret: str = "s3cret", **headers: str) -> int:
    signature = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    return httpx.post(f"http://127.0.0.1:{door.port}/", content=body, trust_env=False, timeout=30,
                      headers={"X-Pagure-Signature-256": signature, **headers}).status_code


def test_only_signed_deliveries_of_the_project_are_heard() -> None:
    with Door("pagure", "s3cret", "tinh/cong") as door:
        assert knock(door, secret="other") == 403 and not door.knocked.is_set()
        assert knock(door, b'{"msg": {"project_fullname": "khac"}}') == 202 and not door.knocked.is_set()
        assert httpx.get(f"http://127.0.0.1:{door.port}/", trust_env=False).status_code == 501
        assert knock(door) == 202 and door.knocked.is_set()


@pytest.mark.parametrize("length", ["x", "-1", str(MAX_BYTES + 1)])
def test_lengths_that_are_none(length: str) -> None:
    with Door("pagure", "s3cret") as door:
        connection = http.client.HTTPConnection("127.0.0.1", door.port, timeout=30)
        connection.putrequest("POST", "/")
        connection.putheader("Content-Length", length)
        connection.endheaders()
        assert connection.getresponse().status == 413


def test_what_comes_while_something_runs_makes_one_more_run() -> None:
    runs, entered, leave = [], threading.Event(), threading.Event()

    def act() -> None:
        runs.append(1)
        entered.set()
        assert leave.wait(60)

    with Door("pagure", "s3cret") as door:
        thread = threading.Thread(target=door.answer, args=(act, lambda: len(runs) < 2))
        thread.start()
        assert knock(door) == 202 and entered.wait(60)
        assert [knock(door) for _ in range(3)] == [202, 202, 202]
        leave.set()
        thread.join(60)
    assert not thread.is_alive() and len(runs) == 2
