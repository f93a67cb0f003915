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
_SHARE = math.sqrt(0.5)
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
        texts = self._words.likeness(_word_grams(words)) + self._letters.likeness(_letter_grams(words))
        groups = np.add.reduceat(texts**_SHARPNESS, self._first_texts) ** (1 / _SHARPNESS)
        own, rivals = np.split(groups, [len(self._procedures)])
        best = int(own.argmax())
        found = Nearness(near=float(own[best]), ahead=float(own[best] - rivals.max(initial=0.0)))
        return self._procedures[best], found


class _Half:
    """Texts seen as grams of one kind: how much each is like a message."""

    def __init__(self, seen: Sequence[Counter[str]]) -> None:
        found_in = Counter(gram for grams in seen for gram in grams)
        self._texts = len(seen)
        self._rarest = 1 + math.log(1 + self._texts)
        self._columns = {gram: column for column, gram in enumerate(found_in)}
        self._rarity = [1 + math.log((1 + self._texts) / (1 + count)) for count in found_in.values()]
        weighed = [self._weighed(grams) for grams in seen]
        columns = np.concatenate([columns for columns, _ in weighed])
        weights = np.concatenate([weights for _, weights in weighed])
        texts = np.repeat(np.arange(self._texts), [len(columns) for columns, _ in weighed])
        order = columns.argsort(kind="stable")
        # Column by column: the texts that have the gram, and what it weighs in each.
        self._found, self._weights = texts[order], weights[order]
        self._starts = columns[order].searchsorted(np.arange(len(found_in) + 1)).tolist()

    def likeness(self, grams: Counter[str]) -> Scores:
        scores = np.zeros(self._texts)
        for column, weight in zip(*self._weighed(grams), strict=True):
            here = slice(self._starts[column], self._starts[column + 1])
            scores[self._found[here]] += weight * self._weights[here]
        return scores

    def _weighed(self, grams: Counter[str]) -> tuple[NDArray[np.int64], Scores]:
        """Return the columns of the grams that are known, and weights of length one if all are."""
        columns, weights, squares = [], [], 0.0
        for gram, count in grams.items():
            column = self._columns.get(gram)
            weight = (1 + math.log(count)) * (self._rarest if column is None else self._rarity[column])
            squares += weight * weight * (_UNSEEN if column is None else 1.0)
            if column is not None:
                columns.append(column)
                weights.append(weight)
        share = _SHARE / (math.sqrt(squares) or 1.0)
        return np.array(columns, dtype=np.int64), np.array(weights) * share


def _word_grams(words: Words) -> Counter[str]:
    return Counter([*words, *map(" ".join, pairwise(words))])


def _letter_grams(words: Words) -> Counter[str]:
    line = f" {' '.join(words)} "
    return Counter(line[start : start + _RUN] for start in range(len(line) - _RUN + 1))
