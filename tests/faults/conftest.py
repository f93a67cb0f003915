"""What the fault tests share."""

from __future__ import annotations

import faulthandler
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest
from structlog.testing import capture_logs
from structlog.typing import EventDict

from bot import app
from bot.turns import Route
from models.unit_of_work import make_engine
from tests.fakes.telegram import FakeTelegram
from tests.faults.bot_process import BotProcess
from tests.faults.ledger import Ledger
from tests.faults.office import Office, office
from tests.faults.routes import echo
from tests.world import VAULT


@pytest.fixture(autouse=True)
def logged() -> Iterator[list[EventDict]]:
    """What was logged: kept, not written, since printing so many tracebacks takes longer than the tests."""
    with capture_logs() as entries:
        yield entries


@pytest.fixture(autouse=True)
def may_take_long(request: pytest.FixtureRequest) -> None:
    """Chaos lasts longer than a test that hangs may."""
    if request.node.get_closest_marker("chaos"):
        faulthandler.cancel_dump_traceback_later()


@pytest.fixture
def answer_with(monkeypatch: pytest.MonkeyPatch) -> Callable[[Route], None]:
    """Let programs answer by another route than the product's."""
    return lambda route: monkeypatch.setattr(app, "route", route)


@pytest.fixture
def fake() -> Iterator[FakeTelegram]:
    with FakeTelegram() as fake:
        yield fake


@pytest.fixture
def bot(
    migrated_database_url: str, fake: FakeTelegram, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[BotProcess]:
    """The product over the test's database, not started yet. By webhook when the parameter says so."""
    webhook = getattr(request, "param", False)
    with BotProcess(migrated_database_url, fake, tmp_path, webhook=webhook) as bot:
        yield bot


@pytest.fixture
def book(migrated_database_url: str, fake: FakeTelegram) -> Iterator[Ledger]:
    book = Ledger(make_engine(migrated_database_url, vault=VAULT), fake)
    yield book
    book.engine.dispose()


@pytest.fixture
async def open_office(
    migrated_database_url: str, fake: FakeTelegram, answer_with: Callable[[Route], None]
) -> AsyncIterator[Office]:
    """The program in this process, with a clock we set; it says again what it is told."""
    answer_with(echo)
    async with office(migrated_database_url, fake) as opened:
        yield opened
