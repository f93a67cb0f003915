"""The fake Zalo is what clients that others wrote take for Zalo."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
import zalo_bot
import zalo_sdk
import zalo_sdk.oa

from tests.fakes import zalo_people as people
from tests.fakes.small_talk import CHART
from tests.fakes.zalo import FakeZalo
from tests.fakes.zalo_bot_api import TOKEN
from tests.world import SetClock

TU = "246845883529197922"


@pytest.fixture
def zalo() -> Iterator[FakeZalo]:
    with FakeZalo(SetClock().now) as zalo:
        zalo.account.heard(TU)
        yield zalo


@pytest.fixture
def client(zalo: FakeZalo) -> zalo_sdk.oa.Client:
    account = zalo.account
    return zalo_sdk.oa.Client(
        account.app_id,
        account.app_secret,
        account.tokens.access,
        account.tokens.refresh,
        endpoint_prefix=zalo.url,
    )


class _Picture(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(CHART.content)

    def log_message(self, *_told: object) -> None:
        """Say nothing."""


@contextmanager
def served_picture() -> Iterator[str]:
    """A picture at an address, as the Bot platform wants one."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Picture) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/chart.png"
        server.shutdown()


def message(text: str) -> tuple[object, object]:
    return zalo_sdk.oa.ZaloRecipient(user_id=TU), zalo_sdk.oa.ZaloMessageBody(text=text)


def test_a_client_for_official_accounts_sends_words(zalo: FakeZalo, client: zalo_sdk.oa.Client) -> None:
    recipient, body = message("Chào mình")
    answer = client.send_message(recipient, body)
    assert zalo.said(TU) == ["Chào mình"]
    assert answer["error"] == 0
    assert answer["data"]["message_id"] == zalo.account.in_chat(TU)[0].message_id


def test_a_client_for_official_accounts_reads_refusals(zalo: FakeZalo, client: zalo_sdk.oa.Client) -> None:
    zalo.account.followers[TU].follows = False
    recipient, body = message("Chào mình")
    with pytest.raises(zalo_sdk.ZaloOAException, match="-213"):
        client.send_message(recipient, body)


def test_a_client_for_official_accounts_knows_a_token_that_is_over(
    zalo: FakeZalo, client: zalo_sdk.oa.Client
) -> None:
    zalo.account.tokens.access_until = zalo.account.now()
    recipient, body = message("Chào mình")
    with pytest.raises(zalo_sdk.ZaloOAAuthTokenExpiredException):
        client.send_message(recipient, body)


def test_a_client_for_official_accounts_uploads_a_picture(zalo: FakeZalo, client: zalo_sdk.oa.Client) -> None:
    answer = client.upload_file(CHART.content, "image", CHART.name, CHART.media_type)
    assert zalo.account.uploads[answer["data"]["attachment_id"]].content == CHART.content


def test_a_client_for_official_accounts_looks_up_quotas_windows_and_people(
    zalo: FakeZalo, client: zalo_sdk.oa.Client
) -> None:
    [left] = client.get_zalo_oa_quotas("OA", "cs", "sub_quota")["data"]
    assert (left["quota_type"], left["remain"]) == ("sub_quota", zalo.account.quota)
    assert client.get_zalo_user_quotas(TU)["data"]["cs_reply"]["remain"] == 1_000
    assert client.get_user_detail(TU)["data"]["user_id"] == TU


async def test_a_client_for_bots_sends_a_picture(zalo: FakeZalo) -> None:
    bot = zalo_bot.Bot(TOKEN, base_url=zalo.url)
    zalo.push(*people.texts(TU, "alo"))
    with served_picture() as url:
        async with bot:
            await bot.send_photo(TU, "Biểu đồ", url)
    [told] = zalo.bot.in_chat(TU)
    assert (told.text, told.picture) == ("Biểu đồ", CHART.content)


async def test_a_client_for_bots_talks(zalo: FakeZalo) -> None:
    bot = zalo_bot.Bot(TOKEN, base_url=zalo.url)
    await asyncio.to_thread(zalo.push, *people.texts(TU, "nha toi duoc gi"))
    async with bot:
        me = await bot.get_me()
        assert me.id == TOKEN.partition(":")[0]
        update = await bot.get_update(timeout=2)
        assert update.message.text == "nha toi duoc gi"
        assert update.message.chat.id == TU
        await bot.send_message(TU, "Chào mình")
        await bot.send_chat_action(TU, "typing")
    assert [told.text for told in zalo.bot.in_chat(TU)] == ["Chào mình"]
