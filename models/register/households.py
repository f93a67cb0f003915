"""What a list is compared with: the households that live in a commune on a day."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, select

from bot.domain.ids import AreaId, HouseholdId, PersonId
from bot.domain.register.history import AsOf
from bot.domain.register.matching import Likeness
from bot.domain.register.terms import Relation
from bot.domain.text import fold
from models import sealing
from models.register.reading import holding
from models.register.tables import household, membership, person_detail, person_phone, residence


@dataclass(slots=True)
class KnownHousehold:
    """A household with its members by their folded names."""

    number: str
    hamlet: AreaId
    names: list[str] = field(default_factory=list)
    members: dict[str, PersonId] = field(default_factory=dict)
    head: PersonId | None = None
    birth_year: int | None = None
    phones: set[str] = field(default_factory=set)

    @property
    def likeness(self) -> Likeness:
        """What it is recognised by."""
        return Likeness(tuple(self.names), self.hamlet, self.number, self.birth_year, frozenset(self.phones))


def likenesses(tx: Connection, commune: AreaId, *, day: date) -> dict[HouseholdId, KnownHousehold]:
    """All households that live in a commune on a day."""
    as_of = AsOf(day)
    rows = tx.execute(
        select(household.c.id, household.c.number, residence.c.hamlet_id)
        .join(residence, residence.c.household_id == household.c.id)
        .where(
            household.c.commune_id == commune,
            residence.c.hamlet_id.is_not(None),
            holding(residence, as_of),
        )
    )
    found = {HouseholdId(row.id): KnownHousehold(row.number, AreaId(row.hamlet_id)) for row in rows}
    phones = _phones(tx, commune, as_of)
    for row in _members(tx, commune, as_of):
        known = found.get(HouseholdId(row.household_id))
        if known is not None:
            _count_in(known, row, phones)
    return found


def _members(tx: Connection, commune: AreaId, as_of: AsOf) -> list[Row[Any]]:
    return list(
        tx.execute(
            select(
                membership.c.household_id,
                membership.c.person_id,
                membership.c.relation,
                person_detail.c.name,
                person_detail.c.birth_year,
            )
            .join(household, household.c.id == membership.c.household_id)
            .join(person_detail, person_detail.c.person_id == membership.c.person_id)
            .where(
                household.c.commune_id == commune,
                membership.c.relation.is_not(None),
                holding(membership, as_of),
                holding(person_detail, as_of),
            )
        )
    )


def _phones(tx: Connection, commune: AreaId, as_of: AsOf) -> dict[PersonId, set[str]]:
    phones: dict[PersonId, set[str]] = defaultdict(set)
    here = (
        select(membership.c.person_id)
        .join(household, household.c.id == membership.c.household_id)
        .where(household.c.commune_id == commune, holding(membership, as_of))
    )
    own = person_phone.c.person_id.in_(here)
    for row in tx.execute(select(person_phone).where(own, holding(person_phone, as_of))):
        number = sealing.opened(tx, person_phone.c.number, row.number, owner=row.person_id)
        if number is not None:
            phones[PersonId(row.person_id)].add(number)
    return phones


def _count_in(known: KnownHousehold, row: Row[Any], phones: dict[PersonId, set[str]]) -> None:
    name, person = row.name, PersonId(row.person_id)
    known.members[fold(name)] = person
    known.phones |= phones.get(person, set())
    if row.relation == Relation.HEAD.value:
        known.head, known.birth_year = person, row.birth_year
        known.names.insert(0, name)
    else:
        known.names.append(name)
