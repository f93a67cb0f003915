"""Starts webhooks in processes of their own, and pushes updates at them from yet another."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

from tests.benchmarks.crowd import IN_THE_FORM, PEOPLE
from tests.benchmarks.pusher import Job, Seen
from tests.benchmarks.served import SECRET
from tests.benchmarks.stub import FIRST_CHAT, message

ROOT = Path(__file__).parents[2]
PATIENCE = 60
_UPDATE = json.dumps(message(111, 222, "333"), ensure_ascii=False)
UPDATE = _UPDATE.replace("111", "%(number)d").replace("222", "%(chat)d").replace("333", "%(text)s")


@dataclass
class Served:
    """A webhook that listens."""

    port: int
    pushed: int = 0
    walked: int = 0

    def walk(self, updates: int, *, connections: int) -> Seen:
        """Everybody in the form takes the next step, as many as there are updates."""
        seen = self._push(updates, connections, chats=PEOPLE, texts=list(IN_THE_FORM), walked=self.walked)
        self.walked += updates
        return seen

    def flood(self, updates: int, *, connections: int) -> Seen:
        """One chat writes so fast that it is not answered any more."""
        return self._push(updates, connections, chats=1, texts=["alo"], walked=0)

    def _push(self, updates: int, connections: int, **who_and_what: Any) -> Seen:
        numbers = {"first_number": 800_000_000 + self.pushed, "first_chat": FIRST_CHAT}
        job = Job(self.port, SECRET, connections, updates, UPDATE, **numbers, **who_and_what)
        self.pushed += updates
        pushed = _run("pusher", given=json.dumps(asdict(job)))
        seen = Seen(**json.loads(pushed))
        assert not seen.refused, f"{seen.refused} updates were refused"
        return seen

    def ask(self, path: str) -> Any:
        with urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=PATIENCE) as answer:
            return json.load(answer)

    def finished(self) -> None:
        """Return when everything pushed is answered and sent."""
        until = time.monotonic() + PATIENCE
        while (where := self.ask("/standing"))["unanswered"] or where["unsent"]:
            assert time.monotonic() < until, where
            time.sleep(0.2)


@contextmanager
def served(kind: str, *, url: str = "") -> Iterator[Served]:
    """One webhook, ready."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    process = subprocess.Popen(_command("served", kind, str(port), url), cwd=ROOT)
    try:
        _wait_for(port, process)
        yield Served(port)
    finally:
        process.terminate()
        process.wait(PATIENCE)


def _command(module: str, *arguments: str) -> list[str]:
    return [sys.executable, "-m", f"tests.benchmarks.{module}", *arguments]


def _run(module: str, *, given: str) -> str:
    return subprocess.run(
        _command(module), cwd=ROOT, input=given, capture_output=True, text=True, check=True
    ).stdout


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        assert process.poll() is None, "the server ended"
        try:
            urlopen(f"http://127.0.0.1:{port}/health/live", timeout=1).close()
        except URLError as error:
            # Any answer at all means that it listens, a 404 of the plain one as well.
            if hasattr(error, "code"):
                return
            time.sleep(0.05)
        else:
            return
    raise TimeoutError("the server did not come up")
