"""The invented ward as it comes out: places, families with histories, sponsors, officials, cards.

Numbers of areas, households, people and sponsors count within the world; no row of a database has them."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from bot.domain.ids import AreaId, HouseholdId, PersonId
from bot.domain.register.change_table import Life, Stage, Stay
from bot.domain.register.history import Span
from bot.domain.register.households import Member, Recognised
from bot.domain.register.terms import Left, Origin, Relation, Sex, Standard, Status, Trait
from bot.domain.sample.figures import Figure
from bot.domain.sample.recipe import CardRole, FamilyKind, OfficialRole, SponsorKind
from bot.domain.targets import Target


@dataclass(frozen=True, slots=True)
class SampleArea:
    """A province, commune or hamlet. `urban` decides which poverty line counts; `old_unit` is its ward until
    30/06/2025, where it had the name `old_name`."""

    id: AreaId
    kind: Literal["province", "commune", "hamlet"]
    name: str
    parent: AreaId | None = None
    code: str | None = None
    urban: bool | None = None
    old_name: str | None = None
    old_unit: str | None = None


@dataclass(frozen=True, slots=True)
class Residence:
    """A time in one hamlet. A move within the ward ends one and begins the next on the same day."""

    hamlet: AreaId
    stay: Stay
    address: str


@dataclass(frozen=True, slots=True)
class Membership:
    """A time during which somebody was a member in one relation to the head.

    Who becomes the head has two, one after the other, of the same person."""

    member: Member
    span: Span
    left: Left | None = None


@dataclass(frozen=True, slots=True)
class TraitSpan:
    """A deprivation, cause, need or kind of land, and when; `square_metres` for land alone."""

    trait: Trait
    code: str
    span: Span
    square_metres: int | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """What the ward decided. The points of forms B1 and B2 are there since the review of 2021."""

    on: date
    document: str
    status: Status
    origin: Origin
    income_points: int | None = None
    deprivation_points: int | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """A help that arrived. `amount` in đồng where it was a free gift; `sponsor` where a unit gave it."""

    kind: str
    on: date
    amount: int | None = None
    sponsor: int | None = None


@dataclass(frozen=True, slots=True)
class SampleHousehold:
    """A family with its whole history, each list in order of time. `number` is unique in the ward."""

    id: HouseholdId
    number: str
    kind: FamilyKind
    residences: tuple[Residence, ...]
    members: tuple[Membership, ...]
    recognised: tuple[Recognised, ...]
    traits: tuple[TraitSpan, ...]
    decisions: tuple[Decision, ...]
    receipts: tuple[Receipt, ...]

    def life(
        self, *, hamlets: Collection[AreaId] | None = None, standard: Standard = Standard.NATIONAL
    ) -> Life:
        """What the change table of some hamlets, or of the whole ward, asks of it."""
        return Life(
            [each.stay for each in self.residences if hamlets is None or each.hamlet in hamlets],
            [Stage(each.span, each.status) for each in self.recognised if each.standard is standard],
        )

    def status(self, on: date) -> Status | None:
        """What it was by the national standard; None when it was nothing or did not live here."""
        return self.life().status(on)

    def living(self, on: date) -> Iterator[Member]:
        """Who belonged to it on a day."""
        return (each.member for each in self.members if each.span.holds(on))

    def head(self, on: date) -> Member | None:
        """Its head on a day."""
        return next((member for member in self.living(on) if member.relation is Relation.HEAD), None)

    def hamlet(self, on: date) -> AreaId | None:
        """Where it lived on a day."""
        return next((each.hamlet for each in self.residences if each.stay.span.holds(on)), None)

    def codes(self, trait: Trait, on: date) -> tuple[str, ...]:
        """The deprivations, causes, needs or kinds of land it had on a day."""
        return tuple(each.code for each in self.traits if each.trait is trait and each.span.holds(on))

    def cannot_escape(self, on: date) -> bool:
        """Whether it stood on a day in the category that no target counts."""
        return any(each.cannot_escape is not None and each.span.holds(on) for each in self.recognised)


@dataclass(frozen=True, slots=True)
class SamplePerson:
    """Somebody who speaks for a unit or an office; `phone` as +84…"""

    person: PersonId
    name: str
    sex: Sex
    phone: str


@dataclass(frozen=True, slots=True)
class SponsorUnit:
    """A unit that helps families, while `active`; `hamlet` where it helps those of one hamlet alone."""

    number: int
    kind: SponsorKind
    name: str
    active: Span
    contact: SamplePerson
    hamlet: AreaId | None = None


@dataclass(frozen=True, slots=True)
class Assignment:
    """A unit that was to help a household, and when."""

    sponsor: int
    household: HouseholdId
    span: Span


@dataclass(frozen=True, slots=True)
class Official:
    """Who holds an office, and for which hamlet or ward."""

    role: OfficialRole
    area: AreaId
    person: SamplePerson


@dataclass(frozen=True, slots=True)
class Card:
    """Somebody whom a visitor of the demo can speak as; what belongs to the role is set."""

    role: CardRole
    person: PersonId
    name: str
    household: HouseholdId | None = None
    sponsor: int | None = None
    area: AreaId | None = None


@dataclass(frozen=True, slots=True)
class World:
    """The whole sample as of a day."""

    today: date
    areas: tuple[SampleArea, ...]
    households: tuple[SampleHousehold, ...]
    sponsors: tuple[SponsorUnit, ...]
    assignments: tuple[Assignment, ...]
    officials: tuple[Official, ...]
    cards: tuple[Card, ...]
    figures: tuple[Figure, ...]
    targets: tuple[Target, ...]

    def hamlets(self, *old_units: str) -> tuple[AreaId, ...]:
        """The hamlets of today, or those that belonged to the old wards named."""
        return tuple(
            area.id
            for area in self.areas
            if area.kind == "hamlet" and (not old_units or area.old_unit in old_units)
        )
