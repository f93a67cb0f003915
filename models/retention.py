"""What is deleted when nobody needs it any more: every rule with its period and reason; what each night did.

The register of families is kept by law, and the trail for ever; neither is touched here."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Date,
    Select,
    String,
    Table,
    Text,
    and_,
    cast,
    delete,
    exists,
    insert,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.sql.dml import Delete, Update

from bot.domain.messages import WAITING_LIST
from models import questions, screenings
from models.audit import Tag, audit
from models.base import UtcDateTime, constant, metadata
from models.cases import case_files
from models.cases.case_work import case_step
from models.cases.cases import CaseState, case
from models.events import attendances, begun, leaflets
from models.inbox import InboxStatus, inbox
from models.jobs import JobStatus, job
from models.people.consents import consent
from models.people.contacts import Standing, contact, conversation, person_contact
from models.people.forgetting import never_fetched
from models.people.linking import invitation, link_miss, slip
from models.people.page_links import over, page_link
from models.people.roles import role_grant
from models.register.tables import membership, person_detail
from models.reminders.reminders import reminder, reminder_mute
from models.sending.attachments import attachment
from models.sending.broadcasts import broadcast, broadcast_recipient
from models.sending.notices import NoticeStatus, notice
from models.sending.outbox import UNSENT, outbox
from models.sponsors import gift_plans, visit_answers, visit_pictures
from models.sponsors.sponsor_offers import sponsor_offer

retention_day = Table(
    "retention_day",
    metadata,
    Column("day", Date, primary_key=True),
    Column("counts", Text, nullable=False),
    Column("touched_at", UtcDateTime, nullable=False),
    Column("finished_at", UtcDateTime),
)

GONE = "gone:"


@dataclass(frozen=True, slots=True)
class Cutoff:
    """Until when: what ended before the instant, or before the day, is no longer needed."""

    before: datetime
    day: date
    now: datetime


@dataclass(frozen=True, slots=True)
class Rule:
    """What is forgotten how many days after it ended, and why no sooner. `nightly` rules run once a night."""

    name: str
    days: int
    reason: str
    forget: Callable[[Connection, Cutoff], int]
    nightly: bool = True


def rules(*, words_days: int, questions_days: int) -> tuple[Rule, ...]:
    """All rules. Two periods are the office's to choose, by `DONGHANH_KEEP_DAYS` and `…_QUESTIONS_DAYS`."""
    words = (
        ("answered_words", "what people wrote, for follow-up questions and looking back", _answered),
        ("told_words", "what they were told, likewise", _told),
        ("unfetched_words", "messages that nobody came to fetch", _never_fetched),
        ("notice_words", "what stood in reminders and answers that were sent or called off", _notice_words),
        ("files", "files that went out, to be fetched again", _files),
        ("wrong_codes", "wrong codes, counted against guessing", _misses),
        ("page_links", "links to the web page that are over", _page_links),
    )
    return (
        *(Rule(name, words_days, reason, forget, nightly=False) for name, reason, forget in words),
        Rule(
            "erased_chats",
            1,
            "where to confirm that all was erased, and answer what is owed",
            _erased,
            nightly=False,
        ),
        Rule("undecided_lists", 1, "lists nobody decided about: they are sent again", _lists, nightly=False),
        Rule("told_families", 90, "what a family told of itself, to go on or look again", _screenings),
        Rule("begun_sign_ups", 7, "registering that was begun, to go on with it", _begun_sign_ups),
        Rule("questions", questions_days, "questions asked in vain, for the catalogue", _questions),
        Rule(
            "closed_case_words",
            365,
            "words and phones of answered cases, should the answer be disputed",
            _cases,
        ),
        Rule("ended_links", 365, "which chat spoke for whom, should an access be disputed", _links),
        Rule("ended_roles", 730, "who had which role, for two yearly reviews", _roles),
        Rule(
            "old_consents", 730, "what was agreed by people no chat speaks for any more, as proof", _consents
        ),
        Rule("past_registrations", 730, "who registered for events, for two yearly reports", _registrations),
        Rule(
            "visit_words",
            1095,
            "words about visits, while a family is watched after its escape",
            _visit_words,
        ),
        Rule("visit_pictures", 730, "pictures of visits, for two yearly reports of units", _visit_pictures),
        Rule("voice_notes", 30, "voice notes of answered cases, should the answer be disputed", _voice_notes),
        Rule("invited_names", 30, "names of people who were invited and never came", _invited),
        Rule("invitations", 30, "used and expired invitations, for questions about them", _invitations),
        Rule("ended_slips", 30, "slips that open nothing any more", _slips),
        Rule("finished_work", 30, "long work that is done, for the operator", _jobs),
        Rule("ended_broadcasts", 400, "whom a message went to, for the year's report", _broadcasts),
        Rule("sent_leaflets", 400, "to which chats news of work went, for the year's report", _leaflets),
        Rule(
            "settled_notices", 400, "that a notice was sent, so that a yearly one is not sent twice", _notices
        ),
        Rule("ended_reminders", 400, "that a unit or family was reminded, for the year's report", _reminders),
        Rule(
            "settled_offers", 400, "who offered to help and what came of it, for questions about it", _offers
        ),
        Rule("gift_plans", 400, "who meant to give for a feast, to compare with the next one", _gift_plans),
        Rule("ended_mutes", 400, "why nobody was reminded for a while, likewise", _mutes),
        Rule("told_rows", 400, "that and when a message was sent, for the year's report", _outbox_rows),
        Rule("asked_rows", 400, "that and when a message came, likewise", _inbox_rows),
        Rule("idle_contacts", 400, "addresses of strangers who have not written for over a year", _idle),
    )


