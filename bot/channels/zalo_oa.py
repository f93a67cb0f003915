"""An Official Account of Zalo as a door. Knows nothing of what is talked about."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

from starlette.routing import BaseRoute

from bot.channels import tasks, zalo_callback, zalo_domain
from bot.channels.zalo_call import OpenApi, Refusal
from bot.channels.zalo_domain import DomainFile
from bot.channels.zalo_errors import send_error
from bot.channels.zalo_files import Files, sent
from bot.channels.zalo_oauth import App, OAuth
from bot.channels.zalo_parse import MAX_TEXT, SENT_FILES, envelope, parse
from bot.channels.zalo_quota import paid_left
from bot.channels.zalo_send import InfoForm, Outbound
from bot.channels.zalo_tokens import Tokens
from bot.channels.zalo_uploads import Uploads
from bot.channels.zalo_webhook import Door, Signing
from bot.domain.ids import ChannelAccountId
from bot.domain.messages import (
    WAITING_LIST,
    Capabilities,
    Delivery,
    Envelope,
    File,
    Incoming,
    PersonalData,
    Receipt,
)
from bot.errors import ChannelDown, DongHanhError, OutcomeUnknown, SendError, StoreUnavailable, Unavailable
from bot.log import log
from bot.ports import Channel, Clock, Mailbox, Raw, ZaloAccount, ZaloStore

BUTTONS = 5
DOCUMENTS = frozenset(
    [
        "application/pdf",
        "application/msword",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "text/csv",
    ]
)
CAPABILITIES = Capabilities(
    personal_data=PersonalData.FULL,
    max_text=MAX_TEXT,
    buttons=BUTTONS,
    label_length=100,
    pictures=True,
    documents=True,
    picture_types=frozenset(["image/jpeg", "image/png"]),
    document_types=DOCUMENTS,
    picture_bytes=1024 * 1024,
    document_bytes=5 * 1024 * 1024,
    reply_window=timedelta(days=7),
    free_window=timedelta(hours=48),
    reply_price=55,
)
SHARE_OF_LIMIT = 0.8
"""Look-ups and uploads count against the limit too."""
SEND_SECONDS = 60
KEEP_ALIVE_SECONDS = 600


@dataclass(frozen=True, slots=True)
class Account:
    """One Official Account, and what its app was told on Zalo's pages. `limit` is requests a minute."""

    oa_id: str
    app: App
    signing_secret: str = field(repr=False)
    api_url: str
    oauth_url: str
    template_url: str
    either_signature: bool = False
    signed_calls: bool = False
    limit: int = 100
    monthly_budget: int = 0
    form: InfoForm | None = None
    file_hosts: tuple[str, ...] = ()
    domain_file: DomainFile | None = None


