"""Finds where a sheet's headings are and what each column tells.

Must not read a line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from bot.domain.register.terms import Cause, Deprivation, Status
from bot.lists.archive import column_letter
from bot.lists.cells import plain, shown
from bot.lists.grid import Grid, Row
from bot.lists.lines import Fault, FaultCode, Layout
from bot.lists.words import Field, header_words, key, without_brackets

_LOOKED_AT = 60
_TALLEST = 3
_LEAST = 2
_LEAST_NAMED = 6
_NUMBERING = re.compile(r"\(?\s*(\d{1,2}|[^\W\d_])\s*\)?\.?")
_ORDER = re.compile(r"(?:\D{0,8})(\d{1,2})")
_MANY = {Field.PHONE, Field.NOTE}
_PARTS = {
    ("birth", "male"): Field.BIRTH_MALE,
    ("birth", "female"): Field.BIRTH_FEMALE,
    ("sex", "male"): Field.MALE,
    ("sex", "female"): Field.FEMALE,
    ("size", "male"): Field.SIZE_MALE,
    ("size", "female"): Field.SIZE_FEMALE,
    ("size", "total"): Field.SIZE,
}


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a column tells; `code` is of a column of marks, `times` what its sums are multiplied by."""

    field: Field
    code: Deprivation | Cause | None = None
    times: int = 1
    guessed: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """One column that is read; `index` counts from 0."""

    index: int
    header: str
    meaning: Meaning

    @property
    def letter(self) -> str:
        """What people call it."""
        return column_letter(self.index)


@dataclass(frozen=True, slots=True)
class Table:
    """The list on a sheet: its columns, its lines, and what its title says all of them are."""

    grid: Grid
    layout: Layout
    header_rows: tuple[int, ...]
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    status: Status | None
    notes: tuple[Fault, ...]


Path = tuple[str, ...]


def find_table(grid: Grid) -> Table | None:
    """The list of a sheet; None where no headings are that tell whose rows these are."""
    best: tuple[int, int, int] | None = None
    for start in range(min(_LOOKED_AT, len(grid.rows))):
        for height in range(1, _TALLEST + 1):
            meanings = _meanings(_paths(grid, start, height))
            told = len({(meaning.field, meaning.code) for meaning in meanings.values()})
            if _names(meanings.values()) and told >= _LEAST:
                best = max(best or (0, 0, 0), (told, -height, -start))
    return None if best is None else _table(grid, -best[2], -best[1])


def status_in(texts: Iterable[str]) -> Status | None:
    """The one status that a title or the heading of a section speaks of; None where it is none or several."""
    found = set()
    for text in texts:
        rest = f" {key(text)} "
        for name, status in sorted(header_words().statuses.by_key.items(), key=lambda each: -len(each[0])):
            if f" {name} " in rest:
                found.add(status)
                rest = rest.replace(f" {name} ", " ")
    return found.pop() if len(found) == 1 else None


def _table(grid: Grid, start: int, height: int) -> Table:
    paths = _paths(grid, start, height)
    meanings = _meanings(paths)
    meanings |= _guesses({column: path for column, path in paths.items() if column not in meanings})
    columns, notes = _columns(grid, paths, meanings)
    end = start + len(_block(grid, start, height))
    if end < len(grid.rows) and _is_numbering(grid.rows[end]):
        end += 1
    header_rows = tuple(row.number for row in grid.rows[start:end])
    status = status_in([grid.name, *_texts(grid.rows[:start])]) if not _tells_status(columns) else None
    if status is not None:
        notes.append(Fault(FaultCode.STATUS_FROM_TITLE, grid.name, detail=status.value))
    elif not _tells_status(columns):
        notes.append(Fault(FaultCode.NO_STATUS, grid.name))
    layout = _layout(columns)
    return Table(
        grid, layout, header_rows, _named(columns, layout), tuple(grid.rows[end:]), status, tuple(notes)
    )


def _block(grid: Grid, start: int, height: int) -> Sequence[Row]:
    """The rows of a heading; a blank row ends it."""
    first = grid.rows[start].number
    return [row for row in grid.rows[start : start + height] if row.number < first + height]


