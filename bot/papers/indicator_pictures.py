"""Three small drawings for each poverty indicator: 1 there is no lack, 2 there is one, 3 not known.

Our own lines, so that who cannot read can answer by a digit. No words stand in them, only the digits."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from functools import cache

from PIL import Image, ImageDraw, ImageFont

from bot.domain.messages import File
from bot.domain.register.terms import Deprivation
from bot.papers.rights_pages import BOLD

SIDE = 240
"""Of one drawing, in pixels."""
LINE = 6
INK, GOOD, BAD, PALE = "#222222", "#1b7f3b", "#b3261e", "#dddddd"

Pen = ImageDraw.ImageDraw
Drawing = Callable[[Pen, bool], None]


@cache
def picture(indicator: Deprivation) -> File:
    """The three drawings in a row, each over its digit."""
    row = Image.new("RGB", (3 * SIDE, SIDE + 70), "white")
    for place in range(3):
        panel = Image.new("RGB", (SIDE, SIDE), "white")
        pen = ImageDraw.Draw(panel)
        if place == 2:
            _question(pen)
        else:
            DRAWINGS[indicator](pen, place == 1)
            _mark(pen, lacking=place == 1)
        row.paste(panel, (place * SIDE, 0))
        _digit(row, place)
    content = io.BytesIO()
    row.save(content, "PNG", optimize=True)
    return File(f"hinh-{indicator}.png", "image/png", content.getvalue())


def _digit(row: Image.Image, place: int) -> None:
    pen, font = ImageDraw.Draw(row), ImageFont.truetype(BOLD, 48)
    pen.rectangle((place * SIDE, 0, (place + 1) * SIDE - 1, SIDE + 69), outline=PALE, width=2)
    pen.text((place * SIDE + SIDE // 2, SIDE + 34), str(place + 1), font=font, fill=INK, anchor="mm")


def _question(pen: Pen) -> None:
    pen.text((SIDE // 2, SIDE // 2), "?", font=ImageFont.truetype(BOLD, 150), fill=INK, anchor="mm")


def _mark(pen: Pen, *, lacking: bool) -> None:
    """A tick or a cross in the corner, so that the colour alone does not have to tell."""
    if lacking:
        pen.line((185, 15, 225, 55), fill=BAD, width=10)
        pen.line((225, 15, 185, 55), fill=BAD, width=10)
    else:
        pen.line((183, 38, 198, 55, 228, 15), fill=GOOD, width=10, joint="curve")


def _person(pen: Pen, x: int, foot: int, height: int) -> None:
    head = height // 5
    pen.ellipse((x - head, foot - height, x + head, foot - height + 2 * head), outline=INK, width=LINE)
    hip = foot - height // 3
    pen.line((x, foot - height + 2 * head, x, hip), fill=INK, width=LINE)
    pen.line((x - head, foot, x, hip, x + head, foot), fill=INK, width=LINE)
    pen.line((x - head, foot - height // 2, x + head, foot - height // 2), fill=INK, width=LINE)


def _house(pen: Pen, *, whole: bool) -> None:
    if whole:
        pen.rectangle((50, 110, 190, 210), outline=INK, width=LINE)
        pen.polygon(((35, 110), (120, 45), (205, 110)), outline=INK, width=LINE)
        pen.rectangle((105, 150, 140, 210), outline=INK, width=LINE)
        return
    pen.line((50, 210, 60, 115), fill=INK, width=LINE)
    pen.line((190, 210, 175, 125), fill=INK, width=LINE)
    pen.line((35, 125, 120, 65, 145, 100, 165, 80, 205, 130), fill=INK, width=LINE)
    for x in range(70, 180, 22):
        pen.line((x, 140, x + 8, 210), fill=PALE, width=LINE)


def _work(pen: Pen, lacking: bool) -> None:
    _person(pen, 100, 215, 150)
    if lacking:
        pen.line((160, 215, 160, 170, 215, 170, 215, 215), fill=INK, width=LINE)
    else:
        pen.line((120, 140, 190, 215), fill=INK, width=LINE)
        pen.line((170, 215, 210, 190), fill=INK, width=LINE)


def _dependants(pen: Pen, lacking: bool) -> None:
    for x in (60, 120) if not lacking else (60,):
        _person(pen, x, 215, 140)
    for x in (185,) if not lacking else (115, 160, 205):
        _person(pen, x, 215, 75)


def _nutrition(pen: Pen, lacking: bool) -> None:
    _person(pen, 80, 215, 90 if lacking else 140)
    pen.line((160, 60, 160, 215), fill=INK, width=LINE)
    for y in range(75, 216, 28):
        pen.line((160, y, 180, y), fill=INK, width=LINE)


def _insurance(pen: Pen, lacking: bool) -> None:
    pen.rounded_rectangle((35, 85, 205, 195), radius=14, outline=PALE if lacking else INK, width=LINE)
    color = PALE if lacking else BAD
    pen.rectangle((60, 130, 110, 144), fill=color)
    pen.rectangle((78, 112, 92, 162), fill=color)
    pen.line((130, 125, 190, 125), fill=PALE, width=LINE)
    pen.line((130, 150, 190, 150), fill=PALE, width=LINE)


def _certificate(pen: Pen, lacking: bool) -> None:
    _person(pen, 70, 215, 140)
    if lacking:
        return
    pen.rectangle((125, 95, 215, 165), outline=INK, width=LINE)
    pen.line((140, 118, 200, 118), fill=INK, width=LINE)
    pen.ellipse((155, 140, 185, 190), outline=INK, width=LINE)


def _school(pen: Pen, lacking: bool) -> None:
    _person(pen, 60, 215, 90)
    color = PALE if lacking else INK
    pen.rectangle((115, 120, 220, 215), outline=color, width=LINE)
    pen.line((167, 120, 167, 60), fill=color, width=LINE)
    pen.polygon(((167, 60), (205, 72), (167, 86)), outline=color, width=LINE)
    pen.rectangle((150, 165, 185, 215), outline=color, width=LINE)


def _house_quality(pen: Pen, lacking: bool) -> None:
    _house(pen, whole=not lacking)


def _house_area(pen: Pen, lacking: bool) -> None:
    pen.rectangle((70, 70, 170, 215) if lacking else (20, 70, 220, 215), outline=INK, width=LINE)
    for x in (90, 120, 150) if lacking else (70, 160):
        _person(pen, x, 208, 95)


def _water(pen: Pen, lacking: bool) -> None:
    pen.line((40, 90, 130, 90, 130, 120), fill=INK, width=22)
    pen.line((75, 60, 75, 90), fill=INK, width=LINE)
    if not lacking:
        pen.line((130, 130, 130, 180), fill="#1f6fb2", width=14)
    pen.polygon(((90, 175), (170, 175), (160, 220), (100, 220)), outline=INK, width=LINE)


def _toilet(pen: Pen, lacking: bool) -> None:
    if lacking:
        pen.line((20, 170, 220, 170), fill="#1f6fb2", width=LINE)
        for x in (60, 90, 150, 180):
            pen.line((x, 170, x, 220), fill=INK, width=LINE)
        pen.rectangle((50, 120, 190, 165), outline=INK, width=LINE)
        return
    pen.rectangle((60, 65, 175, 215), outline=INK, width=LINE)
    pen.ellipse((90, 150, 145, 190), outline=INK, width=LINE)
    pen.rectangle((95, 110, 140, 150), outline=INK, width=LINE)


def _telecoms(pen: Pen, lacking: bool) -> None:
    pen.rounded_rectangle((85, 100, 155, 220), radius=10, outline=INK, width=LINE)
    color = PALE if lacking else GOOD
    for size in (20, 42, 64):
        pen.arc((120 - size, 85 - size, 120 + size, 85 + size), 215, 325, fill=color, width=LINE)


def _information(pen: Pen, lacking: bool) -> None:
    color = PALE if lacking else INK
    pen.rectangle((30, 85, 160, 180), outline=color, width=LINE)
    pen.line((95, 180, 95, 210), fill=color, width=LINE)
    pen.line((60, 210, 130, 210), fill=color, width=LINE)
    pen.rounded_rectangle((175, 110, 220, 205), radius=6, outline=color, width=LINE)


DRAWINGS: Mapping[Deprivation, Drawing] = {
    Deprivation.WORK: _work,
    Deprivation.DEPENDANTS: _dependants,
    Deprivation.NUTRITION: _nutrition,
    Deprivation.HEALTH_INSURANCE: _insurance,
    Deprivation.ADULT_EDUCATION: _certificate,
    Deprivation.SCHOOL_ATTENDANCE: _school,
    Deprivation.HOUSE_QUALITY: _house_quality,
    Deprivation.HOUSE_AREA: _house_area,
    Deprivation.WATER: _water,
    Deprivation.TOILET: _toilet,
    Deprivation.TELECOMS: _telecoms,
    Deprivation.INFORMATION: _information,
}
