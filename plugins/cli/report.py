"""`tasks.py report`: what a board, an office or an auditor is owed, computed from the items themselves."""

from pathlib import Path

import click

from plugins.build.reports.requirements import page, requirements as all_requirements
from plugins.build.reports.survey import survey
from plugins.build.reports.tables import Table, Words
from plugins.cli import report_records
from plugins.cli.build import instant
from plugins.cli.findings import Speaker
from plugins.cli.options import ENGINE_ROOT
from plugins.cli.report_options import day_of, deliver, format_of, own_file, render, report_options
from plugins.model import OperatorError
from plugins.model.rule import Profile, Standing


@click.group("report")
def command() -> None:
    """Compliance, deadlines, annual and other reports.

    Every report reads the items as they are and writes nothing but the file named with --output.
    """


for _one in report_records.COMMANDS:
    command.add_command(_one)


@command.command()
@report_options("text", "json", "csv", "html", "docx", "xlsx")
@click.option("--missing", "only_missing", is_flag=True, help="Only clauses that are not met.")
def compliance(site: Path, now: str | None, ref: str | None, portals: tuple[str, ...], format_: str | None, output: str | None, lang: str,
               only_missing: bool) -> int:
    """Clause by clause: met, missing, not applicable, or for a person to confirm.

    HTML adds the matrix of portals by clause, and files for people the sections that are not kept up to date (LX-18.2). Exit code 1 where a clause is missing.
    """
    from plugins.build.reports import compliance_report
    from plugins.build.reports.instruments import read_instruments, successor_table
    from plugins.build.reports.supply import stale_table

    found = survey(site, instant(now), ref)
    keys = found.known(portals)
    format_ = format_of(format_, output, "text", "json", "csv", "html", "docx", "xlsx")
    summary, clauses = compliance_report.tables(found, keys, all_requirements(), Speaker(lang if lang == "vi" else "en", site).message, words=format_ not in ("json", "csv"))
    missing = [row for row in clauses.rows if row[5] in (Standing.MISSING, compliance_report.WORDS[Standing.MISSING])]
    if only_missing:
        clauses = Table(clauses.title, clauses.columns, tuple(missing), clauses.note)
    parts = [clauses] if format_ in ("json", "csv") else [summary, clauses]
    if format_ in ("html", "docx", "xlsx"):
        bound = {found.registry.portals[key].regulation for key in keys}
        cited = [profile for profile in found.regulations.profiles.values() if profile.overlay or profile.key in bound]
        parts = [summary, clauses, stale_table(found, keys), successor_table(cited, read_instruments(own_file(site, None, "_instruments.yaml")), found.today)]
    if format_ == "html":
        parts[1:1] = compliance_report.matrix(found, keys)
    if format_ == "text" and len(keys) > 1 and not only_missing:
        parts = [summary]
    deliver(render(parts, Words("Compliance report"), format_, found.today, lang, site, found.registry), format_, output)
    return 1 if missing else 0


@command.command()
@report_options("text", "json", "csv", "ics", "html", "docx")
@click.option("--all", "everything", is_flag=True, help="List what was done on time too.")
def deadlines(site: Path, now: str | None, ref: str | None, portals: tuple[str, ...], format_: str | None, output: str | None, lang: str,
              everything: bool) -> int:
    """What is due, what is late, and the share done on time, by portal and rule.

    `--format ics` gives a calendar that a board subscribes to. Exit code 1 where something is overdue.
    """
    from plugins.build.reports import deadline_report

    found = survey(site, instant(now), ref)
    duties = found.duties(found.known(portals))
    format_ = format_of(format_, output, "text", "json", "csv", "ics", "html", "docx")
    if format_ == "ics":
        content = deadline_report.calendar(found, duties, found.known(portals))
    else:
        shares, lines = deadline_report.share_table(duties), deadline_report.duty_table(found, duties, everything or format_ in ("json", "csv"), format_ not in ("json", "csv"))
        reports = deadline_report.due_reports(found, found.known(portals))
        owners = deadline_report.owner_table(found, duties)
        content = render([lines] if format_ == "csv" else [shares, owners, lines, reports], Words("Time limits for supplying information"), format_, found.today, lang, site, found.registry)
    deliver(content, format_, output)
    return 1 if any(duty.state == "overdue" for duty in duties) else 0


