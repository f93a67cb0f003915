"""Officials give families to the units that help them: assign, withdraw, who has none, who is late."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from functools import partial

from sqlalchemy import Connection

from bot.conversation import JobTurn, Reply, Topic, Turn, text
from bot.domain.ids import AreaId, ContactId, HouseholdId, SponsorId
from bot.domain.messages import Choice
from bot.domain.register.terms import Status
from bot.domain.reminders.terms import Muted
from bot.domain.roles import Role
from bot.domain.sponsoring import Able, Match, Waiting, suggested
from bot.domain.understanding.requests import Sought
from bot.domain.understanding.sponsoring import Announced
from handlers.families.homes import home_said, sees
from models import audit
from models.audit import Reason, Subject, SubjectKind, Tag
from models.reminders import reminders, ward_days
from models.sponsors import lateness, sponsor_reports, sponsors
from models.sponsors.sponsors import Unhelped, UnitRow

TOPIC = Topic("sponsor_office")
MAY_ASSIGN = (Role.OFFICIAL, Role.LEADER)
MOST_LISTED, MOST_SUGGESTED, MOST_UNITS = 10, 4, 30
MUTED_DAYS = {Muted.MOURNING: 49, Muted.MOVED: 90}
"""Until when nobody is reminded of a family: seven weeks of mourning, a season away."""


def communes_of(turn: Turn | JobTurn) -> list[AreaId]:
    """The communes for which the asker may give families to units."""
    return [grant.area for grant in turn.register.actor.granted(*MAY_ASSIGN) if grant.area is not None]


def _units(turn: Turn) -> dict[SponsorId, UnitRow]:
    communes = communes_of(turn)
    found = turn.read(partial(sponsors.units_of, communes=communes, day=turn.today)) if communes else []
    return {each.id: each for each in found}


def _family(turn: Turn, typed: str) -> HouseholdId | None:
    """The one family of the asker's area that is named by its number."""
    number = turn.knowledge.sponsoring.number(typed)
    found = turn.register.find(Sought(number=number)) if number else []
    return found[0].id if len(found) == 1 else None


def assign(turn: Turn, typed: str) -> Reply | None:
    """Ask to give a family to a unit; None from somebody who may not."""
    if not communes_of(turn):
        return None
    units, family = _units(turn), _family(turn, typed)
    if family is None:
        return text(turn.say("sponsor_office.which_family"))
    named = turn.knowledge.sponsoring.units(typed, {each.id: each.name for each in units.values()})
    if not named:
        return text(turn.say("sponsor_office.which_unit"))
    if len(named) > 1:
        some = named[:MOST_SUGGESTED]
        choices = [Choice(units[each].name, TOPIC.do(give, str(family), str(each))) for each in some]
        return text(turn.say("sponsor_office.which_of_units"), *choices)
    return ask(turn, str(family), str(named[0]))


@TOPIC.action
def ask(turn: Turn, household: str, unit: str) -> Reply:
    """Say what would be written, and ask."""
    known, family = _units(turn).get(SponsorId(int(unit))), HouseholdId(int(household))
    if known is None or not sees(turn, family):
        return text(turn.say("choice.expired"))
    lines = [turn.say("sponsor_office.ask_give", home=home_said(turn, family), unit=known.name)]
    if known.room == 0:
        lines.append(turn.say("sponsor_office.full", helps=known.helps, capacity=known.capacity))
    return text(
        "\n".join(lines),
        Choice(turn.say("sponsor_office.give"), TOPIC.do(give, household, unit)),
        Choice(turn.say("sponsor_office.leave"), TOPIC.do(leave)),
    )


@TOPIC.action
def leave(turn: Turn) -> Reply:
    """Nothing is written."""
    return text(turn.say("sponsor_office.left"))


@TOPIC.action
def give(turn: Turn, household: str, unit: str) -> Reply:
    """Give the family to the unit from today on."""
    known, family = _units(turn).get(SponsorId(int(unit))), HouseholdId(int(household))
    if known is None or not sees(turn, family):
        return text(turn.say("choice.expired"))
    told = turn.say("sponsor_office.given", home=home_said(turn, family), unit=known.name)
    back = Choice(turn.say("sponsor_office.take_back"), TOPIC.do(take_back, household, unit), lasting=True)
    return text(told, back).doing(partial(_give, turn=turn, family=family, unit=known.id))


def _give(tx: Connection, contact_id: ContactId, *, turn: Turn, family: HouseholdId, unit: SponsorId) -> None:
    by = turn.register.person
    if sponsors.assign(tx, unit, family, day=turn.today, by=by, now=turn.now) is not None:
        _note(tx, contact_id, turn=turn, tag=Tag.SPONSOR_ASSIGNED, family=family, unit=unit)


