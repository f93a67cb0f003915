"""The whole program inside somebody else's Telegram application: no network, no `start()`, no waiting."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from telegram import Update
from telegram.ext import ApplicationBuilder
from telegram.request import BaseRequest, RequestData

from bot.channels.telegram import AnyApplication
from bot.simulation import build_application
from tests.fakes import telegram_people as people
from tests.fakes.telegram import TOKEN
from tests.fakes.telegram_bot_api import BotApi, Shown

LANH = 5012345678


class Stub(BaseRequest):
    """Answers the library's calls itself, as a simulator does."""

    def __init__(self) -> None:
        self.api = BotApi()

    @property
    def read_timeout(self) -> float | None:
        return None

    async def initialize(self) -> None:
        """There is nothing to open."""

    async def shutdown(self) -> None:
        """There is nothing to close."""

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *_: Any, **__: Any
    ) -> tuple[int, bytes]:
        params = request_data.json_parameters if request_data else {}
        result = self.api.methods[url.rpartition("/")[2]](params)
        return 200, json.dumps({"ok": True, "result": result}).encode()


@pytest.fixture
def stub() -> Stub:
    return Stub()


@pytest.fixture
async def application(
    stub: Stub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[AnyApplication]:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'demo.db'}")
    built = build_application(
        ApplicationBuilder().token(TOKEN).request(stub).get_updates_request(stub).updater(None)
    )
    await built.initialize()
    assert built.post_init is not None
    assert built.post_shutdown is not None
    await built.post_init(built)
    yield built
    await built.shutdown()
    await built.post_shutdown(built)


async def process(application: AnyApplication, number: int, content: people.Update) -> None:
    await application.process_update(Update.de_json({"update_id": number, **content}, application.bot))


async def test_update_is_answered_before_process_update_returns(
    application: AnyApplication, stub: Stub
) -> None:
    await process(application, 1, people.says(LANH, "/start"))
    greeting, subjects = stub.api.in_chat(LANH)
    assert "máy trả lời tự động (AI)" in greeting.text
    assert "Bảo hiểm y tế" in subjects.buttons[1][0]
    await process(application, 2, people.says(LANH, "chuan ngheo nam nay bao nhieu"))
    assert "1.500.000" in stub.api.in_chat(LANH)[-1].text


async def test_press_edits_the_list_and_is_confirmed_before_process_update_returns(
    application: AnyApplication, stub: Stub
) -> None:
    await process(application, 1, people.says(LANH, "menu"))
    subjects = stub.api.in_chat(LANH)[-1]
    press = people.presses(LANH, subjects.message_id, token_of(subjects, "Mục khác"))
    stub.api.presses.add(press["callback_query"]["id"])
    await process(application, 2, press)
    assert subjects.edits == 1
    assert token_of(subjects, "Mai táng phí")
    assert stub.api.presses == set()


async def test_update_that_is_processed_twice_is_answered_once(
    application: AnyApplication, stub: Stub
) -> None:
    for _ in range(2):
        await process(application, 1, people.says(LANH, "chuan ngheo nam nay bao nhieu"))
    assert sum("1.500.000" in shown.text for shown in stub.api.in_chat(LANH)) == 1


def token_of(shown: Shown, words: str) -> str:
    return next(token for label, token in shown.buttons if words in label)
