"""Copies of a PostgreSQL database by its own programs, from pipe to pipe: nothing plain lies on a disk."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Thread
from typing import IO

from sqlalchemy import Connection, func, inspect, select, text
from sqlalchemy.engine import make_url

from bot.errors import RefusedToStart
from bot.keys.backup_stream import PIECE, Manifest
from models.backups.backup_manifest import manifest_of, refuse_other_rows
from models.tables import metadata
from models.unit_of_work import make_engine

_COPY = re.compile(rb'COPY public\."?(\w+)"? .*FROM stdin;\n')
_END_OF_COPY = b"\\.\n"
# Without its last line nothing is committed, so a restore that is cut off changes nothing.
_BEFORE = b"BEGIN;\nDROP SCHEMA public CASCADE;\nCREATE SCHEMA public;\n"
_AFTER = b"COMMIT;\n"
_OTHERS = text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
    " AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
)


@contextmanager
def snapshot(url: str) -> Iterator[tuple[Manifest, Iterator[bytes]]]:
    """What is in a database at one instant, and its dump. Writers go on meanwhile."""
    command = [_program("pg_dump"), "--format=custom", "--no-owner", "--no-privileges"]
    with _connected(url, isolation_level="REPEATABLE READ") as connection:
        same_instant = connection.scalar(select(func.pg_export_snapshot()))
        manifest = manifest_of(connection)
        yield manifest, _output([*command, f"--snapshot={same_instant}", f"--dbname={_address(url)}"], url)


def check(content: Iterable[bytes], promised: Manifest) -> None:
    """Read a whole dump and count its rows. Raises `RefusedToStart` when they are others."""
    found: Counter[str] = Counter(dict.fromkeys(promised.tables, 0))
    inside: str | None = None
    for line in _script(content):
        if inside is None:
            begin = _COPY.fullmatch(line)
            inside = begin[1].decode() if begin else None
        elif line == _END_OF_COPY:
            inside = None
        else:
            found[inside] += 1
    refuse_other_rows(promised, dict(found))


def put_in_place(content: Iterable[bytes], promised: Manifest, url: str) -> None:
    """Make a checked dump the database, all or nothing. Raises `RefusedToStart` while others use it."""
    refuse_unless_ours(url)
    command = [_program("psql"), "--quiet", "--no-psqlrc", "--set=ON_ERROR_STOP=1", "--output=/dev/null"]
    with _running([*command, f"--dbname={_address(url)}"], url, stdin=subprocess.PIPE) as psql:
        assert psql.stdin is not None
        psql.stdin.write(_BEFORE)
        for line in _script(content):
            psql.stdin.write(line)
        psql.stdin.write(_AFTER)
        psql.stdin.close()
    with _connected(url) as connection:
        refuse_other_rows(promised, dict(manifest_of(connection).tables))


def refuse_unless_ours(url: str) -> None:
    """Raise `RefusedToStart` when others are connected or the database holds tables that are not ours."""
    with _connected(url) as connection:
        if connection.scalar(_OTHERS):
            raise RefusedToStart("Another program uses this database. Stop all servers first.")
        strangers = set(inspect(connection).get_table_names()) - {*metadata.tables, "alembic_version"}
    if strangers:
        raise RefusedToStart(
            f"This database holds other tables too ({', '.join(sorted(strangers))});"
            " restore into one of its own."
        )


def _script(content: Iterable[bytes]) -> Iterator[bytes]:
    """The lines of a dump as SQL. What goes wrong with the content is raised here."""
    faults: list[Exception] = []

    def feed(stdin: IO[bytes]) -> None:
        try:
            with stdin:
                for piece in content:
                    stdin.write(piece)
        except BrokenPipeError:
            pass
        except Exception as error:
            faults.append(error)

    with _running(
        [_program("pg_restore"), "--file=-"], "", stdin=subprocess.PIPE, faults=faults
    ) as restoring:
        assert restoring.stdin is not None
        assert restoring.stdout is not None
        feeding = Thread(target=feed, args=(restoring.stdin,), daemon=True)
        feeding.start()
        yield from restoring.stdout
        feeding.join()


def _output(command: list[str], url: str) -> Iterator[bytes]:
    with _running(command, url) as process:
        assert process.stdout is not None
        while piece := process.stdout.read(PIECE):
            yield piece


@contextmanager
def _running(
    command: list[str], url: str, *, stdin: int = subprocess.DEVNULL, faults: list[Exception] | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """A program that is killed when we fail. Raises `RefusedToStart` in its own words when it fails."""
    with tempfile.TemporaryFile() as words:
        pipe, environment = subprocess.PIPE, _environment(url)
        # Its last words say more than that it went away.
        with (
            suppress(BrokenPipeError),
            subprocess.Popen(command, stdin=stdin, stdout=pipe, stderr=words, env=environment) as process,
        ):
            try:
                yield process
            except BrokenPipeError:
                process.wait()
            except BaseException:
                process.kill()
                raise
        if faults:
            raise faults[0]
        if process.returncode:
            words.seek(0)
            said = words.read().decode(errors="replace").strip().splitlines() or ["it failed"]
            raise RefusedToStart(f"{Path(command[0]).name}: {said[0]}")


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise RefusedToStart(
            f"{name} is needed for backups of PostgreSQL; install the postgresql-client package."
        )
    return found


def _address(url: str) -> str:
    """The database for PostgreSQL's programs. The password goes another way: command lines can be read."""
    plain = make_url(url).set(drivername="postgresql")
    return plain._replace(password=None).render_as_string()


def _environment(url: str) -> dict[str, str]:
    password = make_url(url).password if url else None
    return os.environ | ({} if password is None else {"PGPASSWORD": str(password)})


@contextmanager
def _connected(url: str, *, isolation_level: str = "AUTOCOMMIT") -> Iterator[Connection]:
    engine = make_engine(url)
    try:
        with engine.connect().execution_options(isolation_level=isolation_level) as connection:
            yield connection
    finally:
        engine.dispose()
