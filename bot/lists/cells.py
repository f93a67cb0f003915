"""What single cells say: names, dates, numbers, marks, phones, as people type them.

Must not guess: what can not be read is named by a code, what was read with a doubt too."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Generic, TypeVar

from bot.domain.phone import phone_number
from bot.domain.register.households import Birth
from bot.domain.text import clean, fold
from bot.lists.grid import Value
from bot.lists.lines import FaultCode
from bot.lists.words import key, value_words

T = TypeVar("T")

OLDEST = 120
LONGEST_NAME = 100
LONGEST_TEXT = 500

_SHOWN = 40
_LONG_NUMBER = re.compile(r"\d(?:[\s.\-]?\d){8,}")
_ODD_IN_NAMES = re.compile(r"[\d=<>{}@#$%^*_+|\\/\[\]();:?!\"]")
_WORD = re.compile(r"(?<![\w])[^\W\d_]+(?![\w])")
_DAY = re.compile(r"(\d{1,2})[/.\- ]+(\d{1,2})[/.\- ]+(\d{2}|\d{4})")
_MONTH = re.compile(r"(\d{1,2})[/.\-](\d{4})")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T].*)?")
_THOUSANDS = (re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?"), re.compile(r"\d{1,3}(?:,\d{3}){2,}(?:\.\d+)?"))
_DECIMAL = re.compile(r"\d+(?:[.,]\d+)?")
_SPREADSHEET_BEGINS = date(1899, 12, 30)
_SERIALS = range(3_000, 80_000)
_YEARS = range(1890, 2101)
_PHONES_APART = re.compile(r"[;,/|]+|\s+-\s+")


@dataclass(frozen=True, slots=True)
class Taken(Generic[T]):
    """What a cell says, and what is wrong with it; without a value it could not be read."""

    value: T | None = None
    fault: FaultCode | None = None


def plain(value: Value) -> str:
    """A cell as one line of text with nothing invisible; empty for an empty one."""
    if value is None:
        return ""
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    return _one_line(str(value))


@lru_cache(4_096)
def _one_line(text: str) -> str:
    return " ".join(clean(text).split())


def shown(value: Value) -> str:
    """A cell as it may be told again: short, and without numbers that point to a person."""
    text = _LONG_NUMBER.sub("…", plain(value))
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


def read_name(value: Value) -> Taken[str]:
    """A person's name; one all in capitals or all in small letters gets its usual case."""
    text = plain(value)
    if not any(map(str.isalpha, text)):
        return Taken(fault=FaultCode.NAME_MISSING)
    text = in_usual_case(text)
    if len(text) > LONGEST_NAME:
        return Taken(text[:LONGEST_NAME].strip(), FaultCode.TEXT_CUT)
    return Taken(text, FaultCode.NAME_ODD if _ODD_IN_NAMES.search(text) else None)


def in_usual_case(text: str) -> str:
    """Words all in capitals or all in small letters as names are written; others as they are."""
    if not (text.isupper() or text.islower()):
        return text
    return _WORD.sub(lambda word: word.group()[0].upper() + word.group()[1:].lower(), text)


def read_text(value: Value) -> Taken[str]:
    """An address or a note."""
    text = plain(value)
    if len(text) > LONGEST_TEXT:
        return Taken(text[:LONGEST_TEXT].strip(), FaultCode.TEXT_CUT)
    return Taken(text or None)


def read_birth(value: Value, *, today: date) -> Taken[Birth]:
    """A day or a year of birth. What is impossible as day, month, year is refused, not turned round."""
    if fold(plain(value)) in value_words().unknown:
        return Taken()
    year = _number_in(value, _YEARS)
    if year is not None:
        return _plausible(Birth(year), None, today)
    month = _MONTH.fullmatch(plain(value))
    if month and 1 <= int(month[1]) <= 12:
        return _plausible(Birth(int(month[2])), None, today)
    day = read_day(value, today=today)
    if day.value is None:
        return Taken(fault=day.fault)
    if isinstance(value, date) and (value - _SPREADSHEET_BEGINS).days in _YEARS:
        # Who types 1950 into a cell made for dates sees a day of 1905.
        return Taken(Birth((value - _SPREADSHEET_BEGINS).days), FaultCode.YEAR_AS_DATE)
    return _plausible(Birth(day.value.year, day.value), day.fault, today)


def _plausible(birth: Birth, doubt: FaultCode | None, today: date) -> Taken[Birth]:
    if birth.year > today.year or (birth.day is not None and birth.day > today):
        return Taken(fault=FaultCode.DATE_IN_FUTURE)
    if birth.age(today) > OLDEST:
        return Taken(fault=FaultCode.TOO_OLD)
    return Taken(birth, doubt)


