"""Turns words into weighted letter runs and word pairs, the features the ranker compares.

A letter run forgives typing errors, a word pair keeps the sense."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

# A gram is known by a number made of its letters, so that those of a message are looked up all at once.
# That two grams of a catalogue share a number is less likely than one in a thousand million.
Numbers = NDArray[np.uint64]
Counts = NDArray[np.int64]

# Half for the letters, half for the words, by cross-validation on the catalogue's samples.
_SHARE = math.sqrt(0.5)
# How much of what was never seen counts against the rest of the message.
_UNSEEN = 0.5
# A word that no more texts have may be a slip that was learned along with them.
_FEW = 3

_RUNS = range(2, 6)
# The numbers of words and pairs have this bit and so come after those of letter runs, which lack it.
_OF_WORDS = np.uint64(1 << 63)
# Above all numbers of grams: every search for one ends before it.
_END = np.uint64((1 << 64) - 1)
# Two hundred words that are longer than this are no question.
_LONGEST = 8192
_FACTOR = 0x9E3779B97F4A7C15
_POWERS, _BACK = (
    np.cumprod(np.full(_LONGEST, factor, dtype=np.uint64)) for factor in (_FACTOR, pow(_FACTOR, -1, 1 << 64))
)


class Vector(NamedTuple):
    """The columns that are not zero and what stands in them; of words and pairs also their places."""

    columns: NDArray[np.int64]
    weights: NDArray[np.float32]
    words: NDArray[np.int64]


def grams(words: Sequence[str]) -> tuple[Numbers, Counts]:
    """Return the numbers of the grams of a text, in order, and how often each occurs.

    Grams are runs of 2 to 5 letters, also across the spaces between words, and single words and pairs."""
    line = f" {' '.join(words)} "[:_LONGEST]
    letters = np.frombuffer(line.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    sums = np.zeros(len(letters) + 1, dtype=np.uint64)
    np.add.accumulate(letters * _POWERS[: len(letters)], out=sums[1:])
    back = _BACK[: len(letters)]
    runs = [(sums[size:] - sums[:-size]) * back[: 1 - size] for size in _RUNS]
    spaces = np.flatnonzero(letters == ord(" "))
    starts = spaces[:-1] + 1
    singles = (sums[spaces[1:]] - sums[starts]) * back[starts]
    pairs = (sums[spaces[2:]] - sums[starts[:-1]]) * back[starts[:-1]]
    numbers = np.concatenate([*runs, singles, pairs])
    first_word = len(numbers) - len(singles) - len(pairs)
    numbers[:first_word] &= ~_OF_WORDS
    numbers[first_word:] |= _OF_WORDS
    return np.unique(numbers, return_counts=True)


class GramSpace:
    """Gives each text a sparse vector of length at most one, with a column for each gram it knows.

    `rarity` has one more, the last, for all grams it does not know."""

    def __init__(self, numbers: Numbers, rarity: NDArray[np.float64]) -> None:
        self.numbers, self.rarity = numbers, rarity
        self.width = len(numbers)
        self.first_word = int(numbers.searchsorted(_OF_WORDS))
        self._numbers = np.append(numbers, _END)

    @classmethod
    def fit(cls, texts: Sequence[Sequence[str]]) -> GramSpace:
        """Know the grams of the texts; the fewer texts have one, the more it weighs."""
        seen = np.concatenate([grams(words)[0] for words in texts])
        numbers, found_in = np.unique(seen, return_counts=True)
        rarity = 1 + np.log((1 + len(texts)) / (1 + np.append(found_in, 0)))
        rarity[-1] *= math.sqrt(_UNSEEN)
        return cls(numbers, rarity)

    @property
    def rare(self) -> float:
        """How common a word is that a few of the texts have."""
        return float(1 / (self.rarity[-1] / math.sqrt(_UNSEEN) - math.log(1 + _FEW)))

    def common(self, spelled: Sequence[str]) -> NDArray[np.float64]:
        """Return how common words, or pairs with a blank, of one length are; 0 for those not known."""
        rows = np.frombuffer("".join(spelled).encode("utf-32-le"), dtype=np.uint32).reshape(len(spelled), -1)
        powers = np.append(np.uint64(1), _POWERS[: rows.shape[1] - 1])
        numbers = (rows * powers).sum(axis=1, dtype=np.uint64) | _OF_WORDS
        places = self._numbers.searchsorted(numbers)
        return np.where(self._numbers[places] == numbers, 1 / self.rarity[places], 0.0)

    def vector(self, words: Sequence[str]) -> Vector:
        numbers, counts = grams(words)
        places = self._numbers.searchsorted(numbers)
        known = self._numbers[places] == numbers
        places[~known] = self.width
        weights = (1 + np.log(counts)) * self.rarity[places]
        first_word = int(numbers.searchsorted(_OF_WORDS))
        for kind in (weights[:first_word], weights[first_word:]):
            kind *= _SHARE / (math.sqrt(kind @ kind) or 1.0)
        columns = places[known]
        of_words = columns[columns.searchsorted(self.first_word) :] - self.first_word
        return Vector(columns, weights[known].astype(np.float32), of_words)
