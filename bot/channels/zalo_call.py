"""One call to Zalo's Open API: with a living token, and its envelope opened. Errors come with HTTP 200."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import httpx

from bot.channels.http_errors import broken_line
from bot.channels.trust import trusted
from bot.channels.zalo_errors import EXPIRED, send_error, silence
from bot.channels.zalo_tokens import Tokens
from bot.domain.messages import File
from bot.errors import OutcomeUnknown, RateLimited, Rejected, Unavailable
from bot.log import log
from bot.ports import Clock

Fields = Mapping[str, Any]
Ask = Callable[[httpx.AsyncClient, Mapping[str, str]], Awaitable[httpx.Response]]
CONNECTIONS = 16
TIMEOUT = httpx.Timeout(15, connect=5, pool=10)


class Refusal(Exception):
    """Zalo's number below zero. `code` is all that is kept of it."""

    def __init__(self, code: int) -> None:
        super().__init__(str(code))
        self.code = code


class OpenApi:
    """The calls of one account. `proof` is the app's secret when Zalo wants every call signed with it."""

    def __init__(self, tokens: Tokens, clock: Clock, *, url: str, proof: str | None) -> None:
        self._tokens = tokens
        self._clock = clock
        self._url = url.rstrip("/")
        self._proof = proof
        self._client: httpx.AsyncClient | None = None

    def open(self) -> None:
        """Get ready to call."""
        limits = httpx.Limits(max_connections=CONNECTIONS, max_keepalive_connections=CONNECTIONS)
        self._client = httpx.AsyncClient(timeout=TIMEOUT, limits=limits, verify=trusted())

    async def close(self) -> None:
        """Call nobody any more."""
        client, self._client = self._client, None
        if client is not None:
            await client.aclose()

    async def post(self, path: str, body: Fields) -> dict[str, Any]:
        """Post JSON. Raises `Refusal` or a `SendError`."""
        url = self._url + path
        return await self._with_token(lambda client, headers: client.post(url, json=body, headers=headers))

    async def look(self, path: str, *, access: str, body: Fields | None = None) -> dict[str, Any]:
        """Ask with this token and no other. Raises `Refusal` or a `SendError`."""
        url = self._url + path
        if body is None:
            return await self._once(lambda client, headers: client.get(url, headers=headers), access)
        return await self._once(lambda client, headers: client.post(url, json=body, headers=headers), access)

    async def get(self, path: str, query: Mapping[str, str]) -> dict[str, Any]:
        """Get with a living token. Raises `Refusal` or a `SendError`."""
        url = self._url + path
        return await self._with_token(lambda client, headers: client.get(url, params=query, headers=headers))

    async def upload(self, path: str, file: File) -> dict[str, Any]:
        """Upload one file. Raises `Refusal` or a `SendError`."""
        part = {"file": (file.name, file.content, file.media_type)}
        url = self._url + path
        return await self._with_token(lambda client, headers: client.post(url, files=part, headers=headers))

    async def _with_token(self, ask: Ask) -> dict[str, Any]:
        """Call, and once more with another token when Zalo refuses this one."""
        access = await self._tokens.access()
        try:
            return await self._once(ask, access)
        except Refusal as refusal:
            if refusal.code not in EXPIRED:
                raise
        try:
            return await self._once(ask, await self._tokens.another(access))
        except Refusal as refusal:
            if refusal.code in EXPIRED:
                raise send_error(refusal.code, now=self._clock.now()) from None
            raise

    async def _once(self, ask: Ask, access: str) -> dict[str, Any]:
        if self._client is None:
            raise Unavailable("this door is closed")
        try:
            answer = await ask(self._client, self._headers(access))
        except httpx.HTTPError as error:
            raise broken_line(error) from None
        return opened(answer)

    def _headers(self, access: str) -> dict[str, str]:
        headers = {"access_token": access}
        if self._proof is not None:
            signed = hmac.new(self._proof.encode(), access.encode(), hashlib.sha256)
            headers["appsecret_proof"] = signed.hexdigest()
        return headers


def opened(answer: httpx.Response) -> dict[str, Any]:
    """The content of Zalo's envelope, a list as `entries`. Raises `Refusal`, or a `SendError` otherwise."""
    refuse_status(answer.status_code)
    try:
        said = answer.json()
    except ValueError:
        raise OutcomeUnknown("not JSON") from None
    match said:
        case {"error": 0}:
            data = said.get("data")
            if isinstance(data, list):
                return {"entries": data}
            return data if isinstance(data, dict) else {}
        case {"error": int(code)}:
            log.warning("zalo_refuses", channel="zalo_oa", code=code)
            raise Refusal(code)
    raise OutcomeUnknown("not Zalo's envelope")


def refuse_status(status: int) -> None:
    """Raise what a status other than 200 means; a gateway that grew tired does not know what happened."""
    if status == 429:
        raise RateLimited(silence())
    if status == 413:
        raise Rejected("HTTP 413")
    if status == 504:
        raise OutcomeUnknown("HTTP 504")
    if status >= 400:
        raise Unavailable(f"HTTP {status}")
