"""Units that help families: who they are, whom they help, what they planned, promised and did."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Date,
    ForeignKey,
    Index,
    Integer,
    Row,
    String,
    Table,
    and_,
    func,
    insert,
    or_,
    select,
    update,
)

from bot.domain.ids import AreaId, HouseholdId, PersonId, SponsorId, SponsorshipId
from bot.domain.register.history import AsOf
from bot.domain.register.terms import Need, Status, Trait
from bot.domain.reminders.terms import Done
from bot.domain.text import fold
from models.areas import area
from models.base import UtcDateTime, metadata
from models.people.roles import helping, sponsor, sponsorship
from models.register.listing import listed_in
from models.register.reading import holding
from models.register.tables import household, residence, trait
from models.sealing import Sealed, opened, seal

sponsor_step = Table(
    "sponsor_step",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("sponsor_id", ForeignKey("sponsor.id"), nullable=False, index=True),
    Column("sponsorship_id", ForeignKey("sponsorship.id"), index=True),
    Column("done", String(10), nullable=False),
    Column("done_on", Date, nullable=False),
    Column("made_by", ForeignKey("person.id")),
    Column("recorded_at", UtcDateTime, nullable=False),
    Column("withdrawn_at", UtcDateTime),
)

sponsor_promise = Table(
    "sponsor_promise",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("sponsorship_id", ForeignKey("sponsorship.id"), nullable=False, index=True),
    Column("what", Sealed(owner="sponsorship_id"), nullable=False),
    Column("due_on", Date, nullable=False),
    Column("kept_on", Date),
    Column("recorded_at", UtcDateTime, nullable=False),
    Column("replaced_at", UtcDateTime),
    Column("replaced_by", Integer),
)
Index("ix_sponsorship_open", sponsorship.c.sponsor_id, sponsorship.c.valid_to)


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit with how many families it helps on a day; `capacity` None is not known."""

    id: SponsorId
    name: str
    kind: str
    helps: int
    capacity: int | None = None
    hamlet: AreaId | None = None

    @property
    def room(self) -> int | None:
        """How many more families it could help."""
        return None if self.capacity is None else max(0, self.capacity - self.helps)


@dataclass(frozen=True, slots=True)
class Helped:
    """A family that a unit helps, and since when."""

    id: SponsorshipId
    sponsor: SponsorId
    household: HouseholdId
    since: date


def units_of(tx: Connection, communes: Collection[AreaId], *, day: date) -> list[UnitRow]:
    """The units of these communes that exist on a day, by name."""
    helps = (
        select(sponsorship.c.sponsor_id, func.count().label("helps"))
        .where(helping(day))
        .group_by(sponsorship.c.sponsor_id)
        .subquery()
    )
    rows = tx.execute(
        select(sponsor, func.coalesce(helps.c.helps, 0).label("helps"))
        .outerjoin(helps, helps.c.sponsor_id == sponsor.c.id)
        .where(
            sponsor.c.commune_id.in_(communes),
            or_(sponsor.c.ended_on.is_(None), sponsor.c.ended_on > day),
        )
        .order_by(sponsor.c.name, sponsor.c.id)
    )
    return [
        UnitRow(
            SponsorId(row.id),
            row.name,
            row.kind,
            row.helps,
            row.capacity,
            None if row.hamlet_id is None else AreaId(row.hamlet_id),
        )
        for row in rows
    ]


def add_unit(
    tx: Connection,
    commune: AreaId,
    *,
    name: str,
    kind: str,
    capacity: int | None,
    hamlet: AreaId | None,
    now: datetime,
) -> SponsorId:
    """Make a unit; one of that name is found again, with its capacity brought up to date."""
    for row in tx.execute(select(sponsor.c.id, sponsor.c.name).where(sponsor.c.commune_id == commune)):
        if fold(row.name) == fold(name):
            if capacity is not None:
                tx.execute(update(sponsor).where(sponsor.c.id == row.id).values(capacity=capacity))
            return SponsorId(row.id)
    values = {"commune_id": commune, "name": name, "kind": kind, "capacity": capacity, "hamlet_id": hamlet}
    made = tx.execute(insert(sponsor).values(**values, created_at=now)).inserted_primary_key
    assert made is not None
    return SponsorId(made[0])


def helped_by(tx: Connection, units: Collection[SponsorId], *, day: date) -> list[Helped]:
    """The families these units help on a day, the longest helped first."""
    rows = tx.execute(
        select(sponsorship)
        .where(sponsorship.c.sponsor_id.in_(units), helping(day))
        .order_by(sponsorship.c.valid_from, sponsorship.c.id)
    )
    return [
        Helped(
            SponsorshipId(row.id), SponsorId(row.sponsor_id), HouseholdId(row.household_id), row.valid_from
        )
        for row in rows
    ]


