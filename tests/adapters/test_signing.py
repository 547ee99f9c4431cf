"""Signing through OpenSSH, and OpenSSH's agreement with our own verification."""

import base64
import hashlib
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Callable

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from plugins.adapters.signing import make_key, openssh_agrees, public_line, sign
from plugins.model import OperatorError
from plugins.review.sshsig import STATEMENT_NAMESPACE, BadSignature, parse, public_key, verify


@pytest.mark.parametrize("kind", [["-t", "ed25519"], ["-t", "ecdsa", "-b", "256"], ["-t", "rsa", "-b", "3072"]])
def test_keys_that_offices_have(tmp_path: Path, kind: list[str]) -> None:
    key = tmp_path / "key"
    subprocess.run(["ssh-keygen", "-q", *kind, "-N", "", "-f", key], check=True)
    signature = sign(b"statement", key, STATEMENT_NAMESPACE)
    parsed = parse(signature)
    assert parsed.key == public_key(public_line(key))
    assert verify(parsed, b"statement", STATEMENT_NAMESPACE)
    assert not verify(parsed, b"Statement", STATEMENT_NAMESPACE) and not verify(parsed, b"statement", "git")
    assert openssh_agrees(b"statement", signature, public_line(key), "ed", STATEMENT_NAMESPACE)
    assert not openssh_agrees(b"Statement", signature, public_line(key), "ed", STATEMENT_NAMESPACE)
    for other in ("ssh-ed25519", "ssh-rsa", "ecdsa-sha2-nistp256", "sk-ssh-ed25519@openssh.com"):
        named = replace(parsed, algorithm=other, flags=1)
        assert other == parsed.algorithm or not verify(named, b"statement", STATEMENT_NAMESPACE), "SHA-1, or another kind"


@pytest.mark.parametrize("spoil", [
    lambda lines: [b"-----BEGIN PGP SIGNATURE-----", *lines[1:]], lambda lines: [*lines[:-1], b"-----END PGP SIGNATURE-----"],
    lambda lines: lines[1:], lambda lines: lines[:-1], lambda lines: [lines[0], lines[-1]], lambda lines: [lines[0]]])
def test_other_armour_is_none(tmp_path: Path, spoil: Callable[[list[bytes]], list[bytes]]) -> None:
    make_key(tmp_path / "key", "ed", "")
    lines = sign(b"m", tmp_path / "key", STATEMENT_NAMESPACE).splitlines()
    assert verify(parse(b"\n".join(lines)), b"m", STATEMENT_NAMESPACE)
    with pytest.raises(BadSignature, match="not an armoured"):
        parse(b"\n".join(spoil(lines)))


@pytest.mark.parametrize("kind", [["-t", "rsa", "-b", "2048"], ["-t", "ecdsa", "-b", "384"]])
def test_keys_that_are_not_accepted(tmp_path: Path, kind: list[str]) -> None:
    subprocess.run(["ssh-keygen", "-q", *kind, "-N", "", "-f", tmp_path / "key"], check=True)
    with pytest.raises(BadSignature):
        public_key(public_line(tmp_path / "key"))


def test_new_keys(tmp_path: Path) -> None:
    line = make_key(tmp_path / "keys/ed", "ed", "")
    assert line.startswith("ssh-ed25519 ") and (tmp_path / "keys/ed").stat().st_mode & 0o777 == 0o600
    with pytest.raises(OperatorError):
        make_key(tmp_path / "keys/ed", "ed", "")
    for missing in (lambda: sign(b"", tmp_path / "none", "x"), lambda: public_line(tmp_path / "none")):
        with pytest.raises(OperatorError):
            missing()


def test_security_keys_count_only_when_touched() -> None:
    private = Ed25519PrivateKey.generate()
    kind, application = b"sk-ssh-ed25519@openssh.com", b"ssh:"

    def string(raw: bytes) -> bytes:
        return len(raw).to_bytes(4, "big") + raw

    wire = string(kind) + string(private.public_key().public_bytes_raw()) + string(application)

    def signed(message: bytes, flags: int, extra: bytes = b"", cut: int = 0) -> bytes:
        head = string(STATEMENT_NAMESPACE.encode()) + string(b"") + string(b"sha512")
        inner = b"SSHSIG" + head + string(hashlib.sha512(message).digest())
        told = (hashlib.sha256(application).digest() + bytes([flags]) + (7).to_bytes(4, "big")
                + hashlib.sha256(inner).digest())
        body = string(kind) + string(private.sign(told)) + bytes([flags]) + (7).to_bytes(4, "big") + extra
        body = body[:len(body) - cut]
        whole = b"SSHSIG" + (1).to_bytes(4, "big") + string(wire) + head + string(body)
        return (b"-----BEGIN SSH SIGNATURE-----\n" + base64.b64encode(whole) + b"\n-----END SSH SIGNATURE-----\n")

    assert public_key(f"{kind.decode()} {base64.b64encode(wire).decode()}") == wire
    assert verify(parse(signed(b"m", 1)), b"m", STATEMENT_NAMESPACE)
    assert openssh_agrees(b"m", signed(b"m", 1), f"{kind.decode()} {base64.b64encode(wire).decode()}", "ed",
                          STATEMENT_NAMESPACE)
    assert not verify(parse(signed(b"m", 0)), b"m", STATEMENT_NAMESPACE), "nobody touched the key"
    assert not verify(parse(signed(b"m", 1)), b"n", STATEMENT_NAMESPACE)
    other = replace(parse(signed(b"m", 1)), algorithm="ssh-ed25519")
    assert not verify(other, b"m", STATEMENT_NAMESPACE), "another kind of signature by the same key"
    with pytest.raises(BadSignature):
        parse(signed(b"m", 1, b"more"))
    for bytes_lost in range(1, 6):  # the counter, and the byte that says whether the key was touched
        with pytest.raises(BadSignature, match="cut short"):
            parse(signed(b"m", 1, cut=bytes_lost))
