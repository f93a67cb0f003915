"""The Bot platform: one bot, its methods, and the updates that wait to be fetched. No HTTP here."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

import httpx

from tests.fakes.zalo_people import Event

TOKEN = "4012345678901234567:fakeTokenOfTheZaloBotPlatform"
MOST_TEXT = 2_000
USERS, MESSAGES = 50, 3_000
Params = dict[str, Any]


class BotRefused(Exception):
    """An error answer of the Bot platform."""

    def __init__(self, code: int, description: str) -> None:
        super().__init__(description)
        self.code, self.description = code, description


@dataclass(frozen=True, slots=True)
class Told:
    """One message of the bot as it stands before a person."""

    user: str
    message_id: str
    text: str
    picture: bytes | None = None


class BotPlatform:
    """What the platform knows of one bot. It forgets an update when it was fetched."""

    def __init__(self) -> None:
        self.told: list[Told] = []
        self.webhook: tuple[str, str] | None = None
        self.waiting: list[Event] = []
        self.known: set[str] = set()
        self.blocked: set[str] = set()
        self.sent = 0
        self.webhook_changed: Callable[[], None] = lambda: None
        self._numbers = count(1)
        self._arrived = asyncio.Event()
        self.methods: dict[str, Callable[[Params], Awaitable[Any]]] = {
            "getMe": self._get_me,
            "getUpdates": self._get_updates,
            "setWebhook": self._set_webhook,
            "deleteWebhook": self._delete_webhook,
            "getWebhookInfo": self._webhook_info,
            "sendMessage": self._send_message,
            "sendPhoto": self._send_photo,
            "sendChatAction": self._send_chat_action,
        }

    def restart(self) -> None:
        self._arrived = asyncio.Event()

    def in_chat(self, user: str) -> list[Told]:
        return [told for told in self.told if told.user == user]

    def add(self, events: Sequence[Event]) -> None:
        """People write; whoever wrote may be written to."""
        self.known |= {event["message"]["chat"]["id"] for event in events if "message" in event}
        self.waiting += events
        self._arrived.set()

    async def _get_me(self, _params: Params) -> Params:
        return {
            "id": TOKEN.partition(":")[0],
            "account_name": "bot.thu",
            "account_type": "BASIC",
            "can_join_groups": False,
        }

    async def _get_updates(self, params: Params) -> Params:
        if self.webhook:
            raise BotRefused(400, "getUpdates is not available while a webhook is set")
        try:
            async with asyncio.timeout(float(params.get("timeout") or 30)):
                while not self.waiting:
                    self._arrived.clear()
                    await self._arrived.wait()
        except TimeoutError:
            raise BotRefused(408, "Request timeout") from None
        return self.waiting.pop(0)

    async def _set_webhook(self, params: Params) -> Params:
        if not 8 <= len(params.get("secret_token", "")) <= 256:
            raise BotRefused(400, "secret_token must have 8 to 256 characters")
        self.webhook = (params["url"], params["secret_token"])
        self.webhook_changed()
        return {"url": params["url"], "updated_at": 0, "verification": True}

    async def _delete_webhook(self, _params: Params) -> bool:
        self.webhook = None
        self.webhook_changed()
        return True

    async def _webhook_info(self, _params: Params) -> Params:
        if self.webhook is None:
            raise BotRefused(404, "Webhook not found")
        return {"url": self.webhook[0], "updated_at": 0}

    async def _send_message(self, params: Params) -> Params:
        text = str(params.get("text", ""))
        if not 1 <= len(text) <= MOST_TEXT:
            raise BotRefused(400, "text must have 1 to 2000 characters")
        return self._tell(params, text)

    async def _send_photo(self, params: Params) -> Params:
        """Fetch the picture from where the bot says it is, as Zalo's servers do."""
        self._check(params)
        async with httpx.AsyncClient(trust_env=False) as client:
            answer = await client.get(params["photo"])
        if answer.status_code != 200:
            raise BotRefused(400, "photo can not be fetched")
        return self._tell(params, str(params.get("caption", "")), answer.content)

    async def _send_chat_action(self, params: Params) -> None:
        self._check(params)

    def _tell(self, params: Params, text: str, picture: bytes | None = None) -> Params:
        user = self._check(params)
        if self.sent >= MESSAGES:
            raise BotRefused(429, "Quota exceeded")
        self.sent += 1
        told = Told(user, f"t{next(self._numbers)}", text, picture)
        self.told.append(told)
        return {"message_id": told.message_id, "date": 0}

    def _check(self, params: Params) -> str:
        user = str(params.get("chat_id", ""))
        if user in self.blocked:
            raise BotRefused(403, "Forbidden: the user has blocked the bot")
        if user not in self.known:
            raise BotRefused(400, "chat_id is invalid")
        return user
