"""Who works on a case: taken, given back, talked about, reopened, escalated. Steps are only added."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    func,
    insert,
    or_,
    select,
    update,
)

from bot.domain.ids import AreaId, CaseId, ContactId, PersonId
from models.base import UtcDateTime, metadata
from models.cases.cases import Case, CaseState, case, cases_where
from models.sealing import Sealed, opened, seal

case_step = Table(
    "case_step",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("case_id", ForeignKey("case.id"), nullable=False, index=True),
    Column("kind", String(12), nullable=False),
    Column("person_id", ForeignKey("person.id")),
    Column("text", Sealed(owner="case_id")),
    Column("at", UtcDateTime, nullable=False),
)

talk = Table(
    "talk",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("case_id", ForeignKey("case.id"), nullable=False, index=True),
    Column("family_contact_id", ForeignKey("contact.id"), nullable=False),
    Column("desk_contact_id", ForeignKey("contact.id"), nullable=False),
    Column("person_id", ForeignKey("person.id"), nullable=False),
    Column("began_at", UtcDateTime, nullable=False),
    Column("last_at", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime),
    Column("ended_by", String(8)),
)
_GOES_ON = talk.c.ended_at.is_(None)
Index(
    "uq_talk_family", talk.c.family_contact_id, unique=True, sqlite_where=_GOES_ON, postgresql_where=_GOES_ON
)
Index("uq_talk_desk", talk.c.desk_contact_id, unique=True, sqlite_where=_GOES_ON, postgresql_where=_GOES_ON)


class StepKind(StrEnum):
    """What happened to a case; the words of `SAID_…` are those of a talk through the bot."""

    TAKEN = "taken"
    GIVEN_BACK = "given_back"
    TALK_BEGAN = "talk_began"
    SAID_BY_DESK = "said_desk"
    SAID_BY_FAMILY = "said_family"
    TALK_ENDED = "talk_ended"
    NOTE = "note"
    ANSWERED = "answered"
    REOPENED = "reopened"
    ESCALATED = "escalated"


class EndedBy(StrEnum):
    """Who or what ended a talk."""

    DESK = "desk"
    FAMILY = "family"
    SILENCE = "silence"


@dataclass(frozen=True, slots=True)
class Step:
    """Something that happened to a case, by whom of the office, if by anybody."""

    kind: StepKind
    at: datetime
    person: PersonId | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Talk:
    """An official and a family talk through the bot about a case. Neither sees the other's address."""

    id: int
    case: CaseId
    family: ContactId
    desk: ContactId
    person: PersonId
    last_at: datetime


def note_step(tx: Connection, case_id: CaseId, step: Step) -> None:
    """Write down what happened to a case."""
    sealed = seal(tx, case_step.c.text, step.text, owner=case_id)
    tx.execute(
        insert(case_step).values(
            case_id=case_id, kind=step.kind.value, person_id=step.person, text=sealed, at=step.at
        )
    )


def steps_of(tx: Connection, case_id: CaseId) -> list[Step]:
    """All that happened to a case, oldest first."""
    rows = tx.execute(select(case_step).where(case_step.c.case_id == case_id).order_by(case_step.c.id))
    return [
        Step(
            StepKind(row.kind),
            row.at,
            None if row.person_id is None else PersonId(row.person_id),
            opened(tx, case_step.c.text, row.text, owner=case_id),
        )
        for row in rows
    ]


def queue(
    tx: Connection,
    areas: Collection[AreaId],
    *,
    taken_by: PersonId | None = None,
    due_before: datetime | None = None,
    opened_since: datetime | None = None,
) -> list[Case]:
    """The open cases of these areas, the urgent ones first, then by when an answer is due."""
    wanted = [case.c.area_id.in_(areas), case.c.state == CaseState.OPEN.value]
    if taken_by is not None:
        wanted.append(case.c.taken_by == taken_by)
    if due_before is not None:
        wanted.append(case.c.due_at < due_before)
    if opened_since is not None:
        wanted.append(case.c.opened_at >= opened_since)
    return cases_where(tx, *wanted)


def case_in(tx: Connection, code: str, areas: Collection[AreaId]) -> Case | None:
    """A case of these areas by its code."""
    return next(iter(cases_where(tx, case.c.code == code, case.c.area_id.in_(areas))), None)


def take(tx: Connection, case_id: CaseId, person: PersonId, *, now: datetime) -> bool:
    """Let somebody own an open case that nobody else owns. False when another was quicker."""
    free = or_(case.c.taken_by.is_(None), case.c.taken_by == person)
    taken = tx.execute(
        update(case)
        .where(case.c.id == case_id, case.c.state == CaseState.OPEN.value, free)
        .values(taken_by=person)
    ).rowcount
    if taken:
        note_step(tx, case_id, Step(StepKind.TAKEN, now, person))
    return bool(taken)


