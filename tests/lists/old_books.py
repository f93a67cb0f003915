"""Workbooks as Excel wrote them until 2003, as small as they may be: a container, one stream of records."""

from __future__ import annotations

import struct
from collections.abc import Sequence

_FREE, _END, _TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_SECTOR = 512
_LEAST_STREAM = 4_096


def old_book(rows: Sequence[Sequence[object]], *, title: str = "Danh sách") -> bytes:
    """One sheet of texts and numbers."""
    start = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0)) + _record(0x0042, b"\xb0\x04")
    name = struct.pack("<BB", len(title), 1) + title.encode("utf-16-le")
    end = _record(0x000A, b"")
    length = len(start) + 4 + 6 + len(name) + len(end)
    globals_ = start + _record(0x0085, struct.pack("<IBB", length, 0, 0) + name) + end
    sheet = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0)) + _cells(rows) + end
    return _contained(globals_ + sheet)


def _record(kind: int, content: bytes) -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def _cells(rows: Sequence[Sequence[object]]) -> bytes:
    written = b""
    for row, cells in enumerate(rows):
        for column, value in enumerate(cells):
            place = struct.pack("<HHH", row, column, 0)
            if isinstance(value, str):
                text = value.encode("utf-16-le")
                written += _record(0x0204, place + struct.pack("<HB", len(text) // 2, 1) + text)
            elif isinstance(value, int | float):
                written += _record(0x0203, place + struct.pack("<d", value))
    return written


def _contained(stream: bytes) -> bytes:
    size = max(len(stream), _LEAST_STREAM)
    sectors = -(-size // _SECTOR)
    table = [_TABLE, _END, *range(3, 2 + sectors), _END]
    table += [_FREE] * (128 - len(table))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16 + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
    header += b"\0" * 6 + struct.pack("<IIIIIIIII", 0, 1, 1, 0, _LEAST_STREAM, _END, 0, _END, 0)
    header += struct.pack("<109I", 0, *[_FREE] * 108)
    folder = _entry("Root Entry", 5, 1, _END, 0) + _entry("Workbook", 2, _FREE, 2, size)
    body = struct.pack("<128I", *table) + folder.ljust(_SECTOR, b"\0")
    return header + body + stream.ljust(sectors * _SECTOR, b"\0")


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    written = (name + "\0").encode("utf-16-le")
    links = struct.pack("<BBIII", kind, 1, _FREE, _FREE, child)
    return (
        written.ljust(64, b"\0")
        + struct.pack("<H", len(written))
        + links
        + b"\0" * 36
        + struct.pack("<IQ", start, size)
    )
