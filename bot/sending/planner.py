"""Turns notices that are due into messages, or writes down why not. Features only plan notices."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot import metrics
from bot.clock import vietnam_day
from bot.domain import rendering, state
from bot.domain.consent import Purpose
from bot.domain.ids import ChannelAccountId, ContactId
from bot.domain.messages import Choice, Outgoing, Priority, Rendered, Templated
from bot.domain.notices import KINDS, UNCOUNTED, Circumstances, Never, Quiet, Send, Wait, decide, month_begin
from bot.domain.roles import Role
from bot.domain.rungs import BY_PHONE
from bot.domain.ways import By, way
from bot.log import log
from bot.ports import Clock
from bot.turns import Desk, offering
from bot.wording import wording
from models import inbox
from models.people import consents, contacts, phone_contacts, roles
from models.people.contacts import Contact, Standing
from models.sending import climbing, notices, outbox, templates
from models.sending.notices import Notice, NoticeStatus
from models.sending.outbox import Draft
from models.unit_of_work import UnitOfWork

AT_ONCE = 200
FINISHES = timedelta(minutes=15)
"""So long after their last answer somebody is taken to be in the middle of a form."""


class Planner:
    """The one place that decides whether and when somebody is written to unasked."""

    def __init__(self, uow: UnitOfWork, clock: Clock, desks: Mapping[ChannelAccountId, Desk]) -> None:
        self._uow = uow
        self._clock = clock
        self._desks = desks

    async def tick(self) -> int:
        """Deal with what is due. Returns how many messages went to the outbox."""
        now = self._clock.now()
        return await self._uow.run(lambda tx: self.plan_due(tx, now=now))

    def plan_due(self, tx: Connection, *, now: datetime) -> int:
        """Deal with what is due at an instant, within the caller's transaction."""
        due = notices.due(tx, now=now, limit=AT_ONCE)
        return sum([self._deal_with(tx, notice, now=now) for notice in due])

    def _deal_with(self, tx: Connection, notice: Notice, *, now: datetime) -> bool:
        contact = contacts.contact_by_id(tx, notice.contact_id)
        desk = self._desks.get(contact.account)
        if desk is None:
            # Another process serves this account.
            return False
        words = _words(notice, contact.language)
        if words is None:
            log.error("notice without words", notice=notice.id, kind=notice.key)
            notices.settle(tx, notice.id, NoticeStatus.MUTED, reason="no_words", now=now)
            return False
        about = _circumstances(tx, contact, desk, notice, now=now)
        verdict = decide(
            notice.priority, due_at=notice.due_at, useful_until=notice.useful_until, now=now, about=about
        )
        if isinstance(verdict, Send):
            verdict = _in_a_form(tx, notice, now=now) or verdict
        by = self._way(tx, notice, contact, desk, now=now) if isinstance(verdict, Send) else verdict
        match by:
            case Wait(until, reason):
                notices.postpone(tx, notice.id, until=until, reason=reason)
            case Never(reason, expired):
                status = NoticeStatus.EXPIRED if expired else NoticeStatus.MUTED
                notices.settle(tx, notice.id, status, reason=reason, now=now)
            case By():
                bodies = _bodies(tx, notice, words, by, desk, contact, now=now)
                self._queue(tx, notice, bodies, contact, now=now)
                if by.cost:
                    templates.charge(tx, contact.account, notice.id, by.cost, now=now)
        metrics.NOTICES.labels("send" if isinstance(by, By) else type(by).__name__.lower()).inc()
        return isinstance(by, By)

    def _way(
        self, tx: Connection, notice: Notice, contact: Contact, desk: Desk, *, now: datetime
    ) -> By | Never:
        """How it may go over this channel, if at all; most channels take free words at any time."""
        can, to_number = desk.channel.capabilities, phone_contacts.is_number(contact)
        if to_number and (closed := _closed_number(tx, notice, contact, now=now)) is not None:
            return closed
        if can.reply_window is None:
            return By()
        heard = inbox.heard_at(tx, contact.account, contact.address)
        if climbing.window_closed(tx, notice.moved_from, notice.contact_id):
            heard = None
        known = templates.registered(tx, desk.channel.external_account).get(notice.key)
        return way(
            can,
            silent_for=None if heard is None else now - heard,
            values=notice.parameters,
            template=None if known is None else known.template,
            spent=templates.spent_since(tx, contact.account, month_begin(now)),
            to_number=to_number,
        )

    def _queue(
        self, tx: Connection, notice: Notice, bodies: Sequence[Rendered], contact: Contact, *, now: datetime
    ) -> None:
        for number, body in enumerate(bodies):
            draft = Draft(
                notice.contact_id,
                contact.account,
                contact.address,
                notice.priority,
                f"notice:{notice.id}:{number}",
                rendering.dump(body),
                now,
                notice.useful_until,
            )
            outbox.enqueue_once(tx, draft, now=now)
        notices.settle(tx, notice.id, NoticeStatus.QUEUED, reason=None, now=now)


