"""The product as a process of its own: how soon it serves, how much memory it takes."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import psutil

from bot.keys.vault import Vault
from tests.faults.bot_process import free_port

COMMAND = [sys.executable, "-c", "from bot.cli import main; main()"]
PATIENCE = 60
RESTING_SECONDS = 3
SMALL = 150
LEARNING = 200
MEGABYTE = 1024 * 1024

KEY = Vault.new_key("benchmark")


@dataclass(frozen=True, slots=True)
class Office:
    """A process that is ready."""

    process: subprocess.Popen[bytes]
    seconds_to_ready: float
    processor_seconds: float

    def megabytes_at_rest(self) -> float:
        """Resident memory once nothing is going on any more."""
        time.sleep(RESTING_SECONDS)
        return psutil.Process(self.process.pid).memory_info().rss / MEGABYTE


@contextmanager
def office(command: str, folder: Path, *, url: str, **settings: str) -> Iterator[Office]:
    """Start the product and wait until it says that it is ready."""
    port = free_port()
    environment = environment_of(
        folder, {"DATABASE_URL": url, "DONGHANH_PORT": str(port), "DONGHANH_KEYS": KEY, **settings}
    )
    with (folder / "log").open("ab") as log:
        begun = time.perf_counter()
        process = subprocess.Popen([*COMMAND, command], cwd=folder, env=environment, stdout=log, stderr=log)
        try:
            while not is_ready(port):
                assert process.poll() is None, (folder / "log").read_text(encoding="utf-8")
                assert time.perf_counter() - begun < PATIENCE
                time.sleep(0.01)
            took, spent = time.perf_counter() - begun, psutil.Process(process.pid).cpu_times()
            yield Office(process, took, spent.user + spent.system)
        finally:
            process.terminate()
            process.wait(PATIENCE)


@dataclass(frozen=True, slots=True)
class Lesson:
    """What it took to learn the catalogue in a process of its own."""

    seconds: float
    processor_seconds: float
    most_megabytes: float


def learned(cache: Path) -> Lesson:
    """Learn the whole catalogue as the product does. A small process reports on it: to a child the system
    counts also what its parent held."""
    report = subprocess.run(
        [sys.executable, "-c", _LEARN, str(cache)], check=True, stdout=subprocess.PIPE, cwd=cache.parent
    )
    return Lesson(*map(float, report.stdout.split()))


_LEARN = """
import sys
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from models import learning

loaded = learning.load(Path(sys.argv[1]))
used = getrusage(RUSAGE_CHILDREN)
# Linux counts in kilobytes, macOS in bytes.
unit = 1 if sys.platform == "darwin" else 1024
print(loaded.seconds, used.ru_utime + used.ru_stime, used.ru_maxrss * unit / 1024 / 1024)
"""


def environment_of(folder: Path, settings: Mapping[str, str]) -> dict[str, str]:
    """The shell's environment with our settings. Compiled modules are kept, as an installation keeps them."""
    shell = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**shell, "PYTHONPYCACHEPREFIX": str(folder / "compiled"), **settings}


def is_ready(port: int) -> bool:
    try:
        with urlopen(f"http://127.0.0.1:{port}/health/ready", timeout=2) as answer:
            return bool(answer.status == 200)
    except (URLError, OSError):
        return False
