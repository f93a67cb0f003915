"""Takes in what people do, answers each chat in order, and loses nothing: the inbox is written first."""

from __future__ import annotations

import asyncio
import hashlib
import json
import time
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import Connection

from bot import metrics
from bot.domain.ids import ChannelAccountId, ContactId, InboxId
from bot.domain.messages import File
from bot.errors import BadPayload, Moved, StoreUnavailable
from bot.floods import FloodGate, Verdict
from bot.holding import keep_hold
from bot.log import log
from bot.ports import Clock, Line, Raw
from bot.sending.sender import Sender
from bot.transcript import hidden_until, recent_lines
from bot.turns import Desk, Turns
from bot.workers import Workers
from models import inbox
from models.inbox import Arrival, InboxStatus, Stored
from models.people.contacts import Conversation, contact_at
from models.people.forgetting import give_up_waiting
from models.sending import attachments
from models.unit_of_work import UnitOfWork

LEASE = timedelta(seconds=30)
REST_BEFORE_TRY = (0.0, 0.2, 1.0)
STORE_AWAY_SECONDS = 0.5
TYPING_AFTER_SECONDS = 0.4
PREPARERS = 3
"""Few: all of them compute, and more only take the processor from the taking in of what arrives."""
RECOVERED_AT_ONCE = 500
LONGEST_NAME = 128
MOST_MOVES = 20

Chat = tuple[ChannelAccountId, str]


@dataclass(frozen=True, slots=True)
class _Waiting:
    """An event that waits for its turn. `known` is where its conversation stood when it was stored."""

    event: Stored
    known: Conversation | None = None


@dataclass(slots=True)
class _Queue:
    """The events of one chat that wait for their turn; the worker lives as long as there are any."""

    waiting: deque[_Waiting] = field(default_factory=deque)
    worker: asyncio.Task[None] | None = None


