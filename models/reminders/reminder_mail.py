"""To whom reminders go, and what became of the messages they went along in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, Connection, and_, cast, func, literal, or_, select
from sqlalchemy.types import String

from bot.clock import vietnam_day
from bot.domain.ids import AreaId, ContactId, HouseholdId, PersonId, ReminderId, SponsorId
from bot.domain.reminders.terms import Audience, Ended, Muted
from bot.domain.roles import Duty, Role
from bot.domain.rungs import Rung, next_rung
from bot.errors import OutcomeUnknown
from models.areas import areas_above
from models.people.contacts import Standing, contact, person_contact
from models.people.roles import chats_of, contacts_in, role_grant
from models.register.reading import head_of
from models.reminders.reminders import muting, reminder, reminder_mute, settle
from models.sending.accounts import channel_account
from models.sending.notices import NoticeStatus, notice
from models.sending.outbox import UNSENT, OutboxStatus, outbox

SETTLED_AT_ONCE = 2_000
_NOTICE_ENDS = {
    NoticeStatus.MUTED: Ended.MUTED,
    NoticeStatus.EXPIRED: Ended.EXPIRED,
    NoticeStatus.CLEARED: Ended.CLEARED,
}
_MAIL_ENDS = {
    OutboxStatus.SENT: Ended.SENT,
    OutboxStatus.DEAD: Ended.FAILED,
    OutboxStatus.EXPIRED: Ended.EXPIRED,
    OutboxStatus.CANCELLED: Ended.CLEARED,
}


def settle_ended(tx: Connection, *, day: date, now: datetime) -> int:
    """Write down how reminders ended whose message did, some at a time. Returns how many."""
    first = outbox.c.dedup_key == literal("notice:") + cast(notice.c.id, String) + literal(":0")
    mail = func.coalesce(outbox.c.status, "")
    rows = tx.execute(
        select(
            reminder.c.id,
            reminder.c.notice_id,
            notice.c.status,
            notice.c.reason,
            outbox.c.status.label("mail"),
            outbox.c.last_error,
            outbox.c.finished_at,
        )
        .join(notice, notice.c.id == reminder.c.notice_id)
        .outerjoin(outbox, first)
        .where(
            reminder.c.settled_at.is_(None),
            reminder.c.status == Ended.QUEUED.value,
            notice.c.status != NoticeStatus.PLANNED.value,
            or_(
                notice.c.status != NoticeStatus.QUEUED.value,
                mail.not_in(UNSENT),
            ),
        )
        .order_by(reminder.c.notice_id, reminder.c.id)
        .limit(SETTLED_AT_ONCE)
    ).all()
    carried: set[int] = set()
    together: dict[tuple[Ended, str | None, date], list[ReminderId]] = {}
    for row in rows:
        ended, reason = _end(NoticeStatus(row.status), row.reason, row.mail, row.last_error)
        if ended is Ended.SENT and row.notice_id in carried:
            ended = Ended.MERGED
        if ended is not None:
            carried.add(row.notice_id)
            # A server that slept writes it down later than it was sent.
            on = vietnam_day(row.finished_at) if ended is Ended.SENT and row.finished_at else day
            together.setdefault((ended, reason, on), []).append(ReminderId(row.id))
    return sum(
        settle(tx, numbers, ended, reason=reason, day=on, now=now)
        for (ended, reason, on), numbers in together.items()
    )


def _end(
    status: NoticeStatus, reason: str | None, mail: str | None, error: str | None
) -> tuple[Ended | None, str | None]:
    """How a message ended, None while it is on its way; what may have arrived counts as sent."""
    if status is not NoticeStatus.QUEUED:
        return _NOTICE_ENDS.get(status), reason
    if mail is None:
        return Ended.FAILED, "lost"
    if error == OutcomeUnknown.__name__ and OutboxStatus(mail) is OutboxStatus.DEAD:
        return Ended.SENT, "unconfirmed"
    ended = _MAIL_ENDS.get(OutboxStatus(mail))
    if ended is Ended.SENT:
        return ended, None
    return ended, "too_late" if ended is Ended.EXPIRED else (error or "refused")[:40]


def snoozed(tx: Connection, unit: SponsorId, *, day: date) -> bool:
    """Whether a unit wants to be reminded later."""
    later = select(reminder_mute.c.id).where(
        reminder_mute.c.sponsor_id == unit, reminder_mute.c.why == Muted.SNOOZED.value, muting(day)
    )
    return tx.execute(later.limit(1)).first() is not None


def speaker_of(
    tx: Connection, unit: SponsorId, audience: Audience, *, day: date, at: datetime
) -> ContactId | None:
    """The chat of who is reminded in a unit, or of who leads it; of anybody of it where that is not said.

    A unit without a leader is led by its committee: then None."""
    rows = tx.execute(
        select(role_grant.c.person_id, role_grant.c.duty)
        .where(
            role_grant.c.sponsor_id == unit,
            role_grant.c.role == Role.SPONSOR.value,
            role_grant.c.valid_from <= day,
            role_grant.c.valid_to > day,
        )
        .order_by(role_grant.c.valid_from.desc(), role_grant.c.id.desc())
    ).all()
    leaders = [PersonId(row.person_id) for row in rows if row.duty == Duty.LEADER.value]
    if audience is Audience.LEADER:
        return _chat(tx, leaders, at=at)
    first = [PersonId(row.person_id) for row in rows if row.duty == Duty.CONTACT.value]
    others = [PersonId(row.person_id) for row in rows if row.duty is None]
    return _chat(tx, [*first, *others, *leaders], at=at)


def _chat(tx: Connection, people: Sequence[PersonId], *, at: datetime) -> ContactId | None:
    """The best chat of the first of these people who can be written to."""
    for person in people:
        if (rung := next_rung(_rungs(tx, person_contact.c.person_id == person, at=at), tried=())) is not None:
            return rung.contact_id
    return None


def _rungs(tx: Connection, where: ColumnElement[bool], *, at: datetime) -> list[Rung]:
    rows = tx.execute(
        select(contact.c.id, channel_account.c.channel)
        .join(person_contact, person_contact.c.contact_id == contact.c.id)
        .join(channel_account, channel_account.c.id == contact.c.channel_account_id)
        .where(
            where,
            person_contact.c.valid_from <= at,
            person_contact.c.valid_to.is_(None),
            contact.c.private,
            contact.c.standing == Standing.ACTIVE.value,
        )
        .distinct()
    )
    return [Rung(ContactId(row.id), row.channel) for row in rows]


def committee_of(tx: Connection, commune: AreaId, *, day: date, at: datetime) -> ContactId | None:
    """The chat of who leads a commune's committee, or of an official of it."""
    areas = list(areas_above(tx, commune))
    for role in (Role.LEADER, Role.OFFICIAL):
        chats = contacts_in(tx, areas, role, day=day, at=at)
        rungs = _rungs(tx, contact.c.id.in_(chats), at=at) if chats else []
        if (rung := next_rung(rungs, tried=())) is not None:
            return rung.contact_id
    return None


