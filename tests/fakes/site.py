"""A web site with the chat on it, served by a real uvicorn on this machine."""

import asyncio
import socket
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import uvicorn
from starlette.applications import Starlette

from bot.channels.web_chat import WebChat
from bot.channels.web_frames import LONGEST_FRAME
from bot.channels.web_limits import Limits
from bot.domain.messages import Kind
from bot.wording import LANGUAGES, texts
from tests.fakes.mailbox import ACCOUNT, CLOCK, FakeMailbox, Script

TEXTS = {language: texts(language, "web.") for language in LANGUAGES}


class Site:
    """The chat, its mailbox, and the server, which can be stopped and started again at the same address."""

    def __init__(self, script: Script, *, limits: Limits | None = None, language: str = "vi") -> None:
        self.turned_away: Counter[str] = Counter()
        self.chat = WebChat(
            site="thu-nghiem",
            origins=["https://chat.example.vn"],
            secure_cookie=False,
            texts=TEXTS[language],
            clock=CLOCK,
            count=lambda why: self.turned_away.update([str(why)]),
            language=language,
            demo=True,
            limits=limits,
        )
        self._script = script
        self.mailbox = FakeMailbox(self.chat, script)
        self._port = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    @property
    def socket_url(self) -> str:
        return f"ws://127.0.0.1:{self._port}/ws"

    @property
    def heard(self) -> list[str]:
        """Everything that was stored, apart from pages being opened."""
        return [incoming.text for incoming in self.mailbox.received if incoming.kind is not Kind.START]

    async def start(self) -> None:
        await self.chat.open(ACCOUNT, self.mailbox)
        config = uvicorn.Config(
            Starlette(routes=self.chat.routes()),
            log_config=None,
            lifespan="off",
            ws_max_size=LONGEST_FRAME,
            ws_ping_interval=None,
        )
        self._server = uvicorn.Server(config)
        listening = socket.create_server(("127.0.0.1", self._port))
        self._port = listening.getsockname()[1]
        self._serving = asyncio.create_task(self._server.serve([listening]))

    def forget(self) -> None:
        """Lose everything, as a trial that is started again from the beginning does."""
        self.mailbox = FakeMailbox(self.chat, self._script)

    async def stop(self) -> None:
        await self.chat.close()
        self._server.should_exit = True
        await self._serving


@asynccontextmanager
async def serving(
    script: Script, *, limits: Limits | None = None, language: str = "vi"
) -> AsyncIterator[Site]:
    site = Site(script, limits=limits, language=language)
    await site.start()
    try:
        yield site
    finally:
        await site.stop()
