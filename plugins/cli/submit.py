"""`tasks.py submit`: put changed files before the board."""

from pathlib import Path

import click

from plugins.cli.desk import desk_at, moment, sign_and_keep, signing_options
from plugins.cli.findings import Speaker
from plugins.cli.options import site_option
from plugins.review.statements import Kind


@click.command("submit")
@click.argument("paths", nargs=-1)
@site_option
@signing_options
def command(paths: tuple[str, ...], site: Path, ref: str, roots: str | None, key: str | None, yes: bool, commit: bool,
            lang: str) -> None:
    """Sign a submission of every committed change that is not approved yet, or of those below PATHS.

    The submission binds these exact bytes: an edit afterwards needs a new one.
    """
    desk = desk_at(site, ref, roots, moment(None))
    sign_and_keep(desk, Kind.SUBMIT, desk.waiting(paths), key, yes, commit, Speaker(lang))
