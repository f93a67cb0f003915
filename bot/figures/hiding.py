"""Hides figures so small that they point at a family, from everybody outside of its ward."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.domain.figures.result import Part, Result

FEWEST = 5
HIDDEN = -1
"""Stands for a figure that is not told."""


def coarsened(result: Result) -> Result:
    """The same figures without those under five, and without those that would give them away."""
    number = _of_whole(result.number, result.whole)
    parts, before = _enough(result.parts), _enough(result.before)
    if number == HIDDEN or result.table is not None:
        parts = [replace(part, count=HIDDEN) for part in parts]
    return replace(
        result,
        number=number,
        whole=HIDDEN
        if number == HIDDEN and result.whole is not None and result.whole < FEWEST
        else result.whole,
        parts=parts,
        before=before,
        statuses=_enough(result.statuses),
        cannot_escape=None,
        table=None,
        households=(),
        names=(),
    )


def _of_whole(number: int, whole: int | None) -> int:
    rest = FEWEST if whole is None or whole == number else whole - number
    return HIDDEN if number < FEWEST or 0 < rest < FEWEST else number


def _enough(parts: Sequence[Part]) -> Sequence[Part]:
    """With the sum known, one hidden part alone could be calculated: then the next smallest is hidden too."""
    hidden = {part.key for part in parts if _of_whole(part.count, part.whole) == HIDDEN}
    left = sorted((part for part in parts if part.key not in hidden), key=lambda part: part.count)
    if len(hidden) == 1 and left:
        hidden.add(left[0].key)
    return [replace(part, count=HIDDEN, whole=None) if part.key in hidden else part for part in parts]
