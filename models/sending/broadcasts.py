"""Messages to many families: what, to whom by which right, who approved it, and what became of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, NewType

from sqlalchemy import (
    JSON,
    Column,
    ColumnElement,
    Connection,
    ForeignKey,
    FromClause,
    Index,
    Integer,
    Row,
    String,
    Table,
    Text,
    UniqueConstraint,
    case,
    cast,
    func,
    insert,
    literal,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from bot.domain.audience import Ground
from bot.domain.figures.query import Query
from bot.domain.ids import AreaId, ContactId, HouseholdId, NoticeId, PersonId
from bot.domain.messages import Priority
from bot.domain.notices import BROADCAST
from models.base import UtcDateTime, constant, metadata
from models.sending.notices import NoticeStatus, notice
from models.sending.outbox import OPEN, OutboxStatus, outbox

BroadcastId = NewType("BroadcastId", int)

broadcast = Table(
    "broadcast",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("code", String(12), nullable=False, unique=True),
    Column("form_key", String(24), nullable=False, unique=True),
    Column("area_id", ForeignKey("area.id"), nullable=False, index=True),
    Column("ground", String(8), nullable=False),
    Column("document", String(60)),
    Column("audience", JSON, nullable=False),
    Column("words", Text, nullable=False),
    Column("words_km", Text),
    Column("state", String(8), nullable=False),
    Column("made_by", ForeignKey("person.id"), nullable=False),
    Column("made_from", ForeignKey("contact.id"), nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
    Column("approved_by", ForeignKey("person.id")),
    Column("approved_at", UtcDateTime),
    Column("ended_at", UtcDateTime),
)

broadcast_recipient = Table(
    "broadcast_recipient",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("broadcast_id", ForeignKey("broadcast.id"), nullable=False),
    Column("contact_id", ForeignKey("contact.id"), nullable=False, index=True),
    Column("household_id", ForeignKey("household.id"), nullable=False),
    # Not a foreign key: notices are forgotten by a rule of their own.
    Column("notice_id", Integer),
    Column("result", String(12), nullable=False),
    UniqueConstraint("broadcast_id", "contact_id"),
)
Index(
    "ix_broadcast_recipient_waiting",
    broadcast_recipient.c.broadcast_id,
    broadcast_recipient.c.id,
    sqlite_where=broadcast_recipient.c.result == "waiting",
    postgresql_where=broadcast_recipient.c.result == "waiting",
)


class BroadcastState(StrEnum):
    """draft → (waits for a second person) → sending → done; or stopped at any time before done."""

    DRAFT = "draft"
    WAITS = "waits"
    SENDING = "sending"
    DONE = "done"
    STOPPED = "stopped"


class Result(StrEnum):
    """What became of one recipient. `planned` ones live on as a notice; the others end here."""

    WAITING = "waiting"
    PLANNED = "planned"
    NOT_AGREED = "not_agreed"
    STOPPED = "stopped"
    UNREACHABLE = "unreachable"
    CALLED_OFF = "called_off"


class Arrival(StrEnum):
    """What is told of a recipient: `Result`, with planned ones followed to their end."""

    WAITING = "waiting"
    ON_ITS_WAY = "on_its_way"
    SENT = "sent"
    FAILED = "failed"
    NOT_AGREED = "not_agreed"
    STOPPED = "stopped"
    UNREACHABLE = "unreachable"
    CALLED_OFF = "called_off"


@dataclass(frozen=True, slots=True)
class NewBroadcast:
    """A broadcast to be drafted. `form_key` names the form it came from: sent twice, it is one."""

    code: str
    form_key: str
    area: AreaId
    ground: Ground
    audience: Query
    words: str
    made_by: PersonId
    document: str | None = None
    words_km: str | None = None


@dataclass(frozen=True, slots=True)
class Broadcast:
    """A broadcast as it stands."""

    id: BroadcastId
    code: str
    area: AreaId
    ground: Ground
    audience: Query
    words: str
    state: BroadcastState
    made_by: PersonId
    made_from: ContactId
    made_at: datetime
    document: str | None = None
    words_km: str | None = None
    approved_by: PersonId | None = None


def draft(tx: Connection, made_from: ContactId, new: NewBroadcast, *, now: datetime) -> None:
    """Write a broadcast down, sent to nobody yet; once for each form."""
    dialect_insert = sqlite_insert if tx.dialect.name == "sqlite" else postgres_insert
    tx.execute(
        dialect_insert(broadcast)
        .values(
            code=new.code,
            form_key=new.form_key,
            area_id=new.area,
            ground=new.ground.value,
            document=new.document,
            audience=new.audience.model_dump(mode="json", exclude_defaults=True),
            words=new.words,
            words_km=new.words_km,
            state=BroadcastState.DRAFT.value,
            made_by=new.made_by,
            made_from=made_from,
            made_at=now,
        )
        .on_conflict_do_nothing(index_elements=["form_key"])
    )


def by_code(tx: Connection, code: str, areas: Collection[AreaId]) -> Broadcast | None:
    """A broadcast of these areas by its code."""
    wanted = select(broadcast).where(broadcast.c.code == code, broadcast.c.area_id.in_(areas))
    row = tx.execute(wanted).one_or_none()
    return None if row is None else _read(row)


def by_form(tx: Connection, form_key: str) -> Broadcast:
    """The broadcast that was drafted with a form."""
    return _read(tx.execute(select(broadcast).where(broadcast.c.form_key == form_key)).one())


def newest(tx: Connection, areas: Collection[AreaId], *, limit: int) -> list[Broadcast]:
    """The last broadcasts of these areas that were more than drafts."""
    wanted = broadcast.c.area_id.in_(areas), broadcast.c.state != BroadcastState.DRAFT.value
    rows = tx.execute(select(broadcast).where(*wanted).order_by(broadcast.c.id.desc()).limit(limit))
    return [_read(row) for row in rows]


def in_state(tx: Connection, state: BroadcastState) -> list[Broadcast]:
    """All broadcasts in a state, oldest first."""
    rows = tx.execute(select(broadcast).where(broadcast.c.state == state.value).order_by(broadcast.c.id))
    return [_read(row) for row in rows]


def _read(row: Row[Any]) -> Broadcast:
    return Broadcast(
        BroadcastId(row.id),
        row.code,
        AreaId(row.area_id),
        Ground(row.ground),
        Query.model_validate(row.audience),
        row.words,
        BroadcastState(row.state),
        PersonId(row.made_by),
        ContactId(row.made_from),
        row.made_at,
        row.document,
        row.words_km,
        None if row.approved_by is None else PersonId(row.approved_by),
    )


def advance(
    tx: Connection,
    of: BroadcastId,
    before: Collection[BroadcastState],
    after: BroadcastState,
    *,
    now: datetime,
    approved_by: PersonId | None = None,
) -> bool:
    """Bring a broadcast from one state to the next. False where somebody else was quicker."""
    values: dict[str, object] = {"state": after.value}
    if approved_by is not None:
        values |= {"approved_by": approved_by, "approved_at": now}
    if after in (BroadcastState.DONE, BroadcastState.STOPPED):
        values["ended_at"] = now
    stands = broadcast.c.id == of, broadcast.c.state.in_([each.value for each in before])
    return bool(tx.execute(update(broadcast).where(*stands).values(values)).rowcount)


def next_waiting(tx: Connection, of: BroadcastId, *, limit: int) -> list[tuple[int, ContactId]]:
    """The next recipients, as rows with their contacts."""
    rows = tx.execute(
        select(broadcast_recipient.c.id, broadcast_recipient.c.contact_id)
        .where(
            broadcast_recipient.c.broadcast_id == of,
            broadcast_recipient.c.result == constant(Result.WAITING.value),
        )
        .order_by(broadcast_recipient.c.id)
        .limit(limit)
    )
    return [(row.id, ContactId(row.contact_id)) for row in rows]


def settle(tx: Connection, recipient: int, result: Result, *, notice_id: NoticeId | None = None) -> None:
    """Write down that a recipient has a notice now, or why not."""
    mine = broadcast_recipient.c.id == recipient
    tx.execute(update(broadcast_recipient).where(mine).values(result=result.value, notice_id=notice_id))


def call_off(tx: Connection, of: BroadcastId, *, now: datetime) -> None:
    """Send no more: what is on its way to a platform arrives, nothing else."""
    own = broadcast_recipient.c.broadcast_id == of
    waiting = own, broadcast_recipient.c.result == constant(Result.WAITING.value)
    tx.execute(update(broadcast_recipient).where(*waiting).values(result=Result.CALLED_OFF.value))
    planned = select(broadcast_recipient.c.notice_id).where(own, broadcast_recipient.c.notice_id.is_not(None))
    tx.execute(
        update(notice)
        .where(notice.c.id.in_(planned), notice.c.status == constant(NoticeStatus.PLANNED.value))
        .values(status=NoticeStatus.CLEARED.value, reason="called_off", settled_at=now, parameters=None)
    )
    keys = select(_first_key(broadcast_recipient.c.notice_id)).where(
        own, broadcast_recipient.c.notice_id.is_not(None)
    )
    unsent = outbox.c.status.in_((OutboxStatus.READY.value, OutboxStatus.WAITING.value))
    tx.execute(
        update(outbox)
        .where(outbox.c.dedup_key.in_(keys), unsent)
        .values(status=OutboxStatus.CANCELLED.value, last_error="called_off", finished_at=now)
    )


def _first_key(notice_id: ColumnElement[int]) -> ColumnElement[str]:
    return literal("notice:") + cast(notice_id, String) + literal(":0")


def _arrival() -> ColumnElement[str]:
    """What became of a recipient, its notice and its message followed to the end."""
    own, gone = broadcast_recipient.c.result, (NoticeStatus.MUTED.value, NoticeStatus.EXPIRED.value)
    failed = (OutboxStatus.DEAD.value, OutboxStatus.EXPIRED.value)
    cleared = (NoticeStatus.CLEARED.value,)
    return case(
        (own != Result.PLANNED.value, own),
        (outbox.c.status == OutboxStatus.SENT.value, Arrival.SENT.value),
        (notice.c.status.in_(cleared), Arrival.CALLED_OFF.value),
        (outbox.c.status == OutboxStatus.CANCELLED.value, Arrival.CALLED_OFF.value),
        (notice.c.status.in_(gone), Arrival.FAILED.value),
        (outbox.c.status.in_(failed), Arrival.FAILED.value),
        else_=Arrival.ON_ITS_WAY.value,
    )


def arrivals(tx: Connection, of: BroadcastId) -> Counter[Arrival]:
    """How many recipients stand where."""
    arrival = _arrival().label("arrival")
    rows = tx.execute(_followed(of, arrival, func.count()).group_by(arrival))
    return Counter({Arrival(row[0]): row[1] for row in rows})


def households_by_arrival(tx: Connection, of: BroadcastId) -> Mapping[HouseholdId, list[Arrival]]:
    """What became of each message, by the household it was for."""
    found: dict[HouseholdId, list[Arrival]] = {}
    rows = tx.execute(
        _followed(of, _arrival().label("arrival"), broadcast_recipient.c.household_id).order_by(
            broadcast_recipient.c.id
        )
    )
    for arrival, household in rows:
        found.setdefault(HouseholdId(household), []).append(Arrival(arrival))
    return found


def _followed(of: BroadcastId, *columns: ColumnElement[Any]) -> Any:
    return (
        select(*columns)
        .select_from(broadcast_recipient)
        .outerjoin(notice, notice.c.id == broadcast_recipient.c.notice_id)
        .outerjoin(outbox, outbox.c.dedup_key == _first_key(broadcast_recipient.c.notice_id))
        .where(broadcast_recipient.c.broadcast_id == of)
    )


def in_line(tx: Connection, *, most: int) -> int:
    """How many messages of broadcasts wait for the planner or the sender; no more than `most` are counted."""
    planned = notice.c.status == constant(NoticeStatus.PLANNED.value), notice.c.key == BROADCAST.key
    open_ = outbox.c.status.in_([constant(each) for each in OPEN])
    lines = (
        select(notice.c.id).where(*planned),
        select(outbox.c.id).where(open_, outbox.c.priority == Priority.BROADCAST.value),
    )
    return sum(len(tx.scalars(each.limit(most)).all()) for each in lines)


def add_recipients(tx: Connection, of: BroadcastId, chosen: FromClause) -> None:
    """Write down all that a selection of contacts, households and results gives."""
    columns = ["broadcast_id", "contact_id", "household_id", "result"]
    rows = select(literal(of), chosen.c.contact_id, chosen.c.household_id, chosen.c.result)
    tx.execute(insert(broadcast_recipient).from_select(columns, rows))