def _closed_number(tx: Connection, notice: Notice, contact: Contact, *, now: datetime) -> Never | None:
    """Why news does not go to a number: the person has it no more, or reads it elsewhere for nothing.

    What another channel could not carry comes here last."""
    assert contact.id is not None
    if phone_contacts.number_of(tx, contact, day=vietnam_day(now), now=now) is None:
        return Never("phone_changed")
    others = any(rung.channel != BY_PHONE for rung in climbing.rungs_of(tx, contact.id, now=now))
    return Never("other_channel") if others and notice.moved_from is None else None


def _words(notice: Notice, language: str) -> str | None:
    """What the notice says; None for one of another version: it must not hold up the others."""
    try:
        kind = KINDS[notice.key]
        return wording(language)(f"notice.{kind.key}", **kind.fitting(notice.parameters))
    except KeyError:
        return None


def _in_a_form(tx: Connection, notice: Notice, *, now: datetime) -> Wait | None:
    """Let who is answering questions finish: a new list of choices would take their digits."""
    if not KINDS[notice.key].choices or now + FINISHES >= notice.useful_until:
        return None
    at = _busy_since(tx, notice.contact_id, now=now)
    return None if at is None else Wait(at + FINISHES, "busy")


def _busy_since(tx: Connection, contact_id: ContactId, *, now: datetime) -> datetime | None:
    """When somebody last answered the questions they are at; None where they are at none, or left them."""
    at = contacts.answered_at(tx, contact_id)
    if at is None or now - at >= FINISHES:
        return None
    return at if state.load(contacts.state_of(tx, contact_id)).form is not None else None


def _bodies(
    tx: Connection, notice: Notice, words: str, by: By, desk: Desk, contact: Contact, *, now: datetime
) -> list[Rendered]:
    """The platform messages. What is offered can be chosen, unless questions or a talk wait for words."""
    if by.template is not None:
        number = (
            phone_contacts.number_of(tx, contact, day=vietnam_day(now), now=now)
            if phone_contacts.is_number(contact)
            else None
        )
        return [Rendered(words, template=Templated(by.template.id, by.parameters or {}, number))]
    can, choices = desk.channel.capabilities, _choices(notice, contact.language)
    told = contacts.state_of(tx, notice.contact_id) if choices else None
    stands = state.load(told)
    if told is None or stands.talk is not None or _busy_since(tx, notice.contact_id, now=now):
        return rendering.render(Outgoing(words), can, token="", pressed=None, share_phone="")
    after, parts = offering(stands, [Outgoing(words, choices)], can)
    contacts.store_state(tx, notice.contact_id, state.dump(after), now=now)
    return [part.body for part in parts]


def _choices(notice: Notice, language: str) -> tuple[Choice, ...]:
    say = wording(language)
    chosen = KINDS[notice.key].choices
    return tuple(Choice(say(each.label), each.chosen(notice.parameters), lasting=True) for each in chosen)


def _circumstances(
    tx: Connection, contact: Contact, desk: Desk, notice: Notice, *, now: datetime
) -> Circumstances:
    assert contact.id is not None
    week, reminders = now - timedelta(days=7), Priority.REMINDER
    return Circumstances(
        writable=contact.standing is Standing.ACTIVE,
        reminders_this_week=notices.queued_since(tx, contact.id, reminders, since=week, besides=UNCOUNTED),
        quiet=Quiet(desk.office.quiet_from, desk.office.quiet_to),
        agreed=notice.priority is not reminders or _wants_reminders(tx, contact.id, now=now),
        allowed=_allowed(tx, contact.id, KINDS[notice.key].needs, now=now),
        a_week=KINDS[notice.key].a_week,
    )


def _allowed(tx: Connection, contact_id: ContactId, needed: Purpose | None, *, now: datetime) -> bool:
    """Whether somebody behind a contact agreed to what a notice needs, where it needs a yes of its own."""
    if needed is None:
        return True
    people = roles.people_behind(tx, contact_id, at=now)
    answers = (consents.given(tx, person).get(needed) for person in people)
    return any(answer.given for answer in answers if answer is not None)


def _wants_reminders(tx: Connection, contact_id: ContactId, *, now: datetime) -> bool:
    """Whether somebody behind a contact said so. Who works for an office or a sponsor need not be asked."""
    people = roles.people_behind(tx, contact_id, at=now)
    answers = [consents.given(tx, person).get(Purpose.REMINDERS) for person in people]
    if said := [answer.given for answer in answers if answer is not None]:
        return any(said)
    today = vietnam_day(now)
    grants = (grant for person in people for grant in roles.grants_of(tx, person, day=today))
    return any(grant.role not in (Role.HOUSEHOLD, Role.DELEGATE) for grant in grants)
