"""The page an administrator comes back to from Zalo's consent. It keeps nothing and shows the code to copy.

Anybody's account can grant its rights to our app; only who may run commands here connects one."""

from __future__ import annotations

import re

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

PATH = "/zalo/callback"
HEADERS = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Content-Type-Options": "nosniff"}
# Whatever stands in the command is pasted into a shell.
CODE = re.compile(r"[A-Za-z0-9._~-]{1,1000}")
CONNECT = (
    "Zalo agreed. Within ten minutes, run this on the server:\n\n    donghanh zalo connect --code {code}\n"
)
NOTHING = "This address brings no code. Begin again: `donghanh zalo connect` shows the link of consent.\n"


def base_of(callback: str) -> str:
    """The server's own address, as the callback saved on Zalo's page has it."""
    return callback.removesuffix(PATH)


def route() -> Route:
    """The address as part of the server."""
    return Route(PATH, _show, methods=["GET"])


async def _show(request: Request) -> Response:
    code = request.query_params.get("code", "")
    if CODE.fullmatch(code) is None:
        return PlainTextResponse(NOTHING, 400, HEADERS)
    return PlainTextResponse(CONNECT.format(code=code), 200, HEADERS)
