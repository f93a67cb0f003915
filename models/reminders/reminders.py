"""Reminders as rows: planned once for ever, each ending with a reason; what a ward set, muted, announced."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    delete,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from bot.domain.ids import AreaId, HouseholdId, NoticeId, PersonId, ReminderId, SponsorId, SponsorshipId
from bot.domain.reminders.terms import (
    SETTINGS,
    Audience,
    DayKind,
    Ended,
    Matter,
    Muted,
    Row,
    Settings,
)
from bot.domain.reminders.units import WardDay
from models.base import UtcDateTime, metadata

reminder = Table(
    "reminder",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("occurrence", String(100), nullable=False, unique=True),
    Column("name", String(80), nullable=False),
    Column("matter", String(16), nullable=False),
    Column("step", Integer, nullable=False),
    Column("again", Integer, nullable=False),
    Column("audience", String(10), nullable=False),
    Column("commune_id", ForeignKey("area.id"), nullable=False),
    Column("sponsor_id", ForeignKey("sponsor.id"), index=True),
    Column("sponsorship_id", ForeignKey("sponsorship.id"), index=True),
    Column("household_id", ForeignKey("household.id"), index=True),
    Column("detail", String(60), nullable=False),
    Column("due_on", Date, nullable=False),
    Column("useful_to", Date, nullable=False),
    Column("status", String(10), nullable=False),
    Column("reason", String(40)),
    Column("notice_id", Integer, index=True),
    Column("settled_on", Date),
    Column("settled_at", UtcDateTime),
    Column("created_at", UtcDateTime, nullable=False),
)
_WAITS = reminder.c.status.in_([Ended.PLANNED.value, Ended.QUEUED.value])
Index(
    "ix_reminder_open",
    reminder.c.status,
    reminder.c.due_on,
    sqlite_where=reminder.c.settled_at.is_(None),
    postgresql_where=reminder.c.settled_at.is_(None),
)

reminder_day = Table(
    "reminder_day",
    metadata,
    Column("day", Date, primary_key=True),
    Column("units_to", Integer, nullable=False),
    Column("families_to", Integer, nullable=False),
    Column("finished_at", UtcDateTime),
)

reminder_setting = Table(
    "reminder_setting",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("commune_id", ForeignKey("area.id"), nullable=False, index=True),
    Column("name", String(24), nullable=False),
    Column("value", Integer, nullable=False),
    Column("recorded_at", UtcDateTime, nullable=False),
    Column("replaced_at", UtcDateTime),
)

reminder_mute = Table(
    "reminder_mute",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("household_id", ForeignKey("household.id"), index=True),
    Column("sponsor_id", ForeignKey("sponsor.id"), index=True),
    Column("why", String(10), nullable=False),
    Column("valid_from", Date, nullable=False),
    Column("valid_to", Date, nullable=False),
    Column("made_by", ForeignKey("person.id")),
    Column("recorded_at", UtcDateTime, nullable=False),
)

ward_day = Table(
    "ward_day",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("commune_id", ForeignKey("area.id"), nullable=False, index=True),
    Column("kind", String(12), nullable=False),
    Column("on_day", Date, nullable=False),
    Column("place", String(160), nullable=False),
    Column("made_by", ForeignKey("person.id")),
    Column("recorded_at", UtcDateTime, nullable=False),
    Column("withdrawn_at", UtcDateTime),
)


@dataclass(frozen=True, slots=True)
class Reminder:
    """A reminder that was planned."""

    id: ReminderId
    name: str
    matter: Matter
    step: int
    audience: Audience
    commune: AreaId
    sponsor: SponsorId | None
    sponsorship: SponsorshipId | None
    household: HouseholdId | None
    detail: str
    due: date
    useful_to: date
    ended: Ended
    reason: str | None
    on: date | None


def plan(tx: Connection, rows: Sequence[Row], *, now: datetime) -> None:
    """Plan reminders; an occurrence that was ever planned stays as it is."""
    if not rows:
        return
    dialect_insert = sqlite_insert if tx.dialect.name == "sqlite" else postgres_insert
    wanted = dialect_insert(reminder).on_conflict_do_nothing(index_elements=["occurrence"])
    tx.execute(wanted, [_values(row, now) for row in rows])


def _values(row: Row, now: datetime) -> dict[str, object]:
    return {
        "occurrence": row.occurrence,
        "name": row.name,
        "matter": row.matter.value,
        "step": row.step,
        "again": row.again,
        "audience": row.audience.value,
        "commune_id": row.commune,
        "sponsor_id": row.sponsor,
        "sponsorship_id": row.sponsorship,
        "household_id": row.household,
        "detail": row.detail,
        "due_on": row.due,
        "useful_to": row.useful_to,
        "status": Ended.PLANNED.value,
        "created_at": now,
    }


def waiting(tx: Connection, *, day: date, limit: int, after: int = 0) -> list[Reminder]:
    """Reminders whose day has come and that are in no message yet, in the order they were planned."""
    rows = tx.execute(
        select(reminder)
        .where(
            reminder.c.settled_at.is_(None),
            reminder.c.status == Ended.PLANNED.value,
            reminder.c.due_on <= day,
            reminder.c.id > after,
        )
        .order_by(reminder.c.id)
        .limit(limit)
    )
    return [read(row) for row in rows]


def open_where(tx: Connection, where: ColumnElement[bool]) -> list[Reminder]:
    """Reminders that are yet to end, of those meant."""
    rows = tx.execute(select(reminder).where(_WAITS, where).order_by(reminder.c.id))
    return [read(row) for row in rows]


def read(row: object) -> Reminder:
    """A reminder from its row."""
    known = row._mapping  # type: ignore[attr-defined]
    sponsor_id, sponsorship_id = known["sponsor_id"], known["sponsorship_id"]
    household_id = known["household_id"]
    return Reminder(
        ReminderId(known["id"]),
        known["name"],
        Matter(known["matter"]),
        known["step"],
        Audience(known["audience"]),
        AreaId(known["commune_id"]),
        None if sponsor_id is None else SponsorId(sponsor_id),
        None if sponsorship_id is None else SponsorshipId(sponsorship_id),
        None if household_id is None else HouseholdId(household_id),
        known["detail"],
        known["due_on"],
        known["useful_to"],
        Ended(known["status"]),
        known["reason"],
        known["settled_on"],
    )


def carry(tx: Connection, numbers: Collection[ReminderId], notice_id: NoticeId) -> None:
    """Let reminders go along in a message."""
    going = {"status": Ended.QUEUED.value, "notice_id": notice_id}
    tx.execute(update(reminder).where(reminder.c.id.in_(numbers)).values(going))


def settle(
    tx: Connection,
    numbers: Collection[ReminderId],
    ended: Ended,
    *,
    reason: str | None,
    day: date,
    now: datetime,
) -> int:
    """Write down how reminders ended. What ended before stays as it ended. Returns how many ended."""
    over = {"status": ended.value, "reason": reason, "settled_on": day, "settled_at": now}
    meant = update(reminder).where(reminder.c.id.in_(numbers), reminder.c.settled_at.is_(None))
    return tx.execute(meant.values(over)).rowcount


def settings_of(tx: Connection, commune: AreaId) -> Settings:
    """What a ward set; for the rest what is usual."""
    rows = tx.execute(
        select(reminder_setting.c.name, reminder_setting.c.value).where(
            reminder_setting.c.commune_id == commune, reminder_setting.c.replaced_at.is_(None)
        )
    )
    return Settings(**(asdict(Settings()) | {row.name: row.value for row in rows if row.name in SETTINGS}))


def set_one(tx: Connection, commune: AreaId, name: str, value: int, *, now: datetime) -> None:
    """Set one thing for a ward from now on."""
    tx.execute(
        update(reminder_setting)
        .where(
            reminder_setting.c.commune_id == commune,
            reminder_setting.c.name == name,
            reminder_setting.c.replaced_at.is_(None),
        )
        .values(replaced_at=now)
    )
    tx.execute(insert(reminder_setting).values(commune_id=commune, name=name, value=value, recorded_at=now))


def mute(
    tx: Connection,
    *,
    why: Muted,
    begins: date,
    ends: date,
    household_id: HouseholdId | None = None,
    sponsor_id: SponsorId | None = None,
    by: PersonId | None = None,
    now: datetime,
) -> None:
    """Remind nobody of a family, or a unit of nothing, until a day."""
    values = {"why": why.value, "valid_from": begins, "valid_to": ends, "made_by": by, "recorded_at": now}
    tx.execute(insert(reminder_mute).values(**values, household_id=household_id, sponsor_id=sponsor_id))


def unmute(tx: Connection, household_id: HouseholdId, *, day: date) -> int:
    """Remind of a family again from a day on."""
    holding = reminder_mute.c.household_id == household_id, reminder_mute.c.valid_to > day
    return tx.execute(update(reminder_mute).where(*holding).values(valid_to=day)).rowcount


def muted_units(tx: Connection, *, day: date) -> dict[SponsorId, date]:
    """The units that want to be reminded later, and until when."""
    rows = tx.execute(
        select(reminder_mute.c.sponsor_id, reminder_mute.c.valid_to).where(
            reminder_mute.c.sponsor_id.is_not(None), muting(day)
        )
    )
    return {SponsorId(row.sponsor_id): row.valid_to for row in rows}


def muting(day: date) -> ColumnElement[bool]:
    """The mutes that hold on a day."""
    return (reminder_mute.c.valid_from <= day) & (reminder_mute.c.valid_to > day)


def announce(
    tx: Connection,
    commune: AreaId,
    kind: DayKind,
    *,
    on: date,
    place: str,
    by: PersonId | None,
    now: datetime,
) -> int:
    """Keep a day that a ward announces; the same day again has another place."""
    same = (
        ward_day.c.commune_id == commune,
        ward_day.c.kind == kind.value,
        ward_day.c.on_day == on,
        ward_day.c.withdrawn_at.is_(None),
    )
    tx.execute(update(ward_day).where(*same).values(withdrawn_at=now))
    values = {"commune_id": commune, "kind": kind.value, "on_day": on, "place": place, "made_by": by}
    made = tx.execute(insert(ward_day).values(**values, recorded_at=now)).inserted_primary_key
    assert made is not None
    return int(made[0])


def days_ahead(tx: Connection, commune: AreaId, *, day: date) -> list[WardDay]:
    """The days that a ward announced and that are not over."""
    rows = tx.execute(
        select(ward_day)
        .where(ward_day.c.commune_id == commune, ward_day.c.on_day >= day, ward_day.c.withdrawn_at.is_(None))
        .order_by(ward_day.c.on_day, ward_day.c.id)
    )
    return [WardDay(row.id, DayKind(row.kind), row.on_day) for row in rows]


def announced(tx: Connection, number: int) -> tuple[DayKind, date, str] | None:
    """What is on a day, when and where; None for one that was taken back."""
    row = tx.execute(
        select(ward_day).where(ward_day.c.id == number, ward_day.c.withdrawn_at.is_(None))
    ).one_or_none()
    return None if row is None else (DayKind(row.kind), row.on_day, row.place)


def planned_to(tx: Connection, day: date) -> tuple[int, int, bool]:
    """How far the planning of a day came: the last unit, the last family, and whether it is done."""
    row = tx.execute(select(reminder_day).where(reminder_day.c.day == day)).one_or_none()
    return (0, 0, False) if row is None else (row.units_to, row.families_to, row.finished_at is not None)


def plan_goes_on(
    tx: Connection, day: date, units_to: int, families_to: int, *, done: datetime | None
) -> None:
    """Keep how far the planning of a day came."""
    dialect_insert = sqlite_insert if tx.dialect.name == "sqlite" else postgres_insert
    values = {"units_to": units_to, "families_to": families_to, "finished_at": done}
    written = dialect_insert(reminder_day).values(day=day, **values)
    tx.execute(written.on_conflict_do_update(index_elements=["day"], set_=values))


def plan_anew(tx: Connection, *, since: date) -> None:
    """Let a day and those after it be planned once more: something was told that may be due at once, or the
    clock was ahead when they were planned. What was planned stays planned."""
    tx.execute(delete(reminder_day).where(reminder_day.c.day >= since))


def of_whom(
    tx: Connection, units: Collection[SponsorId], homes: Collection[HouseholdId], *, since: date
) -> list[Reminder]:
    """What became of the reminders of these units and families since a day, and what waits, newest first."""
    recent = or_(reminder.c.settled_on.is_(None), reminder.c.settled_on >= since)
    own = or_(
        reminder.c.sponsor_id.in_(units),
        (reminder.c.audience == Audience.FAMILY.value) & reminder.c.household_id.in_(homes),
    )
    return [
        read(row) for row in tx.execute(select(reminder).where(own, recent).order_by(reminder.c.id.desc()))
    ]


def in_group(tx: Connection, audience: Audience, number: int, *, day: date) -> list[Reminder]:
    """All that waits for one unit, committee or family, and whose day has come."""
    owner = {
        Audience.COMMITTEE: reminder.c.commune_id,
        Audience.FAMILY: reminder.c.household_id,
    }.get(audience, reminder.c.sponsor_id)
    rows = tx.execute(
        select(reminder)
        .where(
            owner == number,
            reminder.c.audience == audience.value,
            reminder.c.status == Ended.PLANNED.value,
            reminder.c.due_on <= day,
            reminder.c.useful_to >= day,
        )
        .order_by(reminder.c.id)
    )
    return [read(row) for row in rows]
