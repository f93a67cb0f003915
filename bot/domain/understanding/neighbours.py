"""Finds the procedure of a neighbouring desk that a message means, or none. Answers nothing about it.

A message is compared with every way people ask; what is nearer to a right is no neighbour's."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from typing import NamedTuple

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

    def reaches(self, limits: Nearness) -> bool:
        return self.near >= limits.near and self.ahead >= limits.ahead


# Found on questions left out of the learning, so that of a hundred about rights less than one is named.
_MEANT = Nearness(near=0.4, ahead=0.05)
# Enough where the rules already heard which matter it is, and it is the same.
_MEANT_IN_ITS_MATTER = Nearness(near=0.25, ahead=0.0)
# Enough against an entry that is hardly sure of itself: it turned away one question of 5,663 about rights.
_SURELY_MEANT = Nearness(near=0.5, ahead=0.15)


class Parts(NamedTuple):
    """What was learned, taken apart, to be kept and put together again: groups of texts, then both halves."""

    bounds: NDArray[np.int32]
    word_grams: NDArray[np.uint8]
    word_rarity: Scores
    word_starts: NDArray[np.int32]
    word_texts: NDArray[np.int32]
    word_weights: NDArray[np.float32]
    letter_grams: NDArray[np.uint8]
    letter_rarity: Scores
    letter_starts: NDArray[np.int32]
    letter_texts: NDArray[np.int32]
    letter_weights: NDArray[np.float32]


class Neighbours:
    """Knows the words of the procedures' texts and, as their rivals, of whatever else people write."""

    def __init__(self, procedures: Sequence[Procedure], parts: Parts) -> None:
        self.parts = parts
        self._procedures = tuple(procedures)
        self._first_texts, count = parts.bounds[:-1], int(parts.bounds[-1])
        self._words = _Half(count, _HalfParts(*parts[1:6]))
        self._letters = _Half(count, _HalfParts(*parts[6:]))

    @classmethod
    def learn(
        cls,
        procedures: Sequence[Procedure],
        texts: Sequence[Sequence[Words]],
        *,
        rivals: Sequence[Sequence[Words]],
    ) -> Neighbours:
        """Learn the words of the texts of each procedure, and of groups of texts that are none's."""
        groups = (*texts, *filter(None, rivals))
        bounds = np.cumsum([0, *map(len, groups)], dtype=np.int32)
        flat = list(chain.from_iterable(groups))
        words, letters = (_learned([grams(text) for text in flat]) for grams in (_word_grams, _letter_grams))
        return cls(procedures, Parts(bounds, *words, *letters))

    def meant(self, words: Words, *, matter: str | None = None) -> Procedure | None:
        """Return the procedure that is meant, if one is. `matter` is what the rules heard."""
        if not self._procedures:
            return None
        procedure, found = self.nearest(words)
        limits = _MEANT_IN_ITS_MATTER if procedure.matter == matter else _MEANT
        return procedure if found.reaches(limits) else None

    def surely_meant(self, words: Words) -> Procedure | None:
        """Return the procedure that is meant beyond doubt, if one is."""
        if not self._procedures:
            return None
        procedure, found = self.nearest(words)
        return procedure if found.reaches(_SURELY_MEANT) else None

    def nearest(self, words: Words) -> tuple[Procedure, Nearness]:
        """Return the nearest of at least one procedure, however far it is from the message."""
        texts = self._words.likeness(_word_grams(words)) + self._letters.likeness(_letter_grams(words))
        groups = np.add.reduceat((texts / 2) ** _SHARPNESS, self._first_texts) ** (1 / _SHARPNESS)
        own, rivals = np.split(groups, [len(self._procedures)])
        best = int(own.argmax())
        found = Nearness(near=float(own[best]), ahead=float(own[best] - rivals.max(initial=0.0)))
        return self._procedures[best], found


class _HalfParts(NamedTuple):
    """The grams of one kind, and from `starts` on for each the texts that have it and what it weighs there.

    `rarity` has one more, the last, for the grams that are not known."""

    grams: NDArray[np.uint8]
    rarity: Scores
    starts: NDArray[np.int32]
    texts: NDArray[np.int32]
    weights: NDArray[np.float32]


class _Half:
    """Texts seen as grams of one kind: how much each is like a message."""

    def __init__(self, count: int, parts: _HalfParts) -> None:
        self._count, self._parts = count, parts
        self._columns = {
            gram: column for column, gram in enumerate(parts.grams.tobytes().decode().split("\n"))
        }
        self._starts = parts.starts.tolist()

    def likeness(self, message: Sequence[str]) -> Scores:
        """Return one score for each text, from 0 to 1 for the same grams."""
        scores = np.zeros(self._count)
        counts = Counter(message)
        columns = [self._columns.get(gram, -1) for gram in counts]
        weights = (1 + np.log(list(counts.values()))) * self._parts.rarity[columns]
        squares = weights * weights * np.where(np.array(columns) < 0, _UNSEEN, 1.0)
        length = math.sqrt(squares.sum()) or 1.0
        for column, weight in zip(columns, weights / length, strict=True):
            if column >= 0:
                here = slice(self._starts[column], self._starts[column + 1])
                scores[self._parts.texts[here]] += weight * self._parts.weights[here]
        return scores


def _learned(texts: Sequence[Sequence[str]]) -> _HalfParts:
    columns: dict[str, int] = {}
    flat = [columns.setdefault(gram, len(columns)) for text in texts for gram in text]
    owners = np.repeat(np.arange(len(texts)), [len(text) for text in texts])
    cells, often = np.unique(np.array(flat, dtype=np.int64) * len(texts) + owners, return_counts=True)
    column, owner = np.divmod(cells, len(texts))
    found_in = np.bincount(column, minlength=len(columns))
    rarity = 1 + np.log((1 + len(texts)) / (1 + np.append(found_in, 0)))
    weights = (1 + np.log(often)) * rarity[column]
    lengths = np.sqrt(np.bincount(owner, weights * weights, minlength=len(texts)))
    return _HalfParts(
        np.frombuffer("\n".join(columns).encode(), dtype=np.uint8),
        rarity,
        np.append(0, np.cumsum(found_in)).astype(np.int32),
        owner.astype(np.int32),
        (weights / lengths[owner]).astype(np.float32),
    )


def _word_grams(words: Words) -> list[str]:
    return [*words, *map(" ".join, pairwise(words))]


def _letter_grams(words: Words) -> list[str]:
    line = f" {' '.join(words)} "
    return [line[start : start + _RUN] for start in range(len(line) - _RUN + 1)]