def give_back(tx: Connection, case_id: CaseId, person: PersonId, *, now: datetime) -> bool:
    """Let a case wait for anybody again. False where it is not theirs."""
    owned = case.c.id == case_id, case.c.taken_by == person, case.c.state == CaseState.OPEN.value
    given = tx.execute(update(case).where(*owned).values(taken_by=None)).rowcount
    if given:
        note_step(tx, case_id, Step(StepKind.GIVEN_BACK, now, person))
    return bool(given)


def reopen(tx: Connection, case_id: CaseId, *, due_at: datetime, now: datetime) -> bool:
    """Open an answered case again because the family said so. False when it is open."""
    closed = case.c.id == case_id, case.c.state == CaseState.ANSWERED.value
    again = {"state": CaseState.OPEN.value, "closed_at": None, "due_at": due_at, "taken_by": None}
    reopened = tx.execute(update(case).where(*closed).values(again)).rowcount
    if reopened:
        note_step(tx, case_id, Step(StepKind.REOPENED, now))
    return bool(reopened)


def begin_talk(
    tx: Connection, case_id: CaseId, *, family: ContactId, desk: ContactId, person: PersonId, now: datetime
) -> bool:
    """Let an official and a family talk. False while one of them is in another talk."""
    busy = or_(talk.c.family_contact_id.in_((family, desk)), talk.c.desk_contact_id.in_((family, desk)))
    if family == desk or tx.scalar(select(talk.c.id).where(_GOES_ON, busy).limit(1)) is not None:
        return False
    tx.execute(
        insert(talk).values(
            case_id=case_id,
            family_contact_id=family,
            desk_contact_id=desk,
            person_id=person,
            began_at=now,
            last_at=now,
        )
    )
    note_step(tx, case_id, Step(StepKind.TALK_BEGAN, now, person))
    return True


def talk_of(tx: Connection, contact_id: ContactId) -> Talk | None:
    """The talk that a contact is in, on either side."""
    either = or_(talk.c.family_contact_id == contact_id, talk.c.desk_contact_id == contact_id)
    return next(iter(_talks(tx, either)), None)


def silent_talks(tx: Connection, *, since: datetime) -> list[Talk]:
    """Talks in which nobody said anything since an instant."""
    return _talks(tx, talk.c.last_at < since)


def talks_of(tx: Connection, case_id: CaseId) -> list[Talk]:
    """The talks about a case that go on: one, or none."""
    return _talks(tx, talk.c.case_id == case_id)


def _talks(tx: Connection, *wanted: ColumnElement[bool]) -> list[Talk]:
    rows = tx.execute(select(talk).where(_GOES_ON, *wanted).order_by(talk.c.id))
    return [
        Talk(
            row.id,
            CaseId(row.case_id),
            ContactId(row.family_contact_id),
            ContactId(row.desk_contact_id),
            PersonId(row.person_id),
            row.last_at,
        )
        for row in rows
    ]


def said(tx: Connection, of: Talk, words: str, *, by_desk: bool, now: datetime) -> None:
    """Keep what was said in a talk."""
    kind = StepKind.SAID_BY_DESK if by_desk else StepKind.SAID_BY_FAMILY
    note_step(tx, of.case, Step(kind, now, of.person if by_desk else None, words))
    tx.execute(update(talk).where(talk.c.id == of.id).values(last_at=now))


def end_talk(tx: Connection, of: Talk, by: EndedBy, *, now: datetime) -> bool:
    """End a talk; the bot answers again. False when it was over."""
    ended = update(talk).where(talk.c.id == of.id, _GOES_ON).values(ended_at=now, ended_by=by.value)
    if not tx.execute(ended).rowcount:
        return False
    note_step(tx, of.case, Step(StepKind.TALK_ENDED, now, of.person if by is EndedBy.DESK else None))
    return True


def to_escalate(tx: Connection, *, level: int, late_since: datetime) -> list[Case]:
    """Open cases that should have been answered before an instant, and were told of so often since.

    A case that was promised for a later day and is late again begins anew."""
    told = (
        select(func.count())
        .where(
            case_step.c.case_id == case.c.id,
            case_step.c.kind == StepKind.ESCALATED.value,
            case_step.c.at >= case.c.due_at,
        )
        .scalar_subquery()
    )
    return cases_where(
        tx,
        case.c.state == CaseState.OPEN.value,
        case.c.due_at < late_since,
        case.c.area_id.is_not(None),
        told == level,
    )
