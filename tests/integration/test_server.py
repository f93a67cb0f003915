"""The web server: is it alive, is it ready, what are the figures, and who may knock."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import closing, contextmanager
from datetime import timedelta

import psycopg
import pytest
from sqlalchemy import Connection

from bot import metrics
from bot.app import measure
from bot.domain.messages import Priority
from models.people import contacts
from models.sending.outbox import Draft, enqueue
from tests.fakes import telegram_people as people
from tests.whole import Whole, whole

TU = 6123456789


@pytest.fixture
async def office(migrated_database_url: str) -> AsyncIterator[Whole]:
    async with whole(migrated_database_url) as opened:
        yield opened


@contextmanager
def locked(url: str) -> Iterator[None]:
    """Somebody else holds the whole database."""
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as other:
            other.execute("BEGIN EXCLUSIVE")
            yield
            other.rollback()
        return
    with psycopg.connect(url.replace("+psycopg", "")) as other:
        other.execute("LOCK TABLE lease, inbox IN ACCESS EXCLUSIVE MODE")
        yield
        other.rollback()


async def test_it_says_that_it_is_alive_and_ready(office: Whole) -> None:
    alive, ready, short = [await office.get(f"/health{end}") for end in ("/live", "/ready", "")]
    assert (alive.status_code, alive.json()) == (200, {"status": "alive"})
    assert (ready.status_code, ready.json()) == (200, {"status": "ready", "problems": []})
    assert short.json() == ready.json()


async def test_while_the_database_is_held_by_others_it_is_alive_but_not_ready(
    office: Whole, migrated_database_url: str
) -> None:
    with locked(migrated_database_url):
        assert (await office.get("/health/live")).status_code == 200
        ready = await office.get("/health/ready")
        assert (ready.status_code, ready.json()["problems"]) == (503, ["database"])
        assert await office.update(people.says(TU, "chao")) == 503
    assert (await office.get("/health/ready")).status_code == 200
    assert await office.writes(TU, "chao")


async def test_messages_that_should_long_be_gone_make_it_unready(office: Whole) -> None:
    await office.writes(TU, "chao")
    account = next(number for number, door in office.running.channels.items() if door.name == "telegram")
    contact_id = office.read(lambda tx: contacts.contact_at(tx, account, str(TU)))
    now = office.clock.now()
    stuck = Draft(contact_id, account, str(TU), Priority.REPLY, "stuck", "{}", now - timedelta(minutes=10))

    def get_stuck(tx: Connection) -> None:
        enqueue(tx, [stuck], now=now, owner="elsewhere", lease_until=now + timedelta(hours=1))

    await office.running.uow.run(get_stuck)
    ready = await office.get("/health/ready")
    assert (ready.status_code, ready.json()["problems"]) == (503, ["outbox_late"])


async def test_a_door_that_stays_shut_is_named(office: Whole) -> None:
    shut = office.running.opened.pop()
    ready = await office.get("/health/ready")
    office.running.opened.append(shut)
    assert (ready.status_code, ready.json()["problems"]) == (503, ["telegram_closed"])


async def test_figures_tell_how_much_and_never_who(office: Whole) -> None:
    await office.writes(TU, "chuan ngheo nam nay bao nhieu")
    figures = await office.get("/metrics")
    assert figures.headers["content-type"].startswith("text/plain")
    assert 'donghanh_received_total{channel="telegram"}' in figures.text
    assert 'donghanh_turns_total{decision="answer"}' in figures.text
    assert str(TU) not in figures.text


async def test_a_state_that_is_empty_again_is_told_as_nought(office: Whole) -> None:
    metrics.OUTBOX.labels("ready").set(5)
    office.read(lambda tx: measure(tx, now=office.clock.now()))
    assert metrics.OUTBOX.labels("ready")._value.get() == 0


async def test_telegram_may_knock_and_is_answered_only_after_storing(office: Whole) -> None:
    assert "1.500.000" in "\n".join(await office.writes(TU, "chuan ngheo nam nay bao nhieu"))
    assert office.unfinished() == 0


@pytest.mark.parametrize(
    "path", ["/telegram", "/health/none", "/../etc/passwd", "/admin", "/docs", "/openapi.json"]
)
async def test_there_is_nothing_else_to_get(office: Whole, path: str) -> None:
    assert (await office.get(path)).status_code in (404, 405)


async def test_the_page_is_served_with_its_guards(office: Whole) -> None:
    page = await office.get("/")
    assert page.status_code == 200
    assert "default-src 'none'" in page.headers["content-security-policy"]
