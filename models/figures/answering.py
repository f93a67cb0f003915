"""Counts a query: every shape of answer by the same few ways to count. Writes nothing, knows no words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    Select,
    Table,
    and_,
    distinct,
    func,
    not_,
    or_,
    select,
)

from bot.domain.figures.filters import Cases, Filters
from bot.domain.figures.query import FOLLOWED, Query, Wholes
from bot.domain.figures.question import Period
from bot.domain.figures.question import Span as PeriodSpan
from bot.domain.figures.result import FLOWS, Part, Result
from bot.domain.figures.terms import By, Counted, Shape
from bot.domain.ids import HouseholdId
from bot.domain.notices import VIETNAM
from bot.domain.register.change_table import Flow
from bot.domain.register.history import AsOf, Span
from bot.domain.register.terms import Standard, Status
from models.cases.cases import case
from models.figures.conditions import in_town, received
from models.figures.counting import Counting, communes_of, first_known, units
from models.figures.flows import Moves, moves
from models.figures.receipts import receipts_of
from models.figures.selecting import Selecting
from models.register.reading import known
from models.register.tables import recognition, residence

MOST_LISTED = 10
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Asked:
    """A query with the day it is asked on. `everywhere`: its hamlets are all that the register has."""

    query: Query
    today: date
    known_at: datetime | None = None
    everywhere: bool = False
    most_listed: int | None = MOST_LISTED


def answer(tx: Connection, asked: Asked) -> Result | None:
    """What the register says; None for a time of which it knows nothing."""
    if asked.query.cases is not None:
        return _cases(tx, asked, asked.query.cases)
    first = first_known(tx, asked.query.hamlets, known_at=asked.known_at)
    earliest = min(period.last for period in asked.query.periods)
    if first is None or min(earliest, asked.today) < first:
        return None
    return _Answering(tx, asked).result()


@dataclass(frozen=True, slots=True)
class _Answering:
    tx: Connection
    asked: Asked

    @property
    def query(self) -> Query:
        return self.asked.query

    def result(self) -> Result:
        query = self.query
        if query.counted is Counted.SPONSOR:
            return self._units()
        if query.shape is Shape.CHANGES:
            return self._changes()
        if query.shape in (Shape.COMPARE, Shape.TREND):
            return self._over_time()
        if query.flows:
            return self._flows()
        if self._events:
            return self._receipts()
        return self._stock()

    # --- what holds on a day ---

    def _stock(self) -> Result:
        query, counting = self.query, self._counting()
        number = counting.total()
        whole = self._whole(counting)
        parts: Sequence[Part] = ()
        if query.by is not None and query.shape is not Shape.LIST:
            parts = self._parts(counting, query.by)
        listed = counting.which(self.asked.most_listed) if query.shape is Shape.LIST else ()
        return Result(
            query,
            self._day(query.periods[-1]),
            number,
            whole,
            parts,
            cannot_escape=self._cannot_escape(counting),
            households=listed,
            statuses=self._by_status(counting),
        )

    def _parts(self, counting: Counting, by: By) -> Sequence[Part]:
        wholes: Mapping[str | int, int] = {}
        if self.query.shape is Shape.RATE:
            wholes = self._counting(self._query_of_whole()).parts(by)
        counts = dict(counting.parts(by))
        if by is By.HAMLET:
            counts = {hamlet: counts.get(hamlet, 0) for hamlet in self.query.hamlets}
        if by is By.STATUS:
            counts = {status.value: counts.get(status.value, 0) for status in self.query.statuses}
        return [Part(key, count, wholes.get(key, 0) if wholes else None) for key, count in counts.items()]

    def _whole(self, counting: Counting) -> int | None:
        query = self.query
        if query.counted is Counted.PERSON:
            everybody = query.filters.model_copy(update={"member": type(query.filters.member)()})
            if everybody == query.filters and not query.expiring:
                return None
            return self._counting(query.model_copy(update={"filters": everybody, "expiring": None})).total()
        if (
            query.shape is not Shape.RATE
            and query.statuses == FOLLOWED
            and not query.filters
            and not query.expiring
        ):
            return None
        return self._counting(self._query_of_whole()).total()

    def _query_of_whole(self) -> Query:
        """What a figure is a part of: all of the status if filtered, else all that are followed."""
        query, wanted = self.query, self.query.whole_of_rate
        if wanted is None:
            filtered = query.filters or query.expiring
            wanted = Wholes.STATUS if filtered else Wholes.FOLLOWED
        place = Filters(urban=query.filters.urban)
        if wanted is Wholes.FILTERED:
            return query.model_copy(update={"statuses": FOLLOWED})
        statuses = query.statuses if wanted is Wholes.STATUS else FOLLOWED
        return query.model_copy(update={"filters": place, "statuses": statuses, "expiring": None})

    def _cannot_escape(self, counting: Counting) -> int | None:
        query = counting.of.query
        told = query.counted is Counted.HOUSEHOLD and Status.POOR in query.statuses
        if not told or query.filters.with_cannot_escape is not None:
            return None
        filters = query.filters.model_copy(update={"with_cannot_escape": True})
        return self._counting(
            query.model_copy(update={"filters": filters, "statuses": (Status.POOR,)})
        ).total()

    def _by_status(self, counting: Counting) -> Sequence[Part]:
        several = len(counting.of.query.statuses) > 1
        return self._parts(counting, By.STATUS) if several and self.query.by is not By.STATUS else ()

    def _counting(self, query: Query | None = None, period: Period | None = None) -> Counting:
        query = query or self.query
        day = self._day(period or query.periods[-1])
        return Counting(self.tx, Selecting(query, self._as_of(day), self.asked.everywhere))

    def _day(self, period: Period) -> date:
        """The last day of a period that is over; what ends soon is looked at as of today."""
        return min(period.last, self.asked.today)

    def _as_of(self, day: date) -> AsOf:
        return AsOf(day, self.asked.known_at)

    # --- ways in and out ---

    def _moves(self, period: Period, hamlets: Sequence[int] | None = None) -> Moves:
        query = self.query
        hamlets = query.hamlets if hamlets is None else hamlets
        end = min(period.end, self.asked.today + _DAY)
        counts = [self._with_status(day, hamlets) for day in (period.start - _DAY, end - _DAY)]
        return moves(
            self.tx,
            hamlets,
            status=query.flow_of,
            period=Span(period.start, end),
            as_of=self._as_of(end - _DAY),
            opening=counts[0],
            closing=counts[1],
        )

    def _with_status(self, day: date, hamlets: Sequence[int]) -> int:
        query = self.query.model_copy(
            update={
                "statuses": (self.query.flow_of,),
                "hamlets": tuple(hamlets),
                "counted": Counted.HOUSEHOLD,
            }
        )
        everywhere = self.asked.everywhere and tuple(hamlets) == self.query.hamlets
        return Counting(self.tx, Selecting(query, self._as_of(day), everywhere)).total()

    def _changes(self) -> Result:
        made = self._moves(self.query.periods[0])
        return Result(self.query, self._last(self.query.periods[0]), made.table.closing, table=made.table)

    def _flows(self) -> Result:
        query, period = self.query, self.query.periods[0]
        made = self._moves(period)
        parts: Sequence[Part] = ()
        if query.by is By.HAMLET:
            parts = [Part(each, self._flowed(self._moves(period, [each]))) for each in query.hamlets]
        behind = [each for flow in self._wanted for each in made.behind.get(flow, ())]
        return Result(
            query,
            self._last(period),
            self._flowed(made),
            made.table.opening,
            parts,
            households=sorted(set(behind))[: self.asked.most_listed] if query.shape is Shape.LIST else (),
        )

    @property
    def _wanted(self) -> list[Flow]:
        return [flow for ask in self.query.flows for flow in FLOWS[self.query.flow_of, ask]]

    def _flowed(self, made: Moves) -> int:
        return sum(made.table.flows[flow] for flow in self._wanted)

    def _last(self, period: Period) -> date:
        return min(period.last, self.asked.today)

    # --- over time ---

    def _over_time(self) -> Result:
        parts = [Part(period, *self._number(period)) for period in self.query.periods]
        before: Sequence[Part] = ()
        if self.query.by is not None and self.query.shape is Shape.COMPARE:
            first, last = (self._parts(self._counting(period=period), self.query.by) for period in self._ends)
            before = self._aligned(first, last)
            parts = list(self._aligned(last, first))
        return Result(
            self.query, self._last(self.query.periods[-1]), parts[-1].count, parts[-1].whole, parts, before
        )

    @property
    def _ends(self) -> tuple[Period, Period]:
        return self.query.periods[0], self.query.periods[-1]

    @staticmethod
    def _aligned(these: Sequence[Part], others: Sequence[Part]) -> Sequence[Part]:
        counts = {each.key: each.count for each in these}
        keys = sorted({*counts, *(each.key for each in others)}, key=str)
        return [Part(key, counts.get(key, 0)) for key in keys]

    def _number(self, period: Period) -> tuple[int, int | None]:
        """How many, and of a rate of how many."""
        rate = self.query.whole_of_rate is not None
        if self.query.flows:
            made = self._moves(period)
            return self._flowed(made), made.table.opening if rate else None
        if self._events:
            return self._received(period), None
        whole = self._counting(self._query_of_whole(), period).total() if rate else None
        return self._counting(period=period).total(), whole

    # --- what was received ---

    @property
    def _events(self) -> bool:
        """Whether receipts themselves are counted, with the facts of the day of each."""
        filters = self.query.filters
        alone = filters == Filters(received=filters.received, urban=filters.urban)
        return (
            len(filters.received) == 1
            and not filters.received[0].absent
            and alone
            and (not self.query.statuses or self.query.counted in (Counted.TURN, Counted.MONEY))
        )

    def _receipts(self) -> Result:
        period = self.query.received_in or self.query.periods[0]
        parts: Sequence[Part] = ()
        if self.query.by is By.HAMLET:
            parts = [Part(each, self._received(period, [each])) for each in self.query.hamlets]
        listed = self._receivers(period) if self.query.shape is Shape.LIST else ()
        return Result(self.query, self._last(period), self._received(period), parts=parts, households=listed)

    def _received(self, period: Period, hamlets: Sequence[int] | None = None) -> int:
        rows = self._rows
        column = {
            Counted.TURN: func.count(distinct(rows.c.id)),
            Counted.MONEY: func.coalesce(func.sum(rows.c.amount), 0),
        }.get(self.query.counted, func.count(distinct(rows.c.household_id)))
        return int(self.tx.scalar(self._events_of(rows, column, period, hamlets)) or 0)

    def _receivers(self, period: Period) -> list[HouseholdId]:
        rows = self._rows
        wanted = self._events_of(rows, rows.c.household_id, period, None)
        found = self.tx.scalars(wanted.distinct().limit(self.asked.most_listed))
        return sorted(HouseholdId(each) for each in found)

    @property
    def _rows(self) -> FromClause:
        return receipts_of(self.query.filters.received[0].what, self._as_of(self.asked.today))

    def _events_of(
        self, rows: FromClause, column: Any, period: Period, hamlets: Sequence[int] | None
    ) -> Select[Any]:
        filters, as_of = self.query.filters, self._as_of(self.asked.today)
        asked = (
            select(column)
            .select_from(rows)
            .join(residence, residence.c.household_id == rows.c.household_id)
            .where(_then(residence, rows, as_of), residence.c.hamlet_id.in_(hamlets or self.query.hamlets))
            .where(received(rows, filters.received[0], period, as_of))
        )
        if filters.urban is not None:
            asked = asked.where(in_town(residence.c.hamlet_id, filters.urban))
        if self.query.statuses:
            asked = asked.join(recognition, recognition.c.household_id == rows.c.household_id).where(
                _then(recognition, rows, as_of),
                recognition.c.standard == Standard.NATIONAL.value,
                recognition.c.status.in_([each.value for each in self.query.statuses]),
            )
        return asked

    # --- sponsor units ---

    def _units(self) -> Result:
        query = self.query
        day = self._day(query.periods[-1])
        kinds = query.filters.sponsored.kinds if query.filters.sponsored else ()
        found = units(
            self.tx,
            communes_of(self.tx, query.hamlets),
            kinds,
            self._as_of(day),
            idle=query.idle,
            hamlets=None if query.whole else query.hamlets,
        )
        return Result(query, day, len(found), names=found)


def _cases(tx: Connection, asked: Asked, wanted: Cases) -> Result:
    """Cases that came within a period; those that are open, as of the end of a day."""
    query, [period] = asked.query, asked.query.periods
    began, ended = (datetime.combine(day, time(), VIETNAM) for day in (period.start, period.end))
    own = [*communes_of(tx, query.hamlets), *query.hamlets]
    holds = [case.c.area_id.in_(own), case.c.opened_at < ended]
    if wanted.kinds:
        holds.append(case.c.kind.in_([each.value for each in wanted.kinds]))
    still = or_(case.c.closed_at.is_(None), case.c.closed_at >= ended)
    if wanted.open is not None:
        holds.append(still if wanted.open else not_(still))
    if not (wanted.open and period.span is PeriodSpan.DAY):
        holds.append(case.c.opened_at >= began)
    number = tx.scalar(select(func.count(case.c.id)).where(*holds)) or 0
    return Result(query, min(period.last, asked.today), number)


def _then(table: Table, rows: FromClause, as_of: AsOf) -> ColumnElement[bool]:
    """The rows that hold on the day on which something was received."""
    return and_(
        known(table, as_of),
        table.c.valid_from <= rows.c.received_on,
        or_(table.c.valid_to.is_(None), table.c.valid_to > rows.c.received_on),
    )
