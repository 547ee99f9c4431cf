"""`tasks.py report`: what a board, an office or an auditor is owed, computed from the items themselves."""

from pathlib import Path
from typing import Callable

import click

from plugins.build import tables
from plugins.build.requirements import page, requirements as all_requirements
from plugins.build.survey import survey
from plugins.build.tables import Table
from plugins.cli.build import instant
from plugins.cli.options import ENGINE_ROOT, site_option
from plugins.model import OperatorError


@click.group("report")
def command() -> None:
    """Compliance, deadlines, annual and other reports.

    Every report reads the items as they are and writes nothing but the file named with --output.
    """


def report_options(*formats: str, portals: bool = True) -> Callable:
    """What all reports take: site root, time, portals, format and output file."""
    def wrap(function: Callable) -> Callable:
        function = click.option("--output", type=click.Path(dir_okay=False), default=None, help="Write to this file instead of the screen.")(function)
        function = click.option("--format", "format_", type=click.Choice(formats), default=None,
                                help=f"Default: by the output's ending, else {formats[0]}.")(function)
        if portals:
            function = click.option("--portal", "portals", multiple=True, help="Only this portal; may be repeated.")(function)
        function = click.option("--ref", default=None, metavar="COMMIT", help="Report on this commit instead of the working tree.")(function)
        function = click.option("--now", default=None, metavar="TIME", help="Report as if at this time, ISO 8601.")(function)
        return site_option(function)
    return wrap


def chosen(format_: str | None, output: str | None, *formats: str) -> str:
    """The format asked for, or the one that the output's name ends in."""
    ending = Path(output).suffix.lstrip(".") if output else ""
    return format_ or (ending if ending in formats else "text" if ending == "txt" else formats[0])


def render(found: list[Table], title: str, format_: str, when: str) -> bytes:
    """Tables in a format."""
    if format_ == "docx":
        return tables.as_docx(found, title, when)
    if format_ == "xlsx":
        return tables.as_xlsx(found, when)
    if format_ == "html":
        return tables.as_html(found, title)
    return {"json": tables.as_json, "csv": tables.as_csv, "text": tables.as_text}[format_](found)


def deliver(content: bytes, format_: str, output: str | None) -> None:
    """To the file named, or to the screen where that makes sense."""
    if output is not None:
        Path(output).parent.mkdir(parents=True, exist_ok=True)
        Path(output).write_bytes(content)
        click.echo(f"{output}: {len(content)} bytes")
    elif format_ in ("docx", "xlsx"):
        raise OperatorError(f"a {format_} file cannot be shown on the screen", "Name a file with --output.")
    else:
        click.echo(content, nl=False)


@command.command()
@report_options("text", "json", "csv", "html", "docx", "xlsx")
@click.option("--missing", "only_missing", is_flag=True, help="Only clauses that are not met.")
def compliance(site: Path, now: str | None, ref: str | None, portals: tuple[str, ...], format_: str | None, output: str | None,
               only_missing: bool) -> int:
    """Clause by clause: met, missing, not applicable, or for a person to confirm.

    HTML adds the matrix of portals by clause. Exit code 1 where a clause is missing.
    """
    from plugins.build import compliance_report
    from plugins.build.instruments import read_instruments, successor_table

    found = survey(site, instant(now), ref)
    keys = found.known(portals)
    format_ = chosen(format_, output, "text", "json", "csv", "html", "docx", "xlsx")
    summary, clauses = compliance_report.tables(found, keys, all_requirements(), words=format_ not in ("json", "csv"))
    missing = [row for row in clauses.rows if row[5] in ("missing", "Thiếu")]
    if only_missing:
        clauses = Table(clauses.title, clauses.columns, tuple(missing), clauses.note)
    parts = [clauses] if format_ in ("json", "csv") else [summary, clauses]
    if format_ in ("html", "docx", "xlsx"):
        bound = {found.registry.portals[key].regulation for key in keys}
        cited = [profile for profile in found.regulations.profiles.values() if profile.overlay or profile.key in bound]
        parts = [summary, clauses, successor_table(cited, read_instruments(_own(site, None, "_instruments.yaml")), found.today)]
    if format_ == "html":
        parts[1:1] = compliance_report.matrix(found, keys)
    if format_ == "text" and len(keys) > 1 and not only_missing:
        parts = [summary]
    deliver(render(parts, "Báo cáo tuân thủ quy chế", format_, found.today), format_, output)
    return 1 if missing else 0


