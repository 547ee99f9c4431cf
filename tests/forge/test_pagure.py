"""From an editor's fork to the reader's page, over a real Pagure. Run with `make forge`."""

import queue
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Iterator

import pytest

from plugins.adapters.forges.webhooks import read_delivery
from plugins.model import OperatorError
from tests.forge.pagure import Pagure
from tests.forge.province import PAGE, Province, found, page, said

pytestmark = [pytest.mark.forge, pytest.mark.xdist_group("forge")]
PROJECT = "cong-thong-tin"
SECONDS_FOR_A_DELIVERY = 60


@pytest.fixture(scope="module")
def province(pagure: Pagure, tmp_path_factory: pytest.TempPathFactory) -> Province:
    made = found(pagure, tmp_path_factory.mktemp("province"), PROJECT)
    pagure.api("bien-tap", "POST", "fork", repo=PROJECT, wait="1")
    return made


@pytest.fixture
def deliveries(pagure: Pagure, province: Province) -> Iterator[queue.Queue]:
    """(headers, body) of every delivery of the project's webhook."""
    came: queue.Queue = queue.Queue()

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            came.put((dict(self.headers), self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_words: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Door) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        pagure.api("quan-tri", "POST", f"{PROJECT}/options/update",
                   **{"Web-hooks": f"http://127.0.0.1:{server.server_port}/"})
        yield came
        server.shutdown()


def propose(province: Province, title: str, body: str, branch: str) -> tuple[str, Path]:
    """The editor changes the page in a fork and opens a pull request; its address, and the editor's clone."""
    clone = province.clone("bien-tap", f"forks/bien-tap/{PROJECT}")
    province.git(clone, "fetch", "--quiet", province.forge.clone_address("bien-tap", PROJECT), "main")
    province.git(clone, "checkout", "--quiet", "-b", branch, "FETCH_HEAD")
    push(province, clone, title, body, branch)
    request = province.forge.api("bien-tap", "POST", f"{PROJECT}/pull-request/new", title=title, branch_to="main",
                                 branch_from=branch, repo_from=PROJECT, repo_from_username="bien-tap")
    return f"{province.forge.address}/{PROJECT}/pull-request/{request['id']}", clone


def push(province: Province, clone: Path, title: str, body: str, branch: str) -> str:
    (clone / PAGE).write_text(page(title, body), encoding="utf-8")
    province.git(clone, "commit", "--quiet", "--all", "--message", title)
    province.git(clone, "push", "--quiet", "origin", branch)
    return province.git(clone, "rev-parse", "HEAD")


def at_head(province: Province, clone: Path) -> Path:
    """The machine's clone of the project, at the head of the editor's branch."""
    desk = province.clone("may-duyet")
    province.git(desk, "fetch", "--quiet", province.forge.clone_address("may-duyet", f"forks/bien-tap/{PROJECT}"),
                 province.git(clone, "branch", "--show-current"))
    province.git(desk, "checkout", "--quiet", "FETCH_HEAD")
    return desk


def vote(province: Province, who: str, url: str, text: str) -> None:
    province.forge.api(who, "POST", f"{PROJECT}/pull-request/{url.rsplit('/')[-1]}/comment", comment=text)


def merge(province: Province, url: str) -> None:
    province.forge.api("quan-tri", "POST", f"{PROJECT}/pull-request/{url.rsplit('/')[-1]}/merge", wait="1")


def test_from_a_fork_to_the_readers_page(province: Province, deliveries: queue.Queue) -> None:
    forge = province.forge
    url, clone = propose(province, "Lễ hội dời ngày", "Lễ hội mở cửa ngày 20.", "doi-ngay")
    head = province.git(clone, "rev-parse", "HEAD")
    desk = at_head(province, clone)

    review = province.run(desk, "review", "origin/main..HEAD", "--format", "json", "--post", url, token="may-duyet",
                          code=1)
    assert said(review)["verdict"] == "refused"
    number = url.rsplit("/")[-1]
    posted = forge.api("uy-vien", "GET", f"{PROJECT}/pull-request/{number}")["comments"]
    assert [c["user"]["name"] for c in posted] == ["may-duyet"] and f"+1 {head}" in posted[0]["comment"]
    flags = forge.api("uy-vien", "GET", f"{PROJECT}/c/{head}/flag")["flags"]
    assert [(f["username"], f["status"]) for f in flags] == [("cong-mo/review", "failure")]

    # a vote for nothing in particular, and the author's own, are no approvals
    vote(province, "uy-vien", url, "+1")
    vote(province, "bien-tap", url, f"+1 {head}")
    province.run(desk, "approve", "--witness", url, "--yes", "--no-commit", by="may-duyet", token="may-duyet")
    assert '"approvers":[]' in statement(desk).read_text(encoding="utf-8")
    province.git(desk, "clean", "--quiet", "-fd", ".review")

    vote(province, "uy-vien", url, f"Tôi đã đọc.\n\n+1 {head}")
    province.run(desk, "approve", "--witness", url, "--yes", by="may-duyet", token="may-duyet")
    assert '"approvers":["uy-vien"]' in statement(desk).read_text(encoding="utf-8")
    assert said(province.run(desk, "review", "origin/main..HEAD", "--format", "json"))["verdict"] == "approved"

    # the statement goes to main on its own; the forge merges the request
    witnessed = province.git(desk, "rev-parse", "HEAD")
    province.git(desk, "checkout", "--quiet", "-B", "main", "origin/main")
    province.git(desk, "cherry-pick", witnessed)
    province.git(desk, "push", "--quiet", "origin", "main")
    assert "ngày 12" in province.published(), "not merged yet: the last approved version stays"
    merge(province, url)
    assert "ngày 20" in province.published()

    secret = forge.api("quan-tri", "GET", f"{PROJECT}/webhook/token")["webhook"]["token"]
    topics = set()
    while "pull-request.closed" not in topics:
        headers, body = deliveries.get(timeout=SECONDS_FOR_A_DELIVERY)
        delivery = read_delivery("pagure", secret, headers, body)
        assert delivery.project == PROJECT
        with pytest.raises(OperatorError):
            read_delivery("pagure", "other", headers, body)
        topics.add(delivery.topic)


def test_what_was_pushed_after_the_approval_is_not_published(province: Province) -> None:
    url, clone = propose(province, "Lễ hội đóng cửa sớm", "Lễ hội đóng cửa ngày 22.", "dong-cua")
    desk = at_head(province, clone)
    vote(province, "uy-vien", url, f"+1 {province.git(desk, 'rev-parse', 'HEAD')}")
    push(province, clone, "Lễ hội tin lén", "Câu không ai duyệt.", "dong-cua")
    await_head(province, url, province.git(clone, "rev-parse", "HEAD"))
    refused = province.run(desk, "approve", "--witness", url, "--yes", by="may-duyet", token="may-duyet", code=2)
    assert "the forge shows" in refused.stderr
    later = at_head(province, clone)
    province.run(later, "approve", "--witness", url, "--yes", by="may-duyet", token="may-duyet")
    assert '"approvers":[]' in statement(later).read_text(encoding="utf-8")
    merge(province, url)
    shown = province.published()
    assert "không ai duyệt" not in shown and "ngày 20" in shown


def await_head(province: Province, url: str, head: str) -> None:
    """Pagure follows a push in its own time."""
    for _ in range(100):
        if province.forge.api("uy-vien", "GET", f"{PROJECT}/pull-request/{url.rsplit('/')[-1]}")["commit_stop"] == head:
            return
        time.sleep(0.3)
    raise AssertionError("the forge never noticed the push")


def statement(desk: Path) -> Path:
    """The newest statement in a clone."""
    return max(desk.glob(".review/statements/*/*.json"), key=lambda path: path.stat().st_mtime_ns)
