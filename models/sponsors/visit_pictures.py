"""Pictures that units sent along with a report: kept sealed, of families that agreed, and not for ever."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Column, Connection, Date, ForeignKey, Integer, String, Table, delete, insert, select

from bot.domain.ids import ContactId, HouseholdId
from models.base import UtcDateTime, metadata
from models.sealing import Sealed, opened_bytes, seal

visit_picture = Table(
    "visit_picture",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("visit_id", ForeignKey("visit.id"), nullable=False, index=True),
    Column("household_id", ForeignKey("household.id"), nullable=False, index=True),
    Column("contact_id", ForeignKey("contact.id"), nullable=False, index=True),
    Column("visited_on", Date, nullable=False),
    Column("consent", String(8), nullable=False),
    Column("likeness", String(16), nullable=False),
    Column("content", Sealed(owner="household_id"), nullable=False),
    Column("recorded_at", UtcDateTime, nullable=False),
)


@dataclass(frozen=True, slots=True)
class NewPicture:
    """A picture to be kept. `consent` is what its sender said: nobody is on it, or who is agreed."""

    visit: int
    household: HouseholdId
    visited_on: date
    contact: ContactId
    consent: str
    likeness: str
    content: bytes


def keep(tx: Connection, new: NewPicture, *, now: datetime) -> int:
    """Store a picture, sealed. Returns its number."""
    made = tx.execute(
        insert(visit_picture).values(
            visit_id=new.visit,
            household_id=new.household,
            visited_on=new.visited_on,
            contact_id=new.contact,
            consent=new.consent,
            likeness=new.likeness,
            content=seal(tx, visit_picture.c.content, new.content, owner=new.household),
            recorded_at=now,
        )
    ).inserted_primary_key
    assert made is not None
    return int(made[0])


def of_household(tx: Connection, household_id: HouseholdId) -> list[tuple[int, date]]:
    """The pictures of a family by number, with the day of the visit, the newest first."""
    rows = tx.execute(
        select(visit_picture.c.id, visit_picture.c.visited_on)
        .where(visit_picture.c.household_id == household_id)
        .order_by(visit_picture.c.id.desc())
    )
    return [(row.id, row.visited_on) for row in rows]


def content_of(tx: Connection, number: int, household_id: HouseholdId) -> bytes | None:
    """A family's own picture; None for any other number."""
    sealed = tx.scalar(
        select(visit_picture.c.content).where(
            visit_picture.c.id == number, visit_picture.c.household_id == household_id
        )
    )
    return opened_bytes(tx, visit_picture.c.content, sealed, owner=household_id)


def likenesses(tx: Connection, visits: Collection[int]) -> dict[int, tuple[str, ...]]:
    """How the pictures of these visits look, by visit."""
    rows = tx.execute(
        select(visit_picture.c.visit_id, visit_picture.c.likeness)
        .where(visit_picture.c.visit_id.in_(visits))
        .order_by(visit_picture.c.id)
    )
    found: dict[int, tuple[str, ...]] = {}
    for row in rows:
        found[row.visit_id] = (*found.get(row.visit_id, ()), row.likeness)
    return found


def forget_before(tx: Connection, before: datetime) -> int:
    """Delete what was kept before an instant."""
    return tx.execute(delete(visit_picture).where(visit_picture.c.recorded_at < before)).rowcount


def forget_sent(tx: Connection, contact_id: ContactId) -> None:
    """Delete the pictures that a contact sent."""
    tx.execute(delete(visit_picture).where(visit_picture.c.contact_id == contact_id))


def forget_families(tx: Connection, households: Collection[HouseholdId]) -> None:
    """Delete the pictures of these families."""
    tx.execute(delete(visit_picture).where(visit_picture.c.household_id.in_(households)))