class Engine:
    """The mailbox all channels deliver to."""

    def __init__(
        self,
        uow: UnitOfWork,
        clock: Clock,
        turns: Turns,
        sender: Sender,
        desks: Mapping[ChannelAccountId, Desk],
        *,
        owner: str,
        floods: FloodGate | None = None,
    ) -> None:
        self._uow = uow
        self._clock = clock
        self._turns = turns
        self._sender = sender
        self._desks = desks
        self._owner = owner
        self._floods = floods or FloodGate()
        self._queues: dict[Chat, _Queue] = {}
        self._in_hand: set[InboxId] = set()
        self._preparers = Workers(PREPARERS, name="prepare")
        self._stopping = False

    async def receive(self, account: ChannelAccountId, raw: Sequence[Raw]) -> None:
        """Store events and let their turns begin; see `bot.ports.Mailbox`."""
        channel = self._desks[account].channel
        arrivals = [arrival for event in raw if (arrival := self._arrival(account, event)) is not None]
        if arrivals:
            self._begin([_Waiting(event, known) for event, known in await self._store(arrivals)])
            metrics.RECEIVED.labels(channel.name).inc(len(arrivals))

    async def takes_files(self, account: ChannelAccountId, address: str) -> bool:
        """Whether a chat may send files; see `bot.ports.Mailbox`."""
        desk, now = self._desks[account], self._clock.now()
        return await self._preparers.run(lambda: self._turns.takes_files(desk, address, now=now))

    async def receive_file(self, account: ChannelAccountId, raw: Raw, file: File) -> None:
        """Store an event with its file and let its turn begin; see `bot.ports.Mailbox`."""
        arrival = self._arrival(account, raw)
        if arrival is not None:
            self._begin([_Waiting(*each) for each in await self._store([arrival], file)])
            metrics.RECEIVED.labels(self._desks[account].channel.name).inc()

    async def settled(self, account: ChannelAccountId, address: str) -> None:
        """Return when a chat is answered and its answers are handed over."""
        queue = self._queues.get((account, address))
        if queue is not None and queue.worker is not None:
            await asyncio.wait([queue.worker])
        await self._sender.drained(account, address)

    async def attached(self, account: ChannelAccountId, address: str) -> None:
        """Somebody is at the other end. What waited for who sat there before is not for them."""
        now, patience = self._clock.now(), self._desks[account].channel.capabilities.locks_after

        def left(tx: Connection) -> tuple[ContactId | None, datetime | None]:
            contact_id = contact_at(tx, account, address)
            return contact_id, hidden_until(tx, contact_id, now=now, patience=patience)

        contact_id, hidden = await self._preparers.run(lambda: self._uow.read(left))
        if contact_id is not None and hidden is not None:
            await self._uow.run(partial(give_up_waiting, contact_id=contact_id, before=hidden, now=now))
        await self._sender.attached(account, address)

    async def recent(self, account: ChannelAccountId, address: str, *, limit: int) -> Sequence[Line]:
        """The last lines of a chat."""
        channel = self._desks[account].channel
        read = partial(
            recent_lines,
            account=account,
            address=address,
            parse=channel.parse,
            limit=limit,
            now=self._clock.now(),
            patience=channel.capabilities.locks_after,
        )
        return await self._preparers.run(lambda: self._uow.read(read))

    async def recover(self) -> None:
        """Take up events whose process died."""
        taken = RECOVERED_AT_ONCE
        while taken == RECOVERED_AT_ONCE and not self._stopping:
            taken = await self._recover_some()

    async def renew(self) -> None:
        """Keep what this process is working on. What it was cut off from may be taken up again."""
        until = self._clock.now() + LEASE
        await keep_hold(self._uow, inbox.renew_leases, self._in_hand, owner=self._owner, until=until)

    async def stop(self, *, patience: float) -> None:
        """Let the turns in flight finish; the rest waits in the inbox."""
        self._stopping = True
        workers = [queue.worker for queue in self._queues.values() if queue.worker is not None]
        if workers:
            await asyncio.wait(workers, timeout=patience)
        self._preparers.stop()

    async def _recover_some(self) -> int:
        now = self._clock.now()
        claim = partial(inbox.claim_unfinished, owner=self._owner, now=now, lease_until=now + LEASE)
        stored = await self._uow.run(lambda tx: claim(tx, list(self._desks), limit=RECOVERED_AT_ONCE))
        self._begin([_Waiting(event) for event in stored])
        return len(stored)

    def _arrival(self, account: ChannelAccountId, event: Raw) -> Arrival | None:
        """An event on its way into the inbox; None when nobody can be answered."""
        channel = self._desks[account].channel
        try:
            envelope = channel.envelope(event)
            if envelope is not None and max(len(envelope.key), len(envelope.address)) > LONGEST_NAME:
                raise BadPayload("a key or address no platform gives")
        except Exception as error:
            # Refused, it would be repeated for ever and hold up what follows. The operator sees it.
            log.error("event not readable", channel=channel.name, exc_info=error)
            return _unreadable(account, event)
        if envelope is None:
            return None
        verdict = self._floods.judge((account, envelope.address), now=time.monotonic())
        if verdict is Verdict.DROP:
            metrics.DROPPED.inc()
        status = InboxStatus.DROPPED if verdict is Verdict.DROP else InboxStatus.NEW
        return Arrival(
            account, envelope.key, envelope.address, event, status, flooding=verdict is Verdict.WARN
        )

    async def _store(
        self, arrivals: Sequence[Arrival], file: File | None = None
    ) -> list[tuple[Stored, Conversation | None]]:
        """Store events. Returns those to be answered, each with where its conversation stands.

        A `file` belongs to the only one of them."""
        now = self._clock.now()

        def store(tx: Connection) -> tuple[int, list[tuple[Stored, Conversation | None]]]:
            came = arrivals if file is None else [_with_file(tx, arrivals[0], file, now=now)]
            stored = inbox.store(tx, came, owner=self._owner, now=now, lease_until=now + LEASE)
            if file is not None and not stored:
                _drop_file(tx, came[0])
            fresh = [event for event in stored if event.status is InboxStatus.NEW]
            return len(stored), [
                (event, self._turns.load(tx, event.account, event.address)) for event in fresh
            ]

        count, fresh = await self._uow.run(store, urgent=True)
        if count < len(arrivals):
            channel = self._desks[arrivals[0].account].channel.name
            metrics.REPEATED.labels(channel).inc(len(arrivals) - count)
        return fresh

    def _begin(self, events: Iterable[_Waiting]) -> None:
        for each in events:
            event = each.event
            if event.id in self._in_hand:
                continue
            self._in_hand.add(event.id)
            chat = (event.account, event.address)
            queue = self._queues.setdefault(chat, _Queue())
            # Behind another turn the conversation will have moved on.
            queue.waiting.append(each if queue.worker is None else replace(each, known=None))
            if queue.worker is None:
                queue.worker = asyncio.create_task(self._work(chat, queue))

    async def _work(self, chat: Chat, queue: _Queue) -> None:
        desk = self._desks[chat[0]]
        typing = asyncio.get_running_loop().call_later(TYPING_AFTER_SECONDS, _show_typing, desk, chat[1])
        try:
            while queue.waiting and not self._stopping:
                waiting = queue.waiting.popleft()
                try:
                    await self._answer(desk, waiting)
                except Exception as error:
                    # Its lease runs out and it is taken up again; those behind it must not wait for that.
                    log.error("turn neither answered nor parked", inbox=waiting.event.id, exc_info=error)
                finally:
                    self._in_hand.discard(waiting.event.id)
        finally:
            typing.cancel()
            self._queues.pop(chat, None)

    async def _answer(self, desk: Desk, waiting: _Waiting) -> None:
        """Try a turn until it is committed or parked. While the database is away nothing is counted."""
        begun = time.perf_counter()
        failures = waiting.event.attempts
        while True:
            if failures:
                await asyncio.sleep(REST_BEFORE_TRY[min(failures, len(REST_BEFORE_TRY) - 1)])
            try:
                await self._try(desk, waiting)
            except StoreUnavailable:
                await asyncio.sleep(STORE_AWAY_SECONDS)
            except Exception as error:
                failures = await self._failed(desk, waiting.event, error)
                if failures >= len(REST_BEFORE_TRY):
                    return
            else:
                metrics.TURN_SECONDS.observe(time.perf_counter() - begun)
                return

    async def _try(self, desk: Desk, waiting: _Waiting) -> None:
        """Do a turn; again when another process moved the conversation on meanwhile, which is no failure."""
        for _ in range(MOST_MOVES):
            try:
                await self._turn(desk, waiting)
                return
            except Moved:
                waiting = replace(waiting, known=None)
        raise Moved(waiting.event.address)

    async def _turn(self, desk: Desk, waiting: _Waiting) -> None:
        event, now = waiting.event, self._clock.now()
        prepared = await self._preparers.run(
            lambda: self._turns.prepare(desk, event, now=now, known=waiting.known)
        )
        if prepared is None:
            await self._uow.run(lambda tx: inbox.finish(tx, event.id, InboxStatus.DONE, now=now))
            return
        self._sender.push(await self._uow.run(lambda tx: self._turns.commit(tx, prepared)))
        if prepared.backlog:
            self._sender.look()
        if prepared.meaning is not None:
            metrics.TURNS.labels(prepared.meaning.decision).inc()

    async def _failed(self, desk: Desk, event: Stored, error: Exception) -> int:
        """Count a failure; after the last try park the event and say so. Returns the failures so far."""
        name = type(error).__name__
        metrics.FAILED_TURNS.labels(name).inc()
        log.error("turn failed", inbox=event.id, channel=desk.channel.name, exc_info=error)
        now = self._clock.now()
        try:
            failures = await self._uow.run(lambda tx: inbox.note_failure(tx, event.id, error=name))
            if failures >= len(REST_BEFORE_TRY):
                self._sender.push(await self._uow.run(lambda tx: self._turns.park(tx, desk, event, now=now)))
                metrics.PARKED.inc()
        except StoreUnavailable:
            return event.attempts
        return failures


