"""How each kind of value of the catalogue stands in a cell of a spreadsheet, and is read back from it.

Must not know which columns there are."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Protocol

from bot.domain.policies.catalogue import WRITTEN, names_a_draft
from bot.domain.policies.terms import Unit
from bot.domain.policies.wording import placeholders
from bot.domain.text import fold
from bot.sheets import Trouble, Value, plain

BETWEEN = "; "
MOST_DIGITS = 15

_SEVERAL = re.compile(r"\s*[;\n]\s*")
_VIETNAMESE_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_DAY_OF_YEAR = re.compile(r"(\d{1,2})/(\d{1,2})")
_MONTH = re.compile(r"(\d{1,2})/(\d{4})")
_GROUPED = re.compile(r"\d{1,3}(\.\d{3})+(,\d+)?")
_DECIMAL = re.compile(r"\d+([.,]\d+)?")
_BEHIND = re.compile(r"\s*(đ|%)$")


class Wrong(Exception):
    """A cell that can not be read; `key` and `values` say why in the reader's language."""

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key)
        self.key = key
        self.values = values


class Form(Protocol):
    """One kind of value. `choices` are what may stand there, where that is limited."""

    @property
    def choices(self) -> Sequence[str]: ...

    def write(self, raw: Any) -> Value:
        """What stands in the cell for what stands in the file."""

    def read(self, cell: Value) -> Any:
        """The other way round. Raises `Wrong`."""


def no_draft(text: str) -> None:
    """A draft is never cited."""
    if names_a_draft(text):
        raise Wrong("sheet.draft")


def whole_braces(text: str) -> None:
    """Braces stand in pairs around a name."""
    try:
        names = placeholders(text)
    except ValueError:
        raise Wrong("sheet.braces") from None
    if "" in names:
        raise Wrong("sheet.braces")


def web_address(text: str) -> None:
    """An address somebody can open."""
    if not re.fullmatch(r"https?://[^\s/]+\.[^\s]+", text):
        raise Wrong("sheet.not_address")


@dataclass(frozen=True, slots=True)
class Line:
    """A text of one line."""

    limit: int
    checks: tuple[Callable[[str], None], ...] = ()
    choices: Sequence[str] = ()

    def write(self, raw: Any) -> Value:
        return plain(str(raw))

    def read(self, cell: Value) -> str:
        text = _text(cell)
        if len(text) > self.limit:
            raise Wrong("sheet.too_long", limit=self.limit, length=len(text))
        for check in self.checks:
            check(text)
        return text


