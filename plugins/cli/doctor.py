"""`tasks.py doctor`: is this machine ready, and is the last build what its memory says?"""

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import click
import msgspec

from plugins.build.run import state_folder
from plugins.build.store import Store
from plugins.cli.options import ENGINE_ROOT, format_option, site_option
from plugins.model import OperatorError

_MODULES = ("babel", "click", "jinja2", "msgspec", "nh3", "PIL", "pyromark", "yaml")


@dataclass(frozen=True, slots=True)
class Answer:
    """One thing looked at. good: whether it is as it should be; needed: whether a build fails without it."""

    name: str
    good: bool
    detail: str
    mend: str = ""
    needed: bool = True


def machine() -> list[Answer]:
    """What a build needs of this machine."""
    found = [
        Answer("Python", sys.version_info >= (3, 11), sys.version.split()[0], "Install Python 3.11 or newer."),
        _program("git", "--version", "Install git 2.30 or newer."),
        _program("node", "--version", "Install Node 20 or newer: the search script is bundled with it."),
        _program("ssh-keygen", "-?", "Install OpenSSH: approvals are signed with it.", needed=False),
    ]
    missing = [name for name in _MODULES if importlib.util.find_spec(name) is None]
    found.append(Answer("Python packages", not missing, ", ".join(missing) or "all there", "Run `make setup`."))
    esbuild = ENGINE_ROOT / "node_modules/.bin/esbuild"
    found.append(Answer("browser assets", esbuild.exists(), "esbuild", "Run `make setup`."))
    free = shutil.disk_usage(ENGINE_ROOT).free
    found.append(Answer("disk space", free > 10**9, f"{free / 1e9:.1f} GB free", "Free at least 1 GB."))
    return found


def _program(name: str, argument: str, mend: str, needed: bool = True) -> Answer:
    path = shutil.which(name)
    detail = ""
    if path:
        done = subprocess.run([path, argument], capture_output=True, text=True)
        detail = done.stdout.strip().split("\n")[0][:60] or "found"
    return Answer(name, path is not None, detail or "not found", mend, needed)


def site_answers(site: Path, output: Path, deep: bool) -> list[Answer]:
    """The site root and the last build's output."""
    portals = len([p for p in (site / "portals").glob("*.yaml") if not p.name.startswith("_")]) if (site / "portals").is_dir() else 0
    found = [Answer("site root", portals > 0, f"{portals} portals", "Start one with `tasks.py portal init`.")]
    state = state_folder(output)
    if not (state / "library.sqlite").is_file():
        return [*found, Answer("last build", False, "none here", "Run `tasks.py build`.", needed=False)]
    try:
        store = Store(state, read_only=True)
    except OperatorError as other:  # of an older engine: the next build starts anew by itself
        return [*found, Answer("last build", False, str(other), other.hint, needed=False)]
    paths = [row[0] for row in store.db.execute("SELECT path FROM artifact ORDER BY path")]
    missing = [path for path in paths if not os.path.isfile(output / path)]
    found.append(Answer("output files", not missing, f"{len(paths)} known, {len(missing)} missing", "Run `tasks.py build --clean`."))
    found.append(Answer("last build", not store.unsettled(), "finished" if not store.unsettled() else "was interrupted", "Run `tasks.py build`.", needed=False))
    if deep:
        whole = hashlib.sha256()
        for path in sorted(p for p in output.rglob("*") if p.is_file()):
            whole.update(f"{path.relative_to(output)}\0".encode() + path.read_bytes())
        found.append(Answer("digest of the output", True, whole.hexdigest()))
    store.close()
    return found


@click.command("doctor")
@site_option
@click.option("--output", type=click.Path(file_okay=False), default=None, help="Default: output/ in the site root.")
@click.option("--deep", is_flag=True, help="Also read every output file and print one digest over all.")
@format_option("text", "json")
def command(site: Path, output: str | None, deep: bool, format_: str) -> int:
    """Check this machine, the site root and the last build's files. Exit code 1 where something needed is amiss."""
    answers = [*machine(), *site_answers(site, Path(output).resolve() if output else site / "output", deep)]
    if format_ == "json":
        click.echo(msgspec.json.format(msgspec.json.encode([
            {"name": a.name, "good": a.good, "detail": a.detail, "mend": "" if a.good else a.mend} for a in answers]), indent=1))
    else:
        for answer in answers:
            click.echo(f"{'ok ' if answer.good else '!! '} {answer.name}: {answer.detail}" + ("" if answer.good else f"\n      {answer.mend}"))
    return 1 if any(a.needed and not a.good for a in answers) else 0
