"""The yearly activity report of a portal in the form of Nghệ An's annex (Decision 80/2025, NA-PL), as DOCX and HTML.

Figures come from the items; what people must write is marked `[...]`. Both formats are made from one list of parts.
"""

from dataclasses import dataclass
from datetime import date
from html import escape
from typing import Any, Callable

from plugins.build.deadline_report import share_table
from plugins.build.lifecycle import repealed_table
from plugins.build.supply import supply_tables
from plugins.build.survey import Survey
from plugins.build.office import add_charts, add_table, clean, new_document, saved
from plugins.build.tables import Table, as_html, sections, spoken
from plugins.model import Portal
from plugins.model.rule import Rule, Standing
from plugins.rules.kinds.report_due import period
from plugins.rules.profile import binding

Translate = Callable[[str], str]
GAP = "[.....]"
"""A place that people fill in by hand; it is set in yellow in the DOCX."""


@dataclass(frozen=True, slots=True)
class Part:
    """level 1: a roman-numbered part; level 2: below it. lines: paragraphs; tables follow them."""

    level: int
    title: str
    lines: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()


def data_period(found: Survey, portal: Portal, year: int) -> tuple[str, str]:
    """The period that the portal's decree names, else the calendar year."""
    for _, rule in binding(tuple(found.regulations.profiles.values()), portal, found.today):
        if rule.kind == "report-due":
            return period(rule, year)
    return f"{year}-01-01", f"{year}-12-31"


def parts(found: Survey, key: str, year: int) -> list[Part]:
    """The body of the form, part by part, in the order of the annex."""
    portal = found.registry.portals[key]
    start, end = data_period(found, portal, year)
    judged = found.judged((key,))
    met = sum(j.verdict.standing is Standing.MET for j in judged)
    missing = [j for j in judged if j.verdict.standing is Standing.MISSING]
    duties = [d for d in found.duties((key,)) if start <= d.due_on <= end]
    questions = [i for i in found.items.get(key, ()) if i.type == "question" and start <= str(i.meta.get("received_on", ""))[:10] <= end and i.lang == portal.official]
    answered = sum(bool(i.meta.get("answered_on")) for i in questions)
    whole, by_section = supply_tables(found, (key,), start, end, "month")
    total = whole.rows[-1][-1]
    outdated = repealed_table(found, (key,)).rows
    return [
        Part(1, "I. CÔNG TÁC CHỈ ĐẠO, QUẢN LÝ", (f"Các văn bản chỉ đạo, phân công, thay đổi tài khoản trong kỳ: {GAP}",)),
        Part(1, "II. KẾT QUẢ HOẠT ĐỘNG"),
        Part(2, "1. Về chấp hành các quy định của pháp luật", (
            f"Đạt {met} trên {met + len(missing)} điều khoản kiểm tra tự động được, tính đến ngày {_day(found.today)}.",
            f"Trang còn dẫn văn bản đã hết hiệu lực: {len(outdated)}. Số tin, bài gỡ bỏ và sự cố trong kỳ: {GAP}")),
        Part(2, "2. Về việc cung cấp thông tin (số lượng, chất lượng, tiến độ)", (
            f"Số liệu từ ngày {_day(start)} đến hết ngày {_day(end)}; ngày đầu kỳ theo quy chế thuộc kỳ trước nên mỗi bài chỉ tính một lần.",
            f"Tổng số tin, bài, văn bản đã đăng: {total}.",
            f"Câu hỏi đã tiếp nhận và công khai: {len(questions)}; đã trả lời: {answered}; chưa trả lời: {len(questions) - answered}."),
             (whole, by_section, share_table(duties))),
        Part(2, "3. Công tác bảo đảm hoạt động Cổng Thông tin điện tử", (
            f"Cấp độ an toàn hệ thống thông tin: {portal.extra.get('security_level') or GAP}. Sao lưu, diễn tập khôi phục, đào tạo, thời gian hoạt động: {GAP}",)),
        Part(1, "III. ĐÁNH GIÁ"),
        Part(2, "1. Ưu điểm", (GAP,)),
        Part(2, "2. Tồn tại, hạn chế", (*(f"- {_gap_line(j.rule)}" for j in missing[:40]), GAP)),
        Part(2, "3. Nguyên nhân của tồn tại, hạn chế", (GAP,)),
        Part(1, f"IV. PHƯƠNG HƯỚNG, NHIỆM VỤ HOẠT ĐỘNG NĂM {year + 1}", (GAP,)),
        Part(1, "V. ĐỀ XUẤT, KIẾN NGHỊ", (GAP,)),
    ]


