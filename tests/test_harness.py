"""The tests' own ground: they stay on this machine, and no test finds another's rows."""

import socket
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
import sqlalchemy as sa
from playwright.async_api import Browser

from models import leases
from models.tables import metadata
from tests import loopback
from tests.databases import only_postgresql

NOON = datetime(2026, 11, 22, 5, tzinfo=UTC)


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost", ""])
def test_this_machine_is_near(host: str) -> None:
    assert loopback.is_near(host)


@pytest.mark.parametrize("host", ["10.0.0.1", "api.telegram.org", "2001:db8::1", "fe80::1%lo"])
def test_connecting_to_another_machine_is_refused(host: str) -> None:
    with pytest.raises(loopback.FarConnectionRefused):
        socket.create_connection((host, 443))
    assert loopback.refused == [host]
    loopback.refused.clear()


@pytest.mark.parametrize("turn", ["first", "second"])
def test_each_test_starts_with_an_empty_database(database_url: str, turn: str) -> None:
    engine = sa.create_engine(database_url)
    with engine.begin() as connection:
        assert sa.inspect(connection).get_table_names() == []
        sa.Table("left_behind", sa.MetaData(), sa.Column("id", sa.Integer)).create(connection)
    engine.dispose()


@only_postgresql
def test_postgresql_knows_the_same_letters_everywhere(database_url: str) -> None:
    with psycopg.connect(database_url.replace("+psycopg", "")) as connection:
        row = connection.execute("SELECT lower('ĐỒNG HÀNH' COLLATE \"pg_c_utf8\")").fetchone()
    assert row == ("đồng hành",)


@pytest.mark.browser
async def test_the_browser_shows_vietnamese(browser: Browser) -> None:
    page = await browser.new_page()
    await page.set_content("<h1>Đồng Hành xin chào nhà mình</h1>")
    assert await page.inner_text("h1") == "Đồng Hành xin chào nhà mình"


@pytest.mark.parametrize("process", ["first", "second"])
def test_a_migrated_database_is_whole_and_new(migrated_database_url: str, process: str) -> None:
    engine = sa.create_engine(migrated_database_url)
    with engine.begin() as connection:
        assert set(metadata.tables) <= set(sa.inspect(connection).get_table_names())
        assert leases.take(connection, "ticks", owner=process, now=NOON, until=NOON + timedelta(days=1))
    engine.dispose()
