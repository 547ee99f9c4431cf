"""`tasks.py withdraw`: take a published page down at once."""

from pathlib import Path

import click

from plugins.cli.desk import desk_at, moment, sign_and_keep, signing_options
from plugins.cli.findings import Speaker
from plugins.cli.options import site_option
from plugins.model.errors import OperatorError
from plugins.review.statements import Kind, Transition


@click.command("withdraw")
@click.argument("paths", nargs=-1, required=True)
@site_option
@signing_options
@click.option("--reason", required=True, help="Why; it stands in the record and, in short, in the notice.")
def command(paths: tuple[str, ...], site: Path, ref: str, roots: str | None, key: str | None, yes: bool, commit: bool,
            lang: str, reason: str) -> None:
    """Withdraw published files: PATHS from the site root, like content/hai-phong/news/a.vi.md.

    One holder of the right suffices, and it takes effect at the next build, also from a local clone when the forge is
    down. It can only remove; to bring the page back takes one approval more than usual.
    """
    desk = desk_at(site, ref, roots, moment(None))
    speaker = Speaker(lang)
    missing = [path for path in paths if desk.shown(path) is None]
    if missing:
        raise OperatorError(f"not published: {', '.join(missing)}", "Name files as they lie in the repository.")
    transitions = tuple(Transition(path, desk.shown(path), None) for path in sorted(set(paths)))
    sign_and_keep(desk, Kind.WITHDRAW, transitions, key, yes, commit, speaker, reason)
