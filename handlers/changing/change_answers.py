"""What can be answered to the questions of a change: the choices that are known, and words that are read."""

from __future__ import annotations

from functools import partial

from bot.conversation import Turn
from bot.domain.ids import HouseholdId
from bot.domain.register.changes import ChangeKind, likely_birth
from bot.domain.register.households import Member
from bot.domain.register.terms import Relation, Standard, Status
from bot.domain.roles import Field
from bot.domain.text import clean
from bot.domain.understanding.changes import spelled_name
from bot.forms import Answers, Question
from handlers.changing.change_lines import family_line, shown
from handlers.changing.change_parts import (
    AWAY,
    NONE_YET,
    family_of,
    heirs_of,
    looked_for,
    named,
    untimely_day,
    written_birth,
)
from models.audit import Reason

LONGEST_DOCUMENT = 60
MOST_PLACES = 12
_FOUND_BY = frozenset({Field.NUMBER, Field.HAMLET, Field.HEAD})
Known = list[tuple[str, str]]
"""Choices: the label, and the answer it stands for."""


def when(kind: ChangeKind) -> Question:
    """On which day."""
    return Question("day", found=today, read_in_turn=partial(day, kind=kind))


def who(kind: ChangeKind) -> Question:
    """Which member."""
    return Question("person", found=partial(members, kind=kind), read_in_turn=partial(member, kind=kind))


def households(turn: Turn, answers: Answers) -> Known:
    """Those that may be meant."""
    numbers = [HouseholdId(int(each)) for each in answers.get("among", "").split(",") if each]
    found = (turn.register.household(each, _FOUND_BY, reason=Reason.UPKEEP) for each in numbers)
    return [(family_line(turn, each), str(each.id)) for each in found if each is not None]


def household(turn: Turn, _answers: Answers, typed: str, *, kind: ChangeKind) -> str | None:
    """The only one with this name or number."""
    sought = turn.knowledge.changes.whom(typed, turn.register.hamlets)
    found = looked_for(turn, sought, kind)
    return str(found[0].id) if len(found) == 1 else None


def members(turn: Turn, answers: Answers, *, kind: ChangeKind) -> Known:
    """Those of the household."""
    family = family_of(turn, answers, kind)
    return [(_label(turn, each), str(each.person)) for each in family.members] if family else []


def member(turn: Turn, answers: Answers, typed: str, *, kind: ChangeKind) -> str | None:
    """The only one of this name."""
    family = family_of(turn, answers, kind)
    sought = turn.knowledge.requests.sought(typed, {})
    found = named(family.members, " ".join(sought.names)) if family else []
    return str(found[0].person) if len(found) == 1 else None


def heirs(turn: Turn, answers: Answers) -> Known:
    """Those who can be head."""
    family = family_of(turn, answers, ChangeKind.DEATH)
    found = heirs_of(turn, family, answers) if family else []
    return [(_label(turn, each), str(each.person)) for each in found]


def heir(turn: Turn, answers: Answers, typed: str) -> str | None:
    """The only one of this name who can be head."""
    chosen = member(turn, answers, typed, kind=ChangeKind.DEATH)
    return chosen if chosen in answers["heirs"].split(",") else None


def _label(turn: Turn, member: Member) -> str:
    relation = turn.say(f"register.relation_{member.relation}")
    words = turn.say("changes.member", name=member.name, relation=relation)
    return words + (turn.say("file.born", year=member.birth.year) if member.birth else "")


def today(turn: Turn, _answers: Answers) -> Known:
    """The day most things happen."""
    return [(turn.say("changes.today", date=shown(turn.today)), turn.today.isoformat())]


def day(turn: Turn, answers: Answers, typed: str, *, kind: ChangeKind) -> str | None:
    """A day on which it can have happened."""
    named_day = turn.knowledge.changes.days.read(typed, turn.today)
    if named_day is None or untimely_day(turn, answers, kind, named_day):
        return None
    return named_day.isoformat()


def past_day(turn: Turn, _answers: Answers, typed: str) -> str | None:
    """Any day that has come."""
    named_day = turn.knowledge.changes.days.read(typed, turn.today)
    return named_day.isoformat() if named_day is not None and named_day <= turn.today else None


def document(turn: Turn, _answers: Answers, typed: str) -> str | None:
    """The number of a decision, or that there is none yet."""
    if turn.knowledge.changes.not_yet(typed):
        return NONE_YET
    words = " ".join(clean(typed).split())
    return words[:LONGEST_DOCUMENT] if any(each.isdecimal() for each in words) else None


def statuses(turn: Turn, answers: Answers) -> Known:
    """All but what it is now."""
    family = family_of(turn, answers, ChangeKind.STATUS)
    now = family.recognised_by(Standard.NATIONAL) if family else None
    others = [each for each in Status if now is None or each is not now.status]
    return [(turn.say(f"register.status_{each}"), each.value) for each in others]


def status(turn: Turn, _answers: Answers, typed: str) -> str | None:
    """The one that is named."""
    return turn.knowledge.changes.status(typed)


def name(typed: str) -> str | None:
    """A name, as it is typed."""
    words = spelled_name(typed)
    return words if words and not any(each.isdecimal() for each in words) else None


def birth(turn: Turn, _answers: Answers, typed: str) -> str | None:
    """The day or year of birth of somebody who can be alive."""
    said = turn.knowledge.changes.birth(typed, turn.today)
    return written_birth(said) if said and likely_birth(said, today=turn.today) else None


def relations(turn: Turn, _answers: Answers) -> Known:
    """All but the head."""
    said = [each for each in Relation if each is not Relation.HEAD]
    return [(turn.say(f"register.relation_{each}"), each.value) for each in said]


def relation(turn: Turn, _answers: Answers, typed: str) -> str | None:
    """The one that is named."""
    return turn.knowledge.changes.relation(typed)


def places(turn: Turn, answers: Answers) -> Known:
    """Away, and the other hamlets where they are few."""
    family = family_of(turn, answers, ChangeKind.MOVE)
    here = family.hamlet if family else None
    hamlets = [(name, str(each)) for each, name in turn.register.hamlets.items() if each != here]
    return [(turn.say("changes.gone"), AWAY), *(hamlets if len(hamlets) <= MOST_PLACES else [])]


def place(turn: Turn, _answers: Answers, typed: str) -> str | None:
    """Away or the hamlet that is named."""
    where = turn.knowledge.changes.place(typed, turn.register.hamlets)
    if where is not None:
        return str(where)
    return AWAY if turn.knowledge.changes.is_away(typed) else None
