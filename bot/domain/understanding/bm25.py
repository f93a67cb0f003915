"""BM25 over one document per entry: words and pairs, counted by how many of the entry's texts have them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from bot.domain.understanding.grams import Vector
from bot.domain.understanding.postings import Postings
from bot.domain.understanding.table import Scores

_SATURATION, _LENGTH = 1.2, 0.75


class Bm25:
    """Scores a message against every document: for each word and pair the documents that have it."""

    def __init__(self, postings: Postings, count: int) -> None:
        self.postings, self.count = postings, count

    @classmethod
    def fit(cls, vectors: Iterable[Vector], documents: Sequence[int], *, width: int, count: int) -> Bm25:
        """Count `width` words and pairs in the texts of `count` documents; texts of others are left out."""
        within = [
            vector.words * count + document
            for vector, document in zip(vectors, documents, strict=True)
            if document < count
        ]
        found, often = np.unique(np.concatenate(within), return_counts=True)
        words, places = np.divmod(found, count)
        lengths = np.bincount(places, often, minlength=count)
        slack = _SATURATION * (1 - _LENGTH + _LENGTH * lengths / (lengths.mean() or 1))
        found_in = np.bincount(words, minlength=width)
        rarity = _rarity(count, found_in)
        weights = (_SATURATION + 1) * rarity[words] * often / (often + slack[places])
        return cls(Postings.of(words, places, weights.astype(np.float32), width=width), count)

    @property
    def rarest(self) -> float:
        """What a word that only one document has counts for."""
        return float(_rarity(self.count, np.ones(1))[0])

    def scores(self, vector: Vector) -> Scores:
        _, documents, weights = self.postings.found(vector.words)
        return np.bincount(documents, weights, minlength=self.count).astype(np.float32)


def _rarity(count: int, found_in: NDArray[np.number]) -> NDArray[np.float64]:
    rarity: NDArray[np.float64] = np.log(1 + (count - found_in + 0.5) / (found_in + 0.5))
    return rarity
