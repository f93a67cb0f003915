"""The commands that copy the whole database and put a copy back."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from models.installation import Purpose
from models.schema import upgrade
from tests.databases import only_postgresql
from tests.terminal import Terminal


@pytest.fixture
def sqlite_place(terminal: Terminal) -> Terminal:
    """A database in the same folder."""
    url = f"sqlite:///{terminal.folder / 'live.db'}"
    upgrade(url, purpose=Purpose.TEST)
    terminal.settings["DATABASE_URL"] = url
    return terminal


def rows(file: Path) -> int:
    with closing(sqlite3.connect(file)) as opened:
        return int(opened.execute("SELECT count(*) FROM person").fetchone()[0])


def add_person(file: Path, name: str) -> None:
    with closing(sqlite3.connect(file)) as opened:
        opened.execute("INSERT INTO person (name, created_at) VALUES (?, '2026-11-23')", (name,))
        opened.commit()


def test_a_backup_is_whole_and_only_for_its_owner(sqlite_place: Terminal) -> None:
    add_person(sqlite_place.folder / "live.db", "Bảy")
    copied = sqlite_place.types("backup", "copies/monday.db")
    copy = sqlite_place.folder / "copies" / "monday.db"
    assert copied.status == 0
    assert "checked" in copied.out
    assert rows(copy) == 1
    assert copy.stat().st_mode & 0o077 == 0


def test_a_restored_backup_brings_back_what_was_and_keeps_what_is(sqlite_place: Terminal) -> None:
    live = sqlite_place.folder / "live.db"
    add_person(live, "Bảy")
    sqlite_place.types("backup", "copy.db")
    add_person(live, "Tám")
    assert "whole" in sqlite_place.types("restore", "copy.db", "--check").out
    assert rows(live) == 2
    restored = sqlite_place.types("restore", "copy.db")
    assert restored.status == 0
    assert rows(live) == 1
    [kept] = sqlite_place.folder.glob("live.db.*.before-restore")
    assert kept.name in restored.out
    assert rows(kept) == 2
    assert live.stat().st_mode & 0o077 == 0
    assert sqlite_place.findings()["database"][0] == "ok"


@pytest.mark.parametrize("content", [b"", b"not a database", None])
def test_what_is_no_backup_is_not_restored(sqlite_place: Terminal, content: bytes | None) -> None:
    live = sqlite_place.folder / "live.db"
    add_person(live, "Bảy")
    if content is not None:
        (sqlite_place.folder / "copy.db").write_bytes(content)
    for check in ((), ("--check",)):
        assert "copy.db" in sqlite_place.types("restore", "copy.db", *check).refusal
    assert rows(live) == 1


def test_a_damaged_backup_is_not_restored(sqlite_place: Terminal) -> None:
    for number in range(500):
        add_person(sqlite_place.folder / "live.db", f"Bảy {number} " * 20)
    sqlite_place.types("backup", "copy.db")
    copy = sqlite_place.folder / "copy.db"
    content = bytearray(copy.read_bytes())
    content[20_000:40_000] = b"\xff" * 20_000
    copy.write_bytes(content)
    assert "copy.db" in sqlite_place.types("restore", "copy.db").refusal
    assert rows(sqlite_place.folder / "live.db") == 500


def test_a_backup_needs_a_database_and_a_place_of_its_own(sqlite_place: Terminal) -> None:
    (sqlite_place.folder / "folder").mkdir()
    assert (
        "There is no database" in sqlite_place.types("backup", "x.db", DATABASE_URL="sqlite:///no.db").refusal
    )
    assert "folder" in sqlite_place.types("backup", "folder").refusal
    assert "live.db" in sqlite_place.types("backup", "live.db").refusal
    assert rows(sqlite_place.folder / "live.db") == 0


@only_postgresql
def test_of_postgresql_the_restore_says_which_command_to_type(at_the_database: Terminal) -> None:
    assert "pg_restore" in at_the_database.types("restore", "copy.dump").refusal


@only_postgresql
def test_without_pg_dump_the_backup_says_what_to_install(at_the_database: Terminal) -> None:
    assert "postgresql-client" in at_the_database.types("backup", "copy.dump", PATH="").refusal
