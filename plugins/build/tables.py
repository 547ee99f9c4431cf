"""Reports as tables, and the forms that they are sent in: text, JSON, CSV, HTML, DOCX and XLSX.

A cell that a spreadsheet would take for a formula is sent as text: titles come from anywhere.
"""

import csv
import io
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Any, Sequence

import msgspec

Cell = str | int | float | None


@dataclass(frozen=True, slots=True)
class Table:
    """columns: (key, heading); rows: cells in the order of the columns."""

    title: str
    columns: tuple[tuple[str, str], ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""


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
        lines += [table.title, "=" * len(table.title)]
        shown = [[heading for _, heading in table.columns]] + [["" if c is None else str(c) for c in row] for row in table.rows]
        widths = [min(max(len(row[i]) for row in shown), 60) for i in range(len(table.columns))]
        lines += ["  ".join(cell[:width].ljust(width) for cell, width in zip(row, widths)).rstrip() for row in shown]
        lines += [table.note] if table.note else []
        lines.append("")
    return "\n".join(lines).encode()


def as_html(tables: Sequence[Table], title: str, lang: str = "vi", before: str = "") -> bytes:
    """One page that needs nothing else: it can be sent or printed. before: trusted HTML above the tables."""
    parts = [f'<!doctype html><html lang="{lang}"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
             f"<meta name=\"robots\" content=\"noindex\"><title>{escape(title)}</title><style>{_STYLE}</style><main><h1>{escape(title)}</h1>{before}"]
    for table in tables:
        head = "".join(f'<th scope="col">{escape(heading)}</th>' for _, heading in table.columns)
        body = "".join("<tr>" + "".join(_cell(cell, number) for number, cell in enumerate(row)) + "</tr>" for row in table.rows)
        note = f"<p>{escape(table.note)}</p>" if table.note else ""
        parts.append(f'<h2>{escape(table.title)}</h2>{note}<div class="wide" tabindex="0" role="region" aria-label="{escape(table.title)}">'
                     f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>")
    return ("".join(parts) + "</main></html>\n").encode()


_STYLE = ("body{font:16px/1.5 system-ui,sans-serif;margin:0;color:#1a1a1a;background:#fff}main{max-width:90rem;margin:auto;padding:1.5rem}"
          "table{border-collapse:collapse}th,td{border:1px solid #767676;padding:.3rem .5rem;text-align:left;vertical-align:top}"
          "thead th{background:#eef2f6;position:sticky;top:0}.wide{overflow:auto;max-height:80vh}td.number{text-align:right}"
          "@media print{.wide{overflow:visible;max-height:none}}")


def _cell(cell: Cell, number: int) -> str:
    text = "" if cell is None else escape(str(cell))
    if number == 0:
        return f'<th scope="row">{text}</th>'
    return f'<td class="number">{text}</td>' if isinstance(cell, (int, float)) else f"<td>{text}</td>"


def add_table(document: Any, table: Table) -> None:
    """A table in a python-docx document, its head row repeated on every page."""
    from docx.oxml import OxmlElement

    grid = document.add_table(rows=1, cols=len(table.columns), style="Table Grid")
    for cell, (_, heading) in zip(grid.rows[0].cells, table.columns):
        cell.paragraphs[0].add_run(heading).bold = True
    grid.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for row in table.rows:
        for cell, value in zip(grid.add_row().cells, row):
            cell.text = clean("" if value is None else str(value))


def clean(text: str) -> str:
    """Text without the control characters that XML cannot hold."""
    return "".join(c for c in text if c in "\t\n" or ord(c) >= 32)


def new_document(when: str) -> Any:
    """An empty A4 document in a serif face; `when` dates it, so that two runs give the same file."""
    from docx import Document
    from docx.shared import Cm, Pt

    document = Document()
    style = document.styles["Normal"]
    style.font.name, style.font.size = "Times New Roman", Pt(13)
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin, section.right_margin = Cm(3), Cm(2)
    section.top_margin = section.bottom_margin = Cm(2)
    document.core_properties.author = ""
    document.core_properties.created = document.core_properties.modified = datetime.fromisoformat(when[:10])
    return document


def as_docx(tables: Sequence[Table], title: str, when: str) -> bytes:
    document = new_document(when)
    document.add_heading(clean(title), 0)
    for table in tables:
        document.add_heading(clean(table.title), 1)
        if table.note:
            document.add_paragraph(clean(table.note))
        add_table(document, table)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def as_xlsx(tables: Sequence[Table], when: str) -> bytes:
    """A workbook, one sheet a table; texts are written as texts, so that none becomes a formula or a link."""
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False})
    book.set_properties({"created": datetime.fromisoformat(when[:10])})
    bold = book.add_format({"bold": True, "text_wrap": True, "bottom": 1})
    for number, table in enumerate(tables, 1):
        sheet = book.add_worksheet(_sheet_name(table.title, number))
        sheet.freeze_panes(1, 0)
        for column, (_, heading) in enumerate(table.columns):
            sheet.write_string(0, column, heading, bold)
            widest = max([len(heading), *(len(str(row[column] or "")) for row in table.rows)])
            sheet.set_column(column, column, min(widest + 2, 60))
        for at, row in enumerate(table.rows, 1):
            for column, cell in enumerate(row):
                if isinstance(cell, (int, float)):
                    sheet.write_number(at, column, cell)
                elif cell is not None:
                    sheet.write_string(at, column, str(safe(cell)))
    book.close()
    return out.getvalue()


def _sheet_name(title: str, number: int) -> str:
    return "".join(c for c in title if c not in "[]:*?/\\'")[:28].strip() or f"Bảng {number}"
