"""The file by which Zalo sees whose a domain is: shown at the domain's root, under the name Zalo gave it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.errors import RefusedToStart

NAME = re.compile(r"[A-Za-z0-9_-]{1,100}\.(?:html|txt)")
MOST_BYTES = 10_000


@dataclass(frozen=True, slots=True)
class DomainFile:
    """The file as Zalo's page gave it."""

    name: str
    content: bytes


def read(path: Path) -> DomainFile:
    """Read it once. Raises `RefusedToStart` when there is no such file, or it can not be one."""
    if NAME.fullmatch(path.name) is None:
        raise RefusedToStart("ZALO_DOMAIN_FILE must keep the name Zalo gave it, which ends in .html or .txt.")
    try:
        content = path.read_bytes()
    except OSError as error:
        raise RefusedToStart(f"ZALO_DOMAIN_FILE can not be read: {error.strerror}.") from None
    if not 0 < len(content) <= MOST_BYTES:
        raise RefusedToStart("ZALO_DOMAIN_FILE is empty, or too large for what Zalo gives.")
    return DomainFile(path.name, content)


def route(file: DomainFile) -> Route:
    """The address as part of the server."""
    media_type = "text/html" if file.name.endswith(".html") else "text/plain"

    async def show(_request: Request) -> Response:
        return Response(file.content, media_type=media_type, headers={"X-Content-Type-Options": "nosniff"})

    return Route(f"/{file.name}", show, methods=["GET"])
