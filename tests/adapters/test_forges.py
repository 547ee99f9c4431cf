"""The forges' adapters against exchanges of the documented APIs, over real HTTP, and against forges that fail or lie."""

import json
from typing import Iterator

import httpx
import pytest

from plugins.adapters.forges import open_forge, parse_address
from plugins.build.gate.witness import post_review, report_of
from plugins.model import OperatorError
from tests.adapters.replay import HEAD, NEW, OLD, Replay

PATHS = {"gitlab": "/tinh/cong/-/merge_requests/7", "gitea": "/tinh/cong/pulls/7", "github": "/tinh/cong/pull/7",
         "pagure": "/tinh/cong/pull-request/7"}
URLS = {kind: f"https://git.example.vn{path}" for kind, path in PATHS.items()}
EDITS = {"gitlab": "PUT", "gitea": "PATCH", "github": "PATCH"}


@pytest.fixture(autouse=True)
def token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONGMO_FORGE_TOKEN", "secret")


@pytest.fixture(params=PATHS)
def replay(request: pytest.FixtureRequest) -> Iterator[Replay]:
    with Replay(request.param) as found:
        found.kind = request.param
        found.request = found.url + PATHS[request.param]
        yield found
        assert not found.strange, found.strange


def test_only_approvals_of_this_very_head_count(replay: Replay) -> None:
    """Not those of an earlier push, withdrawn ones, the author's own, mere words, or what a later page takes back."""
    report = report_of(replay.request, HEAD)
    assert (report.forge, report.project, report.request, report.head) == (replay.kind, "tinh/cong", 7, HEAD)
    assert report.submitter == "bien-tap" and report.approvers == ("uy-vien",)


def test_no_approval_survives_a_later_push(replay: Replay) -> None:
    replay.instead("after a push")
    assert open_forge(parse_address(replay.request), "secret").merge_request().head == NEW
    assert report_of(replay.request, NEW).approvers == ()
    with pytest.raises(OperatorError, match="the forge shows"):
        report_of(replay.request, HEAD)


def test_another_head_is_refused(replay: Replay) -> None:
    with pytest.raises(OperatorError, match="the forge shows"):
        report_of(replay.request, OLD)


@pytest.mark.parametrize("approved", [True, False])
def test_our_comment_is_replaced_and_the_status_set(replay: Replay, approved: bool) -> None:
    forge = open_forge(parse_address(replay.request), "secret")
    forge.comment("**Approved**")
    forge.status(HEAD, approved, "Approved" if approved else "Refused")
    writes = [method for method, _target in replay.asked if method != "GET"]
    assert writes == ([EDITS[replay.kind], "POST"] if replay.kind in EDITS else ["POST"] * 3)  # the first asks who we are


@pytest.mark.parametrize("kind", EDITS)
def test_the_first_comment_is_added_and_a_strangers_left_alone(kind: str) -> None:
    with Replay(kind) as replay:
        replay.instead("without our comment")
        open_forge(parse_address(replay.url + PATHS[kind]), "secret").comment("**Approved**")
        assert [method for method, _target in replay.asked if method != "GET"] == ["POST"] and not replay.strange


def test_the_review_is_posted_with_its_headline(replay: Replay) -> None:
    post_review(replay.request, HEAD, "**Approved**", True, "**Approved**")


@pytest.mark.parametrize("status, said, advice", [
    ("401", "refused the token", "CONGMO_FORGE_TOKEN"), ("403", "may not do this", "the right to read and comment"),
    ("404", r"knows no /\S+ \(404\)", "the address"), ("429", "wants fewer requests", "in 30 seconds"),
    ("500", "the forge failed", "Try again later")])
def test_a_refusal_says_what_to_do(replay: Replay, status: str, said: str, advice: str) -> None:
    replay.refuse(status)
    for act in (lambda: report_of(replay.request, HEAD),
                lambda: post_review(replay.request, HEAD, "**Approved**", True, "**Approved**")):
        with pytest.raises(OperatorError, match=said) as wrong:
            act()
        assert advice in wrong.value.hint
    assert len(replay.asked) == 2, "a refused request is not repeated"


def test_the_token_stays_with_the_forge_that_was_named() -> None:
    """The addresses in an answer's headers may lead to another server."""
    with Replay("github") as elsewhere, Replay("github") as forge:
        for exchange in forge.exchanges:
            headers = exchange["response"]["headers"]
            if "link" in headers:
                headers["link"] = headers["link"].replace(forge.url, elsewhere.url)
        assert report_of(forge.url + PATHS["github"], HEAD).approvers == ("uy-vien",)
        forge.refusal = {"status": 302, "headers": {"Location": f"{elsewhere.url}/api/v3/user"}, "body": None}
        with pytest.raises(OperatorError, match="answered 302"):
            report_of(forge.url + PATHS["github"], HEAD)
        assert not elsewhere.asked and not forge.strange


def test_githubs_own_server_has_its_api_on_another_host() -> None:
    asked = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url))
        return httpx.Response(200, json={"head": {"sha": HEAD}, "user": {"login": "x"}, "state": "open"})

    open_forge(parse_address("https://github.com/tinh/cong/pull/7"), "secret", httpx.MockTransport(answer)).merge_request()
    assert asked == ["https://api.github.com/repos/tinh/cong/pulls/7"]


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
