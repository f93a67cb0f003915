"""Telegram without its socket: the library builds each real request and reads a real answer."""

from __future__ import annotations

import asyncio
import json
from typing import Any
from urllib.parse import urlencode

from telegram.request import BaseRequest, RequestData

TOKEN = "123456:bench-mark"
FIRST_CHAT = 5_000_000_001
BOT = {"id": 123456, "is_bot": True, "first_name": "Bench", "username": "bench_bot"}
MESSAGE = {
    "message_id": 77,
    "date": 1_795_300_000,
    "text": "Dạ",
    "chat": {"id": FIRST_CHAT, "type": "private", "first_name": "Tư"},
    "from": BOT,
}
ANSWERS = {
    method: json.dumps({"ok": True, "result": result}).encode()
    for method, result in {"sendMessage": MESSAGE, "getMe": BOT, "": True}.items()
}


class Unplugged(BaseRequest):
    """Answers at once. `reply_to(chat)` is done when the next message to a chat would leave the machine."""

    def __init__(self) -> None:
        self.messages = 0
        self.bytes_built = 0
        self._expected: dict[str, asyncio.Future[None]] = {}

    @property
    def read_timeout(self) -> float | None:
        return 5

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close."""

    def reply_to(self, chat: int) -> asyncio.Future[None]:
        reply = asyncio.get_running_loop().create_future()
        self._expected[str(chat)] = reply
        return reply

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *_: Any, **__: Any
    ) -> tuple[int, bytes]:
        called = url.rpartition("/")[2]
        parameters = request_data.json_parameters if request_data else {}
        self.bytes_built += len(urlencode(parameters).encode())
        if called == "sendMessage":
            self.messages += 1
            reply = self._expected.pop(parameters["chat_id"], None)
            if reply is not None and not reply.done():
                reply.set_result(None)
        return 200, ANSWERS.get(called, ANSWERS[""])


def message(number: int, chat: int, text: str) -> dict[str, Any]:
    """One update as Telegram sends it."""
    person = {"id": chat, "first_name": "Tư", "language_code": "vi"}
    return {
        "update_id": number,
        "message": {
            "message_id": number,
            "date": 1_795_300_000,
            "text": text,
            "from": {**person, "is_bot": False},
            "chat": {**person, "type": "private"},
        },
    }