@dataclass(frozen=True, slots=True)
class Kept:
    """What was forgotten on a day, by rule. `finished_at` is None while the nightly rules have not run."""

    day: date
    counts: Mapping[str, int]
    touched_at: datetime
    finished_at: datetime | None


def note_day(tx: Connection, day: date, counts: Mapping[str, int], *, finished: bool, now: datetime) -> None:
    """Add to the report of a day."""
    known = day_of(tx, day)
    together = Counter(known.counts if known else {}) + Counter(counts)
    before = known.finished_at if known else None
    row = {
        "counts": json.dumps(together, sort_keys=True),
        "touched_at": now,
        "finished_at": now if finished else before,
    }
    if known is None:
        tx.execute(insert(retention_day).values(day=day, **row))
    else:
        tx.execute(update(retention_day).where(retention_day.c.day == day).values(row))


def day_of(tx: Connection, day: date) -> Kept | None:
    """The report of a day."""
    return next(iter(_reports(tx, retention_day.c.day == day, 1)), None)


def last_finished(tx: Connection) -> Kept | None:
    """The report of the last night on which every rule ran."""
    return next(iter(_reports(tx, retention_day.c.finished_at.is_not(None), 1)), None)


def reports(tx: Connection, *, limit: int) -> list[Kept]:
    """The reports of the last days, the newest first."""
    return _reports(tx, retention_day.c.day.is_not(None), limit)


def _reports(tx: Connection, wanted: ColumnElement[bool], limit: int) -> list[Kept]:
    rows = tx.execute(select(retention_day).where(wanted).order_by(retention_day.c.day.desc()).limit(limit))
    return [Kept(row.day, json.loads(row.counts), row.touched_at, row.finished_at) for row in rows]


def _count(tx: Connection, statement: Update | Delete) -> int:
    return tx.execute(statement).rowcount


def _answered(tx: Connection, cut: Cutoff) -> int:
    done = inbox.c.raw.is_not(None), inbox.c.status != InboxStatus.NEW.value, inbox.c.done_at < cut.before
    return _count(tx, update(inbox).where(*done).values(raw=None))


def _told(tx: Connection, cut: Cutoff) -> int:
    sent = outbox.c.body.is_not(None), outbox.c.finished_at < cut.before
    return _count(tx, update(outbox).where(*sent).values(body=None))


def _never_fetched(tx: Connection, cut: Cutoff) -> int:
    return _count(tx, never_fetched(cut.before, cut.now))


