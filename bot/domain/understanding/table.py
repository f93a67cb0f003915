"""Large tables of scores in half the memory of ordinary numbers. Knows nothing of what is scored."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float32]

_MOST = 32767
# So many rows are added at a time: a long message has thousands, whose numbers would take much room.
_AT_ONCE = 256


class Table:
    """Rows of scores, kept as whole numbers of 16 bits; `steps` says what one of each row is worth.

    No score is off by more than a 65,000th of the largest in its row; with floats of 16 bits it could be off
    by a 2,000th of itself, which orders entries otherwise more often."""

    def __init__(self, numbers: NDArray[np.int16], steps: Scores) -> None:
        self.numbers, self.steps = numbers, steps

    @classmethod
    def of(cls, parts: Iterable[Scores], *, shape: tuple[int, int]) -> Table:
        """Make a table of so many rows and columns from parts that follow each other."""
        numbers, steps = np.zeros(shape, dtype=np.int16), np.ones(shape[0], dtype=np.float32)
        start = 0
        for rows in parts:
            largest = np.abs(rows).max(axis=1)
            end = start + len(rows)
            steps[start:end] = np.where(largest > 0, largest / _MOST, 1)
            numbers[start:end] = np.rint(rows / steps[start:end, None])
            start = end
        return cls(numbers, steps)

    def total(self, rows: NDArray[np.integer], weights: Scores) -> Scores:
        """Return the sum of some rows, each with its weight."""
        worth = self.steps[rows] * weights
        total = np.zeros(self.numbers.shape[1], dtype=np.float32)
        for start in range(0, len(rows), _AT_ONCE):
            part = slice(start, start + _AT_ONCE)
            total += worth[part] @ self.numbers.take(rows[part], axis=0).astype(np.float32)
        return total
