"""Who found work or finished a class through an event: people, each once in a year, for the targets.

Turns are counted nowhere here. Somebody counts for the hamlet in which they lived when they registered."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Connection, Row, or_, select

from bot.domain.events.terms import Outcome
from bot.domain.ids import AreaId
from bot.domain.notices import VIETNAM
from models.events.event_tables import event_outcome, registration

PLACED = (Outcome.HIRED, Outcome.ABROAD)
TRAINED = (Outcome.CERTIFICATE,)


def people(
    tx: Connection, hamlets: Collection[AreaId], outcomes: Collection[Outcome], *, since: date, until: date
) -> int:
    """How many people of these hamlets one of these was noted of within these days, both included.

    What was taken back until then does not count."""
    begin = datetime.combine(since, time(), VIETNAM)
    end = datetime.combine(until, time(), VIETNAM) + timedelta(days=1)
    rows = tx.execute(
        select(
            registration.c.id,
            registration.c.person_id,
            registration.c.name_index,
            registration.c.birth_year,
        )
        .join(event_outcome, event_outcome.c.registration_id == registration.c.id)
        .where(
            registration.c.hamlet_id.in_(hamlets),
            event_outcome.c.outcome.in_([each.value for each in outcomes]),
            event_outcome.c.recorded_at >= begin,
            event_outcome.c.recorded_at < end,
            or_(event_outcome.c.replaced_at.is_(None), event_outcome.c.replaced_at >= end),
        )
    ).all()
    return len(set(who(rows).values()))


def who(rows: Iterable[Row[*tuple[Any, ...]]]) -> Mapping[int, str]:
    """What is the same for the same person, by registration, so that persons are told from turns.

    Whom the register knows is known by number; of others name and year of birth are the same, also where the
    register learned only later who they are. Who was forgotten is somebody else each time."""
    found = list(rows)
    known = {(row.name_index, row.birth_year): row.person_id for row in found if row.person_id is not None}
    return {row.id: _who(row, known) for row in found}


def _who(row: Row[*tuple[Any, ...]], known: Mapping[tuple[bytes | None, int | None], int]) -> str:
    if row.person_id is not None:
        return f"p{row.person_id}"
    if row.name_index is None:
        return f"r{row.id}"
    person = known.get((row.name_index, row.birth_year))
    return f"n{bytes(row.name_index).hex()}{row.birth_year}" if person is None else f"p{person}"
