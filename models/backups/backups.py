"""Backups: one sealed file that holds everything, checked before anybody relies on it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from bot.errors import NotOpened, RefusedToStart
from bot.keys.backup_stream import Manifest, opened_backup, sealed_backup
from bot.keys.vault import Vault
from models.backups import postgres_backups, sqlite_backups
from models.installation import Purpose
from models.process_lock import ProcessLock
from models.schema import purpose_at, sqlite_file


def back_up(url: str, target: Path, *, vault: Vault) -> str:
    """Write a whole sealed copy of the database. Raises `RefusedToStart` when there is nothing to copy."""
    file = sqlite_file(url)
    if target.is_dir() or (file is not None and target.resolve() == file.resolve()):
        raise RefusedToStart(f"{target} can not be the backup; give a file of its own.")
    part = target.with_name(target.name + ".part")
    try:
        with _named(target):
            target.parent.mkdir(parents=True, exist_ok=True)
            copy = sqlite_backups.snapshot(file, target.parent) if file else postgres_backups.snapshot(url)
            with copy as (manifest, content):
                _write(part, sealed_backup(vault, manifest, content))
            _look_through(part, vault, target.parent)
            part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    return f"{target}: {_told(manifest)}, sealed under the key {vault.present.name}, checked."


def restore(url: str, source: Path, *, vault: Vault, former: Purpose | None, only_check: bool) -> str:
    """Put a backup in the place of the database, a sealed backup of which is kept. Servers must be stopped.

    `former` is what the present database is for, when it can be read. Raises `RefusedToStart` for anything
    but a whole backup that belongs here, before anything is changed.
    """
    file = sqlite_file(url)
    folder = source.parent if file is None or not file.parent.is_dir() else file.parent
    with _named(source):
        if only_check:
            return f"{source} is whole: {_told(_look_through(source, vault, folder))}."
        if file is None:
            kept = _restore_postgres(url, source, vault, former)
        else:
            file.parent.mkdir(parents=True, exist_ok=True)
            with ProcessLock(file):
                kept = _restore_sqlite(url, file, source, vault, former)
    return f"Restored from {source}. {kept}".strip()


def former_purpose(url: str) -> Purpose | None:
    """What the database a restore would replace is for; None when there is none that can be read."""
    try:
        return purpose_at(url)
    except RefusedToStart:
        return None


def sweep(file: Path) -> None:
    """Remove what a restore that was killed left beside a SQLite database."""
    sqlite_backups.sweep(file)


def _restore_sqlite(url: str, file: Path, source: Path, vault: Vault, former: Purpose | None) -> str:
    with _opened(source, vault) as (manifest, content):
        _refuse_foreign(manifest, "sqlite", former)
        with sqlite_backups.checked(content, manifest, file.parent) as copy:
            kept = _put_aside(url, file, vault, former)
            sqlite_backups.put_in_place(copy, file)
    return kept


def _restore_postgres(url: str, source: Path, vault: Vault, former: Purpose | None) -> str:
    with _opened(source, vault) as (manifest, _):
        _refuse_foreign(manifest, "postgresql", former)
    postgres_backups.refuse_unless_ours(url)
    _look_through(source, vault, source.parent)
    kept = "" if former is None else _kept(url, _aside(source), vault)
    with _opened(source, vault) as (manifest, content):
        postgres_backups.put_in_place(content, manifest, url)
    return kept


def _refuse_foreign(manifest: Manifest, engine: str, former: Purpose | None) -> None:
    if manifest.engine != engine:
        raise RefusedToStart(
            f"It was made of a {manifest.engine} database, and DATABASE_URL is another kind."
        )
    found = {former, Purpose(manifest.purpose)}
    if len(found - {None, Purpose.TEST}) > 1:
        raise RefusedToStart(f"It is of a {manifest.purpose} database, the present one is {former}.")


def _put_aside(url: str, file: Path, vault: Vault, former: Purpose | None) -> str:
    """Keep the former database: sealed, or as it is when it is too damaged to be copied."""
    if not file.exists():
        return ""
    kept = _aside(file)
    try:
        if former is not None:
            return _kept(url, kept, vault)
    except RefusedToStart:
        kept.unlink(missing_ok=True)
    for ending in ("-wal", "-shm", ""):
        beside = file.with_name(file.name + ending)
        if beside.exists():
            beside.replace(kept.with_name(kept.name + ending))
    return f"The former database is damaged and kept as it is, {kept}; remove it when nobody needs it."


def _kept(url: str, kept: Path, vault: Vault) -> str:
    back_up(url, kept, vault=vault)
    return f"A backup of the former database is kept as {kept}."


def _aside(file: Path) -> Path:
    return file.with_name(f"{file.name}.{datetime.now(UTC):%Y%m%dT%H%M%S%fZ}.before-restore")


def _look_through(source: Path, vault: Vault, folder: Path) -> Manifest:
    """Read a backup to its end, open its database, count its rows; keep nothing of it."""
    with _opened(source, vault) as (manifest, content):
        if manifest.engine == "sqlite":
            with sqlite_backups.checked(content, manifest, folder):
                return manifest
        postgres_backups.check(content, manifest)
        return manifest


@contextmanager
def _opened(source: Path, vault: Vault) -> Iterator[tuple[Manifest, Iterator[bytes]]]:
    with source.open("rb") as file:
        yield opened_backup(vault, file)


@contextmanager
def _named(file: Path) -> Iterator[None]:
    """Say which file it is that something is wrong with."""
    try:
        yield
    except NotOpened as error:
        raise RefusedToStart(f"{file}: {error}") from error
    except OSError as error:
        raise RefusedToStart(f"{file}: {error.strerror}.") from error


def _write(file: Path, pieces: Iterable[bytes]) -> None:
    file.unlink(missing_ok=True)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as target:
        for piece in pieces:
            target.write(piece)
        target.flush()
        os.fsync(target.fileno())


def _told(manifest: Manifest) -> str:
    return f"{len(manifest.tables)} tables, {manifest.rows} rows of {manifest.made_at}"
