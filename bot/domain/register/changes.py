"""What an official can say happened to a family: each kind of change, its days, and what follows from it.

Pure: decides what a change means, never writes it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import ClassVar

from bot.domain.ids import AreaId, PersonId
from bot.domain.register.households import Birth, Member
from bot.domain.register.terms import CannotEscape, Ended, Left, Relation, Standard, Status

UNDO_WITHIN = timedelta(hours=24)
INSURED_UNDER = 6
_OLDEST = 120
_NEWBORN_DAYS = 365


class ChangeKind(StrEnum):
    """What can be changed by a message, in the order it is listened for."""

    SPECIAL = "special"
    STATUS = "status"
    PHONE = "phone"
    MEMBER = "member"
    DEATH = "death"
    LEAVE = "leave"
    MOVE = "move"


class Untimely(StrEnum):
    """Why something can not have happened on a day."""

    FUTURE = "future"
    TOO_EARLY = "too_early"


@dataclass(frozen=True, slots=True)
class StatusChange:
    """What a household is recognised as from a day on, by a decision of the commune's chairperson.

    QĐ 24/2021/QĐ-TTg, Điều 4 and 5: no status changes but by such a decision, with number and date."""

    kind: ClassVar[ChangeKind] = ChangeKind.STATUS
    status: Status
    day: date
    document: str
    decided_on: date
    standard: Standard = Standard.NATIONAL


@dataclass(frozen=True, slots=True)
class Special:
    """Why a poor household can not escape by its own effort, from a day on; None: it is cared for no more.

    By decision, as a status is; what it is recognised as stays."""

    kind: ClassVar[ChangeKind] = ChangeKind.SPECIAL
    reason: CannotEscape | None
    day: date
    document: str
    decided_on: date


@dataclass(frozen=True, slots=True)
class NewMember:
    """Somebody who belongs to a household from a day on."""

    kind: ClassVar[ChangeKind] = ChangeKind.MEMBER
    name: str
    relation: Relation
    birth: Birth
    day: date


@dataclass(frozen=True, slots=True)
class Death:
    """A member who died on a day; `new_head` follows where it was the head."""

    kind: ClassVar[ChangeKind] = ChangeKind.DEATH
    person: PersonId
    day: date
    new_head: PersonId | None = None


@dataclass(frozen=True, slots=True)
class Departure:
    """A member who lives elsewhere from a day on, while the household stays; `new_head` as of a death."""

    kind: ClassVar[ChangeKind] = ChangeKind.LEAVE
    person: PersonId
    day: date
    new_head: PersonId | None = None


@dataclass(frozen=True, slots=True)
class Move:
    """A household that lives in another hamlet from a day on, or nowhere in the commune any more for None."""

    kind: ClassVar[ChangeKind] = ChangeKind.MOVE
    hamlet: AreaId | None
    day: date


@dataclass(frozen=True, slots=True)
class PhoneChange:
    """The number, +84…, under which a member is called from a day on."""

    kind: ClassVar[ChangeKind] = ChangeKind.PHONE
    person: PersonId
    number: str
    day: date


Change = StatusChange | Special | NewMember | Death | Departure | Move | PhoneChange
OF_ONE_LESS: Mapping[ChangeKind, Left] = {
    ChangeKind.DEATH: Left.DIED,
    ChangeKind.LEAVE: Left.MOVED_AWAY,
}
"""Changes after which a household has a member less, and how that one left."""
DECIDED = frozenset({ChangeKind.STATUS, ChangeKind.SPECIAL})
"""What nobody changes without a decision: until then it is proposed."""
SPECIAL_OF = frozenset({Status.POOR, Status.NEAR_POOR})


def untimely(day: date, *, since: date | None, today: date) -> Untimely | None:
    """Return why something can not be written down for a day.

    `since` is the first day of what it changes: what held before is history and stays."""
    if day > today:
        return Untimely.FUTURE
    return Untimely.TOO_EARLY if since is not None and day < since else None


def reaches_back(day: date, *, today: date) -> bool:
    """Whether a day lies in a month whose figures may have been reported already."""
    return (day.year, day.month) < (today.year, today.month)


def likely_birth(birth: Birth, *, today: date) -> bool:
    """Whether somebody alive can have been born then."""
    born = birth.day or date(birth.year, 1, 1)
    return born <= today and birth.age(today) <= _OLDEST


def joined(birth: Birth, *, since: date, today: date) -> date:
    """Return from when a new member counts: a baby from its birth, not before `since`; others from today."""
    newborn = birth.day is not None and (today - birth.day).days < _NEWBORN_DAYS
    return max(birth.day, since) if newborn and birth.day is not None else today


def how_ended(members: Sequence[Member], *, without: PersonId, left: Left) -> Ended | None:
    """Return how a household ends when a member leaves it so; None while somebody stays."""
    if any(member.person != without for member in members):
        return None
    return Ended.DIED if left is Left.DIED else Ended.MOVED_AWAY


def heirs(members: Sequence[Member], *, without: PersonId, adult: int = 18, on: date) -> list[Member]:
    """Return who can become head: grown-ups, of unknown age last; children where nobody else is."""
    left = [member for member in members if member.person != without]
    grown = [each for each in left if each.birth is None or not each.birth.surely_under(adult, on=on)]
    return sorted(grown or left, key=lambda each: each.birth is None)


_TO_NEW_HEAD: dict[Relation, dict[Relation, Relation]] = {
    Relation.SPOUSE: {Relation.CHILD: Relation.CHILD, Relation.GRANDCHILD: Relation.GRANDCHILD},
    Relation.CHILD: {Relation.SPOUSE: Relation.PARENT, Relation.CHILD: Relation.SIBLING},
    Relation.PARENT: {
        Relation.CHILD: Relation.GRANDCHILD,
        Relation.PARENT: Relation.SPOUSE,
        Relation.SIBLING: Relation.CHILD,
    },
    Relation.SIBLING: {Relation.PARENT: Relation.PARENT, Relation.SIBLING: Relation.SIBLING},
}


def relation_to(new_head: Relation, other: Relation) -> Relation:
    """Return what somebody is to the new head, from what both were to the old one; `OTHER` if unclear."""
    return _TO_NEW_HEAD.get(new_head, {}).get(other, Relation.OTHER)
