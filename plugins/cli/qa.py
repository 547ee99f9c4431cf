"""`tasks.py qa`: the private intake of citizens' questions. Nothing of an asker is ever written below the site root."""

import os
from pathlib import Path
from typing import Any, Callable

import click
import msgspec
import yaml

from plugins.build.reports import intake
from plugins.build.reports.intake import Intake
from plugins.cli.build import instant
from plugins.cli.options import format_option, site_option
from plugins.model import OperatorError
from plugins.rules import questions
from plugins.rules.calendar import months_after
from plugins.rules.questions import CLASSES, KINDS, Question, Refused

DEFAULT_STORE = "~/.local/share/cong-mo/questions.sqlite"
WHY = {
    "wrong-state": "that step does not follow from the question's state", "not-valid": "the question lacks what the regulation demands",
    "no-promised-day": "an interim notice must state a later day for the answer, as 2026-12-31", "no-reason": "say why the question is returned",
    "must-be-public": "what is of common interest must be answered in public", "not-public": "only an answered public question becomes a page",
    "personal-data": "the text still holds data of the asker or of somebody else", "not-in-scope": "only questions in scope are forwarded",
    "in-scope": "only what is out of scope or a complaint is guided elsewhere", "no-guidance-agency": "name the competent agency",
    "no-agency": "name the responsible agency", "no-answer": "the answer is empty", "before-receipt": "that is before the question was received",
    "unknown-class": "unknown class", "unknown-mode": "unknown mode",
}


@click.group("qa")
def command() -> None:
    """Private intake of citizens' questions: receive, classify, forward, answer; only the cleaned part becomes a page.

    Records lie outside the repository: --store, or CONGMO_QA_STORE, or a file of your own account.
    """


def shared(function: Callable) -> Callable:
    """Site root, store, time and the person who acts."""
    function = click.option("--by", default=lambda: os.environ.get("USER", "board"), show_default="your account", help="Who does this, for the log.")(function)
    function = click.option("--now", default=None, metavar="TIME", help="As if at this time, ISO 8601.")(function)
    function = click.option("--store", default=lambda: os.environ.get("CONGMO_QA_STORE", DEFAULT_STORE), show_default=DEFAULT_STORE,
                            metavar="FILE|URL", help="SQLite file or SQLAlchemy address.")(function)
    return site_option(function)


def _acted(store: Intake, step: Callable[..., Question], code: str, *arguments: str) -> None:
    try:
        question = step(store.get(code), *arguments)
    except Refused as wrong:
        raise OperatorError(WHY.get(wrong.reason, wrong.reason) + (f" ({wrong.details})" if wrong.details else ""), "") from None
    store.put(question)
    click.echo(f"{question.code}: {question.state}")


@command.command()
@shared
@click.option("--portal", required=True)
@click.option("--kind", type=click.Choice(KINDS), default="individual", show_default=True)
@click.option("--name", "full_name", default="", help="Full name of the person or organisation.")
@click.option("--citizen-id", default="")
@click.option("--address", default="")
@click.option("--phone", default="")
@click.option("--email", default="")
@click.option("--received-on", default=None, help="Default: today.")
@click.argument("text")
def add(site: Path, store: str, now: str | None, by: str, portal: str, kind: str, received_on: str | None, text: str, **asker: str) -> int:
    """Take one question by hand and give its lookup code."""
    question = Question(intake.new_code(), portal, kind, text, received_on or instant(now)[:10], **asker)
    Intake(store, site).add(question)
    missing = questions.lacking(question)
    click.echo(f"{question.code}: received" + (f"; still lacks {', '.join(missing)}" if missing else ""))
    return 0