class ZaloOA(Channel):
    """One Official Account. `down` says why Zalo refuses it while it does."""

    name = "zalo_oa"

    def __init__(self, account: Account, clock: Clock) -> None:
        self.external_account = account.oa_id
        self.capabilities = replace(
            CAPABILITIES,
            bulk_rate=SHARE_OF_LIMIT * account.limit / 60,
            ask_phone=account.form is not None,
            monthly_budget=account.monthly_budget,
        )
        self.down: str | None = None
        self._clock = clock
        self._tokens = Tokens(OAuth(account.app, account.oauth_url, clock), clock)
        proof = account.app.secret if account.signed_calls else None
        self.api = OpenApi(self._tokens, clock, url=account.api_url, proof=proof)
        self._numbers = OpenApi(self._tokens, clock, url=account.template_url, proof=proof)
        self._outbound = Outbound(
            self.api,
            self._numbers,
            uploads=Uploads(clock),
            forget_buttons=self._forget_buttons,
            form=account.form,
        )
        begins = (account.app.app_id, account.oa_id) if account.either_signature else (account.app.app_id,)
        self._door = Door(Signing(account.signing_secret, begins), self._take, clock)
        self.files = Files(account.file_hosts)
        self._domain_file = account.domain_file
        self._store: ZaloStore | None = None
        self._opened: tuple[ChannelAccountId, Mailbox] | None = None
        self._keeping_alive: asyncio.Task[None] | None = None

    def keep_in(self, make: Callable[[str], ZaloStore]) -> None:
        """Hear where tokens and what was learned lie."""
        self._store = make(self.external_account)
        self._tokens.keep_in(self._store)

    def envelope(self, raw: Raw) -> Envelope | None:
        """Read whose event it is. Raises `BadPayload`."""
        return envelope(raw, oa_id=self.external_account)

    def parse(self, raw: Raw) -> Incoming | None:
        """Read one event; None when nobody waits for an answer to it. Raises `BadPayload`."""
        return parse(raw, oa_id=self.external_account)

    def routes(self) -> Sequence[BaseRoute]:
        """What the web server must serve for this channel."""
        shown = [] if self._domain_file is None else [zalo_domain.route(self._domain_file)]
        return [self._door.route(), zalo_callback.route(), *shown]

    async def open(self, account: ChannelAccountId, mailbox: Mailbox) -> None:
        """Take events in, also while nothing can be sent: what people ask is stored and waits."""
        self.api.open()
        self._numbers.open()
        self._opened = account, mailbox
        with contextlib.suppress(DongHanhError):
            await self._learn()
        self._keeping_alive = asyncio.create_task(self._keep_alive())

    async def close(self) -> None:
        """Take nothing in any more; a refresh that began is ended."""
        self._opened = None
        await tasks.end(self._keeping_alive)
        await self._tokens.close()
        await self.api.close()
        await self._numbers.close()

    async def send(self, delivery: Delivery) -> Receipt:
        """Hand one message to Zalo. Raises a `SendError`."""
        if self._opened is None:
            raise Unavailable("this door is closed")
        try:
            async with asyncio.timeout(SEND_SECONDS):
                receipt = await self._outbound.deliver(delivery)
        except Refusal as refusal:
            # The message's row keeps what it means; the number itself is for who asks why.
            log.warning(
                "zalo_refuses_a_message", channel=self.name, outbox=delivery.number, code=refusal.code
            )
            raise self._noted(send_error(refusal.code, now=self._clock.now())) from None
        except SendError as error:
            raise self._noted(error) from None
        except TimeoutError:
            raise OutcomeUnknown(f"no whole answer within {SEND_SECONDS} s") from None
        self.down = None
        return receipt

    async def show_typing(self, address: str) -> None:
        """Do nothing: Official Accounts have no such sign."""

    async def _take(self, events: Sequence[Raw]) -> None:
        if self._opened is None:
            raise StoreUnavailable("this door is closed")
        account, mailbox = self._opened
        for event in events:
            file = await self._wanted(account, mailbox, event)
            if file is None:
                await mailbox.receive(account, [event])
            else:
                await mailbox.receive_file(account, event, file)

    async def _wanted(self, account: ChannelAccountId, mailbox: Mailbox, event: Raw) -> File | None:
        """The file of an event, of who may send some; of nobody else is anything fetched."""
        kept, file = self.envelope(event), sent(event)
        if file is None or kept is None or event.get("event_name") not in SENT_FILES:
            return None
        if not await mailbox.takes_files(account, kept.address):
            return None
        content = await self.files.fetch(file.url)
        return None if content is None else File(file.name, WAITING_LIST, content)

    def _noted(self, error: SendError) -> SendError:
        if isinstance(error, ChannelDown):
            self._alarm(error)
        return error

    def _alarm(self, error: ChannelDown) -> None:
        """Call the operator once for each reason."""
        if self.down != str(error):
            log.critical("zalo_refuses_the_account", channel=self.name, error=str(error))
        self.down = str(error)

    async def _keep_alive(self) -> None:
        """Refresh in time also where nobody writes."""
        while True:
            await self._look_after_tokens()
            if self.down is None:
                await self._look_after_quota()
            await asyncio.sleep(KEEP_ALIVE_SECONDS)

    async def _learn(self) -> ZaloAccount:
        """Do as the account was found to be, by whichever process, or as an administrator connected it."""
        known = await self._tokens.account()
        self.capabilities = replace(self.capabilities, buttons=BUTTONS if known.buttons else 0)
        return known

    async def _look_after_tokens(self) -> None:
        try:
            known = await self._learn()
            await self._tokens.access()
        except ChannelDown as error:
            self._alarm(error)
        except SendError as error:
            log.warning("zalo_tokens_not_looked_after", channel=self.name, error=str(error))
        except Exception:
            # Whatever it is, the next look must come: tokens that nobody renews are over in a day.
            log.exception("zalo_tokens_not_looked_after", channel=self.name)
        else:
            self.down = known.trouble

    async def _look_after_quota(self) -> None:
        """Know beforehand whether messages after the free hours are taken."""
        try:
            left = await paid_left(self.api.post)
        except Exception:
            # The tokens must be looked after whatever this was.
            log.exception("zalo_quota_not_told", channel=self.name)
            return
        self.capabilities = replace(self.capabilities, paid_left=left)

    async def _forget_buttons(self) -> None:
        """Give numbered lists from now on, also after a restart."""
        log.warning("zalo_refuses_buttons", channel=self.name)
        self.capabilities = replace(self.capabilities, buttons=0)
        if self._store is not None:
            # What is not remembered is found out again.
            with contextlib.suppress(StoreUnavailable):
                await self._store.remember_no_buttons()
