"""Reports as office files: DOCX by python-docx, XLSX by XlsxWriter. The same input gives the same content."""

import io
from datetime import datetime
from typing import Any, Sequence

from plugins.build.reports.chart_picture import picture
from plugins.build.reports.tables import Chart, Table, safe

SERIF = "Times New Roman"
"""The face of Vietnamese administrative documents (Decree 30/2020/NĐ-CP)."""
WIDE = 6
"""From more columns than this a document is laid across."""
_HEAD = "DCE6F1"


def clean(text: str) -> str:
    """Text without the control characters that XML cannot hold."""
    return "".join(c for c in text if c in "\t\n" or ord(c) >= 32)


def new_document(when: str, across: bool = False) -> Any:
    """An empty A4 document in a serif face with page numbers; `when` dates it, so that two runs give the same file."""
    from docx import Document
    from docx.enum.section import WD_ORIENT
    from docx.oxml.ns import qn
    from docx.shared import Cm, Pt, RGBColor

    document = Document()
    for name, size in (("Normal", 13), ("Title", 17), ("Heading 1", 14), ("Heading 2", 13), ("Heading 3", 13)):
        style = document.styles[name]
        style.font.name, style.font.size = SERIF, Pt(size)
        style.font.color.rgb = RGBColor(0, 0, 0)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for script in ("w:eastAsia", "w:cs", "w:hAnsi", "w:ascii"):
            fonts.set(qn(script), SERIF)
        for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            fonts.attrib.pop(qn(theme), None)
        style.paragraph_format.space_after = Pt(6)
    section = document.sections[0]
    long, short = Cm(29.7), Cm(21)
    section.orientation = WD_ORIENT.LANDSCAPE if across else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (long, short) if across else (short, long)
    section.left_margin, section.right_margin = (Cm(2), Cm(1.5)) if across else (Cm(3), Cm(2))
    section.top_margin = section.bottom_margin = Cm(2)
    _page_numbers(section)
    document.core_properties.author = ""
    document.core_properties.created = document.core_properties.modified = datetime.fromisoformat(when[:10])
    return document


def _page_numbers(section: Any) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    line = section.footer.paragraphs[0]
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    line._p.append(field)


def add_table(document: Any, table: Table) -> None:
    """A table whose columns take the room that their texts need and whose head row is repeated on every page."""
    from docx.enum.table import WD_TABLE_ALIGNMENT
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Pt

    grid = document.add_table(rows=1, cols=len(table.columns), style="Table Grid")
    grid.alignment, grid.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    section = document.sections[-1]
    points = 11 if len(table.columns) <= WIDE else 9.5 if len(table.columns) <= 10 else 8
    size = Pt(points)
    widths = _widths(table, section.page_width - section.left_margin - section.right_margin, points)
    rows = [tuple(heading for _, heading in table.columns), *table.rows]
    for number, row in enumerate(rows):
        cells = grid.rows[0].cells if number == 0 else grid.add_row().cells
        for width, cell, value in zip(widths, cells, row):
            cell.width = width
            line = cell.paragraphs[0]
            line.paragraph_format.space_after = Pt(0)
            run = line.add_run(clean("" if value is None else str(value)))
            run.font.size, run.bold = size, number == 0 or number >= len(rows) - table.sums
            if number == 0:
                line.alignment = WD_ALIGN_PARAGRAPH.CENTER
                shade = OxmlElement("w:shd")
                shade.set(qn("w:val"), "clear")
                shade.set(qn("w:fill"), _HEAD)
                cell._tc.get_or_add_tcPr().append(shade)
            elif isinstance(value, (int, float)):
                line.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        whole = grid.rows[number]._tr.get_or_add_trPr()
        whole.append(OxmlElement("w:cantSplit"))
        if number == 0:
            whole.append(OxmlElement("w:tblHeader"))
    for column, width in zip(grid.columns, widths):
        column.width = width


