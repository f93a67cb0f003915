"""The messages of one channel account in this process: which goes next, and when. Knows no database."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Sequence

from bot.domain.ids import ContactId
from bot.pacing import Pacer
from models.outbox import Parcel

IN_FLIGHT = 10
REPLIES_THAT_WAIT = 4


class AccountQueue:
    """Starts `send(parcel)` for each parcel when its turn has come: replies first, one chat one by one.

    `send` tells whether the chat may go on; if not, what waits behind goes to `hand_back`.
    """

    def __init__(
        self,
        pacer: Pacer,
        *,
        send: Callable[[Parcel], Awaitable[bool]],
        hand_back: Callable[[Sequence[Parcel]], None],
    ) -> None:
        self.pacer = pacer
        self._send = send
        self._hand_back = hand_back
        self._replies: deque[Parcel] = deque()
        self._bulk: deque[Parcel] = deque()
        self._behind: dict[ContactId, deque[Parcel]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._in_flight = 0
        self._alarm: asyncio.TimerHandle | None = None
        self._stopped = False

    @property
    def bulk_waiting(self) -> int:
        """How many bulk messages this process already holds."""
        return len(self._bulk)

    def push(self, parcels: Iterable[Parcel]) -> None:
        """Take messages in."""
        for parcel in parcels:
            (self._bulk if parcel.priority.bulk else self._replies).append(parcel)
        self._start_due()

    async def drained(self, address: str) -> None:
        """Return when no reply to an address is here or on its way."""
        while tasks := self._tasks_before(address):
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)

    async def empty(self) -> None:
        """Return when nothing is on its way any more."""
        while self._tasks:
            await asyncio.wait(self._tasks)

    def _tasks_before(self, address: str) -> set[asyncio.Task[None]]:
        """What must end before an address is served; empty when it is."""
        own = {task for task in self._tasks if task.get_name() == address}
        if own or not any(parcel.address == address for parcel in self._replies):
            return own
        return self._tasks or {asyncio.create_task(asyncio.sleep(self.pacer.silence(time.monotonic())))}

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

    def _start_due(self) -> None:
        while not self._stopped and self._in_flight < IN_FLIGHT:
            parcel = self._next(time.monotonic())
            if parcel is None:
                return
            if parcel.contact_id in self._behind:
                self._behind[parcel.contact_id].append(parcel)
            else:
                self._start(parcel)

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
            self._let_follow(self._behind.pop(parcel.contact_id), go_on=go_on and not self._stopped)

    def _let_follow(self, behind: deque[Parcel], *, go_on: bool) -> None:
        if go_on:
            self._replies.extendleft(reversed([each for each in behind if not each.priority.bulk]))
            self._bulk.extendleft(reversed([each for each in behind if each.priority.bulk]))
        elif behind:
            self._hand_back(tuple(behind))
        self._start_due()
