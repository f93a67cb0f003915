"""F19: PostgreSQL goes away in the middle of a transaction; the writers come back by themselves."""

from __future__ import annotations

from contextlib import suppress

from sqlalchemy import Connection, text

from bot.errors import StoreUnavailable
from models.unit_of_work import POSTGRES_WRITERS, UnitOfWork
from tests.databases import only_postgresql


def lose_the_connection(tx: Connection) -> None:
    tx.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))


@only_postgresql
async def test_f19_every_writer_works_again_after_its_connection_was_cut(migrated_database_url: str) -> None:
    uow = UnitOfWork(migrated_database_url)
    for _ in range(2 * POSTGRES_WRITERS):
        with suppress(StoreUnavailable):
            await uow.run(lose_the_connection)
    answers = [await uow.run(lambda tx: tx.scalar(text("SELECT 1"))) for _ in range(2 * POSTGRES_WRITERS)]
    assert answers == [1] * (2 * POSTGRES_WRITERS)
    uow.close()
