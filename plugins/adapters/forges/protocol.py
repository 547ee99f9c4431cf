"""What the program asks of a forge, and where a merge request lives."""

import re
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlsplit

from plugins.model.errors import OperatorError

MARK = "<!-- cong-mo-review -->"
"""Stands in our comment, so that the next run edits it instead of adding another."""

STATUS_NAME = "cong-mo/review"


@dataclass(frozen=True, slots=True)
class Address:
    """A merge request. kind: `gitlab`, `gitea` (Forgejo too), `github` or `pagure`; base: scheme and host of the forge."""

    kind: str
    base: str
    project: str
    number: int


@dataclass(frozen=True, slots=True)
class MergeRequest:
    """As the forge reports it; head is a full commit id."""

    number: int
    head: str
    author: str
    open: bool


@dataclass(frozen=True, slots=True)
class Approval:
    """One person's approval in force, and the commit it was given for (empty where the forge does not say)."""

    name: str
    commit: str


class Forge(Protocol):
    """What every adapter can do. All raise OperatorError when the forge refuses, is down, or answers nonsense."""

    address: Address

    def merge_request(self) -> MergeRequest:
        """Head and author now."""

    def approvals(self, head: str) -> list[Approval]:
        """Approvals that hold for exactly this head: not dismissed, not from before the last push."""

    def vote_line(self, head: str) -> str:
        """The line that a person comments in order to approve, where the forge has no button for it; else empty."""

    def comment(self, body: str) -> None:
        """Post the review, or replace the one posted before."""

    def status(self, head: str, approved: bool, description: str) -> None:
        """Set the commit's status."""


_SHAPES = (
    ("gitlab", re.compile(r"/(?P<project>.+?)/-/merge_requests/(?P<number>\d+)/?")),
    ("gitea", re.compile(r"/(?P<project>[^/]+/[^/]+)/pulls/(?P<number>\d+)/?")),
    ("github", re.compile(r"/(?P<project>[^/]+/[^/]+)/pull/(?P<number>\d+)/?")),
    ("pagure", re.compile(r"/(?P<project>(?:fork/[^/]+/)?(?:[^/]+/)?[^/]+)/pull-request/(?P<number>\d+)/?")),
)


def parse_address(url: str) -> Address:
    """The merge request that a browser shows at `url`."""
    parts = urlsplit(url)
    local = parts.hostname in ("localhost", "127.0.0.1", "::1")
    if parts.scheme != "https" and not (parts.scheme == "http" and local) or not parts.hostname or parts.username:
        raise OperatorError(f"{url} is not an https address", "Copy the merge request's address from the browser.")
    for kind, shape in _SHAPES:
        if found := shape.fullmatch(parts.path):
            return Address(kind, f"{parts.scheme}://{parts.netloc}", found["project"], int(found["number"]))
    raise OperatorError(f"{url} is not the address of a merge request",
                        "It looks like .../-/merge_requests/7, .../pulls/7, .../pull/7 or .../pull-request/7.")
