"""Leads on who opens the link of a leaflet, and counts that it was opened. Knows not who it is."""

from __future__ import annotations

from functools import partial

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from bot.app import App
from handlers.fairs.leaflet_jobs import OPENED_BY
from models.events import leaflets


def route(app: App) -> Route:
    """Where the links of leaflets lead."""

    async def opened(request: Request) -> Response:
        running = app.running
        token = request.path_params["token"]
        if running is None:
            return Response(status_code=503)
        now = running.clock.now()
        link = await running.uow.run(partial(leaflets.opened, token=token, now=now))
        if link is None:
            return Response(status_code=404)
        return RedirectResponse(link, status_code=302, headers={"Referrer-Policy": "no-referrer"})

    return Route(f"/{OPENED_BY}{{token}}", opened, methods=["GET"])
