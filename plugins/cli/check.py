"""`tasks.py check`: every finding, with its place, what is wrong and how to mend it."""

from pathlib import Path

import click

from plugins.build.check import check
from plugins.cli.build import instant
from plugins.cli.findings import Speaker
from plugins.cli.options import format_option, site_option
from plugins.cli.progress import progress_bar
from plugins.model import OperatorError, Severity


@click.command("check")
@site_option
@click.option("--lang", type=click.Choice(["vi", "en"]), default="vi", show_default=True, help="Language of the messages.")
@click.option("--portal", "portals", multiple=True, help="Only findings of this portal; may be repeated.")
@click.option("--ref", default=None, metavar="COMMIT", help="Check this commit instead of the working tree.")
@click.option("--now", default=None, metavar="TIME", help="Check as if at this time, ISO 8601.")
@click.option("--notes/--no-notes", default=True, help="Show notes beside warnings and errors.")
@format_option("text", "json")
def command(site: Path, lang: str, portals: tuple[str, ...], ref: str | None, now: str | None, notes: bool,
            format_: str) -> int:
    """Check registry, content, links, translations and media.

    Exit code 1 where there are errors or warnings. Errors keep an item out of the site; warnings do not.
    """
    if not (site / "portals").is_dir() and ref is None:
        raise OperatorError(f"{site} has no portals/ folder", "Name a site root with --site.")
    with progress_bar() as progress:
        done = check(site, instant(now), ref, progress)
    findings = [f for f in done.findings if (notes or f.severity is not Severity.NOTE)
                and (not portals or any(f.path.startswith((f"content/{p}/", f"portals/{p}.")) for p in portals))]
    speaker = Speaker(lang, site)
    if format_ == "json":
        click.echo(speaker.as_json(findings))
    else:
        speaker.say(findings)
        counts = {s: sum(f.severity is s for f in findings) for s in Severity}
        click.echo(speaker.translate("{documents} items checked: {errors} errors, {warnings} warnings, {notes} notes.").format(
            documents=done.documents, errors=counts[Severity.ERROR], warnings=counts[Severity.WARNING], notes=counts[Severity.NOTE]))
    return 1 if any(f.severity is not Severity.NOTE for f in findings) else 0
