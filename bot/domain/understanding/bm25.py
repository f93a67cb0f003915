"""BM25 over one document per entry: words and pairs, counted by how many of the entry's texts have them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from bot.domain.understanding.grams import Vector
from bot.domain.understanding.table import Scores, Table

_SATURATION, _LENGTH = 1.2, 0.75
# So many words and pairs are scored at a time.
_ROWS = 2048


class Bm25:
    """Scores a message against every document: a row of the table for each word and pair."""

    def __init__(self, table: Table) -> None:
        self.table = table

    @classmethod
    def fit(cls, vectors: Iterable[Vector], documents: Sequence[int], *, width: int, count: int) -> Bm25:
        """Count `width` words and pairs in the texts of `count` documents; texts of others are left out."""
        often = np.zeros((width, count), dtype=np.uint16)
        for vector, document in zip(vectors, documents, strict=True):
            if document < count:
                often[vector.words, document] += 1
        lengths = often.sum(axis=0, dtype=np.float32)
        slack = _SATURATION * (1 - _LENGTH + _LENGTH * lengths / (lengths.mean() or 1))
        return cls(Table.of(_parts(often, slack), shape=often.shape))

    def scores(self, vector: Vector) -> Scores:
        return self.table.total(vector.words)


def _parts(often: NDArray[np.uint16], slack: Scores) -> Iterator[Scores]:
    for start in range(0, len(often), _ROWS):
        rows = often[start : start + _ROWS]
        found_in = np.count_nonzero(rows, axis=1, keepdims=True)
        rarity = np.log(1 + (often.shape[1] - found_in + 0.5) / (found_in + 0.5)).astype(np.float32)
        yield (_SATURATION + 1) * rarity * rows / (rows + slack)
