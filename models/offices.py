"""The commune offices that answer for areas. One database serves many communes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    Integer,
    Row,
    String,
    Table,
    Time,
    insert,
    select,
    update,
)

from bot.domain.ids import AreaId, OfficeId
from models.areas import AreaKind, area
from models.base import UtcDateTime, metadata

office = Table(
    "office",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("area_id", ForeignKey("area.id"), index=True),
    Column("province_code", String(2)),
    Column("name", String(120), nullable=False),
    Column("contact_name", String(120)),
    Column("phone", String(20)),
    Column("address", String(200)),
    Column("hours", String(120)),
    Column("quiet_from", Time, nullable=False),
    Column("quiet_to", Time, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
)


@dataclass(frozen=True, slots=True)
class Office:
    """Whom a person can turn to, and between which local times nobody is disturbed.

    `province_code` is the two-digit code since 01/07/2025; it decides which provincial rules are told.
    """

    name: str
    contact_name: str | None = None
    phone: str | None = None
    address: str | None = None
    hours: str | None = None
    quiet_from: time = time(21)
    quiet_to: time = time(7)
    province_code: str | None = None
    id: OfficeId | None = None
    area_id: AreaId | None = None


def office_by_id(tx: Connection, office_id: OfficeId) -> Office:
    """The office behind a channel account."""
    return _read(tx.execute(select(office).where(office.c.id == office_id)).one())


def _read(row: Row[Any]) -> Office:
    return Office(
        row.name,
        row.contact_name,
        row.phone,
        row.address,
        row.hours,
        row.quiet_from,
        row.quiet_to,
        row.province_code,
        OfficeId(row.id),
        None if row.area_id is None else AreaId(row.area_id),
    )


def first_office(tx: Connection) -> Office | None:
    """The office made when the database was set up."""
    row = tx.execute(select(office).order_by(office.c.id).limit(1)).one_or_none()
    return None if row is None else _read(row)


def ensure_first_office(tx: Connection, office_: Office, *, area_name: str, now: datetime) -> OfficeId:
    """Make the first office and its commune from the settings; an office that is there stays as it is.

    A commune that nobody named is called as its office is, so that no answer names an empty place."""
    named = area_name or office_.name
    known = first_office(tx)
    if known is not None and known.id is not None:
        tx.execute(update(area).where(area.c.id == known.area_id, area.c.name == "").values(name=named))
        return known.id
    area_id = tx.execute(insert(area).values(kind=AreaKind.COMMUNE.value, name=named)).inserted_primary_key
    made = tx.execute(
        insert(office).values(
            area_id=area_id[0] if area_id else None,
            name=office_.name,
            contact_name=office_.contact_name,
            phone=office_.phone,
            address=office_.address,
            hours=office_.hours,
            quiet_from=office_.quiet_from,
            quiet_to=office_.quiet_to,
            province_code=office_.province_code,
            created_at=now,
        )
    ).inserted_primary_key
    assert made is not None
    return OfficeId(made[0])


def office_in(tx: Connection, area: AreaId) -> str:
    """What the office of an area is called."""
    return (
        tx.scalar(select(office.c.name).where(office.c.area_id == area).order_by(office.c.id).limit(1)) or ""
    )
