"""Everything we say, stored in the transaction that decided it, and what became of each message."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    and_,
    bindparam,
    exists,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from bot.domain.ids import ChannelAccountId, ContactId, OutboxId
from bot.domain.messages import Priority
from models import leases
from models.base import UtcDateTime, constant, metadata
from models.prepared import Prepared
from models.sealing import Sealed, opened, seal

outbox = Table(
    "outbox",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("contact_id", ForeignKey("contact.id"), nullable=False),
    Column("channel_account_id", ForeignKey("channel_account.id"), nullable=False),
    Column("address", String(128), nullable=False),
    Column("priority", String(10), nullable=False),
    Column("bulk", Boolean, nullable=False),
    Column("dedup_key", String(120), nullable=False, unique=True),
    Column("body", Sealed(owner="contact_id")),
    Column("repeatable", Boolean, nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    Column("useful_until", UtcDateTime),
    Column("status", String(10), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("owner", String(60)),
    Column("lease_until", UtcDateTime),
    Column("external_id", String(100)),
    Column("last_error", String(200)),
    Column("created_at", UtcDateTime, nullable=False),
    Column("finished_at", UtcDateTime),
)


class OutboxStatus(StrEnum):
    """ready → leased → sent | ready again later | waiting (nobody at the other end) | one of the ends."""

    READY = "ready"
    LEASED = "leased"
    WAITING = "waiting"
    SENT = "sent"
    DEAD = "dead"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


OPEN = (OutboxStatus.READY.value, OutboxStatus.LEASED.value)
UNSENT = (*OPEN, OutboxStatus.WAITING.value)

Index(
    "ix_outbox_open",
    *(outbox.c.bulk, outbox.c.due_at, outbox.c.id),
    sqlite_where=outbox.c.status.in_(OPEN),
    postgresql_where=outbox.c.status.in_(OPEN),
)
Index(
    "ix_outbox_unsent",
    outbox.c.contact_id,
    outbox.c.id,
    sqlite_where=outbox.c.status.in_(UNSENT),
    postgresql_where=outbox.c.status.in_(UNSENT),
)
Index("ix_outbox_contact", outbox.c.contact_id, outbox.c.id)

# What may go out once only is rare, and looked for each time something is taken to send.
_TAKEN_ONCE = and_(outbox.c.status == constant(OutboxStatus.LEASED.value), outbox.c.repeatable.is_(False))
Index("ix_outbox_once", outbox.c.lease_until, sqlite_where=_TAKEN_ONCE, postgresql_where=_TAKEN_ONCE)

# In the very words of the index, or SQLite does not see that it may use it.
_IS_OPEN = outbox.c.status.in_([constant(status) for status in OPEN])


@dataclass(frozen=True, slots=True)
class Draft:
    """A message to be sent. `dedup_key` makes deciding it twice harmless."""

    contact_id: ContactId
    account: ChannelAccountId
    address: str
    priority: Priority
    dedup_key: str
    body: str
    due_at: datetime
    useful_until: datetime | None = None
    repeatable: bool = True


@dataclass(frozen=True, slots=True)
class Parcel:
    """A message this process has taken to send; `attempts` is how often that has failed."""

    id: OutboxId
    account: ChannelAccountId
    contact_id: ContactId
    address: str
    priority: Priority
    body: str
    attempts: int
    repeatable: bool
    useful_until: datetime | None = None


def _row(
    tx: Connection, draft: Draft, *, now: datetime, owner: str | None, lease_until: datetime | None
) -> dict[str, object]:
    return {
        "contact_id": draft.contact_id,
        "channel_account_id": draft.account,
        "address": draft.address,
        "priority": draft.priority.value,
        "bulk": draft.priority.bulk,
        "dedup_key": draft.dedup_key,
        "body": seal(tx, outbox.c.body, draft.body, owner=draft.contact_id),
        "repeatable": draft.repeatable,
        "due_at": draft.due_at,
        "useful_until": draft.useful_until,
        "status": OutboxStatus.READY.value if owner is None else OutboxStatus.LEASED.value,
        "attempts": 0,
        "owner": owner,
        "lease_until": lease_until,
        "created_at": now,
    }


_ENQUEUE = Prepared(
    insert(outbox).returning(outbox.c.id),
    columns=sorted({*outbox.c.keys()} - {"id", "external_id", "last_error", "finished_at"}),
)


def enqueue(
    tx: Connection,
    drafts: Sequence[Draft],
    *,
    now: datetime,
    owner: str | None = None,
    lease_until: datetime | None = None,
) -> list[OutboxId]:
    """Store messages. With an owner they are taken by that process at once, which must then send them."""
    rows = (_row(tx, draft, now=now, owner=owner, lease_until=lease_until) for draft in drafts)
    return [OutboxId(_ENQUEUE.run(tx, row).fetchone()[0]) for row in rows]


def enqueue_once(tx: Connection, draft: Draft, *, now: datetime) -> OutboxId | None:
    """Store a message unless one with the same key was ever stored; then None."""
    dialect_insert = sqlite_insert if tx.dialect.name == "sqlite" else postgres_insert
    statement = dialect_insert(outbox).values(_row(tx, draft, now=now, owner=None, lease_until=None))
    number = tx.scalar(statement.on_conflict_do_nothing(index_elements=["dedup_key"]).returning(outbox.c.id))
    return None if number is None else OutboxId(number)


def claim_due(
    tx: Connection,
    accounts: Sequence[ChannelAccountId],
    *,
    owner: str,
    now: datetime,
    lease_until: datetime,
    limit: int,
    bulk: bool,
) -> list[Parcel]:
    """Take due messages, and those whose process died, in order within each chat and lane."""
    _give_up_unrepeatable(tx, owner=owner, now=now)
    earlier = outbox.alias("earlier")
    due = (
        select(outbox.c.id)
        .where(
            outbox.c.channel_account_id.in_(accounts),
            outbox.c.bulk.is_(bulk),
            outbox.c.due_at <= now,
            _IS_OPEN,
            or_(
                outbox.c.status == constant(OutboxStatus.READY.value),
                and_(
                    outbox.c.status == constant(OutboxStatus.LEASED.value),
                    leases.over(outbox.c.lease_until, now=now, next_until=lease_until),
                ),
            ),
            ~exists().where(
                earlier.c.contact_id == outbox.c.contact_id,
                earlier.c.id < outbox.c.id,
                earlier.c.bulk.is_(bulk),
                earlier.c.status.in_([constant(status) for status in UNSENT]),
            ),
        )
        .order_by(outbox.c.due_at, outbox.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    claimed = (
        update(outbox)
        .where(outbox.c.id.in_(due.scalar_subquery()))
        .values(status=OutboxStatus.LEASED.value, owner=owner, lease_until=lease_until)
        .returning(
            outbox.c.id,
            outbox.c.channel_account_id,
            outbox.c.contact_id,
            outbox.c.address,
            outbox.c.priority,
            outbox.c.body,
            outbox.c.attempts,
            outbox.c.repeatable,
            outbox.c.useful_until,
        )
    )
    return [
        Parcel(
            OutboxId(row.id),
            ChannelAccountId(row.channel_account_id),
            ContactId(row.contact_id),
            row.address,
            Priority(row.priority),
            opened(tx, outbox.c.body, row.body, owner=row.contact_id) or "",
            row.attempts,
            row.repeatable,
            row.useful_until,
        )
        for row in sorted(tx.execute(claimed), key=lambda row: row.id)
    ]


def _give_up_unrepeatable(tx: Connection, *, owner: str, now: datetime) -> None:
    """A process died while it sent something that must not arrive twice: nobody knows whether it did."""
    tx.execute(
        update(outbox)
        .where(
            _TAKEN_ONCE,
            outbox.c.lease_until <= now,
            outbox.c.owner != owner,
        )
        .values(status=OutboxStatus.DEAD.value, last_error="OutcomeUnknown", finished_at=now)
    )


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a message. READY means: again, at `due_at`."""

    id: OutboxId
    status: OutboxStatus
    external_id: str | None = None
    error: str | None = None
    due_at: datetime | None = None
    attempted: bool = True


