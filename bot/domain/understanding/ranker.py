"""Orders the entries of the catalogue by how well they answer a question, and says how sure that is.

Trained on titles, everyday names and sample questions, and on questions of our own that are none of these."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bot.domain.understanding.bm25 import Bm25
from bot.domain.understanding.grams import GramSpace, Numbers
from bot.domain.understanding.postings import Places, Postings, Weights
from bot.domain.understanding.ridge import Ridge, Shelf
from bot.domain.understanding.slips import Slips
from bot.domain.understanding.table import Scores, Table

# How much the classifier weighs against BM25, by cross-validation.
_TRUST = 1.5


@dataclass(frozen=True, slots=True)
class Ranked:
    """Entries by number, best first.

    `certainty` is how far the best is ahead of everything else, `lead` how far ahead of the other entries.
    `agreed` is how far the best is ahead by its words alone, as a share of their weight; below 0 the words
    speak for another. `shared` is that weight, 1 for a word that no other entry has. `neighbour` is the
    nearest procedure of another desk, if any, `near` its score and `ahead` how far it is ahead of the
    entries. Scores are about 1 for the right class and 0 for the others."""

    order: tuple[int, ...]
    certainty: float
    lead: float
    agreed: float
    shared: float
    neighbour: int | None = None
    near: float = 0.0
    ahead: float = 0.0


class Parts(NamedTuple):
    """A ranker taken apart, to be kept and put together again."""

    grams: Numbers
    rarity: NDArray[np.float64]
    class_starts: Places
    class_rows: Places
    class_shares: Weights
    classes: NDArray[np.int16]
    class_steps: Scores
    word_starts: Places
    word_entries: Places
    word_weights: Weights
    entries: NDArray[np.int64]


class Ranker:
    """The same texts in the same order always give the same ranker."""

    def __init__(self, parts: Parts) -> None:
        self.parts = parts
        self._space = GramSpace(parts.grams, parts.rarity)
        self._slips = Slips(self._space)
        rows = Postings(parts.class_starts, parts.class_rows, parts.class_shares)
        self._ridge = Ridge(rows, Table(parts.classes, parts.class_steps))
        self._entries = int(parts.entries)
        words = Postings(parts.word_starts, parts.word_entries, parts.word_weights)
        self._bm25 = Bm25(words, self._entries)

    @classmethod
    def fit(
        cls,
        entries: Sequence[Sequence[Sequence[str]]],
        others: Sequence[Sequence[str]],
        *,
        neighbours: Sequence[Sequence[Sequence[str]]] = (),
        shelf: Shelf | None = None,
    ) -> Ranker:
        """Learn from the words of the texts of each entry, of each neighbour, and of what is neither.

        The shelf, at first empty, holds four bytes for every two texts until all is learned."""
        classes = (*entries, *neighbours, others)
        texts, numbers = zip(
            *((words, number) for number, texts in enumerate(classes) for words in texts), strict=True
        )
        space = GramSpace.fit(texts)
        words = Bm25.fit(
            map(space.vector, texts), numbers, width=space.width - space.first_word, count=len(entries)
        ).postings
        ridge = Ridge.fit(
            map(space.vector, texts), numbers, width=space.width, count=len(classes), shelf=shelf
        )
        rows, table = ridge.postings, ridge.table
        return cls(
            Parts(
                grams=space.numbers,
                rarity=space.rarity,
                class_starts=rows.starts,
                class_rows=rows.places,
                class_shares=rows.weights,
                classes=table.numbers,
                class_steps=table.steps,
                word_starts=words.starts,
                word_entries=words.places,
                word_weights=words.weights,
                entries=np.array(len(entries)),
            )
        )

    def rank(self, words: Sequence[str], *, without: Sequence[int] = ()) -> Ranked:
        """Order the entries, those that are out of the question last."""
        vector = self._space.vector(self._slips.mended(words))
        own, neighbours, other = self._parted(self._ridge.scores(vector))
        common = self._bm25.scores(vector)
        together = _TRUST * _standard(own) + _standard(common)
        if without:
            out = list(without)
            own[out], common[out], together[out] = 0, 0, -math.inf
        order = (-together).argsort(kind="stable").tolist()
        shared, agreed = _against_the_rest(common, order[0])
        first = float(own.max())
        best, lead = _against_the_rest(own, order[0])
        ranked = Ranked(
            tuple(order),
            certainty=best - other,
            lead=lead,
            agreed=agreed / (shared or 1.0),
            shared=shared / self._bm25.rarest,
        )
        if not len(neighbours):
            return ranked
        neighbour = int(neighbours.argmax())
        near = float(neighbours[neighbour])
        certainty = best - max(other, near)
        return replace(ranked, certainty=certainty, neighbour=neighbour, near=near, ahead=near - first)

    def _parted(self, scores: Scores) -> tuple[Scores, Scores, float]:
        """Return the scores of the entries, of the neighbours and of everything else."""
        return scores[: self._entries], scores[self._entries : -1], float(scores[-1])


def _against_the_rest(scores: Scores, place: int) -> tuple[float, float]:
    """Return the score in the place, and how far it is above all others."""
    others = scores.copy()
    others[place] = 0
    return float(scores[place]), float(scores[place] - others.max())


def _standard(scores: Scores) -> Scores:
    """Return the scores as distances from their mean, so that two kinds can be added."""
    distances = scores - scores.sum() / len(scores)
    spread = math.sqrt(distances @ distances / len(scores)) or 1.0
    standard: Scores = distances / spread
    return standard
