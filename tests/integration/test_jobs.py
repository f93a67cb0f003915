"""Long work: its result arrives once, as a later message; a failing job stops nobody behind it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from sqlalchemy import Connection, select

from bot.conversation import JobTurn, Reply, text
from bot.domain.ids import ContactId
from bot.domain.messages import Capabilities, PersonalData
from bot.jobs import REST, TRIES, Jobs
from models import jobs
from models.jobs import JobStatus
from models.people import contacts
from models.sending import attachments
from tests.fakes.channel import BARE, RICH, ScriptedChannel
from tests.hearing import hears
from tests.world import Person, World, world

LONG = "Con tui năm nay vô lớp một, nhà chưa có tiền mua sách vở. "


@asynccontextmanager
async def office(
    url: str, channel: ScriptedChannel | None = None
) -> AsyncIterator[tuple[World, Person, ContactId]]:
    """A program and somebody who wrote once."""
    async with world(url, channel=channel) as w:
        person = w.person()
        await person.says("chao")
        account = next(iter(w.running.channels))
        yield w, person, w.read(lambda tx: contacts.contact_at(tx, account, "tu"))


def take_over(w: World, **handlers: Callable[[JobTurn], Reply]) -> None:
    """Let other handlers do the jobs."""
    w.running.jobs._handlers = handlers


async def ask(w: World, contact_id: ContactId | None, *kinds: str) -> None:
    for kind in kinds:
        await w.running.uow.run(
            lambda tx, kind=kind: jobs.add_job(
                tx, kind, contact_id=contact_id, parameters={}, now=w.clock.now()
            )
        )


def outcomes(tx: Connection) -> list[tuple[str, int]]:
    rows = tx.execute(select(jobs.job.c.status, jobs.job.c.attempts).order_by(jobs.job.c.id))
    return [tuple(row) for row in rows]


async def test_the_result_comes_once_as_a_later_message(migrated_database_url: str) -> None:
    async with office(migrated_database_url) as (w, person, contact_id):
        take_over(w, report=lambda _turn: text("Xong rồi nha."))
        await ask(w, contact_id, "report")
        assert [delivery.body.text for delivery in await hears(w, person)] == ["Xong rồi nha."]
        await w.tick()
        assert person.news() == []
        assert w.read(outcomes) == [(JobStatus.DONE.value, 1)]


async def test_what_a_job_writes_is_written_with_its_result(migrated_database_url: str) -> None:
    async with office(migrated_database_url) as (w, person, contact_id):

        def half(_turn: JobTurn) -> Reply:
            def write(tx: Connection, contact_id: ContactId) -> None:
                contacts.set_language(tx, contact_id, "en")
                raise ValueError

            return text("Xong rồi nha.").doing(write)

        take_over(w, report=half)
        await ask(w, contact_id, "report")
        await w.tick()
        assert person.news() == []
        assert w.read(lambda tx: contacts.contact_by_id(tx, contact_id)).language == "vi"


async def test_a_job_that_keeps_failing_is_put_aside_and_those_behind_it_are_done(
    migrated_database_url: str,
) -> None:
    tried = []

    def fail(turn: JobTurn) -> Reply:
        tried.append(turn.now)
        raise ValueError("Nguyễn Thị Chim Sẻ")

    async with office(migrated_database_url) as (w, person, contact_id):
        take_over(w, poison=fail, report=lambda _turn: text("Xong rồi nha."))
        await ask(w, contact_id, "poison", "report")
        assert len(await hears(w, person)) == 1
        for _ in range(5):
            w.clock.pass_(seconds=REST.total_seconds() + 1)
            await w.tick()
        assert len(tried) == TRIES
        assert w.read(outcomes) == [(JobStatus.FAILED.value, TRIES), (JobStatus.DONE.value, 1)]
        assert (
            w.read(lambda tx: tx.scalar(select(jobs.job.c.last_error).order_by(jobs.job.c.id)))
            == "ValueError"
        )


@pytest.mark.parametrize("kind", ["of_another_version", "nobody_to_tell"])
async def test_a_job_nobody_can_do_is_put_aside(migrated_database_url: str, kind: str) -> None:
    async with office(migrated_database_url) as (w, _, contact_id):
        await ask(w, contact_id if kind == "of_another_version" else None, kind)
        for _ in range(TRIES + 1):
            await w.tick()
            w.clock.pass_(seconds=REST.total_seconds() + 1)
        assert [status for status, _ in w.read(outcomes)] == [JobStatus.FAILED.value]


async def test_a_job_of_a_dead_process_is_done_by_another(migrated_database_url: str) -> None:
    async with office(migrated_database_url) as (w, person, contact_id):
        take_over(w, report=lambda _turn: text("Xong rồi nha."))
        await ask(w, contact_id, "report")
        dead: Any = Jobs(
            w.running.uow,
            w.clock,
            *(None,) * 4,
            owner="dead",  # type: ignore[arg-type]
        )
        assert await dead._claim() is not None
        await w.tick()
        assert person.news() == []
        w.clock.pass_(minutes=6)
        assert len(await hears(w, person)) == 1


async def test_what_is_kept_about_a_person_is_shown_to_that_person(migrated_database_url: str) -> None:
    async with office(migrated_database_url) as (w, person, _):
        await person.says("con tui năm nay vô lớp một")
        await w.person("ke la").says("so the cua ke la")
        await person.says("xem dữ liệu")
        [told] = await hears(w, person)
        assert "con tui năm nay vô lớp một" in told.body.text
        assert "ke la" not in told.body.text


@pytest.mark.parametrize(
    ("capabilities", "as_file"),
    [
        (RICH, True),
        (BARE, False),
        (Capabilities(PersonalData.FULL, max_text=8000, documents=True), True),
    ],
)
async def test_a_long_answer_comes_as_a_file_where_there_are_files(
    migrated_database_url: str, capabilities: Capabilities, as_file: bool
) -> None:
    channel = ScriptedChannel(capabilities)
    async with office(migrated_database_url, channel) as (w, person, _):
        for number in range(14):
            w.clock.pass_(minutes=1)
            await person.says(f"{number} {LONG}")
        await person.says("xem dữ liệu")
        told = await hears(w, person, 1 if as_file else 2)
        words = told[0].file.content.decode() if told[0].file else "".join(part.body.text for part in told)
        assert (told[0].file is not None) is as_file
        assert f"13 {LONG.strip()}" in words
        assert f"0 {LONG.strip()}" in words


async def test_erasing_leaves_no_word_behind(migrated_database_url: str) -> None:
    async with office(migrated_database_url) as (w, person, contact_id):
        await person.says("con tui năm nay vô lớp một")
        await person.says("gặp người")
        await person.says("1")
        await person.says("nhà dột")
        await person.says("0912 345 678")
        await person.says("1")
        await person.says("xem dữ liệu")
        await hears(w, person)
        await person.says("xóa dữ liệu")
        await person.presses("Xóa hết")
        assert "Đã xóa xong" in (await hears(w, person))[-1].body.text
        assert w.read(lambda tx: attachments.kept(tx, 1, contact_id)) is None
        await person.says("xem dữ liệu")
        shown = "\n".join(delivery.body.text for delivery in await hears(w, person))
        for word in ("lớp một", "nhà dột", "0912"):
            assert word not in shown