def _gap_line(rule: Rule) -> str:
    return f"{rule.text.get('vi', rule.id)} ({rule.citation})"


def _day(day: str) -> str:
    return date.fromisoformat(day).strftime("%d/%m/%Y")


def _heads(found: Survey, key: str) -> tuple[str, str, str, str]:
    """Managing agency, reporting agency, addressee, place."""
    portal = found.registry.portals[key]
    parent = found.registry.portals.get(portal.parent)
    unit = portal.short_name.get("vi") or portal.name.get("vi", key)
    above = (parent.short_name.get("vi") or parent.name.get("vi", "")) if parent else unit
    return above, unit, (parent or portal).name.get("vi", ""), above.removeprefix("Tỉnh ").removeprefix("Thành phố ")


def annual_docx(found: Survey, key: str, year: int, translate: Translate) -> bytes:
    """The report as a DOCX file; the same input gives the same text."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Cm

    above, unit, addressee, place = _heads(found, key)
    document = new_document(found.today)
    head = document.add_table(rows=1, cols=2)
    head.autofit = False
    left, right = head.rows[0].cells
    left.width, right.width = Cm(6.5), Cm(9.5)
    _lines(left, [(above.upper(), False), (unit.upper(), True), (f"Số: {GAP}/{GAP}", False)])
    _lines(right, [("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", True), ("Độc lập - Tự do - Hạnh phúc", True),
                   (f"{place}, ngày {GAP} tháng {GAP} năm {year}", False)])
    for text in ("BÁO CÁO", f"Tình hình hoạt động của {found.registry.portals[key].name.get('vi', unit)} năm {year}"):
        line = document.add_paragraph()
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER
        line.add_run(clean(text)).bold = True
    line = document.add_paragraph(clean(f"Kính gửi: {addressee}"))
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for part in parts(found, key, year):
        document.add_heading(clean(part.title), part.level)
        for text in part.lines:
            _paragraph(document.add_paragraph(), text)
        for table in spoken(part.tables, translate):
            document.add_paragraph(clean(f"{table.title}. {table.note}"))
            add_charts(document, table.charts)
            add_table(document, table)
            document.add_paragraph()
    foot = document.add_table(rows=1, cols=2)
    _lines(foot.rows[0].cells[0], [("Nơi nhận:", True), ("- Như trên;", False), (f"- {GAP};", False), ("- Lưu: VT.", False)], centre=False)
    _lines(foot.rows[0].cells[1], [("ĐẠI DIỆN ĐƠN VỊ BÁO CÁO", True), ("(ký, ghi rõ họ tên, đóng dấu)", False)])
    return saved(document)


def _lines(cell: Any, texts: list[tuple[str, bool]], centre: bool = True) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    for number, (text, bold) in enumerate(texts):
        line = cell.paragraphs[0] if number == 0 else cell.add_paragraph()
        if centre:
            line.alignment = WD_ALIGN_PARAGRAPH.CENTER
        _paragraph(line, text, bold)


def _paragraph(line: Any, text: str, bold: bool = False) -> None:
    """A paragraph whose gaps stand out, so that nobody sends the form unfilled."""
    from docx.enum.text import WD_COLOR_INDEX

    for number, piece in enumerate(clean(text).split(GAP)):
        if number:
            line.add_run(GAP).font.highlight_color = WD_COLOR_INDEX.YELLOW
        if piece:
            line.add_run(piece).bold = bold


def annual_html(found: Survey, key: str, year: int, translate: Translate) -> bytes:
    """The same report as one page."""
    above, unit, addressee, _ = _heads(found, key)
    body = [f"<p>{escape(above)}<br><strong>{escape(unit)}</strong></p><p>Kính gửi: {escape(addressee)}</p>"]
    for part in parts(found, key, year):
        body.append(f"<h{part.level + 1}>{escape(part.title)}</h{part.level + 1}>")
        body += [f"<p>{escape(text).replace(escape(GAP), f'<mark>{GAP}</mark>')}</p>" for text in part.lines]
        body.append(sections(spoken(part.tables, translate), 4))
    return as_html([], f"Báo cáo hoạt động năm {year}: {unit}", before="".join(body))
