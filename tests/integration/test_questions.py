"""Unanswered questions in the database: counted instead of repeated, on both engines, also many at once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Connection

from bot.domain.ids import ChannelAccountId
from bot.domain.unanswered import Missed, Unanswered
from models import offices, questions
from models.offices import Office
from models.sending import accounts
from models.unit_of_work import UnitOfWork

NOW = datetime(2026, 11, 22, 3, tzinfo=UTC)
TODAY = date(2026, 11, 22)
GOLD = Unanswered("giá vàng hôm nay", "gia vang hom nay", Missed.UNKNOWN, "vi", "other", (), -0.6)


@pytest.fixture
async def uow(migrated_database_url: str) -> AsyncIterator[UnitOfWork]:
    opened = UnitOfWork(migrated_database_url)
    yield opened
    await asyncio.to_thread(opened.close)


def account(tx: Connection, channel: str) -> ChannelAccountId:
    office = offices.ensure_first_office(tx, Office("UBND phường Thử"), area_name="Phường Thử", now=NOW)
    return accounts.ensure_account(tx, channel=channel, external_account="1", office_id=office, now=NOW)


async def asked(uow: UnitOfWork, new: Unanswered, *, on: date = TODAY, channel: str = "web") -> None:
    await uow.run(lambda tx: questions.note(tx, new, account=account(tx, channel), on=on))


async def test_the_same_question_is_one_row_with_a_count(uow: UnitOfWork) -> None:
    await asked(uow, GOLD)
    await asked(uow, replace(GOLD, words="gia vang hom nay"), on=TODAY + timedelta(days=3))
    [row] = uow.read(questions.list_questions)
    assert (row.times, row.words, row.channel) == (2, "gia vang hom nay", "web")
    assert (row.first_on, row.last_on) == (TODAY, TODAY + timedelta(days=3))


async def test_no_count_is_lost_when_many_ask_at_once(uow: UnitOfWork) -> None:
    await asked(uow, GOLD)
    await asyncio.gather(*(asked(uow, GOLD) for _ in range(40)))
    assert [row.times for row in uow.read(questions.list_questions)] == [41]


async def test_channels_languages_and_ways_of_missing_are_told_apart(uow: UnitOfWork) -> None:
    await asked(uow, GOLD)
    await asked(uow, GOLD, channel="telegram")
    await asked(uow, replace(GOLD, language="en"))
    await asked(uow, replace(GOLD, missed=Missed.CHOICES))
    for told in ("poverty-line", "income-counting"):
        await asked(uow, replace(GOLD, missed=Missed.DISPUTED, nearest=(told,)))
    assert len(uow.read(questions.list_questions)) == 6
    assert uow.read(questions.counts) == {"unknown": 3, "choices": 1, "disputed": 2}


async def test_done_with_is_done_on_every_channel(uow: UnitOfWork) -> None:
    await asked(uow, GOLD)
    await asked(uow, GOLD, channel="telegram")
    number = uow.read(questions.list_questions)[0].id
    words = await uow.run(lambda tx: questions.finish(tx, number, on=TODAY))
    assert words == GOLD.words
    assert uow.read(questions.list_questions) == []
    assert uow.read(questions.counts) == {}
    assert len(uow.read(lambda tx: questions.list_questions(tx, done=True))) == 2


async def test_most_often_asked_comes_first_and_older_ones_can_be_left_out(uow: UnitOfWork) -> None:
    seldom = replace(GOLD, words="vé số", same="ve so")
    await asked(uow, seldom, on=TODAY)
    for day in (20, 10):
        await asked(uow, GOLD, on=TODAY - timedelta(days=day))
    assert [row.words for row in uow.read(questions.list_questions)] == [GOLD.words, "vé số"]
    recent = uow.read(lambda tx: questions.list_questions(tx, since=TODAY - timedelta(days=5)))
    assert [row.words for row in recent] == ["vé số"]


async def test_what_nobody_asks_any_more_is_forgotten(uow: UnitOfWork) -> None:
    await asked(uow, GOLD, on=TODAY - timedelta(days=200))
    await asked(uow, replace(GOLD, same="ve so"), on=TODAY)
    assert await uow.run(lambda tx: questions.forget(tx, before=TODAY - timedelta(days=180))) == 1
    assert len(uow.read(questions.list_questions)) == 1
