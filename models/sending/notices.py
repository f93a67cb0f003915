"""What goes out unasked, as named rows: when, to whom, with which words, and what became of it."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Self

from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    cast,
    func,
    literal,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from bot.domain.ids import ContactId, NoticeId
from bot.domain.messages import Priority
from bot.domain.notices import NoticeKind
from models.base import UtcDateTime, constant, metadata
from models.sealing import Sealed, opened, seal
from models.sending.outbox import outbox

notice = Table(
    "notice",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", String(60), nullable=False),
    Column("occurrence", String(120), nullable=False, unique=True),
    Column("contact_id", ForeignKey("contact.id"), nullable=False, index=True),
    Column("priority", String(10), nullable=False),
    Column("parameters", Sealed(owner="contact_id")),
    Column("due_at", UtcDateTime, nullable=False),
    Column("useful_until", UtcDateTime, nullable=False),
    Column("status", String(10), nullable=False),
    Column("reason", String(40)),
    Column("settled_at", UtcDateTime),
    Column("created_at", UtcDateTime, nullable=False),
    Column("moved_from", ForeignKey("notice.id")),
)


class NoticeStatus(StrEnum):
    """`queued` notices live on in the outbox; the others end here with a reason.

    `moved` ones were planned anew for another contact of the person; `by_hand` ones no channel carried, and
    `told` ones somebody then told.
    """

    PLANNED = "planned"
    QUEUED = "queued"
    MUTED = "muted"
    EXPIRED = "expired"
    CLEARED = "cleared"
    MOVED = "moved"
    BY_HAND = "by_hand"
    TOLD = "told"


Index(
    "ix_notice_planned",
    notice.c.due_at,
    sqlite_where=notice.c.status == "planned",
    postgresql_where=notice.c.status == "planned",
)


@dataclass(frozen=True, slots=True)
class NewNotice:
    """A notice to be planned. `occurrence` names it once for ever, so that planning twice is harmless."""

    key: str
    occurrence: str
    contact_id: ContactId
    priority: Priority
    parameters: Mapping[str, str]
    due_at: datetime
    useful_until: datetime
    moved_from: NoticeId | None = None

    @classmethod
    def of(
        cls,
        kind: NoticeKind,
        about: str,
        contact_id: ContactId,
        values: Mapping[str, str],
        *,
        now: datetime,
        useful: timedelta,
        due_at: datetime | None = None,
        priority: Priority | None = None,
    ) -> Self:
        """A notice of a kind about something, due now unless told otherwise, of use for so long from then."""
        begins = due_at or now
        return cls(
            kind.key,
            f"{kind.key}:{about}",
            contact_id,
            priority or kind.priority,
            kind.fitting(values),
            begins,
            begins + useful,
        )


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice that is due."""

    id: NoticeId
    key: str
    contact_id: ContactId
    priority: Priority
    parameters: Mapping[str, str]
    due_at: datetime
    useful_until: datetime
    moved_from: NoticeId | None = None


def plan(tx: Connection, new: NewNotice, *, now: datetime) -> NoticeId | None:
    """Plan a notice; None when this occurrence was ever planned."""
    dialect_insert = sqlite_insert if tx.dialect.name == "sqlite" else postgres_insert
    made = tx.scalar(
        dialect_insert(notice)
        .values(
            key=new.key,
            occurrence=new.occurrence,
            contact_id=new.contact_id,
            priority=new.priority.value,
            parameters=_sealed(tx, new.parameters, new.contact_id),
            due_at=new.due_at,
            useful_until=new.useful_until,
            status=NoticeStatus.PLANNED.value,
            created_at=now,
            moved_from=new.moved_from,
        )
        .on_conflict_do_nothing(index_elements=["occurrence"])
        .returning(notice.c.id)
    )
    return None if made is None else NoticeId(made)


@dataclass(frozen=True, slots=True)
class Ending:
    """What became of one piece of news, without its words."""

    key: str
    status: str
    reason: str | None
    at: datetime


