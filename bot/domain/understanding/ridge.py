"""Kernel ridge classifier, collapsed to one row of class scores per feature. Knows nothing of texts.

Thousands of samples take seconds to learn from, and two bytes of memory for every pair of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from bot.domain.understanding.grams import Vector
from bot.domain.understanding.table import Scores, Table

_RIDGE = 0.6
# A column that no more samples have is multiplied pair by pair, the others as dense matrices.
_FEW = 64
# So many samples, columns, weights or pairs are taken at a time, to keep small what is made on the way.
_SAMPLES, _COLUMNS, _WEIGHTS, _PAIRS = 256, 512, 8192, 65536


class Ridge:
    """Scores a vector against each class, about 1 for its own.

    What nothing is known of is taken for the last class, which halved the strangers offered choices."""

    def __init__(self, table: Table) -> None:
        self.table = table

    @classmethod
    def fit(cls, vectors: Sequence[Vector], classes: Sequence[int], *, width: int, count: int) -> Ridge:
        """Learn from vectors of `width` columns and their classes, of which there are `count`."""
        labels = np.array(classes, dtype=np.int64)
        samples = _Samples(vectors, width)
        sizes = np.bincount(labels, minlength=count)
        # A class of few samples is learned about as well as one of many.
        ease = np.sqrt(sizes.mean() / np.maximum(sizes, 1))[labels]
        influence = np.eye(count, dtype=np.float32)[labels]
        influence[:, -1] -= 1
        _Likeness(samples, _RIDGE / ease).solve(influence)
        return cls(Table.of(samples.collapsed(influence), shape=(width, count)))

    def scores(self, vector: Vector) -> Scores:
        found = self.table.total(vector.columns, vector.weights)
        found[-1] += 1
        return found


class _Samples:
    """The weights of all samples, by column and within a column by sample. Every column has one."""

    def __init__(self, vectors: Sequence[Vector], width: int) -> None:
        columns = np.concatenate([vector.columns for vector in vectors])
        rows = np.repeat(np.arange(len(vectors)), [len(vector.columns) for vector in vectors])
        order = np.argsort(columns, kind="stable")
        self.count, self._width = len(vectors), width
        self._rows = rows[order]
        self._weights = np.concatenate([vector.weights for vector in vectors])[order]
        self._found_in = np.bincount(columns, minlength=width)
        self._starts = np.append(0, np.cumsum(self._found_in))

    def dense(self) -> Iterator[Scores]:
        """The columns that many samples have, as matrices."""
        columns = np.flatnonzero(self._found_in > _FEW)
        for part in _parts(columns, _COLUMNS):
            matrix = np.zeros((self.count, len(part)), dtype=np.float32)
            for place, column in enumerate(part):
                found = slice(self._starts[column], self._starts[column + 1])
                matrix[self._rows[found], place] = self._weights[found]
            yield matrix

    def pairs(self) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64], Scores]]:
        """Samples that share one of the other columns, the later ones first, and what they share."""
        for number in range(1, _FEW + 1):
            later, earlier = np.tril_indices(number)
            columns = np.flatnonzero(self._found_in == number)
            for part in _parts(columns, _PAIRS // len(later)):
                found = self._starts[part, None] + np.arange(number)
                rows, weights = self._rows[found], self._weights[found]
                yield rows[:, later], rows[:, earlier], weights[:, later] * weights[:, earlier]

    def collapsed(self, influence: Scores) -> Iterator[Scores]:
        """For each column the sum of its samples' influence, some thousand columns at a time."""
        start = 0
        while start < self._width:
            reach = self._starts[start] + _WEIGHTS
            end = max(start + 1, int(np.searchsorted(self._starts, reach, side="right")) - 1)
            found = slice(self._starts[start], self._starts[end])
            parts = influence[self._rows[found]]
            parts *= self._weights[found, None]
            yield np.add.reduceat(parts, self._starts[start:end] - found.start, axis=0)
            start = end


class _Likeness:
    """How like every two samples are, with the ridge: the lower half of a matrix, in strips of rows."""

    def __init__(self, samples: _Samples, ridge: NDArray[np.float64]) -> None:
        count = samples.count
        starts = range(0, count, _SAMPLES)
        self._spans = [(start, min(start + _SAMPLES, count)) for start in starts]
        sizes = [(end - start) * end for start, end in self._spans]
        whole = np.zeros(sum(sizes), dtype=np.float32)
        strips = np.split(whole, np.cumsum(sizes)[:-1])
        self._strips = [strip.reshape(-1, end) for strip, (_, end) in zip(strips, self._spans, strict=True)]
        for matrix in samples.dense():
            for strip, (start, end) in zip(self._strips, self._spans, strict=True):
                strip += matrix[start:end] @ matrix[:end].T
        lengths = np.concatenate([np.full(end - start, end) for start, end in self._spans])
        rows = np.cumsum(lengths) - lengths
        for later, earlier, shared in samples.pairs():
            np.add.at(whole, rows[later] + earlier, shared)
        whole[rows + np.arange(count)] += ridge.astype(np.float32)

    def solve(self, targets: Scores) -> None:
        """Put the solution into the place of the targets. Can be done once: it takes up the matrix.

        By Cholesky's method, a block of samples at a time; within a hundred-thousandth of an exact one."""
        inverses = self._factorise()
        for strip, inverse, (start, end) in zip(self._strips, inverses, self._spans, strict=True):
            targets[start:end] = inverse @ (targets[start:end] - strip[:, :start] @ targets[:start])
        for strip, inverse, (start, end) in reversed(
            list(zip(self._strips, inverses, self._spans, strict=True))
        ):
            targets[start:end] = inverse.T @ targets[start:end]
            targets[:start] -= strip[:, :start].T @ targets[start:end]

    def _factorise(self) -> list[Scores]:
        """Turn the strips into those of the factor, and return the inverses of its diagonal blocks."""
        inverses: list[Scores] = []
        for strip, (start, end) in zip(self._strips, self._spans, strict=True):
            for other, inverse, (left, right) in zip(self._strips, inverses, self._spans, strict=False):
                block = strip[:, left:right] - strip[:, :left] @ other[:, :left].T
                strip[:, left:right] = block @ inverse.T
            block = strip[:, start:end] - strip[:, :start] @ strip[:, :start].T
            inverses.append(np.linalg.inv(np.linalg.cholesky(block)))
        return inverses


def _parts(columns: NDArray[np.int64], size: int) -> Iterator[NDArray[np.int64]]:
    return (columns[start : start + size] for start in range(0, len(columns), size))
