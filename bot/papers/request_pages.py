"""The request for a review on paper (Mẫu số 01, QĐ 24/2021/QĐ-TTg): its fields in order, blanks left so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from unicodedata import normalize

from fpdf import FPDF
from fpdf.enums import XPos, YPos

from bot.domain.text import clean
from bot.papers.rights_pages import BOLD, LINE, MARGIN, REGULAR
from bot.wording import DEFAULT, wording

BLANK_LINES = 3
"""So many lines to be written on where no reason was told, and at the end of the table."""
FIELDS = ("name", "sex", "birth", "people", "paper", "home", "now")
"""What is asked of who signs, in the form's order."""
COLUMNS = {"number": 10, "name": 55, "sex": 18, "born": 32, "kin": 32, "does": 33}
"""Of the table, with their widths in millimetres."""
DOTS = "." * 60


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


def as_pdf(request: Request) -> bytes:
    """The paper in A4, with room for what is to be written by hand."""
    pdf = FPDF(format="A4")
    pdf.set_auto_page_break(True, margin=MARGIN)
    pdf.set_margin(MARGIN)
    pdf.add_font("noto", fname=REGULAR)
    pdf.add_font("noto", style="B", fname=BOLD)
    pdf.set_lang(DEFAULT)
    pdf.add_page()
    write, say = partial(_write, pdf), wording(DEFAULT)
    write(say("official_form.form", document=request.document), size=9, align="R")
    write(say("official_form.title"), size=15, bold=True, align="C")
    write(say("official_form.to", office=request.office), size=12)
    for field in FIELDS:
        write(f"{say(f'official_form.field_{field}')} {DOTS}", size=11)
    write(say("official_form.members"), size=11, bold=True)
    _table(pdf, request.members)
    write(say("official_form.reason"), size=11, bold=True)
    for line in [request.reason] if request.reason else [DOTS + DOTS] * BLANK_LINES:
        write(line, size=11)
    write(say("official_form.sign"), size=11, align="R")
    write(say("official_form.check"), size=8)
    return bytes(pdf.output())


def _table(pdf: FPDF, members: Sequence[Line]) -> None:
    say = wording(DEFAULT)
    rows = [[say(f"official_form.column_{name}") for name in COLUMNS]]
    for number, each in enumerate(members, 1):
        does = say("official_form.learns") if each.does else ""
        rows.append([str(number), each.name, "", each.born, "", does])
    rows += [[""] * len(COLUMNS)] * BLANK_LINES
    pdf.set_font("noto", size=9)
    with pdf.table(col_widths=tuple(COLUMNS.values()), line_height=6, first_row_as_headings=False) as table:
        for row in rows:
            line = table.row()
            for cell in row:
                line.cell(normalize("NFC", clean(cell)))
    pdf.set_y(pdf.get_y() + 2)


def _write(pdf: FPDF, words: str, *, size: float, bold: bool = False, align: str = "L") -> None:
    pdf.set_font("noto", style="B" if bold else "", size=size)
    text = normalize("NFC", clean(words))
    pdf.multi_cell(0, size * LINE, text, align=align, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    pdf.set_y(pdf.get_y() + 1.5)
