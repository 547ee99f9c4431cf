"""Verify SSH signatures (OpenSSH's PROTOCOL.sshsig) without starting ssh-keygen ten thousand times.

Accepted keys: ed25519, ed25519 on a security key, ECDSA on P-256, RSA of at least 3072 bits with SHA-2.
"""

import base64
import binascii
import hashlib
from dataclasses import dataclass

STATEMENT_NAMESPACE = "cong-mo-statement"
POLICY_NAMESPACE = "cong-mo-policy"
RELEASE_NAMESPACE = "cong-mo-release"
"""One namespace a purpose: a signature made for a commit, a log-in or another kind of document counts for nothing."""

_BEGIN, _END = "-----BEGIN SSH SIGNATURE-----", "-----END SSH SIGNATURE-----"
_SECURITY_KEY = "sk-ssh-ed25519@openssh.com"
_MIN_RSA_BITS = 3072


class BadSignature(ValueError):
    """A key or a signature that is malformed, of a kind that is not accepted, or that does not verify."""


class _Reader:
    def __init__(self, raw: bytes) -> None:
        self.raw, self.at = raw, 0

    def take(self, size: int) -> bytes:
        if size > len(self.raw) - self.at:
            raise BadSignature("cut short")
        self.at += size
        return self.raw[self.at - size:self.at]

    def number(self) -> int:
        return int.from_bytes(self.take(4), "big")

    def string(self) -> bytes:
        return self.take(self.number())

    def end(self) -> None:
        if self.at != len(self.raw):
            raise BadSignature("bytes left over")


def _string(raw: bytes) -> bytes:
    return len(raw).to_bytes(4, "big") + raw


@dataclass(frozen=True, slots=True)
class Signature:
    """A parsed SSHSIG. key: the public key's wire form; body: the algorithm's own signature."""

    key: bytes
    namespace: str
    hash: str
    algorithm: str
    body: bytes
    flags: int = 0
    counter: int = 0


def public_key(line: str) -> bytes:
    """The wire form of a key from a line like `ssh-ed25519 AAAA... comment`; raises BadSignature."""
    words = line.split()
    try:
        wire = base64.b64decode(words[1], validate=True)
        kind = _Reader(wire).string().decode("ascii")
    except (IndexError, ValueError, binascii.Error):
        raise BadSignature("not a public key line") from None
    if kind != words[0]:
        raise BadSignature("the key is of another kind than its line says")
    _verifier(wire)
    return wire


def fingerprint(wire: bytes) -> str:
    """`SHA256:...` as `ssh-keygen -l` prints it."""
    return "SHA256:" + base64.b64encode(hashlib.sha256(wire).digest()).decode().rstrip("=")


def parse(armoured: bytes) -> Signature:
    """Take an armoured signature apart; raises BadSignature."""
    try:
        lines = armoured.decode("ascii").strip().splitlines()
        if len(lines) < 3 or lines[0] != _BEGIN or lines[-1] != _END:
            raise BadSignature("not an armoured SSH signature")
        reader = _Reader(base64.b64decode("".join(lines[1:-1]), validate=True))
        if reader.take(6) != b"SSHSIG" or reader.number() != 1:
            raise BadSignature("not an SSH signature of version 1")
        key, namespace, _reserved, hash_, signature = (reader.string() for _ in range(5))
        reader.end()
        inner = _Reader(signature)
        algorithm, body, flags, counter = inner.string().decode("ascii"), inner.string(), 0, 0
        if algorithm == _SECURITY_KEY:
            flags, counter = inner.take(1)[0], inner.number()
        inner.end()
        return Signature(key, namespace.decode("ascii"), hash_.decode("ascii"), algorithm, body, flags, counter)
    except (UnicodeDecodeError, binascii.Error):
        raise BadSignature("not an armoured SSH signature") from None


def verify(signature: Signature, message: bytes, namespace: str) -> bool:
    """Whether `signature.key` signed `message` for this purpose."""
    if signature.namespace != namespace or signature.hash not in ("sha512", "sha256"):
        return False
    digest = hashlib.new(signature.hash, message).digest()
    signed = b"SSHSIG" + _string(namespace.encode()) + _string(b"") + _string(signature.hash.encode()) + _string(digest)
    try:
        return _verifier(signature.key)(signature, signed)
    except BadSignature:
        return False


def _verifier(wire: bytes):
    """A function (signature, signed bytes) -> bool for this key; raises BadSignature for keys that are not accepted."""
    reader = _Reader(wire)
    kind = reader.string().decode("ascii", "replace")
    makers = {"ssh-ed25519": _ed25519, _SECURITY_KEY: _security_key, "ecdsa-sha2-nistp256": _ecdsa, "ssh-rsa": _rsa}
    if kind not in makers:
        raise BadSignature(f"keys of kind {kind} are not accepted")
    try:
        return makers[kind](reader)
    except BadSignature:
        raise
    except ValueError as wrong:  # cryptography's word for a point or a number that is no key
        raise BadSignature(str(wrong)) from None


def _checked(check) -> bool:
    from cryptography.exceptions import InvalidSignature

    try:
        check()
    except (InvalidSignature, ValueError):
        return False
    return True


def _ed25519(reader: _Reader):
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    raw = reader.string()
    reader.end()
    key = Ed25519PublicKey.from_public_bytes(raw)
    return lambda sig, signed: sig.algorithm == "ssh-ed25519" and _checked(lambda: key.verify(sig.body, signed))


def _security_key(reader: _Reader):
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    raw, application = reader.string(), reader.string()
    reader.end()
    key = Ed25519PublicKey.from_public_bytes(raw)

    def check(sig: Signature, signed: bytes) -> bool:
        if sig.algorithm != _SECURITY_KEY or not sig.flags & 1:  # the holder must have touched the key
            return False
        message = (hashlib.sha256(application).digest() + bytes([sig.flags]) + sig.counter.to_bytes(4, "big")
                   + hashlib.sha256(signed).digest())
        return _checked(lambda: key.verify(sig.body, message))

    return check


def _ecdsa(reader: _Reader):
    from cryptography.hazmat.primitives.asymmetric import ec, utils
    from cryptography.hazmat.primitives.hashes import SHA256

    if reader.string() != b"nistp256":
        raise BadSignature("only the curve P-256 is accepted")
    key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), reader.string())
    reader.end()

    def check(sig: Signature, signed: bytes) -> bool:
        if sig.algorithm != "ecdsa-sha2-nistp256":
            return False
        pair = _Reader(sig.body)
        r, s = (int.from_bytes(pair.string(), "big") for _ in range(2))
        pair.end()
        return _checked(lambda: key.verify(utils.encode_dss_signature(r, s), signed, ec.ECDSA(SHA256())))

    return check


def _rsa(reader: _Reader):
    from cryptography.hazmat.primitives.asymmetric import padding, rsa
    from cryptography.hazmat.primitives.hashes import SHA256, SHA512

    exponent, modulus = (int.from_bytes(reader.string(), "big") for _ in range(2))
    reader.end()
    if modulus.bit_length() < _MIN_RSA_BITS:
        raise BadSignature(f"an RSA key needs at least {_MIN_RSA_BITS} bits")
    key = rsa.RSAPublicNumbers(exponent, modulus).public_key()

    def check(sig: Signature, signed: bytes) -> bool:
        hashes = {"rsa-sha2-256": SHA256, "rsa-sha2-512": SHA512}
        if sig.algorithm not in hashes:
            return False
        return _checked(lambda: key.verify(sig.body, signed, padding.PKCS1v15(), hashes[sig.algorithm]()))

    return check
