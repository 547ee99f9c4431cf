"""What the gate remembers between two published commits. It is kept with the releases, outside the repository."""

from dataclasses import dataclass, field
from datetime import datetime

import msgspec

from plugins.model.errors import OperatorError
from plugins.review.statements import Side

FORMAT = 1


@dataclass(slots=True)
class Receipt:
    """Why one version of one path is public.

    emergency: empty, or `publish` for an emergency publication by the head; `lapses` is then when it ends by itself.
    statements: ids; empty for what the baseline of the first policy holds. confirmed: checklist items that each approver
    confirmed.
    """

    path: str
    mode: str
    blob: str
    accepted_at: datetime | None
    commit: str
    policy: int
    submitters: tuple[str, ...] = ()
    approvers: tuple[str, ...] = ()
    statements: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    cites: tuple[str, ...] = ()
    emergency: str = ""
    lapses: datetime | None = None
    confirmed: tuple[str, ...] = ()


@dataclass(slots=True)
class Pending:
    """A path whose bytes in the repository are not the approved ones. approved: what stays public; None: nothing."""

    approved: Side | None
    current: Side | None


@dataclass(slots=True)
class Withdrawn:
    """An emergency withdrawal in force: by whom, when, why, and the version that was taken down."""

    path: str
    person: str
    statement: str
    at: datetime
    reason: str
    blob: str


@dataclass(slots=True)
class PublishedState:
    """The gate's memory at one published commit.

    left: path -> {blob or "": commit at which the path last left that version}, which is what makes statements
    single-use. left_at: when those commits were published, so that what no statement can refer to any more is forgotten. open: paths of statements that may still be needed. receipts: of everything approved since the baseline.
    """

    commit: str = ""
    time: datetime | None = None
    policy_number: int = 0
    policy: str = ""
    policy_payload: str = ""
    repository: str = ""
    baseline: str | None = None
    pending: dict[str, Pending] = field(default_factory=dict)
    left: dict[str, dict[str, str]] = field(default_factory=dict)
    left_at: dict[str, datetime] = field(default_factory=dict)
    withdrawn: dict[str, Withdrawn] = field(default_factory=dict)
    provisional: dict[str, Receipt] = field(default_factory=dict)
    receipts: dict[str, Receipt] = field(default_factory=dict)
    open: list[str] = field(default_factory=list)
    format: int = FORMAT

    def write(self) -> bytes:
        """JSON, for the folder of the release."""
        return msgspec.json.encode(self)

    @classmethod
    def read(cls, raw: bytes) -> "PublishedState":
        try:
            state = msgspec.json.decode(raw, type=cls)
        except msgspec.MsgspecError as wrong:
            raise OperatorError(f"the published state cannot be read: {wrong}",
                                "Restore it from the last release, or remove it to verify the whole history.") from None
        if state.format != FORMAT:
            raise OperatorError("the published state was written by another version of this program",
                                "Remove it to verify the whole history.")
        return state

    def copy(self) -> "PublishedState":
        """An independent copy: the gate changes its own, never the caller's."""
        return PublishedState.read(self.write())
