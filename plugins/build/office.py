"""Reports as office files: DOCX by python-docx, XLSX by XlsxWriter. The same input gives the same content."""

import io
from datetime import datetime
from typing import Any, Sequence

from plugins.build.chart_picture import picture
from plugins.build.tables import Chart, Table, safe

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
    widths = _widths(table, section.page_width - section.left_margin - section.right_margin)
    size = Pt(11 if len(table.columns) <= WIDE else 9.5 if len(table.columns) <= 10 else 8)
    rows = [tuple(heading for _, heading in table.columns), *table.rows]
    for number, row in enumerate(rows):
        cells = grid.rows[0].cells if number == 0 else grid.add_row().cells
        for width, cell, value in zip(widths, cells, row):
            cell.width = width
            line = cell.paragraphs[0]
            line.paragraph_format.space_after = Pt(0)
            run = line.add_run(clean("" if value is None else str(value)))
            run.font.size, run.bold = size, number == 0
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


def _widths(table: Table, room: int) -> list[int]:
    """Widths of the columns: what their longest word and their usual text need, shared out over the page."""
    wanted = []
    for column, (_, heading) in enumerate(table.columns):
        texts = [str(heading), *(str(row[column]) for row in table.rows if row[column] is not None)]
        word = max((len(part) for text in texts for part in text.split()), default=1)
        usual = sorted(map(len, texts))[int(len(texts) * .9)] if len(texts) > 1 else len(texts[0])
        wanted.append(max(min(word, 22), min(usual, 46), 3) + 2)
    return [int(room * part / sum(wanted)) for part in wanted]


def add_charts(document: Any, charts: Sequence[Chart]) -> None:
    """Each chart as a picture with its caption and alternative text; what cannot be drawn is left to the table."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    section = document.sections[-1]
    for chart in charts:
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
            document.add_paragraph(clean(str(table.note)))
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
            sheet.set_column(column, column, min(max(widest + 3, 8), 55))
        for at, row in enumerate(table.rows, top + 1):
            for column, cell in enumerate(row):
                if isinstance(cell, (int, float)):
                    sheet.write_number(at, column, cell, whole if isinstance(cell, int) else number_format)
                else:
                    sheet.write_string(at, column, "" if cell is None else str(safe(cell)), text)
        sheet.freeze_panes(top + 1, 0)
        if table.rows:
            sheet.autofilter(top, 0, top + len(table.rows), len(table.columns) - 1)
        sheet.repeat_rows(top)
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        if len(table.columns) > WIDE:
            sheet.set_landscape()
        sheet.set_footer("&C&P/&N")
        _sheet_charts(book, sheet, table, top + len(table.rows) + 3)
    book.close()
    return out.getvalue()


def _sheet_charts(book: Any, sheet: Any, table: Table, top: int) -> None:
    """Charts with their figures in columns beside them, since a chart of a spreadsheet reads cells."""
    for chart in table.charts:
        if not chart.labels or len(chart.labels) > 60:
            continue
        first = len(table.columns) + 2
        for column, (name, values) in enumerate(chart.series, 1):
            sheet.write_string(top, first + column, str(name))
            for at, value in enumerate(values, 1):
                sheet.write_string(top + at, first, chart.labels[at - 1])
                if value is not None:
                    sheet.write_number(top + at, first + column, value)
        drawn = book.add_chart({"type": "line" if chart.kind == "line" else "column"})
        for column in range(1, len(chart.series) + 1):
            drawn.add_series({"name": [sheet.name, top, first + column], "categories": [sheet.name, top + 1, first, top + len(chart.labels), first],
                              "values": [sheet.name, top + 1, first + column, top + len(chart.labels), first + column]})
        drawn.set_title({"name": str(chart.title), "name_font": {"size": 12}})
        if len(chart.series) == 1:
            drawn.set_legend({"none": True})
        drawn.set_size({"width": 720, "height": 320})
        sheet.insert_chart(top, 0, drawn, {"description": str(chart.title)})
        top += max(18, len(chart.labels) + 3)


def _sheet_name(title: str, number: int) -> str:
    return "".join(c for c in title if c not in "[]:*?/\\'")[:28].strip() or f"{number}"
