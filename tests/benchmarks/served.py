"""One webhook in a process of its own: `python -m tests.benchmarks.served KIND PORT [DATABASE_URL]`.

KIND is `plain` (secret, JSON, 200), `bare` (python-telegram-bot answers before the 200), `ours` (the product)
or `ours-answered` (the same, but the 200 waits until the answer has left: both sides do the same work).
"""

from __future__ import annotations

import asyncio
import hmac
import json
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
from contextlib import asynccontextmanager
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from telegram import Update

from bot.channels.telegram_webhook import PATH, SECRET_HEADER, Webhook
from bot.server import make_server
from tests.benchmarks import crowd
from tests.benchmarks.sides import Ours, bare_application, ours_app
from tests.benchmarks.stub import Unplugged

SECRET = "Only-Telegram-knows_this-1"
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


def knocks(request: Request) -> bool:
    return hmac.compare_digest(request.headers.get(SECRET_HEADER, "").encode(), SECRET.encode())


def plain() -> Starlette:
    """The least a webhook can do."""

    async def take(request: Request) -> Response:
        if not knocks(request):
            return Response(status_code=403)
        json.loads(await request.body())
        return Response()

    return Starlette(routes=[Route(PATH, take, methods=["POST"])])


def bare() -> Starlette:
    """python-telegram-bot answers, then Telegram is told 200."""
    application = bare_application(Unplugged())

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        async with application:
            yield

    async def take(request: Request) -> Response:
        if not knocks(request):
            return Response(status_code=403)
        update = Update.de_json(json.loads(await request.body()), application.bot)
        await application.process_update(update)
        return Response()

    return Starlette(routes=[Route(PATH, take, methods=["POST"])], lifespan=lifespan)


class Answered:
    """Holds the 200 back until the first message of the answer has left."""

    def __init__(self, inner: Any, request: Unplugged) -> None:
        self._inner = inner
        self._request = request

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] != PATH:
            await self._inner(scope, receive, send)
            return
        replies: list[asyncio.Future[None]] = []

        async def read() -> Message:
            message = await receive()
            if not replies and (body := message.get("body")):
                chat = json.loads(body)["message"]["chat"]["id"]
                replies.append(self._request.reply_to(chat))
            return message

        async def hold(message: Message) -> None:
            if message["type"] == "http.response.start":
                await asyncio.gather(*replies)
            await send(message)

        await self._inner(scope, read, hold)


def ours(url: str, *, answered: bool) -> Any:
    """The product's own server, with a crowd in the form, and a door to ask how far it is."""
    request = Unplugged()
    app = ours_app(url, request, intake=Webhook("https://bench.example/telegram", SECRET))
    server = make_server(app)
    start = server.router.lifespan_context

    @asynccontextmanager
    async def lifespan(inner: Starlette) -> AsyncIterator[None]:
        async with start(inner):
            assert app.running is not None
            side = Ours(app.running, next(iter(app.running.channels)), request)
            await crowd.gather(side)
            yield

    async def standing(_: Request) -> Response:
        assert app.running is not None
        return JSONResponse(await asyncio.to_thread(app.running.uow.read, crowd.standing))

    server.router.lifespan_context = lifespan
    server.router.routes.append(Route("/standing", standing))
    return Answered(server, request) if answered else server


def application(kind: str, url: str) -> Any:
    match kind:
        case "plain":
            return plain()
        case "bare":
            return bare()
        case _:
            return ours(url, answered=kind == "ours-answered")


if __name__ == "__main__":
    uvicorn.run(
        application(sys.argv[1], sys.argv[3] if len(sys.argv) > 3 else ""),
        port=int(sys.argv[2]),
        log_config=None,
        access_log=False,
    )