def _paths(grid: Grid, start: int, height: int) -> dict[int, Path]:
    """What stands over each column from top to bottom, with what spreads over several."""
    block = _block(grid, start, height)
    if len(block) < height:
        return {}
    spread = [_spread(grid, row, below=block[at + 1 :]) for at, row in enumerate(block)]
    paths = {}
    for column in range(max(len(row.cells) for row in block)):
        texts = dict.fromkeys(line[column] for line in spread if line.get(column))
        if texts:
            paths[column] = tuple(texts)
    return paths


def _spread(grid: Grid, row: Row, *, below: Sequence[Row]) -> dict[int, str]:
    line = {column: plain(row.cells[column]) for column in row.filled}
    merged = [each for each in grid.merged if each.top == row.number and each.right > each.left]
    for each in merged:
        if each.left in line:
            line |= {column: line[each.left] for column in range(each.left, min(each.right, grid.width) + 1)}
    if not merged and below:
        # Files without merged cells leave the places beside a wide heading empty.
        for column in range(1, max(len(other.cells) for other in below)):
            if column not in line and any(other.at(column) is not None for other in below):
                line[column] = line.get(column - 1, "")
    return line


def _meanings(paths: dict[int, Path]) -> dict[int, Meaning]:
    found = {column: meaning for column, path in paths.items() if (meaning := _meaning(path))}
    leaves = {column: _deprivation(path[-1]) for column, path in paths.items() if column not in found}
    named = {column: code for column, code in leaves.items() if code is not None}
    if len(set(named.values())) >= _LEAST_NAMED:
        found |= {column: Meaning(Field.DEPRIVATIONS, code) for column, code in named.items()}
    return found


def _meaning(path: Path) -> Meaning | None:
    """What the headings over one column say, by names that are known as a whole."""
    words = header_words()
    if _is_identity(path):
        return Meaning(Field.IDENTITY)
    for above in path[:-1]:
        grouped = _in_group(words.groups.get(key(without_brackets(above))), path[-1])
        if grouped:
            return grouped
    for text in _spellings(path):
        field = words.fields.get(text)
        if field is not None:
            return Meaning(field, times=_times(path) if field is Field.INCOME else 1)
    return None


def _spellings(path: Path) -> Iterator[str]:
    bare = [without_brackets(text) for text in path]
    yield " ".join(path)
    yield path[-1]
    yield " ".join(bare)
    yield bare[-1]
    if not key(bare[-1]) and len(bare) > 1:
        yield bare[-2]


def _is_identity(path: Path) -> bool:
    whole = f" {key(' '.join(path))} "
    fields = header_words().fields.by_key
    return any(field is Field.IDENTITY and f" {name} " in whole for name, field in fields.items())


def _in_group(group: str | None, leaf: str) -> Meaning | None:
    if group is None:
        return None
    if group == "deprivations":
        code = _deprivation(leaf) or _by_order(leaf, list(Deprivation))
        return Meaning(Field.DEPRIVATIONS, code) if code else None
    if group == "causes":
        cause = header_words().causes.get(_unnumbered(leaf)) or _by_order(leaf, list(Cause))
        return Meaning(Field.CAUSES, cause) if cause else None
    part = header_words().parts.get(key(without_brackets(leaf)))
    field = _PARTS.get((group, part or ""))
    return Meaning(field) if field else None


C = Deprivation | Cause


def _by_order(leaf: str, codes: Sequence[C]) -> C | None:
    number = _ORDER.fullmatch(key(leaf))
    return codes[int(number[1]) - 1] if number and 1 <= int(number[1]) <= len(codes) else None


def _deprivation(leaf: str) -> Deprivation | None:
    return header_words().deprivations.get(_unnumbered(leaf))


def _unnumbered(leaf: str) -> str:
    return re.sub(r"^\W*\d{1,2}\W+", "", without_brackets(leaf))


