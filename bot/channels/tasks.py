"""The loops of a channel that go on beside its calls."""

from __future__ import annotations

import asyncio
import contextlib


async def end(loop: asyncio.Task[None] | None) -> None:
    """Cancel a loop, if it was begun, and return when it has come to its end. Raises what it failed of."""
    if loop is None:
        return
    loop.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await loop
