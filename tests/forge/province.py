"""A small province whose content lies on the forge, with signed policy, and the people's clones of it."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.forge.pagure import Pagure

ENGINE = Path(__file__).resolve().parents[2]
PAGE = "content/tinh/news/le-hoi.vi.md"
_REGISTRY = "name: {vi: Cổng Thông tin điện tử tỉnh}\nunit_type: province\nlanguages: [vi]\ndomain: tinh.example.vn\n"
_PEOPLE = """people:
  bien-tap: {name: Biên tập viên A, forges: {pagure: bien-tap}, terms: [{role: editor}]}
  uy-vien: {name: Ủy viên B, forges: {pagure: uy-vien}, terms: [{role: member}]}
  truong-ban: {name: Trưởng Ban Biên tập, public: true, terms: [{role: head}]}
  may-duyet: {name: Máy ghi nhận, forges: {pagure: may-duyet}, terms: [{role: witness}]}
"""


def page(title: str, body: str) -> str:
    return f"---\ntitle: {title}\ndate: 2026-05-01\nauthor: Biên tập viên A\nsource: Cổng tỉnh\n---\n{body}\n"


@dataclass(frozen=True, slots=True)
class Province:
    """folder: holds `roots`, `keys` and everybody's clones; project: its name on the forge."""

    folder: Path
    forge: Pagure
    project: str

    def git(self, at: Path, *arguments: str) -> str:
        done = subprocess.run(["git", "-C", str(at), *arguments], capture_output=True, text=True, timeout=120,
                              env=os.environ | {"GIT_TERMINAL_PROMPT": "0", "GIT_CONFIG_GLOBAL": os.devnull})
        assert done.returncode == 0, (arguments, done.stderr)
        return done.stdout.strip()

    def clone(self, who: str, project: str | None = None) -> Path:
        """A fresh clone of the project (or of a fork) as `who`."""
        target = self.folder / f"{who}-{len(list(self.folder.iterdir()))}"
        self.git(self.folder, "clone", "--quiet", self.forge.clone_address(who, project or self.project), str(target))
        self.git(target, "config", "user.name", who)
        self.git(target, "config", "user.email", f"{who}@example.vn")
        return target

    def run(self, site: Path, *arguments: str, by: str = "", token: str = "",
            code: int | None = 0) -> subprocess.CompletedProcess:
        """One command on a clone. by: whose key signs; token: whose token of the forge is used; code: None for any."""
        environment = {"CONGMO_ROOTS": str(self.folder / "roots"),
                       "CONGMO_FORGE_TOKEN": self.forge.tokens[token] if token else "",
                       "CONGMO_KEY": str(self.folder / "keys" / by) if by else "", "GIT_CONFIG_GLOBAL": os.devnull}
        done = subprocess.run([sys.executable, str(ENGINE / "tasks.py"), "--site", str(site), *arguments],
                              env=os.environ | environment, capture_output=True, text=True, timeout=300)
        assert code is None or done.returncode == code, (arguments, done.returncode, done.stdout, done.stderr)
        return done

    def published(self) -> str:
        """What readers see at the page's address after a gated build of the forge's main branch."""
        site = self.clone("may-duyet")
        output = self.folder / f"{site.name}-output"
        self.run(site, "build", "--gate", "--output", str(output), code=None)
        return (output / "tinh" / "tin-tuc" / "le-hoi" / "index.html").read_text(encoding="utf-8")


def lay(source: Path, place: Path) -> None:
    """A small site in `source`, and in `place` its rehearsal: `site`, `keys`, `roots`."""
    for path, text in (("portals/tinh.yaml", _REGISTRY), ("portals/_people.yaml", _PEOPLE),
                       (PAGE, page("Lễ hội hoa", "Lễ hội mở cửa ngày 12."))):
        (source / path).parent.mkdir(parents=True, exist_ok=True)
        (source / path).write_text(text, encoding="utf-8")
    subprocess.run([sys.executable, str(ENGINE / "tasks.py"), "--site", str(source), "keys", "rehearse", str(place)],
                   check=True, capture_output=True, timeout=300)


def found(forge: Pagure, folder: Path, project: str) -> Province:
    """Rehearse a province and put it on the forge as `project`, owned by the administrator."""
    place = folder / "province"
    lay(folder / "source", place)
    province = Province(place, forge, project)
    forge.api("quan-tri", "POST", "new", name=project, description="Nội dung cổng", wait="1",
              default_branch="main")
    forge.api("quan-tri", "POST", f"{project}/git/modifyacls", user_type="user", name="may-duyet", acl="commit")
    province.git(place / "site", "remote", "add", "origin", forge.clone_address("quan-tri", project))
    province.git(place / "site", "push", "--quiet", "origin", "main")
    return province


def said(done: subprocess.CompletedProcess) -> dict:
    """The JSON that a command printed."""
    return json.loads(done.stdout)