_SENT = Prepared(
    update(outbox)
    .where(outbox.c.id == bindparam("row"))
    .values(
        status=OutboxStatus.SENT.value,
        attempts=outbox.c.attempts + 1,
        external_id=bindparam("external"),
        finished_at=bindparam("at"),
        owner=None,
        lease_until=None,
    )
)


def record(tx: Connection, results: Sequence[Result], *, owner: str, now: datetime) -> None:
    """Write down what became of messages this process had taken. What went is gone, whoever has it by now."""
    sent = [
        {"row": result.id, "external": result.external_id, "at": now}
        for result in results
        if result.status is OutboxStatus.SENT
    ]
    if sent:
        _SENT.run_many(tx, sent)
    for result in results:
        if result.status is not OutboxStatus.SENT:
            _record_unsent(tx, result, owner=owner, now=now)


def _record_unsent(tx: Connection, result: Result, *, owner: str, now: datetime) -> None:
    ended = result.status not in (OutboxStatus.READY, OutboxStatus.WAITING)
    values: dict[str, object] = {
        "status": result.status.value,
        "owner": None,
        "lease_until": None,
        "finished_at": now if ended else None,
        "attempts": outbox.c.attempts + int(result.attempted),
    }
    if result.error is not None:
        values["last_error"] = result.error[:200]
    if result.due_at is not None:
        values["due_at"] = result.due_at
    tx.execute(update(outbox).where(outbox.c.id == result.id, outbox.c.owner == owner).values(**values))