def units_helping(tx: Connection, household_id: HouseholdId, *, day: date) -> list[SponsorId]:
    """The units that help a family on a day."""
    rows = tx.scalars(
        select(sponsorship.c.sponsor_id)
        .where(sponsorship.c.household_id == household_id, helping(day))
        .order_by(sponsorship.c.id)
    )
    return [SponsorId(row) for row in rows]


def assign(
    tx: Connection,
    unit: SponsorId,
    household_id: HouseholdId,
    *,
    day: date,
    by: PersonId | None,
    now: datetime,
) -> SponsorshipId | None:
    """Let a unit help a family from a day on; None when it does already."""
    known = select(sponsorship.c.id).where(
        sponsorship.c.sponsor_id == unit, sponsorship.c.household_id == household_id, helping(day)
    )
    if tx.scalar(known) is not None:
        return None
    made = tx.execute(
        insert(sponsorship).values(
            sponsor_id=unit, household_id=household_id, valid_from=day, recorded_at=now, made_by=by
        )
    ).inserted_primary_key
    assert made is not None
    return SponsorshipId(made[0])


def withdraw(tx: Connection, unit: SponsorId, household_id: HouseholdId, *, day: date) -> list[SponsorshipId]:
    """Let a unit help a family no more from a day on. Returns the sponsorships that ended."""
    own = and_(sponsorship.c.sponsor_id == unit, sponsorship.c.household_id == household_id, helping(day))
    ended = [SponsorshipId(row) for row in tx.scalars(select(sponsorship.c.id).where(own))]
    tx.execute(update(sponsorship).where(sponsorship.c.id.in_(ended)).values(valid_to=day))
    return ended


def note_done(
    tx: Connection,
    unit: SponsorId,
    done: Done,
    *,
    on: date,
    families: Sequence[SponsorshipId | None] = (None,),
    by: PersonId | None = None,
    now: datetime,
) -> None:
    """Keep that a unit did something, for these families or, with None, as a whole."""
    values = {"sponsor_id": unit, "done": done.value, "done_on": on, "made_by": by, "recorded_at": now}
    tx.execute(insert(sponsor_step), [{**values, "sponsorship_id": each} for each in families])


def promise(tx: Connection, family: SponsorshipId, what: str, *, due: date, now: datetime) -> int:
    """Keep what a unit means to give, and by when."""
    sealed = seal(tx, sponsor_promise.c.what, what, owner=family)
    values = {"sponsorship_id": family, "what": sealed, "due_on": due, "recorded_at": now}
    made = tx.execute(insert(sponsor_promise).values(values)).inserted_primary_key
    assert made is not None
    return int(made[0])


def keep_promise(tx: Connection, number: int, *, on: date, now: datetime) -> None:
    """It was given: the row is replaced by one that says when."""
    row = tx.execute(select(sponsor_promise).where(sponsor_promise.c.id == number)).one()
    values = {"sponsorship_id": row.sponsorship_id, "what": row.what, "due_on": row.due_on}
    made = tx.execute(
        insert(sponsor_promise).values(**values, kept_on=on, recorded_at=now)
    ).inserted_primary_key
    assert made is not None
    replaced = {"replaced_at": now, "replaced_by": made[0]}
    tx.execute(update(sponsor_promise).where(sponsor_promise.c.id == number).values(replaced))


def open_again(tx: Connection, number: int, *, now: datetime) -> int:
    """It was not given after all: the row is replaced by one that is open. Returns the number that stands."""
    row = _now(tx, number)
    if row.kept_on is None:
        return int(row.id)
    values = {"sponsorship_id": row.sponsorship_id, "what": row.what, "due_on": row.due_on}
    made = tx.execute(insert(sponsor_promise).values(**values, recorded_at=now)).inserted_primary_key
    assert made is not None
    replaced = {"replaced_at": now, "replaced_by": made[0]}
    tx.execute(update(sponsor_promise).where(sponsor_promise.c.id == row.id).values(replaced))
    return int(made[0])


def withdraw_promise(tx: Connection, number: int, *, now: datetime) -> None:
    """It was taken back: from now on it is neither open nor kept."""
    row = _now(tx, number)
    tx.execute(update(sponsor_promise).where(sponsor_promise.c.id == row.id).values(replaced_at=now))


def stands_as(tx: Connection, number: int) -> tuple[int, bool]:
    """The number a promise has now, after all replacements, and whether it is kept."""
    row = _now(tx, number)
    return int(row.id), row.kept_on is not None


def _now(tx: Connection, number: int) -> Row[Any]:
    row = tx.execute(select(sponsor_promise).where(sponsor_promise.c.id == number)).one()
    while row.replaced_by is not None:
        row = tx.execute(select(sponsor_promise).where(sponsor_promise.c.id == row.replaced_by)).one()
    return row


