"""Counts households and people of the register as of a day: how many, of which parts, and which they are."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, distinct, func, select

from bot.domain.figures.terms import By
from bot.domain.ids import HouseholdId
from bot.domain.register.history import AsOf
from bot.domain.register.terms import Relation, Trait
from models.areas import area
from models.figures.conditions import (
    sponsoring,
)
from models.figures.selecting import HERE, Selecting
from models.people.roles import sponsor, sponsorship
from models.register.reading import holding
from models.register.tables import household, membership, person_detail, recognition, residence, trait

_TRAITS = {By.CAUSE: Trait.CAUSE, By.DEPRIVATION: Trait.DEPRIVATION, By.NEED: Trait.NEED}
Parts = Mapping[str | int, int]


@dataclass(frozen=True, slots=True)
class Counting:
    """Counts what a query means on one day."""

    tx: Connection
    of: Selecting

    def total(self) -> int:
        """How many."""
        return self.tx.scalar(self.of.of_what(func.count(distinct(self.of.counted)))) or 0

    def parts(self, by: By) -> Parts:
        """How many of each part; a household with several causes counts under each of them."""
        part, query = self._by(by)
        rows = self.tx.execute(query.add_columns(part.label("part")).group_by(part))
        return {row.part: row[0] for row in rows if row.part is not None}

    def which(self, limit: int | None = None) -> list[HouseholdId]:
        """The households themselves, in the order of their numbers."""
        wanted = self.of.of_what(HERE).join(household, household.c.id == HERE).distinct()
        rows = self.tx.execute(
            wanted.add_columns(household.c.number).order_by(household.c.number, HERE).limit(limit)
        )
        return [HouseholdId(row[0]) for row in rows]

    def _by(self, by: By) -> tuple[ColumnElement[Any], Select[Any]]:
        query = self.of.of_what(func.count(distinct(self.of.counted)))
        match by:
            case By.HAMLET:
                return residence.c.hamlet_id, query
            case By.STATUS:
                return recognition.c.status, query
            case By.CANNOT_ESCAPE:
                return recognition.c.cannot_escape, query
            case By.ETHNICITY | By.SEX:
                return self._of_head(query, by)
            case By.SPONSOR:
                joined = query.join(sponsorship, sponsorship.c.household_id == HERE).join(
                    sponsor, sponsor.c.id == sponsorship.c.sponsor_id
                )
                return sponsor.c.name, joined.where(sponsoring(self.of.as_of))
        joined = query.join(trait, trait.c.household_id == HERE)
        return trait.c.code, joined.where(trait.c.kind == _TRAITS[by].value, holding(trait, self.of.as_of))

    def _of_head(self, query: Select[Any], by: By) -> tuple[ColumnElement[Any], Select[Any]]:
        """By what the head is; of people, by what each of them is."""
        if self.of.of_people:
            return person_detail.c[by.value], query
        head = membership.alias("head")
        detail = person_detail.alias("head_detail")
        query = query.join(head, head.c.household_id == HERE).join(
            detail, detail.c.person_id == head.c.person_id
        )
        is_head = head.c.relation == Relation.HEAD.value
        return detail.c[by.value], query.where(
            is_head, holding(head, self.of.as_of), holding(detail, self.of.as_of)
        )


def first_known(tx: Connection, hamlets: Collection[int], *, known_at: datetime | None = None) -> date | None:
    """The first day of which the register knew what families of these hamlets were recognised as."""
    query = (
        select(func.min(recognition.c.valid_from))
        .join(residence, residence.c.household_id == recognition.c.household_id)
        .where(residence.c.hamlet_id.in_(hamlets))
    )
    if known_at is not None:
        query = query.where(recognition.c.recorded_at <= known_at)
    found: date | None = tx.scalar(query)
    return found


def units(
    tx: Connection,
    communes: Collection[int],
    kinds: Collection[str],
    as_of: AsOf,
    *,
    idle: bool,
    hamlets: Collection[int] | None,
) -> list[str]:
    """The sponsor units of these communes that help some family, perhaps of some hamlets; or no family."""
    helping = select(sponsorship.c.sponsor_id).where(sponsoring(as_of))
    if hamlets is not None:
        living = select(residence.c.household_id).where(
            residence.c.hamlet_id.in_(hamlets), holding(residence, as_of)
        )
        helping = helping.where(sponsorship.c.household_id.in_(living))
    wanted = select(sponsor.c.name).where(sponsor.c.commune_id.in_(communes))
    if kinds:
        wanted = wanted.where(sponsor.c.kind.in_(kinds))
    wanted = wanted.where(sponsor.c.id.not_in(helping) if idle else sponsor.c.id.in_(helping))
    return list(tx.scalars(wanted.order_by(sponsor.c.name)))


def communes_of(tx: Connection, hamlets: Collection[int]) -> list[int]:
    """The communes that hamlets lie in."""
    return list(tx.scalars(select(area.c.parent_id).where(area.c.id.in_(hamlets)).distinct()))
