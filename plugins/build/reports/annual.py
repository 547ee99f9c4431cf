"""The yearly activity report of a portal in the form that its decree asks for, as DOCX and HTML.

The form is data (`report_form`; Nghệ An's annex, NA-PL, is the default). Figures come from the items; what people must
write is marked `[...]`. Both formats are made from one list of parts.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape
from typing import Any, Callable, Sequence

from plugins.build.reports.compliance import Judged
from plugins.build.reports.deadline_report import share_table
from plugins.build.reports.lifecycle import repealed_table
from plugins.build.reports.report_form import DEFAULT, GAP, PLACES, Form
from plugins.build.reports.supply import supply_tables
from plugins.build.reports.survey import Survey
from plugins.build.reports.office import add_charts, add_table, clean, new_document, saved
from plugins.build.reports.readers import Names, for_readers, readable_clause
from plugins.build.reports.tables import Table, Words, as_html, sections, spoken
from plugins.model import Portal
from plugins.model.portal import localised
from plugins.model.rule import Standing
from plugins.rules.kinds.report_due import period
from plugins.rules.logbooks import about
from plugins.rules.profile import binding

Translate = Callable[[str], str]
@dataclass(frozen=True, slots=True)
class Part:
    """level 1: a roman-numbered part; level 2: below it. lines: paragraphs; tables follow them."""

    level: int
    title: str
    lines: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()


def form_of(found: Survey, portal: Portal) -> str:
    """Name of the file with the form that the portal's decree asks for."""
    for _, rule in binding(tuple(found.regulations.profiles.values()), portal, found.today):
        if rule.kind == "report-due" and "form" in rule.parameters:
            return str(rule.parameters["form"])
    return DEFAULT


def data_period(found: Survey, portal: Portal, year: int) -> tuple[str, str]:
    """The period that the portal's decree names, else the calendar year."""
    for _, rule in binding(tuple(found.regulations.profiles.values()), portal, found.today):
        if rule.kind == "report-due":
            return period(rule, year)
    return f"{year}-01-01", f"{year}-12-31"


def parts(found: Survey, key: str, year: int, form: Form) -> list[Part]:
    """The body of the form, part by part, with its places filled."""
    portal = found.registry.portals[key]
    start, end = data_period(found, portal, year)
    judged = found.judged((key,))
    met = sum(j.verdict.standing is Standing.MET for j in judged)
    missing = [j for j in judged if j.verdict.standing is Standing.MISSING]
    duties = [d for d in found.duties((key,)) if start <= d.due_on <= end]
    questions = [i for i in found.items.get(key, ()) if i.type == "question" and start <= str(i.meta.get("received_on", ""))[:10] <= end and i.lang == portal.official]
    answered = sum(bool(i.meta.get("answered_on")) for i in questions)
    whole, by_section = supply_tables(found, (key,), start, end, "month")
    places: dict[str, object] = {
        "portal": portal.name.get("vi") or key, "year": year, "next_year": year + 1, "today": _day(found.today), "start": _day(start),
        "end": _day(end), "day_before": _day(day_before(start)), "gap": GAP, "clauses": met + len(missing), "clauses_met": met,
        "outdated": len(repealed_table(found, (key,)).rows), "items": whole.rows[-1][-1], "items_before": _on(found, key, day_before(start)),
        "items_last": _on(found, key, end), "questions": len(questions), "questions_answered": answered,
        "questions_open": len(questions) - answered, "security_level": portal.extra.get("security_level") or GAP}
    places |= {name: _written(found, key, logbook, day, start, end) for name, (logbook, day) in COUNTED.items()}
    tables = {"months": _months(whole), "sections": _sections_in_words(found, portal, by_section), "on_time": share_table(duties)}
    lists = {"{shortcomings}": _shortcomings(found, missing)}
    return [Part(part.level, part.title.format(**places),
                 tuple(said for line in part.lines for said in (lists[line] if line in lists else [line.format(**places, shortcomings="")])),
                 tuple(tables[name] for name in part.tables)) for part in form.parts]


COUNTED = {"accounts_opened": ("accounts", "opened_on"), "accounts_closed": ("accounts", "closed_on"), "incidents": ("incidents", "detected_on"),
           "incidents_reported": ("incidents", "reported_on"), "trainings": ("training", "trained_on"), "backups": ("backups", "done_on")}
"""Places that count a logbook's entries of the period: the logbook, and the key with the day."""


def day_before(day: str) -> str:
    return (date.fromisoformat(day) - timedelta(days=1)).isoformat()


