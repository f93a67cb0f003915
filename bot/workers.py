"""Threads that work for an event loop, and how their results get back to it."""

from __future__ import annotations

import asyncio
import queue
import threading
from collections import deque
from collections.abc import Callable
from typing import Any, TypeVar

T = TypeVar("T")
_Job = tuple[Callable[[], Any], asyncio.Future[Any]]


class Tray:
    """Hands results back to an event loop. Waking a loop is dear, so it is woken once for many."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        self._outcomes: deque[tuple[asyncio.Future[Any], Any, BaseException | None]] = deque()
        self._woken = False

    def put(self, done: asyncio.Future[Any], result: Any, error: BaseException | None) -> None:
        """Lay a result down; called by any thread."""
        self._outcomes.append((done, result, error))
        if not self._woken and not self.loop.is_closed():
            self._woken = True
            self.loop.call_soon_threadsafe(self._empty)

    def _empty(self) -> None:
        # Cleared first: what is laid down meanwhile wakes the loop once more rather than being forgotten.
        self._woken = False
        while self._outcomes:
            done, result, error = self._outcomes.popleft()
            if done.done():
                continue
            if error is not None:
                done.set_exception(error)
            else:
                done.set_result(result)


class Workers:
    """A few threads for work that must not hold up the loop. Created and used inside one running loop."""

    def __init__(self, count: int, *, name: str) -> None:
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._loop = asyncio.get_running_loop()
        self._tray = Tray(self._loop)
        self._threads = [
            threading.Thread(target=self._work, name=f"{name}-{number}", daemon=True)
            for number in range(count)
        ]
        for thread in self._threads:
            thread.start()

    async def run(self, work: Callable[[], T]) -> T:
        """Do `work()` on one of the threads."""
        done: asyncio.Future[T] = self._loop.create_future()
        self._jobs.put((work, done))
        return await done

    def stop(self) -> None:
        """Take no more work; what a thread is at, it finishes."""
        for _ in self._threads:
            self._jobs.put(None)

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            work, done = job
            try:
                self._tray.put(done, work(), None)
            except BaseException as error:
                self._tray.put(done, None, error)
