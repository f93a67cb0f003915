"""What the fault tests share."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot import app
from bot.turns import Route


@pytest.fixture
def answer_with(monkeypatch: pytest.MonkeyPatch) -> Callable[[Route], None]:
    """Let programs answer by another route than the product's."""
    return lambda route: monkeypatch.setattr(app, "route", route)
