"""A fake Telegram in a process of its own, steered from here: it outlives the bot that a test kills."""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.fakes.telegram import TOKEN
from tests.fakes.telegram_people import Update

ROOT = Path(__file__).parent.parent.parent


class Remote:
    """The other process."""

    token = TOKEN

    def __init__(self, url: str) -> None:
        self.url = url
        self.api_url = f"{url}/bot"
        self.file_url = f"{url}/file/bot"

    def push(self, *updates: Update) -> list[int]:
        return list(self._order("push", updates=updates))

    def fail(self, **fault: Any) -> None:
        """Let coming calls fail; the fields of `Fault`."""
        self._order("fail", **fault)

    def limit(self, *, per_second: int = 30, penalty: float = 3.0) -> None:
        """Enforce the flood limit strictly."""
        self._order("limit", per_second=per_second, penalty=penalty)

    def distance(self, least: float, most: float) -> None:
        """Seconds a request and its answer travel, each way."""
        self._order("distance", least=least, most=most)

    def block(self, chat: int) -> None:
        self._order("block", chat=chat)

    def unblock(self, chat: int) -> None:
        self._order("unblock", chat=chat)

    def calls(self) -> list[tuple[str, int]]:
        """Method and status of every call."""
        return [(method, status) for method, status in self._order("calls")]

    def delivered(self) -> Sequence[dict[str, Any]]:
        """Every message that reached a person, the fields of `Shown`."""
        return list(self._order("delivered"))

    def pushes(self) -> Sequence[dict[str, Any]]:
        """Every attempt at the webhook, the fields of `Push`."""
        return list(self._order("pushes"))

    def pending(self) -> list[int]:
        """The updates that are not confirmed."""
        return list(self._order("pending"))

    def _order(self, order: str, **arguments: Any) -> Any:
        request = urllib.request.Request(f"{self.url}/control/{order}", data=json.dumps(arguments).encode())
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)


@contextmanager
def telegram_process(*, port: int = 0) -> Iterator[Remote]:
    """Run the server as a process inside the block."""
    command = [sys.executable, "-m", "tests.fakes.telegram", "--port", str(port)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield Remote(process.stdout.readline().strip())
        finally:
            process.kill()
