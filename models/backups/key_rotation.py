"""Which key lies over what, and the way from older keys to the present one, some rows at a time."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Column, Connection, LargeBinary, Row, func, select, type_coerce, update

from bot.errors import NotOpened, RefusedToStart
from bot.keys.vault import CHECK_BYTES, MARK_BYTES, name_in
from models import leases
from models.sealing import (
    Sealed,
    SealedColumn,
    context_of,
    lookup,
    opened_bytes,
    seal,
    sealed_type,
    vault_of,
)
from models.tables import metadata

HOLDS = "key:"
HELD = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Batch:
    """What one step did. `last` is the row to go on after; None when there are no more."""

    resealed: int
    unopened: int
    last: int | None


def sealed_columns() -> list[SealedColumn]:
    """Every sealed column of the product's tables."""
    return [
        column
        for table in metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, Sealed)
    ]


def values_by_key(tx: Connection) -> Counter[bytes]:
    """How many values lie under each key of the ring, by its mark."""
    held = [key.mark for key in vault_of(tx).keys]
    counted: Counter[bytes] = Counter()
    for column in sealed_columns():
        each = [func.count().filter(_mark(column) == mark) for mark in held]
        counted.update(dict(zip(held, tx.execute(select(*each)).one(), strict=True)))
    return counted


def locked(tx: Connection) -> Counter[str]:
    """How many values lie under keys that the ring does not hold, by the names of these keys."""
    held = [key.mark for key in vault_of(tx).keys]
    missing: Counter[str] = Counter()
    for column in sealed_columns():
        mark = _mark(column)
        # Only what is missing is sorted: there are millions of others.
        rows = select(mark, func.count()).where(column.is_not(None), mark.not_in(held)).group_by(mark)
        for found, count in tx.execute(rows):
            missing[name_in(bytes(found))] += count
    return missing


def hold_keys(tx: Connection, *, owner: str, now: datetime) -> None:
    """Tell that a server works with this ring, so that nothing is sealed that it could not read."""
    for key in vault_of(tx).keys:
        leases.take(tx, _held(key.mark) + owner, owner=owner, now=now, until=now + HELD)


def servers_without(tx: Connection, *, now: datetime) -> int:
    """How many servers work with a ring that does not hold the present key."""
    held = leases.held(tx, HOLDS, now=now)
    can_read = leases.held(tx, _held(vault_of(tx).present.mark), now=now)
    return len(held - can_read)


def _held(mark: bytes) -> str:
    return f"{HOLDS}{mark[-CHECK_BYTES:].hex()}:"


def refuse_locked(tx: Connection) -> None:
    """Raise `RefusedToStart` when something lies under a missing key: nobody could be shown or told it."""
    if missing := locked(tx):
        raise RefusedToStart(
            f"{missing.total()} values lie under keys that DONGHANH_KEYS does not hold"
            f" ({', '.join(sorted(missing))}); put them behind the present one."
        )


def unreadable(tx: Connection) -> list[str]:
    """The columns whose newest value under a known key does not open: changed, or moved from elsewhere."""
    return [context_of(column) for column in sealed_columns() if not _newest_opens(tx, column)]


def reseal(tx: Connection, column: SealedColumn, *, after: int, limit: int) -> Batch:
    """Bring up to `limit` values of a column under the present key, from the row behind `after` on."""
    rows = _older(tx, column, after=after, limit=limit)
    unopened = sum(not _renewed(tx, column, row) for row in rows)
    last = rows[-1].key if len(rows) == limit else None
    return Batch(len(rows) - unopened, unopened, last)


def _older(tx: Connection, column: SealedColumn, *, after: int, limit: int) -> list[Row[Any]]:
    key, owner = _key(column), column.table.c[sealed_type(column).owner]
    wanted = (
        select(key.label("key"), owner.label("owner"), column.label("sealed"))
        .where(column.is_not(None), _mark(column) != vault_of(tx).present.mark, key > after)
        .order_by(key)
        .limit(limit)
    )
    return list(tx.execute(wanted))


def _renewed(tx: Connection, column: SealedColumn, row: Row[Any]) -> bool:
    """Seal one value anew, unless somebody changed it meanwhile. False when it does not open."""
    try:
        content = opened_bytes(tx, column, row.sealed, owner=row.owner)
    except NotOpened:
        return False
    assert content is not None
    values = {column.name: seal(tx, column, content, owner=row.owner)}
    if (beside := sealed_type(column).lookup) is not None:
        values[beside] = lookup(tx, column, content.decode())
    tx.execute(update(column.table).where(_key(column) == row.key, column == row.sealed).values(values))
    return True


def _newest_opens(tx: Connection, column: SealedColumn) -> bool:
    key, owner = _key(column), column.table.c[sealed_type(column).owner]
    held = _mark(column).in_([each.mark for each in vault_of(tx).keys])
    newest = select(owner.label("owner"), column.label("sealed")).where(held).order_by(key.desc()).limit(1)
    row = tx.execute(newest).first()
    try:
        return row is None or opened_bytes(tx, column, row.sealed, owner=row.owner) is not None
    except NotOpened:
        return False


def _key(column: SealedColumn) -> Column[Any]:
    [key] = column.table.primary_key.columns
    return key


def _mark(column: SealedColumn) -> Any:
    return func.substr(type_coerce(column, LargeBinary), 1, MARK_BYTES, type_=LargeBinary)
