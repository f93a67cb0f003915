"""Fetches what was learned, or has it learned anew by a process of its own, whose memory goes with it."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from bot.errors import RefusedToStart
from models.catalogue import ROOT
from models.learned import Learned, Unusable, fetch, keep, learn_all, place

_REFUSED, _NOT_KEPT = 10, 11


@dataclass(frozen=True, slots=True)
class Loaded:
    """What was learned, the seconds it took unless it was kept, and what stood in the way of keeping."""

    learned: Learned
    seconds: float | None = None
    troubles: tuple[str, ...] = ()


def load(folder: Path, root: Path = ROOT) -> Loaded:
    """Everything that is written now, and its ranker: kept in the folder, or learned and kept there.

    Whatever is wrong with the folder is only told. Raises RefusedToStart when the files are not right."""
    troubles = []
    try:
        return Loaded(fetch(place(folder, root)))
    except FileNotFoundError:
        pass
    except (OSError, Unusable) as problem:
        troubles.append(str(problem))
    began = time.perf_counter()
    try:
        learned = fetch(_apart(folder, root))
    except (OSError, Unusable) as problem:
        troubles.append(str(problem))
        learned = learn_all(root)
    return Loaded(learned, time.perf_counter() - began, tuple(troubles))


def _apart(folder: Path, root: Path) -> Path:
    """Learn in another process. Raises OSError when it can not be started or not keep what it learned."""
    # It finds the modules where this process found them; with one thread and one seed it always works alike.
    modules = os.pathsep.join(str(Path(place).absolute()) for place in sys.path)
    environment = os.environ | {"PYTHONPATH": modules, "PYTHONUTF8": "1", "OPENBLAS_NUM_THREADS": "1"}
    environment["PYTHONHASHSEED"] = "0"
    # The GNU allocator else keeps much of what large arrays took; others do not know this.
    environment["MALLOC_MMAP_THRESHOLD_"] = str(4_000_000)
    command = [sys.executable, "-P", "-m", "models.learning", str(folder), str(root)]
    done = subprocess.run(
        command, env=environment, capture_output=True, encoding="utf-8", errors="replace", check=False
    )
    said = done.stderr.strip()
    if done.returncode == _NOT_KEPT:
        raise OSError(said)
    if done.returncode == _REFUSED:
        raise RefusedToStart(said)
    if done.returncode:
        reason = said.splitlines()[-1] if said else f"its process ended with {done.returncode}"
        raise RefusedToStart(f"The catalogue could not be learned: {reason}")
    return folder / done.stdout.strip()


def main() -> int:
    """What the other process does: print the name of the file it made, or why it made none."""
    folder, root = map(Path, sys.argv[1:])
    try:
        print(keep(folder, root).name)
    except RefusedToStart as refusal:
        print(refusal, file=sys.stderr)
        return _REFUSED
    except OSError as problem:
        print(problem, file=sys.stderr)
        return _NOT_KEPT
    return 0


if __name__ == "__main__":
    sys.exit(main())
