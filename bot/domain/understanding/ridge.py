"""Kernel ridge classifier, collapsed to one row of class scores per feature. Knows nothing of texts."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from bot.domain.understanding.grams import Vector

Scores = NDArray[np.float32]

_RIDGE = 0.6
# Features are taken so many at a time, to keep the matrix of all samples small.
_BLOCK = 4096


class Ridge:
    """Learns from sparse vectors and their classes; scores a vector against each, about 1 for its own."""

    def __init__(self, vectors: Sequence[Vector], classes: Sequence[int], *, width: int, count: int) -> None:
        labels = np.array(classes, dtype=np.int64)
        blocks = _Blocks(vectors, width)
        kernel = np.zeros((len(labels), len(labels)), dtype=np.float32)
        for block in blocks:
            kernel += block @ block.T
        sizes = np.bincount(labels, minlength=count)
        # A class of few samples is learned about as well as one of many.
        ease = np.sqrt(sizes.mean() / np.maximum(sizes, 1))[labels]
        # What nothing is known of is taken for the last class, which halved the strangers offered choices.
        self._prior = np.eye(count, dtype=np.float32)[-1]
        targets = np.eye(count)[labels] - self._prior
        influence = np.linalg.solve(kernel + np.diag(_RIDGE / ease), targets).astype(np.float32)
        self._scores: Scores = np.concatenate([block.T @ influence for block in blocks])

    def scores(self, vector: Vector) -> Scores:
        columns, weights = vector
        found: Scores = self._prior + weights @ self._scores[columns]
        return found


class _Blocks:
    """The samples as dense matrices of some thousand features each."""

    def __init__(self, vectors: Sequence[Vector], width: int) -> None:
        rows = np.repeat(np.arange(len(vectors)), [len(columns) for columns, _ in vectors])
        columns = np.concatenate([columns for columns, _ in vectors])
        order = np.argsort(columns, kind="stable")
        self._rows, self._columns = rows[order], columns[order]
        self._weights = np.concatenate([weights for _, weights in vectors])[order]
        self._samples, self._width = len(vectors), width

    def __iter__(self) -> Iterator[Scores]:
        for start in range(0, self._width, _BLOCK):
            size = min(_BLOCK, self._width - start)
            first, last = np.searchsorted(self._columns, (start, start + size))
            block = np.zeros((self._samples, size), dtype=np.float32)
            block[self._rows[first:last], self._columns[first:last] - start] = self._weights[first:last]
            yield block
