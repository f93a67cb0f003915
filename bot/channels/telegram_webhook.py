"""The door Telegram knocks on. It answers 200 only for what is stored."""

from __future__ import annotations

import hmac
import re
from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.channels.telegram_polling import Take
from bot.channels.webhook_body import MAX_BODY, read_body, read_object, refuse
from bot.errors import BadPayload, RefusedToStart, StoreUnavailable
from bot.log import log

PATH = "/telegram"
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
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
            return refuse(403, platform="telegram", reason="forged")
        try:
            await self._take([read_object(await read_body(request, platform="telegram"))])
        except BadPayload:
            return refuse(400, platform="telegram", reason="unreadable")
        except StoreUnavailable as error:
            log.warning("telegram_told_to_repeat", channel="telegram", error=str(error))
            return refuse(503, platform="telegram", reason="store")
        return Response()