def _widths(table: Table, room: int, points: float) -> list[int]:
    """Widths of the columns in EMU: each holds its longest word; what is left of the page goes to those with long texts."""
    letter = points * 12700 * .56  # the mean width of a letter of this face, in EMU
    least, wanted = [], []
    for column, (_, heading) in enumerate(table.columns):
        texts = [str(heading), *(str(row[column]) for row in table.rows if row[column] is not None)]
        word = max((len(part) for text in texts for part in text.split()), default=1)
        usual = sorted(map(len, texts))[-(-9 * (len(texts) - 1) // 10)]  # nine in ten are no longer
        least.append((min(word, 18) + 2.2) * letter)
        wanted.append(max(min(usual, 60) * letter - least[-1], letter))
    rest = room - sum(least)
    if rest < 0:
        return [int(room * part / sum(least)) for part in least]
    return [int(part + rest * more / sum(wanted)) for part, more in zip(least, wanted)]


def add_charts(document: Any, charts: Sequence[Chart]) -> None:
    """Each chart as a picture with its caption and alternative text; what cannot be drawn is left to the table."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    section = document.sections[-1]
    for chart in charts:
        if chart.kind == "rows":
            _bars(document, chart)
            continue
        drawn = picture(chart)
        if drawn is None:
            continue
        line = document.add_paragraph()
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER
        line.paragraph_format.keep_with_next = True
        shape = line.add_run().add_picture(io.BytesIO(drawn), width=int((section.page_width - section.left_margin - section.right_margin) * .92))
        shape._inline.docPr.set("descr", clean(str(chart.title)))
        caption = document.add_paragraph()
        caption.alignment = WD_ALIGN_PARAGRAPH.CENTER
        names = f" ({'; '.join(f'{colour}: {name}' for colour, (name, _) in zip('■▲●◆', chart.series))})" if len(chart.series) > 1 else ""
        run = caption.add_run(clean(f"{chart.title}{names}"))
        run.italic, run.font.size = True, Pt(11)


BAR = 20
"""Characters of the longest bar: the block is as wide as the face is high, and a bar must not break."""


def _bars(document: Any, chart: Chart) -> None:
    """Lying bars as a table: names in full, and nothing that a screen reader cannot read."""
    from docx.shared import Cm, Pt, RGBColor

    values = [value or 0 for value in chart.series[0][1]]
    title = document.add_paragraph()
    title.paragraph_format.keep_with_next = True
    title.add_run(clean(str(chart.title))).bold = True
    grid = document.add_table(rows=0, cols=3)
    grid.autofit = False
    widths = (Cm(6), Cm(8), Cm(2))
    for column, width in zip(grid.columns, widths):  # LibreOffice goes by the columns, Word by the cells
        column.width = width
    for label, value in zip(chart.labels, values):
        cells = grid.add_row().cells
        for cell, text, width in zip(cells, (label, "█" * round(BAR * value / (max(values) or 1)), f"{value:g}{chart.unit}"), widths):
            cell.width = width
            cell.paragraphs[0].paragraph_format.space_after = Pt(0)
            run = cell.paragraphs[0].add_run(clean(text))
            run.font.size = Pt(10)
            if text.startswith("█"):
                run.font.color.rgb = RGBColor(0x1F, 0x4E, 0x79)
    document.add_paragraph()


def as_docx(tables: Sequence[Table], title: str, when: str) -> bytes:
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    document = new_document(when, across=any(len(table.columns) > WIDE for table in tables))
    head = document.add_paragraph()
    head.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = head.add_run(clean(title).upper())
    run.bold, run.font.size = True, document.styles["Title"].font.size
    for table in tables:
        document.add_heading(clean(str(table.title)), 1)
        if table.note:
            note = document.add_paragraph(clean(str(table.note)))
            note.paragraph_format.keep_with_next = True
        add_charts(document, table.charts)
        add_table(document, table)
    return saved(document)


def saved(document: Any) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def as_xlsx(tables: Sequence[Table], when: str) -> bytes:
    """A workbook, one sheet a table; texts are written as texts, so that none becomes a formula or a link. Charts are the
    spreadsheet's own, below their table."""
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False})
    book.set_properties({"created": datetime.fromisoformat(when[:10])})
    face = {"font_name": SERIF, "font_size": 12, "valign": "top", "border": 1, "border_color": "#7F7F7F"}
    head = book.add_format({**face, "bold": True, "text_wrap": True, "bg_color": f"#{_HEAD}", "align": "center", "valign": "vcenter"})
    text, number_format = book.add_format({**face, "text_wrap": True}), book.add_format({**face, "num_format": "#,##0.##;-#,##0.##;0"})
    whole = book.add_format({**face, "num_format": "#,##0"})
    sum_text, sum_number = book.add_format({**face, "bold": True}), book.add_format({**face, "bold": True, "num_format": "#,##0.##"})
    title_format = book.add_format({"font_name": SERIF, "font_size": 14, "bold": True})
    note_format = book.add_format({"font_name": SERIF, "font_size": 11, "italic": True})
    for number, table in enumerate(tables, 1):
        sheet = book.add_worksheet(_sheet_name(str(table.title), number))
        sheet.write_string(0, 0, str(table.title), title_format)
        sheet.write_string(1, 0, str(table.note), note_format)
        top = 3
        for column, (_, heading) in enumerate(table.columns):
            sheet.write_string(top, column, str(heading), head)
            widest = max([min(len(str(heading)), 14), *(len(str(row[column] if row[column] is not None else "")) for row in table.rows)])
            sheet.set_column(column, column, min(max(widest + 3, 8), 75))
        for at, row in enumerate(table.rows, top + 1):
            summed = at > top + len(table.rows) - table.sums
            for column, cell in enumerate(row):
                if isinstance(cell, (int, float)):
                    sheet.write_number(at, column, cell, sum_number if summed else whole if isinstance(cell, int) else number_format)
                else:
                    sheet.write_string(at, column, "" if cell is None else str(safe(cell)), sum_text if summed else text)
        sheet.freeze_panes(top + 1, 0)
        if table.rows:
            sheet.autofilter(top, 0, top + len(table.rows), len(table.columns) - 1)
        sheet.repeat_rows(top)
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        if len(table.columns) > WIDE:
            sheet.set_landscape()
        sheet.set_footer("&C&P/&N")
    for table in tables:
        for chart in table.charts:
            _chart_sheet(book, chart)
    book.close()
    return out.getvalue()


