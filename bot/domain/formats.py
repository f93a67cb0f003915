"""How sums, shares and dates are written for the readers of each language: 1.500.000 đ, 6,6%, 31/12/2026.

Must not depend on the machine's own locale."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Protocol

from bot.domain.policies.catalogue import Value
from bot.domain.policies.terms import AsOf, Precision, Unit

ENGLISH_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def number(value: int | Decimal) -> str:
    """Dots between thousands, a comma before decimals."""
    return number_en(value).translate(str.maketrans(",.", ".,"))


def number_en(value: int | Decimal) -> str:
    """Commas between thousands, a dot before decimals."""
    return f"{value:,f}" if value % 1 else f"{int(value):,}"


def vnd(amount: int) -> str:
    return f"{number(amount)} đ"


def percent(value: int | Decimal) -> str:
    return f"{number(value)}%"


def date_vi(day: date) -> str:
    return day.strftime("%d/%m/%Y")


def as_of_vi(as_of: AsOf) -> str:
    """As fine as the source tells it: 05/10/2026, 10/2026 or 2026."""
    patterns = {Precision.DAY: "%d/%m/%Y", Precision.MONTH: "%m/%Y", Precision.YEAR: "%Y"}
    return as_of.day.strftime(patterns[as_of.precision])


class Formatter(Protocol):
    """What an answer needs to write figures in one language."""

    def value(self, value: Value, unit: Unit) -> str: ...

    def date(self, day: date) -> str: ...

    def as_of(self, as_of: AsOf) -> str: ...


class VietnameseFormatter:
    def value(self, value: Value, unit: Unit) -> str:
        if unit in (Unit.PHONE, Unit.YEAR):
            return str(value)
        if isinstance(value, str):
            return "/".join(reversed(value.split("-")))
        if unit.money:
            return self.money(int(value))
        return percent(value) if unit.share else number(value)

    def money(self, amount: int) -> str:
        return vnd(amount)

    def date(self, day: date) -> str:
        return date_vi(day)

    def as_of(self, as_of: AsOf) -> str:
        return as_of_vi(as_of)


class KhmerFormatter(VietnameseFormatter):
    """Figures as on the Vietnamese papers a family holds; only the currency is spelled in Khmer."""

    def money(self, amount: int) -> str:
        return f"{number(amount)} ដុង"


class EnglishFormatter:
    """Months by name: 10/5/2026 would be read in two ways."""

    def value(self, value: Value, unit: Unit) -> str:
        if unit in (Unit.PHONE, Unit.YEAR):
            return str(value)
        if isinstance(value, str):
            return self._written_day(value)
        if unit.money:
            return f"{number_en(int(value))} VND"
        return f"{number_en(value)}%" if unit.share else number_en(value)

    def date(self, day: date) -> str:
        return f"{day.day} {self._month(day.month)} {day.year}"

    def as_of(self, as_of: AsOf) -> str:
        if as_of.precision is Precision.YEAR:
            return str(as_of.day.year)
        if as_of.precision is Precision.MONTH:
            return f"{self._month(as_of.day.month)} {as_of.day.year}"
        return self.date(as_of.day)

    def _written_day(self, written: str) -> str:
        """A day of a year (09-01), or a whole date (2026-10-05)."""
        *year, month, day = written.split("-")
        return " ".join([str(int(day)), self._month(int(month)), *year])

    def _month(self, month: int) -> str:
        return ENGLISH_MONTHS[month - 1]


VIETNAMESE = VietnameseFormatter()
ENGLISH = EnglishFormatter()
KHMER = KhmerFormatter()

FORMATTERS: dict[str, Formatter] = {"vi": VIETNAMESE, "en": ENGLISH, "km": KHMER}
"""By the language of the words the figures stand in."""
