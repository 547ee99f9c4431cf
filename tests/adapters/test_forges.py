"""The forges' adapters against recorded exchanges: every request must be one that was recorded, body included."""

import hashlib
import json
from pathlib import Path

import httpx
import pytest

from plugins.adapters.forges import open_forge, parse_address
from plugins.build.gate.witness import post_review, report_of
from plugins.model import OperatorError

HEAD, OLD, BASE = "a" * 40, "b" * 40, "c" * 40
FLAG = hashlib.sha256(f"cong-mo/review tinh/cong {HEAD}".encode()).hexdigest()[:32]
URLS = {"gitlab": "https://git.example.vn/tinh/cong/-/merge_requests/7",
        "gitea": "https://git.example.vn/tinh/cong/pulls/7",
        "github": "https://github.com/tinh/cong/pull/7",
        "pagure": "https://git.example.vn/tinh/cong/pull-request/7"}
TOKEN_HEADERS = {"gitlab": ("PRIVATE-TOKEN", "secret"), "gitea": ("Authorization", "token secret"),
                 "github": ("Authorization", "Bearer secret"), "pagure": ("Authorization", "token secret")}


class Recorded(httpx.MockTransport):
    """Answers from a recording; anything else is an error. `asked` lists what was requested."""

    def __init__(self, kind: str, **replaced: object) -> None:
        text = (Path(__file__).parent / "forges" / f"{kind}.json").read_text(encoding="utf-8")
        for name, id_ in (("HEAD", HEAD), ("OLD", OLD), ("BASE", BASE)):
            text = text.replace(f'"{name}"', f'"{id_}"').replace(f"/{name}\"", f"/{id_}\"")
            text = text.replace(f"@{name}@", id_).replace(f"/c/{name}/", f"/c/{id_}/")
        text = text.replace('"UID"', f'"{FLAG}"')
        self.exchanges = json.loads(text)["exchanges"]
        self.kind, self.replaced, self.asked = kind, replaced, []
        super().__init__(self.answer)

    def answer(self, request: httpx.Request) -> httpx.Response:
        name, value = TOKEN_HEADERS[self.kind]
        assert request.headers[name] == value
        asked = [request.method, str(request.url)] + ([json.loads(request.content)] if request.content else [])
        self.asked.append(asked)
        for exchange in self.exchanges:
            if exchange["request"] == asked:
                return httpx.Response(200, json=exchange["answer"])
        return httpx.Response(404, json={"message": f"not recorded: {asked}"})


@pytest.fixture(autouse=True)
def token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONGMO_FORGE_TOKEN", "secret")


@pytest.mark.parametrize("kind", URLS)
def test_only_approvals_of_this_very_head_count(kind: str) -> None:
    report = report_of(URLS[kind], HEAD, Recorded(kind))
    assert (report.forge, report.project, report.request, report.head) == (kind, "tinh/cong", 7, HEAD)
    assert report.submitter == "bien-tap" and report.approvers == ("uy-vien",)


@pytest.mark.parametrize("kind", URLS)
def test_another_head_is_refused(kind: str) -> None:
    with pytest.raises(OperatorError, match="the forge shows"):
        report_of(URLS[kind], OLD, Recorded(kind))


@pytest.mark.parametrize("kind", URLS)
def test_the_comment_is_replaced_only_where_it_is_ours(kind: str) -> None:
    recorded = Recorded(kind)
    post_review(URLS[kind], HEAD, "**Approved**", True, "**Approved**", transport=recorded)
    writes = [asked[0] for asked in recorded.asked if asked[0] != "GET"]
    assert writes == {"gitlab": ["PUT", "POST"], "gitea": ["POST", "POST"], "github": ["PATCH", "POST"],
                      "pagure": ["POST", "POST", "POST"]}[kind]  # the first asks who we are


