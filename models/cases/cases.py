"""What the bot could not do itself: a person wanted, despair, danger. Each waits for somebody with a name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    ForeignKey,
    Index,
    Integer,
    Row,
    String,
    Table,
    func,
    insert,
    select,
    update,
)

from bot.domain.case_rules import CaseKind
from bot.domain.ids import AreaId, CaseId, ContactId, PersonId
from models.base import UtcDateTime, metadata
from models.sealing import Sealed, opened, seal

case = Table(
    "case",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("code", String(12), nullable=False, unique=True),
    Column("kind", String(20), nullable=False),
    Column("area_id", ForeignKey("area.id"), index=True),
    Column("contact_id", ForeignKey("contact.id"), nullable=False, index=True),
    Column("text", Sealed(owner="contact_id")),
    Column("phone", Sealed(owner="contact_id")),
    Column("state", String(10), nullable=False),
    Column("owner", String(120)),
    Column("taken_by", ForeignKey("person.id"), index=True),
    Column("due_at", UtcDateTime, nullable=False),
    Column("opened_at", UtcDateTime, nullable=False),
    Column("closed_at", UtcDateTime),
)


class CaseState(StrEnum):
    """Open until somebody answered it."""

    OPEN = "open"
    ANSWERED = "answered"


Index(
    "ix_case_open",
    case.c.due_at,
    sqlite_where=case.c.state == "open",
    postgresql_where=case.c.state == "open",
)


@dataclass(frozen=True, slots=True)
class Case:
    """A case as an official sees it. `text` has numbers of papers masked; `taken_by` is who works on it."""

    id: CaseId
    code: str
    kind: CaseKind
    contact_id: ContactId
    text: str | None
    phone: str | None
    state: CaseState
    due_at: datetime
    opened_at: datetime
    area_id: AreaId | None = None
    taken_by: PersonId | None = None


@dataclass(frozen=True, slots=True)
class NewCase:
    """A case to be opened."""

    code: str
    kind: CaseKind
    due_at: datetime
    area_id: AreaId | None = None
    text: str | None = None
    phone: str | None = None


def open_case(tx: Connection, contact_id: ContactId, new: NewCase, *, now: datetime) -> CaseId:
    """Open a case. The same kind from the same contact while one is open adds to it instead, which gives
    nobody more time to answer it."""
    known = tx.execute(
        select(case.c.id, case.c.text, case.c.phone, case.c.due_at).where(
            case.c.contact_id == contact_id,
            case.c.kind == new.kind.value,
            case.c.state == CaseState.OPEN.value,
        )
    ).first()
    if known is not None:
        said = opened(tx, case.c.text, known.text, owner=contact_id)
        text = "\n".join(part for part in (said, new.text) if part)[-4000:] or None
        phone = seal(tx, case.c.phone, new.phone, owner=contact_id) or known.phone
        tx.execute(
            update(case)
            .where(case.c.id == known.id)
            .values(
                text=seal(tx, case.c.text, text, owner=contact_id),
                phone=phone,
                due_at=min(known.due_at, new.due_at),
            )
        )
        return CaseId(known.id)
    made = tx.execute(
        insert(case).values(
            code=new.code,
            kind=new.kind.value,
            area_id=new.area_id,
            contact_id=contact_id,
            text=seal(tx, case.c.text, new.text, owner=contact_id),
            phone=seal(tx, case.c.phone, new.phone, owner=contact_id),
            state=CaseState.OPEN.value,
            due_at=new.due_at,
            opened_at=now,
        )
    ).inserted_primary_key
    assert made is not None
    return CaseId(made[0])


def open_case_of(tx: Connection, contact_id: ContactId, kind: CaseKind) -> str | None:
    """The code of a contact's open case of a kind."""
    return tx.scalar(
        select(case.c.code).where(
            case.c.contact_id == contact_id, case.c.kind == kind.value, case.c.state == CaseState.OPEN.value
        )
    )


_URGENT_FIRST = case.c.kind.in_([kind.value for kind in CaseKind if kind.urgent]).desc()


def list_cases(tx: Connection, *, state: CaseState | None = CaseState.OPEN) -> list[Case]:
    """Cases, the urgent ones first, then by when an answer is due."""
    return cases_where(tx, *([] if state is None else [case.c.state == state.value]))


def cases_where(tx: Connection, *wanted: ColumnElement[bool]) -> list[Case]:
    """The cases of which all this is true, the urgent ones first, then by when an answer is due."""
    found = select(case).where(*wanted).order_by(_URGENT_FIRST, case.c.due_at, case.c.id)
    return [_read(tx, row) for row in tx.execute(found)]


def count_late(tx: Connection, *, now: datetime) -> int:
    """How many open cases should have been answered before now."""
    late = select(func.count()).where(case.c.state == CaseState.OPEN.value, case.c.due_at < now)
    return tx.scalar(late) or 0


def cases_of(tx: Connection, contact_id: ContactId) -> list[Case]:
    """All cases of one contact, oldest first."""
    return [
        _read(tx, row)
        for row in tx.execute(select(case).where(case.c.contact_id == contact_id).order_by(case.c.id))
    ]


def case_by_code(tx: Connection, code: str) -> Case | None:
    """One case by the code the person was given."""
    row = tx.execute(select(case).where(case.c.code == code)).one_or_none()
    return None if row is None else _read(tx, row)


def case_by_id(tx: Connection, case_id: CaseId) -> Case:
    """A case that is known to exist."""
    return _read(tx, tx.execute(select(case).where(case.c.id == case_id)).one())


def _read(tx: Connection, row: Row[Any]) -> Case:
    return Case(
        CaseId(row.id),
        row.code,
        CaseKind(row.kind),
        ContactId(row.contact_id),
        opened(tx, case.c.text, row.text, owner=row.contact_id),
        opened(tx, case.c.phone, row.phone, owner=row.contact_id),
        CaseState(row.state),
        row.due_at,
        row.opened_at,
        None if row.area_id is None else AreaId(row.area_id),
        None if row.taken_by is None else PersonId(row.taken_by),
    )


def promise(tx: Connection, case_id: CaseId, *, owner: str, due_at: datetime) -> None:
    """Somebody answered that it will be done; it stays open until then."""
    tx.execute(update(case).where(case.c.id == case_id).values(owner=owner, due_at=due_at))


def answer_case(tx: Connection, case_id: CaseId, *, owner: str, now: datetime) -> None:
    """Close a case that somebody answered."""
    tx.execute(
        update(case)
        .where(case.c.id == case_id)
        .values(state=CaseState.ANSWERED.value, owner=owner, closed_at=now)
    )
