"""Brings a database to the present form, or says what is wrong with it. One process at a time."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, inspect, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from bot.errors import RefusedToStart
from bot.keys.vault import Vault
from models import audit_seals
from models.backups.key_rotation import refuse_locked
from models.installation import Purpose, declare, installation, purpose_of
from models.unit_of_work import make_engine

HEAD = "0022"
_MIGRATIONS = Path(__file__).parent / "migrations"
_LOCK = zlib.crc32(b"donghanh:migrations")
_PATIENCE_SECONDS = 120
"""How long to wait while another process migrates: a large register takes its time."""


def upgrade(url: str, *, purpose: Purpose | str, vault: Vault | None = None) -> Purpose:
    """Migrate to `HEAD` and say what a new database is for. Returns what the database is for.

    Raises `RefusedToStart` when the file is damaged or newer than this program, or a key is missing.
    """
    _make_folder(url)
    with _exclusive(url, vault=vault) as connection:
        before = revision_of(connection)
        if before != HEAD:
            _migrate(connection, HEAD)
            _seal_what_was_carried(connection)
        found = declare(connection, Purpose(purpose), now=datetime.now(UTC))
        if vault is not None:
            refuse_locked(connection)
    if before is not None and before != HEAD:
        _overwrite_former(url)
    return found


def _seal_what_was_carried(connection: Connection) -> None:
    while audit_seals.seal(connection, now=datetime.now(UTC)):
        pass


def downgrade(url: str, revision: str = "base", *, vault: Vault | None = None) -> None:
    """Go back to an older form. Loses what the older form can not hold."""
    with _exclusive(url, vault=vault) as connection:
        _migrate(connection, revision)


def purpose_at(url: str) -> Purpose | None:
    """What a database is for, whatever its form; None when there is none yet. Makes and checks nothing."""
    file = sqlite_file(url)
    if file is not None and not file.exists():
        return None
    with _connected(url) as connection:
        return purpose_of(connection) if inspect(connection).has_table(installation.name) else None


def revision_of(connection: Connection) -> str | None:
    """The form the database has; None when it is empty."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    revision: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return revision


def describe(url: str) -> tuple[str | None, Purpose | None]:
    """Form and purpose of a database, left as it is. Raises `RefusedToStart` when it can not be read."""
    file = sqlite_file(url)
    if file is not None and not file.exists():
        return None, None
    with _exclusive(url) as connection:
        revision = revision_of(connection)
        return revision, purpose_of(connection) if revision else None


def ready_for(url: str) -> Purpose:
    """What a database in the present form is for. Raises `RefusedToStart` for none and for another form."""
    revision, purpose = describe(url)
    if revision is None or purpose is None:
        raise RefusedToStart("There is no database yet. Start `donghanh serve` or `donghanh demo` first.")
    if revision != HEAD:
        raise RefusedToStart(
            f"The database is at {revision}, not {HEAD}. Start `donghanh serve`: it migrates."
        )
    return purpose


def _migrate(connection: Connection, revision: str) -> None:
    # Alembic is slow to import and only needed when something is to be changed.
    from alembic import command
    from alembic.config import Config
    from alembic.util.exc import CommandError

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.attributes["connection"] = connection
    go = (
        command.downgrade
        if revision == "base" or revision < (revision_of(connection) or "")
        else command.upgrade
    )
    try:
        go(config, revision)
    except CommandError as error:
        raise RefusedToStart(
            f"The database was made by a newer version of this program ({error}). Install that version."
        ) from error


@contextmanager
def _exclusive(url: str, *, vault: Vault | None = None) -> Iterator[Connection]:
    """A connection inside one transaction that no other migrating process can enter."""
    with _connected(url, vault=vault) as connection:
        _begin(connection)
        try:
            yield connection
        except BaseException:
            connection.exec_driver_sql("ROLLBACK")
            raise
        connection.exec_driver_sql("COMMIT")


@contextmanager
def _connected(url: str, *, vault: Vault | None = None) -> Iterator[Connection]:
    engine = make_engine(url, vault=vault)
    try:
        with engine.connect() as connection:
            yield connection
    except DBAPIError as error:
        raise _explained(url, error) from error
    finally:
        engine.dispose()


def _overwrite_former(url: str) -> None:
    """Leave nothing of a former form in the file: what is sealed now must not lie about plain."""
    if sqlite_file(url) is None:
        return
    with _connected(url) as connection:
        connection.exec_driver_sql("VACUUM")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")


def _begin(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        problem = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar()
        if problem != "ok":
            raise RefusedToStart(_DAMAGED)
        connection.exec_driver_sql(f"PRAGMA busy_timeout = {_PATIENCE_SECONDS * 1000}")
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        connection.exec_driver_sql("BEGIN")
        usual = connection.exec_driver_sql("SHOW lock_timeout").scalar()
        patience = text("SELECT set_config('lock_timeout', :patience, true)")
        connection.execute(patience, {"patience": f"{_PATIENCE_SECONDS}s"})
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
        connection.execute(patience, {"patience": usual})


_DAMAGED = (
    "The database file is damaged. Stop here, keep a copy of the file, and put the last backup back with:"
    " donghanh restore BACKUP_FILE"
)


def _explained(url: str, error: DBAPIError) -> RefusedToStart:
    cause = str(error.orig)
    if any(sign in cause for sign in ("malformed", "not a database", "disk image", "disk I/O")):
        return RefusedToStart(_DAMAGED)
    where = make_url(url).render_as_string(hide_password=True)
    return RefusedToStart(f"The database {where} can not be used: {cause.splitlines()[0]}")


def sqlite_file(url: str) -> Path | None:
    """The file behind a SQLite address; None for PostgreSQL and for memory."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite" or not parsed.database or parsed.database == ":memory:":
        return None
    return Path(parsed.database)


def _make_folder(url: str) -> None:
    file = sqlite_file(url)
    if file is not None:
        file.parent.mkdir(parents=True, exist_ok=True)
