"""How sums, shares and dates are written for Vietnamese readers: 1.500.000 đ, 6,6%, 31/12/2026."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Protocol

from bot.domain.catalogue import Value
from bot.domain.policy_terms import AsOf, Precision, Unit


def number(value: int | Decimal) -> str:
    """Dots between thousands, a comma before decimals."""
    return (
        f"{value:,f}".translate(str.maketrans(",.", ".,"))
        if value % 1
        else f"{int(value):,}".replace(",", ".")
    )


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
            return vnd(int(value))
        return percent(value) if unit.share else number(value)

    def date(self, day: date) -> str:
        return date_vi(day)

    def as_of(self, as_of: AsOf) -> str:
        return as_of_vi(as_of)


VIETNAMESE = VietnameseFormatter()
