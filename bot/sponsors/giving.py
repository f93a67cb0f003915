"""The only door by which a conversation writes into the book of help: asks again what it allows."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import Connection

from bot.clock import vietnam_day
from bot.domain.ids import AreaId, ContactId, PersonId, SponsorId
from bot.domain.notices import VISIT_CHANGED
from bot.domain.reminders.terms import Done
from bot.domain.visits.ledger import Entry, Stage, open_pledges, refused, reversal
from bot.errors import Moved
from models import audit
from models.audit import Actor, Subject, SubjectKind
from models.people import roles
from models.reminders import reminders
from models.sending import notices
from models.sending.notices import NewNotice
from models.sponsors import help_book, sponsor_reports, sponsors, visit_answers, visits
from models.sponsors.help_book import Reported

_USEFUL = timedelta(days=14)

Writes = Callable[[Connection, ContactId], None]


@dataclass(frozen=True, slots=True)
class Booking:
    """Lines to be written. `what` are the words by which a pledge is reminded of, if it may be."""

    commune: AreaId
    entries: Sequence[Entry]
    at: datetime
    actor: Callable[[ContactId], Actor]
    person: PersonId | None
    giver: str | None = None
    purpose: str | None = None
    what: str | None = None


def booking(new: Booking) -> Writes:
    """What writes lines. Raises `Moved` where the book allows them no more, so that the turn is done anew."""
    return partial(_book, new=new)


def _book(tx: Connection, contact_id: ContactId, *, new: Booking) -> None:
    help_book.lock(tx, new.commune)
    for entry in new.entries:
        if entry.from_fund and refused(visits.entries(tx, [new.commune]), entry) is not None:
            raise Moved(str(contact_id))
        visits.book(
            tx,
            entry,
            commune=new.commune,
            by=new.person,
            now=new.at,
            promise_id=_promise(tx, entry, new),
            giver=new.giver,
            purpose=new.purpose,
        )
    if any(each.due for each in new.entries):
        reminders.plan_anew(tx, since=vietnam_day(new.at))
    settle_promises(tx, {each.sponsor for each in new.entries if each.sponsor is not None}, at=new.at)
    families = {each.household for each in new.entries if each.household is not None}
    stages = sorted({each.stage.value for each in new.entries})
    audit.note(
        tx,
        audit.Tag.BOOKED,
        at=new.at,
        actor=new.actor(contact_id),
        subjects=[Subject(SubjectKind.HOUSEHOLD, each) for each in sorted(families)],
        reason=audit.Reason.CASE_WORK,
        details={"stage": stages[0], "reversal": False},
    )


def _promise(tx: Connection, entry: Entry, new: Booking) -> int | None:
    """A pledge for a family that the unit helps is reminded of when its day comes."""
    if entry.stage is not Stage.PLEDGED or None in (entry.due, entry.household, entry.sponsor, new.what):
        return None
    assert entry.due is not None
    assert entry.sponsor is not None
    day = vietnam_day(new.at)
    helped = sponsors.helped_by(tx, [entry.sponsor], day=day)
    family = next((each.id for each in helped if each.household == entry.household), None)
    if family is None or entry.due < day:
        return None
    return sponsors.promise(tx, family, new.what or "", due=entry.due, now=new.at)


def settle_promises(tx: Connection, units: Collection[SponsorId], *, at: datetime) -> None:
    """Who kept a pledge is not reminded of it; who took the gift back is again."""
    made, day = help_book.promised_by(tx, units), vietnam_day(at)
    open_ = [each.pledge for each in open_pledges(help_book.lines_of(tx, units))]
    still = {each.number for each in open_}
    for unit in units:
        own = {each.number for each in open_ if each.sponsor == unit and each.number}
        sponsor_reports.pledges_stand(tx, unit, own - made.keys(), day=day, now=at)
    for pledge, promise in made.items():
        number, kept = sponsors.stands_as(tx, promise)
        if kept and pledge in still:
            sponsors.open_again(tx, number, now=at)
            reminders.plan_anew(tx, since=day)
        elif not kept and pledge not in still:
            sponsor_reports.promise_kept(tx, number, on=day, day=day, now=at)


@dataclass(frozen=True, slots=True)
class Reversing:
    """A line of the book that belongs to no report, to be reversed, and written anew with `right` if told."""

    commune: AreaId
    line: Entry
    at: datetime
    actor: Callable[[ContactId], Actor]
    person: PersonId | None
    right: int = 0


def reversing(told: Reversing) -> Writes:
    """What reverses. Raises `Moved` where the book allows it no more."""
    return partial(_reverse, told=told)


def _reverse(tx: Connection, contact_id: ContactId, *, told: Reversing) -> None:
    help_book.lock(tx, told.commune)
    if not reverse(tx, told):
        raise Moved(str(contact_id))
    line = told.line
    families = () if line.household is None else (line.household,)
    audit.note(
        tx,
        audit.Tag.BOOKED,
        at=told.at,
        actor=told.actor(contact_id),
        subjects=[Subject(SubjectKind.HOUSEHOLD, each) for each in families],
        reason=audit.Reason.CASE_WORK,
        details={"stage": line.stage.value, "reversal": True},
    )


def reverse(tx: Connection, told: Reversing) -> int | None:
    """Reverse a line, and remind of nothing that was taken back. The reversal's number; None if refused."""
    line, day = told.line, vietnam_day(told.at)
    back = reversal(line, on=day)
    right = replace(line, amount=told.right, number=None) if told.right else None
    if refused(visits.entries(tx, [told.commune]), back, instead=right) is not None:
        return None
    promises = help_book.promises_of(tx, [line.number or 0])
    made = visits.book(tx, back, commune=told.commune, by=told.person, now=told.at)
    if right is not None:
        was = help_book.with_words(tx, line.number or 0)
        kept = partial(visits.book, giver=was.giver, purpose=was.purpose)
        kept(tx, right, commune=told.commune, by=told.person, now=told.at)
    for promise in promises.values():
        number, _ = sponsors.stands_as(tx, promise)
        sponsor_reports.promise_gone(tx, number, day=day, now=told.at)
    if line.sponsor is not None:
        settle_promises(tx, [line.sponsor], at=told.at)
    return made