def _notice_words(tx: Connection, cut: Cutoff) -> int:
    settled = notice.c.parameters.is_not(None), _settled(cut)
    return _count(tx, update(notice).where(*settled).values(parameters=None))


def _settled(cut: Cutoff) -> ColumnElement[bool]:
    return and_(notice.c.status != constant(NoticeStatus.PLANNED.value), notice.c.settled_at < cut.before)


def _files(tx: Connection, cut: Cutoff) -> int:
    return _count(tx, delete(attachment).where(attachment.c.created_at < cut.before))


def _lists(tx: Connection, cut: Cutoff) -> int:
    waiting = attachment.c.media_type == WAITING_LIST, attachment.c.created_at < cut.before
    return _count(tx, delete(attachment).where(*waiting))


def _page_links(tx: Connection, cut: Cutoff) -> int:
    return _count(tx, delete(page_link).where(over(cut.before)))


def _misses(tx: Connection, cut: Cutoff) -> int:
    return _count(tx, delete(link_miss).where(link_miss.c.at < cut.before))


def _questions(tx: Connection, cut: Cutoff) -> int:
    return questions.forget(tx, before=cut.day)


def _screenings(tx: Connection, cut: Cutoff) -> int:
    return screenings.forget_before(tx, cut.before)


def _begun_sign_ups(tx: Connection, cut: Cutoff) -> int:
    return begun.forget_before(tx, cut.before)


def _cases(tx: Connection, cut: Cutoff) -> int:
    closed = case.c.state != CaseState.OPEN.value, case.c.closed_at < cut.before
    worded = or_(case.c.text.is_not(None), case.c.phone.is_not(None))
    over = case_step.c.case_id.in_(select(case.c.id).where(*closed))
    tx.execute(update(case_step).where(over, case_step.c.text.is_not(None)).values(text=None))
    return _count(tx, update(case).where(*closed, worded).values(text=None, phone=None))


def _links(tx: Connection, cut: Cutoff) -> int:
    return _count(tx, delete(person_contact).where(person_contact.c.valid_to < cut.before))


def _roles(tx: Connection, cut: Cutoff) -> int:
    return _count(tx, delete(role_grant).where(role_grant.c.valid_to < cut.day))


def _consents(tx: Connection, cut: Cutoff) -> int:
    unlinked = ~exists().where(person_contact.c.person_id == consent.c.person_id)
    return _count(tx, delete(consent).where(consent.c.at < cut.before, unlinked))


def _registrations(tx: Connection, cut: Cutoff) -> int:
    return attendances.forget_past(tx, before=cut.before)


def _gift_plans(tx: Connection, cut: Cutoff) -> int:
    return gift_plans.forget(tx, before=cut.before)


def _visit_words(tx: Connection, cut: Cutoff) -> int:
    return visit_answers.forget_words(tx, before=cut.before)


def _visit_pictures(tx: Connection, cut: Cutoff) -> int:
    return visit_pictures.forget_before(tx, cut.before)


def _voice_notes(tx: Connection, cut: Cutoff) -> int:
    return case_files.forget_closed(tx, cut.before)


def _invited(tx: Connection, cut: Cutoff) -> int:
    """Their invitations are over unused, and nothing else ever began of them."""
    gone = select(invitation.c.person_id).where(
        invitation.c.used_at.is_(None),
        invitation.c.expires_at < cut.before,
        ~exists().where(role_grant.c.person_id == invitation.c.person_id),
        ~exists().where(membership.c.person_id == invitation.c.person_id),
        ~exists().where(person_contact.c.person_id == invitation.c.person_id),
    )
    return _count(tx, delete(person_detail).where(person_detail.c.person_id.in_(gone)))


def _invitations(tx: Connection, cut: Cutoff) -> int:
    over = or_(invitation.c.used_at < cut.before, invitation.c.expires_at < cut.before)
    return _count(tx, delete(invitation).where(over))


def _slips(tx: Connection, cut: Cutoff) -> int:
    return _count(tx, delete(slip).where(slip.c.ended_at < cut.before))


def _jobs(tx: Connection, cut: Cutoff) -> int:
    done = job.c.status != constant(JobStatus.OPEN.value), job.c.done_at < cut.before
    return _count(tx, delete(job).where(*done))


