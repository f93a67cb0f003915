"""How a change is worded: what it was before, what it is to be, and what to take care of."""

from __future__ import annotations

from datetime import date

from bot.conversation import Turn
from bot.domain.ids import PersonId
from bot.domain.phone import spoken
from bot.domain.register.changes import (
    INSURED_UNDER,
    Change,
    Death,
    Move,
    NewMember,
    PhoneChange,
    StatusChange,
    how_ended,
    reaches_back,
)
from bot.domain.register.households import Household
from bot.domain.register.terms import Standard, Status
from handlers.families.household_lines import recognised_line, short_line


def shown(day: date) -> str:
    """A day as it is written."""
    return day.strftime("%d/%m/%Y")


def family_line(turn: Turn, family: Household) -> str:
    """Which household; by its number alone where no name may be told."""
    return short_line(turn.say, family, hamlet=turn.register.hamlets[family.hamlet])


def change_lines(turn: Turn, family: Household, change: Change) -> list[str]:
    """Household, before and after, and since when."""
    lines = [family_line(turn, family)]
    match change:
        case StatusChange(status=status, day=day):
            lines += status_lines(turn, family, status, day)
            paper = {"document": change.document, "date": shown(change.decided_on)}
            lines.append(turn.say("changes.by_decision", **paper))
        case PhoneChange(person=person, number=number):
            lines += _phone_lines(turn, family, person, number)
        case NewMember():
            lines += _member_lines(turn, family, change)
        case Death():
            lines += _death_lines(turn, family, change)
        case Move(hamlet=hamlet, day=day):
            lines.append(turn.say("changes.before", what=turn.register.hamlets[family.hamlet]))
            where = turn.say("changes.gone") if hamlet is None else turn.register.hamlets[hamlet]
            lines.append(turn.say("changes.after", what=where, date=shown(day)))
    return lines


def status_lines(turn: Turn, family: Household, status: Status, day: date) -> list[str]:
    """From what to what a household is to change."""
    now = family.recognised_by(Standard.NATIONAL)
    said = recognised_line(turn.say, now) if now else turn.say("household.never_recognised")
    before = said.removeprefix("- ")
    after = turn.say(f"register.status_{status}")
    return [
        turn.say("changes.before", what=before),
        turn.say("changes.after", what=after, date=shown(day)),
    ]


def cautions(turn: Turn, change: Change) -> list[str]:
    """What to take care of before agreeing."""
    back = reaches_back(change.day, today=turn.today)
    return [turn.say("changes.reaches_back", date=shown(change.day))] if back else []


def after_lines(turn: Turn, change: Change) -> list[str]:
    """What to think of once it is written."""
    if isinstance(change, NewMember) and change.birth.surely_under(INSURED_UNDER, on=turn.today):
        return [turn.say("changes.insure_child", age=INSURED_UNDER)]
    return []


def _phone_lines(turn: Turn, family: Household, person: PersonId, number: str) -> list[str]:
    member = next(each for each in family.members if each.person == person)
    before = spoken(member.phone) if member.phone else turn.say("changes.no_phone")
    return [
        turn.say("changes.phone_of", name=member.name),
        turn.say("changes.before", what=before),
        turn.say("changes.after_now", what=spoken(number)),
    ]


def _member_lines(turn: Turn, family: Household, new: NewMember) -> list[str]:
    count, say = len(family.members), turn.say
    born = shown(new.birth.day) if new.birth.day else str(new.birth.year)
    member = say("changes.member", name=new.name, relation=say(f"register.relation_{new.relation}"))
    return [
        say("changes.members", before=count, after=count + 1),
        say("changes.new_member", member=member, born=born, age=max(new.birth.age(turn.today), 0)),
        say("changes.counts_from", date=shown(new.day)),
    ]


def _death_lines(turn: Turn, family: Household, death: Death) -> list[str]:
    count, say = len(family.members), turn.say
    names = {each.person: each.name for each in family.members}
    lines = [
        say("changes.died", name=names[death.person], date=shown(death.day)),
        say("changes.members", before=count, after=count - 1),
    ]
    if death.new_head is not None:
        lines.append(say("changes.new_head", before=names[death.person], after=names[death.new_head]))
    if how_ended(family.members, without=death.person) is not None:
        lines.append(say("changes.nobody_left", date=shown(death.day)))
    return lines
