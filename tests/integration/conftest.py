"""Commands typed in an empty folder, and a transaction that leaves nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Connection

from models import offices
from models.offices import Office
from models.unit_of_work import make_engine
from tests.families import Family, Ward, add_family, add_ward
from tests.terminal import Terminal
from tests.world import VAULT

NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)


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
def ward(tx: Connection) -> Ward:
    """The first office's ward, as of 23 November 2026."""
    offices.ensure_first_office(tx, Office("UBND"), area_name="Phường Bạc Liêu", now=NOW)
    return add_ward(tx)


@pytest.fixture
def lan(tx: Connection, ward: Ward) -> Family:
    """Chị Lan of Khóm 3 with her phone and a child."""
    return add_family(
        tx,
        ward,
        ward.hamlet_3,
        number="12",
        head="Trần Thị Lan",
        now=NOW,
        phone="+84912345678",
        child_born=2018,
    )


@pytest.fixture
def tx(migrated_database_url: str) -> Iterator[Connection]:
    """A transaction that is given up at the end."""
    engine = make_engine(migrated_database_url, vault=VAULT)
    with engine.connect() as connection:
        connection.exec_driver_sql("BEGIN")
        yield connection
        connection.exec_driver_sql("ROLLBACK")
    engine.dispose()
