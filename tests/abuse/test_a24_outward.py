"""A24: the program goes nowhere people point it to; only to the hosts its operator named, without detours."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager

import httpx
import pytest
from telegram.error import TelegramError
from telegram.ext import ApplicationBuilder

from bot import doctor
from bot.channels.telegram import configure
from bot.domain.messages import Kind
from bot.errors import SendError
from bot.settings import Settings
from tests.fakes import telegram_people as people
from tests.fakes.telegram import FakeTelegram
from tests.fakes.telegram_channel import delivery, writing
from tests.fakes.telegram_faults import Fault
from tests.sitting import Sitting
from tests.test_architecture import PRODUCT, modules, within
from tests.whole import Whole

TU = 6123456789
SPEAKS_HTTP = (
    "httpx",
    "urllib.request",
    "http.client",
    "requests",
    "aiohttp",
    "urllib3",
    "ftplib",
    "smtplib",
)
MAY_GO_OUT = (
    "bot.commands.zalo_checks",
    "bot.doctor",
    "bot.channels.http_errors",
    "bot.channels.telegram",
    "bot.channels.telegram_errors",
    "bot.channels.telegram_polling",
    "bot.channels.trust",
    "bot.channels.zalo_bot_call",
    "bot.channels.zalo_call",
    "bot.channels.zalo_files",
    "bot.channels.zalo_oauth",
)


class Trap:
    """A server nobody has any business with. It counts who comes all the same."""

    def __init__(self) -> None:
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.visits = 0
        threading.Thread(target=self._count, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.listener.getsockname()[1]}"

    def _count(self) -> None:
        while True:
            try:
                visitor, _ = self.listener.accept()
            except OSError:
                return
            self.visits += 1
            visitor.close()


@contextmanager
def trap() -> Iterator[Trap]:
    waiting = Trap()
    with closing(waiting.listener):
        yield waiting


async def test_a24_no_address_that_people_send_is_visited(office: Whole) -> None:
    with trap() as nowhere:
        addresses = [nowhere.url, f"{nowhere.url}/x.png", f"<img src={nowhere.url}>", f"//{nowhere.url[7:]}/"]
        for words in addresses:
            for step in (words, f"/start {words}", "gặp cán bộ", "1", words, "không để lại số", "1"):
                await office.writes(TU, step)
            file = {"file_id": words, "file_unique_id": words, "width": 1, "height": 1, "file_size": 1}
            await office.update(people.message(TU, photo=[file], caption=words))
            await office.update(people.message(TU, document={"file_id": words, "file_unique_id": "x"}))
            await office.update(people.presses(TU, 17, words[:60]))
            async with office.page() as page:
                await page.write(words)
        await office.settled(str(TU))
        assert nowhere.visits == 0


async def test_a24_a_file_somebody_sends_is_not_fetched(office: Whole) -> None:
    file = {"file_id": "AgACAgUAAx", "file_unique_id": "AQAD", "width": 90, "height": 90, "file_size": 1000}
    await office.update(people.message(TU, photo=[file]))
    await office.update(people.message(TU, voice={"file_id": "AwACAg", "file_unique_id": "x", "duration": 3}))
    await office.settled(str(TU))
    assert office.telegram.called("getFile") == []


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a24_a_redirect_is_not_followed(status: int) -> None:
    with trap() as nowhere, FakeTelegram() as server:
        server.fail(Fault(status=status, description=f"Location: {nowhere.url}", method="sendMessage"))
        async with writing(server) as telegram:
            with pytest.raises(SendError):
                await telegram.send(delivery(TU, "Dạ"))
        assert nowhere.visits == 0


async def test_a24_the_bots_own_client_follows_no_redirect() -> None:
    """A real redirect, from a server that answers nothing else."""
    with trap() as nowhere, redirecting_to(nowhere.url) as url:
        client = httpx.AsyncClient(trust_env=False)
        assert client.follow_redirects is False
        await client.aclose()
        findings = await doctor_at(url)
        assert any(finding.bad and finding.about == "Telegram" for finding in findings)
        assert nowhere.visits == 0


async def doctor_at(url: str) -> list[doctor.Finding]:
    settings = Settings(
        _env_file=None,
        telegram_token="123456:TEST-token-of-the-fake-server-00000",
        telegram_api_url=f"{url}/bot",
    )
    return [await doctor._telegram(settings)]


@contextmanager
def redirecting_to(target: str) -> Iterator[str]:
    listener = socket.create_server(("127.0.0.1", 0))

    def answer() -> None:
        while True:
            try:
                visitor, _ = listener.accept()
            except OSError:
                return
            visitor.recv(65536)
            visitor.sendall(f"HTTP/1.1 302 Found\r\nLocation: {target}\r\nContent-Length: 0\r\n\r\n".encode())
            visitor.close()

    threading.Thread(target=answer, daemon=True).start()
    with closing(listener):
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"


async def test_a24_telegrams_client_follows_no_redirect() -> None:
    with trap() as nowhere, redirecting_to(nowhere.url) as url:
        builder = configure(
            ApplicationBuilder(),
            token="123456:TEST-token-of-the-fake-server-00000",
            api_url=f"{url}/bot",
            file_url=f"{url}/file/bot",
        )
        bot = builder.build().bot
        with pytest.raises(TelegramError):
            await asyncio.wait_for(bot.initialize(), 10)
        await bot.shutdown()
        assert nowhere.visits == 0


def test_a24_only_the_adapters_and_the_doctor_speak_http() -> None:
    strangers = [
        f"{where} imports {name}"
        for module in modules(*PRODUCT)
        for name, where in module.imports()
        if within(name, SPEAKS_HTTP) and not within(module.name, MAY_GO_OUT)
    ]
    assert strangers == []


def test_a24_a_link_to_a_strange_place_leads_only_to_the_subjects() -> None:
    for payload in (
        "http://evil.example",
        "p_../../etc/passwd",
        "p_poverty-line/../../x",
        "file:///etc/passwd",
    ):
        assert "Mình cần hỏi chuyện gì?" in Sitting().does(Kind.START, payload=payload)
