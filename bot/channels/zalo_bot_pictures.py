"""Pictures that Zalo fetches from us, each under an address nobody can guess, for some minutes."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.domain.ids import OutboxId
from bot.errors import StoreUnavailable, Unavailable
from bot.ports import PictureLinks

PATH = "/zalo-bot/pictures"


class Pictures:
    """What may be fetched now. `url` is the public address under which any process of ours is reached."""

    def __init__(self, url: str) -> None:
        self._url = url.rstrip("/")
        self.links: PictureLinks | None = None

    def offer(self, number: OutboxId) -> str:
        """Where the picture of a message lies from now on. Raises `Unavailable`."""
        if self.links is None:
            raise Unavailable("nobody said where pictures lie")
        return f"{self._url}{PATH}/{self.links.name(number)}"

    def route(self) -> Route:
        """The addresses as part of the server."""
        return Route(PATH + "/{name}", self._get, methods=["GET"])

    async def _get(self, request: Request) -> Response:
        try:
            file = None if self.links is None else await self.links.find(request.path_params["name"])
        except StoreUnavailable:
            return Response(status_code=503)
        if file is None:
            return Response(status_code=404)
        headers = {"cache-control": "no-store", "x-content-type-options": "nosniff"}
        return Response(file.content, media_type=file.media_type, headers=headers)