def _note(
    tx: Connection,
    contact_id: ContactId,
    *,
    turn: Turn,
    tag: Tag,
    family: HouseholdId,
    unit: SponsorId | None,
) -> None:
    subjects = [Subject(SubjectKind.HOUSEHOLD, family)]
    if unit is not None:
        subjects.append(Subject(SubjectKind.SPONSOR, unit))
    actor = turn.register.acting(contact_id, [family])
    audit.note(tx, tag, at=turn.now, actor=actor, subjects=subjects, reason=Reason.CASE_WORK)


def withdraw(turn: Turn, typed: str) -> Reply | None:
    """Ask to take a family from a unit; None from somebody who may not."""
    if not communes_of(turn):
        return None
    units, family = _units(turn), _family(turn, typed)
    if family is None:
        return text(turn.say("sponsor_office.which_family"))
    helping = turn.read(partial(sponsors.units_helping, household_id=family, day=turn.today))
    named = turn.knowledge.sponsoring.units(
        typed, {each: units[each].name for each in helping if each in units}
    )
    meant = [each for each in (named or helping) if each in units]
    if not meant:
        return text(turn.say("sponsor_office.nobody_helps", home=home_said(turn, family)))
    choices = [
        Choice(
            turn.say("sponsor_office.take_from", unit=units[each].name),
            TOPIC.do(take_back, str(family), str(each)),
        )
        for each in meant[:MOST_SUGGESTED]
    ]
    words = turn.say("sponsor_office.ask_take", home=home_said(turn, family))
    return text(words, *choices, Choice(turn.say("sponsor_office.leave"), TOPIC.do(leave)))


@TOPIC.action
def take_back(turn: Turn, household: str, unit: str) -> Reply:
    """The unit helps the family no more from today on, and is reminded of nothing about it."""
    known, family = _units(turn).get(SponsorId(int(unit))), HouseholdId(int(household))
    if known is None or not sees(turn, family):
        return text(turn.say("choice.expired"))
    told = turn.say("sponsor_office.taken", home=home_said(turn, family), unit=known.name)
    return text(told).doing(partial(_take, turn=turn, family=family, unit=known.id))


def _take(tx: Connection, contact_id: ContactId, *, turn: Turn, family: HouseholdId, unit: SponsorId) -> None:
    if ended := sponsors.withdraw(tx, unit, family, day=turn.today):
        sponsor_reports.sponsorship_ended(tx, ended, day=turn.today, now=turn.now)
        _note(tx, contact_id, turn=turn, tag=Tag.SPONSOR_WITHDRAWN, family=family, unit=unit)


def nobody_helps(turn: Turn) -> Reply | None:
    """The poor families that no unit helps, with suggestions; None from somebody who may not ask."""
    if not communes_of(turn):
        return None
    hamlets = list(turn.register.hamlets)
    left: list[Unhelped] = turn.read(
        partial(sponsors.unhelped, hamlets=hamlets, day=turn.today, statuses=(Status.POOR,))
    )
    if not left:
        return text(turn.say("sponsor_office.all_helped"))
    units = _units(turn)
    shown = ", ".join(home_said(turn, each.household) for each in left[:MOST_LISTED])
    lines = [turn.say("sponsor_office.unhelped", count=len(left), homes=shown)]
    matches = _suggestions(left, list(units.values()))
    choices = []
    for each in matches[:MOST_SUGGESTED]:
        if not sees(turn, each.household):
            continue
        home = next(one for one in left if one.household == each.household)
        label = turn.say("sponsor_office.suggestion", number=home.number, unit=units[each.unit].name)
        choices.append(Choice(label, TOPIC.do(ask, str(each.household), str(each.unit))))
    lines.append(turn.say("sponsor_office.suggested" if choices else "sponsor_office.no_room"))
    return text("\n".join(lines), *choices)


def _suggestions(left: Sequence[Unhelped], units: Sequence[UnitRow]) -> list[Match]:
    waiting = [Waiting(each.household, each.hamlet, len(each.needs)) for each in left]
    return suggested(waiting, [Able(each.id, each.helps, each.room, each.hamlet) for each in units])


def listing(turn: Turn) -> Reply | None:
    """The units of the asker's commune, with how many families each helps; None where none is kept."""
    if not communes_of(turn):
        return None
    units = list(_units(turn).values())
    lines = [turn.say("sponsor_office.units", count=len(units))]
    for each in units[:MOST_UNITS]:
        key = "sponsor_office.unit" if each.capacity is None else "sponsor_office.unit_of"
        lines.append(turn.say(key, unit=each.name, helps=each.helps, capacity=each.capacity))
    return text("\n".join(lines))


@TOPIC.action
def late(turn: Turn) -> Reply:
    """The units that let a matter pass, the latest first, with how far each was urged."""
    return who_is_late(turn) or text(turn.say("choice.expired"))


