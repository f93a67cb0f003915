"""The product as people run it, in a process of its own that can be killed, with a clock that can be set."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from tests.fakes.telegram import FakeTelegram
from tests.fakes.telegram_channel import SECRET

SERVE = [sys.executable, "-c", "from bot.cli import main; main()", "serve"]
LEASE = timedelta(seconds=31)
"""After so long another process may take over what a dead one held."""


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


@dataclass
class BotProcess:
    """`donghanh serve` over one database, with Telegram by webhook or by polling."""

    url: str
    fake: FakeTelegram
    folder: Path
    webhook: bool = False
    port: int = field(default_factory=free_port)
    front: str | None = None
    """Where Telegram knocks, when something stands in front of this process."""
    clock: datetime = field(default_factory=lambda: datetime(2026, 11, 23, 2, 0, tzinfo=UTC))
    kills: int = 0
    _process: subprocess.Popen[bytes] | None = None
    _log: IO[bytes] | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def webhook_url(self) -> str:
        return f"{self.front or self.address}/telegram"

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def pass_(self, duration: timedelta) -> None:
        """Set the clock of the process forward, or back."""
        self.clock += duration
        written = self.folder / "clock.new"
        written.write_text(self.clock.isoformat())
        written.replace(self.folder / "clock")

    def start(self) -> Self:
        """Begin; returns at once."""
        self.pass_(timedelta(0))
        self._log = (self.folder / "log").open("ab")
        self._process = subprocess.Popen(
            SERVE, cwd=self.folder, env=self._environment(), stdout=self._log, stderr=self._log
        )
        return self

    def start_after_crash(self) -> Self:
        """Begin again when the leases of the dead process are over."""
        self.pass_(LEASE)
        return self.start()

    def ready(self) -> Self:
        """Return when it serves."""
        self.fake.wait_until(lambda: self.health()[0] == 200, seconds=60)
        return self

    def health(self) -> tuple[int, str]:
        """Status and text of /health/ready; 0 while nobody answers."""
        return self.get("/health/ready")

    def get(self, path: str) -> tuple[int, str]:
        return self._ask(urllib.request.Request(f"{self.address}{path}"))

    def push(self, body: bytes) -> int:
        """Knock at the webhook as Telegram does; the status, 0 when nobody answers."""
        headers = {"X-Telegram-Bot-Api-Secret-Token": SECRET, "Content-Type": "application/json"}
        return self._ask(urllib.request.Request(self.webhook_url, body, headers))[0]

    def kill(self) -> None:
        """kill -9."""
        self.end(signal.SIGKILL)
        self.kills += 1

    def end(self, how: signal.Signals = signal.SIGTERM, *, seconds: float = 30) -> int:
        """Send a signal and wait; the exit status."""
        assert self._process is not None
        self._process.send_signal(how)
        return self.wait(seconds=seconds)

    def wait(self, *, seconds: float = 30) -> int:
        assert self._process is not None
        assert self._log is not None
        status = self._process.wait(seconds)
        self._log.close()
        return status

    @property
    def log(self) -> str:
        return (self.folder / "log").read_text(encoding="utf-8")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process is not None and self._process.poll() is None:
            self.end(signal.SIGKILL)
        if error is not None:
            print(self.log[-4000:])

    def _environment(self) -> dict[str, str]:
        webhook = {"TELEGRAM_WEBHOOK_URL": self.webhook_url, "TELEGRAM_WEBHOOK_SECRET": SECRET}
        return {
            **{name: value for name, value in os.environ.items() if not name.startswith("COV_")},
            "DATABASE_URL": self.url,
            "TELEGRAM_TOKEN": self.fake.token,
            "TELEGRAM_API_URL": self.fake.api_url,
            "TELEGRAM_FILE_URL": self.fake.file_url,
            "DONGHANH_PORT": str(self.port),
            "DONGHANH_CLOCK_FILE": str(self.folder / "clock"),
            **(webhook if self.webhook else {}),
        }

    def _ask(self, request: urllib.request.Request) -> tuple[int, str]:
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as refusal:
            return refusal.code, refusal.read().decode()
        except OSError:
            return 0, ""
