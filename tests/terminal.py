"""The `donghanh` command as somebody types it: a process of its own, in an empty folder."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

COMMAND = [sys.executable, "-c", "from bot.cli import main; main()"]
PATIENCE = 120


@dataclass
class Terminal:
    """A folder, and the settings that stand in its environment."""

    folder: Path
    settings: dict[str, str] = field(default_factory=dict)

    def types(self, *arguments: str, stdin: str | bytes = "", **settings: str) -> Typed:
        """Run a command to its end."""
        done = subprocess.run(
            [*COMMAND, *arguments],
            cwd=self.folder,
            env=self.environment(**settings),
            input=stdin.encode() if isinstance(stdin, str) else stdin,
            capture_output=True,
            check=False,
            timeout=PATIENCE,
        )
        return Typed(done.returncode, done.stdout.decode(), done.stderr.decode())

    def starts(self, *arguments: str, **settings: str) -> subprocess.Popen[bytes]:
        """Run a command that goes on."""
        return subprocess.Popen(
            [*COMMAND, *arguments],
            cwd=self.folder,
            env=self.environment(**settings),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )

    def findings(self, **settings: str) -> dict[str, tuple[str, str]]:
        """What the doctor says about each thing: how bad, and what to do."""
        typed = self.types("doctor", **settings)
        assert "Traceback" not in typed.err, typed.err
        told = {}
        for line in typed.lines:
            grade, _, rest = line.strip().partition("  ")
            about, _, says = rest.partition(": ")
            told[about] = (grade, says)
        assert typed.status == int(any(grade == "BAD" for grade, _ in told.values()))
        return told

    def environment(self, **settings: str) -> dict[str, str]:
        return os.environ | {"NO_COLOR": "1", "COLUMNS": "200"} | self.settings | settings


@dataclass(frozen=True)
class Typed:
    """How a command ended and what it said."""

    status: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        return self.out.removesuffix("\n").split("\n")

    @property
    def refusal(self) -> str:
        """The one sentence of a command that could not do what it was asked to."""
        assert self.status == 2, self
        assert "Traceback" not in self.err
        [sentence] = self.err.splitlines()
        return sentence
