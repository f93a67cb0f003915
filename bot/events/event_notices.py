"""What is told of events unasked: reminders, changes, freed seats, invitations, whether somebody still works.

Each is planned once, by the name of its occurrence; the planner decides when it goes."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.clock import VIETNAM
from bot.domain.events.event import Event, Slot
from bot.domain.events.reminders import FOLLOW_UP_USEFUL, after, follow_ups, reminders
from bot.domain.events.terms import EventKind
from bot.domain.ids import ContactId
from bot.domain.notices import (
    EVENT_AFTER,
    EVENT_CANCELLED,
    EVENT_CHANGED,
    EVENT_FOLLOW_UP,
    EVENT_LAPSED,
    EVENT_NEW,
    EVENT_OFFER,
    EVENT_REMINDER,
    NoticeKind,
    Quiet,
)
from bot.wording import DEFAULT, wording
from models.events import registrations
from models.events.registrations import Registered
from models.sending import notices
from models.sending.notices import NewNotice

TOLD_WITHIN = timedelta(days=7)
WITH_WORK = (EventKind.JOB_FAIR, EventKind.JOB_SESSION)
"""Where employers come."""


def when(starts: datetime, ends: datetime, *, language: str = DEFAULT) -> str:
    """Day and hours as people say them: thứ bảy 05/12/2026, 7:30 tới 11:30."""
    say, begins, over = wording(language), starts.astimezone(VIETNAM), ends.astimezone(VIETNAM)
    day = say("events.day", weekday=say(f"events.weekday_{begins.weekday()}"), date=f"{begins:%d/%m/%Y}")
    if begins.date() == over.date():
        return say("events.hours", day=day, begins=clock(begins), ends=clock(over))
    return say("events.days", day=day, begins=clock(begins), last=f"{over:%d/%m/%Y}")


def clock(instant: datetime) -> str:
    """An hour on the wall: 7:30."""
    local = instant.astimezone(VIETNAM)
    return f"{local.hour}:{local.minute:02d}"


def short_instant(instant: datetime) -> str:
    """An hour and its day: 17:00 24/11."""
    return f"{clock(instant)} {instant.astimezone(VIETNAM):%d/%m}"


def told(event: Event, slot: Slot) -> dict[str, str]:
    """What every notice of an event says."""
    return {
        "title": event.plan.title,
        "when": when(slot.starts, slot.ends),
        "place": event.plan.place,
    }


def plan_reminders(
    tx: Connection, event: Event, one: Registered, *, quiet: Quiet, now: datetime, anew: bool = False
) -> None:
    """Remind somebody who has a seat and wants to be reminded; `anew` in place of what was called off."""
    slot = event.slot(one.slot)
    if slot is None or one.contact is None or not one.reminded:
        return
    values = told(event, slot) | {"number": str(one.number), "code": one.code}
    for each in reminders(slot.starts, now=now, quiet=quiet):
        name = f"event:{one.code}:{each.name}:{slot.starts:%Y%m%d%H%M}"
        name += f":{now:%Y%m%d%H%M%S}" if anew else ""
        _plan(tx, EVENT_REMINDER, name, one.contact, values, due=each.due, until=each.useful_until, now=now)


def call_off(tx: Connection, one: Registered, *, reason: str, now: datetime) -> None:
    """Remind somebody no more."""
    if one.contact is not None:
        notices.call_off(tx, one.contact, named=f"event:{one.code}:", reason=reason, now=now)


def tell_change(
    tx: Connection, event: Event, people: Collection[Registered], *, quiet: Quiet, now: datetime
) -> None:
    """Tell everybody at once of another time or place, and remind them by the new one."""
    for one in people:
        slot = event.slot(one.slot)
        if slot is None or one.contact is None:
            continue
        call_off(tx, one, reason="event_changed", now=now)
        values = told(event, slot) | {"number": str(one.number), "code": one.code}
        name = f"event_changed:{one.code}:{now.isoformat()}"
        _plan(tx, EVENT_CHANGED, name, one.contact, values, due=now, until=slot.ends, now=now)
        if one.state.holds_seat:
            plan_reminders(tx, event, one, quiet=quiet, now=now, anew=True)


def tell_cancelled(tx: Connection, event: Event, people: Collection[Registered], *, now: datetime) -> None:
    """Tell everybody, also at night, that nobody needs to come."""
    for one in people:
        slot = event.slot(one.slot)
        if slot is None or one.contact is None:
            continue
        call_off(tx, one, reason="event_cancelled", now=now)
        values = {"title": event.plan.title, "when": when(slot.starts, slot.ends)}
        name = f"event_cancelled:{one.code}"
        _plan(tx, EVENT_CANCELLED, name, one.contact, values, due=now, until=slot.ends, now=now)


def tell_offers(tx: Connection, event: Event, people: Sequence[Registered], *, now: datetime) -> None:
    """Tell those who waited that a seat is kept for them, and until when."""
    for one in people:
        slot = event.slot(one.slot)
        if slot is None or one.contact is None or one.offered_until is None:
            continue
        values = told(event, slot) | {"until": short_instant(one.offered_until), "code": one.code}
        name = f"event_offer:{one.code}:{one.offered_until:%Y%m%d%H%M}"
        _plan(tx, EVENT_OFFER, name, one.contact, values, due=now, until=one.offered_until, now=now)


def tell_lapsed(tx: Connection, event: Event, one: Registered, *, now: datetime) -> None:
    """Tell somebody that the seat kept for them went to the next."""
    if one.contact is not None:
        name = f"event_lapsed:{one.code}"
        values = {"title": event.plan.title}
        until = max(one.starts, now + timedelta(hours=1))
        _plan(tx, EVENT_LAPSED, name, one.contact, values, due=now, until=until, now=now)


def invite(tx: Connection, event: Event, chats: Collection[ContactId], *, now: datetime) -> None:
    """Tell who agreed to be reminded that there is something for them."""
    slot = event.slots[0]
    until = min(event.closes(slot), now + TOLD_WITHIN)
    for chat in chats:
        name = f"event_new:{event.code}:{chat}"
        values = told(event, slot) | {"code": event.code}
        _plan(tx, EVENT_NEW, name, chat, values, due=now, until=until, now=now)


def plan_after(tx: Connection, event: Event, one: Registered, *, now: datetime) -> None:
    """Ask who came to where work is offered, the day after, what came of it."""
    slot = event.slot(one.slot)
    if slot is None or one.contact is None or event.plan.kind not in WITH_WORK:
        return
    due = after(slot.ends)
    values = {"title": event.plan.title, "number": str(one.number), "code": one.code}
    until = due + FOLLOW_UP_USEFUL
    _plan(tx, EVENT_AFTER, f"event_after:{one.code}", one.contact, values, due=due, until=until, now=now)


def call_off_after(tx: Connection, one: Registered, *, now: datetime) -> None:
    """Ask no more what came of it: it is known, or they had not come after all."""
    if one.contact is not None:
        notices.call_off(tx, one.contact, named=f"event_after:{one.code}", reason="told", now=now)


def plan_follow_ups(tx: Connection, event: Event, one: Registered, *, now: datetime) -> None:
    """Ask somebody who was hired, after 30, 60 and 90 days, whether they still work."""
    if one.contact is None:
        return
    for days, due in follow_ups(now):
        values = {"title": event.plan.title, "days": str(days), "code": one.code}
        name, until = f"follow_up:{one.code}:{days}", due + FOLLOW_UP_USEFUL
        _plan(tx, EVENT_FOLLOW_UP, name, one.contact, values, due=due, until=until, now=now)


def call_off_follow_ups(tx: Connection, one: Registered, *, now: datetime) -> None:
    """Ask no more: they said that they left, or were not hired after all."""
    if one.contact is not None:
        notices.call_off(tx, one.contact, named=f"follow_up:{one.code}:", reason="left_work", now=now)


def refill(tx: Connection, event: Event, *, quiet: Quiet, now: datetime) -> None:
    """Offer what became free to those who wait, and tell them."""
    tell_offers(tx, event, registrations.fill(tx, event.id, now=now, quiet=quiet), now=now)


def _plan(
    tx: Connection,
    kind: NoticeKind,
    occurrence: str,
    contact: ContactId,
    values: Mapping[str, str],
    *,
    due: datetime,
    until: datetime,
    now: datetime,
) -> None:
    new = NewNotice(kind.key, occurrence, contact, kind.priority, kind.fitting(values), due, until)
    notices.plan(tx, new, now=now)
