"""What a unit did comes in: it is kept, and nobody is reminded of it any more."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import Connection, select, update

from bot.domain.ids import HouseholdId, NoticeId, PersonId, ReminderId
from bot.domain.reminders.terms import ANSWERED_BY, Ended, Matter, Muted, ReportCame
from models.reminders.reminders import Reminder, open_where, reminder, settle
from models.sending import notices
from models.sending.notices import NoticeStatus, notice
from models.sending.outbox import OutboxStatus, outbox
from models.sponsors.sponsors import keep_promise, note_done, promised

_WAITS = (OutboxStatus.READY.value, OutboxStatus.WAITING.value)


def report_came(
    tx: Connection, came: ReportCame, *, day: date, by: PersonId | None = None, now: datetime
) -> int:
    """Keep what a unit did, and call off all it is still to be reminded of that this answers.

    Returns how many reminders it cleared. `day` is today, `came.on` the day of which was told."""
    note_done(tx, came.unit, came.done, on=came.on, families=came.families or (None,), by=by, now=now)
    own = reminder.c.sponsor_id == came.unit
    if came.families:
        own &= reminder.c.sponsorship_id.in_(came.families)
    return _clear(
        tx, [each for each in open_where(tx, own) if each.matter in ANSWERED_BY[came.done]], day, now
    )


def promise_kept(tx: Connection, number: int, *, on: date, day: date, now: datetime) -> int:
    """Keep that a promise was kept, and remind nobody of it any more."""
    made = promised(tx, number)
    if made is None:
        return 0
    keep_promise(tx, number, on=on, now=now)
    own = (reminder.c.sponsorship_id == made[0]) & (reminder.c.detail == f"{number}")
    return _clear(tx, [each for each in open_where(tx, own) if each.matter is Matter.PROMISE_DUE], day, now)


def sponsorship_ended(tx: Connection, sponsorships: Collection[int], *, day: date, now: datetime) -> int:
    """Remind nobody of families that a unit does not help any more."""
    own = reminder.c.sponsorship_id.in_(sponsorships)
    return _clear(tx, open_where(tx, own), day, now, reason="ended")


def silence(tx: Connection, household_id: HouseholdId, why: Muted, *, day: date, now: datetime) -> int:
    """End at once all that waits about a family that moved or is in mourning."""
    waiting = open_where(tx, reminder.c.household_id == household_id)
    return _clear(tx, waiting, day, now, ended=Ended.MUTED, reason=why.value)


def _clear(
    tx: Connection,
    rows: Collection[Reminder],
    day: date,
    now: datetime,
    *,
    ended: Ended = Ended.CLEARED,
    reason: str = "reported",
) -> int:
    """End reminders. A message they went along in and that has not left is taken back; what else it held
    goes in another one."""
    numbers = {each.id for each in rows}
    held = _taken_back(tx, numbers, reason=reason, now=now)
    on_their_way = {each.id for each in rows if each.ended is Ended.QUEUED} - held
    return settle(tx, numbers - on_their_way, ended, reason=reason, day=day, now=now)


def _taken_back(tx: Connection, numbers: Collection[int], *, reason: str, now: datetime) -> set[ReminderId]:
    carried = select(reminder.c.notice_id).where(
        reminder.c.id.in_(numbers), reminder.c.status == Ended.QUEUED.value
    )
    freed: set[ReminderId] = set()
    for number in {NoticeId(row) for row in tx.scalars(carried)}:
        if _stopped(tx, number, now=now):
            notices.take_back(tx, number, reason=reason, now=now)
            along = reminder.c.notice_id == number
            freed |= {ReminderId(row) for row in tx.scalars(select(reminder.c.id).where(along))}
            tx.execute(update(reminder).where(along).values(status=Ended.PLANNED.value, notice_id=None))
    return freed


def _stopped(tx: Connection, number: NoticeId, *, now: datetime) -> bool:
    """Whether a message can still be kept from leaving; one that a sender holds can not."""
    status = tx.scalar(select(notice.c.status).where(notice.c.id == number).with_for_update())
    if status == NoticeStatus.PLANNED.value:
        return True
    parts = outbox.c.dedup_key.startswith(f"notice:{number}:", autoescape=True)
    states = set(tx.scalars(select(outbox.c.status).where(parts).with_for_update()))
    if status != NoticeStatus.QUEUED.value or not states or not states <= set(_WAITS):
        return False
    over = {"status": OutboxStatus.CANCELLED.value, "last_error": "called_off", "finished_at": now}
    tx.execute(update(outbox).where(parts).values(over))
    return True
