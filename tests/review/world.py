"""A small province in a real git repository, with people who sign, for the tests of the gate.

Objects are written with `git fast-import`, signatures are made in process, so that a scenario takes milliseconds.
"""

import base64
import hashlib
import itertools
import json
import os
import subprocess
import tempfile
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Iterable

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from plugins.adapters.git import GitRepository, encode_path
from plugins.build.gate.approved_tree import ApprovedTree, approved_tree
from plugins.model import blob_id
from plugins.review.canonical import dump, spell_instant
from plugins.review.policy import policy_id, policy_path
from plugins.review.sshsig import POLICY_NAMESPACE, STATEMENT_NAMESPACE
from plugins.review.state import PublishedState
from plugins.review.statements import ForgeReport, Kind, Side, Transition, statement_path, write_statement

START = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
REPOSITORY = "0123456789abcdef0123456789abcdef"
ENVIRONMENT = {"PATH": os.environ["PATH"], "HOME": "/dev/null", "GIT_CONFIG_GLOBAL": "/dev/null"}
_counter = itertools.count()


def _string(raw: bytes) -> bytes:
    return len(raw).to_bytes(4, "big") + raw


class Signer:
    """An ed25519 key, the same for the same name in every run."""

    def __init__(self, name: str) -> None:
        self.private = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(name.encode()).digest())
        raw = self.private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        self.wire = _string(b"ssh-ed25519") + _string(raw)
        self.line = f"ssh-ed25519 {base64.b64encode(self.wire).decode()}"

    def sign(self, message: bytes, namespace: str = STATEMENT_NAMESPACE) -> bytes:
        head = _string(namespace.encode()) + _string(b"") + _string(b"sha512")
        body = self.private.sign(b"SSHSIG" + head + _string(hashlib.sha512(message).digest()))
        whole = (b"SSHSIG" + (1).to_bytes(4, "big") + _string(self.wire) + head
                 + _string(_string(b"ssh-ed25519") + _string(body)))
        text = base64.b64encode(whole).decode()
        lines = [text[at:at + 70] for at in range(0, len(text), 70)]
        return "\n".join(["-----BEGIN SSH SIGNATURE-----", *lines, "-----END SSH SIGNATURE-----", ""]).encode()


ROOTS = [Signer(f"root-{number}") for number in (1, 2, 3)]
ROOT_LINES = ["# three roots, two must sign", "threshold 2", *(root.line for root in ROOTS)]


def person(id_: str, *keys: dict[str, Any] | str, public: bool = False, **forges: str) -> dict[str, Any]:
    found = [key if isinstance(key, dict) else {"key": Signer(key).line, "start": "2026-01-01T00:00:00Z", "until": None}
             for key in (keys or (id_,))]
    return {"id": id_, "name": f"Nhân sự {id_}", "public": public, "keys": found, "forges": forges}


def grant(person_: str, role: str, portals: str = "*", sections: str = "*", langs: str = "*",
          start: str = "2026-01-01T00:00:00Z", until: str | None = None) -> dict[str, Any]:
    return {"person": person_, "role": role, "portals": portals.split(), "sections": sections.split(),
            "langs": langs.split(), "start": start, "until": until}


def rule(id_: str, areas: str, stages: list[tuple[str, int]], submit: str = "editor member head",
         **more: Any) -> dict[str, Any]:
    defaults = {"portals": ["*"], "sections": ["*"], "langs": ["*"], "types": ["*"], "withdraw": [], "publish": [],
                "witness": False, "cites": []}
    return defaults | {"id": id_, "areas": areas.split(), "submit": submit.split(),
                       "stages": [{"roles": roles.split(), "count": count} for roles, count in stages]} | more


def item(id_: str, rules: str = "content", types: str = "*", portals: str = "tinh", start: str = "2026-01-01T00:00:00Z",
         until: str | None = None) -> dict[str, Any]:
    """A checklist item of the policy."""
    return {"id": id_, "cite": "T-01", "text": {"vi": f"Đã xem {id_}"}, "portals": portals.split(), "types": types.split(),
            "rules": rules.split(), "start": start, "until": until}