def who_is_late(turn: Turn) -> Reply | None:
    """Which units are late with what; None from somebody who may not ask."""
    communes = communes_of(turn)
    if not communes:
        return None
    found = turn.read(partial(lateness.late_units, communes=communes, day=turn.today))
    if not found:
        return text(turn.say("sponsor_office.nobody_late"))
    lines = [turn.say("sponsor_office.late", count=len(found), units=len(_units(turn)))]
    for each in found[:MOST_LISTED]:
        what = ", ".join(turn.say(f"sponsor_matter.{matter}") for matter in each.matters)
        key = "sponsor_office.late_line"
        step = turn.say(f"sponsor_office.step_{each.step}")
        lines.append(turn.say(key, unit=each.name, what=what, days=each.days, step=step))
    return text("\n".join(lines))


def mute(turn: Turn, typed: str) -> Reply | None:
    """Remind nobody of a family that moved or is in mourning; None from somebody who may not."""
    if not communes_of(turn):
        return None
    family, why = _family(turn, typed), turn.knowledge.sponsoring.muted(typed)
    if family is None:
        return text(turn.say("sponsor_office.which_family"))
    if why is None:
        choices = [
            Choice(turn.say(f"sponsor_office.mute_{each}"), TOPIC.do(mute_for, str(family), each.value))
            for each in MUTED_DAYS
        ]
        return text(turn.say("sponsor_office.why_mute", home=home_said(turn, family)), *choices)
    return mute_for(turn, str(family), why.value)


@TOPIC.action
def mute_for(turn: Turn, household: str, why: str) -> Reply:
    """Nobody is reminded of the family for as long as is usual."""
    family, reason = HouseholdId(int(household)), Muted(why)
    if not communes_of(turn) or not sees(turn, family):
        return text(turn.say("choice.expired"))
    until = turn.today + timedelta(days=MUTED_DAYS[reason])
    told = turn.say("sponsor_office.muted", home=home_said(turn, family), day=f"{until:%d/%m/%Y}")
    again = Choice(turn.say("sponsor_office.unmute"), TOPIC.do(unmute_it, household), lasting=True)
    return text(told, again).doing(partial(_mute, turn=turn, family=family, why=reason))


def _mute(tx: Connection, contact_id: ContactId, *, turn: Turn, family: HouseholdId, why: Muted) -> None:
    ends, by = turn.today + timedelta(days=MUTED_DAYS[why]), turn.register.person
    reminders.mute(tx, why=why, begins=turn.today, ends=ends, household_id=family, by=by, now=turn.now)
    sponsor_reports.silence(tx, family, why, day=turn.today, now=turn.now)
    _note(tx, contact_id, turn=turn, tag=Tag.REMINDERS_MUTED, family=family, unit=None)


def unmute(turn: Turn, typed: str) -> Reply | None:
    """Remind of a family again; None from somebody who may not."""
    if not communes_of(turn):
        return None
    family = _family(turn, typed)
    return text(turn.say("sponsor_office.which_family")) if family is None else unmute_it(turn, str(family))


@TOPIC.action
def unmute_it(turn: Turn, household: str) -> Reply:
    """The family is no longer left out."""
    family = HouseholdId(int(household))
    if not communes_of(turn) or not sees(turn, family):
        return text(turn.say("choice.expired"))
    told = turn.say("sponsor_office.unmuted", home=home_said(turn, family))
    return text(told).doing(lambda tx, _contact: reminders.unmute(tx, family, day=turn.today))


def announce(turn: Turn, typed: str) -> Reply | None:
    """Keep a day of pay or of a chance that the ward announces; None from somebody who may not."""
    communes = communes_of(turn)
    if not communes:
        return None
    told = turn.knowledge.sponsoring.announced(typed, turn.today)
    if told.kind is None or told.on is None or told.on < turn.today or not told.place:
        return text(turn.say("sponsor_office.how_to_announce"))
    commune = turn.office.area_id if turn.office.area_id in communes else communes[0]
    assert commune is not None
    what, day = turn.say(f"sponsor_day.{told.kind}"), f"{told.on:%d/%m/%Y}"
    there = turn.read(partial(ward_days.in_calendar, commune=commune, kind=told.kind, on=told.on))
    if there is not None:
        return text(turn.say("sponsor_office.in_calendar", title=there, day=day))
    words = turn.say("sponsor_office.announced", what=what, day=day, place=told.place)
    return text(words).doing(partial(_announce, turn=turn, commune=commune, told=told))


def _announce(tx: Connection, _contact: ContactId, *, turn: Turn, commune: AreaId, told: Announced) -> None:
    assert told.kind is not None
    assert told.on is not None
    by = turn.register.person
    reminders.announce(tx, commune, told.kind, on=told.on, place=told.place, by=by, now=turn.now)
    reminders.plan_anew(tx, since=turn.today)
