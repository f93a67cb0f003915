"""The fake Zalo is what clients that others wrote take for Zalo."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

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
