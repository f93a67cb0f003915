"""The only door by which a conversation changes the register: asks the roles again where it is written.

What was decided upon must still stand then; whatever is written is noted in the same transaction."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from sqlalchemy import Connection

from bot.clock import vietnam_day
from bot.domain.ids import ContactId, HouseholdId, PersonId
from bot.domain.messages import PersonalData
from bot.domain.register.changes import UNDO_WITHIN, Change, ChangeKind
from bot.domain.roles import Actor, Field, Place, Role, changing_role
from bot.errors import Moved
from bot.register import Register
from models import areas, audit
from models.audit import Subject, SubjectKind
from models.people import roles
from models.register import changing, reading
from models.register.changing import Made
from models.register.undoing import ChangedSince

_FIELDS = {
    ChangeKind.STATUS: frozenset({Field.STATUS.value, Field.DECISIONS.value}),
    ChangeKind.PHONE: frozenset({Field.PHONE.value}),
    ChangeKind.MEMBER: frozenset({Field.MEMBERS.value, Field.BIRTH.value}),
    ChangeKind.DEATH: frozenset({Field.MEMBERS.value, Field.HEAD.value}),
    ChangeKind.MOVE: frozenset({Field.HAMLET.value, Field.ADDRESS.value}),
}


@dataclass(frozen=True, slots=True)
class Asker:
    """Who changes something, when, and over what kind of channel."""

    person: PersonId
    carries: PersonalData
    now: datetime

    def role(self, tx: Connection, place: Place, kind: ChangeKind) -> Role | None:
        """The role by which they may, as it stands now."""
        grants = roles.grants_of(tx, self.person, day=vietnam_day(self.now))
        return changing_role(Actor(self.person, grants, self.carries), place, kind)


def asker(register: Register, *, now: datetime) -> Asker | None:
    """Who is writing; None for a stranger."""
    person = register.person
    return None if person is None else Asker(person, register.actor.carries, now)


def allowed(tx: Connection, who: Asker, household: HouseholdId, kind: ChangeKind) -> Role | None:
    """The role by which somebody may change that of a household; None, as for one that is not there."""
    place = reading.place_of(tx, household, day=vietnam_day(who.now))
    return None if place is None else who.role(tx, place, kind)


def writing(
    who: Asker, household: HouseholdId, change: Change, *, known: str
) -> Callable[[Connection, ContactId], None]:
    """What writes a change that was decided upon while a household stood as `known` marks it.

    Raises `Moved` where it no longer does, so that the turn is prepared once more and tells so."""
    return partial(_write, who=who, household=household, change=change, known=known)


def _write(
    tx: Connection, contact_id: ContactId, *, who: Asker, household: HouseholdId, change: Change, known: str
) -> None:
    changing.hold(tx, household)
    role = allowed(tx, who, household, change.kind)
    if role is None or changing.standing(tx, household) != known:
        raise Moved(str(contact_id))
    changing.write(tx, household, change, by=who.person, now=who.now, today=vietnam_day(who.now))
    _note(tx, contact_id, who, audit.Tag.HOUSEHOLD_CHANGED, household, change.kind, role)


def undoable(tx: Connection, who: Asker) -> Made | None:
    """The last change somebody made themselves, while it can be taken back and they still have the role."""
    made = changing.last_made(tx, who.person, after=who.now - UNDO_WITHIN)
    return None if made is None or _role_for(tx, who, made) is None else made


def _role_for(tx: Connection, who: Asker, made: Made) -> Role | None:
    """By the hamlet the household lived in then: it may live nowhere any more because of the change."""
    place = Place(made.household, tuple(areas.areas_above(tx, made.hamlet)))
    return who.role(tx, place, made.kind)


def taking_back(who: Asker, made: Made) -> Callable[[Connection, ContactId], None]:
    """What takes a change back. Raises `Moved` where somebody changed the same since, or took it back."""
    return partial(_take_back, who=who, made=made)


def _take_back(tx: Connection, contact_id: ContactId, *, who: Asker, made: Made) -> None:
    changing.hold(tx, made.household)
    last = changing.last_made(tx, who.person, after=who.now - UNDO_WITHIN)
    role = _role_for(tx, who, made)
    if role is None or last is None or last.id != made.id:
        raise Moved(str(contact_id))
    try:
        changing.take_back(tx, made, now=who.now, today=vietnam_day(who.now))
    except ChangedSince as since:
        raise Moved(str(contact_id)) from since
    _note(tx, contact_id, who, audit.Tag.CHANGE_UNDONE, made.household, made.kind, role)


def _note(
    tx: Connection,
    contact_id: ContactId,
    who: Asker,
    tag: audit.Tag,
    household: HouseholdId,
    kind: ChangeKind,
    role: Role,
) -> None:
    audit.note(
        tx,
        tag,
        at=who.now,
        actor=audit.Actor.contact(contact_id, person_id=who.person, role=role.value),
        subjects=[Subject(SubjectKind.HOUSEHOLD, household, _FIELDS[kind])],
        reason=audit.Reason.UPKEEP,
        details={"change": kind.value},
    )
