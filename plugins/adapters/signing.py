"""Sign with a person's own SSH key, through OpenSSH: agents, passphrases and security keys work as everywhere else."""

import os
import subprocess
import tempfile
from pathlib import Path

from plugins.model.errors import OperatorError

_HINT = "Install OpenSSH 8.2 or newer (on Windows it comes with Git for Windows)."


def _ssh_keygen(*arguments: str, message: bytes | None = None) -> bytes:
    """Run ssh-keygen; the terminal stays connected so that it can ask for a passphrase or a touch."""
    try:
        done = subprocess.run(["ssh-keygen", *arguments], input=message, capture_output=True, check=False)
    except FileNotFoundError:
        raise OperatorError("ssh-keygen was not found", _HINT) from None
    if done.returncode:
        raise OperatorError(f"ssh-keygen could not do it: {done.stderr.decode('utf-8', 'replace').strip()}", _HINT)
    return done.stdout


def sign(message: bytes, key: Path, namespace: str) -> bytes:
    """The armoured SSH signature of `message`.

    key: a private key, or the public half of a key that an agent or a security key holds.
    Raises OperatorError where there is no such key or OpenSSH cannot use it.
    """
    if not key.exists():
        raise OperatorError(f"there is no key at {key}",
                            "Make one with `tasks.py keys new PERSON`, or name yours with --key.")
    return _ssh_keygen("-Y", "sign", "-q", "-n", namespace, "-f", str(key), message=message)


def public_line(key: Path) -> str:
    """`type base64` of a key, given its private or its public file."""
    beside = key if key.suffix == ".pub" else key.with_name(key.name + ".pub")
    if beside.exists():
        words = beside.read_text(encoding="utf-8").split()
    elif key.exists():
        words = _ssh_keygen("-y", "-f", str(key)).decode().split()
    else:
        raise OperatorError(f"there is no key at {key}",
                            "Make one with `tasks.py keys new PERSON`, or name yours with --key.")
    if len(words) < 2:
        raise OperatorError(f"{beside} is not a public key", "It is the file that ends in .pub, one line long.")
    return " ".join(words[:2])


def make_key(path: Path, comment: str, passphrase: str) -> str:
    """Make an ed25519 key pair at `path` (which must not exist) and return the public line."""
    if path.exists():
        raise OperatorError(f"{path} exists already", "Remove it first if that key is really no longer needed.")
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    _ssh_keygen("-q", "-t", "ed25519", "-C", comment, "-N", passphrase, "-f", str(path))
    os.chmod(path, 0o600)
    return public_line(path)


def openssh_agrees(message: bytes, signature: bytes, public_key: str, person: str, namespace: str) -> bool:
    """Whether OpenSSH itself, and not our own reading, finds the signature good. For `audit --independent`."""
    with tempfile.TemporaryDirectory() as folder:
        allowed, armoured = Path(folder, "allowed"), Path(folder, "signature")
        allowed.write_text(f"{person} {public_key}\n", encoding="utf-8")
        armoured.write_bytes(signature)
        done = subprocess.run(["ssh-keygen", "-Y", "verify", "-f", str(allowed), "-I", person, "-n", namespace,
                               "-s", str(armoured)], input=message, capture_output=True, check=False)
        return done.returncode == 0
