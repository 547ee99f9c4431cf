"""Reports on records: documents that expired and who cites them, the archive, the press list for leaders."""

from calendar import monthrange
from pathlib import Path

import click

from plugins.build.reports.survey import survey
from plugins.build.reports.tables import Words
from plugins.cli.build import instant
from plugins.cli.options import site_option
from plugins.cli.report_options import day_of, deliver, format_of, own_file, render, report_options
from plugins.model import OperatorError


@click.command()
@report_options("text", "json", "csv", "html", "docx")
@click.option("--prepare", is_flag=True, help="Also write the changes into the files: `status: withdrawn` with the reason, or `review_on`.")
@click.option("--branch", default=None, metavar="NAME", help="Commit the same changes on this new branch from HEAD, for review.")
def repealed(site: Path, now: str | None, ref: str | None, portals: tuple[str, ...], format_: str | None, output: str | None, lang: str,
             prepare: bool, branch: str | None) -> int:
    """Pages that cite a document which is no longer in force, in all portals (LX-21.2).

    Exit code 1 where there are any: each is to be taken down with a notice, or to be brought up to date.
    """
    from plugins.build.reports.lifecycle import branch_withdrawals, prepare_withdrawals, repealed_table

    if prepare and ref is not None:
        raise OperatorError("a commit cannot be changed", "Leave out --ref: --prepare writes into the working tree.")
    if branch and (prepare or ref is not None):
        raise OperatorError("--branch stands alone", "It reads HEAD and writes a branch: leave out --prepare and --ref.")
    found = survey(site, instant(now), "HEAD" if branch else ref)
    table = repealed_table(found, found.known(portals))
    for path in prepare_withdrawals(site, found, table) if prepare else ():
        click.echo(f"Written: {path}", err=True)
    if branch:
        commit, paths = branch_withdrawals(site, found, table, branch)
        click.echo(f"{branch}: {commit[:12]}, {len(paths)} files changed. Next: push it and open a merge request." if commit else "Nothing to change.", err=True)
    format_ = format_of(format_, output, "text", "json", "csv", "html", "docx")
    deliver(render([table], Words("Pages that cite expired documents"), format_, found.today, lang, site, found.registry), format_, output)
    return 1 if table.rows else 0


@click.command()
@site_option
@click.option("--from", "start", default="0001-01-01", metavar="DAY", help="First day of publication.")
@click.option("--to", "end", default="9999-12-31", metavar="DAY", help="Last day of publication.")
@click.option("--portal", "portals", multiple=True, help="Only this portal; may be repeated.")
@click.option("--now", default=None, metavar="TIME", help="As if at this time, ISO 8601.")
@click.option("--ref", default=None, metavar="COMMIT", help="Archive this commit instead of the working tree.")
@click.option("--verify", is_flag=True, help="Do not write: check an archive against its checksums.")
@click.argument("archive", type=click.Path(dir_okay=False))
def archive(site: Path, start: str, end: str, portals: tuple[str, ...], now: str | None, ref: str | None, verify: bool, archive: str) -> int:
    """Write (or --verify) an archive of published items for a records office: a ZIP with sources and checksums."""
    from plugins.build.reports.lifecycle import verify_archive, write_archive

    if verify:
        wrong = verify_archive(Path(archive))
        for line in wrong:
            click.echo(line)
        click.echo(f"{archive}: {'damaged' if wrong else 'whole'}")
        return 1 if wrong else 0
    found = survey(site, instant(now), ref)
    count = write_archive(site, ref, found, found.known(portals), day_of(start), day_of(end), Path(archive))
    click.echo(f"{archive}: {count} files with their SHA-256")
    return 0


@click.command()
@report_options("docx", "html", "xlsx", "csv", "json", "text")
@click.option("--day", default=None, metavar="DAY", help="The list of one day, as 2026-06-15.")
@click.option("--month", default=None, metavar="MONTH", help="The digest of a month, as 2026-06.")
@click.option("--conference", default="", metavar="DAY", help="Day of the press conference that the digest comes before.")
def press(site: Path, now: str | None, ref: str | None, portals: tuple[str, ...], format_: str | None, output: str | None, lang: str,
          day: str | None, month: str | None, conference: str) -> int:
    """What the press wrote, for leaders only: well reported, contrary, hot, with the proposed handling (QN-10.7.a).

    Read from portals/_logbooks/press.yaml; never part of a site. Exit code 1 where an item lacks its proposed handling.
    """
    from plugins.build.reports.press import press_tables, unhandled

    if bool(day) == bool(month):
        raise OperatorError("name either --day or --month", "--day 2026-06-15 or --month 2026-06.")
    start = day_of(day or f"{month}-01")
    end = start if day else f"{month}-{monthrange(int(start[:4]), int(start[5:7]))[1]}"
    found = survey(site, instant(now), ref)
    parts = press_tables(found, found.known(portals), start, end, day_of(conference) if conference else "")
    format_ = format_of(format_, output, "docx", "html", "xlsx", "csv", "json", "text")
    title = Words("Press list of {day}", {"day": day}) if day else Words("Press digest of {month}", {"month": f"{start[5:7]}/{start[:4]}"})
    deliver(render(parts, title, format_, found.today, lang, site, found.registry), format_, output)
    return 1 if unhandled(parts) else 0


@click.command()
@report_options("text", "json", "csv", "html", "docx", "xlsx", portals=False)
def inventory(site: Path, now: str | None, ref: str | None, format_: str | None, output: str | None, lang: str) -> int:
    """The software in use, with versions and licences, for an audit (HP-03.3)."""
    from plugins.build.reports.inventory import inventory_table

    format_ = format_of(format_, output, "text", "json", "csv", "html", "docx", "xlsx")
    table = inventory_table()
    deliver(render([table], Words("Software inventory"), format_, instant(now)[:10], lang, site), format_, output)
    return 0


@click.command()
@click.argument("built", type=click.Path(exists=True, file_okay=False, path_type=Path))
@report_options("text", "json", "csv", "html", "docx", "xlsx")
@click.option("--all", "everything", is_flag=True, help="List what is there too.")
@click.option("--checks", type=click.Path(exists=True, dir_okay=False), default=None,
              help="The checklist. Default: portals/_regulations/_layout.yaml.")
def layout(built: Path, site: Path, now: str | None, ref: str | None, portals: tuple[str, ...], format_: str | None, output: str | None, lang: str,
           everything: bool, checks: str | None) -> int:
    """The layout that the circulars ask of home pages, looked for in the folder BUILT, on each portal and edition (HP-03.2).

    The checklist is data. Exit code 1 where something is missing.
    """
    from plugins.build.reports.layout import MET, MISSING, layout_table, read_checks
    from plugins.build.reports.tables import Table

    table = layout_table(built, read_checks(own_file(site, checks, "_layout.yaml")), portals)
    missing = sum(row[5] == MISSING for row in table.rows)
    format_ = format_of(format_, output, "text", "json", "csv", "html", "docx", "xlsx")
    words = {MET: Words("Met"), MISSING: Words("Not met")} if format_ not in ("json", "csv") else {}
    rows = tuple((*row[:5], words.get(row[5], row[5])) for row in table.rows if everything or row[5] == MISSING)
    said = Table(table.title, table.columns, rows, Words("{met} of {all} met.", {"met": len(table.rows) - missing, "all": len(table.rows)}))
    deliver(render([said], Words("Layout of the home pages"), format_, instant(now)[:10], lang, site), format_, output)
    return 1 if missing else 0


COMMANDS = (repealed, archive, press, inventory, layout)
