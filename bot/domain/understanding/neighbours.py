"""Finds the procedure of a neighbouring desk that a message means, or none. Answers nothing about it.

A message is compared with every way people ask; what is nearer to a right is no neighbour's."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, pairwise

import numpy as np
from numpy.typing import NDArray

from bot.domain.procedures import Procedure

Words = Sequence[str]
Scores = NDArray[np.float64]

# Words and their pairs keep the sense, runs of so many letters forgive slips; each half weighs the same.
_RUN = 3
# How much of what was never seen counts against the rest of the message.
_UNSEEN = 0.5
# The nearest text of a procedure counts most, others that are nearly as near count a little.
_SHARPNESS = 6


@dataclass(frozen=True, slots=True)
class Nearness:
    """How near the nearest procedure is (1 is the same words) and how far ahead of all rivals."""

    near: float
    ahead: float


# Found on questions left out of the learning, so that of a hundred about rights less than one is named.
_MEANT = Nearness(near=0.4, ahead=0.05)
# Enough where the rules already heard which matter it is, and it is the same.
_MEANT_IN_ITS_MATTER = Nearness(near=0.25, ahead=0.0)


class Neighbours:
    """Knows the words of the procedures' texts and, as their rivals, of whatever else people write."""

    def __init__(
        self,
        procedures: Sequence[Procedure],
        texts: Sequence[Sequence[Words]],
        *,
        rivals: Sequence[Sequence[Words]],
    ) -> None:
        self._procedures = tuple(procedures)
        groups = (*texts, *filter(None, rivals))
        self._first_texts = np.cumsum([0, *(len(group) for group in groups[:-1])])
        flat = list(chain.from_iterable(groups))
        self._words = _Half([_word_grams(words) for words in flat])
        self._letters = _Half([_letter_grams(words) for words in flat])

    def meant(self, words: Words, *, matter: str | None = None) -> Procedure | None:
        """Return the procedure that is meant, if one is. `matter` is what the rules heard."""
        procedure, found = self.nearest(words)
        limits = _MEANT_IN_ITS_MATTER if procedure.matter == matter else _MEANT
        return procedure if found.near >= limits.near and found.ahead >= limits.ahead else None

    def nearest(self, words: Words) -> tuple[Procedure, Nearness]:
        """Return the procedure nearest to a message, however far it is."""
        halves = self._words.likeness(_word_grams(words)), self._letters.likeness(_letter_grams(words))
        texts = (halves[0] + halves[1]) / 2
        groups = np.add.reduceat(texts**_SHARPNESS, self._first_texts) ** (1 / _SHARPNESS)
        own, rivals = np.split(groups, [len(self._procedures)])
        best = int(own.argmax())
        found = Nearness(near=float(own[best]), ahead=float(own[best] - rivals.max(initial=0.0)))
        return self._procedures[best], found


class _Half:
    """Texts seen as grams of one kind: how much each is like a message."""

    def __init__(self, texts: Sequence[Sequence[str]]) -> None:
        self._columns: dict[str, int] = {}
        known = self._columns
        grams = np.array(
            [known.setdefault(gram, len(known)) for text in texts for gram in text], dtype=np.int64
        )
        places = np.repeat(np.arange(len(texts)), [len(text) for text in texts])
        cells, often = np.unique(grams * len(texts) + places, return_counts=True)
        columns, self._places = np.divmod(cells, len(texts))
        found_in = np.bincount(columns, minlength=len(known))
        self._texts = len(texts)
        # One more, the last, for the grams that are not known.
        self._rarity = 1 + np.log((1 + len(texts)) / (1 + np.append(found_in, 0)))
        weights = (1 + np.log(often)) * self._rarity[columns]
        lengths = np.sqrt(np.bincount(self._places, weights * weights, minlength=len(texts)))
        self._weights = weights / lengths[self._places]
        self._starts = np.append(0, np.cumsum(found_in)).tolist()

    def likeness(self, message: Sequence[str]) -> Scores:
        """Return one score for each text, from 0 to 1 for the same grams."""
        scores = np.zeros(self._texts)
        counts = Counter(message)
        columns = [self._columns.get(gram, -1) for gram in counts]
        weights = (1 + np.log(list(counts.values()))) * self._rarity[columns]
        squares = weights * weights * np.where(np.array(columns) < 0, _UNSEEN, 1.0)
        length = math.sqrt(squares.sum()) or 1.0
        for column, weight in zip(columns, weights / length, strict=True):
            if column >= 0:
                here = slice(self._starts[column], self._starts[column + 1])
                scores[self._places[here]] += weight * self._weights[here]
        return scores


def _word_grams(words: Words) -> list[str]:
    return [*words, *map(" ".join, pairwise(words))]


def _letter_grams(words: Words) -> list[str]:
    line = f" {' '.join(words)} "
    return [line[start : start + _RUN] for start in range(len(line) - _RUN + 1)]
