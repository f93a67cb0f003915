"""A household and its members as the register knows them on one day."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from bot.domain.ids import AreaId, HouseholdId, PersonId
from bot.domain.register.history import Span
from bot.domain.register.terms import (
    CannotEscape,
    Cause,
    Deprivation,
    Ethnicity,
    Land,
    Need,
    Origin,
    Relation,
    Sex,
    Standard,
    Status,
)


@dataclass(frozen=True, slots=True)
class Birth:
    """When somebody was born: the day where it is known, else the year alone."""

    year: int
    day: date | None = None

    def age(self, on: date) -> int:
        """Full years on a day; with the year alone, those reached by the end of that year."""
        if self.day is None:
            return on.year - self.year
        return on.year - self.day.year - ((on.month, on.day) < (self.day.month, self.day.day))

    def surely_under(self, age: int, *, on: date) -> bool:
        """Whether nobody born then can have reached that age."""
        return self.age(on) < age


@dataclass(frozen=True, slots=True)
class Member:
    """One person in a household. `ethnicity` is sensitive; `phone` is +84… .

    `insured_to` is the last day on the health insurance card, None when no card is known."""

    person: PersonId
    name: str
    relation: Relation
    birth: Birth | None = None
    sex: Sex | None = None
    ethnicity: Ethnicity | None = None
    phone: str | None = None
    insured_to: date | None = None


@dataclass(frozen=True, slots=True)
class Recognised:
    """What a household is recognised as by one standard, since when, and by which decision.

    `cannot_escape` puts it into the category that no target counts."""

    status: Status
    standard: Standard
    span: Span
    origin: Origin
    cannot_escape: CannotEscape | None = None
    document: str | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a household received on a day: a code of `Received`, or words. `amount` is VND, once."""

    what: str
    on: date
    amount: int | None = None
    giver: str | None = None


@dataclass(frozen=True, slots=True)
class Household:
    """A household on one day. `number` is what people type: unique in its commune.

    `land` is in square metres per kind; `receipts` begin with the newest; `pictures`
    are numbers of what units sent along with reports of visits. What the asker may not see is
    empty; `hidden` names it."""

    id: HouseholdId
    number: str
    hamlet: AreaId
    members: tuple[Member, ...] = ()
    recognised: tuple[Recognised, ...] = ()
    deprivations: frozenset[Deprivation] = frozenset()
    causes: frozenset[Cause] = frozenset()
    needs: frozenset[Need] = frozenset()
    land: Mapping[Land, int] = field(default_factory=dict)
    address: str | None = None
    note: str | None = None
    receipts: tuple[Receipt, ...] = ()
    pictures: tuple[int, ...] = ()
    hidden: frozenset[str] = frozenset()

    @property
    def head(self) -> Member | None:
        """The head of the household, where one is known."""
        return next((member for member in self.members if member.relation is Relation.HEAD), None)

    def recognised_by(self, standard: Standard) -> Recognised | None:
        """What it is by one standard."""
        return next((each for each in self.recognised if each.standard is standard), None)
