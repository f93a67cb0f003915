"""Leaflets of labour-market news: lines and a link for a period, who wrote and who agreed to get them, to
whom each went, and whether its link was opened. A link is known by a digest alone."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, NewType

from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    Integer,
    LargeBinary,
    Row,
    String,
    Table,
    Text,
    UniqueConstraint,
    cast,
    delete,
    func,
    insert,
    literal,
    or_,
    select,
    update,
)

from bot.domain.consent import Purpose
from bot.domain.ids import AreaId, ContactId, NoticeId, PersonId
from bot.domain.register.history import AsOf
from models.areas import hamlets_in
from models.base import UtcDateTime, metadata
from models.people.consents import consent
from models.people.contacts import person_contact
from models.people.linking import digest
from models.register.reading import holding
from models.register.tables import membership, residence
from models.sending.outbox import OutboxStatus, outbox

LeafletId = NewType("LeafletId", int)

leaflet = Table(
    "leaflet",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("code", String(12), nullable=False, unique=True),
    Column("area_id", ForeignKey("area.id"), nullable=False, index=True),
    Column("period", String(40), nullable=False),
    Column("lines", Text, nullable=False),
    Column("link", String(300)),
    Column("state", String(8), nullable=False),
    Column("made_by", ForeignKey("person.id"), nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
    Column("approved_by", ForeignKey("person.id")),
    Column("sent_at", UtcDateTime),
)

leaflet_copy = Table(
    "leaflet_copy",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("leaflet_id", ForeignKey("leaflet.id"), nullable=False),
    Column("contact_id", ForeignKey("contact.id"), index=True),
    Column("token", LargeBinary, nullable=False, unique=True),
    # Not a foreign key: notices are forgotten by a rule of their own.
    Column("notice_id", Integer),
    Column("opened_at", UtcDateTime),
    UniqueConstraint("leaflet_id", "contact_id"),
)


class LeafletState(StrEnum):
    """Written and waiting for a second person, sent, or given up."""

    WAITS = "waits"
    SENT = "sent"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class NewLeaflet:
    """What an official wrote. `link` is where one reads more."""

    code: str
    area: AreaId
    period: str
    lines: str
    link: str | None
    made_by: PersonId


@dataclass(frozen=True, slots=True)
class Leaflet:
    """A leaflet as it is kept."""

    id: LeafletId
    code: str
    area: AreaId
    period: str
    lines: str
    link: str | None
    state: LeafletState
    made_by: PersonId


@dataclass(frozen=True, slots=True)
class Reached:
    """To how many chats a leaflet was to go, to how many it came, and how many opened the link."""

    copies: int
    delivered: int
    opened: int


def add(tx: Connection, new: NewLeaflet, *, now: datetime) -> None:
    """Keep a leaflet until a second person agrees."""
    row = {"code": new.code, "area_id": new.area, "period": new.period, "lines": new.lines}
    row |= {"link": new.link, "state": LeafletState.WAITS.value, "made_by": new.made_by, "made_at": now}
    tx.execute(insert(leaflet).values(row))


def by_code(tx: Connection, code: str, areas: Collection[AreaId]) -> Leaflet | None:
    """The leaflet of a code, if it is one of these areas."""
    row = tx.execute(select(leaflet).where(leaflet.c.code == code, leaflet.c.area_id.in_(areas))).first()
    return None if row is None else _leaflet(row)


def of_code(tx: Connection, code: str) -> Leaflet | None:
    """The leaflet of a code, wherever it is for."""
    row = tx.execute(select(leaflet).where(leaflet.c.code == code)).first()
    return None if row is None else _leaflet(row)


def newest(tx: Connection, areas: Collection[AreaId], *, limit: int) -> list[Leaflet]:
    """The last leaflets of these areas, the newest first."""
    wanted = select(leaflet).where(leaflet.c.area_id.in_(areas)).order_by(leaflet.c.id.desc()).limit(limit)
    return [_leaflet(row) for row in tx.execute(wanted)]


def _leaflet(row: Row[Any]) -> Leaflet:
    return Leaflet(
        LeafletId(row.id),
        row.code,
        AreaId(row.area_id),
        row.period,
        row.lines,
        row.link,
        LeafletState(row.state),
        PersonId(row.made_by),
    )


def settle(
    tx: Connection, of: LeafletId, state: LeafletState, *, by: PersonId | None = None, now: datetime
) -> bool:
    """Send it, agreed to by a second person, or give it up. Returns whether it still waited."""
    done = {"state": state.value, "approved_by": by, "sent_at": now}
    waiting = leaflet.c.id == of, leaflet.c.state == LeafletState.WAITS.value
    return tx.execute(update(leaflet).where(*waiting).values(done)).rowcount == 1


def readers(tx: Connection, area: AreaId, *, at: datetime, day: AsOf) -> list[ContactId]:
    """The chats of people of an area who agreed to such news, one for each person: the newest link."""
    hamlets = [each.id for each in hamlets_in(tx, [area])]
    newest_said = (
        select(func.max(consent.c.id))
        .where(consent.c.purpose == Purpose.JOB_NEWS.value)
        .group_by(consent.c.person_id)
    )
    agreed = select(consent.c.person_id).where(consent.c.id.in_(newest_said), consent.c.given.is_(True))
    rows = tx.execute(
        select(person_contact.c.person_id, func.max(person_contact.c.contact_id).label("contact_id"))
        .join(membership, membership.c.person_id == person_contact.c.person_id)
        .join(residence, residence.c.household_id == membership.c.household_id)
        .where(
            person_contact.c.person_id.in_(agreed),
            holding(membership, day),
            holding(residence, day),
            residence.c.hamlet_id.in_(hamlets),
            person_contact.c.valid_from <= at,
            or_(person_contact.c.valid_to.is_(None), person_contact.c.valid_to > at),
        )
        .group_by(person_contact.c.person_id)
    )
    return sorted({ContactId(row.contact_id) for row in rows})


def add_copy(tx: Connection, of: LeafletId, contact: ContactId, *, token: str, notice: NoticeId) -> None:
    """Note that a chat gets it, by which link and which notice."""
    row = {"leaflet_id": of, "contact_id": contact, "token": digest(token), "notice_id": notice}
    tx.execute(insert(leaflet_copy).values(row))


def opened(tx: Connection, token: str, *, now: datetime) -> str | None:
    """Note that a link was opened, the first time; where it leads. None for a link that is none."""
    mine = leaflet_copy.c.token == digest(token)
    first = update(leaflet_copy).where(mine, leaflet_copy.c.opened_at.is_(None)).values(opened_at=now)
    tx.execute(first)
    link: str | None = tx.scalar(
        select(leaflet.c.link).join(leaflet_copy, leaflet_copy.c.leaflet_id == leaflet.c.id).where(mine)
    )
    return link


def reached(tx: Connection, of: LeafletId) -> Reached:
    """How far a leaflet came, without a name."""
    key = literal("notice:") + cast(leaflet_copy.c.notice_id, String) + literal(":0")
    arrived = outbox.c.status == OutboxStatus.SENT.value
    row = tx.execute(
        select(
            func.count(leaflet_copy.c.id),
            func.count(outbox.c.id),
            func.count(leaflet_copy.c.opened_at),
        )
        .select_from(leaflet_copy)
        .outerjoin(outbox, (outbox.c.dedup_key == key) & arrived)
        .where(leaflet_copy.c.leaflet_id == of)
    ).one()
    return Reached(row[0], row[1], row[2])


def forget_reader(tx: Connection, contact_id: ContactId) -> None:
    """Forget which chat a copy went to; that one went and was opened stays."""
    tx.execute(update(leaflet_copy).where(leaflet_copy.c.contact_id == contact_id).values(contact_id=None))


def forget_past(tx: Connection, *, before: datetime) -> int:
    """Forget the copies of leaflets that were sent before an instant."""
    sent = select(leaflet.c.id).where(leaflet.c.sent_at < before)
    return tx.execute(delete(leaflet_copy).where(leaflet_copy.c.leaflet_id.in_(sent))).rowcount
