"""The work that is offered at an event, offer by offer: written, listed, taken back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, exists, insert, select, update

from bot.domain.events.event import Employer
from bot.domain.ids import EventId, VacancyId
from bot.domain.text import fold
from models.events.event_tables import event, event_employer, event_vacancy

OF_VACANCY = [each.name for each in event_vacancy.c if each.name not in ("id", "employer_id")]


@dataclass(frozen=True, slots=True)
class Offered:
    """A vacancy with its number."""

    id: VacancyId
    job: str
    employer: str


def add_all(tx: Connection, event_id: EventId, employers: Iterable[Employer]) -> None:
    """Who looks for workers at a new event, and for what."""
    for each in employers:
        _offer(tx, _new(tx, event_id, each), each)


def add(tx: Connection, event_id: EventId, employer: Employer, *, now: datetime) -> None:
    """Write what an employer offers; one of that name that is there already offers it too."""
    known = tx.execute(select(event_employer).where(event_employer.c.event_id == event_id)).all()
    same = next((int(row.id) for row in known if fold(row.name) == fold(employer.name)), None)
    _offer(tx, _new(tx, event_id, employer) if same is None else same, employer)
    tx.execute(update(event).where(event.c.id == event_id).values(changed_at=now))


def _new(tx: Connection, event_id: EventId, employer: Employer) -> int:
    row = {"event_id": event_id, "name": employer.name, "mode": employer.mode.value}
    made = tx.execute(insert(event_employer).values(row)).inserted_primary_key
    assert made is not None
    return int(made[0])


def _offer(tx: Connection, number: int, employer: Employer) -> None:
    offered = [
        {"employer_id": number} | {name: getattr(vacancy, name) for name in OF_VACANCY}
        for vacancy in employer.vacancies
    ]
    if offered:
        tx.execute(insert(event_vacancy), offered)


def of_event(tx: Connection, event_id: EventId) -> list[Offered]:
    """All offers of an event, in the order in which they were written."""
    rows = tx.execute(
        select(event_vacancy.c.id, event_vacancy.c.job, event_employer.c.name)
        .join(event_employer, event_employer.c.id == event_vacancy.c.employer_id)
        .where(event_employer.c.event_id == event_id)
        .order_by(event_vacancy.c.id)
    )
    return [Offered(VacancyId(row.id), row.job, row.name) for row in rows]


def drop(tx: Connection, number: VacancyId, *, now: datetime) -> bool:
    """Take an offer back, and its employer where it was the only one. Returns whether it was there."""
    employer = tx.scalar(select(event_vacancy.c.employer_id).where(event_vacancy.c.id == number))
    if tx.execute(delete(event_vacancy).where(event_vacancy.c.id == number)).rowcount == 0:
        return False
    of = tx.scalar(select(event_employer.c.event_id).where(event_employer.c.id == employer))
    left = exists().where(event_vacancy.c.employer_id == event_employer.c.id)
    tx.execute(delete(event_employer).where(event_employer.c.id == employer, ~left))
    tx.execute(update(event).where(event.c.id == of).values(changed_at=now))
    return True
