"""Takes an import back: what it said is withdrawn, what it replaced stands again. Nothing is deleted."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Table, and_, func, insert, or_, select, update

from bot.domain.ids import HouseholdId, ImportId
from bot.errors import DongHanhError
from models.register.tables import DATED, decision, household, imports, name_word, register_change
from models.register.writing import index_names

_OF_ITS_END = {"id", "replaced_at", "replaced_by", "replaced_import"}


class ChangedSince(DongHanhError):
    """An import that can not be taken back: somebody changed since what it wrote."""


def undo(tx: Connection, import_id: ImportId, *, day: date, now: datetime) -> int:
    """Take an import back. Returns how many rows were withdrawn. Raises `ChangedSince`, `LookupError`."""
    made = tx.execute(
        select(imports).where(imports.c.id == import_id, imports.c.undone_at.is_(None))
    ).one_or_none()
    if made is None:
        raise LookupError(import_id)
    if changed := changed_since(tx, import_id):
        raise ChangedSince(f"{changed} rows were changed after the import")
    withdrawn = 0
    for table in DATED:
        withdrawn += _withdraw(tx, table, import_id, now=now)
    tx.execute(update(decision).where(decision.c.import_id == import_id).values(withdrawn_at=now))
    _retire_new(tx, made)
    tx.execute(update(imports).where(imports.c.id == import_id).values(undone_at=now))
    _index_anew(tx, made.commune_id, day=day)
    return withdrawn


def changed_since(tx: Connection, import_id: ImportId) -> int:
    """How much of an import somebody changed after it, or told of families that it brought: with any, it can
    not be taken back."""
    made = tx.execute(select(imports).where(imports.c.id == import_id)).one()
    told = select(func.count()).where(
        register_change.c.household_id.in_(select(household.c.id).where(_new(made))),
        register_change.c.undone_at.is_(None),
    )
    return sum(_changed(tx, table, import_id) for table in DATED) + (tx.scalar(told) or 0)


def _new(made: Row[Any]) -> ColumnElement[bool]:
    """The households that only an import knew."""
    return and_(household.c.commune_id == made.commune_id, household.c.created_at == made.made_at)


def _changed(tx: Connection, table: Table, import_id: ImportId) -> int:
    by_another = or_(table.c.replaced_import.is_(None), table.c.replaced_import != import_id)
    changed = select(func.count()).where(
        table.c.import_id == import_id, table.c.replaced_at.is_not(None), by_another
    )
    return tx.scalar(changed) or 0


def _withdraw(tx: Connection, table: Table, import_id: ImportId, *, now: datetime) -> int:
    """Let the rows of the import go, and those it replaced come again as rows of their own."""
    former = tx.execute(select(table).where(table.c.replaced_import == import_id)).mappings().all()
    standing = and_(table.c.import_id == import_id, table.c.replaced_at.is_(None))
    gone = tx.execute(update(table).where(standing).values(replaced_at=now)).rowcount
    again: list[dict[str, Any]] = [
        {name: value for name, value in row.items() if name not in _OF_ITS_END} | {"recorded_at": now}
        for row in former
        if row["import_id"] != import_id
    ]
    if again:
        tx.execute(insert(table), again)
    return gone


def _retire_new(tx: Connection, made: Row[Any]) -> None:
    """Free the numbers of households that only the import knew."""
    for number in tx.scalars(select(household.c.id).where(_new(made))).all():
        tx.execute(update(household).where(household.c.id == number).values(number=f"~{number}"))


def _index_anew(tx: Connection, commune: int, *, day: date) -> None:
    rows = tx.scalars(select(household.c.id).where(household.c.commune_id == commune)).all()
    tx.execute(
        name_word.delete().where(
            name_word.c.household_id.in_(select(household.c.id).where(household.c.commune_id == commune))
        )
    )
    index_names(tx, [HouseholdId(row) for row in rows], day=day)
