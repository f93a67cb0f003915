"""Houses built for families: who asked for one, and each step on the way with its day. Steps are withdrawn,
never changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, Connection, Date, ForeignKey, Integer, String, Table, insert, select, update

from bot.domain.houses import HouseKind, HouseStep, Stood
from bot.domain.ids import AreaId, HouseholdId, PersonId, SponsorId
from models.base import UtcDateTime, metadata

charity_house = Table(
    "charity_house",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("commune_id", ForeignKey("area.id"), nullable=False, index=True),
    Column("household_id", ForeignKey("household.id"), nullable=False, index=True),
    Column("kind", String(12), nullable=False),
    Column("recorded_at", UtcDateTime, nullable=False),
)

house_step = Table(
    "house_step",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("house_id", ForeignKey("charity_house.id"), nullable=False, index=True),
    Column("step", String(10), nullable=False),
    Column("on_day", Date, nullable=False),
    Column("sponsor_id", ForeignKey("sponsor.id")),
    Column("recorded_by", ForeignKey("person.id")),
    Column("recorded_at", UtcDateTime, nullable=False),
    Column("withdrawn_at", UtcDateTime),
)


@dataclass(frozen=True, slots=True)
class House:
    """A house on its way to a family, with the steps that stand, in their order."""

    id: int
    commune: AreaId
    household: HouseholdId
    kind: HouseKind
    steps: tuple[Stood, ...]


def houses_of(tx: Connection, households: Collection[HouseholdId]) -> list[House]:
    """The houses of these families, the oldest first."""
    return _houses(
        tx, select(charity_house.c.id).where(charity_house.c.household_id.in_(households)).subquery()
    )


def houses_in(tx: Connection, communes: Collection[AreaId]) -> list[House]:
    """The houses of these communes, the oldest first."""
    return _houses(tx, select(charity_house.c.id).where(charity_house.c.commune_id.in_(communes)).subquery())


def _houses(tx: Connection, wanted: object) -> list[House]:
    meant = select(wanted.c.id)  # type: ignore[attr-defined]
    steps: dict[int, list[Stood]] = defaultdict(list)
    standing = house_step.c.withdrawn_at.is_(None), house_step.c.house_id.in_(meant)
    for row in tx.execute(select(house_step).where(*standing).order_by(house_step.c.id)):
        unit = None if row.sponsor_id is None else SponsorId(row.sponsor_id)
        steps[row.house_id].append(Stood(HouseStep(row.step), row.on_day, unit))
    rows = tx.execute(select(charity_house).where(charity_house.c.id.in_(meant)).order_by(charity_house.c.id))
    return [
        House(
            row.id,
            AreaId(row.commune_id),
            HouseholdId(row.household_id),
            HouseKind(row.kind),
            tuple(sorted(steps[row.id], key=lambda each: (each.step.place, each.on))),
        )
        for row in rows
        if steps[row.id]
    ]


def begin(
    tx: Connection, commune: AreaId, household_id: HouseholdId, kind: HouseKind, *, now: datetime
) -> int:
    """A house is on its way to a family. Returns its number."""
    values = {"commune_id": commune, "household_id": household_id, "kind": kind.value}
    made = tx.execute(insert(charity_house).values(**values, recorded_at=now)).inserted_primary_key
    assert made is not None
    return int(made[0])


def say(tx: Connection, house: int, step: Stood, *, by: PersonId | None, now: datetime) -> None:
    """A step was taken. The same one told again replaces the day; units are added to those before."""
    same = [house_step.c.house_id == house, house_step.c.step == step.step.value]
    if step.step is HouseStep.SPONSORED:
        same.append(house_step.c.sponsor_id == step.sponsor)
    withdraw(tx, same, now=now)
    tx.execute(
        insert(house_step).values(
            house_id=house,
            step=step.step.value,
            on_day=step.on,
            sponsor_id=step.sponsor,
            recorded_by=by,
            recorded_at=now,
        )
    )


def withdraw(tx: Connection, where: Sequence[object], *, now: datetime) -> None:
    """These steps do not stand any more."""
    gone = update(house_step).where(house_step.c.withdrawn_at.is_(None), *where)  # type: ignore[arg-type]
    tx.execute(gone.values(withdrawn_at=now))
