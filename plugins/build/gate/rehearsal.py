"""A rehearsal: a copy of a site with keys for everybody in it, so that the whole way of a page can be tried at once.

Everything lies in one new folder. Its keys have no passphrase and are worth nothing elsewhere.
"""

import os
import re
import secrets
import shutil
import subprocess
from datetime import datetime
from pathlib import Path

from plugins.adapters.git import GitRepository
from plugins.adapters.git_write import commit_files, write_files
from plugins.adapters.signing import make_key, sign
from plugins.build.gate.approval import read_sources
from plugins.build.gate.checklist import checklist_of
from plugins.model.errors import OperatorError
from plugins.review.policy import policy_path
from plugins.review.roles import PEOPLE, compile_policy
from plugins.review.sshsig import POLICY_NAMESPACE

ROOTS = ("root-1", "root-2", "root-3")
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}", re.ASCII)


def rehearse(site: Path, engine: Path, folder: Path, now: datetime) -> list[str]:
    """Lay out `folder/site`, `folder/keys` and `folder/roots`; returns the ids of the people who can sign.

    Raises OperatorError where the folder holds something, or the registry does not compile.
    """
    if folder.exists() and any(folder.iterdir()):
        raise OperatorError(f"{folder} is not empty", "Name a new folder.")
    copy, keys = folder / "site", folder / "keys"
    for name in ("content", "portals"):
        if (site / name).is_dir():
            shutil.copytree(site / name, copy / name)
    for source in sorted((engine / "portals").glob("_*.yaml")):
        if not (copy / "portals" / source.name).exists():
            shutil.copy2(source, copy / "portals" / source.name)
    people, rules, registry, findings = read_sources(copy, engine)
    checklist, more = checklist_of(copy, engine, registry, now)
    ids = [id_ for id_ in people.get("people") or {} if _NAME.fullmatch(id_)]
    lines = {id_: make_key(keys / id_, id_, "") for id_ in (*ids, *ROOTS)}
    (folder / "roots").write_text("threshold 2\n" + "".join(f"{lines[root]} {root}\n" for root in ROOTS),
                                  encoding="utf-8")
    for id_ in ids:
        spec = people["people"][id_]
        people["people"][id_] = (spec if isinstance(spec, dict) else {}) | {"keys": [{"key": lines[id_]}]}
    (copy / PEOPLE).write_text("# Keys of this rehearsal only.\n" + _yaml(people), encoding="utf-8")
    _git(copy, "init", "--quiet", "--initial-branch=main")
    _git(copy, "config", "user.name", "Biên tập viên A")
    _git(copy, "config", "user.email", "bien-tap-vien-a@example.vn")
    _git(copy, "add", "--all")
    _git(copy, "commit", "--quiet", "--message", "Bắt đầu diễn tập")
    repository = GitRepository(copy)
    payload, wrong = compile_policy(people, rules, registry.portals, registry.sections, registry.aliases, None,
                                    secrets.token_hex(16), now,
                                    repository.tree("HEAD"), checklist)
    if payload is None:
        first = [*findings, *more, *wrong][0]
        raise OperatorError(f"{first.path}: {first.id} {dict(first.params)}",
                            "Mend portals/_people.yaml and portals/_policy.yaml.")
    stem = policy_path(1).removesuffix("json")
    files = [(policy_path(1), payload),
             *((f"{stem}{root}.sig", sign(payload, keys / root, POLICY_NAMESPACE)) for root in ROOTS[:2])]
    write_files(copy, files)
    commit_files(copy, [path for path, _content in files], "Chính sách số 1")
    return ids


def _yaml(value: object) -> str:
    import yaml

    return yaml.safe_dump(value, allow_unicode=True, sort_keys=False, width=1000)


def _git(folder: Path, *arguments: str) -> None:
    environment = os.environ | {"GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull}
    done = subprocess.run(["git", "-C", str(folder), *arguments], env=environment, capture_output=True, check=False)
    if done.returncode:
        raise OperatorError(f"git {arguments[0]} failed: {done.stderr.decode('utf-8', 'replace').strip()}")
