"""The units that help families, those of 2012 and those of today, and which family each was to help."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import cycle
from random import Random

from bot.domain.ids import AreaId, HouseholdId
from bot.domain.register.history import Span
from bot.domain.register.terms import Status
from bot.domain.sample.chance import day_between, happens, rounded, taken
from bot.domain.sample.offices import Invented
from bot.domain.sample.receipts import STEP
from bot.domain.sample.recipe import Recipe, UnitRow
from bot.domain.sample.world import Assignment, Receipt, SampleArea, SampleHousehold, SponsorUnit

_BEGIN = (2, 15)


@dataclass(frozen=True, slots=True)
class Units:
    """All units, and how many of each kind, the first ones, helped families in the past year."""

    all: tuple[SponsorUnit, ...]
    of_past: frozenset[int]


def units(recipe: Recipe, hamlets: Sequence[SampleArea], invented: Invented) -> Units:
    """The units as written, each with a name and somebody who speaks for it."""
    names = {kind: iter(written) for kind, written in recipe.words.sponsors.items()}
    made: list[SponsorUnit] = []
    of_past: set[int] = set()
    for row in recipe.sponsors.units:
        for place in range(row.count):
            number = len(made) + 1
            own = hamlets[place] if row.own_hamlet else None
            name = _name(row, own, names, recipe.words.sponsors)
            active = Span(row.since, row.until)
            home = own.id if own else None
            made.append(SponsorUnit(number, row.kind, name, active, invented.person(), home))
            if place < row.in_2012:
                of_past.add(number)
    return Units(tuple(made), frozenset(of_past))


def _name(
    row: UnitRow,
    own: SampleArea | None,
    names: Mapping[str, Iterator[str]],
    written: Mapping[str, Sequence[str]],
) -> str:
    if own is not None:
        return written[row.kind][0].format(hamlet=own.name)
    return next(names[row.kind])


class Assigning:
    """Gives families to units, so that none has two at once."""

    def __init__(
        self, recipe: Recipe, families: Sequence[SampleHousehold], today: date, chance: Random
    ) -> None:
        self._recipe, self._families, self._today, self._chance = recipe, families, today, chance

    def of_past(self, made: Units, part_hamlets: frozenset[AreaId]) -> Iterator[Assignment]:
        """The written number of the poor of the past year under each group of units, evenly."""
        year = self._recipe.spread.past.year
        start = date(year, *_BEGIN)
        poor = [
            family
            for family in self._families
            if family.hamlet(start) in part_hamlets and _poor_all_along(family, date(year, 1, 1), start)
        ]
        for group in self._recipe.sponsors.assigned_2012.values():
            helping = [unit for unit in made.all if unit.number in made.of_past and unit.kind in group.kinds]
            for unit, _ in zip(cycle(helping), range(group.households), strict=False):
                near = [each for each in poor if unit.hamlet in (None, each.hamlet(start))]
                family = taken(near, self._chance)
                poor.remove(family)
                yield Assignment(unit.number, family.id, Span(start, self._ends(family, start, unit)))

    def _ends(self, family: SampleHousehold, start: date, unit: SponsorUnit) -> date:
        """When it was no longer poor or not there, at the latest after two years."""
        days = [date(start.year + 2, *_BEGIN), *([unit.active.end] if unit.active.end else [])]
        life = family.life()
        ends = (
            day for day in life.borders(Span(start + timedelta(1))) if life.status(day) is not Status.POOR
        )
        return min([*days, *ends])

    def of_today(self, made: Units) -> Iterator[Assignment]:
        """Most of the poor and some of the others; a hamlet's own unit comes first, then all in turn."""
        active = [unit for unit in made.all if unit.active.holds(self._today)]
        own = {unit.hamlet: unit for unit in active if unit.hamlet is not None}
        others = cycle([unit for unit in active if unit.hamlet is None])
        for family in self._families:
            status = family.status(self._today)
            share = self._recipe.sponsors.assigned.get(status, 0) if status else 0
            if not happens(share, self._chance):
                continue
            hamlet = family.hamlet(self._today)
            unit = own[hamlet] if hamlet in own and happens(0.4, self._chance) else next(others)
            since = max(unit.active.start, self._since(family))
            last = max(since, min(self._today, since + timedelta(120)))
            yield Assignment(unit.number, family.id, Span(day_between(since, last, self._chance)))

    def gifts(self, assignments: Sequence[Assignment]) -> dict[HouseholdId, list[Receipt]]:
        """What units gave their families in the years that receipts are told of."""
        given: dict[HouseholdId, list[Receipt]] = {}
        gift = self._recipe.sponsors.gift
        first = self._today.year - self._recipe.spread.years_of_receipts + 1
        for each in assignments:
            for year in range(first, self._today.year + 1):
                begin = max(each.span.start, date(year, 1, 1))
                end = min(each.span.end or self._today, self._today, date(year, 12, 31))
                if begin <= end and happens(gift.share, self._chance):
                    amount = rounded(gift.least, gift.most, STEP, self._chance)
                    on = day_between(begin, end, self._chance)
                    given.setdefault(each.household, []).append(Receipt("gift", on, amount, each.sponsor))
        return given

    def _since(self, family: SampleHousehold) -> date:
        """The beginning of its present status, or of its present place where that is later."""
        stage = next(each for each in family.recognised if each.span.holds(self._today))
        home = next(each for each in family.residences if each.stay.span.holds(self._today))
        return max(stage.span.start, home.stay.span.start)


def _poor_all_along(family: SampleHousehold, first: date, last: date) -> bool:
    return family.status(first) is Status.POOR and family.status(last) is Status.POOR
