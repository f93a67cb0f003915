"""How often families are to be visited, set by a message: for a plan, a unit's plans, or a whole ward.

Asked before it is set, noted, and taken back by one choice."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from sqlalchemy import Connection

from bot.conversation import Reply, Topic, Turn, text
from bot.domain.ids import AreaId, ContactId, HouseholdId, SponsorId, SponsorshipId
from bot.domain.messages import Choice
from bot.domain.roles import Field
from bot.domain.understanding.requests import Sought
from bot.domain.understanding.rhythm import FEWEST, MOST
from handlers.sponsoring import unit_logs
from handlers.sponsoring.sponsor_office import communes_of
from handlers.sponsoring.sponsors import own_units
from handlers.sponsoring.visit_parts import numbers, read
from models import audit
from models.audit import Reason, Subject, SubjectKind, Tag
from models.people.roles import plans_of_family
from models.reminders import reminders
from models.sponsors import sponsors, visit_rhythms

TOPIC = Topic("visit_rhythm")
WARD = "ward"
Plans = Mapping[SponsorshipId, int | None]


def asked(turn: Turn, typed: str) -> Reply | None:
    """Say what would be set, and ask; None from who is of no unit and looks after none."""
    own, communes = own_units(turn), communes_of(turn)
    if not own and not communes:
        return None
    days = turn.knowledge.sponsoring.every(typed)
    if days is None:
        return text(turn.say("sponsors.rhythm_how", fewest=FEWEST, most=MOST))
    if communes and turn.knowledge.sponsoring.of_whole_ward(typed):
        return _ask(turn, turn.say("sponsors.rhythm_ward"), WARD, days)
    plans = _of_unit(turn, own, typed) if own else _of_office(turn, typed)
    if not plans:
        return text(turn.say("sponsors.which_family"))
    whom = turn.say("sponsors.rhythm_plans", count=len(plans), homes=_homes(turn, plans))
    return _ask(turn, whom, ",".join(map(str, plans)), days)


def _of_unit(turn: Turn, own: list[SponsorId], typed: str) -> dict[SponsorshipId, HouseholdId]:
    """The plans of the families that a unit names, of all where it names none."""
    ids = numbers(turn)
    number = turn.knowledge.sponsoring.number(typed)
    named = {ids[code] for code in read(turn, typed).families} if len(ids) > 1 else set()
    named |= {ids[code] for code in ids if number and code.lstrip("0") == number.lstrip("0")}
    if number and not named:
        return {}
    helped = turn.read(partial(sponsors.helped_by, units=own, day=turn.today))
    return {each.id: each.household for each in helped if not named or each.household in named}


def _of_office(turn: Turn, typed: str) -> dict[SponsorshipId, HouseholdId]:
    """The plans of the family, or of the unit, that an official names."""
    if number := turn.knowledge.sponsoring.number(typed):
        found = turn.register.find(Sought(number=number))
        home = found[0].id if len(found) == 1 else None
        if home is None:
            return {}
        plans = turn.read(partial(plans_of_family, household_id=home, day=turn.today))
        return dict.fromkeys(plans, home)
    units = turn.knowledge.sponsoring.units(typed, unit_logs.names(turn))
    if len(units) != 1:
        return {}
    helped = turn.read(partial(sponsors.helped_by, units=units, day=turn.today))
    return {each.id: each.household for each in helped}


def _homes(turn: Turn, plans: Mapping[SponsorshipId, HouseholdId]) -> str:
    look = partial(turn.register.household, fields={Field.NUMBER}, reason=Reason.CASE_WORK)
    seen = [look(each) for each in sorted(set(plans.values()))]
    return ", ".join(sorted(each.number for each in seen if each is not None))


def _ask(turn: Turn, whom: str, plans: str, days: int) -> Reply:
    return text(
        turn.say("sponsors.rhythm_ask", whom=whom, days=days),
        Choice(turn.say("sponsors.rhythm_yes"), TOPIC.do(set_it, plans, str(days))),
        Choice(turn.say("sponsors.rhythm_no"), TOPIC.do(leave)),
    )


@TOPIC.action
def leave(turn: Turn) -> Reply:
    """Nothing is set."""
    return text(turn.say("sponsors.rhythm_left"))


@TOPIC.action
def set_it(turn: Turn, plans: str, days: str) -> Reply:
    """Set the rhythm, and offer to take that back."""
    if plans == WARD:
        return _set_ward(turn, int(days))
    wanted = [SponsorshipId(int(each)) for each in plans.split(",")]
    if not _may(turn, wanted):
        return text(turn.say("choice.expired"))
    before = turn.read(partial(visit_rhythms.of_plans, plans=wanted))
    kept = ",".join(f"{number}:{every or 0}" for number, every in before.items())
    back = Choice(turn.say("sponsors.rhythm_back"), TOPIC.do(take_back, kept), lasting=True)
    rhythm: Plans = dict.fromkeys(wanted, int(days))
    return text(turn.say("sponsors.rhythm_set", days=days), back).doing(_writing(turn, rhythm))


@TOPIC.action
def take_back(turn: Turn, before: str) -> Reply:
    """The rhythm that held before."""
    pairs = [each.split(":") for each in before.split(",")]
    plans = {SponsorshipId(int(number)): int(days) or None for number, days in pairs}
    if not _may(turn, list(plans)):
        return text(turn.say("choice.expired"))
    return text(turn.say("sponsors.rhythm_taken_back")).doing(_writing(turn, plans))


def _may(turn: Turn, plans: list[SponsorshipId]) -> bool:
    """Whether all these plans are the asker's units', or of a commune they look after."""
    helped = turn.read(partial(sponsors.helped_by, units=own_units(turn), day=turn.today))
    mine = {each.id for each in helped}
    units = unit_logs.names(turn)
    of_office = turn.read(partial(sponsors.helped_by, units=list(units), day=turn.today)) if units else []
    return set(plans) <= mine | {each.id for each in of_office}


def _writing(turn: Turn, plans: Plans) -> partial[None]:
    return partial(_write, turn=turn, plans=plans)


def _write(tx: Connection, contact_id: ContactId, *, turn: Turn, plans: Plans) -> None:
    homes = visit_rhythms.set_for(tx, plans)
    reminders.plan_anew(tx, since=turn.today)
    audit.note(
        tx,
        Tag.VISIT_RHYTHM_SET,
        at=turn.now,
        actor=turn.register.acting(contact_id, ()),
        subjects=[Subject(SubjectKind.HOUSEHOLD, each) for each in homes],
        reason=Reason.CASE_WORK,
    )


def _set_ward(turn: Turn, days: int) -> Reply:
    commune = unit_logs.commune_of(turn)
    if commune is None:
        return text(turn.say("choice.expired"))
    before = turn.read(partial(reminders.settings_of, commune=commune)).visit_every
    back = Choice(turn.say("sponsors.rhythm_back"), TOPIC.do(set_it, WARD, str(before)), lasting=True)
    work = partial(_write_ward, turn=turn, commune=commune, days=days)
    return text(turn.say("sponsors.rhythm_set", days=days), back).doing(work)


def _write_ward(tx: Connection, contact_id: ContactId, *, turn: Turn, commune: AreaId, days: int) -> None:
    reminders.set_one(tx, commune, "visit_every", days, now=turn.now)
    reminders.plan_anew(tx, since=turn.today)
    actor = turn.register.acting(contact_id, ())
    details = {"days": days}
    audit.note(tx, Tag.VISIT_RHYTHM_SET, at=turn.now, actor=actor, reason=Reason.CASE_WORK, details=details)
