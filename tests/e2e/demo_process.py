"""`donghanh demo` as a process of its own, over a database of its own, on a Monday morning."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from datetime import datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Self

from bot.clock import VIETNAM
from tests.faults.bot_process import LEASE, free_port

COMMAND = [sys.executable, "-c", "from bot.cli import main; main()"]
MONDAY_MORNING = datetime(2026, 11, 23, 9, 0, tzinfo=VIETNAM)
PATIENCE = 240


class Demo:
    """What somebody tries who runs `make demo`, at the same address after every start."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._port = free_port()
        self._process: subprocess.Popen[bytes] | None = None
        self._clock = MONDAY_MORNING

    @property
    def url(self) -> str:
        return f"http://localhost:{self._port}"

    def start(self) -> Self:
        """Begin and return when it serves. What a killed process held is over by then."""
        self.pass_(LEASE)
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [*COMMAND, "demo"], cwd=self._folder, env=self._environment(), stdout=log, stderr=log
            )
        deadline = time.monotonic() + PATIENCE
        while not self._ready():
            assert self._process.poll() is None, self._log()
            if time.monotonic() > deadline:
                self.kill()
                raise AssertionError(f"the demo did not begin to serve: {self._log()}")
        return self

    def pass_(self, duration: timedelta) -> None:
        """Set the clock of the demo forward."""
        self._clock += duration
        written = self._folder / "clock.new"
        written.write_text(self._clock.isoformat(), encoding="utf-8")
        written.replace(self._folder / "clock")

    def kill(self) -> None:
        """kill -9."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()

    def order(self, *arguments: str) -> str:
        """Run another command of the product over the same database, while the demo runs."""
        done = subprocess.run(
            [*COMMAND, *arguments],
            cwd=self._folder,
            env=self._environment(),
            capture_output=True,
            text=True,
            check=True,
            timeout=PATIENCE,
        )
        return done.stdout

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill()

    def _log(self) -> str:
        return (self._folder / "log").read_text(encoding="utf-8")

    def _ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/health/ready", timeout=10) as answer:
                return bool(answer.status == 200)
        except (OSError, urllib.error.HTTPError):
            return False

    def _environment(self) -> dict[str, str]:
        return os.environ | {
            "DATABASE_URL": f"sqlite:///{self._folder / 'demo.db'}",
            "DONGHANH_PORT": str(self._port),
            "DONGHANH_CLOCK_FILE": str(self._folder / "clock"),
        }