def endings(tx: Connection, contact_id: ContactId, *, limit: int) -> list[Ending]:
    """The last news for a contact, newest first; what waits in the outbox or ended there says so."""
    first = outbox.c.dedup_key == literal("notice:") + cast(notice.c.id, String) + literal(":0")
    rows = tx.execute(
        select(notice, outbox.c.status.label("mail"), outbox.c.last_error)
        .outerjoin(outbox, first)
        .where(notice.c.contact_id == contact_id)
        .order_by(notice.c.id.desc())
        .limit(limit)
    )
    return [
        Ending(
            row.key,
            row.mail if row.status == NoticeStatus.QUEUED.value and row.mail else row.status,
            row.last_error or row.reason,
            row.settled_at or row.due_at,
        )
        for row in rows
    ]


def was_planned(tx: Connection, occurrence: str) -> bool:
    """Whether an occurrence was ever planned."""
    return tx.scalar(select(notice.c.id).where(notice.c.occurrence == occurrence)) is not None


def _sealed(tx: Connection, parameters: Mapping[str, str], contact_id: ContactId) -> bytes | None:
    told = json.dumps(parameters, ensure_ascii=False)
    return seal(tx, notice.c.parameters, told, owner=contact_id)


def due(tx: Connection, *, now: datetime, limit: int) -> list[Notice]:
    """Planned notices whose time has come, oldest first, locked for this transaction."""
    rows = tx.execute(
        select(notice)
        .where(notice.c.status == constant(NoticeStatus.PLANNED.value), notice.c.due_at <= now)
        .order_by(notice.c.due_at, notice.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return [
        Notice(
            NoticeId(row.id),
            row.key,
            ContactId(row.contact_id),
            Priority(row.priority),
            json.loads(opened(tx, notice.c.parameters, row.parameters, owner=row.contact_id) or "{}"),
            row.due_at,
            row.useful_until,
            None if row.moved_from is None else NoticeId(row.moved_from),
        )
        for row in rows
    ]


def settle(
    tx: Connection, notice_id: NoticeId, status: NoticeStatus, *, reason: str | None, now: datetime
) -> None:
    """Write down how a notice ended, or that it went to the outbox."""
    tx.execute(
        update(notice)
        .where(notice.c.id == notice_id)
        .values(status=status.value, reason=reason, settled_at=now)
    )


def postpone(tx: Connection, notice_id: NoticeId, *, until: datetime, reason: str) -> None:
    """Let a notice wait for a better hour."""
    tx.execute(update(notice).where(notice.c.id == notice_id).values(due_at=until, reason=reason))


def queued_since(
    tx: Connection,
    contact_id: ContactId,
    priority: Priority,
    *,
    since: datetime,
    besides: Collection[str] = (),
) -> int:
    """How many notices of a class a contact was sent since an instant, besides those of some kinds."""
    return (
        tx.scalar(
            select(func.count())
            .select_from(notice)
            .where(
                notice.c.contact_id == contact_id,
                notice.c.priority == priority.value,
                notice.c.status == NoticeStatus.QUEUED.value,
                notice.c.settled_at >= since,
                notice.c.key.not_in(besides),
            )
        )
        or 0
    )


def call_off(tx: Connection, contact_id: ContactId, *, named: str, reason: str, now: datetime) -> int:
    """Call off what is planned for a contact under occurrences that begin so. Returns how many."""
    called = (
        update(notice)
        .where(
            notice.c.contact_id == contact_id,
            notice.c.status == constant(NoticeStatus.PLANNED.value),
            notice.c.occurrence.startswith(named, autoescape=True),
        )
        .values(status=NoticeStatus.CLEARED.value, reason=reason, settled_at=now, parameters=None)
    )
    return tx.execute(called).rowcount


def clear(tx: Connection, contact_id: ContactId, *, reason: str, now: datetime) -> None:
    """Call off everything planned for a contact."""
    tx.execute(
        update(notice)
        .where(notice.c.contact_id == contact_id, notice.c.status == constant(NoticeStatus.PLANNED.value))
        .values(
            status=NoticeStatus.CLEARED.value,
            reason=reason,
            settled_at=now,
            parameters=None,
        )
    )


def take_back(tx: Connection, notice_id: NoticeId, *, reason: str, now: datetime) -> None:
    """Take one notice back that did not go yet; its occurrence may be planned anew."""
    tx.execute(
        update(notice)
        .where(notice.c.id == notice_id)
        .values(
            status=NoticeStatus.CLEARED.value,
            reason=reason,
            settled_at=now,
            parameters=None,
            occurrence=notice.c.occurrence + f":off{notice_id}",
        )
    )
