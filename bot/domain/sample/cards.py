"""The people whom a visitor of the demo can speak as."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar, get_args

from bot.domain.register.households import Member
from bot.domain.register.terms import Sex
from bot.domain.sample.recipe import CardRole, CardRow, Recipe
from bot.domain.sample.world import Card, Official, SampleArea, SampleHousehold, SponsorUnit

T = TypeVar("T")

_AT_SCHOOL = range(6, 18)


@dataclass(frozen=True, slots=True)
class Cast:
    """Everybody among whom the cards are chosen. Raises `LookupError` where nobody fits a card."""

    recipe: Recipe
    today: date
    areas: Sequence[SampleArea]
    families: Sequence[SampleHousehold]
    units: Sequence[SponsorUnit]
    officials: Sequence[Official]

    def cards(self) -> Iterator[Card]:
        """One for each role, in the order of the roles."""
        for role in get_args(CardRole):
            row = self.recipe.spread.cards[role]
            if role == "sponsor":
                yield self._unit(row)
            elif row.status is not None:
                yield self._family(role, row)
            else:
                yield self._official(role, row)

    def _unit(self, row: CardRow) -> Card:
        active = [unit for unit in self.units if unit.active.holds(self.today)]
        unit = _at([unit for unit in active if unit.kind == row.kind], "sponsor", row)
        return Card("sponsor", unit.contact.person, unit.contact.name, sponsor=unit.number)

    def _official(self, role: CardRole, row: CardRow) -> Card:
        names = {area.id: area.name for area in self.areas}
        fits = [
            each for each in self.officials if each.role == role and row.hamlet in (None, names[each.area])
        ]
        chosen = _at(fits, role, row)
        return Card(role, chosen.person.person, chosen.person.name, area=chosen.area)

    def _family(self, role: CardRole, row: CardRow) -> Card:
        """The first that is all that is wished; else the ethnic group, then children, are no matter."""
        anyone = row.model_copy(update={"ethnicity": None})
        childless = anyone.model_copy(update={"pupils": 0})
        fits = next((fits for each in (row, anyone, childless) if (fits := list(self._fitting(each)))), [])
        family, head = _at(fits, role, row)
        return Card(role, head.person, head.name, household=family.id, area=family.hamlet(self.today))

    def _fitting(self, row: CardRow) -> Iterator[tuple[SampleHousehold, Member]]:
        for family in self.families:
            if family.status(self.today) is not row.status or family.cannot_escape(self.today):
                continue
            head = family.head(self.today)
            if head is not None and self._is_it(row, family, head):
                yield family, head

    def _is_it(self, row: CardRow, family: SampleHousehold, head: Member) -> bool:
        pupils = sum(
            member.birth is not None and member.birth.age(self.today) in _AT_SCHOOL
            for member in family.living(self.today)
        )
        return (
            pupils >= row.pupils
            and (row.sex is None or head.sex is Sex(row.sex))
            and (row.ethnicity is None or head.ethnicity is row.ethnicity)
            and (not row.phone or head.phone is not None)
        )


def _at(fits: Sequence[T], role: CardRole, row: CardRow) -> T:
    if len(fits) < row.place:
        raise LookupError(f"nobody in the sample world fits the card {role}")
    return fits[row.place - 1]
