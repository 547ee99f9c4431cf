"""Pagure on loopback for the length of a test: accounts, tokens, and an end that leaves nothing running."""

import json
import secrets
import shutil
import socket
import subprocess
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Iterator

import httpx

from tests.forge.chroot import CannotRun, chroot

HERE = Path(__file__).parent
PEOPLE = {"quan-tri": "Quản trị viên", "bien-tap": "Biên tập viên A", "uy-vien": "Ủy viên B", "may-duyet": "Máy duyệt"}
SECONDS_TO_START = 120

_SETTINGS = """
with open("/etc/pagure/pagure.cfg") as file:
    exec(file.read())
SECRET_KEY = SALT_EMAIL = {secret!r}
DB_URL = "sqlite:////srv/pagure.sqlite"
APP_URL = "http://127.0.0.1:{port}/"
GIT_URL_GIT, GIT_URL_SSH = APP_URL, "ssh://git@localhost.localdomain/"
DOC_APP_URL, ENABLE_DOCS, ENABLE_TICKETS = None, False, False
TICKETS_FOLDER = DOCS_FOLDER = None
REQUESTS_FOLDER = "/srv/requests"
REDIS_HOST, REDIS_PORT, REDIS_DB = "127.0.0.1", {redis}, 0
GIT_FOLDER, REMOTE_GIT_FOLDER = "/srv/repositories", "/srv/remotes"
ATTACHMENTS_FOLDER, UPLOAD_FOLDER_PATH = "/srv/attachments", "/srv/releases"
REPOSPANNER_PSEUDO_FOLDER = "/srv/pseudo"
GIT_AUTH_BACKEND, SSH_KEYS_USERNAME_EXPECT = "pagure", None
REPOSPANNER_NEW_FORK = None
ALLOW_HTTP_PULL_PUSH = ALLOW_HTTP_PUSH = True
HTTP_REPO_ACCESS_GITOLITE = None
PAGURE_AUTH, EMAIL_SEND, WEBHOOK = "local", False, True
ALLOW_PROJECT_DOWAIT = True
BLACKLISTED_PROJECTS = [name for name in BLACKLISTED_PROJECTS]
"""


@dataclass(frozen=True, slots=True)
class Pagure:
    """A running forge. address: without a slash at the end; data: its folder as this machine sees it."""

    address: str
    tokens: dict[str, str]
    password: str
    data: Path

    def api(self, who: str, method: str, path: str, **fields: Any) -> dict[str, Any]:
        """One call of the API as a person; fails loudly."""
        answer = httpx.request(method, f"{self.address}/api/0/{path}", timeout=60, trust_env=False,
                               headers={"Authorization": f"token {self.tokens[who]}"}, data=fields or None)
        assert answer.is_success, (method, path, answer.status_code, answer.text[:500])
        return answer.json()

    def clone_address(self, who: str, project: str) -> str:
        """Where `who` fetches from and pushes to."""
        host = self.address.removeprefix("http://")
        return f"http://{who}:{self.tokens[who]}@{host}/{project}.git"


@contextmanager
def running(data: Path) -> Iterator[Pagure]:
    """A forge with nothing in it but accounts. data: an empty folder of ours. Raises CannotRun."""
    root = chroot()
    if not shutil.which("unshare"):
        raise CannotRun("unshare (util-linux) is not installed")
    port, redis = _free_port(), _free_port()
    password = secrets.token_urlsafe(12)
    (data / "settings.py").write_text(_SETTINGS.format(secret=secrets.token_hex(16), port=port, redis=redis))
    (data / "forge.py").write_text("from pagure.flask_app import create_app\n\napplication = create_app()\n")
    (data / "wanted.json").write_text(json.dumps({"people": PEOPLE, "password": password}))
    shutil.copy(HERE / "people.py", data)
    with (data / "forge.log").open("wb") as log:
        # The namespace of processes ends with its first one, and every mount with it.
        process = subprocess.Popen(["unshare", "--mount", "--pid", "--fork", "--kill-child", "sh",
                                    str(HERE / "inside.sh"), str(root), str(data), str(port), str(redis)],
                                   stdout=log, stderr=log, stdin=subprocess.DEVNULL)
    try:
        address = f"http://127.0.0.1:{port}"
        _await(address, process, data)
        yield Pagure(address, json.loads((data / "tokens.json").read_text()), password, data)
    finally:
        process.kill()  # everything in there is thrown away
        process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _await(address: str, process: subprocess.Popen, data: Path) -> None:
    end = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < end:
        if process.poll() is not None:
            break
        try:
            if httpx.get(f"{address}/api/0/version", trust_env=False, timeout=5).is_success:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.3)
    raise CannotRun("Pagure did not start: " + (data / "forge.log").read_text(errors="replace")[-2000:])
