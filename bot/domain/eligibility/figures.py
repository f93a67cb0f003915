"""Figures of the catalogue as rules use them: what surely counts on a day, never the last known one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from bot.domain.policies.catalogue import Catalogue, Entry, Parameter, Value
from bot.domain.policies.terms import Unit


@dataclass(frozen=True, slots=True)
class Held:
    """A figure that counts on a day. `about`: worked out, so that the commune confirms it."""

    value: Value
    unit: Unit
    about: bool
    national_minimum: bool


@dataclass(frozen=True, slots=True)
class Figures:
    """Those of one entry, and by `entry.name` of the others."""

    catalogue: Catalogue
    entry: Entry

    def on(self, name: str, day: date) -> Held | None:
        """What the figure is on a day, None where that is not surely known."""
        entry, own = self._found(name)
        parameters = _factors(entry, own)
        values = [parameter.known_on(day) for parameter in parameters]
        sure = [dated for dated in values if dated is not None and dated.covers(day)]
        if len(sure) < len(parameters):
            return None
        minimum = any(parameter.national_minimum for parameter in parameters)
        if own in entry.parameters:
            return Held(sure[0].value, parameters[0].unit, about=False, national_minimum=minimum)
        computed = entry.computed[own]
        units = [parameter.unit for parameter in parameters]
        value = computed.of([(dated.value, unit) for dated, unit in zip(sure, units, strict=True)])
        return Held(value, computed.unit, about=True, national_minimum=minimum)

    def knows(self, name: str) -> bool:
        """Whether there is such a figure at all."""
        other, _, own = name.rpartition(".")
        entry = self.catalogue.entries.get(other) if other else self.entry
        return entry is not None and (own in entry.parameters or own in entry.computed)

    def turns(self, name: str) -> Iterator[date]:
        """The days from which the figure is another, or no longer known."""
        for parameter in _factors(*self._found(name)):
            for dated in parameter.values:
                yield dated.valid_from
                if dated.valid_to is not None and dated.valid_to < date.max:
                    yield dated.valid_to + timedelta(days=1)

    def ever(self, name: str) -> set[Value]:
        """Every value it surely had or will have."""
        [first, *others] = _factors(*self._found(name))
        return {dated.value for dated in first.values if dated.confidence.sayable} if not others else set()

    def _found(self, name: str) -> tuple[Entry, str]:
        other, _, own = name.rpartition(".")
        return (self.catalogue.entries[other] if other else self.entry), own


def _factors(entry: Entry, name: str) -> list[Parameter]:
    computed = entry.computed.get(name)
    return [entry.parameters[one] for one in (computed.multiply if computed else (name,))]
