"""A citizen's question from its receipt to its answer: what makes it valid, which steps may follow, what may be public.

Sources: HP-09.2 to HP-09.5, LX-10.1.d, QN-20.1.e. The record itself is private and never stands in the repository.
"""

import re
from dataclasses import dataclass, field, replace
from typing import Any, Iterable, Mapping

from plugins.rules.screening import hits

KINDS = ("individual", "organisation")
CLASSES = ("in_scope", "common_interest", "out_of_scope", "complaint")
STATES = ("received", "classified", "forwarded", "in_process", "answered", "published", "guided")
PERSONAL = ("full_name", "citizen_id", "address", "phone", "email")
"""Fields of the asker; they leave the private store only to the agency that answers."""


class Refused(ValueError):
    """A step that the regulations do not allow; `reason` is a stable word, `details` says more."""

    def __init__(self, reason: str, details: str = "") -> None:
        super().__init__(f"{reason}: {details}" if details else reason)
        self.reason, self.details = reason, details


@dataclass(frozen=True, slots=True)
class Question:
    """Days are `YYYY-MM-DD`. klass: one of CLASSES; mode: `public` or `direct`. common_interest demands an answer in
    public (HP-09.2)."""

    code: str
    portal: str
    kind: str
    text: str
    received_on: str
    full_name: str = ""
    citizen_id: str = ""
    address: str = ""
    phone: str = ""
    email: str = ""
    topic: str = ""
    klass: str = ""
    agency: str = ""
    state: str = "received"
    promised_on: str = ""
    answered_on: str = ""
    notified_on: str = ""
    guidance_agency: str = ""
    copy_received_on: str = ""
    mode: str = ""
    answer: str = ""
    log: tuple[Mapping[str, str], ...] = field(default=())


def lacking(question: Question) -> list[str]:
    """What a valid question lacks: an individual gives name, citizen ID, address and phone or e-mail; an organisation
    name, address and phone or e-mail (HP-09.5). Phone or e-mail suffices (docs/decisions/regulations.md)."""
    asked = ["full_name", "address", "text", "received_on"] + (["citizen_id"] if question.kind == "individual" else [])
    found = [key for key in asked if not getattr(question, key).strip()]
    if question.kind == "individual" and question.citizen_id and not re.fullmatch(r"[0-9]{9}|[0-9]{12}", re.sub(r"[ .]", "", question.citizen_id)):
        found.append("citizen_id")
    return found + ([] if question.phone.strip() or question.email.strip() else ["phone|email"])


def _step(question: Question, action: str, on: str, by: str, allowed: tuple[str, ...], note: str = "", **changes: str) -> Question:
    if question.state not in allowed:
        raise Refused("wrong-state", f"{question.state}; {action} needs {' or '.join(allowed)}")
    if not on >= question.received_on:
        raise Refused("before-receipt", on)
    entry = {"on": on, "by": by, "action": action, "note": note}
    return replace(question, log=(*question.log, entry), **changes)


def classify(question: Question, klass: str, topic: str, on: str, by: str) -> Question:
    """Give a class. A complaint or denunciation on a specific case is not taken (HP-09.4): it can only be guided."""
    if klass not in CLASSES:
        raise Refused("unknown-class", ", ".join(CLASSES))
    if missing := lacking(question):
        raise Refused("not-valid", ", ".join(missing))
    return _step(question, "classify", on, by, ("received", "classified"), klass, klass=klass, topic=topic, state="classified")


def guide(question: Question, agency: str, on: str, by: str) -> Question:
    """Tell the sender who is competent, for what is out of scope or a complaint (LX-10.1.d, QN-20.1.e)."""
    if question.klass not in ("out_of_scope", "complaint"):
        raise Refused("in-scope", question.klass or "not classified")
    if not agency.strip():
        raise Refused("no-guidance-agency")
    return _step(question, "guide", on, by, ("classified",), agency, guidance_agency=agency, notified_on=on, state="guided")


def forward(question: Question, agency: str, on: str, by: str) -> Question:
    """Send to the responsible agency."""
    if question.klass not in ("in_scope", "common_interest"):
        raise Refused("not-in-scope", question.klass or "not classified")
    if not agency.strip():
        raise Refused("no-agency")
    return _step(question, "forward", on, by, ("classified",), agency, agency=agency, state="forwarded")


