"""What can be answered when somebody registers: the choices that are known, and words that are read."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from bot.conversation import Turn
from bot.domain.events.event import Event, Slot
from bot.domain.events.rules import LEAST_AGE
from bot.domain.events.terms import ForWhom, Wish
from bot.domain.ids import AreaId, HouseholdId
from bot.domain.register.households import Household, Member
from bot.domain.register.terms import Relation
from bot.domain.roles import Field, Role
from bot.domain.understanding import Decision
from bot.forms import Answers
from handlers.fairs import events
from handlers.fairs.event_lines import seats_line, short, time_of
from handlers.people import linking
from models.areas import areas_above, hamlets_in
from models.events import events as kept

NO_PHONE = "none"
OTHER = "other"
MOST_EVENTS = 5
MOST_HAMLETS = 8
LONGEST_NAME = 60
_SHOWN = frozenset({Field.NUMBER, Field.HAMLET, Field.HEAD, Field.MEMBERS, Field.BIRTH})
Known = list[tuple[str, str]]
"""Choices: the label, and the answer it stands for."""


def open_choices(turn: Turn, _answers: Answers) -> Known:
    """The next events one can register for."""
    found = [each for each in events.open_events(turn) if open_slots(turn, each)]
    return [(short(each.plan.title), each.code) for each in found[:MOST_EVENTS]]


def event(turn: Turn, _answers: Answers, typed: str) -> str | None:
    """The only one of a kind that is named."""
    kinds = turn.knowledge.events.kinds(typed)
    found = [each for each in events.open_events(turn) if each.plan.kind in kinds and open_slots(turn, each)]
    return found[0].code if len(found) == 1 else None


def open_slots(turn: Turn, event: Event) -> list[Slot]:
    """The times one can still register for."""
    return [slot for slot in event.slots if turn.now < event.closes(slot)]


def slot_choices(turn: Turn, answers: Answers) -> Known:
    """The times of an event, with how many places each has."""
    event = turn.read(partial(kept.by_code, code=answers.get("event", "")))
    slots = open_slots(turn, event) if event else []
    return [(f"{time_of(turn, slot)} {seats_line(turn, slot)}"[:55], str(slot.id)) for slot in slots]


def _homes(turn: Turn) -> Iterator[Household]:
    """The asker's own households, and those in whose place they may act."""
    if not turn.register.people:
        return
    yield from turn.register.spoken(_SHOWN, Role.HOUSEHOLD)
    for home in turn.register.spoken(_SHOWN, Role.DELEGATE):
        if turn.register.may_act(home.id):
            yield home


def members(turn: Turn) -> list[tuple[Household, Member]]:
    """Whom the asker can register without typing anything."""
    return [
        (home, member)
        for home in _homes(turn)
        for member in home.members
        if member.birth is None or not member.birth.surely_under(LEAST_AGE, on=turn.today)
    ]


def member_choices(turn: Turn, _answers: Answers) -> Known:
    """They by name and relation, oneself first, and somebody else."""
    own = turn.register.person
    found = sorted(members(turn), key=lambda each: each[1].person != own)
    known = [(linking.label(turn, member), str(member.person)) for _, member in found]
    return [*known, (turn.say("sign_up.somebody_else"), OTHER)]


def member_of(turn: Turn, person: str) -> Member | None:
    """The member that was chosen."""
    return next((each for _, each in members(turn) if str(each.person) == person), None)


def household_of(turn: Turn, person: str) -> HouseholdId | None:
    """The household of the member that was chosen."""
    return next((home.id for home, each in members(turn) if str(each.person) == person), None)