@command.command()
@report_options("text", "json", "csv", "ics", "html", "docx")
@click.option("--all", "everything", is_flag=True, help="List what was done on time too.")
def deadlines(site: Path, now: str | None, ref: str | None, portals: tuple[str, ...], format_: str | None, output: str | None,
              everything: bool) -> int:
    """What is due, what is late, and the share done on time, by portal and rule.

    `--format ics` gives a calendar that a board subscribes to. Exit code 1 where something is overdue.
    """
    from plugins.build import deadline_report

    found = survey(site, instant(now), ref)
    duties = found.duties(found.known(portals))
    format_ = chosen(format_, output, "text", "json", "csv", "ics", "html", "docx")
    if format_ == "ics":
        content = deadline_report.calendar(found, duties, found.known(portals))
    else:
        shares, lines = deadline_report.share_table(duties), deadline_report.duty_table(duties, everything or format_ in ("json", "csv"))
        reports = deadline_report.due_reports(found, found.known(portals))
        content = render([lines] if format_ == "csv" else [shares, lines, reports], "Thời hạn cung cấp thông tin", format_, found.today)
    deliver(content, format_, output)
    return 1 if any(duty.state == "overdue" for duty in duties) else 0


@command.command()
@report_options("text", "json", "csv", "html", "docx")
@click.option("--prepare", is_flag=True, help="Also write `status: withdrawn` with the reason into the files that rest on it, for review.")
def repealed(site: Path, now: str | None, ref: str | None, portals: tuple[str, ...], format_: str | None, output: str | None,
             prepare: bool) -> int:
    """Pages that cite a document which is no longer in force, in all portals (LX-21.2).

    Exit code 1 where there are any: each is to be taken down with a notice, or to be brought up to date.
    """
    from plugins.build.lifecycle import prepare_withdrawals, repealed_table

    if prepare and ref is not None:
        raise OperatorError("a commit cannot be changed", "Leave out --ref: --prepare writes into the working tree.")
    found = survey(site, instant(now), ref)
    table = repealed_table(found, found.known(portals))
    for path in prepare_withdrawals(site, table) if prepare else ():
        click.echo(f"Written: {path}", err=True)
    format_ = chosen(format_, output, "text", "json", "csv", "html", "docx")
    deliver(render([table], table.title, format_, found.today), format_, output)
    return 1 if table.rows else 0


@command.command()
@report_options("text", "json", "csv", "html", "docx", "xlsx")
@click.option("--from", "start", required=True, metavar="DAY", help="First day, as 2026-01-01.")
@click.option("--to", "end", required=True, metavar="DAY", help="Last day.")
@click.option("--by", "period", type=click.Choice(["month", "quarter", "year"]), default="month", show_default=True, help="Columns of the count.")
def supply(site: Path, now: str | None, ref: str | None, portals: tuple[str, ...], format_: str | None, output: str | None,
           start: str, end: str, period: str) -> int:
    """How many items were published, by portal, section, type and language, in each month, quarter or year (NA-14.4.g)."""
    from plugins.build.supply import supply_tables

    found = survey(site, instant(now), ref)
    parts = supply_tables(found, found.known(portals), _day(start), _day(end), period)
    format_ = chosen(format_, output, "text", "json", "csv", "html", "docx", "xlsx")
    deliver(render(parts, f"Cung cấp thông tin {start} - {end}", format_, found.today), format_, output)
    return 0


@command.command()
@report_options("docx", "html")
@click.option("--year", type=click.IntRange(2000, 2200), required=True, help="Reporting year; its data run from 10 December before it.")
def annual(site: Path, now: str | None, ref: str | None, portals: tuple[str, ...], format_: str | None, output: str | None, year: int) -> int:
    """The yearly activity report in the form of Nghệ An's annex, for one portal (NA-15.7).

    Filled from the items; what people must write is marked [...]. Due before 11 December.
    """
    from plugins.build.annual import annual_docx, annual_html

    if len(portals) != 1:
        raise OperatorError("the yearly report is of one portal", "Name it with --portal.")
    found = survey(site, instant(now), ref)
    found.known(portals)
    format_ = chosen(format_, output, "docx", "html")
    make = annual_docx if format_ == "docx" else annual_html
    deliver(make(found, portals[0], year), format_, output)
    return 0


@command.command()
@report_options("text", "json", "csv", "html", "docx", "xlsx")
@click.option("--criteria", type=click.Path(exists=True, dir_okay=False), default=None,
              help="Criteria and weights. Default: portals/_regulations/_evaluation.yaml.")