@pytest.mark.parametrize("answer", [
    httpx.Response(500), httpx.Response(401), httpx.Response(302, headers={"Location": "https://evil.example"}),
    httpx.Response(200, content=b"<html>"), httpx.Response(200, json={}), httpx.Response(200, json=[]),
    httpx.Response(200, json={"sha": 7})])
@pytest.mark.parametrize("kind", URLS)
def test_a_forge_that_fails_or_lies_is_an_operator_error(kind: str, answer: httpx.Response) -> None:
    forge = open_forge(parse_address(URLS[kind]), "secret", httpx.MockTransport(lambda request: answer))
    with pytest.raises(OperatorError):
        forge.merge_request()


def test_a_forge_that_is_down() -> None:
    def down(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("no route")

    with pytest.raises(OperatorError, match="did not answer"):
        open_forge(parse_address(URLS["gitea"]), None, httpx.MockTransport(down)).merge_request()


def test_a_list_that_never_ends() -> None:
    item = {"state": "APPROVED", "user": {"login": "x"}, "commit_id": HEAD}
    forge = open_forge(parse_address(URLS["gitea"]), None,
                       httpx.MockTransport(lambda request: httpx.Response(200, json=[item] * 50)))
    with pytest.raises(OperatorError, match="does not end"):
        forge.approvals(HEAD)


@pytest.mark.parametrize("url",
                         ["http://git.example.vn/a/b/pulls/7", "https://user:pass@git.example.vn/a/b/pulls/7",
                          "ftp://x/a/b/pulls/1",
                                 "https://git.example.vn/a/b", "git@example.vn:a/b",
                          "https://git.example.vn/a/b/pulls/x"])
def test_addresses_that_are_none(url: str) -> None:
    with pytest.raises(OperatorError):
        parse_address(url)


def test_addresses() -> None:
    assert parse_address("https://git.example.vn/tinh/nhom/cong/-/merge_requests/12").project == "tinh/nhom/cong"
    assert parse_address("https://git.example.vn/fork/bien-tap/cong/pull-request/3").project == "fork/bien-tap/cong"
    assert parse_address("https://git.example.vn/cong/pull-request/3").kind == "pagure"
    assert parse_address("http://127.0.0.1:3000/a/b/pulls/3/").base == "http://127.0.0.1:3000"


def test_pagures_review_shows_the_line_to_copy_and_is_not_posted_twice() -> None:
    posted = []

    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/comment"):
            posted.append(json.loads(request.content)["comment"])
        comments = [{"id": n, "comment": text, "user": {"name": "may"}} for n, text in enumerate(posted)]
        return httpx.Response(200, json={"username": "may", "comments": comments})

    for _ in range(2):
        post_review(URLS["pagure"], HEAD, "Chưa duyệt", False, "Chưa duyệt", "Chép dòng này:",
                    httpx.MockTransport(answer))
    assert len(posted) == 1 and posted[0].endswith(f"Chép dòng này:\n\n```\n+1 {HEAD}\n```")


@pytest.mark.parametrize("comments", [None, {}, [7]])
def test_pagure_without_comments_is_an_operator_error(comments: object) -> None:
    answer = httpx.Response(200, json={"comments": comments})
    forge = open_forge(parse_address(URLS["pagure"]), "secret", httpx.MockTransport(lambda request: answer))
    with pytest.raises(OperatorError):
        forge.approvals(HEAD)


def test_pagure_is_given_markdown_without_tags() -> None:
    posted = []

    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/comment"):
            posted.append(json.loads(request.content)["comment"])
        return httpx.Response(200, json={"username": "may", "comments": []})

    text = "<details><summary>a.md</summary>\n\n- **title**: <del>12</del> <ins> 20 </ins>\n\n</details>\n\n<sub>1..2</sub>"
    post_review(URLS["pagure"], HEAD, text, True, "x", transport=httpx.MockTransport(answer))
    assert posted[0].split("\n", 1)[1] == "**a.md**\n\n- **title**: <del>12</del>  **20** \n\n1..2"
