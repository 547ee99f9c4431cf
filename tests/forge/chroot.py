"""A Debian chroot with Pagure 5 in it, made once and kept outside the repository.

The mirror is the one that this machine's own apt uses, read when it is needed.
"""

import os
import shutil
import subprocess
from pathlib import Path

SUITE = "trixie"
PACKAGES = "pagure,pagure-webhook,redis-server,gunicorn"
CLONE = "usr/lib/python3/dist-packages/pagure/ui/clone.py"
# Under Python 3 its proxy hands header values on as bytes, which gunicorn refuses: no push over HTTP would work.
MENDED = ("headers[str(header[0].lower())] = header[1]\n",
          'headers[str(header[0].lower())] = header[1].decode("utf-8")\n')
SECONDS = 900


class CannotRun(Exception):
    """Why the forge cannot be set up on this machine; the text says it plainly."""


def folder() -> Path:
    """Where the chroot lies: `CONGMO_FORGE_CACHE`, else the machine's cache folder."""
    return Path(os.environ.get("CONGMO_FORGE_CACHE") or "/var/cache/cong-mo-forge") / SUITE


def chroot() -> Path:
    """The chroot, built where it is not there yet (80 seconds, 500 MB). Raises CannotRun."""
    if os.geteuid() != 0:
        raise CannotRun("a Debian chroot needs root")
    root = folder()
    if (root / ".ready").exists():
        return root
    if not shutil.which("mmdebstrap"):
        raise CannotRun("mmdebstrap is not installed (Debian: apt-get install mmdebstrap)")
    mirror = _mirror()
    if root.exists():
        shutil.rmtree(root)  # an earlier run was cut short
    root.parent.mkdir(parents=True, exist_ok=True)
    made = subprocess.run(["mmdebstrap", "--variant=minbase", f"--include={PACKAGES}",
                           '--aptopt=Apt::Install-Recommends "false"', SUITE, str(root), mirror],
                          capture_output=True, text=True, timeout=SECONDS)
    if made.returncode:
        raise CannotRun(f"mmdebstrap failed: {made.stderr.strip().splitlines()[-1] if made.stderr else '?'}")
    clone = root / CLONE
    text = clone.read_text(encoding="utf-8")
    if MENDED[0] not in text:
        raise CannotRun("this Pagure differs from the one that is known (5.14): its HTTP proxy cannot be mended")
    clone.write_text(text.replace(*MENDED), encoding="utf-8")
    (root / ".ready").touch()
    return root


def _mirror() -> str:
    """The address of the first Debian archive that apt uses here."""
    if not shutil.which("apt-get"):
        raise CannotRun("there is no apt here")
    listed = subprocess.run(["apt-get", "indextargets", "--format", "$(ORIGIN) $(COMPONENT) $(RELEASE) $(REPO_URI)",
                             "Created-By: Packages"], capture_output=True, text=True, timeout=60).stdout
    for line in listed.splitlines():
        origin, component, release, *address = line.split(" ")
        if origin == "Debian" and component == "main" and "-" not in release and address:
            return address[0]
    raise CannotRun("apt knows no Debian archive here (run apt-get update)")