def _times(path: Path) -> int:
    whole = f" {key(' '.join(path))} "
    if any(f" {unit} " in whole for unit in header_words().millions):
        return 1_000_000
    return 1_000 if any(f" {unit} " in whole for unit in header_words().thousands) else 1


def _guesses(paths: dict[int, Path]) -> dict[int, Meaning]:
    """Columns whose heading holds a known name of several words; the longest counts."""
    found = {}
    for column, path in paths.items():
        whole = f" {key(' '.join(path))} "
        names = [
            (len(name), name, field)
            for name, field in header_words().fields.by_key.items()
            if " " in name and f" {name} " in whole
        ]
        if names:
            field = max(names)[2]
            found[column] = Meaning(field, times=_times(path) if field is Field.INCOME else 1, guessed=True)
    return found


def _columns(
    grid: Grid, paths: dict[int, Path], meanings: dict[int, Meaning]
) -> tuple[tuple[Column, ...], list[Fault]]:
    columns: list[Column] = []
    notes = []
    taken = set()
    for index, path in sorted(paths.items(), key=lambda each: (_is_guess(meanings, each[0]), each[0])):
        header, meaning = shown(" / ".join(path)), meanings.get(index)
        place = (grid.name, None, column_letter(index), header)
        if meaning is None:
            notes.append(Fault(FaultCode.COLUMN_UNKNOWN, *place))
        elif meaning.field is Field.IDENTITY:
            notes.append(Fault(FaultCode.COLUMN_LEFT_OUT, *place))
        elif (meaning.field, meaning.code) in taken and meaning.field not in _MANY:
            notes.append(Fault(FaultCode.COLUMN_TWICE, *place))
        else:
            taken.add((meaning.field, meaning.code))
            columns.append(Column(index, header, meaning))
            if meaning.guessed:
                notes.append(Fault(FaultCode.COLUMN_GUESSED, *place, detail=meaning.field.value))
    return tuple(sorted(columns, key=lambda column: column.index)), notes


def _is_guess(meanings: dict[int, Meaning], column: int) -> bool:
    return column in meanings and meanings[column].guessed


def _names(meanings: Iterable[Meaning]) -> bool:
    return any(meaning.field in (Field.HEAD, Field.MEMBER, Field.NAME) for meaning in meanings)


def _layout(columns: Sequence[Column]) -> Layout:
    fields = {column.meaning.field for column in columns}
    members = Field.MEMBER in fields or Field.RELATION in fields or {Field.HEAD, Field.NAME} <= fields
    return Layout.MEMBERS if members else Layout.HOUSEHOLDS


def _named(columns: Sequence[Column], layout: Layout) -> tuple[Column, ...]:
    """Whose name stands in a column that only says "name" depends on what a row is."""
    fields = {column.meaning.field for column in columns}
    if layout is Layout.HOUSEHOLDS:
        plainly = Field.HEAD
    else:
        plainly = Field.MEMBER
        if not fields & {Field.NAME, Field.MEMBER}:
            # Beside a relation, the one column of names is that of the members.
            return tuple(_as(column, Field.MEMBER, of=Field.HEAD) for column in columns)
    return tuple(_as(column, plainly, of=Field.NAME) for column in columns)


def _as(column: Column, field: Field, *, of: Field) -> Column:
    if column.meaning.field is not of:
        return column
    return replace(column, meaning=replace(column.meaning, field=field))


def _tells_status(columns: Sequence[Column]) -> bool:
    telling = {Field.STATUS, Field.POOR, Field.NEAR_POOR, Field.NEWLY_ESCAPED, Field.AVERAGE, Field.OTHER}
    return any(column.meaning.field in telling for column in columns)


def _is_numbering(row: Row) -> bool:
    """Whether a row only numbers the columns: (1) (2) (3), or A B 1 2."""
    return len(row.filled) > 2 and all(
        _NUMBERING.fullmatch(plain(row.cells[column])) for column in row.filled
    )


def _texts(rows: Iterable[Row]) -> list[str]:
    return [value for row in rows for value in row.cells if isinstance(value, str)]
