"""One call to Zalo's Bot platform. The token is part of the address, so no address may ever be told."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import httpx

from bot.channels.http_errors import broken_line
from bot.channels.trust import trusted
from bot.errors import (
    ChannelDown,
    OutcomeUnknown,
    RateLimited,
    Rejected,
    SendError,
    Unavailable,
    Unreachable,
)

NOTHING_NEW = 408
"""What an empty long poll is answered with."""
NONE_SET = 404
"""What is said of a webhook that is not there."""
SILENCE = timedelta(minutes=1)
"""The platform names no time, and does not tell a rhythm that is too fast from a month that is used up."""


class BotRefusal(Exception):
    """The platform's number; `code` is all that is kept of it."""

    def __init__(self, code: int) -> None:
        super().__init__(str(code))
        self.code = code


class BotApi:
    """The methods of one bot."""

    def __init__(self, token: str, url: str) -> None:
        self._address = f"{url.rstrip('/')}/bot{token}/"
        self._client: httpx.AsyncClient | None = None

    def open(self) -> None:
        """Get ready to call."""
        self._client = httpx.AsyncClient(timeout=httpx.Timeout(15, connect=5, pool=10), verify=trusted())

    async def close(self) -> None:
        """Call nobody any more."""
        client, self._client = self._client, None
        if client is not None:
            await client.aclose()

    async def call(self, method: str, fields: Mapping[str, Any], *, patience: float = 15) -> Any:
        """The result of a method. Raises `BotRefusal` or a `SendError`."""
        if self._client is None:
            raise Unavailable("this door is closed")
        try:
            answer = await self._client.post(
                self._address + method, json=fields, timeout=httpx.Timeout(patience, connect=5, pool=10)
            )
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            if isinstance(error, httpx.HTTPError):
                raise broken_line(error) from None
            raise ChannelDown("ZALO_BOT_API_URL or ZALO_BOT_TOKEN can not be part of an address") from None
        return _result(answer)


def _result(answer: httpx.Response) -> Any:
    """Judge by the body; only a proxy's own page is judged by its status."""
    try:
        said = answer.json()
    except ValueError:
        said = None
    match said:
        case {"ok": True}:
            return said.get("result")
        case {"ok": False, "error_code": int(code)}:
            raise BotRefusal(code)
    if answer.status_code >= 400:
        raise BotRefusal(answer.status_code)
    raise OutcomeUnknown("not an answer of the Bot platform")


def send_error(refusal: BotRefusal) -> SendError:
    """Translate a refusal into what the sender should do about the message."""
    match refusal.code:
        case 401 | 404:
            return ChannelDown(
                f"{refusal.code}: the token is not known; take the present one from Bot Creator"
            )
        case 403:
            return Unreachable("403")
        case 429:
            return RateLimited(SILENCE)
        case 408 | 504:
            return OutcomeUnknown(str(refusal.code))
        case code if code >= 500:
            return Unavailable(str(code))
    return Rejected(str(refusal.code))