def withdrawing(promise: int, *, at: datetime, actor: Callable[[ContactId], Actor]) -> Writes:
    """What takes back a promise that counts nothing and stands in no line of the book."""

    def withdraw(tx: Connection, contact_id: ContactId) -> None:
        number, kept = sponsors.stands_as(tx, promise)
        if number != promise or kept:
            raise Moved(str(contact_id))
        sponsor_reports.promise_gone(tx, number, day=vietnam_day(at), now=at)
        details = {"stage": Stage.PLEDGED.value, "reversal": True}
        reason = audit.Reason.CASE_WORK
        audit.note(tx, audit.Tag.BOOKED, at=at, actor=actor(contact_id), reason=reason, details=details)

    return withdraw


@dataclass(frozen=True, slots=True)
class Undoing:
    """A report to be taken back, or one line of it to be put right: then `wrong` is to be `amount`."""

    report: Reported
    at: datetime
    actor: Callable[[ContactId], Actor]
    person: PersonId | None
    wrong: Entry | None = None
    amount: int = 0


def undoing(told: Undoing) -> Writes:
    """What reverses. Raises `Moved` where the report is no longer as it was shown."""
    return partial(_undo, told=told)


def _undo(tx: Connection, contact_id: ContactId, *, told: Undoing) -> None:
    visit, day = told.report.visit, vietnam_day(told.at)
    commune = sponsors.commune_of(tx, visit.sponsor)
    help_book.lock(tx, commune)
    if help_book.report(tx, visit.id) != told.report:
        raise Moved(str(contact_id))
    if told.wrong is None:
        help_book.take_back(tx, visit.id, by=told.person, day=day, now=told.at)
        _remind_again(tx, told)
        _ask_no_more(tx, told)
        tag = audit.Tag.VISIT_TAKEN_BACK
    else:
        wrong, amount = told.wrong, told.amount
        help_book.put_right(tx, visit.id, wrong, amount, by=told.person, day=day, now=told.at)
        _ask_of_what_changed(tx, told)
        tag = audit.Tag.VISIT_CORRECTED
    settle_promises(tx, [visit.sponsor], at=told.at)
    audit.note(
        tx,
        tag,
        at=told.at,
        actor=told.actor(contact_id),
        subjects=[
            Subject(SubjectKind.HOUSEHOLD, visit.household),
            Subject(SubjectKind.SPONSOR, visit.sponsor),
        ],
        reason=audit.Reason.CASE_WORK,
    )


def _remind_again(tx: Connection, told: Undoing) -> None:
    """What the report had cleared is due again, unless a later one stands."""
    visit, day = told.report.visit, vietnam_day(told.at)
    helped = sponsors.helped_by(tx, [visit.sponsor], day=day)
    family = next((each.id for each in helped if each.household == visit.household), None)
    if family is None:
        return
    sponsor_reports.report_gone(tx, family, Done.VISITED, told_at=visit.recorded_at, now=told.at)
    reminders.plan_anew(tx, since=day)


def _ask_no_more(tx: Connection, told: Undoing) -> None:
    visit, day = told.report.visit, vietnam_day(told.at)
    for contact in roles.chats_of(tx, visit.household, day=day, at=told.at):
        for key in ("visit_told", "visit_changed"):
            about = f"{key}:{visit.id}:"
            notices.call_off(tx, contact, named=about, reason="taken_back", now=told.at)


def _ask_of_what_changed(tx: Connection, told: Undoing) -> None:
    """A family that answered before is asked again; one that did not is told the right thing anyway."""
    visit, day = told.report.visit, vietnam_day(told.at)
    if not told.amount or visit_answers.answered_at(tx, visit.id) is None:
        return
    values = {"unit": visit.unit, "day": visit.visited_on.strftime("%d/%m/%Y")}
    for contact in roles.chats_of(tx, visit.household, day=day, at=told.at):
        about = f"{visit.id}:{contact}:{told.at:%Y%m%d%H%M%S}"
        new = NewNotice.of(VISIT_CHANGED, about, contact, values, now=told.at, useful=_USEFUL)
        notices.plan(tx, new, now=told.at)
