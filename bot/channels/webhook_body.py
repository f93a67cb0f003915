"""Reads what a platform posts: slowly sent, too large and unreadable bodies are turned away."""

from __future__ import annotations

import asyncio
import json
from typing import Any, NoReturn

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from bot.errors import BadPayload
from bot.metrics import REFUSED

MAX_BODY = 256 * 1024
BODY_SECONDS = 10


async def read_body(request: Request, *, platform: str) -> bytes:
    """The bytes as they came. Raises `BadPayload` when they never end."""
    try:
        async with asyncio.timeout(BODY_SECONDS):
            return await request.body()
    except (TimeoutError, ClientDisconnect):
        raise BadPayload("the body never came") from None
    except HTTPException:
        REFUSED.labels(f"{platform}_too_large").inc()
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


def refuse(status: int, *, platform: str, reason: str) -> Response:
    """Turn a request away, and count it. 503 asks to be repeated soon."""
    REFUSED.labels(f"{platform}_{reason}").inc()
    return Response(status_code=status, headers={"Retry-After": "1"} if status == 503 else None)


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")