def evaluation(site: Path, now: str | None, ref: str | None, portals: tuple[str, ...], format_: str | None, output: str | None,
               criteria: str | None) -> int:
    """A score for each portal by weighted criteria, with what it rests on (NA-14.4.e)."""
    from plugins.build.evaluation import evaluation_tables

    found = survey(site, instant(now), ref)
    parts = evaluation_tables(found, found.known(portals), _own(site, criteria, "_evaluation.yaml"))
    format_ = chosen(format_, output, "text", "json", "csv", "html", "docx", "xlsx")
    deliver(render(parts, "Đánh giá hoạt động của các cổng", format_, found.today), format_, output)
    return 0


@command.command()
@report_options("xlsx", "csv", "json", "text")
@click.option("--year", type=click.IntRange(2000, 2200), required=True)
@click.option("--quarter", type=click.IntRange(1, 4), required=True)
@click.option("--rates", type=click.Path(exists=True, dir_okay=False), default=None,
              help="Rates by content type. Default: portals/_regulations/_royalties.yaml.")
def royalties(site: Path, now: str | None, ref: str | None, portals: tuple[str, ...], format_: str | None, output: str | None,
              year: int, quarter: int, rates: str | None) -> int:
    """Items of a quarter by author and type with what they earn (QN-12.2). Only published items count (HP-19.2)."""
    from plugins.build.royalties import royalty_tables

    found = survey(site, instant(now), ref)
    parts = royalty_tables(found, found.known(portals), year, quarter, _own(site, rates, "_royalties.yaml"))
    format_ = chosen(format_, output, "xlsx", "csv", "json", "text")
    deliver(render(parts, f"Nhuận bút quý {quarter}/{year}", format_, found.today), format_, output)
    return 0


@command.command()
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
    from plugins.build.lifecycle import verify_archive, write_archive

    if verify:
        wrong = verify_archive(Path(archive))
        for line in wrong:
            click.echo(line)
        click.echo(f"{archive}: {'damaged' if wrong else 'whole'}")
        return 1 if wrong else 0
    found = survey(site, instant(now), ref)
    count = write_archive(site, ref, found, found.known(portals), _day(start), _day(end), Path(archive))
    click.echo(f"{archive}: {count} files with their SHA-256")
    return 0


@command.command()
@click.option("--check", "only_check", is_flag=True, help="Do not write: fail where a page is out of date.")
def requirements(only_check: bool) -> int:
    """Write docs/requirements.md (every requirement and how it is met) and docs/rule-kinds.md (every kind of rule)."""
    stale = 0
    for name, text in generated_pages().items():
        target = ENGINE_ROOT / name
        same = target.is_file() and target.read_text(encoding="utf-8") == text
        stale += not same
        if not only_check and not same:
            target.write_text(text, encoding="utf-8")
        click.echo(f"{name}: {'up to date' if same else 'out of date' if only_check else 'written'}")
    return 1 if only_check and stale else 0


def generated_pages() -> dict[str, str]:
    """The pages that are made from data and code, by path."""
    return {"docs/requirements.md": page(all_requirements()), "docs/rule-kinds.md": kinds_page()}


def kinds_page() -> str:
    """What each kind of rule judges and asks for, from its module's own documentation."""
    from plugins.rules.kinds import KINDS

    lines = ["# Kinds of rule", "", "Made from `plugins/rules/kinds/` by `python tasks.py report requirements`; do not edit by hand.", ""]
    for name, module in sorted(KINDS.items()):
        lines += [f"## `{name}`", "", (module.__doc__ or "").strip(), ""]
        if module.PARAMETERS:
            lines += ["| Parameter | Form | |", "|---|---|---|"]
            lines += [f"| `{key}` | {form} | {'required' if required else 'optional'} |" for key, (form, required) in module.PARAMETERS.items()]
            lines.append("")
    return "\n".join(lines)


def _day(given: str) -> str:
    from datetime import date

    try:
        return date.fromisoformat(given).isoformat()
    except ValueError:
        raise OperatorError(f"{given}: not a day", "Write it as 2026-12-31.") from None


def _own(site: Path, named: str | None, name: str) -> Path:
    """A data file: the one named, the site root's own, or the engine's."""
    for path in (Path(named) if named else None, site / "portals/_regulations" / name, ENGINE_ROOT / "portals/_regulations" / name):
        if path is not None and path.is_file():
            return path
    raise OperatorError(f"no {name}", "Name the file.")