@command.command()
@report_options("text", "json", "csv", "html", "docx", "xlsx")
@click.option("--from", "start", required=True, metavar="DAY", help="First day, as 2026-01-01.")
@click.option("--to", "end", required=True, metavar="DAY", help="Last day.")
@click.option("--by", "period", type=click.Choice(["month", "quarter", "year"]), default="month", show_default=True, help="Columns of the count.")
def supply(site: Path, now: str | None, ref: str | None, portals: tuple[str, ...], format_: str | None, output: str | None, lang: str,
           start: str, end: str, period: str) -> int:
    """How many items were published, by portal, section, type and language, in each month, quarter or year (NA-14.4.g)."""
    from plugins.build.reports.supply import stale_table, supply_tables

    found = survey(site, instant(now), ref)
    parts = [*supply_tables(found, found.known(portals), day_of(start), day_of(end), period), stale_table(found, found.known(portals))]
    format_ = format_of(format_, output, "text", "json", "csv", "html", "docx", "xlsx")
    deliver(render(parts, Words("Supply of information, {start} to {end}", {"start": start, "end": end}), format_, found.today, lang, site, found.registry), format_, output)
    return 0


@command.command()
@report_options("docx", "html")
@click.option("--year", type=click.IntRange(2000, 2200), required=True, help="Reporting year; its data run from 10 December before it.")
def annual(site: Path, now: str | None, ref: str | None, portals: tuple[str, ...], format_: str | None, output: str | None, lang: str, year: int) -> int:
    """The yearly activity report of one portal, in the form that its decree names; Nghệ An's annex by default (NA-15.7).

    Filled from the items; what people must write is marked [...]. Due before 11 December.
    """
    from plugins.build.reports.annual import annual_docx, annual_html, form_of
    from plugins.build.reports.report_form import read_form

    if len(portals) != 1:
        raise OperatorError("the yearly report is of one portal", "Name it with --portal.")
    found = survey(site, instant(now), ref)
    found.known(portals)
    format_ = format_of(format_, output, "docx", "html")
    make = annual_docx if format_ == "docx" else annual_html
    form = read_form(own_file(site, None, form_of(found, found.registry.portals[portals[0]])))
    deliver(make(found, portals[0], year, form, Speaker("vi", site).translate), format_, output)
    return 0


@command.command()
@report_options("text", "json", "csv", "html", "docx", "xlsx")
@click.option("--criteria", type=click.Path(exists=True, dir_okay=False), default=None,
              help="Criteria and weights. Default: portals/_regulations/_evaluation.yaml.")
def evaluation(site: Path, now: str | None, ref: str | None, portals: tuple[str, ...], format_: str | None, output: str | None, lang: str,
               criteria: str | None) -> int:
    """A score for each portal by weighted criteria, with what it rests on (NA-14.4.e)."""
    from plugins.build.reports.evaluation import evaluation_tables

    found = survey(site, instant(now), ref)
    parts = evaluation_tables(found, found.known(portals), own_file(site, criteria, "_evaluation.yaml"))
    format_ = format_of(format_, output, "text", "json", "csv", "html", "docx", "xlsx")
    deliver(render(parts, Words("Evaluation of the portals"), format_, found.today, lang, site, found.registry), format_, output)
    return 0


@command.command()
@report_options("xlsx", "csv", "json", "text")
@click.option("--year", type=click.IntRange(2000, 2200), required=True)
@click.option("--quarter", type=click.IntRange(1, 4), required=True)
@click.option("--rates", type=click.Path(exists=True, dir_okay=False), default=None,
              help="Rates by content type. Default: portals/_regulations/_royalties.yaml.")
def royalties(site: Path, now: str | None, ref: str | None, portals: tuple[str, ...], format_: str | None, output: str | None, lang: str,
              year: int, quarter: int, rates: str | None) -> int:
    """Items of a quarter by author and type with what they earn (QN-12.2). Only published items count (HP-19.2)."""
    from plugins.build.reports.royalties import royalty_tables

    found = survey(site, instant(now), ref)
    parts = royalty_tables(found, found.known(portals), year, quarter, own_file(site, rates, "_royalties.yaml"))
    format_ = format_of(format_, output, "xlsx", "csv", "json", "text")
    deliver(render(parts, Words("Royalties, quarter {quarter}/{year}", {"quarter": quarter, "year": year}), format_, found.today, lang, site, found.registry), format_, output)
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
    return {"docs/requirements.md": page(all_requirements(), engine_decrees()), "docs/rule-kinds.md": kinds_page()}


def engine_decrees() -> list[Profile]:
    """The decrees that come with the engine."""
    from plugins.build.reports.regulations import engine_regulations

    return list(engine_regulations().profiles.values())


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
