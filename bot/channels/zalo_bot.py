"""A bot of Zalo's Bot platform as a door: no buttons, pictures fetched from us. For pilots and for staff."""

from __future__ import annotations

import asyncio
import contextlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from bot.channels import tasks
from bot.channels.webhook_body import MAX_BODY, read_body, read_object, refuse
from bot.channels.zalo_bot_call import NONE_SET, NOTHING_NEW, BotApi, BotRefusal, send_error
from bot.channels.zalo_bot_parse import envelope, parse
from bot.channels.zalo_bot_pictures import Pictures
from bot.channels.zalo_parse import MAX_TEXT
from bot.domain.ids import ChannelAccountId
from bot.domain.messages import Capabilities, Delivery, Envelope, File, Incoming, PersonalData, Receipt
from bot.errors import (
    BadPayload,
    ChannelDown,
    OutcomeUnknown,
    RefusedToStart,
    SendError,
    StoreUnavailable,
    Unavailable,
)
from bot.log import log
from bot.metrics import REFUSED
from bot.ports import Channel, Mailbox, PictureLinks, Raw

PATH = "/zalo-bot"
SECRET_HEADER = "X-Bot-Api-Secret-Token"
PLATFORM = "zalo_bot"
SEND_SECONDS = 60
TYPING_SECONDS = 5
CAPABILITIES = Capabilities(
    # Whoever made the bot in their own Zalo holds its token: it is not the office's as a verified account is.
    personal_data=PersonalData.MINIMAL,
    max_text=MAX_TEXT,
    typing=True,
    picture_types=frozenset(["image/jpeg", "image/png"]),
    bulk_rate=1.0,
)


@dataclass(frozen=True, slots=True)
class BotWebhook:
    """Where the platform finds `/zalo-bot` of this server, and what it must know to be let in."""

    url: str
    secret: str = field(repr=False)

    def __post_init__(self) -> None:
        if not 8 <= len(self.secret) <= 256 or not self.secret.isascii():
            raise RefusedToStart("ZALO_BOT_WEBHOOK_SECRET must have 8 to 256 plain characters")


@dataclass(frozen=True, slots=True)
class BotPolling:
    """How to ask: the platform holds an empty answer for `hold` seconds; `pace` passes after each update."""

    hold: int = 30
    pace: float = 1.0
    longest_pause: float = 30.0


