"""Columns that are sealed at rest. A column of type `Sealed` says whose row it is, and nothing else is
needed: rotation and the doctor find it by its type. The keys come with the connection.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Dialect, LargeBinary
from sqlalchemy.types import TypeDecorator

from bot.errors import NotOpened
from bot.keys.vault import VERSION, Vault

SealedColumn = Column[Any]


class Sealed(TypeDecorator[bytes]):
    """A value under a key, bound to its column and to the column `owner` of its row (never updated).

    `lookup` names a column of 32 bytes beside it by which equal values are found; see `found`. The type takes
    only what `seal` made, so that nobody stores a plain value by mistake.
    """

    impl = LargeBinary
    cache_ok = True

    def __init__(self, *, owner: str, lookup: str | None = None) -> None:
        super().__init__()
        self.owner = owner
        self.lookup = lookup

    def process_bind_param(self, value: Any, dialect: Dialect) -> bytes | None:
        """Let sealed values pass."""
        if value is not None and not (isinstance(value, bytes) and value.startswith(VERSION)):
            raise TypeError("this column takes only what was sealed for it")
        return value


def sealed_type(column: SealedColumn) -> Sealed:
    """How a column is sealed. Raises `TypeError` when it is not."""
    if not isinstance(column.type, Sealed):
        raise TypeError(f"{column} is not a sealed column")
    return column.type


def vault_of(tx: Connection) -> Vault:
    """The keys this connection was made with. Raises `NotOpened` when it has none."""
    vault = tx.get_execution_options().get("vault")
    if not isinstance(vault, Vault):
        raise NotOpened("This needs the keys in DONGHANH_KEYS.")
    return vault


def context_of(column: SealedColumn) -> str:
    """What a sealed value is bound to beside its owner: table and column."""
    sealed_type(column)
    return f"{column.table.name}.{column.name}"


def seal(
    tx: Connection, column: SealedColumn, value: str | bytes | None, *, owner: int | str
) -> bytes | None:
    """What to store in a sealed column. Nothing stays nothing."""
    return None if value is None else vault_of(tx).seal(value, context_of(column), owner)


def opened(tx: Connection, column: SealedColumn, sealed: bytes | None, *, owner: int | str) -> str | None:
    """The text in a sealed column. Raises `NotOpened`."""
    content = opened_bytes(tx, column, sealed, owner=owner)
    return None if content is None else content.decode()


def opened_bytes(
    tx: Connection, column: SealedColumn, sealed: bytes | None, *, owner: int | str
) -> bytes | None:
    """The content of a sealed column. Raises `NotOpened`."""
    return None if sealed is None else vault_of(tx).open(bytes(sealed), context_of(column), owner)


def lookup(tx: Connection, column: SealedColumn, value: str | None) -> bytes | None:
    """What to store in the look-up column beside a sealed one. Bring the value to one form first."""
    return None if value is None else vault_of(tx).lookups(value, context_of(column))[0]


def found(tx: Connection, column: SealedColumn, value: str) -> ColumnElement[bool]:
    """Whether a row holds a value, whichever key of the ring it lies under."""
    name = sealed_type(column).lookup
    if name is None:
        raise TypeError(f"{column} has no look-up column")
    return column.table.c[name].in_(vault_of(tx).lookups(value, context_of(column)))
