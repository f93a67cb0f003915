"""Statements of the hot path: written in Core, compiled once, handed to the driver as they are.

What Core does around each call takes several times longer than the statement itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.expression import Executable

Process = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class _Form:
    """A statement as one driver takes it. `places` is the order of its parameters, None when named."""

    sql: str
    places: Sequence[str] | None
    constants: Mapping[str, Any]
    processes: Mapping[str, Process]

    def parameters(self, values: Mapping[str, Any]) -> Any:
        given = {**self.constants, **values}
        for name, process in self.processes.items():
            given[name] = process(given[name])
        return given if self.places is None else [given[name] for name in self.places]


class Prepared:
    """A statement with named parameters; `columns` are those an INSERT fills.

    `statement` may be a mapping from the database's name, where dialects differ. Errors are raised as Core's.
    """

    def __init__(
        self, statement: Executable | Mapping[str, Executable], *, columns: Sequence[str] | None = None
    ) -> None:
        self._statement = statement
        self._columns = columns
        self._forms: dict[str, _Form] = {}

    def run(self, tx: Connection, values: Mapping[str, Any]) -> Any:
        """Execute with one set of values. Returns the driver's cursor."""
        form = self._form(tx.dialect)
        return _guarded(tx, form, lambda raw: raw.execute(form.sql, form.parameters(values)))

    def run_many(self, tx: Connection, values: Sequence[Mapping[str, Any]]) -> None:
        """Execute once for each set of values."""
        form = self._form(tx.dialect)
        rows = [form.parameters(each) for each in values]
        _guarded(tx, form, lambda raw: raw.cursor().executemany(form.sql, rows))

    def _form(self, dialect: Dialect) -> _Form:
        form = self._forms.get(dialect.name)
        if form is None:
            form = self._forms[dialect.name] = self._compiled(dialect)
        return form

    def _compiled(self, dialect: Dialect) -> _Form:
        statement: Any = self._statement
        if isinstance(statement, Mapping):
            statement = statement[dialect.name]
        compiled = statement.compile(dialect=dialect, column_keys=self._columns)
        processes = {
            name: process
            for name, bind in compiled.binds.items()
            if (process := bind.type.dialect_impl(dialect).bind_processor(dialect)) is not None
        }
        constants = {name: bind.value for name, bind in compiled.binds.items() if not bind.required}
        return _Form(str(compiled), compiled.positiontup, constants, processes)


def _guarded(tx: Connection, form: _Form, work: Callable[[Any], Any]) -> Any:
    raw = tx.connection.driver_connection
    error_class = tx.dialect.loaded_dbapi.Error
    try:
        return work(raw)
    except error_class as error:
        lost = tx.dialect.is_disconnect(error, raw, None)
        raise DBAPIError.instance(
            form.sql,
            None,
            error,
            error_class,
            hide_parameters=True,
            connection_invalidated=lost,
            dialect=tx.dialect,
        ) from error
