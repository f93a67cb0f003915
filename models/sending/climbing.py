"""News that is stuck on one channel: found, taken back there, and planned anew on another."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    Connection,
    String,
    and_,
    cast,
    exists,
    func,
    literal,
    or_,
    select,
    update,
)

from bot.domain.ids import ContactId, NoticeId, PersonId
from bot.domain.messages import Priority
from bot.domain.notices import STAYING
from bot.domain.rungs import Rung, rung_at
from bot.errors import OutcomeUnknown, WindowClosed
from models.people import roles
from models.people.contacts import Standing, contact, person_contact
from models.sealing import opened
from models.sending import notices
from models.sending.accounts import channel_account
from models.sending.notices import NewNotice, NoticeStatus, notice
from models.sending.outbox import OutboxStatus, outbox

NO_WAY_THERE = ("no_template", "template_misfit", "budget", "quota", "phone_changed")
"""Reasons of the planner that hold for one channel only."""
ENDED = (OutboxStatus.DEAD.value, OutboxStatus.EXPIRED.value)
"""Expired while the news itself is still useful: it was recalled."""
WAITS = (OutboxStatus.READY.value, OutboxStatus.WAITING.value)
LONGEST_CHAIN = 10


@dataclass(frozen=True, slots=True)
class Stuck:
    """News that did not arrive. `hopeless` tells that its channel will not carry it any more."""

    id: NoticeId
    contact_id: ContactId
    key: str
    why: str
    hopeless: bool


@dataclass(frozen=True, slots=True)
class ByHand:
    """News that no channel carried: for whom it is, and why none did."""

    id: NoticeId
    person: PersonId
    key: str
    parameters: Mapping[str, str]
    why: str


def left_by_hand(tx: Connection, *, now: datetime) -> list[ByHand]:
    """News a person must tell, as long as it is of use, the oldest first."""
    rows = tx.execute(
        select(notice)
        .where(notice.c.status == NoticeStatus.BY_HAND.value, notice.c.useful_until > now)
        .order_by(notice.c.id)
    )
    found = []
    for row in rows:
        # Who was unlinked meanwhile, or shares the phone now, can not be named with certainty.
        behind = roles.people_behind(tx, ContactId(row.contact_id), at=now)
        if len(behind) == 1:
            told = opened(tx, notice.c.parameters, row.parameters, owner=row.contact_id)
            found.append(
                ByHand(NoticeId(row.id), behind[0], row.key, json.loads(told or "{}"), row.reason or "")
            )
    return found


def told_by_hand(tx: Connection, notice_id: NoticeId, *, now: datetime) -> bool:
    """Somebody told it. False when it was not among what is to be told."""
    told = update(notice).where(notice.c.id == notice_id, notice.c.status == NoticeStatus.BY_HAND.value)
    return bool(tx.execute(told.values(status=NoticeStatus.TOLD.value, settled_at=now)).rowcount)


def stuck(tx: Connection, priority: Priority, *, before: datetime, now: datetime, limit: int) -> list[Stuck]:
    """News of a class that is still useful and was refused, or is on its way since before an instant.

    What may have arrived is not among it: nobody should be told twice.
    """
    first = outbox.c.dedup_key == literal("notice:") + cast(notice.c.id, String) + literal(":0")
    on_its_way = (*WAITS, OutboxStatus.LEASED.value)
    waits = and_(outbox.c.status.in_(on_its_way), notice.c.settled_at <= before)
    rows = tx.execute(
        select(
            notice.c.id,
            notice.c.contact_id,
            notice.c.key,
            notice.c.reason,
            outbox.c.status,
            outbox.c.last_error,
        )
        .outerjoin(outbox, first)
        .where(
            notice.c.priority == priority.value,
            notice.c.key.not_in(STAYING),
            notice.c.useful_until > now,
            func.coalesce(outbox.c.last_error, "") != OutcomeUnknown.__name__,
            or_(
                and_(
                    notice.c.status == NoticeStatus.QUEUED.value,
                    or_(outbox.c.status.in_(ENDED), waits),
                ),
                and_(notice.c.status == NoticeStatus.MUTED.value, _closed_there()),
            ),
            _of_one_person(notice.c.contact_id, at=now),
        )
        .order_by(notice.c.id)
        .limit(limit)
    )
    return [_stuck(*row) for row in rows]


def outside(tx: Connection, priority: Priority, *, now: datetime, limit: int) -> list[Stuck]:
    """News of a class that was refused because the person was silent for too long: a template may carry it.

    What was already tried so is not among it."""
    first = outbox.c.dedup_key == literal("notice:") + cast(notice.c.id, String) + literal(":0")
    before = notice.alias("before")
    rows = tx.execute(
        select(notice.c.id, notice.c.contact_id, notice.c.key, outbox.c.last_error)
        .join(outbox, first)
        .outerjoin(before, before.c.id == notice.c.moved_from)
        .where(
            notice.c.priority == priority.value,
            notice.c.status == NoticeStatus.QUEUED.value,
            notice.c.useful_until > now,
            outbox.c.status == OutboxStatus.DEAD.value,
            outbox.c.last_error == WindowClosed.__name__,
            func.coalesce(before.c.contact_id, 0) != notice.c.contact_id,
        )
        .order_by(notice.c.id)
        .limit(limit)
    )
    return [
        Stuck(NoticeId(row.id), ContactId(row.contact_id), row.key, row.last_error, hopeless=True)
        for row in rows
    ]


def window_closed(tx: Connection, moved_from: NoticeId | None, contact_id: ContactId) -> bool:
    """Whether news was planned anew at the same contact: it takes no free words for it."""
    if moved_from is None:
        return False
    return tx.scalar(select(notice.c.contact_id).where(notice.c.id == moved_from)) == contact_id


def _closed_there() -> ColumnElement[bool]:
    """Muted for this channel alone: no way, or nobody at its other end. Who said stop is left in peace."""
    gone = exists().where(
        contact.c.id == notice.c.contact_id, contact.c.standing == Standing.UNREACHABLE.value
    )
    return or_(notice.c.reason.in_(NO_WAY_THERE), and_(notice.c.reason == "stopped", gone))


def _stuck(
    number: int, contact_id: int, key: str, reason: str | None, status: str | None, error: str | None
) -> Stuck:
    hopeless = status is None or status in ENDED
    why = error or reason or "not_reached"
    return Stuck(NoticeId(number), ContactId(contact_id), key, why[:40], hopeless=hopeless)


def _of_one_person(contact_id: ColumnElement[int], *, at: datetime) -> ColumnElement[bool]:
    """Whether one person alone is linked to a contact: on a shared phone others would read along."""
    links = person_contact.alias("links")
    count = select(func.count(links.c.person_id.distinct())).where(
        links.c.contact_id == contact_id, roles.linked(at, links)
    )
    return count.scalar_subquery() == 1


def rungs_of(tx: Connection, contact_id: ContactId, *, now: datetime) -> list[Rung]:
    """Every way to the person behind a contact that nobody else reads and that was not ended."""
    behind = roles.people_behind(tx, contact_id, at=now)
    if len(behind) != 1:
        return []
    rows = tx.execute(
        select(contact.c.id, channel_account.c.channel, contact.c.address)
        .join(person_contact, person_contact.c.contact_id == contact.c.id)
        .join(channel_account, channel_account.c.id == contact.c.channel_account_id)
        .where(
            person_contact.c.person_id == behind[0],
            roles.linked(now),
            contact.c.private,
            contact.c.standing == Standing.ACTIVE.value,
            _of_one_person(contact.c.id, at=now),
        )
        .distinct()
    )
    return [rung_at(ContactId(row.id), row.channel, row.address) for row in rows]


def tried(tx: Connection, notice_id: NoticeId) -> set[ContactId]:
    """The contacts one piece of news was tried at, this one among them."""
    found: set[ContactId] = set()
    number: int | None = notice_id
    for _ in range(LONGEST_CHAIN):
        if number is None:
            break
        row = tx.execute(select(notice.c.contact_id, notice.c.moved_from).where(notice.c.id == number)).one()
        found.add(ContactId(row.contact_id))
        number = row.moved_from
    return found


def move(tx: Connection, news: Stuck, to: ContactId | None, *, now: datetime) -> bool:
    """Take news back where it is and plan it at another contact, or leave it to a person.

    False when a process holds it: then it is only recalled. It may still go with the attempt that is being
    made; if not it ends as expired, and moves the next time.
    """
    parts = outbox.c.dedup_key.startswith(f"notice:{news.id}:", autoescape=True)
    # Locked before it is judged: a sender may be claiming it at this moment.
    states = set(tx.scalars(select(outbox.c.status).where(parts).with_for_update()))
    if OutboxStatus.SENT.value in states:
        return False
    if OutboxStatus.LEASED.value in states:
        tx.execute(update(outbox).where(parts).values(useful_until=now))
        return False
    tx.execute(
        update(outbox)
        .where(parts, outbox.c.status.in_(WAITS))
        .values(status=OutboxStatus.CANCELLED.value, last_error="moved", finished_at=now)
    )
    if to is not None:
        notices.plan(tx, _again(tx, news, to, now=now), now=now)
    status = NoticeStatus.BY_HAND if to is None else NoticeStatus.MOVED
    notices.settle(tx, news.id, status, reason=news.why, now=now)
    return True


def _again(tx: Connection, news: Stuck, to: ContactId, *, now: datetime) -> NewNotice:
    row = tx.execute(select(notice).where(notice.c.id == news.id)).one()
    told = opened(tx, notice.c.parameters, row.parameters, owner=row.contact_id)
    return NewNotice(
        row.key,
        f"moved:{news.id}",
        to,
        Priority(row.priority),
        json.loads(told or "{}"),
        now,
        row.useful_until,
        moved_from=news.id,
    )
