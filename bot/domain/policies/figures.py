"""The figures of one entry on one day: parameters and sums worked out from them, written for people.

Must not give a figure that is not surely known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import reduce

from bot.domain.formats import Formatter
from bot.domain.policies.catalogue import Entry, Parameter, ParameterValue, Span, Value
from bot.domain.policies.terms import Amount, Unit


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure on one day. `span` are the days it holds; those of a stale figure lie before the day.

    `amount` is what it comes to where it is money or a share."""

    text: str
    span: Span
    basis: tuple[ParameterValue, ...]
    stale: bool
    computed: bool
    national_minimum: bool
    amount: Amount | None


@dataclass(frozen=True, slots=True)
class Figures:
    """`about` is the phrase around a sum that was worked out."""

    entry: Entry
    about: str = field(kw_only=True)
    formatter: Formatter = field(kw_only=True)

    def known(self, name: str) -> bool:
        return name in self.entry.parameters or name in self.entry.computed

    def at(self, name: str, day: date) -> Figure | None:
        """The figure for a day, the last sure one where it is over, or None before the first."""
        parameters = self._parameters(name)
        basis = [dated for parameter in parameters if (dated := parameter.known_on(day))]
        if len(basis) < len(parameters):
            return None
        value, unit = self._value(name, basis)
        computed = name in self.entry.computed
        written = self.formatter.value(value, unit)
        return Figure(
            text=self.about.format(sum=written) if computed else written,
            span=_shared_span(basis, day),
            basis=tuple(basis),
            stale=not all(dated.covers(day) for dated in basis),
            computed=computed,
            national_minimum=any(parameter.national_minimum for parameter in parameters),
            amount=_amount(value, unit),
        )

    def through_time(self, name: str) -> list[Figure]:
        """The figure anew from each day on which what it rests on changed, the earliest first."""
        days = {dated.valid_from for parameter in self._parameters(name) for dated in parameter.values}
        figures = [figure for day in sorted(days) if (figure := self.at(name, day))]
        return [figure for figure in figures if not figure.stale]

    def _parameters(self, name: str) -> list[Parameter]:
        computed = self.entry.computed.get(name)
        return [self.entry.parameters[one] for one in (computed.multiply if computed else [name])]

    def _value(self, name: str, basis: Sequence[ParameterValue]) -> tuple[Value, Unit]:
        computed = self.entry.computed.get(name)
        if computed is None:
            return basis[0].value, self.entry.parameters[name].unit
        units = [parameter.unit for parameter in self._parameters(name)]
        factors: list[Value] = [dated.value for dated in basis]
        return computed.of(zip(factors, units, strict=True)), computed.unit


def _amount(value: Value, unit: Unit) -> Amount | None:
    if isinstance(value, str) or not (unit.money or unit.share):
        return None
    return Amount(Decimal(value), share=unit.share)


def _shared_span(basis: Sequence[ParameterValue], day: date) -> Span:
    """The days all values hold; of values that are over, the earliest end counts."""
    over = [value for value in basis if not value.covers(day)]
    return min(over, key=lambda value: value.last) if over else reduce(Span.meet, basis, Span())
