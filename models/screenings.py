"""What a family told last when it asked for its rights, so that it may go on; and which it does not get.

The answers are sealed. Counts name no family."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Delete,
    ForeignKey,
    Integer,
    String,
    Table,
    case,
    delete,
    func,
    insert,
    select,
)

from bot.domain.ids import AreaId, ContactId, PersonId
from models import kept_answers
from models.base import UtcDateTime, metadata
from models.kept_answers import Told
from models.sealing import Sealed

screening = Table(
    "screening",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("contact_id", ForeignKey("contact.id"), nullable=False, unique=True),
    Column("person_id", ForeignKey("person.id"), index=True),
    Column("area_id", ForeignKey("area.id"), index=True),
    Column("answers", Sealed(owner="contact_id"), nullable=False),
    Column("touched_at", UtcDateTime, nullable=False),
)
screening_right = Table(
    "screening_right",
    metadata,
    Column("screening_id", ForeignKey("screening.id"), primary_key=True),
    Column("right_id", String(60), primary_key=True),
    Column("received", Boolean, nullable=False),
)


@dataclass(frozen=True, slots=True)
class Gap:
    """Of so many families that may have a right by what they told, so many do not get it."""

    right: str
    families: int
    missing: int


def keep(
    tx: Connection,
    contact_id: ContactId,
    answers: Mapping[str, str],
    *,
    person: PersonId | None,
    area: AreaId | None,
    now: datetime,
) -> None:
    """Keep the answers of a contact in place of those before."""
    kept_answers.keep(tx, screening, contact_id, answers, person=person, area_id=area, now=now)


def note_rights(tx: Connection, contact_id: ContactId, rights: Mapping[str, bool]) -> None:
    """Which rights were found for who told that, and whether each is received already."""
    number = tx.scalar(select(screening.c.id).where(screening.c.contact_id == contact_id))
    tx.execute(delete(screening_right).where(screening_right.c.screening_id == number))
    if rights and number is not None:
        rows = [
            {"screening_id": number, "right_id": right, "received": received}
            for right, received in rights.items()
        ]
        tx.execute(insert(screening_right), rows)


def last(
    tx: Connection, contact_id: ContactId | None, people: Collection[PersonId], *, since: datetime
) -> Told | None:
    """What this contact told, or one of these people anywhere, the latest of it; what a person told on a
    contact is nobody else's there."""
    return kept_answers.last(tx, screening, contact_id, people, since=since)


def gaps(tx: Connection, areas: Collection[AreaId], *, since: datetime) -> list[Gap]:
    """How many families of these areas miss what they may have, the most missed first."""
    missing = func.sum(case((screening_right.c.received, 0), else_=1))
    rows = tx.execute(
        select(screening_right.c.right_id, func.count().label("families"), missing.label("missing"))
        .join(screening, screening.c.id == screening_right.c.screening_id)
        .where(screening.c.area_id.in_(areas), screening.c.touched_at >= since)
        .group_by(screening_right.c.right_id)
        .order_by(missing.desc(), screening_right.c.right_id)
    )
    return [Gap(row.right_id, row.families, int(row.missing)) for row in rows]


def forget(tx: Connection, contact_id: ContactId) -> None:
    """Forget what a contact told."""
    _forgotten(tx, delete(screening).where(screening.c.contact_id == contact_id))


def forget_before(tx: Connection, before: datetime) -> int:
    """Forget what nobody went on with since an instant."""
    return _forgotten(tx, delete(screening).where(screening.c.touched_at < before))


def _forgotten(tx: Connection, statement: Delete) -> int:
    whose = select(screening.c.id).where(statement.whereclause) if statement.whereclause is not None else ()
    tx.execute(delete(screening_right).where(screening_right.c.screening_id.in_(whose)))
    return tx.execute(statement).rowcount
