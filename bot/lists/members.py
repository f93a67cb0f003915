"""What a line says of one person: name, birth, sex, relation, ethnicity, phones, insurance.

Must not know the household."""

from __future__ import annotations

from datetime import date

from bot.domain.register.households import Birth
from bot.domain.register.terms import Ethnicity, Relation, Sex
from bot.domain.text import fold
from bot.lists.cells import plain, read_birth, read_day, read_mark, read_name, read_phones
from bot.lists.facts import Blame
from bot.lists.grid import Value
from bot.lists.headers import Column
from bot.lists.lines import FaultCode, MemberLine
from bot.lists.rows import Entry
from bot.lists.words import Field, value_words

_BIRTHS = {Field.BIRTH: None, Field.BIRTH_MALE: Sex.MALE, Field.BIRTH_FEMALE: Sex.FEMALE}
_SEX_MARKS = {Field.MALE: Sex.MALE, Field.FEMALE: Sex.FEMALE}


def member_of(
    entry: Entry, name: Field, relation: Relation, *, today: date, blame: Blame
) -> MemberLine | None:
    """The person of a row; None where there is no name."""
    written = _name(entry, name, blame)
    birth, sex_by_birth = _birth(entry, today, blame)
    sex = _sex(entry, blame) or sex_by_birth
    line = MemberLine(
        entry.row.number,
        written or "",
        relation,
        birth,
        sex,
        _ethnicity(entry, blame),
        _phones(entry, blame),
        _insured_to(entry, today, blame),
    )
    return line if written else None


def relation_of(entry: Entry, blame: Blame) -> Relation | None:
    """What the person is to the head; None where the list says nothing."""
    found = entry.first(Field.RELATION)
    if found is None:
        return None
    relation = value_words().relations.get(plain(found[1]))
    if relation is None:
        blame.cell(FaultCode.RELATION_UNKNOWN, entry, *found)
        return Relation.OTHER
    return relation


def _name(entry: Entry, field: Field, blame: Blame) -> str | None:
    found = entry.first(field)
    if found is None:
        column = next((column for column, _ in entry.cells.get(field, ())), None)
        if column is None:
            blame.row(FaultCode.NAME_MISSING, entry)
        else:
            blame.cell(FaultCode.NAME_MISSING, entry, column)
        return None
    read = read_name(found[1])
    if read.fault:
        blame.cell(read.fault, entry, *found)
    return read.value


def _birth(entry: Entry, today: date, blame: Blame) -> tuple[Birth | None, Sex | None]:
    for field, sex in _BIRTHS.items():
        found = entry.first(field)
        if found:
            read = read_birth(found[1], today=today)
            if read.fault:
                blame.cell(read.fault, entry, *found)
            return read.value, sex
    return None, None


def _sex(entry: Entry, blame: Blame) -> Sex | None:
    found = entry.first(Field.SEX)
    if found:
        sex = value_words().sexes.get(plain(found[1]))
        if sex is None:
            blame.cell(FaultCode.SEX_UNKNOWN, entry, *found)
        return sex
    ticked: dict[Sex, tuple[Column, Value]] = {}
    for field, sex in _SEX_MARKS.items():
        cell = entry.first(field)
        if cell and read_mark(cell[1]):
            ticked[sex] = cell
        elif cell and read_mark(cell[1]) is None:
            blame.cell(FaultCode.MARK_UNREADABLE, entry, *cell)
    if len(ticked) > 1:
        blame.cell(FaultCode.SEX_UNKNOWN, entry, *ticked[Sex.FEMALE])
        return None
    return next(iter(ticked), None)


def _ethnicity(entry: Entry, blame: Blame) -> Ethnicity | None:
    found = entry.first(Field.ETHNICITY)
    if found is None:
        return None
    ethnicity = value_words().ethnicities.get(plain(found[1]))
    if ethnicity is None:
        blame.cell(FaultCode.ETHNICITY_UNKNOWN, entry, *found)
    return ethnicity


def _phones(entry: Entry, blame: Blame) -> tuple[str, ...]:
    phones: dict[str, None] = {}
    for column, value in entry.cells.get(Field.PHONE, ()):
        if value is not None:
            read = read_phones(value)
            phones |= dict.fromkeys(read.value or ())
            if read.fault:
                blame.cell(read.fault, entry, column, value)
    return tuple(phones)


def _insured_to(entry: Entry, today: date, blame: Blame) -> date | None:
    found = entry.first(Field.INSURED_TO)
    if found is None or fold(plain(found[1])) in value_words().unknown:
        return None
    read = read_day(found[1], today=today)
    if read.value is None:
        blame.cell(FaultCode.INSURANCE_UNREADABLE, entry, *found)
    elif read.fault:
        blame.cell(read.fault, entry, *found)
    return read.value
