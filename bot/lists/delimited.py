"""Text files of columns: how the letters were written, and what stands between the cells.

Must not know what stands in them."""

from __future__ import annotations

import csv
import io
import re
from itertools import islice
from statistics import median
from unicodedata import normalize

from bot.lists.archive import MOST_COLUMNS, MOST_ROWS
from bot.lists.grid import Grid, Row
from bot.lists.legacy import as_shown, credit, from_old, readings
from bot.lists.lines import Encoding, ListRefused, Refusal

_SAMPLE = 4_000
_SEPARATORS = ";\t,|"
ACTS = "=+-@\t\r＝＋－＠"
WOULD_ACT = re.compile(f"'*[{re.escape(ACTS)}]")
_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))


def open_text(content: bytes, *, name: str) -> tuple[Grid, Encoding]:
    """The one sheet of a text file. Raises `ListRefused` for what is no text or no table."""
    text, encoding = _decoded(content)
    return Grid(name, _rows(text)), encoding


def _decoded(content: bytes) -> tuple[str, Encoding]:
    for mark, codec in _BOMS:
        if content.startswith(mark):
            text = content[len(mark) :].decode(codec, "replace")
            return text, Encoding.UTF8 if codec == "utf-8" else Encoding.UTF16
    if content[:_SAMPLE].count(0) > len(content[:_SAMPLE]) // 8:
        return _without_mark(content), Encoding.UTF16
    try:
        return content.decode("utf-8"), Encoding.UTF8
    except UnicodeDecodeError:
        return _of_one_byte(content)


def _without_mark(content: bytes) -> str:
    """Two-byte text of Latin letters has a zero in every second place; other zeros are no text."""
    sample = content[:_SAMPLE]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if min(even, odd) > max(even, odd) // 4:
        raise ListRefused(Refusal.NO_LIST_FILE)
    return content.decode("utf-16-le" if odd > even else "utf-16-be", "replace")


def _of_one_byte(content: bytes) -> tuple[str, Encoding]:
    """Windows-1258 at once; older ones stay as they are shown, for each column may be of another."""
    modern = normalize("NFC", content.decode("cp1258", "replace"))
    shown = as_shown(content)
    credits = {Encoding.WINDOWS_1258: credit(modern)}
    credits |= {old: credit(from_old(shown, old)) for old in readings()}
    best = max(credits, key=lambda encoding: credits[encoding])
    return (modern if best is Encoding.WINDOWS_1258 else shown), best


def _rows(text: str) -> list[Row]:
    text, separator = _separator(text)
    rows = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        number = 1
        for cells in reader:
            values = tuple(map(_plain, cells))
            if len(values) > MOST_COLUMNS:
                raise ListRefused(Refusal.TOO_MANY_COLUMNS, str(number))
            if any(value is not None for value in values):
                rows.append(Row(number, values))
            if len(rows) > MOST_ROWS:
                raise ListRefused(Refusal.TOO_MANY_ROWS)
            number = reader.line_num + 1
    except csv.Error as bad:
        raise ListRefused(Refusal.DAMAGED, str(reader.line_num)) from bad
    return rows


def _separator(text: str) -> tuple[str, str]:
    first, _, rest = text.partition("\n")
    if first.strip().lower().startswith("sep=") and len(first.strip()) == 5:
        # Keeps the numbers of the rows as they are.
        return "\n" + rest, first.strip()[4]
    sample = list(islice((line for line in text.splitlines() if line.strip()), 60))
    counts = {each: median(line.count(each) for line in sample) if sample else 0 for each in _SEPARATORS}
    return text, max(_SEPARATORS, key=lambda each: counts[each])


def _plain(cell: str) -> str | None:
    """The cell without the sign that keeps a spreadsheet from calculating it."""
    text = cell.replace("\0", "").strip()
    if text.startswith("'") and WOULD_ACT.match(text):
        text = text[1:]
    return text or None