def voice_of_family(
    tx: Connection, household_id: HouseholdId, *, day: date, at: datetime
) -> ContactId | None:
    """The chat of a family's head, of another member, or of who acts for it."""
    head = head_of(tx, household_id, day=day)
    if head is not None and (chat := _chat(tx, [head], at=at)) is not None:
        return chat
    chats = chats_of(tx, household_id, day=day, at=at)
    rungs = _rungs(tx, contact.c.id.in_(chats), at=at) if chats else []
    if (rung := next_rung(rungs, tried=())) is not None:
        return rung.contact_id
    instead = tx.scalars(
        select(role_grant.c.person_id)
        .where(
            role_grant.c.household_id == household_id,
            role_grant.c.role == Role.DELEGATE.value,
            role_grant.c.valid_from <= day,
            role_grant.c.valid_to > day,
        )
        .order_by(role_grant.c.id)
    )
    return _chat(tx, [PersonId(row) for row in instead], at=at)


def messages_since(tx: Connection, household_id: HouseholdId, *, day: date) -> int:
    """In how many messages a family was reminded after a day, or is being."""
    told = and_(
        reminder.c.household_id == household_id,
        reminder.c.audience == Audience.FAMILY.value,
        reminder.c.status.in_([Ended.SENT.value, Ended.MERGED.value, Ended.QUEUED.value]),
        func.coalesce(reminder.c.settled_on, day.max) > day,
    )
    return tx.scalar(select(func.count(reminder.c.notice_id.distinct())).where(told)) or 0


def people_of(tx: Connection, unit: SponsorId, *, day: date) -> list[PersonId]:
    """Everybody of a unit."""
    held = and_(role_grant.c.valid_from <= day, role_grant.c.valid_to > day)
    rows = tx.scalars(select(role_grant.c.person_id).where(role_grant.c.sponsor_id == unit, held).distinct())
    return [PersonId(row) for row in rows]


def unit_of(tx: Connection, person: PersonId, *, day: date) -> list[SponsorId]:
    """The units that somebody belongs to on a day."""
    held = and_(role_grant.c.valid_from <= day, role_grant.c.valid_to > day)
    rows = tx.scalars(
        select(role_grant.c.sponsor_id)
        .where(role_grant.c.person_id == person, role_grant.c.sponsor_id.is_not(None), held)
        .order_by(role_grant.c.id)
    )
    return [SponsorId(row) for row in dict.fromkeys(rows)]