@dataclass(frozen=True, slots=True)
class Name:
    """A name used between the files: small letters without accents."""

    pattern: re.Pattern[str]
    example: str
    choices: Sequence[str] = ()

    def write(self, raw: Any) -> Value:
        return str(raw)

    def read(self, cell: Value) -> str:
        text = _text(cell)
        if not self.pattern.fullmatch(text) or len(text) > 60:
            raise Wrong("sheet.bad_name", example=self.example)
        return text


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a few terms, shown by its label. What stands in the file is taken too."""

    labels: Mapping[Any, str]
    _known: Mapping[str, Any] = field(init=False)

    def __post_init__(self) -> None:
        known = {str(code): code for code in self.labels} | {
            fold(label): code for code, label in self.labels.items()
        }
        object.__setattr__(self, "_known", known)

    @property
    def choices(self) -> Sequence[str]:
        return tuple(self.labels.values())

    def write(self, raw: Any) -> Value:
        return self.labels[raw]

    def read(self, cell: Value) -> Any:
        try:
            return self._known[fold(_text(cell))]
        except KeyError:
            raise Wrong("sheet.not_choice", choices=", ".join(self.choices)) from None


@dataclass(frozen=True, slots=True)
class Several:
    """Some values in one cell. `alone` ones stand in the file without a list around them."""

    form: Form
    alone: bool = False
    choices: Sequence[str] = ()

    def write(self, raw: Any) -> Value:
        parts = raw if isinstance(raw, list) else [raw]
        return BETWEEN.join(str(self.form.write(part)) for part in parts)

    def read(self, cell: Value) -> Any:
        parts = [part for part in _SEVERAL.split(_text(cell)) if part]
        read = list(dict.fromkeys(self.form.read(part) for part in parts))
        return read[0] if self.alone and len(read) == 1 else read


@dataclass(frozen=True, slots=True)
class Day:
    """A day, as a date of the spreadsheet or written 31/12/2026."""

    choices: Sequence[str] = ()

    def write(self, raw: Any) -> Value:
        return raw if isinstance(raw, date) else date.fromisoformat(str(raw))

    def read(self, cell: Value) -> date:
        if isinstance(cell, date):
            return cell
        text = _text(cell, otherwise="sheet.not_day")
        found = _VIETNAMESE_DAY.fullmatch(text)
        try:
            if found:
                day, month, year = map(int, found.groups())
                return date(year, month, day)
            return date.fromisoformat(text)
        except ValueError:
            raise Wrong("sheet.not_day") from None


@dataclass(frozen=True, slots=True)
class AsOfDay:
    """The date a source speaks from: a day, a month 10/2026 or a year 2025."""

    choices: Sequence[str] = ()

    def write(self, raw: Any) -> Value:
        if isinstance(raw, date):
            return raw.strftime("%d/%m/%Y")
        return "/".join(reversed(str(raw).split("-")))

    def read(self, cell: Value) -> date | int | str:
        text = str(cell)
        if re.fullmatch(r"20\d\d|19\d\d", text):
            return int(text)
        if (found := _MONTH.fullmatch(text)) and 1 <= int(found[1]) <= 12:
            return f"{found[2]}-{int(found[1]):02}"
        try:
            return Day().read(cell)
        except Wrong:
            raise Wrong("sheet.not_as_of") from None


@dataclass(frozen=True, slots=True)
class Amount:
    """A figure in its unit."""

    unit: Unit
    choices: Sequence[str] = ()

    def write(self, raw: Any) -> Value:
        if self.unit is Unit.DATE:
            return date.fromisoformat(raw)
        if self.unit is Unit.DAY_OF_YEAR:
            return "/".join(reversed(raw.split("-")))
        if isinstance(raw, str):
            return raw
        return raw if isinstance(raw, int) else Decimal(str(raw))

    def read(self, cell: Value) -> int | float | str:
        if self.unit in WRITTEN:
            return self._written(cell)
        number = _number(cell)
        if number == number.to_integral_value():
            return int(number)
        if self.unit.money:
            raise Wrong("sheet.not_whole")
        return float(number)

    def _written(self, cell: Value) -> str:
        if self.unit is Unit.DATE:
            text = Day().read(cell).isoformat()
        elif self.unit is Unit.DAY_OF_YEAR:
            text = _day_of_year(cell)
        else:
            text = _text(cell).replace(" ", "").replace(".", "")
        if not WRITTEN[self.unit].fullmatch(text):
            raise Wrong("sheet.not_phone" if self.unit is Unit.PHONE else "sheet.not_day")
        return text


def _day_of_year(cell: Value) -> str:
    if isinstance(cell, date):
        return f"{cell:%m-%d}"
    found = _DAY_OF_YEAR.fullmatch(_text(cell, otherwise="sheet.not_day"))
    if not found:
        raise Wrong("sheet.not_day_of_year")
    return f"{int(found[2]):02}-{int(found[1]):02}"


def _number(cell: Value) -> Decimal:
    """A number, also one written the Vietnamese way: 540.000 or 6,6."""
    if isinstance(cell, int | Decimal):
        number = Decimal(cell)
    else:
        text = _BEHIND.sub("", _text(cell, otherwise="sheet.not_number")).replace(" ", "")
        if _GROUPED.fullmatch(text):
            text = text.replace(".", "")
        if not _DECIMAL.fullmatch(text):
            raise Wrong("sheet.not_number")
        number = Decimal(text.replace(",", "."))
    if number < 0 or len(number.as_tuple().digits) > MOST_DIGITS or number > 10**MOST_DIGITS:
        raise Wrong("sheet.not_number")
    return number


def _text(cell: Value, *, otherwise: str = "sheet.not_text") -> str:
    if isinstance(cell, date | Trouble) or cell is None:
        raise Wrong(otherwise)
    return str(cell)