def withdraw_done(
    tx: Connection, family: SponsorshipId, done: Done, *, told_at: datetime, now: datetime
) -> bool:
    """What a unit told at an instant counts no more. Returns whether nothing told since stands."""
    own = sponsor_step.c.sponsorship_id == family, sponsor_step.c.done == done.value
    meant = update(sponsor_step).where(*own, sponsor_step.c.recorded_at == told_at)
    tx.execute(meant.values(withdrawn_at=now))
    later = select(sponsor_step.c.id).where(
        *own, sponsor_step.c.recorded_at > told_at, sponsor_step.c.withdrawn_at.is_(None)
    )
    return tx.scalar(later.limit(1)) is None


def promised(tx: Connection, number: int) -> tuple[SponsorshipId, str, date] | None:
    """To whom, what and by when; None for a promise nobody made."""
    row = tx.execute(select(sponsor_promise).where(sponsor_promise.c.id == number)).one_or_none()
    if row is None:
        return None
    what = opened(tx, sponsor_promise.c.what, row.what, owner=row.sponsorship_id)
    return SponsorshipId(row.sponsorship_id), what or "", row.due_on


@dataclass(frozen=True, slots=True)
class Unhelped:
    """A family that nobody helps: where it lives, and what would help it."""

    household: HouseholdId
    number: str
    hamlet: AreaId
    needs: frozenset[Need]


def unhelped(
    tx: Connection, hamlets: Collection[AreaId], *, day: date, statuses: Sequence[Status] = (Status.POOR,)
) -> list[Unhelped]:
    """The families of these hamlets, so recognised, that no unit helps on a day."""
    listed = listed_in(tx, hamlets, statuses, day=day)
    helped = set(tx.scalars(select(sponsorship.c.household_id).where(helping(day))))
    left = [each for each in listed if each not in helped]
    rows = tx.execute(
        select(household.c.id, household.c.number, residence.c.hamlet_id)
        .join(residence, residence.c.household_id == household.c.id)
        .where(household.c.id.in_(left), holding(residence, AsOf(day)))
    )
    homes = {HouseholdId(row.id): (row.number, AreaId(row.hamlet_id)) for row in rows}
    needs = needs_of(tx, left, day=day)
    return [Unhelped(each, *homes[each], frozenset(needs.get(each, ()))) for each in left if each in homes]


def needs_of(
    tx: Connection, households: Collection[HouseholdId], *, day: date
) -> dict[HouseholdId, dict[Need, date]]:
    """What these households said would help them, and since when."""
    found: dict[HouseholdId, dict[Need, date]] = {}
    rows = tx.execute(
        select(trait.c.household_id, trait.c.code, trait.c.valid_from).where(
            trait.c.household_id.in_(households), trait.c.kind == Trait.NEED.value, holding(trait, AsOf(day))
        )
    )
    for row in rows:
        found.setdefault(HouseholdId(row.household_id), {})[Need(row.code)] = row.valid_from
    return found


def homes_of(
    tx: Connection, households: Collection[HouseholdId], *, day: date
) -> dict[HouseholdId, tuple[str, str]]:
    """The number and the hamlet of each of these households; of one that lives nowhere here no hamlet."""
    rows = tx.execute(
        select(household.c.id, household.c.number, area.c.name)
        .outerjoin(residence, and_(residence.c.household_id == household.c.id, holding(residence, AsOf(day))))
        .outerjoin(area, area.c.id == residence.c.hamlet_id)
        .where(household.c.id.in_(households))
    )
    return {HouseholdId(row.id): (row.number, row.name or "") for row in rows}


def names_of(tx: Connection, units: Collection[SponsorId]) -> dict[SponsorId, str]:
    """What these units are called."""
    rows = tx.execute(select(sponsor.c.id, sponsor.c.name).where(sponsor.c.id.in_(units)))
    return {SponsorId(row.id): row.name for row in rows}


def commune_of(tx: Connection, unit: SponsorId) -> AreaId:
    """The commune that a unit belongs to."""
    return AreaId(tx.execute(select(sponsor.c.commune_id).where(sponsor.c.id == unit)).scalar_one())


def open_promises(tx: Connection, families: Collection[SponsorshipId]) -> list[tuple[int, str, date]]:
    """What was promised to these families and not given yet: number, what, by when; the soonest first."""
    rows = tx.execute(
        select(sponsor_promise)
        .where(
            sponsor_promise.c.sponsorship_id.in_(families),
            sponsor_promise.c.replaced_at.is_(None),
            sponsor_promise.c.kept_on.is_(None),
        )
        .order_by(sponsor_promise.c.due_on, sponsor_promise.c.id)
    )
    return [
        (row.id, opened(tx, sponsor_promise.c.what, row.what, owner=row.sponsorship_id) or "", row.due_on)
        for row in rows
    ]
