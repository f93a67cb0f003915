"""The only door to the database, and the only place that commits.

Works that arrive together share one commit. If one of them fails, the group is undone and each runs alone, so
that a failing work never undoes another. What somebody outside is kept waiting for goes before the rest.
SQLite has one writer thread, PostgreSQL a few.
"""

from __future__ import annotations

import asyncio
import itertools
import queue
import sqlite3
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, InterfaceError, InternalError, OperationalError, SQLAlchemyError

from bot.errors import StoreUnavailable
from bot.keys.vault import Vault
from bot.workers import Tray

T = TypeVar("T")
Work = Callable[[Connection], Any]

GROUP = 8
"""Large enough that waiting for the disk is shared, small enough that an urgent work soon has its turn."""
POSTGRES_WRITERS = 4
BUSY_SECONDS = 1.5
COLLISIONS = 3
# What was erased is overwritten in the file, whatever the library was built with.
PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "temp_store=MEMORY",
    "secure_delete=ON",
)


class _Rank(IntEnum):
    """Who goes first; the end comes after everything."""

    URGENT = 0
    USUAL = 1
    END = 2


@dataclass(frozen=True, slots=True)
class _Job:
    work: Work
    done: asyncio.Future[Any]
    tray: Tray


@dataclass(order=True, frozen=True, slots=True)
class _Place:
    """A place in the queue; `job` is None at the end of it."""

    rank: _Rank
    number: int
    job: _Job | None = field(default=None, compare=False)


def make_engine(url: str, *, vault: Vault | None = None) -> Engine:
    """An engine whose transactions are begun and ended by hand; its connections carry the keys."""
    if make_url(url).get_backend_name() == "sqlite":
        engine = create_engine(
            url,
            isolation_level="AUTOCOMMIT",
            hide_parameters=True,
            execution_options={"vault": vault},
            connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False},
        )
        event.listen(engine, "connect", _set_sqlite_up)
        return engine
    return create_engine(
        url,
        isolation_level="AUTOCOMMIT",
        hide_parameters=True,
        execution_options={"vault": vault},
        pool_size=POSTGRES_WRITERS + 8,
        max_overflow=8,
        connect_args={"connect_timeout": 5, "options": "-c lock_timeout=4000"},
    )


def _set_sqlite_up(connection: Any, _record: Any) -> None:
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


