"""What a family may have, on one page: a PDF to print, and the same as a picture for who cannot open one.

Says only what it is given. A neighbour may find the page: it carries no number of a paper and no phone."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from unicodedata import normalize

from fpdf import FPDF
from fpdf.enums import XPos, YPos
from PIL import Image, ImageDraw, ImageFont

from bot.domain.text import clean
from bot.papers.slip_pages import FONTS
from bot.wording import DEFAULT

REGULAR, BOLD = FONTS / "NotoSans-Regular.ttf", FONTS / "NotoSans-Bold.ttf"
MARGIN = 15.0
LINE = 0.5
"""Height of a line in millimetres for each point of its letters."""
SCALES = (1.0, 0.9, 0.8, 0.7, 0.6)
WIDTH, EDGE = 1080, 60
"""Of the picture, in pixels: as wide as a phone shows."""


@dataclass(frozen=True, slots=True)
class Part:
    """A heading and what stands under it."""

    heading: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RightsPage:
    """All words of the page, from its top down."""

    title: str
    under: tuple[str, ...]
    parts: tuple[Part, ...]
    foot: str


def as_pdf(page: RightsPage) -> bytes:
    """The page in A4, in letters as large as let it be one page."""
    for scale in SCALES:
        pdf = _printed(page, scale)
        if pdf.pages_count == 1:
            break
    return bytes(pdf.output())


def _printed(page: RightsPage, scale: float) -> FPDF:
    pdf = FPDF(format="A4")
    pdf.set_auto_page_break(True, margin=MARGIN)
    pdf.set_margin(MARGIN)
    pdf.add_font("noto", fname=REGULAR)
    pdf.add_font("noto", style="B", fname=BOLD)
    pdf.set_lang(DEFAULT)
    pdf.add_page()
    for words, points, bold in _paragraphs(page):
        size = points * scale
        pdf.set_font("noto", style="B" if bold else "", size=size)
        pdf.multi_cell(0, size * LINE, words, align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        pdf.set_y(pdf.get_y() + scale)
    return pdf


def as_picture(page: RightsPage) -> bytes:
    """The page as a PNG, as long as it needs to be."""
    rows = [row for each in _paragraphs(page) for row in _rows(*each)]
    height = sum(size for _, _, size in rows) + 2 * EDGE
    picture = Image.new("RGB", (WIDTH, height), "white")
    draw, top = ImageDraw.Draw(picture), EDGE
    for words, font, size in rows:
        draw.text((EDGE, top), words, font=font, fill="black")
        top += size
    content = io.BytesIO()
    picture.save(content, "PNG", optimize=True)
    return content.getvalue()


def _paragraphs(page: RightsPage) -> Sequence[tuple[str, int, bool]]:
    """Every paragraph with the size of its letters in points, and whether they are bold."""
    found = [(page.title, 16, True), *((line, 11, False) for line in page.under)]
    for part in page.parts:
        found += [(part.heading, 13, True), *((line, 11, False) for line in part.lines)]
    return [
        (normalize("NFC", clean(words)), size, bold) for words, size, bold in (*found, (page.foot, 9, False))
    ]


def _rows(words: str, size: int, bold: bool) -> list[tuple[str, ImageFont.FreeTypeFont, int]]:
    pixels = round(size * 2.6)
    font = ImageFont.truetype(BOLD if bold else REGULAR, pixels)
    broken = wrapped(words, lambda line: font.getlength(line) <= WIDTH - 2 * EDGE)
    return [(line, font, round(pixels * 1.45)) for line in broken]


def wrapped(words: str, fits: Callable[[str], bool]) -> list[str]:
    """The words in lines that fit. A word alone that does not is left to run over."""
    lines = [""]
    for word in words.split():
        longer = f"{lines[-1]} {word}".strip()
        if fits(longer) or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines
