"""What the engine asks of its surroundings, and what they may ask of it. Adapters know only this."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol, TypeVar, runtime_checkable

from bot.domain.ids import ChannelAccountId, OutboxId
from bot.domain.messages import Capabilities, Delivery, Envelope, File, Incoming, Receipt, Rendered

T = TypeVar("T")

Raw = Mapping[str, Any]
"""One event as the platform sent it: the JSON object that is stored before anything else happens."""


class Clock(Protocol):
    """The only source of the present instant. Durations use the monotonic clock instead."""

    def now(self) -> datetime:
        """The present instant, in UTC and aware."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a conversation already held. `number` is the message's number when it was ours."""

    at: datetime
    number: int | None
    body: Rendered


class Mailbox(Protocol):
    """The engine as a channel sees it."""

    async def receive(self, account: ChannelAccountId, raw: Sequence[Raw]) -> None:
        """Store the events durably; returning means the platform may be told 200.

        Raises `StoreUnavailable` when nothing was stored and the platform should repeat. A repeated event is
        stored once; one that can not be read is put aside for the operator.
        """

    async def takes_files(self, account: ChannelAccountId, address: str) -> bool:
        """Whether this chat may send files. Of others no content is taken in, and none is handed over."""

    async def receive_file(self, account: ChannelAccountId, raw: Raw, file: File) -> None:
        """Store one event together with the file it tells of; as `receive`.

        `raw` is parsed with the number under which the file is kept as its "kept"."""

    async def settled(self, account: ChannelAccountId, address: str) -> None:
        """Return when every stored event of this chat is answered and its answers were handed over."""

    async def attached(self, account: ChannelAccountId, address: str) -> None:
        """The person is at the other end (again): send what waited for them."""

    async def recent(self, account: ChannelAccountId, address: str, *, limit: int) -> Sequence[Line]:
        """The last lines of this chat, oldest first: the person's own (no number) and ours."""


class Channel(Protocol):
    """A door: one account on one platform.

    `name` is the platform ("telegram", "web"), `external_account` the account there (bot id, site). Both
    together name the `channel_account` row. `parse` is pure: it is called again after a restart.
    """

    name: str
    external_account: str
    capabilities: Capabilities

    def envelope(self, raw: Raw) -> Envelope | None:
        """Read what storing an event needs; None when nobody can be answered. Raises `BadPayload`.

        The platform waits while this is done; `parse` is called later.
        """

    def parse(self, raw: Raw) -> Incoming | None:
        """Read one event; None when it needs no answer (an echo, a receipt). Raises `BadPayload`.

        Key and address are those of its envelope.
        """

    async def open(self, account: ChannelAccountId, mailbox: Mailbox) -> None:
        """Start taking events in. Returns when the door is open."""

    async def close(self) -> None:
        """Take nothing in any more and release connections."""

    async def send(self, delivery: Delivery) -> Receipt:
        """Hand one message to the platform. Raises a `SendError`."""

    async def show_typing(self, address: str) -> None:
        """Show that an answer is being written. Never raises."""


@dataclass(frozen=True, slots=True)
class TokenPair:
    """What opens an Official Account of Zalo, and until when. A refresh token works once."""

    access: str = field(repr=False)
    refresh: str = field(repr=False)
    issued_at: datetime
    access_until: datetime
    refresh_until: datetime


@dataclass(frozen=True, slots=True)
class ZaloAccount:
    """What is kept about an Official Account. `version` grows with every pair; `trouble` needs a person."""

    pair: TokenPair
    version: int
    trouble: str | None = None
    buttons: bool = True


class ZaloStore(Protocol):
    """Where one Official Account is kept. Everything raises `StoreUnavailable`."""

    async def read(self) -> ZaloAccount | None:
        """What is kept now; None when no administrator ever connected it."""

    async def claim(self, version: int) -> ZaloAccount | None:
        """Take the right to refresh a pair, for longer than a call may take; None while another has it.

        When the pair is no longer that of `version`, the present one is given and nothing taken.
        """

    async def replace(self, pair: TokenPair, *, version: int) -> None:
        """Commit the pair that the refresh of `version` gave."""

    async def release(self, *, version: int, trouble: str | None) -> None:
        """Give the right back without a pair; `trouble` says why a person is needed."""

    async def remember_no_buttons(self) -> None:
        """This account refuses buttons."""


@runtime_checkable
class KeptInStore(Protocol):
    """A channel with something to keep beyond the life of the process."""

    def keep_in(self, make: Callable[[str], ZaloStore]) -> None:
        """Hear, before it is opened, how the store of an account is got."""


class PictureLinks(Protocol):
    """Names under which a platform may fetch pictures from us; any process of ours knows them."""

    def name(self, number: OutboxId) -> str:
        """What the picture of a message may be asked for by, from now on for some minutes."""

    async def find(self, name: str) -> File | None:
        """The picture; None for a name that was made up or is too old. Raises `StoreUnavailable`."""


@runtime_checkable
class ShowsPictures(Protocol):
    """A channel whose platform fetches pictures from us."""

    def show_by(self, links: PictureLinks) -> None:
        """Hear, before it is opened, where they lie."""


class UnitOfWork(Protocol):
    """The only way to the database, and the only one that commits."""

    async def run(self, work: Callable[[Any], T], *, urgent: bool = False) -> T:
        """Run `work(connection)` in a write transaction and commit.

        `urgent`: before what is not, because a platform is kept waiting for it.
        An exception of `work` undoes what it wrote and nothing else. `work` may be run a second time after a
        failure of the database and must have no effect outside of it. Raises `StoreUnavailable`.
        """

    def read(self, work: Callable[[Any], T]) -> T:
        """Run `work(connection)` on a read-only connection of the calling thread."""
