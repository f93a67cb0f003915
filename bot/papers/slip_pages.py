"""Slips on paper: one A6 page for each household, with a code to scan and one to type.

A slip may be found by a neighbour: it carries no name and no status."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path
from unicodedata import normalize

import segno
from fpdf import FPDF
from fpdf.enums import XPos, YPos

from bot.wording import DEFAULT, wording
from models.offices import Office

FONTS = Path(__file__).parent.parent / "fonts"
A6 = (105.0, 148.0)
MARGIN = 8.0
QR = 42.0
PAIRED = 34.0
GAP = 5.0
LINE = 0.48
"""Height of a line in millimetres for each point of its letters."""
ROOMY = 100
SMALLER = 0.75
"""Where the names of office and hamlet are longer than this together, letters are so much smaller."""
# Larger modules than a screen would show, so that a cheap printer keeps them apart.
PIXELS = 8


@dataclass(frozen=True, slots=True)
class SlipPage:
    """What one slip says. `link` is scanned, `typed` is written to the bot; one of them may be None.

    `telegram` is a second link to scan, for people who are told to use Telegram."""

    number: str
    hamlet: str
    link: str | None = field(default=None, repr=False)
    typed: str | None = field(default=None, repr=False)
    telegram: str | None = field(default=None, repr=False)


def slips_pdf(pages: Sequence[SlipPage], office: Office, *, on: date) -> bytes:
    """A PDF with one A6 page for each slip; `on` is the day they were made, told on each."""
    pdf = FPDF(format=A6)
    pdf.set_auto_page_break(False)
    pdf.set_margin(MARGIN)
    pdf.add_font("noto", fname=FONTS / "NotoSans-Regular.ttf")
    pdf.add_font("noto", style="B", fname=FONTS / "NotoSans-Bold.ttf")
    pdf.set_lang(DEFAULT)
    for page in pages:
        pdf.add_page()
        _draw(pdf, page, office=office, on=on)
    return bytes(pdf.output())


def _draw(pdf: FPDF, page: SlipPage, *, office: Office, on: date) -> None:
    say = wording(DEFAULT)
    write = partial(_write, pdf, scale=SMALLER if len(office.name) + len(page.hamlet) > ROOMY else 1)
    write(office.name, size=11, bold=True)
    if office.phone:
        write(say("slip.phone", phone=office.phone), size=10)
    write(say("slip.household", number=page.number), size=16, bold=True)
    write(page.hamlet, size=12)
    made_on = say("slip.made_on", day=f"{on:%d/%m/%Y}")
    match [link for link in (page.link, page.telegram) if link is not None]:
        case []:
            write(made_on, size=8)
        case [link]:
            _symbol_beside(pdf, write, link, (say("slip.scan"), 10), (made_on, 8))
        case [web, telegram]:
            _two_symbols(pdf, (say("slip.web"), web), (say("slip.telegram"), telegram))
            write(say("slip.scan_one"), size=9)
            write(made_on, size=8)
    if page.typed is not None:
        write(say("slip.or_type" if page.link or page.telegram else "slip.type"), size=10)
        write(page.typed, size=16, bold=True)
    write(say("slip.purpose"), size=10)
    write(say("slip.lost", whom=office.phone or office.name), size=10)


def _symbol_beside(pdf: FPDF, write: Callable[..., None], link: str, *words: tuple[str, float]) -> None:
    """One symbol to scan, with words at its right."""
    top = pdf.get_y()
    pdf.image(_qr(link), x=MARGIN, y=top, w=QR)
    for text, size in words:
        write(text, size=size, x=MARGIN + QR + GAP)
    pdf.set_y(max(pdf.get_y(), top + QR + 2))


def _two_symbols(pdf: FPDF, *captioned: tuple[str, str]) -> None:
    """Two symbols side by side, each under what it opens: nobody scans the wrong one unawares."""
    top, at = pdf.get_y(), MARGIN
    for caption, link in captioned:
        pdf.set_font("noto", style="B", size=10)
        pdf.set_xy(at, top)
        pdf.cell(PAIRED, 5, caption, align="C")
        pdf.image(_qr(link), x=at, y=top + 5, w=PAIRED)
        at = A6[0] - MARGIN - PAIRED
    pdf.set_y(top + 5 + PAIRED + 1)


def _write(
    pdf: FPDF, words: str, *, size: float, scale: float, bold: bool = False, x: float = MARGIN
) -> None:
    """Write a paragraph from `x` to the right margin; what comes next stands below it."""
    size *= scale
    pdf.set_font("noto", style="B" if bold else "", size=size)
    pdf.set_x(x)
    text = normalize("NFC", words)
    pdf.multi_cell(0, size * LINE, text, align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    pdf.set_y(pdf.get_y() + 1)


def _qr(link: str) -> io.BytesIO:
    """The symbol with its quiet zone. A quarter of it may be dirty or creased and it still opens."""
    picture = io.BytesIO()
    segno.make(link, error="q", micro=False, boost_error=False).save(picture, kind="png", scale=PIXELS)
    picture.seek(0)
    return picture
