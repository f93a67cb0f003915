"""What all printed pages share: the letters, the set-up of a PDF, paragraphs in it. Knows no words."""

from __future__ import annotations

from pathlib import Path
from unicodedata import normalize

from fpdf import FPDF
from fpdf.enums import Align, XPos, YPos

from bot.domain.text import clean
from bot.wording import DEFAULT

FONTS = Path(__file__).parent.parent / "fonts"
REGULAR, BOLD = FONTS / "NotoSans-Regular.ttf", FONTS / "NotoSans-Bold.ttf"
MARGIN = 15.0
"""Of a page in A4, in millimetres."""
LINE = 0.5
"""Height of a line in millimetres for each point of its letters."""


def blank(size: str | tuple[float, float] = "A4", *, margin: float = MARGIN, language: str = DEFAULT) -> FPDF:
    """A PDF without a page yet, with our letters at hand. Only A4 goes on over the page by itself."""
    pdf = FPDF(format=size)
    pdf.set_auto_page_break(size == "A4", margin=margin)
    pdf.set_margin(margin)
    pdf.add_font("noto", fname=REGULAR)
    pdf.add_font("noto", style="B", fname=BOLD)
    pdf.set_lang(language)
    return pdf


def printable(words: str) -> str:
    """Words in the one form that fonts know, without signs that steer."""
    return normalize("NFC", clean(words))


def write(
    pdf: FPDF,
    words: str,
    *,
    size: float,
    bold: bool = False,
    align: Align = Align.L,
    line: float = LINE,
    gap: float = 1,
) -> None:
    """A paragraph from where the pen stands to the right margin; what comes next stands below it.

    Letters are in points; a line is `line` millimetres high for each of them."""
    pdf.set_font("noto", style="B" if bold else "", size=size)
    pdf.multi_cell(0, size * line, printable(words), align=align, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    pdf.set_y(pdf.get_y() + gap)
