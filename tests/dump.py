"""The whole database as its keeper could read it, keys in hand: every value of every row, as words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Row, Table, select

from models.sealing import Sealed, opened_bytes
from models.tables import metadata


def read_all(tx: Connection, *left_out: str) -> dict[str, str]:
    """What stands in each table, with what is sealed opened."""
    tables = (table for table in metadata.sorted_tables if table.name not in left_out)
    return {table.name: "\n".join(_words(tx, table)) for table in tables}


def holding(tx: Connection, words: str, *left_out: str) -> list[str]:
    """The tables in which words stand."""
    return [name for name, told in read_all(tx, *left_out).items() if words in told]


def leading_to(tx: Connection, target: str, number: int) -> set[str]:
    """The columns that lead to a row of a table, as table.column."""
    return {
        f"{table.name}.{column.name}"
        for table in metadata.sorted_tables
        for column in table.c
        for key in column.foreign_keys
        if key.column.table.name == target
        if tx.execute(select(column).where(column == number).limit(1)).first() is not None
    }


def _words(tx: Connection, table: Table) -> Iterator[str]:
    columns = table.c.keys()
    for row in tx.execute(select(table)):
        yield " | ".join(_value(tx, table, row, name) for name in columns)


def _value(tx: Connection, table: Table, row: Row[Any], name: str) -> str:
    value, column = getattr(row, name), table.c[name]
    if value is not None and isinstance(column.type, Sealed):
        value = opened_bytes(tx, column, value, owner=getattr(row, column.type.owner))
    return value.decode("utf-8", errors="replace") if isinstance(value, bytes) else str(value)