@command.command("import")
@shared
@click.option("--portal", required=True)
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False))
def import_(site: Path, store: str, now: str | None, by: str, portal: str, files: tuple[str, ...]) -> int:
    """Take questions from .eml, mbox and .csv files. Reading a file twice adds nothing."""
    kept, today = Intake(store, site), instant(now)[:10]
    for file in files:
        path = Path(file)
        found = intake.from_csv(path.read_bytes(), portal, today) if path.suffix.lower() == ".csv" else intake.from_mail(path, portal, today)
        added = [question for question, source in found if kept.add(question, source)]
        click.echo(f"{path.name}: {len(added)} questions" + (f" ({', '.join(q.code for q in added)})" if added else ""))
    return 0


@command.command()
@shared
@click.argument("code")
@click.option("--name", "full_name", default=None)
@click.option("--citizen-id", default=None)
@click.option("--address", default=None)
@click.option("--phone", default=None)
@click.option("--email", default=None)
@click.option("--kind", type=click.Choice(KINDS), default=None)
@click.option("--copy-received-on", default=None, help="Day on which the board got the copy of a direct answer (HP-09.3).")
def complete(site: Path, store: str, now: str | None, by: str, code: str, **values: str | None) -> int:
    """Add what a valid question still lacks."""
    from dataclasses import replace

    kept = Intake(store, site)
    question = replace(kept.get(code), **{key: value for key, value in values.items() if value is not None})
    kept.put(question)
    click.echo(f"{code}: lacks {', '.join(questions.lacking(question)) or 'nothing'}")
    return 0


@command.command()
@shared
@click.argument("code")
@click.argument("klass", type=click.Choice(CLASSES))
@click.option("--topic", default="other", help="Field of government, as in the question type.")
def classify(site: Path, store: str, now: str | None, by: str, code: str, klass: str, topic: str) -> int:
    """Give a valid question its class. Complaints are never answered here."""
    _acted(Intake(store, site), questions.classify, code, klass, topic, instant(now)[:10], by)
    return 0


def _step_command(name: str, step: Callable[..., Question], argument: str, text: str) -> click.Command:
    """A step that needs a question's code and one word more."""
    @click.command(name, help=text)
    @shared
    @click.argument("code")
    @click.argument(argument)
    def act(site: Path, store: str, now: str | None, by: str, code: str, **given: str) -> int:
        _acted(Intake(store, site), step, code, given[argument], instant(now)[:10], by)
        return 0

    return act


for _step in (
    ("forward", questions.forward, "agency", "Send a question to the responsible agency."),
    ("guide", questions.guide, "agency", "Note that the sender was told which agency is competent."),
    ("return", questions.send_back, "reason", "Take a question back that was sent to the wrong agency."),
    ("interim", questions.interim, "promised_on", "Note a progress notice with the day of the answer."),
):
    command.add_command(_step_command(*_step))


@command.command()
@shared
@click.argument("code")
@click.argument("text")
@click.option("--mode", type=click.Choice(["public", "direct"]), default="public", show_default=True)
def answer(site: Path, store: str, now: str | None, by: str, code: str, text: str, mode: str) -> int:
    """Note the answer, for the public or sent to the asker alone."""
    _acted(Intake(store, site), questions.reply, code, text, mode, instant(now)[:10], by)
    return 0


@command.command()
@shared
@click.argument("code")
@click.argument("title")
@click.option("--question", "asked", default="", help="The question as edited for the public, without the asker's data.")
def publish(site: Path, store: str, now: str | None, by: str, code: str, title: str, asked: str) -> int:
    """Write the public part as Markdown, for review like every other item. Refused while personal data are left."""
    from dataclasses import replace

    kept = Intake(store, site)
    question = kept.get(code)
    try:
        meta, body = questions.public_part(question, title, asked)
    except Refused as wrong:
        raise OperatorError(f"{WHY.get(wrong.reason, wrong.reason)} ({wrong.details})", "Edit with --question, or correct the answer.") from None
    target = site / f"content/{question.portal}/qa/hoi-{question.code.lower()}.vi.md"
    if not (site / f"portals/{question.portal}.yaml").is_file():
        raise OperatorError(f"no portal {question.portal}", "Its registry file is missing from this site root.")
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(f"---\n{yaml.safe_dump(meta, allow_unicode=True, sort_keys=False, width=118)}---\n{body}", encoding="utf-8")
    entry = {"on": instant(now)[:10], "by": by, "action": "publish", "note": ""}
    kept.put(replace(question, state="published", log=(*question.log, entry)))
    click.echo(f"Written: {target.relative_to(site)}. Next: commit it and `tasks.py submit`.")
    return 0