def _on(found: Survey, key: str, day: str) -> int:
    """How many items were published on a day; those on the days where two periods meet are told, for both name them."""
    return sum(item.published_on == day and item.slug != "index" for item in found.items.get(key, ()))


def _written(found: Survey, key: str, logbook: str, day: str, start: str, end: str) -> str:
    entries = found.regulations.logbooks.get(logbook)
    return GAP if entries is None else str(sum(start <= str(entry.get(day) or "")[:10] <= end for entry in about(entries, key)))


def _months(whole: Table) -> Table:
    """Items by month, one row each: a form is read from top to bottom."""
    months = tuple((f"{key[5:]}/{key[:4]}", count) for (key, _), count in zip(whole.columns[1:-1], whole.rows[-1][1:-1]))
    return Table(Words("Items published, by period"), (("month", "Month"), ("items", "Items")), (*months, (Words("Total"), whole.rows[-1][-1])), whole.note,
                 whole.charts, sums=1)


def _sections_in_words(found: Survey, portal: Portal, by_section: Table) -> Table:
    """Items by section, type and language with their sum, under the names that readers know."""
    names = Names(found.registry, "vi")
    rows = tuple((names.section(portal.key, str(section)), names.type(str(type_)), names.language(str(lang)), total)
                 for _, section, type_, lang, *_, total in by_section.rows)
    columns = (("section", "Section"), ("type", "Type"), ("lang", "Language"), ("total", "Total"))
    return Table(by_section.title, columns, rows)


def _shortcomings(found: Survey, missing: Sequence[Judged]) -> list[str]:
    """What the automatic check found missing, each thing once with every clause that asks for it."""
    clauses: dict[str, list[str]] = {}
    for one in missing:
        said = readable_clause(one.rule.citation, "vi")
        if said.startswith("Điều") and not one.rule.citation.startswith(("Decree", "Circular")):
            said = f"{said} Quyết định {found.regulations.profiles[one.profile].number}"
        clauses.setdefault(_PLACE.sub("", one.rule.text.get("vi", one.rule.id)), []).append(said)
    lines = [f"- {asks} ({'; '.join(dict.fromkeys(cited))})" for asks, cited in list(clauses.items())[:MOST_GAPS]]
    more = [f"- Và {len(clauses) - MOST_GAPS} nội dung khác."] if len(clauses) > MOST_GAPS else []
    return ["Nội dung chưa đạt theo kết quả kiểm tra tự động:", *lines, *more] if lines else []


MOST_GAPS = 40
"""Shortcomings named one by one; a form with more says how many are left."""
_PLACE = re.compile(r" \(Điều [^()]*\)$")


def _day(day: str) -> str:
    return date.fromisoformat(day).strftime("%d/%m/%Y")


def _heads(found: Survey, key: str) -> tuple[str, str, str, str]:
    """Managing agency, reporting agency, addressee, place."""
    portal = found.registry.portals[key]
    parent = found.registry.portals.get(portal.parent)
    place = _name(parent or portal).removeprefix("Tỉnh ").removeprefix("Thành phố ")
    if parent is None:  # the committee's own portal is run by the office that answers for it; whom it reports to is theirs to write
        return _committee(portal), portal.contact.responsible.get("vi", "").split(",")[0] or GAP, GAP, place
    return _committee(parent), _committee(portal), localised(parent.name, "vi"), place


COMMITTEES = ("city", "province", "district", "commune", "ward", "special_zone")
"""Kinds of unit that a people's committee runs."""


def _committee(portal: Portal) -> str:
    name = _name(portal)
    return f"Ủy ban nhân dân {name[:1].lower()}{name[1:]}" if portal.unit_type in COMMITTEES else name


def _name(portal: Portal) -> str:
    return portal.short_name.get("vi") or localised(portal.name, "vi")


def heading(found: Survey, key: str, year: int, form: Form) -> str:
    """The report's title, below BÁO CÁO."""
    places = dict.fromkeys(PLACES, GAP) | {"portal": found.registry.portals[key].name.get("vi") or key, "year": year, "next_year": year + 1}
    return form.title.format(**places)


