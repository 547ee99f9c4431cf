"""What Gitea, Forgejo and GitHub have in common: pull requests, reviews bound to a commit, issue comments, statuses."""

from typing import Any, Mapping

from plugins.adapters.forges.client import Client, take
from plugins.adapters.forges.protocol import MARK, STATUS_NAME, Address, Approval, MergeRequest

_DECIDING = ("APPROVED", "CHANGES_REQUESTED", "REQUEST_CHANGES", "DISMISSED")
"""States of a review that replace the same person's earlier one; a mere comment does not."""


class Pulls:
    """page_size: the name of the query that sets how many items a page has; _size: how many to ask for."""

    page_size = "per_page"
    _size = 100

    def __init__(self, address: Address, client: Client, api: str, headers: Mapping[str, str]) -> None:
        self.address, self._client, self._headers = address, client, headers
        self._api = api
        self._repository = f"{api}/repos/{address.project}"
        self._pull = f"{self._repository}/pulls/{address.number}"
        self._comments = f"{self._repository}/issues/{address.number}/comments"

    def merge_request(self) -> MergeRequest:
        found = self._client.send("GET", self._pull, self._headers)
        return MergeRequest(self.address.number, take(found, "head", "sha"), take(found, "user", "login"),
                            take(found, "state") == "open")

    def approvals(self, head: str) -> list[Approval]:
        last: dict[str, dict[str, Any]] = {}
        for review in self._client.pages(f"{self._pull}/reviews", self._headers, self.page_size, self._size):
            if review.get("user") is None or review.get("state") not in _DECIDING:
                continue  # a deleted account's, a team's that was asked, or a mere remark
            last[take(review, "user", "login")] = review
        return [Approval(name, head) for name, review in sorted(last.items())
                if review["state"] == "APPROVED" and review.get("commit_id") == head
                and not review.get("dismissed") and not review.get("stale")]

    def vote_line(self, head: str) -> str:
        return ""

    def comment(self, body: str) -> None:
        own = take(self._client.send("GET", f"{self._api}/user", self._headers), "login")
        found = self._client.pages(self._comments, self._headers, self.page_size, self._size)
        mine = next((c["id"] for c in found if MARK in (c.get("body") or "")
                     and (c.get("user") or {}).get("login") == own), None)
        text = {"body": f"{MARK}\n{body}"}
        if mine:
            self._client.send("PATCH", f"{self._repository}/issues/comments/{mine}", self._headers, text)
        else:
            self._client.send("POST", self._comments, self._headers, text)

    def status(self, head: str, approved: bool, description: str) -> None:
        self._client.send("POST", f"{self._repository}/statuses/{head}", self._headers,
                          {"state": "success" if approved else "failure", "context": STATUS_NAME,
                           "description": description[:140]})
