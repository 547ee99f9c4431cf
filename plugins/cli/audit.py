"""`tasks.py audit`: who wrote and approved what, and when; and what a portal said on a given day."""

import tempfile
from datetime import datetime, time, timedelta
from pathlib import Path

import click

from plugins.build.gate.approval import find_roots
from plugins.build.gate.past import authors_of, lay_out, tree_at
from plugins.cli.desk import desk_at, lang_option, moment, roots_option
from plugins.cli.findings import Speaker
from plugins.cli.options import format_option, site_option
from plugins.model.clock import VIETNAM, local_minute
from plugins.model.errors import OperatorError
from plugins.review.audit import Question, as_csv, as_json, rows
from plugins.review.gate import Event
from plugins.review.report_views import visible


def day(text: str | None, days: int = 0) -> datetime | None:
    """A day (Vietnam time) or an ISO 8601 time as an aware time; `days` 1 gives the end of a day."""
    if text is None:
        return None
    try:
        if len(text) == 10:
            return datetime.combine(datetime.fromisoformat(text).date() + timedelta(days=days), time(), VIETNAM)
        found = datetime.fromisoformat(text)
    except (ValueError, OverflowError):
        raise OperatorError(f"{text}: not a day or a time",
                            "Write it as 2026-05-01 or 2026-05-01T08:00:00+07:00.") from None
    return found if found.tzinfo else found.replace(tzinfo=VIETNAM)


@click.command("audit")
@click.argument("path", required=False, default="")
@site_option
@roots_option
@lang_option
@format_option("text", "csv", "json")
@click.option("--portal", default="", help="Only this portal.")
@click.option("--person", default="", help="Only what this person submitted, approved or withdrew.")
@click.option("--since", default=None, metavar="DAY", help="From this day on.")
@click.option("--until", default=None, metavar="DAY", help="Up to this day, included.")
@click.option("--at", "at", default=None, metavar="DAY",
              help="Show what was public at the end of this day (or at this time).")
@click.option("--output", default=None, type=click.Path(file_okay=False),
              help="With --at: rebuild the site of that day here.")
@click.option("--ref", default="HEAD", show_default=True, help="The published line.")
def command(path: str, site: Path, roots: str | None, lang: str, format_: str, portal: str, person: str,
            since: str | None,
            until: str | None, at: str | None, output: str | None, ref: str) -> int:
    """Answer from git alone who submitted and approved PATH (a file, a folder, or everything), and when."""
    speaker = Speaker(lang)
    desk = desk_at(site, ref, roots, moment(None))
    if at:
        return _past(desk.repository, find_roots(roots, site) or [], ref, day(at, 1), path, portal, output, format_,
                     speaker)

    def authors(event: Event) -> str:
        return visible("; ".join(authors_of(desk.repository, event.commit, event.path)))

    found = rows(desk.tree.journal, Question(path, portal, person, day(since), day(until, 1)), authors)
    if format_ == "csv":
        click.echo(as_csv(found), nl=False)
    elif format_ == "json":
        click.echo(as_json(found))
    else:
        for row in found:
            click.echo(f"{local_minute(datetime.fromisoformat(row['at']))}  {speaker.translate('event:' + row['kind'])}  {visible(row['path'])}\n    "
                       + speaker.translate("submitted by {submitters}; approved by {approvers}; policy {policy}; commit {commit}").format(
                           submitters=row["submitted_by"] or "–", approvers=row["approved_by"] or "–",
                           policy=row["policy"], commit=row["commit"][:12])
                       + (f"\n    {speaker.translate('written by {authors}').format(authors=row['authors'])}"
                          if row["authors"] else "")
                       + (f"\n    {speaker.translate('confirmed: {items}').format(items=row['confirmed'])}" if row["confirmed"] else "")
                       + (f"\n    {visible(row['reason'])}" if row["reason"] else ""))
        if not found:
            click.echo(speaker.translate("Nothing was found."))
    return 0


def _past(repository, roots: list[str], ref: str, time_: datetime, path: str, portal: str, output: str | None,
          format_: str, speaker: Speaker) -> int:
    tree = tree_at(repository, ref, roots, time_)
    shown = {name: blob for name, blob in sorted(tree.entries.items())
             if (not path or name == path or name.startswith(path.rstrip("/") + "/"))
             and (not portal or name.startswith(f"content/{portal}/"))}
    if output:
        from plugins.build.run import Request, build
        from plugins.cli.build import settings_for

        with tempfile.TemporaryDirectory() as folder:
            lay_out(repository, tree, Path(folder, "site"))
            build(Request(site=Path(folder, "site"), output=Path(output).resolve(),
                          settings=settings_for(Path(folder, "site"), None),
                          now=time_.isoformat(timespec="seconds"), portals=(portal,) if portal else ()))
        click.echo(speaker.translate("Rebuilt from commit {commit} into {folder}.").format(commit=tree.commit[:12],
                                                                                           folder=output))
    elif format_ == "json":
        click.echo(as_json([{"path": name, "blob": blob} for name, blob in shown.items()]))
    else:
        click.echo("\n".join(f"{blob[:12]}  {visible(name)}" for name, blob in shown.items()))
    return 0