def annual_docx(found: Survey, key: str, year: int, form: Form, translate: Translate) -> bytes:
    """The report as a DOCX file; the same input gives the same text."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Cm, Pt

    above, unit, addressee, place = _heads(found, key)
    document = new_document(found.today)
    head = document.add_table(rows=1, cols=2)
    head.autofit = False
    left, right = head.rows[0].cells
    for column, cell, width in zip(head.columns, (left, right), (Cm(6.4), Cm(9.8))):
        column.width = cell.width = width
    _lines(left, [(above.upper(), False), (unit.upper(), True), (f"Số: {GAP}/BC-{GAP}", False)], size=12)
    _lines(right, [("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", True), ("Độc lập - Tự do - Hạnh phúc", True), ("_" * 24, False)], size=12)
    right.paragraphs[1].runs[0].font.size = Pt(13)
    dated = right.add_paragraph()
    dated.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _paragraph(dated, f"{place}, ngày {GAP} tháng {GAP} năm {year}")
    for run in dated.runs:
        run.italic = True
    document.add_paragraph()
    for text in ("BÁO CÁO", heading(found, key, year, form)):
        line = document.add_paragraph()
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER
        line.add_run(clean(text)).bold = True
    line = document.add_paragraph()
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _paragraph(line, f"Kính gửi: {addressee}")
    for part in parts(found, key, year, form):
        document.add_heading(clean(part.title), part.level)
        for text in part.lines:
            _paragraph(document.add_paragraph(), text)
        for table in _filled(part, translate):
            title = document.add_paragraph()
            title.paragraph_format.keep_with_next = True
            title.add_run(clean(f"{table.title}. ")).bold = True
            title.add_run(clean(str(table.note)))
            add_charts(document, table.charts)
            add_table(document, table)
            document.add_paragraph()
    foot = document.add_table(rows=1, cols=2)
    _lines(foot.rows[0].cells[0], [("Nơi nhận:", True), ("- Như trên;", False), (f"- {GAP};", False), ("- Lưu: VT.", False)], centre=False)
    _lines(foot.rows[0].cells[1], [(line, number == 0) for number, line in enumerate(form.signature)])
    return saved(document)


def _filled(part: Part, translate: Translate) -> list[Table]:
    """A part's tables in words; one without rows says no more than the sentence above it."""
    return [table for table in for_readers(spoken(part.tables, translate), "vi") if table.rows]


def _lines(cell: Any, texts: list[tuple[str, bool]], centre: bool = True, size: int = 13) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    for number, (text, bold) in enumerate(texts):
        line = cell.paragraphs[0] if number == 0 else cell.add_paragraph()
        if centre:
            line.alignment = WD_ALIGN_PARAGRAPH.CENTER
        line.paragraph_format.space_after = Pt(2)
        _paragraph(line, text, bold)
        for run in line.runs:
            run.font.size = Pt(size)


def _paragraph(line: Any, text: str, bold: bool = False) -> None:
    """A paragraph whose gaps stand out, so that nobody sends the form unfilled."""
    from docx.enum.text import WD_COLOR_INDEX

    for number, piece in enumerate(clean(text).split(GAP)):
        if number:
            line.add_run(GAP).font.highlight_color = WD_COLOR_INDEX.YELLOW
        if piece:
            line.add_run(piece).bold = bold


def annual_html(found: Survey, key: str, year: int, form: Form, translate: Translate) -> bytes:
    """The same report as one page."""
    above, unit, addressee, place = _heads(found, key)
    name = found.registry.portals[key].name.get("vi", unit)
    body = [_HEAD.format(above=escape(above.upper()), unit=escape(unit.upper()), number=_marked(f"Số: {GAP}/BC-{GAP}"),
                         dated=_marked(f"{place}, ngày {GAP} tháng {GAP} năm {year}")),
            f'<p class="centre"><strong>BÁO CÁO<br>{escape(heading(found, key, year, form))}</strong></p>'
            f'<p class="centre">Kính gửi: {_marked(addressee)}</p>']
    for part in parts(found, key, year, form):
        body.append(f"<h{part.level + 1}>{escape(part.title)}</h{part.level + 1}>")
        body += [f"<p>{_marked(text)}</p>" for text in part.lines]
        body.append(sections(_filled(part, translate), 4))
    body.append(_FOOT.format(gap=_marked(GAP), signature="<br>".join(map(escape, form.signature))))
    return as_html([], f"Báo cáo hoạt động năm {year}: {name}", before="".join(body))


def _marked(text: str) -> str:
    return escape(text).replace(escape(GAP), f"<mark>{GAP}</mark>")


_HEAD = ('<div class="sides"><p class="centre">{above}<br><strong>{unit}</strong><br>{number}</p>'
         '<p class="centre"><strong>CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM<br>Độc lập - Tự do - Hạnh phúc</strong><br><em>{dated}</em></p></div>')
_FOOT = ('<div class="sides"><p><strong>Nơi nhận:</strong><br>- Như trên;<br>- {gap};<br>- Lưu: VT.</p>'
         '<p class="centre">{signature}</p></div>')
