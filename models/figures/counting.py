"""Counts households and people of the register as of a day: how many, of which parts, and which they are."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, distinct, func, select

from bot.domain.figures.query import Query
from bot.domain.figures.question import Period
from bot.domain.figures.terms import By, Counted, Expiring
from bot.domain.ids import HouseholdId
from bot.domain.register.history import AsOf
from bot.domain.register.terms import Relation, Standard, Trait
from models.areas import area
from models.figures.conditions import (
    Condition,
    conditions,
    expiring,
    in_town,
    of_household,
    people,
    sponsoring,
)
from models.people.roles import sponsor, sponsorship
from models.register.reading import holding
from models.register.tables import household, membership, person_detail, recognition, residence, trait

NEWLY_ESCAPED_MONTHS = 36
_TRAITS = {By.CAUSE: Trait.CAUSE, By.DEPRIVATION: Trait.DEPRIVATION, By.NEED: Trait.NEED}
_HERE = residence.c.household_id
Parts = Mapping[str | int, int]


@dataclass(frozen=True, slots=True)
class Counting:
    """Counts one query by the facts of one day. `everywhere`: the hamlets are all there are."""

    tx: Connection
    query: Query
    as_of: AsOf
    everywhere: bool = False

    def total(self) -> int:
        """How many."""
        return self.tx.scalar(self._of_what(func.count(distinct(self._counted)))) or 0

    def parts(self, by: By) -> Parts:
        """How many of each part; a household with several causes counts under each of them."""
        part, query = self._by(by)
        rows = self.tx.execute(query.add_columns(part.label("part")).group_by(part))
        return {row.part: row[0] for row in rows if row.part is not None}

    def which(self, limit: int | None = None) -> list[HouseholdId]:
        """The households themselves, in the order of their numbers."""
        wanted = self._of_what(_HERE).join(household, household.c.id == _HERE).distinct()
        rows = self.tx.execute(
            wanted.add_columns(household.c.number).order_by(household.c.number, _HERE).limit(limit)
        )
        return [HouseholdId(row[0]) for row in rows]

    @property
    def _counted(self) -> ColumnElement[int]:
        return membership.c.person_id if self._of_people else _HERE

    @property
    def _of_people(self) -> bool:
        return self.query.counted is Counted.PERSON

    def _of_what(self, column: Any) -> Select[Any]:
        query = self._households(column)
        if self._of_people:
            query = (
                query.join(membership, of_household(_HERE, self.as_of))
                .join(person_detail, person_detail.c.person_id == membership.c.person_id)
                .where(holding(person_detail, self.as_of), *people(self.query.filters.member, self.as_of))
            )
        return query

    def _households(self, column: Any) -> Select[Any]:
        query, asked = self.query, select(column).select_from(residence)
        asked = asked.where(holding(residence, self.as_of))
        if not self.everywhere:
            asked = asked.where(residence.c.hamlet_id.in_(query.hamlets))
        else:
            asked = asked.where(residence.c.hamlet_id.is_not(None))
        if query.filters.urban is not None:
            asked = asked.where(in_town(residence.c.hamlet_id, query.filters.urban))
        asked = asked.join(recognition, recognition.c.household_id == _HERE).where(
            recognition.c.standard == Standard.NATIONAL.value,
            recognition.c.status.in_([each.value for each in query.statuses]),
            holding(recognition, self.as_of),
        )
        return asked.where(*self._conditions())

    def _conditions(self) -> list[Condition]:
        query, filters = self.query, self.query.filters
        if self._of_people:
            filters = filters.model_copy(update={"member": type(filters.member)()})
        found = list(conditions(filters, _HERE, self.as_of, received_in=query.received_in))
        if filters.with_cannot_escape is not None:
            found.append(
                _cannot_escape(filters.with_cannot_escape, [each.value for each in filters.cannot_escape])
            )
        if query.expiring is Expiring.INSURANCE:
            ends = expiring(query.periods[0], self.as_of)
            found.append(ends if self._of_people else self._of_somebody(ends))
        if query.expiring is Expiring.NEWLY_ESCAPED:
            found.append(self._escape_ends(query.periods[0]))
        return found

    def _of_somebody(self, holds: Condition) -> Condition:
        """Whether something holds of some member of the household."""
        return select(membership.c.id).where(of_household(_HERE, self.as_of), holds).exists()

    def _escape_ends(self, period: Period) -> Condition:
        first, after = (_months_before(day, NEWLY_ESCAPED_MONTHS) for day in (period.start, period.end))
        return and_(recognition.c.valid_from >= first, recognition.c.valid_from < after)

    def _by(self, by: By) -> tuple[ColumnElement[Any], Select[Any]]:
        query = self._of_what(func.count(distinct(self._counted)))
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
                joined = query.join(sponsorship, sponsorship.c.household_id == _HERE).join(
                    sponsor, sponsor.c.id == sponsorship.c.sponsor_id
                )
                return sponsor.c.name, joined.where(sponsoring(self.as_of))
        joined = query.join(trait, trait.c.household_id == _HERE)
        return trait.c.code, joined.where(trait.c.kind == _TRAITS[by].value, holding(trait, self.as_of))

    def _of_head(self, query: Select[Any], by: By) -> tuple[ColumnElement[Any], Select[Any]]:
        """By what the head is; of people, by what each of them is."""
        if self._of_people:
            return person_detail.c[by.value], query
        head = membership.alias("head")
        detail = person_detail.alias("head_detail")
        query = query.join(head, head.c.household_id == _HERE).join(
            detail, detail.c.person_id == head.c.person_id
        )
        is_head = head.c.relation == Relation.HEAD.value
        return detail.c[by.value], query.where(
            is_head, holding(head, self.as_of), holding(detail, self.as_of)
        )


def _cannot_escape(wanted: bool, reasons: Collection[str]) -> Condition:
    if not wanted:
        return recognition.c.cannot_escape.is_(None)
    return recognition.c.cannot_escape.in_(reasons) if reasons else recognition.c.cannot_escape.is_not(None)


def _months_before(day: date, months: int) -> date:
    count = day.year * 12 + day.month - 1 - months
    return date(count // 12, count % 12 + 1, min(day.day, monthrange(count // 12, count % 12 + 1)[1]))


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
