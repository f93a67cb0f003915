"""What a line says of a household: status, indicators, causes, points, size; each doubt with its cell.

Must not know how lines stand on a sheet."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

from bot.domain.register.terms import CannotEscape, Cause, Deprivation, Status
from bot.lists.cells import plain, read_count, read_mark, read_number, read_text, shown
from bot.lists.grid import Value
from bot.lists.headers import Column, status_in
from bot.lists.lines import Fault, FaultCode
from bot.lists.rows import Entry
from bot.lists.words import STATUS_MARKS, Field, Terms, header_words, value_words

E = TypeVar("E", bound=StrEnum)

LARGEST_HOUSEHOLD = 40
LEAST_INCOME = 10_000
POINTS_EACH = 10

_APART = re.compile(r"[;,+\n/]+|\s-\s")
_NUMBERS = re.compile(r"\d{1,2}(?:\s*[;,./+\-\s]\s*\d{1,2})+")
_MARKS_OF = {
    Field.NO_ONE_ABLE_TO_WORK: CannotEscape.NO_ONE_ABLE_TO_WORK,
    Field.SOCIAL_ASSISTANCE: CannotEscape.SOCIAL_ASSISTANCE,
}


class Blame:
    """Collects what is wrong, each with its cell."""

    def __init__(self, sheet: str) -> None:
        self.sheet = sheet
        self.faults: list[Fault] = []

    def cell(
        self, code: FaultCode, entry: Entry, column: Column, value: Value = None, *, detail: str = ""
    ) -> None:
        """Blame one cell."""
        place = (self.sheet, entry.row.number, column.letter, column.header)
        self.faults.append(Fault(code, *place, value=shown(value), detail=detail))

    def row(self, code: FaultCode, entry: Entry, *, detail: str = "") -> None:
        """Blame a row as a whole."""
        self.faults.append(Fault(code, self.sheet, entry.row.number, detail=detail))


def status_of(entries: Sequence[Entry], title: Status | None, blame: Blame) -> Status | None:
    """What the household is: as its row says, else its section, else the title.

    A household that escaped poverty and is near-poor now is ticked as both; that is a doubt."""
    found: dict[Status, tuple[Entry, Column, Value]] = {}
    asked, before = False, len(blame.faults)
    for entry in entries:
        for field, status in STATUS_MARKS.items():
            for column, value in entry.cells.get(field, ()):
                asked = True
                if _ticked(entry, column, value, blame):
                    found.setdefault(status, (entry, column, value))
        for column, value in entry.cells.get(Field.STATUS, ()):
            asked = True
            read = _status_text(entry, column, value, blame)
            if read:
                found.setdefault(read, (entry, column, value))
    if not found and asked and entries[0].status is None and len(blame.faults) == before:
        blame.row(FaultCode.STATUS_MISSING, entries[0])
    return _one_status(found, blame) if found else entries[0].status or title


def _status_text(entry: Entry, column: Column, value: Value, blame: Blame) -> Status | None:
    text = plain(value)
    if not text:
        return None
    found = value_words().statuses.get(text) or status_in([text])
    if found is None:
        blame.cell(FaultCode.STATUS_UNKNOWN, entry, column, value)
    return found


def _one_status(found: dict[Status, tuple[Entry, Column, Value]], blame: Blame) -> Status | None:
    if len(found) == 1:
        return next(iter(found))
    both = ", ".join(column.letter for _, column, _ in found.values())
    entry, column, value = list(found.values())[-1]
    if set(found) == {Status.NEAR_POOR, Status.NEWLY_ESCAPED}:
        blame.cell(FaultCode.STATUS_EITHER, entry, column, value, detail=both)
        return Status.NEAR_POOR
    blame.cell(FaultCode.STATUS_CONFLICTING, entry, column, value, detail=both)
    return None


def _ticked(entry: Entry, column: Column, value: Value, blame: Blame) -> bool:
    mark = read_mark(value)
    if mark is None:
        blame.cell(FaultCode.MARK_UNREADABLE, entry, column, value)
    return bool(mark)


def cannot_escape_of(entries: Sequence[Entry], blame: Blame) -> CannotEscape | None:
    """Why it can not be lifted out, where the list says so. A tick without a reason is a doubt."""
    for entry in entries:
        for field, reason in _MARKS_OF.items():
            for column, value in entry.cells.get(field, ()):
                if _ticked(entry, column, value, blame):
                    return reason
        for column, value in entry.cells.get(Field.CANNOT_ESCAPE, ()):
            if value is None or read_mark(value) is False:
                continue
            found = value_words().cannot_escape.get(plain(value))
            if found is None:
                blame.cell(FaultCode.CANNOT_ESCAPE_UNKNOWN, entry, column, value)
            return found
    return None


def deprivations_of(entries: Sequence[Entry], blame: Blame) -> frozenset[Deprivation] | None:
    """The indicators it lacks; None where the list has no such column."""
    return _codes(entries, Field.DEPRIVATIONS, Deprivation, header_words().deprivations, blame)


def causes_of(entries: Sequence[Entry], blame: Blame) -> frozenset[Cause] | None:
    """Why it is poor; None where the list has no such column."""
    return _codes(entries, Field.CAUSES, Cause, header_words().causes, blame)


def _codes(
    entries: Sequence[Entry], field: Field, codes: type[E], terms: Terms[E], blame: Blame
) -> frozenset[E] | None:
    cells = [(entry, column, value) for entry in entries for column, value in entry.cells.get(field, ())]
    if not cells:
        return None
    found: set[E] = set()
    for entry, column, value in cells:
        code = column.meaning.code
        if code is not None:
            if _ticked(entry, column, value, blame):
                found.add(codes(code.value))
        elif value is not None and read_mark(value) is not False:
            found |= _named(entry, column, value, codes, terms, blame)
    return frozenset(found)


def _named(
    entry: Entry, column: Column, value: Value, codes: type[E], terms: Terms[E], blame: Blame
) -> set[E]:
    """Codes written out, or by their numbers on the form. A number alone may be a count."""
    unknown = (
        FaultCode.DEPRIVATION_UNKNOWN
        if column.meaning.field is Field.DEPRIVATIONS
        else FaultCode.CAUSE_UNKNOWN
    )
    text, members = plain(value), list(codes)
    whole = terms.get(text)
    if whole is not None:
        return {whole}
    if _NUMBERS.fullmatch(text) and isinstance(value, str):
        numbers = [int(number) for number in re.findall(r"\d+", text)]
        if all(1 <= number <= len(members) for number in numbers):
            return {members[number - 1] for number in numbers}
        blame.cell(unknown, entry, column, value)
        return set()
    found = set()
    for part in filter(str.strip, _APART.split(text)):
        code = terms.get(re.sub(r"^\W*\d{1,2}\W+", "", part))
        if code is None:
            blame.cell(unknown, entry, column, part)
        else:
            found.add(code)
    return found


def size_of(entries: Sequence[Entry], blame: Blame) -> int | None:
    """How many people live in it."""
    whole = count_of(entries, Field.SIZE, blame)
    if whole is None:
        parts = [count_of(entries, field, blame) for field in (Field.SIZE_MALE, Field.SIZE_FEMALE)]
        whole = sum(part or 0 for part in parts) if any(part is not None for part in parts) else None
    if whole is None or 1 <= whole <= LARGEST_HOUSEHOLD:
        return whole
    entry, column, value = _first(entries, Field.SIZE, Field.SIZE_MALE, Field.SIZE_FEMALE)
    blame.cell(FaultCode.SIZE_IMPOSSIBLE, entry, column, value)
    return None


def count_of(entries: Sequence[Entry], field: Field, blame: Blame) -> int | None:
    """A whole number, from the first row that has one."""
    for entry in entries:
        found = entry.first(field)
        if found:
            number = read_count(found[1])
            if number is None:
                blame.cell(FaultCode.NUMBER_UNREADABLE, entry, found[0], found[1])
            return number
    return None


def income_of(entries: Sequence[Entry], blame: Blame) -> int | None:
    """VND per person and month. A sum too small for any month was meant in another unit."""
    for entry in entries:
        found = entry.first(Field.INCOME)
        if found:
            column, value = found
            number = read_number(value)
            income = None if number is None else number * column.meaning.times
            if income is None or income < 0:
                blame.cell(FaultCode.NUMBER_UNREADABLE, entry, column, value)
                return None
            if Decimal(0) < income < LEAST_INCOME:
                blame.cell(FaultCode.INCOME_SMALL, entry, column, value)
                return None
            return int(income)
    return None


def text_of(entries: Sequence[Entry], field: Field, blame: Blame) -> str | None:
    """A text, from the first row that has one."""
    for entry in entries:
        found = entry.first(field)
        if found:
            read = read_text(found[1])
            if read.fault:
                blame.cell(read.fault, entry, found[0], found[1])
            return read.value
    return None


def _first(entries: Sequence[Entry], *fields: Field) -> tuple[Entry, Column, Value]:
    return next((entry, *found) for entry in entries for field in fields if (found := entry.first(field)))
