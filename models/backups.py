"""Backups: one file that holds everything, checked before anybody relies on it."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from bot.errors import RefusedToStart
from models.process_lock import ProcessLock
from models.schema import sqlite_file


def back_up(url: str, target: Path) -> str:
    """Write a whole copy of the database. Raises `RefusedToStart` when there is nothing to copy."""
    file = sqlite_file(url)
    if file is None:
        return _dump_postgres(url, target)
    if not file.exists():
        raise RefusedToStart(f"There is no database at {file}.")
    if target.is_dir() or target.resolve() == file.resolve():
        raise RefusedToStart(f"{target} can not be the backup; give a file of its own.")
    target.parent.mkdir(parents=True, exist_ok=True)
    _for_its_owner_alone(target)
    with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(target)) as copy:
        source.backup(copy)
    return f"{target}: {_check(target)} tables, checked."


def restore(url: str, source: Path, *, only_check: bool) -> str:
    """Put a backup in the place of the database, which is kept beside it. The server must be stopped."""
    file = sqlite_file(url)
    if file is None:
        raise RefusedToStart(
            f"Restore PostgreSQL with: pg_restore --clean --if-exists --dbname=DATABASE {source}"
        )
    tables = _check(source)
    if only_check:
        return f"{source} is whole: {tables} tables."
    with ProcessLock(file):
        kept = _put_aside(file)
        _for_its_owner_alone(file)
        shutil.copyfile(source, file)
    return f"Restored from {source}." + (f" The former database is kept as {kept}." if kept else "")


def _for_its_owner_alone(file: Path) -> None:
    """What families told stands in it: nobody else on the machine may read it, from the first byte on."""
    file.touch(mode=0o600)
    file.chmod(0o600)


def _check(file: Path) -> int:
    """How many tables a whole database file has. Raises `RefusedToStart` when it is none."""
    try:
        with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)) as copy:
            problem = copy.execute("PRAGMA integrity_check(1)").fetchone()[0]
            tables = copy.execute("SELECT count(*) FROM sqlite_master WHERE type = 'table'").fetchone()[0]
            copy.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.Error as error:
        raise RefusedToStart(f"{file} is not a backup of this program ({error}).") from error
    if problem != "ok":
        raise RefusedToStart(f"{file} is damaged: {' '.join(problem.split())}")
    return int(tables)


def _put_aside(file: Path) -> Path | None:
    if not file.exists():
        return None
    kept = file.with_name(f"{file.name}.{datetime.now(UTC):%Y%m%dT%H%M%SZ}.before-restore")
    file.replace(kept)
    for ending in ("-wal", "-shm"):
        beside = file.with_name(file.name + ending)
        if beside.exists():
            beside.replace(kept.with_name(kept.name + ending))
    return kept


def _dump_postgres(url: str, target: Path) -> str:
    program = shutil.which("pg_dump")
    if program is None:
        raise RefusedToStart(
            "pg_dump is needed to back up PostgreSQL; install the postgresql-client package."
        )
    plain = url.replace("postgresql+psycopg:", "postgresql:", 1)
    done = subprocess.run(
        [program, "--format=custom", f"--file={target}", plain], capture_output=True, check=False
    )
    if done.returncode:
        raise RefusedToStart(f"pg_dump failed: {done.stderr.decode(errors='replace').splitlines()[-1:]}")
    target.chmod(0o600)
    return f"{target}: written by pg_dump."
