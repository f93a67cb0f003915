"""What was measured, beside what is aimed at: printed at once, and all together at the end."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from statistics import median

Print = Callable[[str], None]
WIDTHS = (46, 58, 26)


@dataclass(frozen=True, slots=True)
class Line:
    """One figure. `met` is None where nothing is aimed at. A missed goal is told, never raised."""

    what: str
    measured: str
    goal: str = ""
    met: bool | None = None

    def __str__(self) -> str:
        sign = {None: " ", True: "+", False: "-"}[self.met]
        what, measured, goal = (
            text.ljust(width)
            for text, width in zip((self.what, self.measured, self.goal), WIDTHS, strict=True)
        )
        return f"{sign} {what} {measured} {goal}".rstrip()


@dataclass
class Scoreboard:
    """Collects the lines of a run."""

    print: Print = print
    lines: list[Line] = field(default_factory=list)

    def put(self, what: str, measured: str, *, goal: str = "", met: bool | None = None) -> None:
        line = Line(what, measured, goal and f"goal {goal}", met)
        self.lines.append(line)
        self.print(f"{line}   load {os.getloadavg()[0]:.1f}")

    def summary(self) -> list[str]:
        judged = [line.met for line in self.lines if line.met is not None]
        head = (
            f"{sum(judged)} of {len(judged)} goals met (+ met, - missed); ratios of one run count, not speeds"
        )
        return [head, *map(str, self.lines)]


def percentile(values: Sequence[float], percent: float) -> float:
    """The smallest value that at least `percent` of all are not above."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))]


def milliseconds(seconds: float) -> str:
    return f"{seconds * 1000:.1f} ms"


def p50_p99(seconds: Sequence[float]) -> str:
    return f"p50 {milliseconds(percentile(seconds, 50))}, p99 {milliseconds(percentile(seconds, 99))}"


def typical(values: Sequence[float]) -> float:
    return median(values)
