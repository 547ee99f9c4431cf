"""Pagure's API, version 0.

Pagure knows no approvals, only comments with a vote in them, which neither name a commit nor lapse with a push, and
which the project's administrators can edit. So a vote counts only where its own text names the whole commit id, was
never edited, and was not followed by the same person's vote against. The review's comment shows the line to copy.
"""

import hashlib
import re
from typing import Any

from plugins.adapters.forges.client import Client, take
from plugins.adapters.forges.protocol import MARK, STATUS_NAME, Address, Approval, MergeRequest
from plugins.model.errors import OperatorError

_FOR = re.compile(r"(?:\+1|:thumbsup:)[ \t]+([0-9a-f]{40}(?:[0-9a-f]{24})?)[ \t]*", re.ASCII)
_AGAINST = re.compile(r"(?:^|\s)(?:-1|:thumbsdown:)(?:\s|$)", re.ASCII)


class Pagure:
    def __init__(self, address: Address, client: Client) -> None:
        self.address, self._client = address, client
        self._headers = {"Authorization": f"token {client.token}"} if client.token else {}
        self._api = f"{address.base}/api/0"
        self._project = f"{self._api}/{address.project}"
        self._request = f"{self._project}/pull-request/{address.number}"

    def merge_request(self) -> MergeRequest:
        found = self._client.send("GET", self._request, self._headers)
        return MergeRequest(self.address.number, take(found, "commit_stop"), take(found, "user", "name"),
                            take(found, "status") == "Open")

    def approvals(self, head: str) -> list[Approval]:
        last: dict[str, str] = {}
        for comment in self._comments():
            if comment.get("notification") or comment.get("commit") or comment.get("edited_on"):
                continue  # the forge's own words, a remark on one line, or words that may be another's
            if MARK in (comment.get("comment") or ""):
                continue  # the review itself shows the line to copy
            vote = _vote(comment.get("comment") or "")
            if vote is not None:
                last[take(comment, "user", "name")] = vote
        return [Approval(name, head) for name, commit in sorted(last.items()) if commit == head]

    def vote_line(self, head: str) -> str:
        return f"+1 {head}"

    def comment(self, body: str) -> None:
        """Pagure's API cannot edit a comment, so the same words are not posted twice, and other words anew."""
        own = take(self._client.send("POST", f"{self._api}/-/whoami", self._headers), "username")
        text = f"{MARK}\n{_without_tags(body)}"
        mine = [c.get("comment") for c in self._comments()
                if MARK in (c.get("comment") or "") and (c.get("user") or {}).get("name") == own]
        if not mine or mine[-1] != text:
            self._client.send("POST", f"{self._request}/comment", self._headers, {"comment": text})

    def status(self, head: str, approved: bool, description: str) -> None:
        id_ = hashlib.sha256(f"{STATUS_NAME} {self.address.project} {head}".encode()).hexdigest()[:32]
        page = f"{self.address.base}/{self.address.project}/pull-request/{self.address.number}"
        self._client.send("POST", f"{self._project}/c/{head}/flag", self._headers, {
            "username": STATUS_NAME, "status": "success" if approved else "failure", "comment": description[:140],
            "url": page, "uid": id_})

    def _comments(self) -> list[dict[str, Any]]:
        found = self._client.send("GET", self._request, self._headers)
        comments = found.get("comments") if isinstance(found, dict) else None
        if not isinstance(comments, list) or not all(isinstance(comment, dict) for comment in comments):
            raise OperatorError("the forge's answer lacks comments", "Is it the version that docs/how-to names?")
        return comments


def _without_tags(markdown: str) -> str:
    """Pagure shows most tags as text. What the review marks with them becomes Markdown: headings and bold words."""
    markdown = re.sub(r"<details><summary>(.*?)</summary>", r"**\1**", markdown)
    markdown = re.sub(r"<(ins|sub)>(\s*)(.*?)(\s*)</\1>", lambda found: f"{found[2]}**{found[3]}**{found[4]}"
                      if found[1] == "ins" and found[3] else "".join(found.group(2, 3, 4)), markdown)
    return re.sub(r"\n*</details>", "", markdown)


def _vote(text: str) -> str | None:
    """The commit that a comment votes for, nothing (an empty text) where it votes against one, None where it is talk."""
    if _AGAINST.search(text):
        return ""
    votes = {found[1] for line in text.splitlines() if (found := _FOR.fullmatch(line.strip("`")))}
    return votes.pop() if len(votes) == 1 else None