def for_whom(turn: Turn, answers: Answers) -> ForWhom:
    """As what somebody is registered by the asker."""
    chosen = answers.get("member", "")
    if not chosen.isdecimal():
        return ForWhom(answers.get("whom", ForWhom.SELF))
    if turn.register.person is not None and chosen == str(turn.register.person):
        return ForWhom.SELF
    home = household_of(turn, chosen)
    if home is not None and home not in turn.register.own_households:
        return ForWhom.DELEGATE
    member = member_of(turn, chosen)
    young = member is not None and member.relation in (Relation.CHILD, Relation.GRANDCHILD)
    return ForWhom.CHILD if young else ForWhom.RELATIVE


def whom(turn: Turn, _answers: Answers, typed: str) -> str | None:
    """For oneself or for whom, in words."""
    heard = turn.knowledge.events.for_whom(typed)
    return None if heard is None else heard.value


def name(turn: Turn, _answers: Answers, typed: str) -> str | None:
    """A name, unless it is a question."""
    named = turn.knowledge.events.name(typed)
    if named is None or len(named) > LONGEST_NAME or "?" in typed:
        return None
    asked = turn.knowledge.understanding.read(typed, today=turn.today, subject=None)
    return None if asked.decision is Decision.ANSWER else named


def birth(turn: Turn, _answers: Answers, typed: str) -> str | None:
    """The year of birth; of a sign there are several, which are then offered."""
    bare = typed.strip()
    years = turn.knowledge.events.birth_years(typed, year=turn.today.year)
    if not years and bare.isdecimal() and len(bare) == 2:
        years = turn.knowledge.events.birth_years(f"{bare} tuoi", year=turn.today.year)
    return str(years[0]) if len(years) == 1 else None


def years_of_sign(_turn: Turn, answers: Answers) -> Known:
    """The years in which somebody of that sign may be born."""
    return [(year, year) for year in answers.get("years", "").split(",") if year]


def hamlet_choices(turn: Turn, _answers: Answers) -> Known:
    """The hamlets of the commune where they are few, else they are typed; and elsewhere."""
    area = turn.office.area_id
    found = [] if area is None else turn.read(partial(hamlets_in, areas=[area]))
    known = [(each.name, str(each.id)) for each in found] if len(found) <= MOST_HAMLETS else []
    return [*known, (turn.say("sign_up.elsewhere"), OTHER)]


def hamlet(turn: Turn, _answers: Answers, typed: str) -> str | None:
    """The only hamlet that is named."""
    area = turn.office.area_id
    found = [] if area is None else turn.read(partial(hamlets_in, areas=[area]))
    named = turn.knowledge.requests.hamlets(typed, {each.id: each.name for each in found})
    return str(named[0]) if named and len(named) == 1 else None


def areas_of(turn: Turn, hamlet_id: AreaId) -> tuple[AreaId, ...]:
    """A hamlet and what it lies in."""
    found: tuple[AreaId, ...] = turn.read(lambda tx: tuple(areas_above(tx, hamlet_id)))
    return found


def grade(turn: Turn, _answers: Answers, typed: str) -> str | None:
    """The school class that was finished."""
    heard = turn.knowledge.events.grade(typed)
    return None if heard is None else str(heard)


def wish(turn: Turn, _answers: Answers, typed: str) -> str | None:
    """Where somebody wants to work."""
    heard: Wish | None = turn.knowledge.events.wish(typed)
    return None if heard is None else heard.value


def told(turn: Turn, typed: str) -> dict[str, str]:
    """All that a message tells of somebody at once, and the years a sign may mean."""
    talk = turn.knowledge.events
    years = talk.birth_years(typed, year=turn.today.year)
    found = {"birth": str(years[0])} if len(years) == 1 else {}
    if len(years) > 1:
        found["years"] = ",".join(map(str, years))
    if (number := talk.phone(typed)) is not None:
        found["phone"] = number
    if (school := grade(turn, {}, typed)) is not None and not typed.strip().isdecimal():
        found["grade"] = school
    if (place := wish(turn, {}, typed)) is not None:
        found["wish"] = place
    if "," in typed and (named := name(turn, {}, typed)) is not None:
        found["name"] = named
    return found
