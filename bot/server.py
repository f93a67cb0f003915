"""The web server: the channels' doors, health and figures."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Protocol, runtime_checkable

import uvicorn
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot import metrics, opened_links
from bot.app import App
from bot.errors import RefusedToStart, StoreUnavailable
from bot.health import Health, look
from bot.log import log

SHUTDOWN_SECONDS = 2


@runtime_checkable
class HasRoutes(Protocol):
    """A channel that is served over HTTP."""

    def routes(self) -> Sequence[BaseRoute]:
        """What the server must answer for it."""


def make_server(app: App) -> Starlette:
    """The ASGI application; its lifespan is the app's."""

    @asynccontextmanager
    async def lifespan(_server: Starlette) -> AsyncIterator[None]:
        try:
            await app.start()
        except RefusedToStart as error:
            app.refusal = error
            raise
        except Exception as error:
            log.error("not started", exc_info=error)
            raise
        try:
            yield
        finally:
            await app.stop()

    async def live(_request: Request) -> Response:
        return JSONResponse({"status": "alive"})

    async def ready(_request: Request) -> Response:
        health = await _health(app)
        return JSONResponse(health.as_json(), status_code=200 if health.ready else 503)

    async def figures(_request: Request) -> Response:
        return Response(generate_latest(metrics.registry), media_type=CONTENT_TYPE_LATEST)

    routes: list[BaseRoute] = [
        Route("/health", ready),
        Route("/health/live", live),
        Route("/health/ready", ready),
        Route("/metrics", figures),
        opened_links.route(app),
    ]
    for channel in app.channels:
        if isinstance(channel, HasRoutes):
            routes.extend(channel.routes())
    return Starlette(routes=routes, lifespan=lifespan)


async def _health(app: App) -> Health:
    running = app.running
    if running is None:
        return Health(("starting",))
    try:
        return await asyncio.wait_for(look(running), timeout=3)
    except (StoreUnavailable, TimeoutError):
        return Health(("database",))


def _no_traceback(server: ASGIApp) -> ASGIApp:
    """Keep a failed start's traceback, which may quote settings, from the web server's log."""

    async def quiet(scope: Scope, receive: Receive, send: Send) -> None:
        async def send_quietly(message: Message) -> None:
            if message["type"] == "lifespan.startup.failed":
                message = {"type": message["type"]}
            await send(message)

        await server(scope, receive, send_quietly if scope["type"] == "lifespan" else send)

    return quiet


def run(app: App, *, host: str, port: int) -> None:
    """Serve until SIGTERM or SIGINT; in-flight turns are finished first. Raises `RefusedToStart`."""
    # The server hands the signal on when all is done: a stop that was asked for is no failure.
    for stop in (signal.SIGTERM, signal.SIGINT):
        signal.signal(stop, lambda *_: sys.exit(0))
    config = uvicorn.Config(
        _no_traceback(make_server(app)),
        host=host,
        port=port,
        log_config=None,
        access_log=False,
        ws_max_size=64 * 1024,
        # The page keeps the connection alive itself; a ping on top can cut a slow download.
        ws_ping_interval=None,
        timeout_graceful_shutdown=SHUTDOWN_SECONDS,
    )
    try:
        uvicorn.Server(config).run()
    finally:
        if app.refusal is not None:
            raise app.refusal from None