def _unreadable(account: ChannelAccountId, event: Raw) -> Arrival:
    """Kept for the operator: one odd event of a batch must not hold up the others."""
    digest = hashlib.sha256(json.dumps(event, sort_keys=True, default=str).encode()).hexdigest()
    return Arrival(account, f"unreadable:{digest}", "", event, InboxStatus.PARKED)


def _with_file(tx: Connection, arrival: Arrival, file: File, *, now: datetime) -> Arrival:
    """The event that tells where its file is kept. Who never wrote has no place to keep one."""
    contact_id = contact_at(tx, arrival.account, arrival.address)
    if contact_id is None:
        return arrival
    kept = attachments.keep(
        tx, contact_id, name=file.name, media_type=file.media_type, content=file.content, now=now
    )
    return replace(arrival, raw={**arrival.raw, "kept": kept})


def _drop_file(tx: Connection, arrival: Arrival) -> None:
    """The event came a second time: its file is kept with the first."""
    contact_id, kept = contact_at(tx, arrival.account, arrival.address), arrival.raw.get("kept")
    if contact_id is not None and kept is not None:
        attachments.drop(tx, kept, contact_id)


def _show_typing(desk: Desk, address: str) -> None:
    if desk.channel.capabilities.typing:
        task = asyncio.ensure_future(desk.channel.show_typing(address))
        task.add_done_callback(lambda done: done.cancelled() or done.exception())
