"""What stands in front of several servers: hands each request to the next one that answers."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count

import httpx
from starlette.types import Receive, Scope, Send

from tests.fakes.server import FakeServer, read, respond


class Balancer(FakeServer):
    """Round and round over the addresses; 502 when none of them answers."""

    def __init__(self, addresses: Sequence[str]) -> None:
        super().__init__()
        self._addresses = addresses
        self._turns = count()
        self._client = httpx.AsyncClient()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one request on."""
        body, first = await read(receive), next(self._turns)
        for place in range(len(self._addresses)):
            address = self._addresses[(first + place) % len(self._addresses)]
            try:
                answer = await self._client.post(
                    address + scope["path"], content=body, headers=scope["headers"]
                )
            except httpx.TransportError:
                continue
            return await respond(send, answer.status_code, answer.content)
        return await respond(send, 502, b"")

    def restarted(self) -> None:
        """Lines to the servers belong to one event loop."""
        self._client = httpx.AsyncClient()

    async def hang_up(self) -> None:
        """Close the lines to the servers."""
        await self._client.aclose()
