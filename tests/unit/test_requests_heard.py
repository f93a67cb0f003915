"""What people ask of the register is told from questions to the catalogue by how they say it."""

from __future__ import annotations

import pytest

from bot.domain.understanding.requests import Request
from tests.world import known


@pytest.mark.parametrize(
    ("said", "request_heard"),
    [
        ("nha toi duoc gi", Request.ENTITLED),
        ("thang nay nhan duoc gi", Request.ENTITLED),
        ("năm nay được hưởng gì", Request.ENTITLED),
        ("viec hom nay", Request.TASKS),
        ("việc bữa nay", Request.TASKS),
        ("khom nao cham nhat", Request.TARGETS),
        ("kiem viec lam hom nay", None),
        ("thang nay nhan duoc qua gi", None),
    ],
)
def test_what_is_asked_for_is_heard(said: str, request_heard: Request | None) -> None:
    assert known().requests.heard(said) == request_heard
