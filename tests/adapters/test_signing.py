"""Signing through OpenSSH, and OpenSSH's agreement with our own verification."""

import base64
import hashlib
import subprocess
from pathlib import Path

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

    def signed(message: bytes, flags: int, extra: bytes = b"") -> bytes:
        head = string(STATEMENT_NAMESPACE.encode()) + string(b"") + string(b"sha512")
        inner = b"SSHSIG" + head + string(hashlib.sha512(message).digest())
        told = (hashlib.sha256(application).digest() + bytes([flags]) + (7).to_bytes(4, "big")
                + hashlib.sha256(inner).digest())
        body = string(kind) + string(private.sign(told)) + bytes([flags]) + (7).to_bytes(4, "big") + extra
        whole = b"SSHSIG" + (1).to_bytes(4, "big") + string(wire) + head + string(body)
        return (b"-----BEGIN SSH SIGNATURE-----\n" + base64.b64encode(whole) + b"\n-----END SSH SIGNATURE-----\n")

    assert public_key(f"{kind.decode()} {base64.b64encode(wire).decode()}") == wire
    assert verify(parse(signed(b"m", 1)), b"m", STATEMENT_NAMESPACE)
    assert openssh_agrees(b"m", signed(b"m", 1), f"{kind.decode()} {base64.b64encode(wire).decode()}", "ed",
                          STATEMENT_NAMESPACE)
    assert not verify(parse(signed(b"m", 0)), b"m", STATEMENT_NAMESPACE), "nobody touched the key"
    assert not verify(parse(signed(b"m", 1)), b"n", STATEMENT_NAMESPACE)
    with pytest.raises(BadSignature):
        parse(signed(b"m", 1, b"more"))