def policy(**more: Any) -> dict[str, Any]:
    """A policy with editors, board members, a head, a translator's reviewer, a witness and root approvers."""
    return {
        "format": 1, "repository": REPOSITORY, "number": 1, "previous": None, "issued_at": spell_instant(START),
        "baseline": None, "portals": {"tinh": ["vi", "en", "zh"], "xa": ["vi"]},
        "aliases": {"van-ban": "legal-documents", "tinh/doi-thoai": "dialogues"},
        "types": {"dialogues": "dialogue-plan"},
        "people": [person("ed", gitea="bien-tap"), person("ed2", gitea="bien-tap-2"), person("mem", gitea="uy-vien"),
                   person("mem2", gitea="uy-vien-2"), person("mem3"), person("head", public=True, gitea="truong-ban"),
                   person("lang"), person("xa-ed"), person("xa-mem"), person("sys1"), person("sys2"), person("sys3"),
                   person("witness")],
        "grants": [grant("ed", "editor", "tinh"), grant("ed2", "editor", "tinh"), grant("mem", "member", "tinh"),
                   grant("mem2", "member", "tinh"), grant("mem3", "member", "tinh", "news"),
                   grant("head", "head", "tinh"),
                   grant("lang", "language-reviewer", "tinh", "*", "en"), grant("xa-ed", "editor", "xa"),
                   grant("xa-mem", "member", "xa"), grant("sys1", "root-approver"), grant("sys2", "root-approver"),
                   grant("sys3", "root-approver"), grant("witness", "witness", "tinh")],
        "rules": [
            rule("dialogue-plan", "content", [("member", 1), ("head", 1)], types=["dialogue-plan"], withdraw=["head"],
                 cites=["HP-08.2"]),
            rule("legal", "content", [("member head", 2)], sections=["legal-documents"], withdraw=["head"],
                 witness=True,
                 cites=["HP-12.1"]),
            rule("translation", "content", [("language-reviewer", 1), ("member head", 1)], langs=["translation"],
                 withdraw=["head"], publish=["head"]),
            rule("content", "content", [("member head", 1)], withdraw=["head"], publish=["head"], witness=True,
                 cites=["HP-12.1.a"]),
            rule("registry", "registry", [("member head", 1)]),
            rule("system", "new-portal themes catalogs system", [("root-approver", 2)], submit="root-approver"),
        ],
        "settings": {"validity_days": 90, "ratify_hours": 24, "grace_hours": 72, "remove_stale": False},
    } | more


def signed_policy(value: dict[str, Any], roots: Iterable[Signer] = ROOTS[:2],
                  namespace: str = POLICY_NAMESPACE) -> dict[str, bytes]:
    """The files of a policy with its signatures."""
    payload = dump(value)
    path = policy_path(value["number"])
    return {path: payload} | {f"{path.removesuffix('json')}r{number}.sig": root.sign(payload, namespace)
                              for number, root in enumerate(roots)}


