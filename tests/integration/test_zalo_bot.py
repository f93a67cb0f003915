"""A bot on Zalo's Bot platform: it asks for updates or is told of them, and its pictures are fetched."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
import uvicorn
from sqlalchemy import Connection
from starlette.applications import Starlette

from bot.channels.zalo_bot import SECRET_HEADER, BotPolling, BotWebhook, ZaloBot
from bot.channels.zalo_bot_parse import envelope, parse
from bot.channels.zalo_bot_pictures import LIFE
from bot.commands.zalo_bot_desk import zalo_bot_findings
from bot.domain.ids import ChannelAccountId, OutboxId
from bot.domain.messages import Delivery, File, Kind, Rendered
from bot.errors import (
    ChannelDown,
    OutcomeUnknown,
    RateLimited,
    RefusedToStart,
    Rejected,
    SendError,
    Unavailable,
    Unreachable,
)
from bot.findings import Grade
from bot.settings import Settings
from models.people import contacts
from models.people.contacts import Contact
from tests.databases import only_sqlite
from tests.fakes import zalo_people as people
from tests.fakes.recording_mailbox import RecordingMailbox
from tests.fakes.small_talk import CHART
from tests.fakes.telegram_faults import Fault, How
from tests.fakes.zalo import FakeZalo
from tests.fakes.zalo_bot_api import MESSAGES, TOKEN
from tests.fakes.zalo_channel import bot_channel
from tests.world import SetClock, world

TU = "246845883529197922"
QUICK = BotPolling(hold=1, pace=0.005, longest_pause=0.02)
SECRET = "only-zalo-knows-this"
SEND = f"/bot{TOKEN}/sendMessage"


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def zalo(clock: SetClock) -> Iterator[FakeZalo]:
    with FakeZalo(clock.now) as zalo:
        zalo.bot.known.add(TU)
        yield zalo


@asynccontextmanager
async def opened(channel: ZaloBot) -> AsyncIterator[RecordingMailbox]:
    mailbox = RecordingMailbox(channel.parse, key=lambda raw: channel.envelope(raw))
    await channel.open(ChannelAccountId(1), mailbox)
    try:
        yield mailbox
    finally:
        await channel.close()


def delivery(text: str = "Chào mình", *, to: str = TU, file: File | None = None) -> Delivery:
    return Delivery(OutboxId(1), to, Rendered(text), file)


async def test_what_people_write_is_asked_for_and_stored(zalo: FakeZalo, clock: SetClock) -> None:
    async with opened(bot_channel(zalo, clock, QUICK)) as mailbox:
        await asyncio.to_thread(zalo.push, *people.texts(TU, "một", "hai", "ba"))
        await mailbox.holds(3)
    assert [incoming.text for incoming in mailbox.read] == ["một", "hai", "ba"]


async def test_an_update_that_comes_back_again_and_again_is_one(zalo: FakeZalo, clock: SetClock) -> None:
    async with opened(bot_channel(zalo, clock, QUICK)) as mailbox:
        [event] = people.texts(TU, "một")
        for _ in range(3):
            await asyncio.to_thread(zalo.push, event)
        await asyncio.to_thread(zalo.push, *people.texts(TU, "hai"))
        await mailbox.holds(2)
    assert [incoming.text for incoming in mailbox.read] == ["một", "hai"]


async def test_what_was_fetched_is_kept_until_the_disk_takes_it(zalo: FakeZalo, clock: SetClock) -> None:
    async with opened(bot_channel(zalo, clock, QUICK)) as mailbox:
        mailbox.refusals = 3
        await asyncio.to_thread(zalo.push, *people.texts(TU, "một"))
        await mailbox.holds(1)
    assert mailbox.refused == 3


@pytest.mark.parametrize("fault", [Fault(How.HTML, 502), Fault(How.CLOSE), Fault(How.GARBAGE)])
async def test_asking_goes_on_after_a_fault(zalo: FakeZalo, clock: SetClock, fault: Fault) -> None:
    fault.times = 3
    zalo.fail(fault)
    async with opened(bot_channel(zalo, clock, QUICK)) as mailbox:
        await asyncio.to_thread(zalo.push, *people.texts(TU, "một"))
        await mailbox.holds(1)


async def test_a_token_that_is_not_known_ends_the_asking(zalo: FakeZalo, clock: SetClock) -> None:
    channel = ZaloBot("999999:no-bot-has-this-token", zalo.url, intake=QUICK, pictures=None)
    async with opened(channel):
        await zalo.until(lambda: channel.down)
    assert "token" in (channel.down or "")
    assert "no-bot-has" not in (channel.down or "")


@pytest.mark.parametrize(
    ("code", "meaning"),
    [
        (400, Rejected),
        (401, ChannelDown),
        (403, Unreachable),
        (408, OutcomeUnknown),
        (429, RateLimited),
        (500, Unavailable),
    ],
)
async def test_every_refusal_has_its_meaning(
    zalo: FakeZalo, clock: SetClock, code: int, meaning: type[SendError]
) -> None:
    zalo.fail(Fault(status=200, parameters={"ok": False, "error_code": code}, method=SEND))
    channel = bot_channel(zalo, clock, QUICK)
    async with opened(channel):
        with pytest.raises(meaning):
            await channel.send(delivery())
        await channel.send(delivery())
    assert [told.text for told in zalo.bot.in_chat(TU)] == ["Chào mình"]


async def test_a_month_that_is_used_up_silences_the_bot(zalo: FakeZalo, clock: SetClock) -> None:
    zalo.bot.sent = MESSAGES
    channel = bot_channel(zalo, clock, QUICK)
    async with opened(channel):
        with pytest.raises(RateLimited):
            await channel.send(delivery())


@asynccontextmanager
async def served(zalo: FakeZalo, clock: SetClock) -> AsyncIterator[tuple[ZaloBot, RecordingMailbox, str]]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        public = f"http://127.0.0.1:{listener.getsockname()[1]}"
        channel = bot_channel(zalo, clock, BotWebhook(f"{public}/zalo-bot", SECRET), public=public)
        web = uvicorn.Server(
            uvicorn.Config(Starlette(routes=channel.routes()), log_config=None, lifespan="off")
        )
        serving = asyncio.create_task(web.serve([listener]))
        async with opened(channel) as mailbox:
            await zalo.until(lambda: zalo.bot.webhook)
            yield channel, mailbox, public
        web.should_exit = True
        await serving


async def test_a_picture_is_fetched_from_us_with_its_words(zalo: FakeZalo, clock: SetClock) -> None:
    async with served(zalo, clock) as (channel, _, _):
        await channel.send(delivery("Biểu đồ đây", file=CHART))
    [told] = zalo.bot.in_chat(TU)
    assert (told.text, told.picture) == ("Biểu đồ đây", CHART.content)


async def test_a_picture_is_gone_after_some_minutes_and_cannot_be_guessed(
    zalo: FakeZalo, clock: SetClock
) -> None:
    async with served(zalo, clock) as (channel, _, public), httpx.AsyncClient() as stranger:
        await channel.send(delivery(file=CHART))
        link = zalo.called(f"/bot{TOKEN}/sendPhoto")[0]["photo"]
        assert (await stranger.get(link)).content == CHART.content
        assert (await stranger.get(f"{public}/zalo-bot/pictures/guessed")).status_code == 404
        clock.at += LIFE
        assert (await stranger.get(link)).status_code == 404


async def test_only_who_knows_the_secret_is_let_in(zalo: FakeZalo, clock: SetClock) -> None:
    body = {"ok": True, "result": {**people.bot_event("text", TU, text="chào")}}
    body["result"]["message"]["date"] = 1_795_399_200_000  # type: ignore[index]
    async with served(zalo, clock) as (_, mailbox, public), httpx.AsyncClient() as stranger:
        for secret in (None, "", "guess", SECRET[:-1], SECRET.upper()):
            headers = {} if secret is None else {SECRET_HEADER: secret}
            assert (await stranger.post(f"{public}/zalo-bot", json=body, headers=headers)).status_code == 403
        assert mailbox.received == []
        headers = {SECRET_HEADER: SECRET}
        assert (await stranger.post(f"{public}/zalo-bot", json=body, headers=headers)).status_code == 200
        assert (await stranger.post(f"{public}/zalo-bot", content=b"{", headers=headers)).status_code == 400
        assert [incoming.text for incoming in mailbox.read] == ["chào"]


@pytest.mark.parametrize("secret", ["short", "x" * 257, "bí-mật-của-phường"])
def test_a_secret_zalo_would_not_take_is_refused_at_the_start(secret: str) -> None:
    with pytest.raises(RefusedToStart):
        BotWebhook("https://phuong.example.vn/zalo-bot", secret)


@pytest.mark.parametrize(
    ("sent", "kind"),
    [("image", Kind.PICTURE), ("voice", Kind.VOICE), ("sticker", Kind.STICKER), ("unsupported", Kind.OTHER)],
)
def test_what_is_no_text_is_known_by_its_kind(sent: str, kind: Kind) -> None:
    event = people.bot_event(sent, TU, date=1_795_399_200_000)
    for raw in (event, {"ok": True, "result": event}):
        incoming = parse(raw)
        assert incoming is not None
        assert (incoming.kind, incoming.address, incoming.private) == (kind, TU, True)


def test_an_event_without_a_message_can_not_be_answered() -> None:
    assert envelope({"event_name": "message.unsupported.received"}) is None
    assert envelope({"event_name": "reaction", "message": {}}) is None


@only_sqlite
@pytest.mark.parametrize(("people_there", "grade"), [(3, Grade.GOOD), (40, Grade.NOTE)])
async def test_the_doctor_watches_the_free_plan(
    zalo: FakeZalo,
    clock: SetClock,
    migrated_database_url: str,
    tmp_path: Path,
    people_there: int,
    grade: Grade,
) -> None:
    (tmp_path / "clock").write_text(clock.at.isoformat())
    settings = Settings(
        _env_file=None,
        database_url=migrated_database_url,
        zalo_bot_token=TOKEN,
        zalo_bot_api_url=zalo.url,
        clock_file=tmp_path / "clock",
    )
    async with world(migrated_database_url, channel=bot_channel(zalo, clock, QUICK), clock=clock) as town:
        account = next(iter(town.running.channels))

        def there(tx: Connection) -> None:
            for number in range(people_there):
                contacts.begin_conversation(
                    tx,
                    Contact(account, f"u{number}", private=True, language="vi"),
                    state="{}",
                    now=clock.now(),
                )

        await town.running.uow.run(there)
        asked, plan = await zalo_bot_findings(settings)
        assert (asked.grade, plan.grade) == (Grade.GOOD, grade)
        assert plan.says.startswith(f"{people_there} of 50 people, 0 of 3000")


async def test_the_doctor_knows_a_bots_token_that_is_refused(zalo: FakeZalo) -> None:
    settings = Settings(_env_file=None, zalo_bot_token="1:guessed", zalo_bot_api_url=zalo.url)
    finding = (await zalo_bot_findings(settings))[0]
    assert finding.bad
    assert "guessed" not in finding.says
