"""Somebody wants to help: chooses among needs without names, the office approves, the family agrees.

Until the family said yes, whoever offers knows neither who it is nor where it lives."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from functools import partial

from sqlalchemy import Connection

from bot import forms
from bot.conversation import Reply, Topic, Turn, text
from bot.domain.ids import ContactId, HouseholdId, SponsorId
from bot.domain.messages import Choice
from bot.domain.notices import HELP_AGREED, HELP_OFFERED, HELP_WANTED, NoticeKind
from bot.domain.register.terms import Need, Status
from bot.domain.reminders.units import NEVER_TOLD
from bot.domain.roles import Duty, Role
from bot.domain.text import clean
from bot.forms import Answers, Form, Question
from handlers.families.homes import home_said
from handlers.sponsoring.sponsor_office import communes_of
from models import audit
from models.areas import hamlets_in
from models.audit import Actor, Reason, Subject, SubjectKind, Tag
from models.people import roles
from models.people.roles import NewGrant
from models.register.writing import add_person
from models.sending import notices
from models.sending.notices import NewNotice
from models.sponsors import sponsor_offers, sponsors
from models.sponsors.sponsor_offers import Offer, OfferState
from models.sponsors.sponsors import Unhelped

TOPIC = Topic("sponsor_offers")
MOST_NEEDS, MOST_OFFERS, LONGEST_NAME = 5, 5, 80
TOLD_WITHIN, ROLE_LASTS = timedelta(days=14), timedelta(days=730)
NEW_KIND = "donor"


def begin(turn: Turn) -> Reply:
    """The needs of families that nobody helps, without names, to choose one."""
    counts = Counter(need for each in _unhelped(turn) for need in each.needs - NEVER_TOLD)
    if not counts:
        return text(turn.say("help_offer.nothing", office=turn.office.name))
    choices = [
        Choice(
            turn.say("help_offer.need", need=turn.say(f"help_need.{need}"), count=count),
            TOPIC.do(choose, need),
        )
        for need, count in counts.most_common(MOST_NEEDS)
    ]
    return text(turn.say("help_offer.which"), *choices)


def _unhelped(turn: Turn) -> list[Unhelped]:
    commune = turn.office.area_id
    if commune is None:
        return []
    hamlets = [each.id for each in turn.read(partial(hamlets_in, areas=[commune]))]
    some = partial(sponsors.unhelped, hamlets=hamlets, day=turn.today, statuses=(Status.POOR,))
    taken = turn.read(sponsor_offers.spoken_for)
    return [each for each in turn.read(some) if each.household not in taken]


@TOPIC.action
def choose(turn: Turn, need: str) -> Reply:
    """One need was chosen; who offers is asked."""
    return forms.begin(turn, OFFER, answers={"need": need})


def _name(typed: str) -> str | None:
    name = clean(typed).strip()
    return name[:LONGEST_NAME] if len(name) > 1 else None


def _offered(turn: Turn, answers: Answers) -> Reply:
    need = Need(answers["need"])
    fits = [each for each in _unhelped(turn) if need in each.needs]
    if not fits or turn.office.area_id is None:
        return text(turn.say("help_offer.nothing", office=turn.office.name))
    reply = text(turn.say("help_offer.thanks", office=turn.office.name))
    made = partial(_make, turn=turn, name=answers["name"], need=need, family=fits[0].household)
    return reply.doing(made)


def _make(
    tx: Connection, contact_id: ContactId, *, turn: Turn, name: str, need: Need, family: HouseholdId
) -> None:
    commune = turn.office.area_id
    assert commune is not None
    number = sponsor_offers.make(
        tx, contact_id, commune, name=name, need=need, household_id=family, now=turn.now
    )
    if number is not None:
        for chat in roles.contacts_in(tx, [commune], Role.OFFICIAL, day=turn.today, at=turn.now):
            _tell(tx, turn, HELP_OFFERED, chat, number, {"name": name, "need": turn.say(f"help_need.{need}")})


def _tell(
    tx: Connection, turn: Turn, kind: NoticeKind, chat: ContactId, number: int, values: dict[str, str]
) -> None:
    occurrence = f"{kind.key}:{number}:{chat}"
    until = turn.now + TOLD_WITHIN
    new = NewNotice(kind.key, occurrence, chat, kind.priority, kind.fitting(values), turn.now, until)
    notices.plan(tx, new, now=turn.now)


@TOPIC.action
def show(turn: Turn) -> Reply:
    """The offers that wait for the office."""
    return listing(turn) or text(turn.say("choice.expired"))


def listing(turn: Turn) -> Reply | None:
    """The same; None from somebody who may not decide."""
    communes = communes_of(turn)
    if not communes:
        return None
    found: list[Offer] = turn.read(partial(sponsor_offers.asked, communes=communes))
    if not found:
        return text(turn.say("sponsor_office.no_offers"))
    first = found[0]
    words = turn.say(
        "sponsor_office.offer", count=len(found), name=first.name, need=turn.say(f"file.need_{first.need}"),
        home=home_said(turn, first.household),
    )  # fmt: skip
    return text(
        words,
        Choice(turn.say("sponsor_office.approve"), TOPIC.do(approve, str(first.id))),
        Choice(turn.say("sponsor_office.refuse"), TOPIC.do(refuse, str(first.id))),
    )


def _of_office(turn: Turn, number: str) -> Offer | None:
    found: Offer | None = turn.read(partial(sponsor_offers.by_number, number=int(number)))
    mine = found is not None and found.state is OfferState.ASKED and found.commune in communes_of(turn)
    return found if mine else None


@TOPIC.action
def approve(turn: Turn, number: str) -> Reply:
    """The office agrees; now the family is asked, by its chats or by somebody who goes there."""
    offer = _of_office(turn, number)
    if offer is None:
        return text(turn.say("choice.expired"))
    reached = partial(roles.chats_of, household_id=offer.household, day=turn.today, at=turn.now)
    key = "sponsor_office.approved" if turn.read(reached) else "sponsor_office.approved_go_there"
    words = turn.say(key, home=home_said(turn, offer.household), name=offer.name)
    return text(words).doing(partial(_approve, turn=turn, offer=offer))


def _approve(tx: Connection, contact_id: ContactId, *, turn: Turn, offer: Offer) -> None:
    unit = sponsors.add_unit(
        tx, offer.commune, name=offer.name, kind=NEW_KIND, capacity=1, hamlet=None, now=turn.now
    )
    settled = partial(sponsor_offers.settle, was=OfferState.ASKED, sponsor=unit, by=turn.register.person)
    if not settled(tx, offer.id, OfferState.APPROVED, now=turn.now):
        return
    values = {"name": offer.name, "need": turn.say(f"help_need.{offer.need}"), "number": str(offer.id)}
    for chat in roles.chats_of(tx, offer.household, day=turn.today, at=turn.now):
        _tell(tx, turn, HELP_WANTED, chat, offer.id, values)


@TOPIC.action
def refuse(turn: Turn, number: str) -> Reply:
    """The office does not agree."""
    offer = _of_office(turn, number)
    if offer is None:
        return text(turn.say("choice.expired"))
    refused = partial(sponsor_offers.settle, was=OfferState.ASKED, by=turn.register.person, now=turn.now)
    words = turn.say("sponsor_office.refused", name=offer.name)
    return text(words).doing(lambda tx, _contact: refused(tx, offer.id, OfferState.REFUSED))


def _of_family(turn: Turn, number: str) -> Offer | None:
    found: Offer | None = turn.read(partial(sponsor_offers.by_number, number=int(number)))
    own = found is not None and found.household in turn.register.own_households
    return found if own and found is not None and found.state is OfferState.APPROVED else None


@TOPIC.action
def agree(turn: Turn, number: str) -> Reply:
    """The family wants that help: only now the unit is given to it."""
    offer = _of_family(turn, number)
    if offer is None:
        return text(turn.say("choice.expired"))
    return text(turn.say("help_offer.agreed", name=offer.name)).doing(partial(_agree, turn=turn, offer=offer))


def _agree(tx: Connection, contact_id: ContactId, *, turn: Turn, offer: Offer) -> None:
    unit, by = offer.sponsor, turn.register.person
    assert unit is not None
    settled = sponsor_offers.settle(
        tx, offer.id, OfferState.AGREED, was=OfferState.APPROVED, by=by, now=turn.now
    )
    if not settled:
        return
    _appoint(tx, turn, offer.contact, unit)
    sponsors.assign(tx, unit, offer.household, day=turn.today, by=by, now=turn.now)
    subjects = [Subject(SubjectKind.HOUSEHOLD, offer.household), Subject(SubjectKind.SPONSOR, unit)]
    actor, wish = Actor.contact(contact_id, person_id=by, role=Role.HOUSEHOLD.value), Reason.OWN_WISH
    audit.note(tx, Tag.SPONSOR_ASSIGNED, at=turn.now, actor=actor, subjects=subjects, reason=wish)
    _tell(tx, turn, HELP_AGREED, offer.contact, offer.id, {"name": offer.name})


def _appoint(tx: Connection, turn: Turn, contact_id: ContactId, unit: SponsorId) -> None:
    """Whoever offered speaks for the unit from now on."""
    people = roles.people_behind(tx, contact_id, at=turn.now)
    person = people[0] if people else add_person(tx, now=turn.now)
    if not people:
        roles.link(tx, contact_id, person, now=turn.now)
    until = turn.today + ROLE_LASTS
    grant = NewGrant(person, Role.SPONSOR, turn.today, until, sponsor=unit, duty=Duty.CONTACT)
    roles.add_grant(tx, grant, now=turn.now)


@TOPIC.action
def decline(turn: Turn, number: str) -> Reply:
    """The family does not want it: nobody is told why."""
    offer = _of_family(turn, number)
    if offer is None:
        return text(turn.say("choice.expired"))
    over = partial(sponsor_offers.settle, was=OfferState.APPROVED, by=turn.register.person, now=turn.now)
    return text(turn.say("help_offer.declined")).doing(
        lambda tx, _contact: over(tx, offer.id, OfferState.REFUSED)
    )


OFFER = forms.register(Form("help_offer", (Question("name", read=_name, open_ended=True),), _offered, None))
