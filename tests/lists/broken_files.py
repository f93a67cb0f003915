"""Files that no list can be taken from, each with why it is refused. All are made by code."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator

from openpyxl import Workbook

from bot.lists.lines import Refusal
from tests.lists.wards import HEADER, HOUSEHOLDS, book, cell, good, saved, sheet_xml, text, with_part

Made = Callable[[], bytes]

OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


def packed(*parts: tuple[str, bytes], stored: bool = False) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts:
            archive.writestr(name, part)
    return content.getvalue()


def parts_of(content: bytes) -> list[tuple[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return [(name, archive.read(name)) for name in archive.namelist()]


def old_office(*names: str) -> bytes:
    return OLD_OFFICE + b"".join(f"{name}\0".encode("utf-16-le") for name in names) + b"\0" * 4_000


def with_flipped_bytes() -> bytes:
    content = bytearray(good())
    middle = content.index(b"sheet1.xml") + 60
    content[middle : middle + 40] = bytes(255 - byte for byte in content[middle : middle + 40])
    return bytes(content)


def claiming_a_password() -> bytes:
    content = bytearray(good())
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.index(mark)
        content[at + flags] |= 1
    return bytes(content)


def lying_about_its_size() -> bytes:
    """A part that says it is small and is not."""
    content = bytearray(with_part("xl/media/a.bin", b"\0" * 3_000_000))
    at = content.rindex(b"PK\x01\x02")
    content[at + 24 : at + 28] = (10).to_bytes(4, "little")
    return bytes(content)


def multiplying_one_text() -> bytes:
    """One long text that half a million cells point to: small packed and unpacked, vast once read."""
    strings = f'<sst xmlns="http://x"><si><t>{"a" * 32_000}</t></si></sst>'
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    row = "".join('<c t="s"><v>0</v></c>' for _ in range(100))
    rows = "".join(f"<row>{row}</row>" for _ in range(5_000))
    sheet = f'<worksheet xmlns="{space}"><sheetData>{rows}</sheetData></worksheet>'
    named = dict(parts_of(good()))
    named["xl/worksheets/sheet1.xml"] = sheet.encode()
    named["xl/sharedStrings.xml"] = strings.replace("http://x", space).encode()
    return packed(*named.items(), stored=True)


def without(part: str) -> bytes:
    return packed(*((name, content) for name, content in parts_of(good()) if name != part))


def of_many_rows(count: int) -> bytes:
    return text([("Họ và tên", "Khóm"), *((f"Trần Văn {number}", "1") for number in range(count))])


def many_filled_rows() -> bytes:
    """Filled one cell each, packed without pressing, so that only their number is too much."""
    sheet = sheet_xml("".join(f'<row r="{row}"><c r="A{row}"><v>1</v></c></row>' for row in range(1, 60_003)))
    return packed(*parts_of(sheet), stored=True)


def without_a_sheet_that_is_a_list() -> bytes:
    return book([("Chỉ tiêu", "Số lượng"), ("Hộ nghèo", 12)], **{"Ghi chú": [("abc",)]})


def blank_book() -> bytes:
    return saved(Workbook())


DTD = '<!DOCTYPE worksheet [<!ENTITY a "b">]>'
LAUGHS = (
    '<!DOCTYPE w [<!ENTITY a "ha">'
    + "".join(
        f'<!ENTITY {chr(98 + number)} "{"&" + chr(97 + number) + ";"}{"&" + chr(97 + number) + ";"}">'
        for number in range(20)
    )
    + "]>"
)
SHARED = "xl/sharedStrings.xml"

REFUSED: dict[str, tuple[Made, Refusal]] = {
    "nothing": (lambda: b"", Refusal.EMPTY),
    "blanks alone": (lambda: b" \r\n\t ", Refusal.EMPTY),
    "pdf": (lambda: b"%PDF-1.7 ...", Refusal.NO_LIST_FILE),
    "png": (lambda: b"\x89PNG\r\n\x1a\n...", Refusal.NO_LIST_FILE),
    "photo": (lambda: b"\xff\xd8\xff\xe0...", Refusal.NO_LIST_FILE),
    "rtf": (lambda: b"{\\rtf1 abc}", Refusal.NO_LIST_FILE),
    "gzip": (lambda: b"\x1f\x8b\x08...", Refusal.NO_LIST_FILE),
    "web page called xls": (lambda: b"<html><table><tr><td>STT", Refusal.NO_LIST_FILE),
    "xml": (lambda: b'\xef\xbb\xbf<?xml version="1.0"?><a/>', Refusal.NO_LIST_FILE),
    "word document": (lambda: packed(("word/document.xml", b"<w/>")), Refusal.NO_LIST_FILE),
    "open document": (lambda: packed(("content.xml", b"<office/>")), Refusal.NO_LIST_FILE),
    "zip of texts": (lambda: packed(("a.txt", b"STT")), Refusal.NO_LIST_FILE),
    "old word document": (lambda: old_office("WordDocument"), Refusal.NO_LIST_FILE),
    "zeros": (lambda: b"STT" + b"\0" * 500, Refusal.NO_LIST_FILE),
    "noise": (lambda: bytes(range(256)) * 9, Refusal.NO_LIST),
    "old book of noise": (lambda: old_office("Workbook"), Refusal.DAMAGED),
    "cut in the middle": (lambda: good()[: len(good()) // 2], Refusal.DAMAGED),
    "begins like a zip": (lambda: b"PK\x03\x04 and nothing more", Refusal.DAMAGED),
    "flipped bytes": (with_flipped_bytes, Refusal.DAMAGED),
    "sheet that ends early": (lambda: sheet_xml("<row><c>"), Refusal.DAMAGED),
    "no relations": (lambda: without("xl/_rels/workbook.xml.rels"), Refusal.DAMAGED),
    "sheet missing": (lambda: without("xl/worksheets/sheet1.xml"), Refusal.DAMAGED),
    "part larger than it says": (lying_about_its_size, Refusal.DAMAGED),
    "locked": (lambda: old_office("EncryptedPackage"), Refusal.LOCKED),
    "locked zip": (claiming_a_password, Refusal.LOCKED),
    "macros": (lambda: with_part("xl/vbaProject.bin", b"x"), Refusal.MACROS),
    "macro sheet": (lambda: with_part("xl/macrosheets/sheet1.xml", b"<a/>"), Refusal.MACROS),
    "old macros": (lambda: old_office("Workbook", "_VBA_PROJECT_CUR"), Refusal.MACROS),
    "called macro enabled": (
        lambda: with_part("[Content_Types].xml", b'<Types a="macroEnabled.main+xml"/>'),
        Refusal.MACROS,
    ),
    "entities": (lambda: sheet_xml("", opening=DTD), Refusal.ENTITIES),
    "entities in two-byte letters": (lambda: with_part(SHARED, DTD.encode("utf-16")), Refusal.ENTITIES),
    "a billion laughs": (lambda: with_part(SHARED, LAUGHS.encode()), Refusal.ENTITIES),
    "bomb": (lambda: with_part("xl/media/a.bin", b"\0" * 30_000_000), Refusal.UNPACKS_TOO_LARGE),
    "heap": (
        lambda: packed(*parts_of(good()), ("a.bin", b"\0" * 900_000), *((f"{n}", b"") for n in range(200))),
        Refusal.UNPACKS_TOO_LARGE,
    ),
    "many middling bombs": (
        lambda: packed(*parts_of(good()), *((f"{n}.bin", b"\0" * 990_000) for n in range(60))),
        Refusal.UNPACKS_TOO_LARGE,
    ),
    "one text half a million times": (multiplying_one_text, Refusal.TOO_HARD),
    "more than 20 MB": (lambda: b"a,b\n" * 5_000_001, Refusal.TOO_LARGE),
    "ten million rows": (
        lambda: sheet_xml(f'<row r="10000000">{cell("A10000000", "x")}</row>'),
        Refusal.TOO_MANY_ROWS,
    ),
    "sixty thousand filled rows": (many_filled_rows, Refusal.TOO_MANY_ROWS),
    "a line too many": (lambda: of_many_rows(25_001), Refusal.TOO_MANY_ROWS),
    "cell at the end of the world": (
        lambda: sheet_xml(f'<row r="1048576">{cell("XFD1048576", "x")}</row>'),
        Refusal.STRAY_CELL,
    ),
    "three hundred columns": (lambda: book([["Họ và tên"] * 300]), Refusal.TOO_MANY_COLUMNS),
    "three hundred columns of text": (lambda: text([["a"] * 300]), Refusal.TOO_MANY_COLUMNS),
    "quote that never closes": (lambda: 'Họ và tên,Khóm\n"Trần,1\n'.encode(), Refusal.DAMAGED),
    "vast cell": (lambda: ("Họ và tên,Khóm\n" + "a" * 200_000).encode(), Refusal.DAMAGED),
    "blank book": (blank_book, Refusal.NO_LIST),
    "sums alone": (without_a_sheet_that_is_a_list, Refusal.NO_LIST),
    "no headings": (lambda: book(HOUSEHOLDS), Refusal.NO_LIST),
    "headings without a name": (lambda: book([("STT", "Khóm", "Loại hộ"), (1, "1", "x")]), Refusal.NO_LIST),
    "a letter": (lambda: "Kính gửi: Ban chỉ đạo\nXin gửi danh sách.".encode(), Refusal.NO_LIST),
    "headings under a hundred rows": (
        lambda: book([*([("chữ",)] * 100), HEADER, *HOUSEHOLDS]),
        Refusal.NO_LIST,
    ),
}


def refused() -> Iterator[tuple[str, bytes, Refusal]]:
    """Name, content and reason of each."""
    for name, (made, reason) in REFUSED.items():
        yield name, made(), reason
