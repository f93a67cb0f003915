"""The request for a review on paper (Mẫu số 01, QĐ 24/2021/QĐ-TTg): its fields in order, blanks left so.

One content as PDF, to print, and as Word, to go on writing in."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from fpdf import FPDF
from fpdf.enums import Align

from bot.domain.messages import File
from bot.papers import printing
from bot.papers.printing import printable
from bot.wording import DEFAULT, wording

BLANK_LINES = 3
"""So many lines to be written on where no reason was told, at the end of the table, and to sign on."""
LEAST_ROWS = 6
"""The table has room for so many people, whoever was named."""
FIELDS = ("name", "sex", "birth", "people", "paper", "home", "now")
"""What is asked of who signs, in the form's order."""
COLUMNS = {"number": 10, "name": 55, "sex": 18, "born": 32, "kin": 32, "does": 33}
"""Of the table, with their widths in millimetres."""
DOTS, WHOLE_LINE = "." * 105, "." * 160
TABLE_POINTS = 9


class PaperKind(StrEnum):
    """What the paper is made as."""

    PDF = "pdf"
    WORD = "docx"


MEDIA_TYPES = {
    PaperKind.PDF: "application/pdf",
    PaperKind.WORD: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One member: the name as it was told, the birth as far as it is a date, and what they do, if told."""

    name: str
    born: str
    does: str


@dataclass(frozen=True, slots=True)
class Request:
    """What the paper says. `document` is the decision that the form belongs to."""

    office: str
    members: Sequence[Line]
    reason: str
    document: str


@dataclass(frozen=True, slots=True)
class _Paragraph:
    words: str
    size: float = 11
    bold: bool = False
    align: Align = Align.L


def paper(request: Request, kind: PaperKind, *, name: str) -> File:
    """The filled-in paper as a file, with room for what is to be written by hand."""
    content = _as_word(request) if kind is PaperKind.WORD else _as_pdf(request)
    return File(f"{name}.{kind}", MEDIA_TYPES[kind], content)


def _as_pdf(request: Request) -> bytes:
    pdf = printing.blank()
    pdf.add_page()
    for each in _above(request):
        _print(pdf, each)
    _print_table(pdf, _rows(request.members))
    for each in _below(request):
        _print(pdf, each)
    return bytes(pdf.output())


def _print(pdf: FPDF, each: _Paragraph) -> None:
    printing.write(pdf, each.words, size=each.size, bold=each.bold, align=each.align, gap=1.5)


def _print_table(pdf: FPDF, rows: Sequence[Sequence[str]]) -> None:
    pdf.set_font("noto", size=TABLE_POINTS)
    widths = tuple(COLUMNS.values())
    with pdf.table(
        col_widths=widths, line_height=6, first_row_as_headings=False, text_align=Align.L
    ) as table:
        for row in rows:
            line = table.row()
            for cell in row:
                line.cell(printable(cell))
    pdf.set_y(pdf.get_y() + 2)


def _as_word(request: Request) -> bytes:
    # What writes Word is slow to import; who wants a PDF does not need it.
    from docx import Document
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Mm, Pt

    sides = {
        Align.L: WD_ALIGN_PARAGRAPH.LEFT,
        Align.R: WD_ALIGN_PARAGRAPH.RIGHT,
        Align.C: WD_ALIGN_PARAGRAPH.CENTER,
    }
    document = Document()
    document.core_properties.author = ""
    [section] = document.sections
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(printing.MARGIN)
    section.top_margin = section.bottom_margin = Mm(printing.MARGIN)

    def typed(each: _Paragraph) -> None:
        paragraph = document.add_paragraph()
        paragraph.alignment = sides[each.align]
        paragraph.paragraph_format.space_after = Pt(4)
        run = paragraph.add_run(printable(each.words))
        run.bold, run.font.size, run.font.name = each.bold, Pt(each.size), "Times New Roman"

    for each in _above(request):
        typed(each)
    rows = _rows(request.members)
    table = document.add_table(rows=len(rows), cols=len(COLUMNS), style="Table Grid")
    table.autofit = False
    for row, cells in zip(rows, table.rows, strict=True):
        for words, cell, width in zip(row, cells.cells, COLUMNS.values(), strict=True):
            cell.width = Mm(width)
            run = cell.paragraphs[0].add_run(printable(words))
            run.font.size, run.font.name = Pt(TABLE_POINTS), "Times New Roman"
    for each in _below(request):
        typed(each)
    content = io.BytesIO()
    document.save(content)
    return content.getvalue()


def _above(request: Request) -> list[_Paragraph]:
    say = wording(DEFAULT)
    return [
        _Paragraph(say("official_form.form", document=request.document), size=9, align=Align.R),
        _Paragraph(say("official_form.title"), size=15, bold=True, align=Align.C),
        _Paragraph(say("official_form.to", office=request.office), size=12),
        *(_Paragraph(f"{say(f'official_form.field_{field}')} {DOTS}") for field in FIELDS),
        _Paragraph(say("official_form.members"), bold=True),
    ]


def _rows(members: Sequence[Line]) -> list[list[str]]:
    """The table, with its head and blank rows for whom nobody named."""
    say = wording(DEFAULT)
    rows = [[say(f"official_form.column_{name}") for name in COLUMNS]]
    for number, each in enumerate(members, 1):
        does = say("official_form.learns") if each.does else ""
        rows.append([str(number), each.name, "", each.born, "", does])
    return rows + [[""] * len(COLUMNS)] * max(BLANK_LINES, LEAST_ROWS - len(members))


def _below(request: Request) -> list[_Paragraph]:
    say = wording(DEFAULT)
    reason = [request.reason] if request.reason else [WHOLE_LINE] * BLANK_LINES
    return [
        _Paragraph(say("official_form.reason"), bold=True),
        *map(_Paragraph, reason),
        _Paragraph(say("official_form.day"), align=Align.R),
        _Paragraph(say("official_form.sign"), bold=True, align=Align.R),
        *[_Paragraph(" ")] * BLANK_LINES,
        _Paragraph(say("official_form.check"), size=8),
    ]
