"""The messages of one channel account in this process: which goes next, and when. Knows no database."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Sequence

from bot.domain.ids import ContactId, OutboxId
from bot.sending.pacing import Pacer
from models.sending.outbox import Parcel

REPLIES_THAT_WAIT = 4
SHORT_SECONDS = 1.0


class AccountQueue:
    """Starts `send(parcel)` for each parcel when its turn has come: replies first, one chat one by one.

    `send` tells whether the chat may go on; if not, what waits behind goes to `hand_back`, and so do later
    replies until one comes that was claimed: the outbox gives out the first one of a chat.
    """

    def __init__(
        self,
        pacer: Pacer,
        *,
        in_flight: int,
        send: Callable[[Parcel], Awaitable[bool]],
        hand_back: Callable[[Sequence[Parcel]], None],
    ) -> None:
        self.pacer = pacer
        self._most_in_flight = in_flight
        self._send = send
        self._hand_back = hand_back
        self._replies: deque[Parcel] = deque()
        self._bulk: deque[Parcel] = deque()
        self._behind: dict[ContactId, deque[Parcel]] = {}
        self._held_up: dict[ContactId, OutboxId] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._in_flight = 0
        self._alarm: asyncio.TimerHandle | None = None
        self._stopped = False

    @property
    def bulk_waiting(self) -> int:
        """How many bulk messages this process already holds."""
        return len(self._bulk)

    def push(self, parcels: Iterable[Parcel], *, claimed: bool = False) -> None:
        """Take messages in: fresh ones, or those claimed from the outbox."""
        for parcel in parcels:
            (self._bulk if parcel.priority.bulk else self._replies).append(parcel)
            if claimed and not parcel.priority.bulk and parcel.contact_id in self._held_up:
                self._held_up[parcel.contact_id] = parcel.id
        self._start_due()

    async def drained(self, address: str) -> None:
        """Return when no reply to an address is here or on its way."""
        while tasks := self._tasks_before(address):
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)

    async def empty(self) -> None:
        """Return when nothing is on its way any more, or what is left has to wait for long."""
        while self._tasks or self._replies or self._bulk:
            delay = self.pacer.bulk_delay(time.monotonic())
            if self._tasks:
                await asyncio.wait(self._tasks)
            elif self._stopped or delay > SHORT_SECONDS:
                return
            else:
                await asyncio.sleep(delay)

    def _tasks_before(self, address: str) -> set[asyncio.Task[None]]:
        """What must end before an address is served; empty when it is."""
        own = {task for task in self._tasks if task.get_name() == address}
        if own or not any(parcel.address == address for parcel in self._replies):
            return own
        return self._tasks or {asyncio.create_task(asyncio.sleep(self.pacer.silence(time.monotonic())))}

    def share(self, among: int) -> None:
        """So many processes send for the account."""
        self.pacer.share(time.monotonic(), among=among)

    def pause(self, seconds: float) -> None:
        """Send nothing for a while."""
        self.pacer.pause(time.monotonic(), seconds=seconds)

    def silence(self, seconds: float) -> None:
        """Send nothing for a while, then more slowly."""
        self.pacer.refused(time.monotonic(), retry_after=seconds)

    async def stop(self, *, patience: float) -> None:
        """Start nothing more, wait for what is on its way, give back the rest."""
        self._stopped = True
        if self._alarm is not None:
            self._alarm.cancel()
        waiting = [*self._replies, *self._bulk]
        self._replies.clear()
        self._bulk.clear()
        self._hand_back(waiting)
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=patience)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    def _start_due(self) -> None:
        while not self._stopped and self._in_flight < self._most_in_flight:
            parcel = self._next(time.monotonic())
            if parcel is None:
                return
            if parcel.contact_id in self._behind:
                self._behind[parcel.contact_id].append(parcel)
            elif self._must_wait(parcel):
                self._hand_back((parcel,))
            else:
                self._start(parcel)

    def _must_wait(self, parcel: Parcel) -> bool:
        """Whether an earlier reply to this chat did not go and has not come back yet."""
        if parcel.priority.bulk or parcel.contact_id not in self._held_up:
            return False
        if parcel.id > self._held_up[parcel.contact_id]:
            return True
        del self._held_up[parcel.contact_id]
        return False

    def _next(self, now: float) -> Parcel | None:
        """The parcel whose turn it is; when there will be one later, an alarm is set."""
        if self._replies:
            crowded = len(self._replies) > REPLIES_THAT_WAIT
            delay = self.pacer.silence(now) if crowded else self.pacer.reply_delay(now)
            return self._take(self._replies, delay)
        if self._bulk:
            return self._take(self._bulk, self.pacer.bulk_delay(now))
        return None

    def _take(self, queue: deque[Parcel], delay: float) -> Parcel | None:
        if delay <= 0:
            return queue.popleft()
        if self._alarm is not None:
            self._alarm.cancel()
        self._alarm = asyncio.get_running_loop().call_later(delay, self._start_due)
        return None

    def _start(self, parcel: Parcel) -> None:
        self.pacer.sent(time.monotonic(), bulk=parcel.priority.bulk)
        self._behind[parcel.contact_id] = deque()
        self._in_flight += 1
        task = asyncio.create_task(self._run(parcel), name=parcel.address)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _run(self, parcel: Parcel) -> None:
        go_on = False
        try:
            go_on = await self._send(parcel)
        finally:
            self._in_flight -= 1
            self._let_follow(parcel, go_on=go_on and not self._stopped)

    def _let_follow(self, first: Parcel, *, go_on: bool) -> None:
        behind = self._behind.pop(first.contact_id)
        if go_on:
            self._replies.extendleft(reversed([each for each in behind if not each.priority.bulk]))
            self._bulk.extendleft(reversed([each for each in behind if each.priority.bulk]))
        else:
            self._hold_up([each for each in (first, *behind) if not each.priority.bulk])
            self._hand_back(tuple(behind))
        self._start_due()

    def _hold_up(self, replies: Sequence[Parcel]) -> None:
        if replies:
            self._held_up[replies[0].contact_id] = replies[0].id
