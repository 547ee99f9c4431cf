"""Strict reading: of thousands of malformed statements, policies, signatures and keys none is read and none crashes."""

import json
import random
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plugins.review.canonical import MAX_BYTES, Malformed, dump, instant, load, spell_instant
from plugins.review.policy import read_policy
from plugins.review.sshsig import STATEMENT_NAMESPACE, BadSignature, fingerprint, parse, public_key, verify
from plugins.review.statements import (ForgeReport, Kind, Side, Transition, read_statement, statement_path,
                                       write_statement)
from tests.review.malformed import MALFORMED_KEYS, malformed_policies, malformed_statements
from tests.review.world import REPOSITORY, START, Signer, policy

TRANSITIONS = (Transition("content/tinh/news/a.vi.md", Side("100644", "a" * 40), Side("100644", "b" * 40)),
               Transition("content/tinh/news/b.vi.md", None, Side("100644", "c" * 40)),
               Transition("content/tinh/news/ở.vi.md", Side("100755", "d" * 64), None))
REPORT = ForgeReport("gitea", "tinh/cong", 3, "e" * 40, "ed", ("mem", "mem2"))


def payload(kind: Kind = Kind.APPROVE, **more) -> bytes:
    values = {"repository": REPOSITORY, "person": "mem", "nonce": "0" * 32, "base": "f" * 40, "issued_at": START,
              "expires_at": START + timedelta(days=90), "transitions": TRANSITIONS} | more
    return write_statement(kind, **values)


@pytest.mark.parametrize("made", [
    payload(), payload(Kind.SUBMIT), payload(Kind.PUBLISH, reason="Bão"), payload(Kind.WITNESS, report=REPORT),
    payload(Kind.WITHDRAW, reason="Sai", transitions=TRANSITIONS[2:]),
])
def test_round_trip(made: bytes) -> None:
    read = read_statement(made)
    again = write_statement(read.kind, read.repository, read.person, read.nonce, read.base, read.issued_at,
                            read.expires_at,
                            read.transitions, read.reason, read.report)
    assert again == made and statement_path(made).endswith(f"{read.id}.json")


def spoil(value: dict, at: random.Random) -> bytes:
    """One random step away from a sound statement, as bytes."""
    key = at.choice(sorted(value))
    change = value["changes"][at.randrange(len(value["changes"]))]
    junk = at.choice([None, True, 0, -1, 10**30, "", "x", "\x00", "É", [], {}, [[]], "9" * 5000,
                      "2026-02-30T00:00:00Z"])
    acts = [
        lambda: value.pop(key),
        lambda: value.update({key: junk}),
        lambda: value.update({key + "_": junk}),
        lambda: change.update({at.choice(sorted(change)): junk if junk != "x" else 7}),
        lambda: change.pop(at.choice(sorted(change))),
        lambda: change.update({"more": junk}),
        lambda: change.update({"old": change["new"], "old_mode": change["new_mode"]}),
        lambda: value["changes"].reverse(),
        lambda: value["changes"].append(change),
        lambda: value.update(changes=[]),
        lambda: value.update(expires_at=value["issued_at"]),
        lambda: value.update(expires_at="2027-01-01T00:00:00Z"),
        lambda: value.update(kind=at.choice(["merge", "SUBMIT", "withdraw", "witness", "publish"])),
        lambda: value.update(nonce=value["nonce"].upper() + "A"),
        lambda: value.update(base="HEAD"),
        lambda: value.update(person="../" + value["person"]),
        lambda: value.update(format=2),
    ]
    at.choice(acts)()
    made = dump(value)
    raw = [
        lambda: made, lambda: made, lambda: made, lambda: made,
        lambda: made[:-1],
        lambda: b" " + made,
        lambda: made.replace(b":", b": ", 1),
        lambda: b"\xef\xbb\xbf" + made,
        lambda: made.replace(b'"format"', b'"format":1,"format"', 1),
        lambda: made[:at.randrange(len(made))],
        lambda: made + made,
        lambda: made.replace(b"1", b"1.0", 1),
        lambda: made.replace(b"/", b"\\/", 1),
        lambda: b"[" * 100000,
        lambda: made.replace(b'"', b"\xff", 1),
        lambda: json.dumps(value, sort_keys=True).encode(),
    ]
    return at.choice(raw)()


def test_four_thousand_malformed_statements_are_refused() -> None:
    at, refused = random.Random(20260301), 0
    sound = payload(Kind.APPROVE)
    while refused < 4000:
        spoilt = spoil(json.loads(sound), at)
        if spoilt == sound:
            continue
        try:
            read = read_statement(spoilt)
        except Malformed:
            refused += 1
        else:  # a change that gives another sound statement (a shorter list, another person) is no fault
            assert write_statement(read.kind, read.repository, read.person, read.nonce, read.base, read.issued_at,
                                   read.expires_at, read.transitions, read.reason, read.report) == spoilt