def following(value: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """The next policy after `value`."""
    return value | {"number": value["number"] + 1, "previous": policy_id(dump(value))} | changes


Content = bytes | tuple[str, bytes] | None
"""What a commit writes at a path: bytes of a plain file, (mode, bytes), or None to remove it."""


@dataclass
class World:
    """A repository under construction. `files` is the tree of the last commit of branch `main`."""

    folder: Path
    time: datetime = START
    files: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    tip: str = ""

    @classmethod
    def new(cls, folder: Path, policy_value: dict[str, Any] | None = None, **files: bytes) -> "World":
        """A repository whose first commit holds the signed policy and whose second an approved page."""
        world = cls(folder)
        folder.mkdir(parents=True, exist_ok=True)
        subprocess.run(["git", "init", "-q", "--bare", "-b", "main", str(folder)], env=ENVIRONMENT, check=True)
        world.commit(signed_policy(policy_value or policy()))
        return world

    # -- commits -------------------------------------------------------------------------------------------------

    def commit(self, changes: dict[str, Content], parents: tuple[str, ...] | None = None,
               later: timedelta = timedelta(minutes=10),
               time: datetime | None = None, branch: str = "main", move: bool = True) -> str:
        """Write a commit and return its id; by default it follows the tip of main."""
        self.time = (self.time + later) if time is None else self.time
        stamp = int((time or self.time).timestamp())
        files = dict(self.files)
        out = [f"commit refs/heads/{branch}\nmark :1\ncommitter X <x@example.vn> {stamp} +0700\ndata 1\nx\n".encode()]
        parents = ((self.tip,) if self.tip else ()) if parents is None else parents
        for keyword, parent in zip(("from", "merge", "merge"), parents):
            out.append(f"{keyword} {parent}\n".encode())
        for path, content in changes.items():
            quoted = b'"' + encode_path(path).replace(b"\\", b"\\\\").replace(b'"', b'\\"').replace(b"\n",
                                                                                                    b"\\n") + b'"'
            if content is None:
                files.pop(path, None)
                out.append(b"D " + quoted + b"\n")
                continue
            mode, data = content if isinstance(content, tuple) else ("100644", content)
            files[path] = (mode, data)
            if mode == "160000":
                out.append(b"M 160000 " + data + b" " + quoted + b"\n")
            else:
                out.append(b"M %s inline %s\ndata %d\n" % (mode.encode(), quoted, len(data)) + data + b"\n")
        with tempfile.NamedTemporaryFile() as marks:
            subprocess.run(["git", "-C", str(self.folder), "fast-import", "--quiet", "--force",
                            f"--export-marks={marks.name}"], input=b"".join(out), env=ENVIRONMENT, check=True)
            id_ = Path(marks.name).read_text().split()[1]
        if move:
            self.tip, self.files = id_, files
        return id_

    def git(self, *arguments: str, stdin: bytes = b"") -> str:
        done = subprocess.run(["git", "-C", str(self.folder), *arguments], input=stdin, env=ENVIRONMENT,
                              capture_output=True, check=True)
        return done.stdout.decode().strip()

    def brought(self, path: str) -> list[bytes]:
        """Every version of a file that some commit of some branch brought, whatever became of it later."""
        commits = self.git("log", "--all", "--format=%H", "--diff-filter=AM", "-m", "--", path).split()
        return [subprocess.run(["git", "-C", str(self.folder), "show", f"{commit}:{path}"], env=ENVIRONMENT,
                               capture_output=True, check=True).stdout for commit in dict.fromkeys(commits)]

    # -- statements ----------------------------------------------------------------------------------------------

    def side(self, content: Content) -> Side | None:
        if content is None:
            return None
        mode, data = content if isinstance(content, tuple) else ("100644", content)
        return Side(mode, data.decode() if mode == "160000" else blob_id(data))

    def transitions(self, changes: dict[str, Content]) -> tuple[Transition, ...]:
        """What these changes are, seen from the tip."""
        return tuple(Transition(path, self.side(self.files.get(path)), self.side(content))
                     for path, content in sorted(changes.items(), key=lambda item: item[0])
                     if self.side(self.files.get(path)) != self.side(content))

    def payload(self, kind: Kind, person_: str, changes: dict[str, Content] | tuple[Transition, ...],
                **more: Any) -> bytes:
        issued = more.pop("issued_at", self.time)
        values = {"repository": REPOSITORY, "nonce": f"{next(_counter):032x}", "base": self.tip, "issued_at": issued,
                  "expires_at": issued + timedelta(days=30),
                  "reason": "Khẩn cấp" if kind in (Kind.WITHDRAW, Kind.PUBLISH) else ""} | more
        found = changes if isinstance(changes, tuple) else self.transitions(changes)
        return write_statement(kind, person=person_, transitions=found, **values)

    def statement(self, kind: Kind, person_: str, changes: Any, signer: str | None = None,
                  namespace: str = STATEMENT_NAMESPACE, **more: Any) -> dict[str, Content]:
        """The two files of a statement by `person_`, signed with the key named `signer` (theirs by default)."""
        payload = self.payload(kind, person_, changes, **more)
        path = statement_path(payload)
        return {path: payload, f"{path}.sig": Signer(signer or person_).sign(payload, namespace)}

    def submit(self, person_: str, changes: Any, **more: Any) -> dict[str, Content]:
        return self.statement(Kind.SUBMIT, person_, changes, **more)

    def approve(self, person_: str, changes: Any, **more: Any) -> dict[str, Content]:
        return self.statement(Kind.APPROVE, person_, changes, **more)

    def witness(self, changes: Any, submitter: str, *approvers: str, **more: Any) -> dict[str, Content]:
        report = ForgeReport("gitea", "tinh/cong", 7, "a" * 40, submitter, tuple(sorted(approvers)))
        return self.statement(Kind.WITNESS, more.pop("by", "witness"), changes, report=report, **more)

    def reviewed(self, changes: dict[str, Content], submitter: str = "ed", *approvers: str) -> dict[str, Content]:
        """The changes together with a submission and approvals (by `mem` where nobody is named)."""
        return changes | self.submit(submitter, changes) | {
            path: content for approver in approvers or ("mem",) for path,
            content in self.approve(approver, changes).items()}

    def publish(self, changes: dict[str, Content], submitter: str = "ed", *approvers: str) -> str:
        """Commit reviewed changes."""
        return self.commit(self.reviewed(changes, submitter, *approvers))

    # -- the gate ------------------------------------------------------------------------------------------------

    def gate(self, previous: PublishedState | None = None, now: datetime | None = None, tip: str | None = None,
             roots: list[str] | None = None) -> ApprovedTree:
        return approved_tree(GitRepository(self.folder), tip or self.tip, roots or ROOT_LINES, previous,
                             now or self.time + timedelta(minutes=1))


def page(text: str, **meta: str) -> bytes:
    """A content file."""
    lines = "".join(f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key,
                    value in {"title": text, **meta}.items())
    return f"---\n{lines}---\n{text}\n".encode()
