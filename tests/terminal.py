"""The `donghanh` command as somebody types it: a process of its own, in an empty folder.

Commands that end are forked from a process that has imported the program: importing takes longer than most.
"""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

COMMAND = [sys.executable, "-c", "from bot.cli import main; main()"]
PATIENCE = 120
_forks = multiprocessing.get_context("forkserver")
_forks.set_forkserver_preload(
    ["bot.cli", "bot.doctor", "bot.commands.asking", "bot.app", "bot.commands.import_desk"]
)


@dataclass
class Terminal:
    """A folder, and the settings that stand in its environment."""

    folder: Path
    settings: dict[str, str] = field(default_factory=dict)

    def types(self, *arguments: str, stdin: str | bytes = "", **settings: str) -> Typed:
        """Run a command to its end."""
        with tempfile.TemporaryDirectory() as name:
            streams = Streams(Path(name))
            streams.typed.write_bytes(stdin.encode() if isinstance(stdin, str) else stdin)
            command = _forks.Process(
                target=_run, args=(arguments, self.folder, self.environment(**settings), streams)
            )
            command.start()
            command.join(PATIENCE)
            status = command.exitcode
            if status is None:
                command.kill()
                raise TimeoutError(f"{arguments} did not end")
            return Typed(status, streams.out.read_text("utf-8"), streams.err.read_text("utf-8"))

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
class Streams:
    """The files that stand for what is typed into a command and for what it says."""

    folder: Path

    @property
    def typed(self) -> Path:
        return self.folder / "in"

    @property
    def out(self) -> Path:
        return self.folder / "out"

    @property
    def err(self) -> Path:
        return self.folder / "err"


def _run(arguments: Sequence[str], folder: Path, environment: Mapping[str, str], streams: Streams) -> None:
    """Be the command, from the beginning to its exit."""
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    for number, (file, how) in enumerate([(streams.typed, "rb"), (streams.out, "wb"), (streams.err, "wb")]):
        with file.open(how) as stream:
            os.dup2(stream.fileno(), number)
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.argv = ["donghanh", *arguments]
    from bot.cli import main

    main()


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
