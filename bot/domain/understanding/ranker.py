"""Orders the entries of the catalogue by how well they answer a question, and says how sure that is.

Trained on titles, everyday names and sample questions, and on questions of our own that are none of these."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.domain.understanding.bm25 import Bm25
from bot.domain.understanding.grams import GramSpace
from bot.domain.understanding.ridge import Ridge

# How much the classifier weighs against BM25, by cross-validation.
_TRUST = 1.5


@dataclass(frozen=True, slots=True)
class Ranked:
    """Entries by number, best first.

    `certainty` is how far the best is ahead of "something else", `lead` how far ahead of the other entries;
    scores are about 1 for the right class and 0 for the others."""

    order: tuple[int, ...]
    certainty: float
    lead: float


class Ranker:
    """Fits in one go; the same texts in the same order always give the same ranker."""

    def __init__(self, entries: Sequence[Sequence[Sequence[str]]], others: Sequence[Sequence[str]]) -> None:
        samples = [(words, number) for number, texts in enumerate((*entries, others)) for words in texts]
        self._space = GramSpace([words for words, _ in samples])
        numbers = [number for _, number in samples]
        self._ridge = Ridge(self._space.samples, numbers, width=self._space.width, count=len(entries) + 1)
        self._bm25 = Bm25(entries)

    def rank(self, words: Sequence[str]) -> Ranked:
        *classes, other = self._ridge.scores(self._space.vector(words))
        own = np.array(classes, dtype=np.float64)
        together = _TRUST * _standard(own) + _standard(self._bm25.scores(words))
        order = np.argsort(-together, kind="stable")
        best = own[order[0]]
        rival = np.delete(own, order[0]).max(initial=0.0)
        entries = tuple(int(number) for number in order)
        return Ranked(entries, certainty=float(best - other), lead=float(best - rival))


def _standard(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the scores as distances from their mean, so that two kinds can be added."""
    spread = float(scores.std()) or 1.0
    return (scores - float(scores.mean())) / spread