def send_back(question: Question, reason: str, on: str, by: str) -> Question:
    """The agency returns what is not its own, with a reason; the board classifies again (HP-09.2, HP-09.3)."""
    if not reason.strip():
        raise Refused("no-reason")
    return _step(question, "return", on, by, ("forwarded", "in_process"), reason, agency="", state="classified")


def interim(question: Question, promised_on: str, on: str, by: str) -> Question:
    """A progress notice, which must state the day of the answer (HP-09.3, LX-10.1.d, QN-20.1.e)."""
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", promised_on) or promised_on <= on:
        raise Refused("no-promised-day", promised_on)
    return _step(question, "interim", on, by, ("forwarded", "in_process"), promised_on, promised_on=promised_on, state="in_process")


def reply(question: Question, answer: str, mode: str, on: str, by: str) -> Question:
    """Answer, in public or directly. What is of common interest must be answered in public. An answer that is not published
    yet may be given again, corrected; the day of the first one stays."""
    if mode not in ("public", "direct"):
        raise Refused("unknown-mode", mode)
    if not answer.strip():
        raise Refused("no-answer")
    if question.klass == "common_interest" and mode != "public":
        raise Refused("must-be-public")
    return _step(question, "answer", on, by, ("forwarded", "in_process", "answered"), mode, answer=answer, mode=mode,
                 answered_on=question.answered_on or on, state="answered")


def public_part(question: Question, title: str, asked: str = "") -> tuple[dict[str, str], str]:
    """Front matter and body of the page, without the asker. asked: the question as edited for the public.

    Refused for direct answers and complaints, and where anything of the asker, or any personal data, is left.
    """
    if question.state not in ("answered", "published") or question.mode != "public" or question.klass == "complaint":
        raise Refused("not-public", f"{question.state}, {question.mode or 'no mode'}, {question.klass}")
    told = asked.strip() or question.text.strip()
    for name, text in (("question", told), ("answer", question.answer), ("title", title)):
        if found := sorted({hit.kind for hit in hits(text)} | left_of_asker(question, text)):
            raise Refused("personal-data", f"{name}: {', '.join(found)}")
    meta = {"title": title, "code": question.code, "topic": question.topic or "other", "received_on": question.received_on, "class": question.klass,
            "responsible_agency": question.agency, "state": "answered", "answered_on": question.answered_on, "mode": "public",
            **({"promised_on": question.promised_on} if question.promised_on else {}), "question": told, "answer": question.answer.strip()}
    return meta, ""


def closed_on(question: Question) -> str:
    """The day on which a question was answered or its sender guided elsewhere; an empty string while it is open."""
    return question.answered_on if question.state in ("answered", "published") else question.notified_on if question.state == "guided" else ""


def counts(found: Iterable[Question], today: str) -> list[dict[str, Any]]:
    """By responsible agency (empty: still the board's): open, late (the promised day has passed), answered, direct answers
    of which the board has no copy (HP-09.3), and askers out of scope whom nobody has told yet (HP-09.2)."""
    rows: dict[str, dict[str, Any]] = {}
    for question in found:
        row = rows.setdefault(question.agency, {"agency": question.agency, "open": 0, "late": 0, "answered": 0, "without_copy": 0, "without_notice": 0})
        answered = question.state in ("answered", "published")
        row["answered"] += answered
        row["open"] += not answered and question.state != "guided"
        row["late"] += question.state == "in_process" and question.promised_on < today
        row["without_copy"] += answered and question.mode == "direct" and not question.copy_received_on
        row["without_notice"] += question.klass in ("out_of_scope", "complaint") and question.state == "classified"
    return [rows[agency] for agency in sorted(rows)]


def left_of_asker(question: Question, text: str) -> set[str]:
    """Fields of the asker that a text still names, however spaced or cased."""
    flat, digits = " ".join(text.casefold().split()), re.sub(r"\D", "", text)
    found = set()
    for key in PERSONAL:
        value = " ".join(getattr(question, key).casefold().split())
        numeric = re.sub(r"\D", "", value)
        if len(value) > 3 and value in flat or key in ("citizen_id", "phone") and len(numeric) >= 8 and numeric in digits:
            found.add(key)
    return found
