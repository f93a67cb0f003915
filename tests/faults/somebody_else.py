"""Another program on the same database, that writes and does not come to an end."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

import psycopg

from models.schema import sqlite_file


@contextmanager
def held_by_somebody_else(url: str) -> Iterator[None]:
    """Nobody but the other program can write inside the block."""
    file = sqlite_file(url)
    if file is not None:
        with closing(sqlite3.connect(file, isolation_level=None)) as other:
            other.execute("BEGIN EXCLUSIVE")
            yield
            other.execute("ROLLBACK")
        return
    with psycopg.connect(url.replace("+psycopg", "")) as other_program:
        other_program.execute("LOCK TABLE inbox, outbox, lease IN ACCESS EXCLUSIVE MODE")
        yield
        other_program.rollback()
