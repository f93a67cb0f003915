"""Somebody wants to help a family, without knowing which: approved by the office, agreed to by the family."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Column, Connection, ForeignKey, Integer, Row, String, Table, insert, select, update

from bot.domain.ids import AreaId, ContactId, HouseholdId, PersonId, SponsorId
from bot.domain.register.terms import Need
from models.base import UtcDateTime, metadata

sponsor_offer = Table(
    "sponsor_offer",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("commune_id", ForeignKey("area.id"), nullable=False, index=True),
    Column("contact_id", ForeignKey("contact.id"), nullable=False, index=True),
    Column("name", String(80), nullable=False),
    Column("need", String(20), nullable=False),
    Column("household_id", ForeignKey("household.id"), nullable=False),
    Column("sponsor_id", ForeignKey("sponsor.id")),
    Column("state", String(10), nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
    Column("settled_at", UtcDateTime),
    Column("settled_by", ForeignKey("person.id")),
)


class OfferState(StrEnum):
    """Asked of the office, then of the family; then it is agreed or refused."""

    ASKED = "asked"
    APPROVED = "approved"
    AGREED = "agreed"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Offer:
    """An offer to help one family, which whoever made it does not know."""

    id: int
    commune: AreaId
    contact: ContactId
    name: str
    need: Need
    household: HouseholdId
    sponsor: SponsorId | None
    state: OfferState


def make(
    tx: Connection,
    contact_id: ContactId,
    commune: AreaId,
    *,
    name: str,
    need: Need,
    household_id: HouseholdId,
    now: datetime,
) -> int | None:
    """Keep an offer and return its number; None when the same contact offered that already."""
    same = sponsor_offer.c.contact_id == contact_id, sponsor_offer.c.household_id == household_id
    open_ = sponsor_offer.c.state.in_([OfferState.ASKED.value, OfferState.APPROVED.value])
    if tx.scalar(select(sponsor_offer.c.id).where(*same, open_)) is not None:
        return None
    made = tx.execute(
        insert(sponsor_offer).values(
            commune_id=commune,
            contact_id=contact_id,
            name=name,
            need=need.value,
            household_id=household_id,
            state=OfferState.ASKED.value,
            made_at=now,
        )
    ).inserted_primary_key
    return None if made is None else int(made[0])


def asked(tx: Connection, communes: Collection[AreaId]) -> list[Offer]:
    """The offers that an office has not decided about, the oldest first."""
    rows = tx.execute(
        select(sponsor_offer)
        .where(sponsor_offer.c.commune_id.in_(communes), sponsor_offer.c.state == OfferState.ASKED.value)
        .order_by(sponsor_offer.c.id)
    )
    return [_read(row) for row in rows]


def spoken_for(tx: Connection) -> set[HouseholdId]:
    """The families that somebody offered to help and that nobody else is offered."""
    open_ = sponsor_offer.c.state.in_([OfferState.ASKED.value, OfferState.APPROVED.value])
    return {HouseholdId(row) for row in tx.scalars(select(sponsor_offer.c.household_id).where(open_))}


def by_number(tx: Connection, number: int) -> Offer | None:
    """One offer."""
    row = tx.execute(select(sponsor_offer).where(sponsor_offer.c.id == number)).one_or_none()
    return None if row is None else _read(row)


def settle(
    tx: Connection,
    number: int,
    state: OfferState,
    *,
    was: OfferState,
    sponsor: SponsorId | None = None,
    by: PersonId | None = None,
    now: datetime,
) -> bool:
    """Bring an offer a step on. False when somebody did already."""
    values: dict[str, Any] = {"state": state.value, "settled_at": now, "settled_by": by}
    if sponsor is not None:
        values["sponsor_id"] = sponsor
    meant = sponsor_offer.c.id == number, sponsor_offer.c.state == was.value
    return bool(tx.execute(update(sponsor_offer).where(*meant).values(values)).rowcount)


def _read(row: Row[Any]) -> Offer:
    return Offer(
        row.id,
        AreaId(row.commune_id),
        ContactId(row.contact_id),
        row.name,
        Need(row.need),
        HouseholdId(row.household_id),
        None if row.sponsor_id is None else SponsorId(row.sponsor_id),
        OfferState(row.state),
    )
