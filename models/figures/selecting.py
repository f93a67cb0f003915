"""Selects the households and people that a query means, by the facts of one day as known at one instant."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, select

from bot.domain.figures.query import Query
from bot.domain.figures.question import Period
from bot.domain.figures.terms import Counted, Expiring
from bot.domain.register.history import AsOf
from bot.domain.register.terms import Standard
from models.figures.conditions import Condition, conditions, expiring, in_town, of_household, people
from models.register.reading import holding
from models.register.tables import membership, person_detail, recognition, residence

NEWLY_ESCAPED_MONTHS = 36
HERE = residence.c.household_id


@dataclass(frozen=True, slots=True)
class Selecting:
    """What one query means on one day. `everywhere`: its hamlets are all there are."""

    query: Query
    as_of: AsOf
    everywhere: bool = False

    @property
    def counted(self) -> ColumnElement[int]:
        """What is counted once."""
        return membership.c.person_id if self.of_people else HERE

    @property
    def of_people(self) -> bool:
        """Whether people are meant, not families."""
        return self.query.counted is Counted.PERSON

    def of_what(self, column: Any) -> Select[Any]:
        """A column of all that is meant; of people joined with their details."""
        query = self.households(column)
        if self.of_people:
            query = (
                query.join(membership, of_household(HERE, self.as_of))
                .join(person_detail, person_detail.c.person_id == membership.c.person_id)
                .where(holding(person_detail, self.as_of), *people(self.query.filters.member, self.as_of))
            )
        return query

    def households(self, column: Any) -> Select[Any]:
        """A column of the households that are meant."""
        query, asked = self.query, select(column).select_from(residence)
        asked = asked.where(holding(residence, self.as_of))
        if not self.everywhere:
            asked = asked.where(residence.c.hamlet_id.in_(query.hamlets))
        else:
            asked = asked.where(residence.c.hamlet_id.is_not(None))
        if query.filters.urban is not None:
            asked = asked.where(in_town(residence.c.hamlet_id, query.filters.urban))
        asked = asked.join(recognition, recognition.c.household_id == HERE).where(
            recognition.c.standard == Standard.NATIONAL.value,
            recognition.c.status.in_([each.value for each in query.statuses]),
            holding(recognition, self.as_of),
        )
        return asked.where(*self._conditions())

    def _conditions(self) -> list[Condition]:
        query, filters = self.query, self.query.filters
        if self.of_people:
            filters = filters.model_copy(update={"member": type(filters.member)()})
        found = list(conditions(filters, HERE, self.as_of, received_in=query.received_in))
        if filters.with_cannot_escape is not None:
            found.append(
                _cannot_escape(filters.with_cannot_escape, [each.value for each in filters.cannot_escape])
            )
        if query.expiring is Expiring.INSURANCE:
            ends = expiring(query.periods[0], self.as_of)
            found.append(ends if self.of_people else self._of_somebody(ends))
        if query.expiring is Expiring.NEWLY_ESCAPED:
            found.append(self._escape_ends(query.periods[0]))
        return found

    def _of_somebody(self, holds: Condition) -> Condition:
        """Whether something holds of some member of the household."""
        return select(membership.c.id).where(of_household(HERE, self.as_of), holds).exists()

    def _escape_ends(self, period: Period) -> Condition:
        first, after = (_months_before(day, NEWLY_ESCAPED_MONTHS) for day in (period.start, period.end))
        return and_(recognition.c.valid_from >= first, recognition.c.valid_from < after)


def _cannot_escape(wanted: bool, reasons: Collection[str]) -> Condition:
    if not wanted:
        return recognition.c.cannot_escape.is_(None)
    return recognition.c.cannot_escape.in_(reasons) if reasons else recognition.c.cannot_escape.is_not(None)


def _months_before(day: date, months: int) -> date:
    count = day.year * 12 + day.month - 1 - months
    return date(count // 12, count % 12 + 1, min(day.day, monthrange(count // 12, count % 12 + 1)[1]))
