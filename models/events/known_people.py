"""What the register knows of somebody who registers for an event, copied for the figures of that day.

Read within the transaction in which they register themselves; nothing of it is shown to anybody."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from sqlalchemy import Connection, select

from bot.domain.ids import AreaId, HouseholdId
from bot.domain.register.history import AsOf
from bot.domain.register.terms import Ethnicity, Sex, Standard, Status
from models.events.registrations import NewRegistration
from models.register.reading import holding, households_of
from models.register.tables import person_detail, recognition, residence


def known(tx: Connection, new: NewRegistration, *, day: date) -> NewRegistration:
    """The registration with what is known of its person, and where and as what their household lives."""
    person = new.person
    if person is None:
        return new
    row = tx.execute(
        select(person_detail).where(
            person_detail.c.person_id == new.person, holding(person_detail, AsOf(day))
        )
    ).one_or_none()
    if row is not None:
        new = replace(
            new,
            name=row.name,
            birth_year=row.birth_year or new.birth_year,
            sex=Sex(row.sex) if row.sex else None,
            ethnicity=Ethnicity(row.ethnicity) if row.ethnicity else None,
        )
    home = new.household or next(iter(households_of(tx, person, day=day)), None)
    return new if home is None else _at_home(tx, replace(new, household=home), home, day)


def _at_home(tx: Connection, new: NewRegistration, home: HouseholdId, day: date) -> NewRegistration:
    hamlet = tx.scalar(
        select(residence.c.hamlet_id).where(residence.c.household_id == home, holding(residence, AsOf(day)))
    )
    status = tx.scalar(
        select(recognition.c.status).where(
            recognition.c.household_id == home,
            recognition.c.standard == Standard.NATIONAL.value,
            holding(recognition, AsOf(day)),
        )
    )
    return replace(
        new,
        hamlet=new.hamlet if hamlet is None else AreaId(hamlet),
        status=Status(status) if status else None,
    )
