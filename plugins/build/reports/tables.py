"""Reports as tables and charts, and the plain forms that they are sent in: text, JSON, CSV and HTML (DOCX and XLSX:
`plugins.build.reports.office`).

Titles, headings and what a report says itself are English sources, put into the reader's language by `spoken`. A cell
that a spreadsheet would take for a formula is sent as text: titles of items come from anywhere.
"""

import csv
import io
from dataclasses import dataclass, field, replace
from html import escape
from typing import Any, Callable, Mapping, Sequence

import msgspec

from plugins.build.pages import charts


@dataclass(frozen=True, slots=True)
class Words:
    """A text of the report's own: an English source with `{name}` places and what fills them."""

    source: str
    places: Mapping[str, Any] = field(default_factory=dict)

    def said(self, translate: Callable[[str], str]) -> str:
        places = {key: value.said(translate) if isinstance(value, Words) else value for key, value in self.places.items()}
        return translate(self.source).format(**places) if self.source else ""


Cell = str | int | float | Words | None


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture of some of a table's figures. kind: `bar`, `line`, or `rows` for one series with long names; series: name and one value for each label, None
    where there is none. The table beside it is its text alternative."""

    title: Words | str
    kind: str
    labels: tuple[str, ...]
    series: tuple[tuple[Words | str, tuple[float | None, ...]], ...]
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """columns: (key, heading); rows: cells in the order of the columns; sums: how many of the last rows are sums. Once
    spoken, nothing of it is `Words` any more."""

    title: Words | str
    columns: tuple[tuple[str, Words | str], ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: Words | str = ""
    charts: tuple[Chart, ...] = ()
    sums: int = 0


def spoken(tables: Sequence[Table], translate: Callable[[str], str]) -> list[Table]:
    """Tables in a language. Headings given as plain text are sources too; a heading that no catalog has stays as it is."""
    def said(value: Any) -> Any:
        return value.said(translate) if isinstance(value, Words) else value

    def heading(value: Words | str) -> str:
        return value.said(translate) if isinstance(value, Words) else translate(value) if value else ""

    return [replace(t, title=heading(t.title), note=said(t.note), columns=tuple((key, heading(text)) for key, text in t.columns),
                    rows=tuple(tuple(said(cell) for cell in row) for row in t.rows),
                    charts=tuple(replace(c, title=said(c.title), series=tuple((said(name), values) for name, values in c.series)) for c in t.charts))
            for t in tables]


def safe(cell: Cell) -> Cell:
    """A cell that no spreadsheet runs: text that begins like a formula gets an apostrophe."""
    return "'" + cell if isinstance(cell, str) and cell.lstrip()[:1] in ("=", "+", "-", "@", "\t", "\r") and cell != "-" else cell


def as_json(tables: Sequence[Table]) -> bytes:
    """One table: a list of records; several: a mapping of title to records."""
    whole: Any = {t.title: [dict(zip((k for k, _ in t.columns), row)) for row in t.rows] for t in tables}
    return msgspec.json.format(msgspec.json.encode(next(iter(whole.values())) if len(tables) == 1 else whole), indent=2) + b"\n"


def as_csv(tables: Sequence[Table]) -> bytes:
    """CSV with a byte-order mark, which Excel needs to read Vietnamese; tables follow one another."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    for number, table in enumerate(tables):
        if number:
            writer.writerow([])
        writer.writerow([heading for _, heading in table.columns])
        writer.writerows([[safe(cell) for cell in row] for row in table.rows])
    return out.getvalue().encode("utf-8-sig")


def as_text(tables: Sequence[Table]) -> bytes:
    lines = []
    for table in tables:
        lines += [str(table.title), "=" * len(str(table.title))]
        shown = [[str(heading) for _, heading in table.columns]] + [["" if c is None else str(c) for c in row] for row in table.rows]
        widths = [min(max(len(row[i]) for row in shown), 60) for i in range(len(table.columns))]
        lines += ["  ".join(cell[:width].ljust(width) for cell, width in zip(row, widths)).rstrip() for row in shown]
        lines += [str(table.note)] if table.note else []
        lines.append("")
    return "\n".join(lines).encode()


