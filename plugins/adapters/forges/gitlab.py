"""GitLab's REST API, version 4.

GitLab may keep approvals over later pushes. So an approval counts only if its system note is younger than the version
of the merge request that has the head.
"""

from datetime import datetime
from urllib.parse import quote

from plugins.adapters.forges.client import Client, take
from plugins.adapters.forges.protocol import MARK, STATUS_NAME, Address, Approval, MergeRequest
from plugins.model.errors import OperatorError

_APPROVED, _REVOKED = "approved this merge request", "unapproved this merge request"


class GitLab:
    def __init__(self, address: Address, client: Client) -> None:
        self.address, self._client = address, client
        self._headers = {"PRIVATE-TOKEN": client.token} if client.token else {}
        self._project = f"{address.base}/api/v4/projects/{quote(address.project, safe='')}"
        self._request = f"{self._project}/merge_requests/{address.number}"

    def merge_request(self) -> MergeRequest:
        found = self._client.send("GET", self._request, self._headers)
        return MergeRequest(self.address.number, take(found, "sha"), take(found, "author", "username"),
                            take(found, "state") == "opened")

    def approvals(self, head: str) -> list[Approval]:
        found = self._client.send("GET", f"{self._request}/approvals", self._headers)
        approved = {take(item, "user", "username") for item in (found or {}).get("approved_by") or []}
        versions = self._client.pages(f"{self._request}/versions", self._headers, "per_page")
        pushed = [_time(take(version, "created_at")) for version in versions if version.get("head_commit_sha") == head]
        if not pushed:
            return []
        since = max(pushed)
        notes = self._client.pages(f"{self._request}/notes", self._headers, "per_page", sort="asc",
                                   order_by="created_at")
        last: dict[str, tuple[datetime, bool]] = {}
        for note in notes:
            if note.get("system") and note.get("body") in (_APPROVED, _REVOKED):
                last[take(note, "author", "username")] = _time(take(note, "created_at")), note["body"] == _APPROVED
        return [Approval(name, head) for name in sorted(approved) if name in last and last[name][1]
                and last[name][0] > since]

    def vote_line(self, head: str) -> str:
        return ""

    def comment(self, body: str) -> None:
        notes = self._client.pages(f"{self._request}/notes", self._headers, "per_page", sort="asc",
                                   order_by="created_at")
        own = take(self._client.send("GET", f"{self.address.base}/api/v4/user", self._headers), "username")
        mine = next((n["id"] for n in notes if MARK in (n.get("body") or "")
                     and (n.get("author") or {}).get("username") == own), None)
        text = {"body": f"{MARK}\n{body}"}
        if mine:
            self._client.send("PUT", f"{self._request}/notes/{mine}", self._headers, text)
        else:
            self._client.send("POST", f"{self._request}/notes", self._headers, text)

    def status(self, head: str, approved: bool, description: str) -> None:
        self._client.send("POST", f"{self._project}/statuses/{head}", self._headers,
                          {"state": "success" if approved else "failed", "name": STATUS_NAME,
                           "description": description[:250]})


def _time(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise OperatorError(f"the forge gave a time that is none: {text[:40]}") from None
    if found.tzinfo is None:
        raise OperatorError(f"the forge gave a time without a zone: {text[:40]}")
    return found