def _chart_sheet(book: Any, chart: Chart) -> None:
    """A sheet with a chart and the figures that it reads."""
    if not chart.labels:
        return
    sheet = book.add_worksheet(_sheet_name(str(chart.title), len(book.worksheets()) + 1))
    for column, (name, values) in enumerate(chart.series, 1):
        sheet.write_string(0, column, str(name))
        for at, value in enumerate(values, 1):
            sheet.write_string(at, 0, chart.labels[at - 1])
            if value is not None:
                sheet.write_number(at, column, value)
    sheet.set_column(0, 0, max(map(len, chart.labels)) + 2)
    drawn = book.add_chart({"type": {"line": "line", "rows": "bar"}.get(chart.kind, "column")})
    for column in range(1, len(chart.series) + 1):
        drawn.add_series({"name": [sheet.name, 0, column], "categories": [sheet.name, 1, 0, len(chart.labels), 0],
                          "values": [sheet.name, 1, column, len(chart.labels), column]})
    drawn.set_title({"name": str(chart.title), "name_font": {"size": 12}})
    if len(chart.series) == 1:
        drawn.set_legend({"none": True})
    drawn.set_size({"width": 820, "height": 380})
    sheet.insert_chart(1, len(chart.series) + 2, drawn, {"description": str(chart.title)})
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def _sheet_name(title: str, number: int) -> str:
    """A name that spreadsheets take, numbered so that no two are the same."""
    return f"{number}. " + "".join(c for c in title if c not in "[]:*?/\\'")[:26].strip()
