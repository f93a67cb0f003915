"""BM25 over one document per entry, all its texts joined: single words and pairs of neighbours."""

import math
from collections import Counter
from collections.abc import Sequence
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from bot.domain.understanding.grams import word_pairs

_SATURATION, _LENGTH = 1.2, 0.75


class Bm25:
    """Scores a message against every document."""

    def __init__(self, documents: Sequence[Sequence[Sequence[str]]]) -> None:
        counts = [Counter(chain.from_iterable(map(word_pairs, texts))) for texts in documents]
        lengths = np.array([sum(count.values()) for count in counts], dtype=np.float64)
        slack = _SATURATION * (1 - _LENGTH + _LENGTH * lengths / (lengths.mean() or 1))
        found_in = Counter(gram for count in counts for gram in count)
        self._size = len(documents)
        self._scores: dict[str, NDArray[np.float64]] = {}
        for gram, number in found_in.items():
            often = np.array([count[gram] for count in counts], dtype=np.float64)
            rarity = math.log(1 + (self._size - number + 0.5) / (number + 0.5))
            self._scores[gram] = rarity * often * (_SATURATION + 1) / (often + slack)

    def scores(self, words: Sequence[str]) -> NDArray[np.float64]:
        known = [self._scores[gram] for gram in word_pairs(words) if gram in self._scores]
        return np.sum(known, axis=0) if known else np.zeros(self._size)
