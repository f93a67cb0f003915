"""BM25 over one document per entry: words and pairs, counted by how many of the entry's texts have them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bot.domain.understanding.grams import Vector
from bot.domain.understanding.table import Lists, Scores

_SATURATION, _LENGTH = 1.2, 0.75


class Found(NamedTuple):
    """For each word or pair the documents that have it, and the scores it gives them."""

    starts: NDArray[np.int32]
    documents: NDArray[np.int16]
    scores: Scores


class Bm25:
    """Scores a message against every document."""

    def __init__(self, found: Found, *, count: int) -> None:
        self.found = found
        self._lists = Lists(found.starts)
        self._count = count

    @classmethod
    def fit(cls, vectors: Iterable[Vector], documents: Sequence[int], *, width: int, count: int) -> Bm25:
        """Count `width` words and pairs in the texts of `count` documents; texts of others are left out."""
        often: list[Counter[int]] = [Counter() for _ in range(count)]
        for vector, document in zip(vectors, documents, strict=True):
            if document < count:
                often[document].update(vector.words.tolist())
        lengths = np.array([counter.total() for counter in often], dtype=np.float64)
        slack = _SATURATION * (1 - _LENGTH + _LENGTH * lengths / (lengths.mean() or 1))
        words = np.array([word for counter in often for word in counter], dtype=np.int64)
        times = np.array([number for counter in often for number in counter.values()], dtype=np.float64)
        owners = np.repeat(np.arange(count), [len(counter) for counter in often])
        found_in = np.bincount(words, minlength=width)
        rarity = np.log(1 + (count - found_in + 0.5) / (found_in + 0.5))
        scores = (_SATURATION + 1) * rarity[words] * times / (times + slack[owners])
        order = np.argsort(words, kind="stable")
        found = Found(
            Lists.of(found_in).starts, owners[order].astype(np.int16), scores[order].astype(np.float32)
        )
        return cls(found, count=count)

    def scores(self, vector: Vector) -> Scores:
        places, _ = self._lists.places(vector.words)
        documents, scores = self.found.documents[places], self.found.scores[places]
        return np.bincount(documents, scores, self._count).astype(np.float32)
