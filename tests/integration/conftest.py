"""Commands typed in an empty folder, and a transaction that leaves nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection

from models.unit_of_work import make_engine
from tests.terminal import Terminal
from tests.world import VAULT


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    folder = tmp_path / "here"
    folder.mkdir()
    return Terminal(folder)


@pytest.fixture
def at_the_database(terminal: Terminal, migrated_database_url: str) -> Terminal:
    terminal.settings["DATABASE_URL"] = migrated_database_url
    return terminal


@pytest.fixture
def tx(migrated_database_url: str) -> Iterator[Connection]:
    """A transaction that is given up at the end."""
    engine = make_engine(migrated_database_url, vault=VAULT)
    with engine.connect() as connection:
        connection.exec_driver_sql("BEGIN")
        yield connection
        connection.exec_driver_sql("ROLLBACK")
    engine.dispose()
