"""Printed slips as somebody holds them: what is read, and what a phone's camera sees."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import zxingcpp
from pypdf import PageObject, PdfReader

POINTS_PER_MM = 72 / 25.4
TYPED = re.compile(r"ho \d+ ma \d{3} \d{3}")


@dataclass(frozen=True)
class Paper:
    """One page: its words, its size in millimetres, and the links in its QR codes."""

    words: str
    size: tuple[int, int]
    links: tuple[str, ...]
    lowest: float
    """How many millimetres above the lower edge the last line stands."""

    @property
    def link(self) -> str | None:
        """The link in the first QR code, if there is one."""
        return self.links[0] if self.links else None

    @property
    def token(self) -> str:
        """What the link carries to the bot."""
        assert self.link is not None
        return self.link.partition("?start=")[2]

    @property
    def typed(self) -> str:
        """The line somebody types."""
        [line] = TYPED.findall(self.words)
        return str(line)


def papers(file: Path) -> list[Paper]:
    """The pages of a printed file."""
    return [_paper(page) for page in PdfReader(file).pages]


def _paper(page: PageObject) -> Paper:
    heights: list[float] = []

    def seen(text: str, _cm: object, matrix: list[float], _font: object, _size: object) -> None:
        if text.strip():
            heights.append(matrix[5])

    words = " ".join(page.extract_text(visitor_text=seen).split())
    size = round(page.mediabox.width / POINTS_PER_MM), round(page.mediabox.height / POINTS_PER_MM)
    links = tuple(zxingcpp.read_barcodes(picture.image)[0].text for picture in page.images)
    return Paper(words, size, links, min(heights) / POINTS_PER_MM)
