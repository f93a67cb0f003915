"""Pictures that Zalo fetches from us, each under an address nobody can guess, for some minutes.

They lie in the memory of the process that sends them: of several processes each needs an address of its own.
"""

from __future__ import annotations

import secrets
from collections import OrderedDict
from datetime import datetime, timedelta

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.domain.messages import File
from bot.ports import Clock

PATH = "/zalo-bot/pictures"
LIFE = timedelta(minutes=10)
MOST = 200


class Pictures:
    """What may be fetched now. `url` is the public address of this server."""

    def __init__(self, url: str, clock: Clock) -> None:
        self._url = url.rstrip("/")
        self._clock = clock
        self._kept: OrderedDict[str, tuple[datetime, File]] = OrderedDict()

    def offer(self, file: File) -> str:
        """Where the picture lies from now on."""
        now = self._clock.now()
        for name in [name for name, (until, _) in self._kept.items() if until <= now]:
            del self._kept[name]
        name = secrets.token_urlsafe(16)
        self._kept[name] = now + LIFE, file
        if len(self._kept) > MOST:
            self._kept.popitem(last=False)
        return f"{self._url}{PATH}/{name}"

    def route(self) -> Route:
        """The addresses as part of the server."""
        return Route(PATH + "/{name}", self._get, methods=["GET"])

    async def _get(self, request: Request) -> Response:
        until, file = self._kept.get(request.path_params["name"], (None, None))
        if until is None or file is None or until <= self._clock.now():
            return Response(status_code=404)
        headers = {"cache-control": "no-store", "x-content-type-options": "nosniff"}
        return Response(file.content, media_type=file.media_type, headers=headers)
