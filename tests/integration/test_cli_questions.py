"""`donghanh questions` as the person who keeps the catalogue uses it."""

from __future__ import annotations

import asyncio
import csv
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import date
from functools import partial

import pytest

from bot.domain.unanswered import Missed, Unanswered
from models import questions, schema
from models.installation import Purpose
from tests.terminal import Terminal, Typed
from tests.world import World, world

pytestmark = pytest.mark.slow

GOLD = "gia vang hom nay bao nhieu"


@pytest.fixture
async def town(migrated_database_url: str) -> AsyncIterator[World]:
    """Gold was asked for three times, by two people; an answer was called wrong once."""
    async with world(migrated_database_url) as running:
        tu, lanh = running.person("tu"), running.person("lanh")
        for person in (tu, lanh, tu):
            await person.says(GOLD)
        await lanh.says("chuan ngheo nam nay bao nhieu")
        await lanh.says("sai rồi")
        yield running


async def types(terminal: Terminal, *arguments: str) -> Typed:
    return await asyncio.to_thread(terminal.types, "questions", *arguments)


async def test_questions_are_listed_by_subject_the_most_often_asked_first(
    at_the_database: Terminal, town: World
) -> None:
    listed = await types(at_the_database)
    assert listed.status == 0
    subjects = [line for line in listed.lines if line and not line.startswith(" ")]
    assert subjects == ["Khác (other)", "Chuẩn nghèo, xét hộ nghèo (status-review)"]
    gold, disputed = (line for line in listed.lines if "×" in line)
    assert gold.split() == ["3×", *GOLD.split()]
    assert disputed.split() == ["1×", *["chuan", "ngheo", "nam", "nay", "bao", "nhieu"]]
    assert "not known; nothing near; 23/11/2026; scripted; number " in listed.out
    assert "the answer was called wrong; nearest: Chuẩn nghèo, cận nghèo" in listed.out


async def test_one_subject_or_the_newest_can_be_asked_for(at_the_database: Terminal, town: World) -> None:
    assert GOLD not in (await types(at_the_database, "--theme", "status-review")).out
    assert (await types(at_the_database, "--since", "2026-11-24")).out == "No question waits.\n"
    assert GOLD in (await types(at_the_database, "--since", "2026-11-23")).out


async def test_subject_that_is_none_is_refused_with_those_there_are(
    at_the_database: Terminal, town: World
) -> None:
    refusal = (await types(at_the_database, "--theme", "gold")).refusal
    assert "no subject gold" in refusal
    assert "training" in refusal


async def test_what_is_done_with_is_gone_from_the_list_but_for_all(
    at_the_database: Terminal, town: World
) -> None:
    number = next(each.id for each in town.read(questions.list_questions) if each.words == GOLD)
    done = await types(at_the_database, "--done", str(number))
    assert GOLD in done.out
    assert GOLD not in (await types(at_the_database)).out
    assert "done on" in (await types(at_the_database, "--all")).out
    assert "no question 999" in (await types(at_the_database, "--done", "999")).refusal


async def test_questions_are_exported_for_a_spreadsheet(at_the_database: Terminal, town: World) -> None:
    written = await types(at_the_database, "--export", "asked.csv")
    assert "2 questions" in written.out
    text = (at_the_database.folder / "asked.csv").read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(text.splitlines()))
    assert [(row["words"], row["times"], row["missed"]) for row in rows] == [
        (GOLD, "3", "unknown"),
        ("chuan ngheo nam nay bao nhieu", "1", "disputed"),
    ]
    assert rows[1]["nearest"].split()[0] == "poverty-line"
    assert "no/such" in (await types(at_the_database, "--export", "no/such/folder.csv")).refusal


async def test_doctor_tells_when_many_wait(at_the_database: Terminal, town: World) -> None:
    assert "questions" not in await asyncio.to_thread(at_the_database.findings)
    [account] = town.running.channels
    for number in range(30):
        new = Unanswered("…", f"{number}", Missed.UNKNOWN, "vi", "other")
        await town.running.uow.run(partial(questions.note, new=new, account=account, on=date(2026, 11, 23)))
    grade, says = (await asyncio.to_thread(at_the_database.findings))["questions"]
    assert grade == "note"
    assert "donghanh questions" in says


def test_without_a_database_it_says_what_to_start(terminal: Terminal) -> None:
    assert "donghanh serve" in terminal.types("questions").refusal


def test_database_of_the_first_form_is_to_be_migrated_first(terminal: Terminal) -> None:
    schema.upgrade(f"sqlite:///{terminal.folder}/old.db", purpose=Purpose.TEST)
    schema.downgrade(f"sqlite:///{terminal.folder}/old.db", "0001")
    terminal.settings["DATABASE_URL"] = "sqlite:///old.db"
    assert "it migrates" in terminal.types("questions").refusal


def test_asking_in_the_terminal_keeps_no_question(terminal: Terminal) -> None:
    database = terminal.folder / "asked.db"
    schema.upgrade(f"sqlite:///{database}", purpose=Purpose.TEST)
    terminal.types("ask", GOLD, DATABASE_URL="sqlite:///asked.db")
    with closing(sqlite3.connect(database)) as rows:
        assert rows.execute("SELECT count(*) FROM question").fetchone() == (0,)
