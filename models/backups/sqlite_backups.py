"""Copies of a SQLite database while it is in use, made in a file without a name: a kill leaves nothing."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from sqlalchemy import create_engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import StaticPool

from bot.errors import RefusedToStart
from bot.keys.backup_stream import PIECE, Manifest
from models.backups.backup_manifest import manifest_of, refuse_other_rows

_JOURNAL_BYTES = 18
_NO_WRITE_AHEAD_LOG = b"\x01\x01"


@dataclass(frozen=True, slots=True)
class _Nameless:
    """A database file that stands in no folder: `writer` fills it, then `reader` looks at it."""

    file: BinaryIO
    writer: sqlite3.Connection
    reader: sqlite3.Connection


@contextmanager
def snapshot(file: Path, folder: Path) -> Iterator[tuple[Manifest, Iterator[bytes]]]:
    """What is in a database at one instant, and its bytes. Writers go on meanwhile."""
    if not file.exists():
        raise RefusedToStart(f"There is no database at {file}.")
    with _nameless(folder) as copy:
        try:
            with closing(sqlite3.connect(file)) as source:
                source.backup(copy.writer)
            copy.writer.close()
            copy.file.seek(_JOURNAL_BYTES)
            # Else whoever opens the copy alone would look for a log beside it.
            copy.file.write(_NO_WRITE_AHEAD_LOG)
            copy.file.flush()
            manifest = _manifest(copy.reader)
        except (sqlite3.Error, DBAPIError) as error:
            raise RefusedToStart(f"{file} can not be copied ({_cause(error)}).") from error
        copy.file.seek(0)
        yield manifest, iter(lambda: copy.file.read(PIECE), b"")


@contextmanager
def checked(content: Iterable[bytes], promised: Manifest, folder: Path) -> Iterator[BinaryIO]:
    """A whole copy, from its first byte. Raises `RefusedToStart` for damage and for other rows."""
    with _nameless(folder) as copy:
        copy.writer.close()
        for piece in content:
            copy.file.write(piece)
        copy.file.flush()
        try:
            problem = copy.reader.execute("PRAGMA integrity_check(1)").fetchone()[0]
            found = dict(_manifest(copy.reader).tables)
        except (sqlite3.Error, DBAPIError) as error:
            raise RefusedToStart(f"The copy is damaged ({_cause(error)}).") from error
        if problem != "ok":
            raise RefusedToStart(f"The copy is damaged: {' '.join(problem.split())}")
        refuse_other_rows(promised, found)
        copy.file.seek(0)
        yield copy.file


def put_in_place(content: BinaryIO, file: Path) -> None:
    """Make a checked copy the database, all or nothing. Nobody may have the database open."""
    waiting = _waiting(file)
    sweep(file)
    with os.fdopen(os.open(waiting, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as target:
        shutil.copyfileobj(content, target)
        target.flush()
        os.fsync(target.fileno())
    # The log of another database beside it would be played into the new one.
    for ending in ("-wal", "-shm"):
        file.with_name(file.name + ending).unlink(missing_ok=True)
    waiting.replace(file)


def sweep(file: Path) -> None:
    """Remove what a restore that was killed left beside a database."""
    _waiting(file).unlink(missing_ok=True)


def _waiting(file: Path) -> Path:
    return file.with_name(file.name + ".restoring")


@contextmanager
def _nameless(folder: Path) -> Iterator[_Nameless]:
    number, name = tempfile.mkstemp(dir=folder, prefix=".donghanh-")
    path = Path(name)
    with ExitStack() as stack:
        file = stack.enter_context(os.fdopen(number, "r+b"))
        try:
            writer = stack.enter_context(closing(sqlite3.connect(path, isolation_level=None)))
            writer.execute("PRAGMA journal_mode=OFF")
            read_only = f"{path.resolve().as_uri()}?mode=ro"
            reader = stack.enter_context(closing(sqlite3.connect(read_only, uri=True)))
        finally:
            path.unlink()
        yield _Nameless(file, writer, reader)


def _manifest(reader: sqlite3.Connection) -> Manifest:
    engine = create_engine("sqlite://", creator=lambda: reader, poolclass=StaticPool)
    with engine.connect() as connection:
        return manifest_of(connection)


def _cause(error: sqlite3.Error | DBAPIError) -> str:
    return str(error.orig if isinstance(error, DBAPIError) else error)
