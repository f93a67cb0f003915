"""What a unit did comes in: it is kept, and nobody is reminded of it any more."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import Connection, and_, select, update

from bot.domain.ids import HouseholdId, NoticeId, PersonId, ReminderId, SponsorId, SponsorshipId
from bot.domain.reminders.terms import ANSWERED_BY, Done, Ended, Matter, Muted, ReportCame
from bot.domain.reminders.units import PLEDGE
from models.reminders.reminders import Reminder, open_where, reminder, settle
from models.sending import notices
from models.sending.notices import NoticeStatus, notice
from models.sending.outbox import OutboxStatus, outbox
from models.sponsors.sponsors import (
    keep_promise,
    note_done,
    promised,
    withdraw_done,
    withdraw_promise,
)

_WAITS = (OutboxStatus.READY.value, OutboxStatus.WAITING.value)
_WAITS_AGAIN = {
    "status": Ended.PLANNED.value,
    "reason": None,
    "settled_on": None,
    "settled_at": None,
    "notice_id": None,
}


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
    if promised(tx, number) is None:
        return 0
    keep_promise(tx, number, on=on, now=now)
    return _clear(tx, _waiting_for(tx, number), day, now)


def promise_gone(tx: Connection, number: int, *, day: date, now: datetime) -> int:
    """Keep that a promise was taken back, and remind nobody of it any more."""
    withdraw_promise(tx, number, now=now)
    return _clear(tx, _waiting_for(tx, number), day, now, reason="no_longer_due")


def _waiting_for(tx: Connection, number: int) -> list[Reminder]:
    made = promised(tx, number)
    own = (reminder.c.matter == Matter.PROMISE_DUE.value) & (reminder.c.detail == f"{number}")
    return [] if made is None else open_where(tx, own & (reminder.c.sponsorship_id == made[0]))


def pledges_stand(
    tx: Connection, unit: SponsorId, still: Collection[int], *, day: date, now: datetime
) -> None:
    """Remind a unit of those of its lines in the book alone of which something is open still.

    What was cleared because it was given, and then was not given after all, waits again."""
    open_ = [f"{PLEDGE}{number}" for number in still]
    own = (
        reminder.c.sponsor_id == unit,
        reminder.c.matter == Matter.PROMISE_DUE.value,
        reminder.c.detail.startswith(PLEDGE),
    )
    _clear(tx, open_where(tx, and_(*own, reminder.c.detail.not_in(open_))), day, now)
    cleared = reminder.c.detail.in_(open_), reminder.c.status == Ended.CLEARED.value
    tx.execute(update(reminder).where(*own, *cleared).values(_WAITS_AGAIN))


def report_gone(
    tx: Connection, family: SponsorshipId, done: Done, *, told_at: datetime, now: datetime
) -> int:
    """A report was taken back: what it had cleared waits again, unless a later one answers it.

    Returns how many reminders wait again; those whose time is over meanwhile are planned anew each day."""
    if not withdraw_done(tx, family, done, told_at=told_at, now=now):
        return 0
    meant = (
        reminder.c.sponsorship_id == family,
        reminder.c.matter.in_([each.value for each in ANSWERED_BY[done]]),
        reminder.c.status == Ended.CLEARED.value,
        reminder.c.settled_at == told_at,
    )
    return tx.execute(update(reminder).where(*meant).values(_WAITS_AGAIN)).rowcount


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