class ZaloBot(Channel):
    """One bot. `down` says why the platform refuses it while it does."""

    name = "zalo_bot"

    def __init__(
        self, token: str, url: str, *, intake: BotWebhook | BotPolling, pictures: Pictures | None
    ) -> None:
        self.external_account = token.partition(":")[0]
        self.capabilities = replace(CAPABILITIES, pictures=pictures is not None)
        self.down: str | None = None
        self._api = BotApi(token, url)
        self._intake = intake
        self._pictures = pictures
        self._opened: tuple[ChannelAccountId, Mailbox] | None = None
        self._listening: asyncio.Task[None] | None = None

    def show_by(self, links: PictureLinks) -> None:
        """Hear where pictures lie and under which names they may be fetched."""
        if self._pictures is not None:
            self._pictures.links = links

    def envelope(self, raw: Raw) -> Envelope | None:
        """Read whose event it is. Raises `BadPayload`."""
        return envelope(raw)

    def parse(self, raw: Raw) -> Incoming | None:
        """Read one event; None when nobody waits for an answer to it. Raises `BadPayload`."""
        return parse(raw)

    def routes(self) -> Sequence[BaseRoute]:
        """What the web server must serve for this channel."""
        hook = [Route(PATH, self._post, methods=["POST"], max_body_size=MAX_BODY)]
        return [
            *(hook if isinstance(self._intake, BotWebhook) else []),
            *([self._pictures.route()] if self._pictures else []),
        ]

    async def open(self, account: ChannelAccountId, mailbox: Mailbox) -> None:
        """Start taking events in; while the platform can not be reached the attempt goes on."""
        self._api.open()
        self._opened = account, mailbox
        self._listening = asyncio.create_task(self._listen())

    async def close(self) -> None:
        """Take nothing in any more and release the connections."""
        self._opened = None
        await tasks.end(self._listening)
        await self._api.close()

    async def send(self, delivery: Delivery) -> Receipt:
        """Hand one message to the platform. Raises a `SendError`."""
        try:
            async with asyncio.timeout(SEND_SECONDS):
                return await self._deliver(delivery)
        except BotRefusal as refusal:
            raise self._noted(send_error(refusal)) from None
        except TimeoutError:
            raise OutcomeUnknown(f"no whole answer within {SEND_SECONDS} s") from None

    async def show_typing(self, address: str) -> None:
        """Show "typing…" for a moment, if the platform likes to."""
        with contextlib.suppress(BotRefusal, SendError):
            fields = {"chat_id": address, "action": "typing"}
            await self._api.call("sendChatAction", fields, patience=TYPING_SECONDS)

    async def _deliver(self, delivery: Delivery) -> Receipt:
        body = delivery.body
        if delivery.file is not None:
            result = await self._send_picture(delivery, delivery.file)
        else:
            result = await self._api.call("sendMessage", {"chat_id": delivery.address, "text": body.text})
        match result:
            case {"message_id": str(name)}:
                return Receipt(name)
        return Receipt()

    async def _send_picture(self, delivery: Delivery, file: File) -> object:
        if self._pictures is None or not self.capabilities.carries(file):
            raise Unavailable("ZALO_BOT_PICTURES_URL is not set any more")
        photo = self._pictures.offer(delivery.number)
        fields = {"chat_id": delivery.address, "photo": photo, "caption": delivery.body.text}
        return await self._api.call("sendPhoto", fields)

    def _noted(self, error: SendError) -> SendError:
        if isinstance(error, ChannelDown):
            if self.down is None:
                log.critical("zalo_bot_refused", channel=self.name, error=str(error))
            self.down = str(error)
        return error

    async def _listen(self) -> None:
        """Keep the door open. Only a bot the platform refuses ends it."""
        failures = 0
        while not (connected := await self._connect()) and self.down is None:
            await asyncio.sleep(self._pause(failures))
            failures += 1
        while connected and isinstance(self._intake, BotPolling):
            try:
                await self._poll(self._intake)
                failures = 0
            except (BotRefusal, SendError) as error:
                if self._refused(error):
                    return
                await asyncio.sleep(self._pause(failures))
                failures += 1

    async def _connect(self) -> bool:
        """Say whether we listen or ask; False when the platform is away or refuses."""
        try:
            if isinstance(self._intake, BotWebhook):
                told = {"url": self._intake.url, "secret_token": self._intake.secret}
                await self._api.call("setWebhook", told)
            else:
                await self._api.call("deleteWebhook", {})
        except (BotRefusal, SendError) as error:
            if isinstance(error, BotRefusal) and error.code == NONE_SET:
                return True
            self._refused(error)
            return False
        return True

    def _refused(self, error: BotRefusal | SendError) -> bool:
        """Note a failure; True when trying again is of no use."""
        problem = self._noted(send_error(error)) if isinstance(error, BotRefusal) else error
        log.warning("zalo_bot_not_reached", channel=self.name, error=f"{type(problem).__name__}: {problem}")
        return isinstance(problem, ChannelDown)

    def _pause(self, failures: int) -> float:
        polling = self._intake if isinstance(self._intake, BotPolling) else BotPolling()
        return float(min(polling.pace * 2 ** min(failures, 10), polling.longest_pause))

    async def _poll(self, polling: BotPolling) -> None:
        """Ask once. What was fetched comes back until it ages, so asking at once again would never end."""
        try:
            update = await self._api.call(
                "getUpdates", {"timeout": str(polling.hold)}, patience=polling.hold + 15
            )
        except BotRefusal as refusal:
            if refusal.code == NOTHING_NEW:
                return
            raise
        for event in update if isinstance(update, list) else [update]:
            await self._store(event, polling)
        await asyncio.sleep(polling.pace)

    async def _store(self, event: object, polling: BotPolling) -> None:
        """Store an update however long it takes: the platform may not tell it again."""
        if not isinstance(event, dict):
            REFUSED.labels("zalo_bot_unreadable").inc()
            return
        failures = 0
        while True:
            try:
                await self._take(event)
                return
            except StoreUnavailable as error:
                log.warning("zalo_bot_update_waits", channel=self.name, error=str(error))
                await asyncio.sleep(self._pause(failures))
                failures += 1

    async def _post(self, request: Request) -> Response:
        assert isinstance(self._intake, BotWebhook)
        known = request.headers.get(SECRET_HEADER, "").encode("latin-1", "replace")
        if not hmac.compare_digest(known, self._intake.secret.encode()):
            return refuse(403, platform=PLATFORM, reason="forged")
        try:
            await self._take(read_object(await read_body(request, platform=PLATFORM)))
        except BadPayload:
            return refuse(400, platform=PLATFORM, reason="unreadable")
        except StoreUnavailable as error:
            log.warning("zalo_bot_told_to_repeat", channel=self.name, error=str(error))
            return refuse(503, platform=PLATFORM, reason="store")
        return Response()

    async def _take(self, event: Raw) -> None:
        if self._opened is None:
            raise StoreUnavailable("this door is closed")
        account, mailbox = self._opened
        await mailbox.receive(account, [event])
