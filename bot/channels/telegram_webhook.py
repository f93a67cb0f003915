"""The door Telegram knocks on. It answers 200 only for what is stored."""

from __future__ import annotations

import asyncio
import hmac
import json
import re
from dataclasses import dataclass, field
from typing import Any, NoReturn

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from bot.channels.telegram_polling import Take
from bot.errors import BadPayload, RefusedToStart, StoreUnavailable
from bot.log import log
from bot.metrics import REFUSED

PATH = "/telegram"
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
MAX_BODY = 256 * 1024
BODY_SECONDS = 10
SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where Telegram finds `/telegram` of this server, and what it must know to be let in."""

    url: str
    secret: str = field(repr=False)
    max_connections: int = 40

    def __post_init__(self) -> None:
        if not SECRET.fullmatch(self.secret):
            raise RefusedToStart("TELEGRAM_WEBHOOK_SECRET must be 1 to 256 of A-Z a-z 0-9 _ -")


class Door:
    """One webhook address."""

    def __init__(self, webhook: Webhook, take: Take) -> None:
        self._secret = webhook.secret.encode()
        self._take = take

    def route(self) -> Route:
        """The address as part of the server."""
        return Route(PATH, self._post, methods=["POST"], max_body_size=MAX_BODY)

    async def _post(self, request: Request) -> Response:
        known = request.headers.get(SECRET_HEADER, "").encode("latin-1", "replace")
        if not hmac.compare_digest(known, self._secret):
            return _refuse(403, "forged")
        try:
            await self._take([read_object(await _body(request))])
        except BadPayload:
            return _refuse(400, "unreadable")
        except StoreUnavailable as error:
            log.warning("telegram_told_to_repeat", channel="telegram", error=str(error))
            return _refuse(503, "store")
        return Response()


async def _body(request: Request) -> bytes:
    try:
        async with asyncio.timeout(BODY_SECONDS):
            return await request.body()
    except (TimeoutError, ClientDisconnect):
        raise BadPayload("the body never came") from None
    except HTTPException:
        REFUSED.labels("telegram_too_large").inc()
        raise


def read_object(body: bytes) -> dict[str, Any]:
    """Read a JSON object. Raises `BadPayload` for anything else."""
    try:
        update = json.loads(body, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise BadPayload("not JSON") from None
    if not isinstance(update, dict):
        raise BadPayload("not a JSON object")
    return update


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def _refuse(status: int, reason: str) -> Response:
    REFUSED.labels(f"telegram_{reason}").inc()
    return Response(status_code=status, headers={"Retry-After": "1"} if status == 503 else None)
