"""Everything people did, stored before it is answered. A repeated delivery is stored once."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
    bindparam,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from bot.domain.ids import ChannelAccountId, InboxId
from models import leases
from models.base import UtcDateTime, constant, metadata
from models.prepared import Prepared
from models.sealing import Sealed, opened, seal

inbox = Table(
    "inbox",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("channel_account_id", ForeignKey("channel_account.id"), nullable=False),
    Column("key", String(128), nullable=False),
    Column("address", String(128), nullable=False),
    Column("raw", Sealed(owner="address")),
    Column("received_at", UtcDateTime, nullable=False),
    Column("status", String(8), nullable=False),
    Column("attempts", Integer, nullable=False, default=0),
    Column("owner", String(60)),
    Column("lease_until", UtcDateTime),
    Column("done_at", UtcDateTime),
    Column("last_error", String(200)),
    UniqueConstraint("channel_account_id", "key"),
)


class InboxStatus(StrEnum):
    """`parked` failed three times and waits for the operator; `dropped` came in a flood."""

    NEW = "new"
    DONE = "done"
    PARKED = "parked"
    DROPPED = "dropped"


Index(
    "ix_inbox_unfinished",
    inbox.c.id,
    sqlite_where=inbox.c.status == "new",
    postgresql_where=inbox.c.status == "new",
)
Index("ix_inbox_chat", inbox.c.channel_account_id, inbox.c.address, inbox.c.id)


@dataclass(frozen=True, slots=True)
class Arrival:
    """An event for the inbox. `flooding` marks the first that came too fast: it gets a warning."""

    account: ChannelAccountId
    key: str
    address: str
    raw: Mapping[str, Any]
    status: InboxStatus = InboxStatus.NEW
    flooding: bool = False


@dataclass(frozen=True, slots=True)
class Stored:
    """An event that waits for its turn."""

    id: InboxId
    account: ChannelAccountId
    key: str
    address: str
    raw: Mapping[str, Any]
    status: InboxStatus = InboxStatus.NEW
    flooding: bool = False
    attempts: int = 0


_STORE = Prepared(
    {
        "sqlite": sqlite_insert(inbox).on_conflict_do_nothing().returning(inbox.c.id),
        "postgresql": postgres_insert(inbox).on_conflict_do_nothing().returning(inbox.c.id),
    },
    columns=[column.name for column in inbox.c if column.name not in ("id", "last_error")],
)


def store(
    tx: Connection, arrivals: Sequence[Arrival], *, owner: str, now: datetime, lease_until: datetime
) -> list[Stored]:
    """Store what is new and take it for this process. Returns only the new ones, in order of arrival."""
    stored = []
    for each in arrivals:
        row = {
            "channel_account_id": each.account,
            "key": each.key,
            "address": each.address,
            "raw": seal(tx, inbox.c.raw, _kept(each.raw), owner=each.address),
            "received_at": now,
            "status": each.status.value,
            "attempts": 0,
            "owner": owner,
            "lease_until": lease_until,
            "done_at": None if each.status is InboxStatus.NEW else now,
        }
        made = _STORE.run(tx, row).fetchone()
        if made is not None:
            stored.append(_stored(InboxId(made[0]), each))
    return stored


def _stored(number: InboxId, arrival: Arrival) -> Stored:
    return Stored(
        number,
        arrival.account,
        arrival.key,
        arrival.address,
        arrival.raw,
        arrival.status,
        arrival.flooding,
    )


_HALF_A_CHARACTER = re.compile("[\ud800-\udfff]")


def _kept(raw: Mapping[str, Any]) -> str:
    """The event as text. Half a character is legal in JSON, but no database takes it as it is."""
    text = json.dumps(raw, ensure_ascii=False, separators=(",", ":"))
    return json.dumps(raw, separators=(",", ":")) if _HALF_A_CHARACTER.search(text) else text


def _read(tx: Connection, sealed: bytes, address: str) -> Mapping[str, Any]:
    raw: Mapping[str, Any] = json.loads(opened(tx, inbox.c.raw, sealed, owner=address) or "")
    return raw


_FINISH = Prepared(
    update(inbox)
    .where(inbox.c.id == bindparam("row"), inbox.c.status == constant(InboxStatus.NEW.value))
    .values(status=bindparam("outcome"), done_at=bindparam("at"), owner=None, lease_until=None)
)


def finish(tx: Connection, inbox_id: InboxId, status: InboxStatus, *, now: datetime) -> bool:
    """Close an event. False when it was already closed: then its turn must not count again."""
    return bool(_FINISH.run(tx, {"row": inbox_id, "outcome": status.value, "at": now}).rowcount)


def note_failure(tx: Connection, inbox_id: InboxId, *, error: str) -> int:
    """Count a failed turn. Returns how often it failed by now."""
    counted = update(inbox).where(inbox.c.id == inbox_id)
    row = tx.execute(
        counted.values(attempts=inbox.c.attempts + 1, last_error=error[:200]).returning(inbox.c.attempts)
    )
    return int(row.scalar_one())


def claim_unfinished(
    tx: Connection,
    accounts: Sequence[ChannelAccountId],
    *,
    owner: str,
    now: datetime,
    lease_until: datetime,
    limit: int,
) -> list[Stored]:
    """Take events whose process died, oldest first; one chat's later events follow its earlier ones."""
    waiting = (
        select(inbox.c.id)
        .where(
            inbox.c.status == constant(InboxStatus.NEW.value),
            inbox.c.channel_account_id.in_(accounts),
            or_(
                inbox.c.lease_until.is_(None),
                leases.over(inbox.c.lease_until, now=now, next_until=lease_until),
            ),
        )
        .order_by(inbox.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    claimed = (
        update(inbox)
        .where(inbox.c.id.in_(waiting.scalar_subquery()))
        .values(owner=owner, lease_until=lease_until)
        .returning(
            inbox.c.id,
            inbox.c.channel_account_id,
            inbox.c.key,
            inbox.c.address,
            inbox.c.raw,
            inbox.c.attempts,
        )
    )
    return [
        Stored(
            InboxId(row.id),
            row.channel_account_id,
            row.key,
            row.address,
            _read(tx, row.raw, row.address),
            attempts=row.attempts,
        )
        for row in sorted(tx.execute(claimed), key=lambda row: row.id)
    ]


_RENEW = (
    update(inbox)
    .where(
        inbox.c.id == bindparam("row"),
        inbox.c.status == constant(InboxStatus.NEW.value),
        inbox.c.owner == bindparam("of"),
    )
    .values(lease_until=bindparam("until"))
)


def renew_leases(tx: Connection, ids: Collection[InboxId], *, owner: str, lease_until: datetime) -> None:
    """Keep what this process is still working on."""
    if ids:
        tx.execute(_RENEW, [{"row": each, "of": owner, "until": lease_until} for each in ids])


def release(tx: Connection, *, owner: str | None) -> None:
    """Give back what a stopping process did not begin; with no owner, what any dead process held."""
    held = [inbox.c.status == constant(InboxStatus.NEW.value)]
    if owner is not None:
        held.append(inbox.c.owner == owner)
    tx.execute(update(inbox).where(*held).values(owner=None, lease_until=None))


def said_by(
    tx: Connection, account: ChannelAccountId, address: str, *, limit: int
) -> list[tuple[datetime, Mapping[str, Any]]]:
    """The last events of a chat that are still kept, newest first."""
    rows = tx.execute(
        select(inbox.c.received_at, inbox.c.raw)
        .where(
            inbox.c.channel_account_id == account,
            inbox.c.address == address,
            inbox.c.raw.is_not(None),
            inbox.c.status != InboxStatus.DROPPED.value,
        )
        .order_by(inbox.c.id.desc())
        .limit(limit)
    )
    return [(row.received_at, _read(tx, row.raw, address)) for row in rows]


def heard_at(tx: Connection, account: ChannelAccountId, address: str) -> datetime | None:
    """When somebody last did something in a chat; None when nothing is known of it."""
    last: datetime | None = tx.scalar(
        select(inbox.c.received_at)
        .where(inbox.c.channel_account_id == account, inbox.c.address == address)
        .order_by(inbox.c.id.desc())
        .limit(1)
    )
    return last


def last_event(tx: Connection, account: ChannelAccountId) -> datetime | None:
    """When anything came to an account last; None when nothing is known of it."""
    came = select(inbox.c.received_at).where(inbox.c.channel_account_id == account)
    last: datetime | None = tx.scalar(came.order_by(inbox.c.id.desc()).limit(1))
    return last


def counts(tx: Connection) -> dict[str, int]:
    """How many events are in each state."""
    rows = tx.execute(select(inbox.c.status, func.count()).group_by(inbox.c.status))
    return {row[0]: row[1] for row in rows}