def wake(tx: Connection, contact_id: ContactId, *, now: datetime) -> int:
    """The person is there: what waited for that, or for a retry, is due. Returns how many messages."""
    asleep = (constant(OutboxStatus.WAITING.value), constant(OutboxStatus.READY.value))
    return tx.execute(
        update(outbox)
        .where(outbox.c.contact_id == contact_id, outbox.c.status.in_(asleep))
        .values(status=OutboxStatus.READY.value, due_at=now)
    ).rowcount


def cancel_unsent(
    tx: Connection, contact_id: ContactId, *, reason: str, now: datetime, bulk_only: bool
) -> int:
    """Do not send what is not on its way yet. Returns how many messages."""
    wanted = [
        outbox.c.contact_id == contact_id,
        outbox.c.status.in_((OutboxStatus.READY.value, OutboxStatus.WAITING.value)),
    ]
    if bulk_only:
        wanted.append(outbox.c.bulk.is_(True))
    return tx.execute(
        update(outbox)
        .where(*wanted)
        .values(status=OutboxStatus.CANCELLED.value, last_error=reason, finished_at=now)
    ).rowcount


def renew_leases(tx: Connection, ids: Collection[OutboxId], *, owner: str, lease_until: datetime) -> None:
    """Keep what this process still holds."""
    held = update(outbox).where(
        outbox.c.id == bindparam("row"),
        outbox.c.status == constant(OutboxStatus.LEASED.value),
        outbox.c.owner == owner,
    )
    if ids:
        tx.execute(held.values(lease_until=lease_until), [{"row": each} for each in ids])


def release(tx: Connection, *, owner: str) -> None:
    """Give back what a stopping process did not send."""
    tx.execute(
        update(outbox)
        .where(outbox.c.status == constant(OutboxStatus.LEASED.value), outbox.c.owner == owner)
        .values(status=OutboxStatus.READY.value, owner=None, lease_until=None)
    )


def expire_leases(tx: Connection, *, now: datetime) -> None:
    """Every process that held messages is dead: whoever claims them next knows that they were tried."""
    held = outbox.c.status == constant(OutboxStatus.LEASED.value)
    tx.execute(update(outbox).where(_IS_OPEN, held).values(lease_until=now))


def told_to(tx: Connection, contact_id: ContactId, *, limit: int) -> list[tuple[datetime, OutboxId, str]]:
    """The last messages a contact was sent that are still kept, newest first."""
    rows = tx.execute(
        select(outbox.c.created_at, outbox.c.id, outbox.c.body)
        .where(
            outbox.c.contact_id == contact_id,
            outbox.c.status == OutboxStatus.SENT.value,
            outbox.c.body.is_not(None),
        )
        .order_by(outbox.c.id.desc())
        .limit(limit)
    )
    body = outbox.c.body
    return [
        (row.created_at, OutboxId(row.id), opened(tx, body, row.body, owner=contact_id) or "") for row in rows
    ]


def counts(tx: Connection) -> dict[str, int]:
    """How many messages are in each state."""
    rows = tx.execute(select(outbox.c.status, func.count()).group_by(outbox.c.status))
    return {row[0]: row[1] for row in rows}


def oldest_due(tx: Connection, *, now: datetime) -> datetime | None:
    """Since when the oldest message that should be gone has been due."""
    oldest = select(func.min(outbox.c.due_at)).where(_IS_OPEN, outbox.c.due_at <= now)
    lanes = (tx.scalar(oldest.where(outbox.c.bulk.is_(bulk))) for bulk in (False, True))
    return min((due for due in lanes if due is not None), default=None)
