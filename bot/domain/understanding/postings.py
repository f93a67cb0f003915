"""Short lists of numbered places, each with a weight: one list for each column. Knows nothing of texts."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Places = NDArray[np.int32]
Weights = NDArray[np.float32]


class Postings:
    """A column's places and weights stand from its start to that of the next column."""

    def __init__(self, starts: Places, places: Places, weights: Weights) -> None:
        self.starts, self.places, self.weights = starts, places, weights
        self._ends = starts[1:]

    @classmethod
    def of(
        cls, columns: NDArray[np.integer], places: NDArray[np.integer], weights: Weights, *, width: int
    ) -> Postings:
        """Sort what stands in the columns, of which there are `width`; each keeps the order of its places."""
        order = columns.argsort(kind="stable")
        starts = np.append(0, np.cumsum(np.bincount(columns, minlength=width)))
        return cls(starts.astype(np.int32), places[order].astype(np.int32), weights[order])

    def found(self, columns: NDArray[np.int64]) -> tuple[NDArray[np.int64], Places, Weights]:
        """What stands in some columns: the place in the list of these, the place itself, and its weight."""
        ends = self._ends[columns]
        sizes = ends - self.starts[columns]
        among = np.arange(len(columns)).repeat(sizes)
        at = (ends - sizes.cumsum())[among]
        at += np.arange(len(at))
        return among, self.places[at], self.weights[at]