@settings(max_examples=1500, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.binary(max_size=400) | st.text(max_size=400).map(str.encode) | st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=20).map(dump))
def test_arbitrary_bytes_are_refused(raw: bytes) -> None:
    for read in (read_statement, read_policy):
        with pytest.raises(Malformed):
            read(raw)


@settings(max_examples=800, deadline=None)
@given(st.data())
def test_a_statement_with_any_byte_changed_is_refused_or_another_statement(data: st.DataObject) -> None:
    made = payload()
    place = data.draw(st.integers(0, len(made) - 1))
    spoilt = made[:place] + bytes([data.draw(st.integers(0, 255))]) + made[place + 1:]
    try:
        read = read_statement(spoilt)
    except Malformed:
        return
    assert spoilt == made or read.id != read_statement(made).id


@settings(max_examples=600, deadline=None)
@given(st.data())
def test_policies_with_a_value_replaced_never_crash(data: st.DataObject) -> None:
    value = policy()
    node = value
    while True:
        keys = sorted(node) if isinstance(node, dict) else list(range(len(node)))
        key = data.draw(st.sampled_from(keys))
        if isinstance(node[key], (dict, list)) and node[key] and data.draw(st.booleans()):
            node = node[key]
            continue
        node[key] = data.draw(st.sampled_from([None, True, -1, 0, 2**70, "", "*", "x y", [], {}, [None], {"a": 1}]))
        break
    try:
        read_policy(dump(value))
    except Malformed:
        pass


@settings(max_examples=600, deadline=None)
@given(st.data())
def test_spoilt_signatures_never_verify_and_never_crash(data: st.DataObject) -> None:
    good = Signer("mem").sign(b"message")
    lines = good.decode().splitlines()
    body = bytearray("".join(lines[1:-1]).encode())
    place = data.draw(st.integers(0, len(body) - 3))
    body[place] = data.draw(st.sampled_from(b"ABCDabcd0123+/=!\n"))
    spoilt = "\n".join([lines[0], body.decode(), lines[-1]]).encode()
    try:
        found = parse(spoilt)
    except BadSignature:
        return
    assert (found == parse(good)) == (verify(found, b"message", STATEMENT_NAMESPACE)
                                      and found.key == Signer("mem").wire)


@given(st.binary(max_size=300))
def test_arbitrary_signatures_and_keys_are_refused(raw: bytes) -> None:
    with pytest.raises(BadSignature):
        parse(raw)
    with pytest.raises(BadSignature):
        public_key(raw.decode("latin-1"))


@pytest.mark.parametrize("text",
                         ["2026-05-01", "2026-05-01T08:00:00+07:00", "2026-05-01T08:00:00.5Z", "2026-5-1T8:00:00Z",
                                  "2026-05-01T24:00:00Z", " 2026-05-01T08:00:00Z", "2026-05-01t08:00:00z", "",
                          "2026-05-01T08:00:60Z"])
def test_one_spelling_of_a_time(text: str) -> None:
    assert spell_instant(instant("2026-05-01T08:00:00Z")) == "2026-05-01T08:00:00Z"
    with pytest.raises(Malformed):
        instant(text)


def test_canonical_form_is_unique() -> None:
    assert load(dump({"b": 1, "a": "ở"})) == {"a": "ở", "b": 1}
    for raw in (b'{"b":1,"a":2}\n', b'{"a":1}', b'{"a":1.0}\n', b'{"a":NaN}\n', b'{"a":"\\u1edf"}\n', b'[1]\n',
                b'{"a":1,"a":1}\n',
                b'{"a":"\\ud800"}\n'):
        with pytest.raises(Malformed):
            load(raw)


def test_what_is_refused_unread_says_so() -> None:
    with pytest.raises(Malformed, match="occurs twice"):
        load(b'{"a":1,"a":1}\n')
    with pytest.raises(Malformed, match="larger than"):
        load(dump({"a": "x" * MAX_BYTES}))


def test_fingerprint_is_that_of_ssh_keygen(tmp_path) -> None:
    import subprocess

    (tmp_path / "key.pub").write_text(Signer("mem").line + "\n")
    said = subprocess.run(["ssh-keygen", "-l", "-f", tmp_path / "key.pub"], capture_output=True, text=True, check=True)
    assert fingerprint(Signer("mem").wire) in said.stdout


@pytest.mark.parametrize("raw", list(malformed_statements()), ids=lambda raw: repr(raw[:20]))
def test_each_demand_on_statements(raw: bytes) -> None:
    with pytest.raises(Malformed):
        read_statement(raw)


@pytest.mark.parametrize("raw", list(malformed_policies()), ids=lambda raw: repr(raw[:20]))
def test_each_demand_on_policies(raw: bytes) -> None:
    with pytest.raises(Malformed):
        read_policy(raw)


@pytest.mark.parametrize("line", MALFORMED_KEYS)
def test_each_demand_on_keys(line: str) -> None:
    with pytest.raises(BadSignature):
        public_key(line)
