"""BM25 over one document per entry: words and pairs, counted by how many of the entry's texts have them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from bot.domain.understanding.grams import Vector
from bot.domain.understanding.table import Scores, Table

_SATURATION, _LENGTH = 1.2, 0.75


class Bm25:
    """Scores a message against every document: a row of the table for each word and pair."""

    def __init__(self, table: Table) -> None:
        self.table = table

    @classmethod
    def fit(cls, vectors: Sequence[Vector], documents: Sequence[int], *, width: int, count: int) -> Bm25:
        """Count `width` words and pairs in the texts of `count` documents; texts of others are left out."""
        often = np.zeros((width, count), dtype=np.float32)
        for vector, document in zip(vectors, documents, strict=True):
            if document < count:
                often[vector.words, document] += 1
        lengths, found_in = often.sum(axis=0), np.count_nonzero(often, axis=1)
        slack = _SATURATION * (1 - _LENGTH + _LENGTH * lengths / (lengths.mean() or 1))
        rarity = np.log(1 + (count - found_in + 0.5) / (found_in + 0.5)).astype(np.float32)
        scores = (_SATURATION + 1) * rarity[:, None] * often / (often + slack)
        return cls(Table.of([scores], shape=scores.shape))

    def scores(self, vector: Vector) -> Scores:
        return self.table.total(vector.words)
