"""Kernel ridge classifier, collapsed to one row of class scores per feature. Knows nothing of texts.

Thousands of samples take seconds to learn from, and one byte of memory for every pair of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from bot.domain.understanding.grams import Vector
from bot.domain.understanding.table import Scores, Table

_RIDGE = 0.6
# A column that more samples have is multiplied as part of a dense matrix, the others pair by pair.
_FEW = 256
# So many samples, columns or weights are taken at a time, to keep small what is made on the way.
_SAMPLES, _COLUMNS, _WEIGHTS, _PAIRED = 128, 128, 8192, 1024


class Ridge:
    """Scores a vector against each class, about 1 for its own.

    What nothing is known of is taken for the last class, which halved the strangers offered choices."""

    def __init__(self, table: Table) -> None:
        self.table = table

    @classmethod
    def fit(cls, vectors: Iterable[Vector], classes: Sequence[int], *, width: int, count: int) -> Ridge:
        """Learn from vectors of `width` columns and their classes, of which there are `count`."""
        samples = _Samples(vectors, width)
        labels = np.array(classes, dtype=np.int64)
        sizes = np.bincount(labels, minlength=count)
        # A class of few samples is learned about as well as one of many.
        ease = np.sqrt(sizes.mean() / np.maximum(sizes, 1))[labels]
        targets = np.eye(count, dtype=np.float32)[labels]
        targets[:, -1] -= 1
        influence = _solved(samples, (_RIDGE / ease).astype(np.float32), targets)
        return cls(Table.of(samples.collapsed(influence), shape=(width, count)))

    def scores(self, vector: Vector) -> Scores:
        found = self.table.total(vector.columns, vector.weights)
        found[-1] += 1
        return found


class _Samples:
    """The weights of all samples, by column and within a column by sample. Every column has one."""

    def __init__(self, vectors: Iterable[Vector], width: int) -> None:
        columns, weights, sizes = bytearray(), bytearray(), []
        for vector in vectors:
            columns += vector.columns.astype(np.int32).tobytes()
            weights += vector.weights.tobytes()
            sizes.append(len(vector.columns))
        self.count = len(sizes)
        rows = np.repeat(np.arange(self.count, dtype=np.int32), sizes)
        order = np.argsort(np.frombuffer(columns, np.int32), kind="stable")
        self._rows, self._weights = rows[order], np.frombuffer(weights, np.float32)[order]
        self._found_in = np.bincount(np.frombuffer(columns, np.int32), minlength=width)
        self._starts = np.append(0, np.cumsum(self._found_in))

    def strips(self) -> Iterator[tuple[int, int, Scores]]:
        """How like every two samples are: some of them at a time, to all up to the last of these."""
        for start in range(0, self.count, _SAMPLES):
            end = min(start + _SAMPLES, self.count)
            likeness = np.zeros((end - start, end), dtype=np.float32)
            for later, earlier in self._pairs(start, end):
                places = (self._rows[later].astype(np.int64) - start) * end + self._rows[earlier]
                np.add.at(likeness.reshape(-1), places, self._weights[later] * self._weights[earlier])
            own = likeness[:, start:]
            own += np.tril(own, -1).T
            for matrix in self._dense(end):
                likeness += matrix[start:] @ matrix.T
            yield start, end, likeness

    def _dense(self, end: int) -> Iterator[Scores]:
        """The columns that many samples have, as matrices, of the samples before the end."""
        columns = np.flatnonzero(self._found_in > _FEW)
        for first in range(0, len(columns), _COLUMNS):
            part = columns[first : first + _COLUMNS]
            matrix = np.zeros((len(part), end), dtype=np.float32)
            for row, column in zip(matrix, part, strict=True):
                found = slice(self._starts[column], self._starts[column + 1])
                rows = self._rows[found]
                before = rows.searchsorted(end)
                row[rows[:before]] = self._weights[found][:before]
            yield matrix.T

    def _pairs(self, start: int, end: int) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
        """The weights of some samples in the other columns, each with those not after it in its column."""
        few = np.repeat(self._found_in <= _FEW, self._found_in)
        found = np.flatnonzero((start <= self._rows) & (self._rows < end) & few)
        firsts = self._starts[np.searchsorted(self._starts, found, side="right") - 1]
        for part in range(0, len(found), _PAIRED):
            later, first = found[part : part + _PAIRED], firsts[part : part + _PAIRED]
            number = later - first + 1
            earlier = np.arange(number.sum()) + np.repeat(first - np.cumsum(number) + number, number)
            yield np.repeat(later, number), earlier

    def collapsed(self, influence: Scores) -> Iterator[Scores]:
        """For each column the sum of its samples' influence, a number of columns at a time."""
        start, width = 0, len(self._found_in)
        while start < width:
            reach = self._starts[start] + _WEIGHTS
            end = max(start + 1, int(np.searchsorted(self._starts, reach, side="right")) - 1)
            weights = slice(self._starts[start], self._starts[end])
            parts = influence[self._rows[weights]]
            parts *= self._weights[weights, None]
            yield np.add.reduceat(parts, self._starts[start:end] - weights.start, axis=0)
            start = end


def _solved(samples: _Samples, ridge: Scores, targets: Scores) -> Scores:
    """Return what times the samples' likeness, with the ridge, is the targets, to five digits."""
    factor = _Factor(samples, ridge)
    solution = factor.solve(targets)
    missing = targets - ridge[:, None] * solution
    for start, end, likeness in samples.strips():
        missing[start:end] -= likeness @ solution[:end]
        missing[:start] -= likeness[:, :start].T @ solution[start:end]
    solution += factor.solve(missing)
    return solution


class _Factor:
    """The likeness of all samples, with the ridge, as a product: solves for targets to three digits.

    By Cholesky's method, a strip of samples at a time. In half precision, for nothing else is as large."""

    def __init__(self, samples: _Samples, ridge: Scores) -> None:
        self._strips: list[tuple[int, int, Scores, NDArray[np.float16]]] = []
        for start, end, strip in samples.strips():
            for left, right, inverse, other in self._strips:
                block = strip[:, left:right] - strip[:, :left] @ other.astype(np.float32).T
                strip[:, left:right] = block @ inverse.T
            before, own = strip[:, :start], strip[:, start:] + np.diag(ridge[start:end])
            inverse = np.linalg.inv(np.linalg.cholesky(own - before @ before.T))
            self._strips.append((start, end, inverse, before.astype(np.float16)))

    def solve(self, targets: Scores) -> Scores:
        solution = targets.copy()
        for start, end, inverse, before in self._strips:
            solution[start:end] -= before.astype(np.float32) @ solution[:start]
            solution[start:end] = inverse @ solution[start:end]
        for start, end, inverse, before in reversed(self._strips):
            solution[start:end] = inverse.T @ solution[start:end]
            solution[:start] -= before.astype(np.float32).T @ solution[start:end]
        return solution
