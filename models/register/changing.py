"""Writes what an official said happened to a family, and takes it back: rows are replaced, never removed.

Asks nobody for permission: `bot.register_changes` does, before it calls here."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NewType

from sqlalchemy import ColumnElement, Connection, Row, Table, insert, select, update

from bot.domain.ids import AreaId, HouseholdId, PersonId
from bot.domain.register.changes import (
    DECIDED,
    OF_ONE_LESS,
    Change,
    ChangeKind,
    Death,
    Departure,
    Move,
    NewMember,
    PhoneChange,
    Special,
    StatusChange,
    how_ended,
    relation_to,
)
from bot.domain.register.history import AsOf
from bot.domain.register.households import Household
from bot.domain.register.review import Decision
from bot.domain.register.terms import Began, Ended, Origin, Relation, Standard, Status
from bot.domain.roles import Field
from models.areas import area_by_id
from models.register import ledger
from models.register.ledger import Ledger, Written
from models.register.reading import HouseholdReader
from models.register.restoring import restore, standing_for
from models.register.tables import (
    decision,
    household,
    membership,
    person_phone,
    recognition,
    register_change,
    residence,
)
from models.register.undoing import ChangedSince
from models.register.writing import add_decisions, add_person, index_names

ChangeId = NewType("ChangeId", int)
RULES = "nd_07_2021"
_SEEN = frozenset({Field.NUMBER, Field.HAMLET, Field.STATUS, Field.HEAD, Field.MEMBERS, Field.BIRTH})


class NotThere(LookupError):
    """A household that is gone, or of which nothing would be new."""


@dataclass(frozen=True, slots=True)
class Made:
    """A change that was written: by whom, when, of which household, and in which hamlet it lived then."""

    id: ChangeId
    kind: ChangeKind
    household: HouseholdId
    hamlet: AreaId
    made_by: PersonId
    made_at: datetime
    undone: bool


def since(
    tx: Connection,
    household_id: HouseholdId,
    kind: ChangeKind,
    person: PersonId | None,
    standard: Standard = Standard.NATIONAL,
) -> date | None:
    """The first day of what such a change would replace: nothing before it can be changed any more."""
    starts = [_last_start(tx, residence, residence.c.household_id == household_id)]
    if kind in DECIDED:
        by_it = recognition.c.standard == standard.value
        starts.append(_last_start(tx, recognition, (recognition.c.household_id == household_id) & by_it))
    if kind in OF_ONE_LESS and person is not None:
        starts.append(_joined(tx, household_id).get(person))
    return max((start for start in starts if start is not None), default=None)


def _last_start(tx: Connection, table: Table, of: ColumnElement[bool]) -> date | None:
    standing_ = select(table.c.valid_from).where(of, table.c.replaced_at.is_(None))
    return tx.scalar(standing_.order_by(table.c.valid_from.desc()).limit(1))


def _joined(tx: Connection, household_id: HouseholdId) -> dict[PersonId, date]:
    """From when each member is what they are."""
    rows = tx.execute(
        select(membership.c.person_id, membership.c.valid_from)
        .where(membership.c.household_id == household_id, membership.c.replaced_at.is_(None))
        .order_by(membership.c.valid_from)
    )
    return {PersonId(row.person_id): row.valid_from for row in rows}


def standing(tx: Connection, household_id: HouseholdId) -> str:
    """A mark of all that is known of a household; another one as soon as anybody writes anything new."""
    members = select(membership.c.person_id).where(membership.c.household_id == household_id)
    of_it = [(table, table.c.household_id == household_id) for table in (residence, recognition, membership)]
    rows: list[tuple[str, int]] = []
    for table, of in [*of_it, (person_phone, person_phone.c.person_id.in_(members))]:
        numbers = select(table.c.id).where(of, table.c.replaced_at.is_(None)).order_by(table.c.id)
        rows += [(table.name, number) for number in tx.scalars(numbers)]
    return hashlib.sha256(repr(rows).encode()).hexdigest()[:16]


def hold(tx: Connection, household_id: HouseholdId) -> None:
    """Let nobody else change this household until the transaction ends."""
    tx.execute(select(household.c.id).where(household.c.id == household_id).with_for_update())


def write(
    tx: Connection, household_id: HouseholdId, change: Change, *, by: PersonId, now: datetime, today: date
) -> ChangeId:
    """Write a change from its day on. Raises `NotThere`, also when nothing would be new."""
    family = HouseholdReader(tx, AsOf(today)).read(household_id, _SEEN)
    if family is None:
        raise NotThere(household_id)
    book = Ledger(tx, at=now)
    _say(tx, book, family, change, now=now)
    book.flush()
    decisions = _decided(tx, family, change, now=now) if isinstance(change, StatusChange | Special) else []
    if not book.written:
        raise NotThere(household_id)
    index_names(tx, [household_id], day=today)
    rows = {each.timeline.table.name: _numbers(each) for each in book.written}
    made = tx.execute(
        insert(register_change).values(
            kind=change.kind.value,
            household_id=household_id,
            hamlet_id=family.hamlet,
            made_by=by,
            made_at=now,
            rows=rows | {"decision": {"added": decisions}},
        )
    ).inserted_primary_key
    assert made is not None
    return ChangeId(made[0])


def _numbers(written: Written) -> dict[str, list[int]]:
    return {"added": list(written.added), "replaced": list(written.replaced)}


def _say(tx: Connection, book: Ledger, family: Household, change: Change, *, now: datetime) -> None:
    match change:
        case StatusChange(status=status, day=day, document=document, standard=standard):
            said = (status.value, None, Origin.OFFICIAL.value, document)
            book.say(ledger.RECOGNITION, (family.id, standard.value), said, day=day)
        case Special(reason=reason, day=day, document=document):
            kept = (_status_now(family).value, reason and reason.value, Origin.OFFICIAL.value, document)
            book.say(ledger.RECOGNITION, (family.id, Standard.NATIONAL.value), kept, day=day)
        case Move(hamlet=hamlet, day=day):
            gone = (None, None, None, Ended.MOVED_AWAY.value)
            moved = (hamlet, None, Began.MOVED_IN.value, None)
            book.say(ledger.RESIDENCE, (family.id,), gone if hamlet is None else moved, day=day)
        case PhoneChange(person=person, number=number, day=day):
            book.say(ledger.PHONE, (person,), (number,), day=day)
        case NewMember():
            _add_member(tx, book, family, change, now=now)
        case Death() | Departure():
            _say_one_less(book, family, change, joined=_joined(tx, family.id))


def _status_now(family: Household) -> Status:
    """What a household is by the national standard. Raises `NotThere` where nobody wrote that down."""
    recognised = family.recognised_by(Standard.NATIONAL)
    if recognised is None:
        raise NotThere(family.id)
    return recognised.status


def _add_member(tx: Connection, book: Ledger, family: Household, new: NewMember, *, now: datetime) -> None:
    person = add_person(tx, now=now)
    detail = (new.name, new.birth.year, new.birth.day, None, None)
    book.say(ledger.DETAIL, (person,), detail, day=new.day)
    book.say(ledger.MEMBERSHIP, (family.id, person), (new.relation.value, None), day=new.day)


def _say_one_less(
    book: Ledger, family: Household, change: Death | Departure, *, joined: Mapping[PersonId, date]
) -> None:
    left = OF_ONE_LESS[change.kind]
    book.say(ledger.MEMBERSHIP, (family.id, change.person), (None, left.value), day=change.day)
    if (ended := how_ended(family.members, without=change.person, left=left)) is not None:
        book.say(ledger.RESIDENCE, (family.id,), (None, None, None, ended.value), day=change.day)
    heir = next((each for each in family.members if each.person == change.new_head), None)
    others = [each for each in family.members if each.person != change.person] if heir else []
    for member in others:
        assert heir is not None
        relation = Relation.HEAD if member is heir else relation_to(heir.relation, member.relation)
        # Who came after that day was nothing to anybody before.
        day = max(change.day, joined.get(member.person, change.day))
        book.say(ledger.MEMBERSHIP, (family.id, member.person), (relation.value, None), day=day)


def _decided(
    tx: Connection, family: Household, change: StatusChange | Special, *, now: datetime
) -> list[int]:
    urban = bool(area_by_id(tx, family.hamlet).urban)
    if isinstance(change, StatusChange):
        status, standard = change.status, change.standard
    else:
        status, standard = _status_now(family), Standard.NATIONAL
    made = Decision(change.decided_on, status, standard, RULES, urban, document=change.document)
    return add_decisions(tx, [(family.id, made)], now=now)


def last_made(tx: Connection, by: PersonId, *, after: datetime) -> Made | None:
    """The newest change somebody made after an instant that still stands."""
    row = tx.execute(
        select(register_change)
        .where(
            register_change.c.made_by == by,
            register_change.c.made_at >= after,
            register_change.c.undone_at.is_(None),
        )
        .order_by(register_change.c.id.desc())
        .limit(1)
    ).one_or_none()
    return None if row is None else _made(row)


def made_as(tx: Connection, number: ChangeId) -> Made | None:
    """One change, standing or taken back."""
    row = tx.execute(select(register_change).where(register_change.c.id == number)).one_or_none()
    return None if row is None else _made(row)


def _made(row: Row[Any]) -> Made:
    return Made(
        ChangeId(row.id),
        ChangeKind(row.kind),
        HouseholdId(row.household_id),
        AreaId(row.hamlet_id),
        PersonId(row.made_by),
        row.made_at,
        row.undone_at is not None,
    )


def still_stands(tx: Connection, made: Made) -> bool:
    """Whether nobody changed since what a change wrote."""
    rows = tx.scalar(select(register_change.c.rows).where(register_change.c.id == made.id)) or {}
    try:
        for timeline in (*ledger.OF_HOUSEHOLDS, *ledger.OF_PERSONS):
            standing_for(tx, timeline, rows.get(timeline.table.name, {}).get("added", ()))
    except ChangedSince:
        return False
    return True


def take_back(tx: Connection, made: Made, *, now: datetime, today: date) -> None:
    """Withdraw what a change said and let what it replaced hold again. Raises `ChangedSince`."""
    this = register_change.c.id == made.id
    rows = tx.scalar(select(register_change.c.rows).where(this)) or {}
    for timeline in (*ledger.OF_HOUSEHOLDS, *ledger.OF_PERSONS):
        written = rows.get(timeline.table.name)
        if written is not None:
            restore(tx, timeline, written["added"], written["replaced"], now=now)
    decisions = decision.c.id.in_(rows["decision"]["added"])
    tx.execute(update(decision).where(decisions).values(withdrawn_at=now))
    tx.execute(update(register_change).where(this).values(undone_at=now))
    index_names(tx, [made.household], day=today)
