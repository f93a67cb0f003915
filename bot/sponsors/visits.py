"""The only door by which a conversation writes about visits: asks again there who helps whom."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import Connection

from bot.clock import vietnam_day
from bot.domain.ids import ContactId, HouseholdId, PersonId, SponsorId
from bot.domain.notices import VISIT_TOLD
from bot.domain.reminders.terms import Done, ReportCame
from bot.domain.roles import Role
from bot.errors import Moved
from models import audit
from models.audit import Subject, SubjectKind
from models.people import roles
from models.register import reading
from models.reminders import reminders
from models.sending import notices
from models.sending.notices import NewNotice
from models.sponsors import sponsor_reports, sponsors, visit_answers, visits
from models.sponsors.visit_answers import Answer
from models.sponsors.visits import NewVisit, Teller

_USEFUL = timedelta(days=14)

Writes = Callable[[Connection, ContactId], None]


@dataclass(frozen=True, slots=True)
class Told:
    """Visits of one message. `at` is the instant of the turn; `quiet` are words no reminder may hold."""

    person: PersonId
    visits: Sequence[NewVisit]
    at: datetime
    quiet: Callable[[str], bool]


def telling(told: Told) -> Writes:
    """What writes visits, books what was given, and asks the families.

    Raises `Moved` where the unit no longer helps one of them, so that the turn is prepared once more."""
    return partial(_tell, told=told)


def _tell(tx: Connection, contact_id: ContactId, *, told: Told) -> None:
    today = vietnam_day(told.at)
    for new in told.visits:
        unit = visits.sponsor_of(tx, told.person, new.household, day=today)
        place = reading.place_of(tx, new.household, day=today)
        if unit is None or place is None:
            raise Moved(str(contact_id))
        teller = Teller(told.person, contact_id, unit, told.at)
        number = visits.write(tx, new, place.areas[0], teller)
        _ask_family(tx, new, number, teller)
        _remind_no_more(tx, new, unit, told)
    _note(
        tx, contact_id, told.person, audit.Tag.VISIT_TOLD, [each.household for each in told.visits], told.at
    )


def _remind_no_more(tx: Connection, new: NewVisit, unit: SponsorId, told: Told) -> None:
    """The visit answers what the unit would be reminded of; what it promised is a new thing to remember."""
    today = vietnam_day(told.at)
    helped = sponsors.helped_by(tx, [unit], day=today)
    [family] = [each.id for each in helped if each.household == new.household]
    came = ReportCame(unit, Done.VISITED, new.visited_on, (family,))
    sponsor_reports.report_came(tx, came, day=today, by=told.person, now=told.at)
    due = new.promise_due
    if new.promise and due is not None and due >= today and not told.quiet(new.promise):
        sponsors.promise(tx, family, new.promise, due=due, now=told.at)
        reminders.plan_anew(tx, since=today)


def _ask_family(tx: Connection, new: NewVisit, number: int, teller: Teller) -> None:
    """Plan a question to every chat of the family; whether it goes out, consent and caps decide."""
    day = vietnam_day(teller.now)
    unit = sponsors.names_of(tx, [teller.sponsor])[teller.sponsor]
    values = {"unit": unit, "day": new.visited_on.strftime("%d/%m/%Y")}
    for contact in roles.chats_of(tx, new.household, day=day, at=teller.now):
        about = f"{number}:{contact}"
        new_one = NewNotice.of(VISIT_TOLD, about, contact, values, now=teller.now, useful=_USEFUL)
        notices.plan(tx, new_one, now=teller.now)


def answering(said: Answer, person: PersonId, at: datetime, role: Role) -> Writes:
    """What keeps a family's answer about a visit."""
    return partial(_answer, said=said, person=person, at=at, role=role)


def _answer(
    tx: Connection, contact_id: ContactId, *, said: Answer, person: PersonId, at: datetime, role: Role
) -> None:
    visit_answers.answer(tx, said, person=person, contact=contact_id, now=at)
    household = said.visit.household
    _note(tx, contact_id, person, audit.Tag.VISIT_ANSWERED, [household], at, role=role)


def _note(
    tx: Connection,
    contact_id: ContactId,
    person: PersonId,
    tag: audit.Tag,
    households: Sequence[HouseholdId],
    at: datetime,
    *,
    role: Role = Role.SPONSOR,
) -> None:
    audit.note(
        tx,
        tag,
        at=at,
        actor=audit.Actor.contact(contact_id, person_id=person, role=role.value),
        subjects=[Subject(SubjectKind.HOUSEHOLD, each) for each in dict.fromkeys(households)],
        reason=audit.Reason.OWN_WISH,
    )