class UnitOfWork:
    """Runs works in write transactions on its own threads; reads run on the caller's thread."""

    def __init__(self, url: str, *, vault: Vault | None = None, engine: Engine | None = None) -> None:
        self.engine = engine or make_engine(url, vault=vault)
        self.sqlite = self.engine.dialect.name == "sqlite"
        self._jobs: queue.PriorityQueue[_Place] = queue.PriorityQueue()
        self._numbers = itertools.count()
        self._tray: Tray | None = None
        self._readers = threading.local()
        self._open_readers: list[Connection] = []
        self._writers = [
            threading.Thread(target=self._write, name=f"writer-{number}", daemon=True)
            for number in range(1 if self.sqlite else POSTGRES_WRITERS)
        ]
        for writer in self._writers:
            writer.start()

    async def run(self, work: Callable[[Connection], T], *, urgent: bool = False) -> T:
        """Run `work(connection)` in a write transaction; see `bot.ports.UnitOfWork`."""
        loop = asyncio.get_running_loop()
        if self._tray is None or self._tray.loop is not loop:
            self._tray = Tray(loop)
        done: asyncio.Future[T] = loop.create_future()
        self._put(_Rank.URGENT if urgent else _Rank.USUAL, _Job(work, done, self._tray))
        return await done

    def read(self, work: Callable[[Connection], T]) -> T:
        """Run `work(connection)` on this thread's read-only connection."""
        try:
            return work(self._reader())
        except DBAPIError as error:
            self._forget_reader()
            if _away(error):
                raise StoreUnavailable(_cause(error)) from error
            raise

    def close(self) -> None:
        """Let what is queued finish, then close all connections."""
        for _ in self._writers:
            self._put(_Rank.END)
        for writer in self._writers:
            writer.join()
        for connection in self._open_readers:
            connection.close()
        self.engine.dispose()

    def _put(self, rank: _Rank, job: _Job | None = None) -> None:
        self._jobs.put(_Place(rank, next(self._numbers), job))

    def _reader(self) -> Connection:
        connection: Connection | None = getattr(self._readers, "connection", None)
        if connection is None:
            connection = self.engine.connect()
            connection.exec_driver_sql(
                "PRAGMA query_only=ON" if self.sqlite else "SET default_transaction_read_only = on"
            )
            self._readers.connection = connection
            self._open_readers.append(connection)
        return connection

    def _forget_reader(self) -> None:
        connection: Connection | None = getattr(self._readers, "connection", None)
        self._readers.connection = None
        if connection is not None:
            connection.invalidate()
            connection.close()
            self._open_readers.remove(connection)

    def _write(self) -> None:
        connection: Connection | None = None
        while (group := self._next_group()) is not None:
            try:
                connection = connection or self.engine.connect()
                self._commit_group(connection, group)
            except DBAPIError as error:
                _fail(group, StoreUnavailable(_cause(error)))
                _discard(connection)
                connection = None
        if connection is not None:
            connection.close()

    def _next_group(self) -> list[_Job] | None:
        """Wait for work, then take what else is waiting. None when it is time to stop."""
        first = self._jobs.get().job
        if first is None:
            return None
        group = [first]
        with suppress(queue.Empty):
            while len(group) < GROUP:
                job = self._jobs.get_nowait().job
                if job is None:
                    self._put(_Rank.END)
                    break
                group.append(job)
        return group

    def _commit_group(self, connection: Connection, group: list[_Job], *, again: int = COLLISIONS) -> None:
        try:
            results = self._in_transaction(connection, group)
        except DBAPIError as error:
            if again and _collided(error):
                self._commit_group(connection, group, again=again - 1)
                return
            if len(group) == 1 or _broken(error):
                _fail_by_store(error, group)
                return
        except Exception as error:
            if len(group) == 1:
                _fail(group, error)
                return
        else:
            _resolve(group, results)
            return
        for job in group:
            self._commit_group(connection, [job])

    def _in_transaction(self, connection: Connection, group: list[_Job]) -> list[Any]:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if self.sqlite else "BEGIN")
        try:
            results = [job.work(connection) for job in group]
            connection.exec_driver_sql("COMMIT")
        except BaseException:
            _roll_back(connection)
            raise
        return results


def _fail_by_store(error: DBAPIError, group: list[_Job]) -> None:
    """Tell the waiting: the store's trouble as `StoreUnavailable`, a violated rule as it is."""
    if _away(error):
        _fail(group, StoreUnavailable(_cause(error)))
        if error.connection_invalidated:
            raise error
    else:
        _fail(group, error)


def _away(error: DBAPIError) -> bool:
    """Whether the store can serve nobody now. To SQLite a wrong statement is operational too: a bug."""
    wrong = getattr(error.orig, "sqlite_errorcode", None) == sqlite3.SQLITE_ERROR
    return isinstance(error, OperationalError | InterfaceError | InternalError) and not wrong


def _collided(error: DBAPIError) -> bool:
    """Whether PostgreSQL sacrificed this transaction to another one: the same once more will do."""
    return getattr(error.orig, "sqlstate", None) in ("40001", "40P01")


def _broken(error: DBAPIError) -> bool:
    """Whether the trouble is the store's, so that running the works one by one would not help."""
    cause = str(error.orig)
    return error.connection_invalidated or any(
        sign in cause for sign in ("locked", "disk is full", "malformed", "disk I/O", "readonly", "closed")
    )


def _cause(error: DBAPIError) -> str:
    """The driver's words without the statement and its values, which may be personal."""
    return str(error.orig).splitlines()[0] if error.orig is not None else type(error).__name__


def _roll_back(connection: Connection) -> None:
    # SQLite may have rolled back by itself (disk full), and a lost connection has nothing to roll back.
    with suppress(SQLAlchemyError):
        connection.exec_driver_sql("ROLLBACK")


def _discard(connection: Connection | None) -> None:
    if connection is not None:
        connection.invalidate()
        connection.close()


def _resolve(group: list[_Job], results: list[Any]) -> None:
    for job, result in zip(group, results, strict=True):
        job.tray.put(job.done, result, None)


def _fail(group: list[_Job], error: BaseException) -> None:
    for job in group:
        job.tray.put(job.done, None, error)
