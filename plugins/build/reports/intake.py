"""The private store of citizens' questions, outside the repository: SQLite by default, any SQLAlchemy address by setting.

Filled by hand, from CSV, or from e-mail files. Only `plugins.rules.questions.public_part` leaves it for the public.
"""

import csv
import email
import email.policy
import hashlib
import io
import mailbox
import os
import re
import secrets
from dataclasses import asdict, fields, replace
from datetime import date
from email.message import EmailMessage
from email.utils import parsedate_to_datetime, parseaddr
from pathlib import Path
from typing import Any, Iterable, Iterator

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import make_url

from plugins.content.schema import VIETNAM
from plugins.model import OperatorError
from plugins.rules.questions import KINDS, PERSONAL, Question, left_of_asker
from plugins.rules.screening import hits

_metadata = sa.MetaData()
_questions = sa.Table("question", _metadata, *(
    sa.Column(f.name, sa.JSON if f.name == "log" else sa.Text, primary_key=f.name == "code", nullable=False) for f in fields(Question)),
    sa.Column("source_id", sa.Text, unique=True))
"""source_id: digest of the message's id or of a file's line, so that reading the same file twice adds nothing. A digest only:
what was erased must not be readable here."""


class Intake:
    """One store. `address`: an SQLAlchemy address, or a file's path for SQLite."""

    def __init__(self, address: str, site: Path) -> None:
        if "://" not in address:
            path = Path(address).expanduser().resolve()
            if path.is_relative_to(site.resolve()):
                raise OperatorError(f"{path} lies in the site root", "Askers' data never stand beside public files: choose a folder elsewhere.")
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
            address = f"sqlite:///{path}"
        try:
            self.engine = sa.create_engine(make_url(address), poolclass=sa.pool.NullPool)  # a command asks once or twice: nothing is held open
            if self.engine.dialect.name == "sqlite":  # what is erased is overwritten, not only unlinked
                sa.event.listen(self.engine, "connect", lambda connection, _: connection.execute("PRAGMA secure_delete=ON"))
            _metadata.create_all(self.engine)
            self._hide_sources()
        except ImportError as wrong:
            raise OperatorError(f"the store needs the driver {wrong.name}", 'PostgreSQL: `pip install "psycopg[binary]"`, and an address that begins with '
                                "postgresql+psycopg://.") from wrong
        except sa.exc.SQLAlchemyError as wrong:
            raise OperatorError(f"the store cannot be opened: {type(wrong).__name__}", "Name an SQLAlchemy address or a file with --store.") from wrong

    def _hide_sources(self) -> None:
        """Earlier versions kept the line of a CSV file itself as its source."""
        with self.engine.begin() as connection:
            for code, source_id in connection.execute(sa.select(_questions.c.code, _questions.c.source_id)
                                                      .where(_questions.c.source_id.is_not(None), ~_questions.c.source_id.like("sha256:%"))).all():
                kind, _, said = source_id.partition(":")
                raw = bytes.fromhex(said[:len(said) // 2 * 2]) if kind == "csv" and re.fullmatch("[0-9a-f]+", said) else said.encode()
                connection.execute(_questions.update().where(_questions.c.code == code).values(source_id=source_of(raw)))

    def add(self, question: Question, source_id: str | None = None) -> bool:
        """Keep a new question; False where its source was read before."""
        with self.engine.begin() as connection:
            if source_id and connection.execute(sa.select(_questions.c.code).where(_questions.c.source_id == source_id)).first():
                return False
            connection.execute(_questions.insert().values(**_row(question), source_id=source_id))
        return True

    def get(self, code: str) -> Question:
        with self.engine.begin() as connection:
            row = connection.execute(sa.select(_questions).where(_questions.c.code == code)).mappings().first()
        if row is None:
            raise OperatorError(f"no question {code}", "`tasks.py qa list` shows the codes.")
        return _question(row)

    def put(self, question: Question) -> None:
        with self.engine.begin() as connection:
            connection.execute(_questions.update().where(_questions.c.code == question.code).values(**_row(question)))

    def all(self, portal: str = "") -> list[Question]:
        query = sa.select(_questions).order_by(_questions.c.received_on, _questions.c.code)
        with self.engine.begin() as connection:
            return [_question(row) for row in connection.execute(query.where(_questions.c.portal == portal) if portal else query).mappings()]

    def erase(self, code: str, on: str, by: str) -> None:
        """Remove the asker's data and keep the rest, when the purpose has ended or the asker wants it. An answer goes too
        where it was for the asker alone or names somebody; what was published stands in the repository."""
        question = self.get(code)
        names_somebody = question.mode == "direct" or any(True for _ in hits(question.answer)) or left_of_asker(question, question.answer)
        self.put(replace(question, **{key: "" for key in PERSONAL}, text="", answer="" if names_somebody else question.answer, log=(*question.log, {"on": on, "by": by, "action": "erase", "note": ""})))


def source_of(raw: bytes) -> str:
    """What is kept of where a question came from."""
    return f"sha256:{hashlib.sha256(raw).hexdigest()}"


def _row(question: Question) -> dict[str, Any]:
    return {**asdict(question), "log": [dict(entry) for entry in question.log]}


def _question(row: Any) -> Question:
    return Question(**{f.name: tuple(row["log"]) if f.name == "log" else row[f.name] for f in fields(Question)})


def new_code() -> str:
    """An opaque code for the asker to look the question up by: 40 random bits say nothing about anybody."""
    return secrets.token_hex(5).upper()


def from_csv(content: bytes, portal: str, today: str) -> Iterator[tuple[Question, str]]:
    """Questions from CSV with a head row: kind, full_name, citizen_id, address, phone, email, text, received_on."""
    known = {f.name for f in fields(Question)} - {"code", "portal", "state", "log"}
    try:
        reader = csv.DictReader(io.StringIO(content.decode("utf-8-sig")))
    except UnicodeDecodeError:
        raise OperatorError("the CSV file is not UTF-8", "In Excel choose \"CSV UTF-8\" when saving.") from None
    if strange := sorted(set(reader.fieldnames or ()) - known):
        raise OperatorError(f"unknown columns: {', '.join(strange)}", f"Known: {', '.join(sorted(known))}.")
    for number, row in enumerate(reader, 2):
        values = {key: (value or "").strip() for key, value in row.items() if key in known}
        kind = values.pop("kind", "") or "individual"
        if kind not in KINDS:
            raise OperatorError(f"line {number}: kind {kind!r}", f"Kinds: {', '.join(KINDS)}.")
        yield Question(new_code(), portal, kind, values.pop("text", ""), _day(values.pop("received_on", "") or today, number), **values), \
            source_of(msgspec.json.encode(row))


def _day(value: str, line: int) -> str:
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError:
        raise OperatorError(f"line {line}: {value!r} is not a day", "Write it as 2026-12-31.") from None


def from_mail(path: Path, portal: str, today: str) -> Iterator[tuple[Question, str]]:
    """Questions from an `.eml` file or an mbox: sender and text; what else a valid question needs is added by hand."""
    content = path.read_bytes()
    if content.startswith(b"From "):
        box = mailbox.mbox(path, factory=None, create=False)
        messages: Iterable[bytes] = [box.get_bytes(key) for key in box.keys()]
    else:
        messages = [content]
    for raw in messages:
        message = email.message_from_bytes(raw, policy=email.policy.default)
        name, address = parseaddr(str(message.get("From", "")))
        yield Question(new_code(), portal, "individual", _text(message), _received(message, today), full_name=name, email=address), \
            source_of(str(message.get("Message-ID") or secrets.token_hex(8)).encode())


def _text(message: EmailMessage) -> str:
    """Subject and plain text; of an HTML message the words alone."""
    body = message.get_body(("plain", "html"))
    try:
        text = str(body.get_content()) if body is not None else ""
    except (LookupError, ValueError):  # an encoding that does not exist
        text = body.get_payload(decode=True).decode("utf-8", "replace") if body is not None else ""
    if body is not None and body.get_content_type() == "text/html":
        import nh3

        text = nh3.clean(text, tags=set())
    return f"{message.get('Subject', '')}\n\n{text}".strip()


def _received(message: EmailMessage, today: str) -> str:
    """The day in Viet Nam on which the message was sent; a day that is unreadable or still to come is today."""
    try:
        moment = parsedate_to_datetime(str(message.get("Date")))
        return min((moment if moment.tzinfo else moment.replace(tzinfo=VIETNAM)).astimezone(VIETNAM).date().isoformat(), today)
    except (TypeError, ValueError, OverflowError):
        return today
