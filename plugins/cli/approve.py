"""`tasks.py approve`: approve what was submitted, publish in an emergency, or witness what a forge says."""

from pathlib import Path

import click

from plugins.cli.checklist import confirm_items
from plugins.cli.desk import desk_at, moment, sign_and_keep, signing_options
from plugins.cli.findings import Speaker
from plugins.cli.options import site_option
from plugins.model.errors import OperatorError
from plugins.review.statements import Kind


@click.command("approve")
@click.argument("paths", nargs=-1)
@site_option
@signing_options
@click.option("--emergency", is_flag=True,
              help="Publish alone, as head of the board: marked, and it lapses unless ratified.")
@click.option("--reason", default="", help="Why; required with --emergency.")
@click.option("--confirm", "confirmed", multiple=True, metavar="ITEM",
              help="Confirm this item of the decree's checklist; may be repeated. Without it you are asked for each.")
@click.option("--witness", "witness", default=None, metavar="URL",
              help="Sign what a forge reports for this merge request instead (address of the merge request).")
def command(paths: tuple[str, ...], site: Path, ref: str, roots: str | None, key: str | None, yes: bool, commit: bool,
            lang: str,
            emergency: bool, reason: str, confirmed: tuple[str, ...], witness: str | None) -> None:
    """Sign an approval of every committed change that is not approved yet, or of those below PATHS.

    It binds these exact bytes, counts once, and counts only with as many others as the policy asks for. Read the
    changes first: `tasks.py review main..HEAD`. Where a decree makes approvers answer for the content, each item of its
    checklist is shown and asked; the signed statement holds what you confirmed.
    """
    desk = desk_at(site, ref, roots, moment(None))
    if emergency and not reason.strip():
        raise OperatorError("an emergency publication needs a reason", "Give it with --reason.")
    report, kind = None, Kind.PUBLISH if emergency else Kind.APPROVE
    if witness:
        from plugins.build.gate.witness import report_of

        report, kind = report_of(witness, desk.tree.commit), Kind.WITNESS
    speaker, transitions = Speaker(lang), desk.waiting(paths)
    items = confirm_items(desk, transitions, confirmed, not yes, speaker) if kind is Kind.APPROVE else ()
    sign_and_keep(desk, kind, transitions, key, yes, commit, speaker, reason, report, items)
