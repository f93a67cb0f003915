"""What a family may have, on one page: a PDF to print, and the same as a picture for who cannot open one.

Says only what it is given. A neighbour may find the page: it carries no number of a paper and no phone."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

from fpdf import FPDF
from PIL import Image, ImageDraw, ImageFont, features

from bot.papers import printing
from bot.papers.printing import BOLD, FONTS, REGULAR, printable
from bot.wording import DEFAULT

KHMER, KHMER_BOLD = FONTS / "NotoSansKhmer-Regular.ttf", FONTS / "NotoSansKhmer-Bold.ttf"
SCALES = (1.0, 0.9, 0.8, 0.7, 0.6)
WIDTH, EDGE = 1080, 60
"""Of the picture, in pixels: as wide as a phone shows."""
LETTERS = 2.6
"""Pixels for each point of a letter."""
_LETTER = r"\u1780-\u17ff\u19e0-\u19ff"
_RUNS = re.compile(rf"[{_LETTER}\u200b-\u200d]+|[^{_LETTER}\u200b-\u200d]+")
_IS_KHMER = re.compile(rf"[{_LETTER}]")
# A line of Khmer, which has no blanks between words, may end before a letter that stands for itself.
_SYLLABLES = re.compile(
    r"[\u1780-\u17b3](?:\u17d2[\u1780-\u17b3]|[\u17b4-\u17d1\u17d3\u17dd\u200c\u200d])*[\u17d4-\u17da]*|.",
    re.S,
)


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
    language: str = DEFAULT


def shows(language: str) -> bool:
    """Whether pages can be made in a language: Khmer letters need a library that puts them together."""
    return language != "km" or bool(features.check("raqm"))


def as_pdf(page: RightsPage) -> bytes:
    """The page in A4, in letters as large as let it be one page. One in Khmer holds the picture."""
    if any(_IS_KHMER.search(words) for words, _, _ in _paragraphs(page)):
        return _with_picture(page)
    for scale in SCALES:
        pdf = _printed(page, scale)
        if pdf.pages_count == 1:
            break
    return bytes(pdf.output())


def _printed(page: RightsPage, scale: float) -> FPDF:
    pdf = printing.blank(language=page.language)
    pdf.add_page()
    for words, points, bold in _paragraphs(page):
        printing.write(pdf, words, size=points * scale, bold=bold, gap=scale)
    return pdf


def _with_picture(page: RightsPage) -> bytes:
    """The picture on paper. What makes PDF does not put Khmer letters together, what draws does."""
    pdf = printing.blank(language=page.language)
    pdf.add_page()
    pdf.set_title(page.title)
    drawn = _drawn(page)
    room = pdf.epw, pdf.eph
    scale = min(room[0] / drawn.width, room[1] / drawn.height)
    pdf.image(drawn, w=drawn.width * scale, h=drawn.height * scale, alt_text=page.title)
    return bytes(pdf.output())


def as_picture(page: RightsPage) -> bytes:
    """The page as a PNG, as long as it needs to be."""
    content = io.BytesIO()
    _drawn(page).save(content, "PNG", optimize=True)
    return content.getvalue()


def _drawn(page: RightsPage) -> Image.Image:
    rows = [row for each in _paragraphs(page) for row in _rows(*each)]
    height = sum(size for _, _, _, size in rows) + 2 * EDGE
    picture = Image.new("RGB", (WIDTH, height), "white")
    draw, base = ImageDraw.Draw(picture), EDGE
    for words, pixels, bold, size in rows:
        _draw_line(draw, words, pixels=pixels, bold=bold, base=base + round(size * 0.75))
        base += size
    return picture


def _draw_line(draw: ImageDraw.ImageDraw, words: str, *, pixels: int, bold: bool, base: int) -> None:
    left: float = EDGE
    for run in _RUNS.findall(words):
        font = _font(run, pixels, bold)
        draw.text((left, base), run, font=font, fill="black", anchor="ls")
        left += font.getlength(run)


def _paragraphs(page: RightsPage) -> Sequence[tuple[str, int, bool]]:
    """Every paragraph with the size of its letters in points, and whether they are bold."""
    found = [(page.title, 16, True), *((line, 11, False) for line in page.under)]
    for part in page.parts:
        found += [(part.heading, 13, True), *((line, 11, False) for line in part.lines)]
    return [(printable(words), size, bold) for words, size, bold in (*found, (page.foot, 9, False))]


def _rows(words: str, size: int, bold: bool) -> list[tuple[str, int, bool, int]]:
    """The lines of a paragraph, each with the size of its letters, their weight, and its height."""
    pixels = round(size * LETTERS)
    broken = wrapped(words, lambda line: _length(line, pixels, bold) <= WIDTH - 2 * EDGE)
    return [(line, pixels, bold, round(pixels * 1.45)) for line in broken]


def _length(words: str, pixels: int, bold: bool) -> float:
    return sum(_font(run, pixels, bold).getlength(run) for run in _RUNS.findall(words))


def _font(run: str, pixels: int, bold: bool) -> ImageFont.FreeTypeFont:
    if _IS_KHMER.search(run):
        return _loaded(str(KHMER_BOLD if bold else KHMER), pixels)
    return _loaded(str(BOLD if bold else REGULAR), pixels)


@cache
def _loaded(path: str, pixels: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(path, pixels)


def wrapped(words: str, fits: Callable[[str], bool]) -> list[str]:
    """The words in lines that fit. A word alone that does not is left to run over, if it is not Khmer."""
    lines = [""]
    for word in words.split():
        blank = " " if lines[-1] else ""
        if fits(lines[-1] + blank + word):
            lines[-1] += blank + word
        elif _IS_KHMER.search(word):
            _by_syllables(lines, word, blank, fits)
        elif lines[-1]:
            lines.append(word)
        else:
            lines[-1] = word
    return lines


def _by_syllables(lines: list[str], word: str, blank: str, fits: Callable[[str], bool]) -> None:
    for syllable in _SYLLABLES.findall(word):
        if fits(lines[-1] + blank + syllable):
            lines[-1] += blank + syllable
        else:
            lines.append(syllable)
        blank = ""
