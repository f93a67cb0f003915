"""Drains the outbox. The table is the truth; what this process has taken is only kept in `AccountQueue`."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import Connection

from bot import metrics
from bot.domain.ids import AttachmentId, ChannelAccountId, OutboxId
from bot.domain.messages import Delivery, File
from bot.domain.rendering import load
from bot.errors import (
    ChannelDown,
    NotReached,
    OutcomeUnknown,
    RateLimited,
    SendError,
    StoreUnavailable,
    Unavailable,
    Unreachable,
)
from bot.holding import keep_hold
from bot.log import log
from bot.ports import Channel, Clock
from bot.sending.account_queue import AccountQueue
from bot.sending.deliveries import handed_back, judge, sent
from bot.sending.pacing import Pacer
from models import leases
from models.people import contacts
from models.sending import attachments, notices, outbox
from models.sending.outbox import OutboxStatus, Parcel, Result
from models.unit_of_work import UnitOfWork

LEASE = timedelta(seconds=30)
POLL_SECONDS = 1.0
BULK_AHEAD = 60
REPLIES_AT_ONCE = 100
CHANNEL_REST_SECONDS = 60.0
NETWORK_REST_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class _Note:
    """What became of a message; `written` is done when that stands in the database."""

    parcel: Parcel
    result: Result
    written: asyncio.Future[None]


class Sender:
    """Sends for all accounts of this process."""

    def __init__(
        self,
        uow: UnitOfWork,
        clock: Clock,
        channels: Mapping[ChannelAccountId, Channel],
        *,
        owner: str,
    ) -> None:
        self._uow = uow
        self._clock = clock
        self._channels = channels
        self._owner = owner
        self._queues = {
            account: AccountQueue(
                Pacer(channel.capabilities.bulk_rate),
                in_flight=channel.capabilities.in_flight,
                send=self._send,
                hand_back=self._hand_back,
            )
            for account, channel in channels.items()
        }
        self._held: set[OutboxId] = set()
        self._claiming = asyncio.Lock()
        self._notes: list[_Note] = []
        self._recording: asyncio.Task[None] | None = None
        self._polling: asyncio.Task[None] | None = None
        self._wake = asyncio.Event()
        self._arrivals = 0
        self._stopping = False

    @property
    def rates(self) -> dict[ChannelAccountId, float | None]:
        """How many bulk messages a second this process allows itself; None where no platform limits it."""
        return {account: queue.pacer.rate for account, queue in self._queues.items()}

    def start(self) -> None:
        """Begin to look for due messages."""
        self._polling = asyncio.create_task(self._poll(), name="sender")

    def push(self, parcels: Sequence[Parcel]) -> None:
        """Send what this process has just taken in the transaction that made it."""
        self._take(parcels, claimed=False)

    def look(self) -> None:
        """There may be something new in the outbox."""
        self._wake.set()

    async def drained(self, account: ChannelAccountId, address: str) -> None:
        """Return when no answer to an address is waiting here or being written down."""
        await self._queues[account].drained(address)
        if self._recording is not None:
            await self._recording

    async def attached(self, account: ChannelAccountId, address: str) -> None:
        """Somebody is at the other end: what waited may go."""
        self._arrivals += 1
        await self._uow.run(partial(_wake_waiting, account=account, address=address, now=self._clock.now()))
        self.look()

    async def flush(self) -> None:
        """Take what is due now and return when it was tried."""
        while await self._claim():
            pass
        await asyncio.gather(*(queue.empty() for queue in self._queues.values()))
        if self._recording is not None:
            await self._recording

    async def renew(self) -> None:
        """Keep what this process holds. What it took and was cut off from may be claimed again."""
        until = self._clock.now() + LEASE
        await keep_hold(self._uow, outbox.renew_leases, self._held, owner=self._owner, until=until)
        await self.share()

    async def share(self) -> None:
        """Share each account's rhythm with the other processes that send for it. SQLite serves one alone."""
        if self._uow.sqlite:
            return
        count = partial(_senders, accounts=tuple(self._queues), owner=self._owner, now=self._clock.now())
        for account, among in (await self._uow.run(lambda tx: count(tx))).items():
            self._queues[account].share(among)

    async def stop(self, *, patience: float) -> None:
        """Finish what is on its way and give back the rest."""
        self._stopping = True
        self._wake.set()
        if self._polling is not None:
            await self._polling
        await asyncio.gather(*(queue.stop(patience=patience) for queue in self._queues.values()))
        if self._recording is not None:
            await asyncio.wait([self._recording], timeout=patience)

    async def _poll(self) -> None:
        while not self._stopping:
            self._wake.clear()
            full = False
            try:
                full = await self._claim()
            except StoreUnavailable:
                pass
            except Exception as error:
                # Whatever it is, those who wait for later messages must not wait for ever.
                log.error("outbox not read", exc_info=error)
            if full:
                continue
            with suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), POLL_SECONDS)

    async def _claim(self) -> bool:
        """Take due messages. True when there may be more replies."""
        async with self._claiming:
            replies = await self._claim_lane(list(self._queues), bulk=False, limit=REPLIES_AT_ONCE)
            hungry = [account for account, queue in self._queues.items() if queue.bulk_waiting < BULK_AHEAD]
            await self._claim_lane(hungry, bulk=True, limit=2 * BULK_AHEAD)
        return replies == REPLIES_AT_ONCE

    async def _claim_lane(self, accounts: Sequence[ChannelAccountId], *, bulk: bool, limit: int) -> int:
        """Take due messages of one lane and return how many there were.

        One that was held when we asked is not sent: its lease ran out while the clock jumped or the database
        was away, and it must not go out twice.
        """
        now = self._clock.now()
        held = frozenset(self._held)
        claim = partial(outbox.claim_due, owner=self._owner, now=now, lease_until=now + LEASE)
        parcels = await self._uow.run(lambda tx: claim(tx, accounts, bulk=bulk, limit=limit))
        self._take([parcel for parcel in parcels if parcel.id not in held], claimed=True)
        # What was let go of meanwhile is left as that wrote it, or may be claimed anew.
        self._hand_back([parcel for parcel in parcels if parcel.id in held - self._held])
        return len(parcels)

    def _take(self, parcels: Sequence[Parcel], *, claimed: bool) -> None:
        """Hold messages until it is written down what became of them."""
        for parcel in parcels:
            if parcel.id not in self._held:
                self._held.add(parcel.id)
                self._queues[parcel.account].push((parcel,), claimed=claimed)

    async def _send(self, parcel: Parcel) -> bool:
        """Try once and note what became of it. Whether the next message of this chat may go.

        Ends when that is written down: a crash can double no more than what counts as on its way.
        """
        arrivals = self._arrivals
        try:
            result = await self._attempt(parcel)
        except asyncio.CancelledError:
            # We stop in the middle of it: nobody knows whether it arrived.
            self._note(parcel, judge(parcel, OutcomeUnknown("stopped"), now=self._clock.now()))
            raise
        if result.status is OutboxStatus.WAITING and self._arrivals != arrivals:
            # Somebody came meanwhile, perhaps this reader: look again rather than wait for ever.
            result = handed_back(parcel)
        await self._note(parcel, result)
        return result.status in (OutboxStatus.SENT, OutboxStatus.DEAD, OutboxStatus.EXPIRED)

    async def _attempt(self, parcel: Parcel) -> Result:
        if parcel.useful_until is not None and parcel.useful_until <= self._clock.now():
            return Result(parcel.id, OutboxStatus.EXPIRED)
        channel = self._channels[parcel.account]
        try:
            return sent(parcel, await channel.send(self._delivery(parcel)))
        except SendError as error:
            return self._failed(parcel, error)
        except Exception as error:
            # A fault of ours must not stop the others; after the last try the operator sees the message.
            log.exception("sending failed", outbox=parcel.id, channel=channel.name)
            return self._failed(parcel, Unavailable(type(error).__name__))

    def _failed(self, parcel: Parcel, error: SendError) -> Result:
        queue = self._queues[parcel.account]
        if isinstance(error, RateLimited):
            queue.silence(error.retry_after.total_seconds())
        elif isinstance(error, NotReached):
            queue.pause(NETWORK_REST_SECONDS)
        elif isinstance(error, ChannelDown):
            log.error("channel refused", channel=self._channels[parcel.account].name, error=str(error))
            queue.pause(CHANNEL_REST_SECONDS)
        return judge(parcel, error, now=self._clock.now())

    def _delivery(self, parcel: Parcel) -> Delivery:
        body = load(parcel.body)
        file = None if body.attachment is None else self._file(parcel, body.attachment)
        return Delivery(parcel.id, parcel.address, body, file)

    def _file(self, parcel: Parcel, attachment_id: AttachmentId) -> File | None:
        found = self._uow.read(lambda tx: attachments.kept(tx, attachment_id, parcel.contact_id))
        return None if found is None else File(*found)

    def _note(self, parcel: Parcel, result: Result) -> asyncio.Future[None]:
        channel = self._channels[parcel.account].name
        metrics.SENDS.labels(channel, result.error or result.status.value).inc()
        return self._record(parcel, result)

    def _hand_back(self, parcels: Sequence[Parcel]) -> None:
        for parcel in parcels:
            self._record(parcel, handed_back(parcel))

    def _record(self, parcel: Parcel, result: Result) -> asyncio.Future[None]:
        note = _Note(parcel, result, asyncio.get_running_loop().create_future())
        self._notes.append(note)
        if self._recording is None:
            self._recording = asyncio.create_task(self._record_all(), name="recorder")
        return note.written

    async def _record_all(self) -> None:
        """Write results down in groups. While the database is away they wait, and leases keep others off."""
        while self._notes:
            notes, self._notes = self._notes, []
            try:
                await self._write(notes)
            except StoreUnavailable:
                self._notes = notes + self._notes
                await asyncio.sleep(POLL_SECONDS)
            except Exception:
                for note in notes:
                    await self._write_alone(note)
        self._recording = None

    async def _write(self, notes: Sequence[_Note]) -> None:
        await self._uow.run(partial(_write_results, notes=notes, owner=self._owner, now=self._clock.now()))
        for note in notes:
            self._held.discard(note.parcel.id)
            if not note.written.done():
                note.written.set_result(None)
        if any(note.result.status is OutboxStatus.READY for note in notes):
            self.look()

    async def _write_alone(self, note: _Note) -> None:
        """Write what could not be written in a group. What can not be written at all stays held here."""
        try:
            await self._write([note])
        except StoreUnavailable:
            self._notes.append(note)
        except Exception as error:
            log.error("result not written", outbox=note.parcel.id, exc_info=error)
            note.written.set_result(None)


def _senders(
    tx: Connection, *, accounts: Sequence[ChannelAccountId], owner: str, now: datetime
) -> dict[ChannelAccountId, int]:
    """How many processes send for each account, this one among them."""
    found = {}
    for account in accounts:
        sends = f"sends:{account}:"
        leases.take(tx, sends + owner, owner=owner, now=now, until=now + LEASE)
        found[account] = len(leases.held(tx, sends, now=now))
    return found


def _wake_waiting(tx: Connection, *, account: ChannelAccountId, address: str, now: datetime) -> None:
    contact_id = contacts.contact_at(tx, account, address)
    if contact_id is not None:
        outbox.wake(tx, contact_id, now=now)


def _write_results(tx: Connection, notes: Sequence[_Note], *, owner: str, now: datetime) -> None:
    outbox.record(tx, [note.result for note in notes], owner=owner, now=now)
    for note in notes:
        if note.result.error == Unreachable.__name__:
            contact_id = note.parcel.contact_id
            contacts.mark_unreachable(tx, contact_id)
            outbox.cancel_unsent(tx, contact_id, reason="unreachable", now=now, bulk_only=True)
            notices.clear(tx, contact_id, reason="unreachable", now=now)