def _notices(tx: Connection, cut: Cutoff) -> int:
    return _count(tx, delete(notice).where(_settled(cut)))


def _reminders(tx: Connection, cut: Cutoff) -> int:
    return _count(tx, delete(reminder).where(reminder.c.settled_at < cut.before))


def _offers(tx: Connection, cut: Cutoff) -> int:
    return _count(tx, delete(sponsor_offer).where(sponsor_offer.c.made_at < cut.before))


def _mutes(tx: Connection, cut: Cutoff) -> int:
    return _count(tx, delete(reminder_mute).where(reminder_mute.c.valid_to < cut.day))


def _broadcasts(tx: Connection, cut: Cutoff) -> int:
    ended = select(broadcast.c.id).where(broadcast.c.ended_at < cut.before)
    return _count(tx, delete(broadcast_recipient).where(broadcast_recipient.c.broadcast_id.in_(ended)))


def _leaflets(tx: Connection, cut: Cutoff) -> int:
    return leaflets.forget_past(tx, before=cut.before)


def _outbox_rows(tx: Connection, cut: Cutoff) -> int:
    done = outbox.c.status.not_in(UNSENT), outbox.c.finished_at < cut.before
    return _count(tx, delete(outbox).where(*done))


def _inbox_rows(tx: Connection, cut: Cutoff) -> int:
    done = inbox.c.status != InboxStatus.NEW.value, inbox.c.done_at < cut.before
    return _count(tx, delete(inbox).where(*done))


def _idle(tx: Connection, cut: Cutoff) -> int:
    """Forget the address and the talk of who is linked to nobody and waits for nothing; its number stays."""
    idle = select(contact.c.id).join(conversation, conversation.c.contact_id == contact.c.id)
    return _leave(tx, idle.where(conversation.c.updated_at < cut.before, *_owed_nothing()))


def _erased(tx: Connection, cut: Cutoff) -> int:
    """The same, of who had everything erased and wrote no more since."""
    erased = audit.c.tag == Tag.DATA_ERASED.value, audit.c.at < cut.before
    here = inbox.c.channel_account_id == contact.c.channel_account_id, inbox.c.address == contact.c.address
    wrote = exists().where(*here, inbox.c.received_at > audit.c.at)
    asked = select(contact.c.id).join(audit, audit.c.contact_id == contact.c.id)
    present = contact.c.address.not_like(f"{GONE}%")
    return _leave(tx, asked.where(*erased, present, ~wrote, *_owed_nothing()))


def _owed_nothing() -> tuple[ColumnElement[bool], ...]:
    """Whoever is linked to nobody, and waits for no answer."""
    return (
        ~exists().where(person_contact.c.contact_id == contact.c.id),
        ~exists().where(case.c.contact_id == contact.c.id, case.c.state == CaseState.OPEN.value),
        ~exists().where(outbox.c.contact_id == contact.c.id, outbox.c.finished_at.is_(None)),
        ~exists().where(job.c.contact_id == contact.c.id, job.c.done_at.is_(None)),
    )


def _leave(tx: Connection, wanted: Select[tuple[int]]) -> int:
    found = tx.execute(select(contact).where(contact.c.id.in_(wanted))).all()
    for each in found:
        number, account, address = each.id, each.channel_account_id, each.address
        away = f"{GONE}{number}"
        unreachable = {"address": away, "standing": Standing.UNREACHABLE.value}
        tx.execute(update(contact).where(contact.c.id == number).values(unreachable))
        tx.execute(update(outbox).where(outbox.c.contact_id == number).values(address=away))
        said = inbox.c.channel_account_id == account, inbox.c.address == address
        # The names of some events hold the address; what comes under one now is no repetition any more.
        key = literal(GONE) + cast(inbox.c.id, String)
        # An event that waits is sealed for its address, and is answered first.
        tx.execute(update(inbox).where(*said, inbox.c.raw.is_(None)).values(address=away, key=key))
        tx.execute(delete(conversation).where(conversation.c.contact_id == number))
    return len(found)
