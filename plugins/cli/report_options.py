"""What all reports share: their options, their languages and formats, and where they are written."""

from datetime import date
from pathlib import Path
from typing import Callable, Sequence

import click

from plugins.build.reports import readers, tables
from plugins.build.reports.tables import Table, Words
from plugins.cli.findings import Speaker
from plugins.cli.options import ENGINE_ROOT, site_option
from plugins.content.registry import LANGUAGES
from plugins.model import OperatorError, Registry


def report_options(*formats: str, portals: bool = True) -> Callable:
    """What all reports take: site root, time, portals, format and output file."""
    def wrap(function: Callable) -> Callable:
        function = click.option("--output", type=click.Path(dir_okay=False), default=None, help="Write to this file instead of the screen.")(function)
        function = click.option("--format", "format_", type=click.Choice(formats), default=None,
                                help=f"Default: by the output's ending, else {formats[0]}.")(function)
        if portals:
            function = click.option("--portal", "portals", multiple=True, help="Only this portal; may be repeated.")(function)
        function = click.option("--ref", default=None, metavar="COMMIT", help="Report on this commit instead of the working tree.")(function)
        function = click.option("--lang", type=click.Choice(LANGUAGES), default="vi", show_default=True, help="Language of headings.")(function)
        function = click.option("--now", default=None, metavar="TIME", help="Report as if at this time, ISO 8601.")(function)
        return site_option(function)
    return wrap


def format_of(format_: str | None, output: str | None, *formats: str) -> str:
    """The format asked for, or the one that the output's name ends in."""
    ending = Path(output).suffix.lstrip(".") if output else ""
    return format_ or (ending if ending in formats else "text" if ending == "txt" else formats[0])


def render(found: Sequence[Table], title: Words, format_: str, when: str, lang: str, site: Path, registry: Registry | None = None) -> bytes:
    """Tables in a language and a format. registry: where readers' names of portals, sections and types are found."""
    translate = Speaker(lang, site).translate
    said, heading = tables.spoken(found, translate), title.said(translate)
    if format_ in ("html", "docx", "xlsx"):
        said, heading = readers.for_readers(said, lang, registry, translate("Nothing to show.")), readers.readable_days(heading, lang)
    if format_ == "html":
        return tables.as_html(said, heading, lang)
    if format_ in ("docx", "xlsx"):
        from plugins.build.reports import office  # 200 ms to import

        return office.as_docx(said, heading, when) if format_ == "docx" else office.as_xlsx(said, when)
    return {"json": tables.as_json, "csv": tables.as_csv, "text": tables.as_text}[format_](said)


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


def day_of(given: str) -> str:
    try:
        return date.fromisoformat(given).isoformat()
    except ValueError:
        raise OperatorError(f"{given}: not a day", "Write it as 2026-12-31.") from None


def own_file(site: Path, named: str | None, name: str) -> Path:
    """A data file: the one named, the site root's own, or the engine's."""
    for path in (Path(named) if named else None, site / "portals/_regulations" / name, ENGINE_ROOT / "portals/_regulations" / name):
        if path is not None and path.is_file():
            return path
    raise OperatorError(f"no {name}", "Name the file.")