@command.command()
@shared
@click.argument("code")
def erase(site: Path, store: str, now: str | None, by: str, code: str) -> int:
    """Remove an asker's data; dates and states stay for the counts."""
    Intake(store, site).erase(code, instant(now)[:10], by)
    click.echo(f"{code}: the asker's data are removed")
    return 0


@command.command()
@shared
@click.option("--months", type=click.IntRange(1, 600), required=True, help="How long an asker's data are kept after the question is closed.")
def retain(site: Path, store: str, now: str | None, by: str, months: int) -> int:
    """Remove the data of askers whose questions were closed longer ago than they may be kept (HP-09.7). Run it by a timer."""
    kept, today = Intake(store, site), instant(now)[:10]
    past = [q.code for q in kept.all() if q.full_name and questions.closed_on(q) and months_after(questions.closed_on(q), months) < today]
    for code in past:
        kept.erase(code, today, by)
    click.echo(f"{len(past)} askers' data removed")
    return 0


@command.command()
@shared
@click.option("--portal", default="", help="Only this portal.")
@format_option("text", "json")
def count(site: Path, store: str, now: str | None, by: str, portal: str, format_: str) -> int:
    """Count questions by responsible agency: open, late, answered, and direct answers without the board's copy."""
    rows = questions.counts(Intake(store, site).all(portal), instant(now)[:10])
    if format_ == "json":
        click.echo(msgspec.json.format(msgspec.json.encode(rows), indent=2))
    else:
        for row in rows:
            click.echo(f"{row['agency'] or '(board)'}: {row['open']} open, {row['late']} late, {row['answered']} answered, "
                       f"{row['without_copy']} direct answers without a copy, {row['without_notice']} askers to be told")
    return 0


@command.command("list")
@shared
@click.option("--portal", default="", help="Only this portal.")
@format_option("text", "json")
def list_(site: Path, store: str, now: str | None, by: str, portal: str, format_: str) -> int:
    """Show questions without their askers, and what is still to be done."""
    rows = [_shown(q, instant(now)[:10]) for q in Intake(store, site).all(portal)]
    if format_ == "json":
        click.echo(msgspec.json.format(msgspec.json.encode(rows), indent=2))
    else:
        for row in rows:
            click.echo("  ".join(str(row[key]) for key in ("code", "portal", "received_on", "state", "class", "agency", "todo")))
        counts: dict[str, int] = {}
        for row in rows:
            counts[row["state"]] = counts.get(row["state"], 0) + 1
        click.echo(f"{len(rows)} questions: " + ", ".join(f"{count} {state}" for state, count in sorted(counts.items())))
    return 0


def _shown(question: Question, today: str) -> dict[str, Any]:
    todo = {"received": "classify", "classified": "guide" if question.klass in ("out_of_scope", "complaint") else "forward", "forwarded": "answer",
            "in_process": "answer"}.get(question.state, "")
    if question.state == "received" and questions.lacking(question):
        todo = "complete: " + ", ".join(questions.lacking(question))
    if question.state == "in_process" and question.promised_on < today:
        todo = f"overdue since {question.promised_on}"
    if question.state == "answered":
        todo = "publish" if question.mode == "public" else "" if question.copy_received_on else "copy to the board"
    return {"code": question.code, "portal": question.portal, "received_on": question.received_on, "state": question.state, "class": question.klass,
            "agency": question.agency, "promised_on": question.promised_on, "answered_on": question.answered_on, "mode": question.mode, "todo": todo}
