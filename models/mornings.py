"""What an official should know in the morning: cases by their clock, and what changed among the families."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, func, select

from bot.clock import VIETNAM, vietnam_day
from bot.domain.ids import AreaId, ContactId, HouseholdId, PersonId
from bot.domain.register.changes import ChangeKind
from bot.domain.register.history import AsOf
from bot.domain.register.terms import Standard, Status
from bot.domain.roles import Role
from models.cases.cases import CaseState, case
from models.people.contacts import Standing, contact, person_contact
from models.people.roles import role_grant
from models.register.reading import holding
from models.register.tables import recognition, register_change, residence

NEWS = timedelta(days=90)
"""What holds since longer is a gap in the books that somebody filled, and no news."""


@dataclass(frozen=True, slots=True)
class Morning:
    """Counts for one official. `worse` are families recognised as poor or near-poor, and deaths."""

    due_today: int
    overdue: int
    new: int
    escaped: tuple[HouseholdId, ...]
    worse: tuple[HouseholdId, ...]


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who works for an area, and where they were last seen."""

    person: PersonId
    contact: ContactId
    areas: tuple[AreaId, ...]


def morning(
    tx: Connection,
    areas: Collection[AreaId],
    hamlets: Collection[AreaId],
    *,
    since: datetime,
    now: datetime,
) -> Morning:
    """What there is for these areas; new is what came since an instant."""
    tomorrow = now.astimezone(VIETNAM).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    open_ = case.c.area_id.in_(areas), case.c.state == CaseState.OPEN.value
    cases = tx.execute(
        select(
            func.count().filter(case.c.due_at >= now, case.c.due_at < tomorrow),
            func.count().filter(case.c.due_at < now),
            func.count().filter(case.c.opened_at >= since),
        ).where(*open_)
    ).one()
    escaped = _recognised(tx, hamlets, (Status.NEWLY_ESCAPED,), since=since, now=now)
    worse = _recognised(tx, hamlets, (Status.POOR, Status.NEAR_POOR), since=since, now=now)
    return Morning(*cases, escaped, tuple(dict.fromkeys((*worse, *_died(tx, hamlets, since=since)))))


def _recognised(
    tx: Connection,
    hamlets: Collection[AreaId],
    statuses: Collection[Status],
    *,
    since: datetime,
    now: datetime,
) -> tuple[HouseholdId, ...]:
    """The families of which that was written since; what a list brought is told by the list."""
    as_of = AsOf(vietnam_day(now))
    rows = tx.scalars(
        select(recognition.c.household_id)
        .join(residence, residence.c.household_id == recognition.c.household_id)
        .where(
            residence.c.hamlet_id.in_(hamlets),
            holding(residence, as_of),
            holding(recognition, as_of),
            recognition.c.recorded_at >= since,
            recognition.c.valid_from >= vietnam_day(since) - NEWS,
            recognition.c.import_id.is_(None),
            recognition.c.standard == Standard.NATIONAL.value,
            recognition.c.status.in_([each.value for each in statuses]),
        )
        .order_by(recognition.c.household_id)
    )
    return tuple(HouseholdId(row) for row in rows)


def _died(tx: Connection, hamlets: Collection[AreaId], *, since: datetime) -> list[HouseholdId]:
    told = select(register_change.c.household_id).where(
        register_change.c.hamlet_id.in_(hamlets),
        register_change.c.kind == ChangeKind.DEATH.value,
        register_change.c.made_at >= since,
        register_change.c.undone_at.is_(None),
    )
    return [HouseholdId(row) for row in tx.scalars(told)]


def readers(tx: Connection, *, at: datetime) -> list[Reader]:
    """Everybody who keeps the register of an area, each on the channel used last."""
    day = vietnam_day(at)
    rows = tx.execute(
        select(role_grant.c.person_id, role_grant.c.area_id, contact.c.id)
        .join(person_contact, person_contact.c.person_id == role_grant.c.person_id)
        .join(contact, contact.c.id == person_contact.c.contact_id)
        .where(
            role_grant.c.role.in_([Role.OFFICIAL.value, Role.LEADER.value]),
            role_grant.c.valid_from <= day,
            role_grant.c.valid_to > day,
            role_grant.c.area_id.is_not(None),
            person_contact.c.valid_to.is_(None),
            contact.c.private,
            contact.c.standing == Standing.ACTIVE.value,
        )
        .order_by(role_grant.c.person_id, contact.c.last_seen_at.desc(), contact.c.id)
    )
    found: dict[PersonId, tuple[ContactId, list[AreaId]]] = {}
    for person, area, number in rows:
        _, areas = found.setdefault(PersonId(person), (ContactId(number), []))
        if AreaId(area) not in areas:
            areas.append(AreaId(area))
    return [Reader(person, number, tuple(areas)) for person, (number, areas) in found.items()]