def as_html(tables: Sequence[Table], title: str, lang: str = "vi", before: str = "") -> bytes:
    """One page that needs nothing else: it can be sent or printed. before: trusted HTML above the tables."""
    head = (f'<!doctype html><html lang="{lang}"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
            f"<meta name=\"robots\" content=\"noindex\"><title>{escape(title)}</title><style>{_STYLE}</style><main><h1>{escape(title)}</h1>{before}")
    return (head + sections(tables) + "</main></html>\n").encode()


def sections(tables: Sequence[Table], level: int = 2) -> str:
    """Each table under its heading, its charts before it."""
    parts = []
    for table in tables:
        head = "".join(f'<th scope="col">{escape(str(heading))}</th>' for _, heading in table.columns)
        first = len(table.rows) - table.sums
        body = "".join(('<tr class="sum">' if at >= first else "<tr>") + "".join(_cell(cell, number) for number, cell in enumerate(row)) + "</tr>"
                       for at, row in enumerate(table.rows))
        note = f"<p>{escape(str(table.note))}</p>" if table.note else ""
        parts.append(f'<h{level}>{escape(str(table.title))}</h{level}>{note}{"".join(map(_figure, table.charts))}'
                     f'<div class="wide" tabindex="0" role="region" aria-label="{escape(str(table.title))}">'
                     f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>")
    return "".join(parts)


def _figure(chart: Chart) -> str:
    """A chart with its legend, or nothing where there is too little or too much to draw."""
    records = [{"category": label, "series": str(name), "value": values[at]} for at, label in enumerate(chart.labels) for name, values in chart.series]
    number = lambda value: f"{value:g}{chart.unit}"  # noqa: E731
    svg = (charts.rows(chart.labels, chart.series[0][1], str(chart.title), number) if chart.kind == "rows"
           else charts.figure(records, chart.kind, str(chart.title), number).svg)
    if not svg:
        return ""
    names = "".join(f'<li><svg viewBox="0 0 12 12" aria-hidden="true"><rect class="s{n}" width="12" height="12"/></svg>{escape(str(name))}</li>'
                    for n, (name, _) in enumerate(chart.series, 1))
    legend = f'<ul class="legend">{names}</ul>' if len(chart.series) > 1 else ""
    return f"<figure><figcaption>{escape(str(chart.title))}</figcaption>{svg}{legend}</figure>"


_STYLE = ("body{font:16px/1.5 system-ui,sans-serif;margin:0;color:#1a1a1a;background:#fff}main{max-width:90rem;margin:auto;padding:1.5rem}"
          "h1{font-size:1.7rem;line-height:1.3}h2{font-size:1.25rem;margin:2rem 0 .5rem;border-bottom:2px solid #1f4e79}"
          "table{border-collapse:collapse}th,td{border:1px solid #767676;padding:.3rem .5rem;text-align:left;vertical-align:top}"
          "thead th{background:#e3ebf3;position:sticky;top:0}tbody th,.sum td{font-weight:600}tbody tr:nth-child(even){background:#f6f8fa}"
          ".wide{overflow:auto;max-height:80vh}td.number{text-align:right;font-variant-numeric:tabular-nums}"
          "figure{margin:1rem 0;max-width:46rem}figcaption{font-weight:600}figure>svg{width:100%;height:auto}svg text{font:12px system-ui,sans-serif;fill:#1a1a1a}"
          ".grid{stroke:#d0d7de}.axis{stroke:#57606a}.s1{fill:#1f4e79}.s2{fill:#b45309}.s3{fill:#3f6212}.s4{fill:#6b21a8}"
          ".line{fill:none;stroke-width:2.5}.l1{stroke:#1f4e79}.l2{stroke:#b45309;stroke-dasharray:6 3}.l3{stroke:#3f6212}.l4{stroke:#6b21a8;stroke-dasharray:2 3}"
          ".legend{list-style:none;display:flex;flex-wrap:wrap;gap:.3rem 1.2rem;padding:0;margin:.3rem 0}.legend svg{width:.8em;height:.8em;margin-right:.4em}"
          ".sides{display:flex;flex-wrap:wrap;justify-content:space-between;gap:1rem 3rem}.centre{text-align:center}mark{background:#fff3a3}@media print{.wide{overflow:visible;max-height:none}h2{break-after:avoid}figure,tr{break-inside:avoid}}")


def _cell(cell: Cell, number: int) -> str:
    text = "" if cell is None else escape(str(cell))
    if number == 0:
        return f'<th scope="row">{text}</th>'
    return f'<td class="number">{text}</td>' if isinstance(cell, (int, float)) else f"<td>{text}</td>"