def read_day(value: Value, *, today: date) -> Taken[date]:
    """A day as typed in Vietnam, or as the number by which spreadsheets count days."""
    if isinstance(value, date):
        return Taken(value)
    serial = _number_in(value, _SERIALS)
    if serial is not None:
        return Taken(_SPREADSHEET_BEGINS + timedelta(days=serial), FaultCode.DATE_FROM_SERIAL)
    text = _in_figures(plain(value))
    iso = _ISO.fullmatch(text)
    if iso:
        return _made(int(iso[1]), int(iso[2]), int(iso[3]))
    written = _DAY.fullmatch(text)
    if not written:
        return Taken(fault=FaultCode.DATE_UNREADABLE)
    year = int(written[3])
    if len(written[3]) == 4:
        return _made(year, int(written[2]), int(written[1]))
    century = 2000 if 2000 + year <= today.year else 1900
    made = _made(century + year, int(written[2]), int(written[1]))
    return Taken(made.value, made.fault or FaultCode.DATE_SHORT_YEAR)


def _in_figures(text: str) -> str:
    """A day written with its words, without them; blanks around what divides it gone."""
    units = value_words().day
    words = [word for word in text.replace(",", " ").split() if key(word) not in units]
    return re.sub(r"\s*([/.\-])\s*", r"\1", " ".join(words)).strip(" .")


def _made(year: int, month: int, day: int) -> Taken[date]:
    try:
        return Taken(date(year, month, day))
    except ValueError:
        return Taken(fault=FaultCode.DATE_IMPOSSIBLE)


def _number_in(value: Value, among: range) -> int | None:
    if isinstance(value, bool | date):
        return None
    text = plain(value).removesuffix(".0").removesuffix(",0")
    # No longer text is a number of days or a year, and int() of a very long one takes its time.
    number = int(text) if len(text) < 9 and text.isascii() and text.isdecimal() else None
    return number if number is not None and number in among else None


def read_number(value: Value) -> Decimal | None:
    """A number in local form: 1.500.000 and 1,5 and "12 people"; None for what is none or could be two."""
    if isinstance(value, bool | date):
        return None
    if isinstance(value, int | float):
        return Decimal(str(value)) if abs(value) < 10**15 else None
    text = _without_unit(plain(value))
    if len(text) > 20:
        return None
    if _THOUSANDS[0].fullmatch(text):
        text = text.replace(".", "").replace(",", ".")
    elif _THOUSANDS[1].fullmatch(text):
        text = text.replace(",", "")
    elif not _DECIMAL.fullmatch(text) or re.fullmatch(r"\d{1,3},\d{3}", text):
        return None
    try:
        return Decimal(text.replace(",", "."))
    except InvalidOperation:
        return None


def _without_unit(text: str) -> str:
    found = re.fullmatch(r"([\d.,\s]+)(\D*)", text)
    if found and (not found[2].strip() or fold(found[2]).strip(" .") in value_words().counted):
        return re.sub(r"\s", "", found[1]).rstrip(".,")
    return text


def read_count(value: Value) -> int | None:
    """A whole number from 0 on; None for anything else."""
    number = read_number(value)
    return int(number) if number is not None and number >= 0 and number == int(number) else None


def read_mark(value: Value) -> bool | None:
    """Whether a cell is ticked; None for what is neither a tick nor its absence."""
    if value is None or isinstance(value, bool):
        return bool(value)
    text = fold(plain(value))
    if text in value_words().marked:
        return True
    return False if text in value_words().unmarked else None


def read_phones(value: Value) -> Taken[tuple[str, ...]]:
    """All numbers of a cell. One part that is none makes the whole cell a doubt."""
    text = fold(clean(str(value)).replace("\n", ";"))
    if text in value_words().unknown:
        return Taken(())
    for word in value_words().between_phones:
        text = re.sub(rf"\b{word}\b", ";", text)
    parts = [part for part in _PHONES_APART.split(text) if any(map(str.isdecimal, part))]
    read = [_phone(part) for part in parts] or [Taken(fault=FaultCode.PHONE_UNREADABLE)]
    found = tuple(dict.fromkeys(one.value for one in read if one.value is not None))
    worst = min((one.fault for one in read if one.fault is not None), key=_WORSE.index, default=None)
    return Taken(found, worst)


_WORSE = [FaultCode.PHONE_UNREADABLE, FaultCode.PHONE_OLD]


def _phone(part: str) -> Taken[str]:
    # A word about whose it is may stand beside it.
    digits = re.sub(r"[^\d+]", "", part.removesuffix(".0"))
    number = phone_number(digits)
    if number is None and len(digits) == 9 and digits[0] in "35789":
        # A cell made for numbers drops the zero.
        number = phone_number("0" + digits)
    if number is not None:
        return Taken(number)
    old = digits if digits.startswith("0") else "0" + digits
    new = value_words().old_phones.get(old[:4])
    if new and len(old) == 11:
        return Taken(phone_number(new + old[4:]), FaultCode.PHONE_OLD)
    return Taken(fault=FaultCode.PHONE_UNREADABLE)
