"""Turns words into weighted letter runs and word pairs, the features the ranker compares.

A letter run forgives typing errors, a word pair keeps the sense."""

import math
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Grams = Counter[str]
# The columns that are not zero, and what stands in them.
Vector = tuple[NDArray[np.int64], NDArray[np.float32]]

# Half for the letters, half for the words, by cross-validation on the catalogue's samples.
_SHARE = math.sqrt(0.5)
# How much of what was never seen counts against the rest of the message.
_UNSEEN = 0.5


def letter_runs(words: Sequence[str]) -> Grams:
    """Runs of 2 to 5 letters, across the spaces between words."""
    line = f" {' '.join(words)} "
    return Counter(
        line[start : start + size] for size in range(2, 6) for start in range(len(line) - size + 1)
    )


def word_pairs(words: Sequence[str]) -> Grams:
    """Single words and pairs of neighbours."""
    return Counter([*words, *(f"{first} {second}" for first, second in pairwise(words))])


class _Vocabulary:
    """The grams of one kind that were seen, each with its column and its rarity."""

    def __init__(self, seen: Sequence[Grams], *, first_column: int) -> None:
        found_in = Counter(gram for grams in seen for gram in grams)
        self.columns = {gram: first_column + place for place, gram in enumerate(found_in)}
        self.rarity = {gram: 1 + math.log((1 + len(seen)) / (1 + count)) for gram, count in found_in.items()}
        self.rarest = 1 + math.log(1 + len(seen))

    def weigh(self, grams: Grams) -> tuple[list[int], list[float]]:
        columns, weights, unseen = [], [], 0.0
        for gram, count in grams.items():
            weight = 1 + math.log(count) if count > 1 else 1.0
            if gram in self.columns:
                columns.append(self.columns[gram])
                weights.append(weight * self.rarity[gram])
            else:
                unseen += (weight * self.rarest) ** 2
        size = math.sqrt(sum(weight * weight for weight in weights) + _UNSEEN * unseen) or 1.0
        return columns, [_SHARE * weight / size for weight in weights]


class GramSpace:
    """Gives each text a sparse vector of length at most one; `samples` are those of its own texts."""

    def __init__(self, texts: Sequence[Sequence[str]]) -> None:
        seen = [(letter_runs(words), word_pairs(words)) for words in texts]
        self._letters = _Vocabulary([letters for letters, _ in seen], first_column=0)
        self._words = _Vocabulary([pairs for _, pairs in seen], first_column=len(self._letters.columns))
        self.width = len(self._letters.columns) + len(self._words.columns)
        self.samples = [self._vector(letters, pairs) for letters, pairs in seen]

    def vector(self, words: Sequence[str]) -> Vector:
        return self._vector(letter_runs(words), word_pairs(words))

    def _vector(self, letters: Grams, pairs: Grams) -> Vector:
        letter_columns, letter_weights = self._letters.weigh(letters)
        word_columns, word_weights = self._words.weigh(pairs)
        columns = np.array(letter_columns + word_columns, dtype=np.int64)
        return columns, np.array(letter_weights + word_weights, dtype=np.float32)
