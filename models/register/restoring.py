"""Lets rows of history hold again that others replaced. Nothing is deleted: all of it is new history."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, insert, select, update

from models.register.ledger import Timeline
from models.register.undoing import ChangedSince

_ABOUT_THE_ROW = {"id", "recorded_at", "replaced_at", "replaced_by", "import_id", "replaced_import"}
_MOST_STEPS = 1000


def restore(
    tx: Connection, timeline: Timeline, added: Sequence[int], replaced: Sequence[int], *, now: datetime
) -> None:
    """Withdraw rows that were added, and say those again that they replaced.

    Raises `ChangedSince` where what was added no longer stands as it was said."""
    standing = standing_for(tx, timeline, added)
    again = {
        _key(timeline, row): _said_again(tx, timeline, row, now=now) for row in _rows(tx, timeline, replaced)
    }
    for row in standing:
        tx.execute(
            update(timeline.table)
            .where(timeline.table.c.id == row["id"])
            .values(replaced_at=now, replaced_by=again.get(_key(timeline, row)))
        )


def standing_for(tx: Connection, timeline: Timeline, added: Sequence[int]) -> list[RowMapping]:
    """The rows that stand for what these said. Raises `ChangedSince` where one says something else now."""
    return [_standing(tx, timeline, number) for number in added]


def _standing(tx: Connection, timeline: Timeline, number: int) -> RowMapping:
    """The row that stands for what a row said: itself, or the one that says the same after an undoing."""
    first = row = _row(tx, timeline, number)
    for _ in range(_MOST_STEPS):
        if row["replaced_at"] is None:
            break
        if row["replaced_by"] is None:
            raise ChangedSince(timeline.table.name)
        row = _row(tx, timeline, row["replaced_by"])
    if row["replaced_at"] is not None or _says(timeline, row) != _says(timeline, first):
        raise ChangedSince(timeline.table.name)
    return row


def _says(timeline: Timeline, row: RowMapping) -> dict[str, Any]:
    """What a row says; of a sealed value its look-up tells whether it is the same."""
    return {name: row[name] for name in row if name not in {*_ABOUT_THE_ROW, timeline.sealed}}


def _said_again(tx: Connection, timeline: Timeline, row: RowMapping, *, now: datetime) -> int:
    values = {name: value for name, value in row.items() if name != "id"}
    values |= {"recorded_at": now, "replaced_at": None, "replaced_by": None, "replaced_import": None}
    made = tx.execute(insert(timeline.table).values(values)).inserted_primary_key
    assert made is not None
    return int(made[0])


def _row(tx: Connection, timeline: Timeline, number: int) -> RowMapping:
    return tx.execute(select(timeline.table).where(timeline.table.c.id == number)).mappings().one()


def _rows(tx: Connection, timeline: Timeline, numbers: Sequence[int]) -> Sequence[RowMapping]:
    return tx.execute(select(timeline.table).where(timeline.table.c.id.in_(numbers))).mappings().all()


def _key(timeline: Timeline, row: RowMapping) -> tuple[Any, ...]:
    return tuple(row[name] for name in timeline.key)
