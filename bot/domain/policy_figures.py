"""The figures of one entry on one day: parameters and sums worked out from them, written for people.

Must not give a figure that is not surely known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import reduce

from bot.domain.catalogue import Entry, Parameter, ParameterValue, Span, Value
from bot.domain.formats import Formatter


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure on one day. `span` are the days it holds; those of a stale figure lie before the day."""

    text: str
    span: Span
    basis: tuple[ParameterValue, ...]
    stale: bool
    computed: bool
    national_minimum: bool


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
        return Figure(
            text=self._written(name, basis),
            span=_shared_span(basis, day),
            basis=tuple(basis),
            stale=not all(dated.covers(day) for dated in basis),
            computed=name in self.entry.computed,
            national_minimum=any(parameter.national_minimum for parameter in parameters),
        )

    def _parameters(self, name: str) -> list[Parameter]:
        computed = self.entry.computed.get(name)
        return [self.entry.parameters[one] for one in (computed.multiply if computed else [name])]

    def _written(self, name: str, basis: Sequence[ParameterValue]) -> str:
        computed = self.entry.computed.get(name)
        if computed is None:
            return self.formatter.value(basis[0].value, self.entry.parameters[name].unit)
        units = [parameter.unit for parameter in self._parameters(name)]
        factors: list[Value] = [dated.value for dated in basis]
        result = computed.of(zip(factors, units, strict=True))
        return self.about.format(sum=self.formatter.value(result, computed.unit))


def _shared_span(basis: Sequence[ParameterValue], day: date) -> Span:
    """The days all values hold; of values that are over, the earliest end counts."""
    over = [value for value in basis if not value.covers(day)]
    return min(over, key=lambda value: value.last) if over else reduce(Span.meet, basis, Span())
