"""Ways in and out of a status within a period: the official change table, and which households it counts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, FromClause, and_, or_, select

from bot.domain.ids import AreaId, HouseholdId
from bot.domain.register.change_table import ChangeTable, Flow, change_table, flows_of
from bot.domain.register.history import AsOf, Span
from bot.domain.register.terms import Status
from models.register.lives import lives_by_household
from models.register.reading import known
from models.register.tables import recognition, residence


@dataclass(frozen=True, slots=True)
class Moves:
    """A change table with the households behind each of its flows."""

    table: ChangeTable
    behind: dict[Flow, tuple[HouseholdId, ...]]


def moves(
    tx: Connection,
    hamlets: Collection[int],
    *,
    status: Status,
    period: Span,
    as_of: AsOf,
    opening: int,
    closing: int,
) -> Moves:
    """The changes of a period. `opening` and `closing` are counted of all households elsewhere; here only
    those are read of which something changed. Raises `ValueError` where the two do not agree."""
    changed = lives_by_household(
        tx, _changed(period, as_of), hamlets=[AreaId(each) for each in hamlets], as_of=as_of
    )
    table = change_table(changed.values(), status=status, period=period)
    behind: dict[Flow, list[HouseholdId]] = defaultdict(list)
    for number, life in changed.items():
        for flow in flows_of(life, status, period):
            behind[flow].append(number)
    whole = ChangeTable(status, period, opening, closing, table.flows)
    if not whole.balances:
        raise ValueError("the change table does not balance")
    return Moves(whole, {flow: tuple(sorted(numbers)) for flow, numbers in behind.items()})


def _changed(period: Span, as_of: AsOf) -> ColumnElement[bool]:
    """The households of which a stay or a status began or ended within the period."""
    return or_(*(_borders(table.alias(), period, as_of) for table in (residence, recognition)))


def _borders(rows: FromClause, period: Span, as_of: AsOf) -> ColumnElement[bool]:
    """Asked household by household: of all the register, most may have changed within a year."""
    within = [
        and_(column >= period.start, column < period.end) for column in (rows.c.valid_from, rows.c.valid_to)
    ]
    of_it = rows.c.household_id == residence.c.household_id
    return select(rows.c.id).where(of_it, known(rows, as_of), or_(*within)).correlate(residence).exists()
