"""Looks at a packed spreadsheet before it is read: what bursts or acts is refused, links are told.

Runs only in the process that `bot.lists.child` is."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from xml.etree import ElementTree
from xml.parsers import expat

from bot.lists.lines import ListRefused, Refusal

MOST_UNPACKED = 50_000_000
MOST_TIMES = 100
MOST_PARTS = 200
MOST_COLUMNS = 200
MOST_AREA = 6_000_000
MOST_ROWS = 60_000
LAST_ROW = 1_048_576

_SMALL = 1_000_000
_ACTS = ("vbaproject", "macrosheets/", "xl/dialogsheets/")
_POINTS_OUTSIDE = ("externallinks/", "connections.xml", "embeddings/", "activex/", "querytables/")
_OFFICE = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_CELL = re.compile(r"([A-Z]{1,3})([0-9]{1,9})")


@dataclass(slots=True)
class Shape:
    """What a sheet's own text tells that its values do not. Rows and columns count from 0."""

    formulas: set[tuple[int, int]] = field(default_factory=set)
    unfilled: set[tuple[int, int]] = field(default_factory=set)
    broken: set[tuple[int, int]] = field(default_factory=set)
    rows: int = 0
    last_row: int = -1
    last_column: int = -1
    farthest: str = ""


def open_archive(content: bytes) -> zipfile.ZipFile:
    """The archive, once its directory is harmless. Raises `ListRefused`."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, ValueError) as bad:
        raise ListRefused(Refusal.DAMAGED) from bad
    parts = archive.infolist()
    total = sum(part.file_size for part in parts)
    if len(parts) > MOST_PARTS or total > MOST_UNPACKED or any(map(_bursts, parts)):
        raise ListRefused(Refusal.UNPACKS_TOO_LARGE)
    names = [part.filename.lower() for part in parts]
    if any(part.flag_bits & 1 for part in parts):
        raise ListRefused(Refusal.LOCKED)
    if any(acting in name for name in names for acting in _ACTS):
        raise ListRefused(Refusal.MACROS)
    if "xl/workbook.xml" not in names:
        raise ListRefused(Refusal.NO_LIST_FILE)
    return archive


def points_outside(archive: zipfile.ZipFile) -> bool:
    """Whether parts of it would fetch something; they are never read."""
    return any(part in name.lower() for name in archive.namelist() for part in _POINTS_OUTSIDE)


def refuse_acting_parts(archive: zipfile.ZipFile) -> None:
    """Read every part once: its checksum, and whether it defines entities or is a workbook with macros."""
    for name in archive.namelist():
        content = _read(archive, name)
        # Without the zeros that two-byte letters have, in whatever encoding.
        plain = content.replace(b"\0", b"") if name.endswith((".xml", ".rels")) else b""
        if b"<!DOCTYPE" in plain or b"<!ENTITY" in plain:
            raise ListRefused(Refusal.ENTITIES)
        if name == "[Content_Types].xml" and b"macroEnabled" in plain:
            raise ListRefused(Refusal.MACROS)


def shapes(archive: zipfile.ZipFile) -> dict[str, Shape]:
    """The shape of each sheet by its name. Raises `ListRefused` for what is too large to be a list."""
    found = {}
    for name, part in _sheets(archive):
        found[name] = _Scan(_read(archive, part)).shape
        _refuse_vast(found[name])
    if sum(shape.rows for shape in found.values()) > MOST_ROWS:
        raise ListRefused(Refusal.TOO_MANY_ROWS)
    return found


def column_letter(column: int) -> str:
    """The letter of a column counted from 0."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _bursts(part: zipfile.ZipInfo) -> bool:
    return part.file_size > max(_SMALL, MOST_TIMES * part.compress_size)


def _read(archive: zipfile.ZipFile, name: str) -> bytes:
    try:
        return archive.read(name)
    except Exception as bad:
        # Each way of packing raises errors of its own.
        raise ListRefused(Refusal.DAMAGED) from bad


def _sheets(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    names = {name.lower(): name for name in archive.namelist()}
    try:
        targets = {
            relation.get("Id"): relation.get("Target", "")
            for relation in ElementTree.fromstring(_read(archive, names["xl/_rels/workbook.xml.rels"]))
        }
        book = ElementTree.fromstring(_read(archive, names["xl/workbook.xml"]))
    except (ElementTree.ParseError, KeyError) as bad:
        raise ListRefused(Refusal.DAMAGED) from bad
    for sheet in book.iterfind("{*}sheets/{*}sheet"):
        target = targets.get(sheet.get(_OFFICE), "").lstrip("/")
        part = names.get(target.lower()) or names.get(f"xl/{target}".lower())
        if part and "chartsheets" not in part:
            yield sheet.get("name", ""), part


def _refuse_vast(shape: Shape) -> None:
    if shape.last_row >= LAST_ROW or shape.rows > MOST_ROWS:
        raise ListRefused(Refusal.TOO_MANY_ROWS)
    if (shape.last_row + 1) * (shape.last_column + 1) > MOST_AREA:
        raise ListRefused(Refusal.STRAY_CELL, shape.farthest)
    if shape.last_column >= MOST_COLUMNS:
        raise ListRefused(Refusal.TOO_MANY_COLUMNS, shape.farthest)


class _Scan:
    """One pass over a sheet's text that keeps nothing but its shape."""

    def __init__(self, content: bytes) -> None:
        self.shape = Shape()
        self._row = self._column = -1
        self._formula = self._filled = self._broken = self._in_value = False
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        parser.CharacterDataHandler = self._text
        try:
            parser.Parse(content, True)
        except expat.ExpatError as bad:
            raise ListRefused(Refusal.DAMAGED) from bad

    def _start(self, name: str, attributes: dict[str, Any]) -> None:
        tag = name.rpartition(" ")[2]
        if tag == "c":
            self._column += 1
            place = _CELL.fullmatch(attributes.get("r", ""))
            if place:
                self._column, self._row = _column(place[1]), int(place[2]) - 1
            self._formula = self._filled = False
            self._broken = attributes.get("t") == "e"
        elif tag == "row":
            self._row = int(attributes["r"]) - 1 if attributes.get("r", "").isdecimal() else self._row + 1
            self._column = -1
        elif tag == "f":
            self._formula = True
        elif tag in ("v", "t"):
            self._in_value = True

    def _text(self, text: str) -> None:
        if self._in_value and text.strip():
            self._filled = True

    def _end(self, name: str) -> None:
        tag = name.rpartition(" ")[2]
        if tag in ("v", "t"):
            self._in_value = False
        elif tag == "c" and (self._filled or self._formula):
            self._keep()

    def _keep(self) -> None:
        shape, place = self.shape, (self._row, self._column)
        if self._formula:
            shape.formulas.add(place)
            if not self._filled:
                shape.unfilled.add(place)
        if self._broken:
            shape.broken.add(place)
        if self._row > shape.last_row:
            shape.rows += 1
        if self._row > shape.last_row or self._column > shape.last_column:
            shape.farthest = f"{column_letter(self._column)}{self._row + 1}"
        shape.last_row = max(shape.last_row, self._row)
        shape.last_column = max(shape.last_column, self._column)
        if shape.rows > MOST_ROWS:
            raise ListRefused(Refusal.TOO_MANY_ROWS)


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1
