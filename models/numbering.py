"""Adds many rows at once and tells the numbers they got, in their order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table, func, insert, literal, select


def add_rows(tx: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> list[int]:
    """Add rows that are told apart by `id`."""
    if not rows:
        return []
    if tx.dialect.name == "postgresql":
        return _numbered_before(tx, table, rows)
    statement = insert(table).returning(table.c.id, sort_by_parameter_order=True)
    return [int(number) for number in tx.scalars(statement, rows)]


def _numbered_before(tx: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> list[int]:
    """Statements of thousands of values, as asking back for numbers takes, keep the driver busy longest."""
    sequence = func.pg_get_serial_sequence(literal(table.name), literal("id"))
    places = func.generate_series(1, len(rows)).table_valued("place")
    numbers = [int(number) for number in tx.scalars(select(func.nextval(sequence)).select_from(places))]
    tx.execute(insert(table), [{**row, "id": number} for row, number in zip(rows, numbers, strict=True)])
    return numbers
