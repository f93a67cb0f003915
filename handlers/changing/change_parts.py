"""The parts of a change as answers of a form: from what was heard, and to what is to be written."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial

from bot import register_changes
from bot.conversation import Turn
from bot.domain.ids import AreaId, HouseholdId, PersonId
from bot.domain.messages import PersonalData
from bot.domain.register.changes import (
    Change,
    ChangeKind,
    Death,
    Move,
    NewMember,
    PhoneChange,
    StatusChange,
    Untimely,
    heirs,
    joined,
    untimely,
)
from bot.domain.register.households import Birth, Household, Member
from bot.domain.register.terms import Relation, Standard, Status
from bot.domain.roles import Field
from bot.domain.text import fold
from bot.domain.understanding.changes import Heard
from bot.domain.understanding.requests import Sought
from bot.forms import Answers
from models.audit import Reason
from models.register import changing

AWAY = "away"
NONE_YET = "none_yet"
_SHOWN = frozenset({Field.NUMBER, Field.HAMLET, Field.HEAD})
_FIELDS = {
    ChangeKind.STATUS: _SHOWN | {Field.STATUS},
    ChangeKind.PHONE: _SHOWN | {Field.MEMBERS, Field.PHONE},
    ChangeKind.MEMBER: _SHOWN | {Field.MEMBERS, Field.BIRTH},
    ChangeKind.DEATH: _SHOWN | {Field.MEMBERS, Field.BIRTH},
    ChangeKind.MOVE: _SHOWN,
}


def told(heard: Heard) -> dict[str, str]:
    """What was told at once, as answers."""
    parts = {
        "called": " ".join(heard.called),
        "name": heard.name if heard.kind is ChangeKind.MEMBER else None,
        "status": heard.status,
        "day": heard.day and heard.day.isoformat(),
        "document": heard.document,
        "document_day": heard.decided_on and heard.decided_on.isoformat(),
        "birth": heard.birth and written_birth(heard.birth),
        "relation": heard.relation,
        "phone": heard.phone,
        "to": AWAY if heard.away else heard.hamlet and str(heard.hamlet),
    }
    return {name: str(value) for name, value in parts.items() if value}


def written_birth(birth: Birth) -> str:
    """A birth as an answer: the day or the year."""
    return birth.day.isoformat() if birth.day else str(birth.year)


def birth_in(answer: str) -> Birth:
    """The birth in an answer."""
    if len(answer) == len("2026"):
        return Birth(int(answer))
    day = date.fromisoformat(answer)
    return Birth(day.year, day)


def looked_for(turn: Turn, sought: Sought, kind: ChangeKind) -> list[Household]:
    """The households that may be meant and that the asker may change; by number alone on some channels."""
    by_number = sought.number is not None and not sought.names
    if sought.nothing or (turn.capabilities.personal_data is not PersonalData.FULL and not by_number):
        return []
    found = turn.register.find(sought, hamlets=sought.hamlets)
    if not found and sought.number and "-" in sought.number:
        found = _in_numbered_hamlet(turn, *sought.number.split("-", 1))
    if sought.hamlets:
        found = [each for each in found if each.hamlet in sought.hamlets]
    return [each for each in found if may_change(turn, each.id, kind)]


def _in_numbered_hamlet(turn: Turn, hamlet: str, number: str) -> list[Household]:
    """Household 015 of the second hamlet, for "2-015"."""
    names = turn.register.hamlets
    hamlets = tuple(each for each, name in names.items() if fold(name).split()[-1] == hamlet.lstrip("0"))
    found = turn.register.find(Sought(number=number), hamlets=hamlets) if hamlets else []
    return [each for each in found if each.hamlet in hamlets]


def may_change(turn: Turn, household: HouseholdId, kind: ChangeKind) -> bool:
    """Whether the asker may change that of a household now."""
    who = register_changes.asker(turn.register, now=turn.now)
    if who is None:
        return False
    return turn.read(partial(register_changes.allowed, who=who, household=household, kind=kind)) is not None


def family_of(turn: Turn, answers: Answers, kind: ChangeKind) -> Household | None:
    """The household the answers are about, if the asker may still change it."""
    if not answers.get("household", "").isdecimal():
        return None
    household = HouseholdId(int(answers["household"]))
    if not may_change(turn, household, kind):
        return None
    return turn.register.household(household, _FIELDS[kind], reason=Reason.UPKEEP)


def first_day(turn: Turn, answers: Answers, kind: ChangeKind) -> date | None:
    """The first day for which such a change can be written."""
    household, person = HouseholdId(int(answers["household"])), person_in(answers)
    found: date | None = turn.read(
        lambda tx: changing.since(tx, household, kind, person),
    )
    return found


def person_in(answers: Answers) -> PersonId | None:
    """Whom the answers name."""
    return PersonId(int(answers["person"])) if "person" in answers else None


def untimely_day(turn: Turn, answers: Answers, kind: ChangeKind, day: date) -> Untimely | None:
    """Why a day can not be the day of the change."""
    since = first_day(turn, answers, kind) if "household" in answers else None
    return untimely(day, since=since, today=turn.today)


def named(members: Sequence[Member], called: str) -> list[Member]:
    """The members that a name, or the end of a name, may mean."""
    words = called.split()
    whole = [each for each in members if fold(each.name).split() == words]
    return whole or [each for each in members if words and fold(each.name).split()[-len(words) :] == words]


def heirs_of(turn: Turn, family: Household, answers: Answers) -> list[Member]:
    """Who can become head after a death; nobody where somebody else died."""
    person = person_in(answers)
    if family.head is None or person != family.head.person:
        return []
    return heirs(family.members, without=person, on=turn.today)


def change_in(turn: Turn, kind: ChangeKind, answers: Answers) -> Change:
    """The change that complete answers tell of."""
    day = date.fromisoformat(answers["day"]) if "day" in answers else turn.today
    match kind:
        case ChangeKind.STATUS:
            decided_on = date.fromisoformat(answers["document_day"])
            return StatusChange(Status(answers["status"]), day, answers["document"], decided_on)
        case ChangeKind.PHONE:
            return PhoneChange(PersonId(int(answers["person"])), answers["phone"], turn.today)
        case ChangeKind.DEATH:
            heir = PersonId(int(answers["new_head"])) if "new_head" in answers else None
            return Death(PersonId(int(answers["person"])), day, heir)
        case ChangeKind.MOVE:
            return Move(None if answers["to"] == AWAY else AreaId(int(answers["to"])), day)
        case ChangeKind.MEMBER:
            birth, since = birth_in(answers["birth"]), first_day(turn, answers, kind) or turn.today
            if "day" not in answers:
                day = joined(birth, since=since, today=turn.today)
            return NewMember(answers["name"], Relation(answers["relation"]), birth, day)


def is_known(family: Household, kind: ChangeKind, answers: Answers) -> bool:
    """Whether the register says already what the answers do."""
    match kind:
        case ChangeKind.STATUS:
            now = family.recognised_by(Standard.NATIONAL)
            return now is not None and now.status == answers.get("status")
        case ChangeKind.PHONE:
            mine = (each for each in family.members if each.person == person_in(answers))
            return any(each.phone is not None and each.phone == answers.get("phone") for each in mine)
        case ChangeKind.MEMBER:
            return any(_is_the_same(each, answers) for each in family.members)
        case ChangeKind.MOVE:
            return str(family.hamlet) == answers.get("to")
        case ChangeKind.DEATH:
            return False


def _is_the_same(member: Member, answers: Answers) -> bool:
    """Whether a member has the name of the new one, and may have been born in the same year."""
    if fold(member.name) != fold(answers.get("name", "")):
        return False
    born = birth_in(answers["birth"]) if "birth" in answers else None
    return born is None or member.birth is None or member.birth.year == born.year
