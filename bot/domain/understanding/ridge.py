"""Kernel ridge classifier, collapsed to rows of class scores. Knows nothing of texts.

Thousands of samples take seconds to learn from, and four bytes on a shelf for every two of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from bot.domain.understanding.grams import Vector
from bot.domain.understanding.postings import Postings
from bot.domain.understanding.table import Scores, Table

_RIDGE = 0.6
# A column that more samples have is multiplied as part of a dense matrix, the others pair by pair.
_FEW = 256
# A column that more samples have gets a row of its own; the others, most of all, are sums of samples' rows.
_RARE = 8
# So many samples, columns or pairs are taken at a time, to keep small what is made on the way.
_SAMPLES, _COLUMNS, _PAIRED = 256, 128, 1024


class Shelf(Protocol):
    """Where large arrays are put away and taken from again in order: a list, or a file."""

    def append(self, array: Scores, /) -> None:
        """Put one more at the end."""

    def __iter__(self) -> Iterator[Scores]:
        """From the first to the last."""

    def __reversed__(self) -> Iterator[Scores]:
        """From the last to the first."""


class Ridge:
    """Scores a vector against each class, about 1 for its own.

    The postings tell for each column of which rows of the table it is made. What nothing is known of is
    taken for the last class, which halved the strangers offered choices."""

    def __init__(self, postings: Postings, table: Table) -> None:
        self.postings, self.table = postings, table

    @classmethod
    def fit(
        cls,
        vectors: Iterable[Vector],
        classes: Sequence[int],
        *,
        width: int,
        count: int,
        shelf: Shelf | None = None,
    ) -> Ridge:
        """Learn from vectors of `width` columns and their classes, of which there are `count`."""
        samples = _Samples(vectors, width)
        labels = np.array(classes, dtype=np.int64)
        sizes = np.bincount(labels, minlength=count)
        # A class of few samples is learned about as well as one of many.
        ease = np.sqrt(sizes.mean() / np.maximum(sizes, 1))[labels]
        influence = np.eye(count, dtype=np.float32)[labels]
        influence[:, -1] -= 1
        factor = _Factor(samples, (_RIDGE / ease).astype(np.float32), [] if shelf is None else shelf)
        factor.solve(influence)
        return cls(samples.postings(), Table.of(samples.rows_of(influence), shape=(samples.rows, count)))

    def scores(self, vector: Vector) -> Scores:
        columns, rows, shares = self.postings.found(vector.columns)
        scores = self.table.total(rows, shares * vector.weights[columns])
        scores[-1] += 1
        return scores


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
        self._common = np.flatnonzero(self._found_in > _RARE)
        self.rows = len(self._common) + self.count

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
            for matrix in self._dense(np.flatnonzero(self._found_in > _FEW), end):
                likeness += matrix[start:] @ matrix.T
            yield start, end, likeness

    def _dense(self, columns: NDArray[np.int64], end: int) -> Iterator[Scores]:
        """Some columns, as matrices, of the samples before the end."""
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

    def postings(self) -> Postings:
        """The rows each column is made of: its own, or those of its samples, which come after these."""
        rare = np.repeat(self._found_in <= _RARE, self._found_in)
        columns = np.repeat(np.arange(len(self._found_in)), self._found_in)[rare]
        return Postings.of(
            np.concatenate([self._common, columns]),
            np.concatenate([np.arange(len(self._common)), len(self._common) + self._rows[rare]]),
            np.concatenate([np.ones(len(self._common), np.float32), self._weights[rare]]),
            width=len(self._found_in),
        )

    def rows_of(self, influence: Scores) -> Iterator[Scores]:
        """For each common column the sum of its samples' influence; then that of every sample."""
        for matrix in self._dense(self._common, self.count):
            yield matrix.T @ influence
        for start in range(0, self.count, _SAMPLES):
            yield influence[start : start + _SAMPLES]


class _Factor:
    """The likeness of all samples, with the ridge, as a product, by Cholesky's method.

    It is made and kept a strip of samples at a time, for nothing else is as large."""

    def __init__(self, samples: _Samples, ridge: Scores, shelf: Shelf) -> None:
        self._shelf = shelf
        self._corners: list[tuple[int, int, Scores]] = []
        for start, end, strip in samples.strips():
            for (left, right, inverse), other in zip(self._corners, shelf, strict=True):
                block = strip[:, left:right] - strip[:, :left] @ other.T
                strip[:, left:right] = block @ inverse.T
            before, own = strip[:, :start], strip[:, start:] + np.diag(ridge[start:end])
            inverse = np.linalg.inv(np.linalg.cholesky(own - before @ before.T))
            self._corners.append((start, end, inverse))
            shelf.append(before)

    def solve(self, targets: Scores) -> None:
        """Put in the place of the targets what the likeness makes them of."""
        for (start, end, inverse), before in zip(self._corners, self._shelf, strict=True):
            targets[start:end] = inverse @ (targets[start:end] - before @ targets[:start])
        for (start, end, inverse), before in zip(reversed(self._corners), reversed(self._shelf), strict=True):
            targets[start:end] = inverse.T @ targets[start:end]
            targets[:start] -= before.T @ targets[start:end]
