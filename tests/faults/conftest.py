"""What the fault tests share."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from structlog.testing import capture_logs
from structlog.typing import EventDict

from bot import app
from bot.turns import Route


@pytest.fixture(autouse=True)
def logged() -> Iterator[list[EventDict]]:
    """What was logged: kept, not written, since printing so many tracebacks takes longer than the tests."""
    with capture_logs() as entries:
        yield entries


@pytest.fixture
def answer_with(monkeypatch: pytest.MonkeyPatch) -> Callable[[Route], None]:
    """Let programs answer by another route than the product's."""
    return lambda route: monkeypatch.setattr(app, "route", route)
