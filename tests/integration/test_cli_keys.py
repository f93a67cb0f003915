"""An office changes its key while people go on writing."""

from __future__ import annotations

import asyncio
import re

import pytest
from sqlalchemy import update

from bot.commands import key_desk
from bot.commands.key_desk import rotate
from bot.errors import RefusedToStart
from bot.keys.vault import Vault
from bot.settings import Settings
from models.backups import key_rotation
from models.cases import cases
from models.cases.cases import case
from models.unit_of_work import UnitOfWork
from tests.terminal import Terminal
from tests.unit.test_vault import MONDAY, TUESDAY
from tests.world import SetClock, World, world

pytestmark = pytest.mark.slow

BOTH = f"{TUESDAY},{MONDAY}"
NOTE = "mái tôn nhà Chim Sẻ Vàng dột"


async def ask_to_be_called(w: World, name: str) -> None:
    person = w.person(name)
    for words in ("gap can bo", "1", NOTE, "0977 123 987", "1"):
        await person.says(words)


@pytest.fixture
async def served(migrated_database_url: str) -> None:
    """Three families told something under Monday's key."""
    async with world(migrated_database_url, keys=MONDAY) as w:
        for name in ("tu", "lanh", "sau"):
            await ask_to_be_called(w, name)


def test_a_new_key_is_a_line_for_the_settings(terminal: Terminal) -> None:
    typed = terminal.types("keys", "new")
    name, _, ring = typed.out.strip().partition("=")
    assert name == "DONGHANH_KEYS"
    assert len(Vault.of(ring).keys) == 1
    assert "Keep a copy" in typed.err
    (terminal.folder / ".env").write_text(typed.out)
    assert terminal.findings()["keys"][0] == "ok"


def test_a_second_key_stands_before_the_first(terminal: Terminal) -> None:
    terminal.settings["DONGHANH_KEYS"] = MONDAY
    ring = Vault.of(terminal.types("keys", "new").out.strip().partition("=")[2])
    assert [key.name == "monday" for key in ring.keys] == [False, True]


async def test_people_write_and_read_while_everything_goes_under_the_new_key(
    served: None, migrated_database_url: str
) -> None:
    settings = Settings(_env_file=None, database_url=migrated_database_url, keys=BOTH)
    told: list[str] = []
    async with world(migrated_database_url, keys=BOTH) as w:
        done, *_ = await asyncio.gather(
            rotate(settings, tell=told.append),
            *(ask_to_be_called(w, f"nhà {number}") for number in range(5)),
        )
        assert {(each.text, each.phone) for each in w.read(cases.list_cases)} == {(NOTE, "+84977123987")}
    assert done
    assert "case.text: 3 sealed anew." in told
    assert any(line.startswith("Nothing lies under monday any more") for line in told)
    assert told[-1].endswith(" under tuesday, 0 under other keys.")
    async with world(migrated_database_url, keys=TUESDAY) as w:
        assert len(w.read(cases.list_cases)) == 8


async def test_nothing_goes_under_a_key_that_a_running_server_does_not_have(
    served: None, migrated_database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(_env_file=None, database_url=migrated_database_url, keys=BOTH)
    clock = SetClock()
    monkeypatch.setattr(key_desk, "clock_of", lambda *_: clock)
    async with world(migrated_database_url, clock=clock, keys=MONDAY) as w:
        with pytest.raises(RefusedToStart, match="restart it"):
            await rotate(settings, tell=lambda _: None)
        assert await w.person("bảy").says("menu")
    assert await rotate(settings, tell=lambda _: None), "it has stopped"


async def test_a_server_that_was_killed_holds_a_rotation_up_for_a_minute(
    served: None, migrated_database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(_env_file=None, database_url=migrated_database_url, keys=BOTH)
    clock = SetClock()
    monkeypatch.setattr(key_desk, "clock_of", lambda *_: clock)
    dead = UnitOfWork(migrated_database_url, vault=Vault.of(MONDAY))
    await dead.run(lambda tx: key_rotation.hold_keys(tx, owner="dead:1", now=clock.now()))
    dead.close()
    with pytest.raises(RefusedToStart, match="restart it"):
        await rotate(settings, tell=lambda _: None)
    clock.pass_(seconds=61)
    assert await rotate(settings, tell=lambda _: None)


def test_the_doctor_sees_a_rotation_that_is_not_finished_and_then_that_it_is(
    served: None, at_the_database: Terminal
) -> None:
    at_the_database.settings["DONGHANH_KEYS"] = BOTH
    grade, says = at_the_database.findings()["keys"]
    assert grade == "note"
    assert re.match(r"\d+ values .* `donghanh keys rotate`", says)
    rotated = at_the_database.types("keys", "rotate")
    assert rotated.status == 0
    assert re.fullmatch(r"\d+ values lie under tuesday, 0 under other keys\.", rotated.lines[-1])
    assert at_the_database.findings(DONGHANH_KEYS=TUESDAY)["keys"][0] == "ok"
    grade, says = at_the_database.findings(DONGHANH_KEYS=MONDAY)["keys"]
    assert (grade, "tuesday" in says) == ("BAD", True)


async def test_what_does_not_open_is_told_and_the_rest_goes_on(
    served: None, migrated_database_url: str, at_the_database: Terminal
) -> None:
    uow = UnitOfWork(migrated_database_url)
    moved = Vault.of(MONDAY).seal(NOTE, "case.text", 9999)
    await uow.run(lambda tx: tx.execute(update(case).where(case.c.id == 3).values(text=moved)))
    uow.close()
    at_the_database.settings["DONGHANH_KEYS"] = BOTH
    assert at_the_database.findings()["keys"] == ("BAD", "changed or moved from elsewhere: case.text")
    rotated = at_the_database.types("keys", "rotate")
    assert rotated.status == 1
    assert "case.text: 2 sealed anew, 1 do not open." in rotated.lines
    assert "1 values under monday." in rotated.lines
