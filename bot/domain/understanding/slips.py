"""Mends slips of the finger: a word nobody learned becomes one a letter away that fits its neighbours.

Guesses no word that stands alone. Must not be asked to mend what is shown to people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from bot.domain.understanding.grams import GramSpace

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
# Two letters have too many words one letter away, and no syllable is as long.
_SHORTEST, _LONGEST = 3, 12
# More strange words than these are another language, not slips.
_MOST = 5


class Slips:
    """Knows the words and the pairs of words of a gram space."""

    def __init__(self, space: GramSpace) -> None:
        self._space = space

    def mended(self, words: Sequence[str]) -> list[str]:
        """Return the words, those nobody learned mended where their neighbours tell how."""
        mended = list(words)
        strange = [place for place, word in enumerate(words) if self._strange(words, place)]
        for place in strange if len(strange) <= _MOST else ():
            mended[place] = self._nearest(mended, place)
        return mended

    def _strange(self, words: Sequence[str], place: int) -> bool:
        """Whether nobody learned the word, or hardly anybody and never beside these neighbours."""
        word = words[place]
        if not (_SHORTEST <= len(word) <= _LONGEST and word.isascii() and word.isalpha()):
            return False
        common = self._space.common([word])[0]
        return not common or (common < self._space.rare and not any(self._beside([word], words, place)))

    def _nearest(self, words: Sequence[str], place: int) -> str:
        """Return the word one letter away that most often stands beside the neighbours, if any does."""
        likely = (0.0, 0.0, words[place])
        for spelled in _one_letter_away(words[place]):
            common = self._space.common(spelled) * [each != words[place] for each in spelled]
            known = [spelled[each] for each in np.flatnonzero(common)]
            if known:
                beside = self._beside(known, words, place)
                likely = max(likely, *zip(beside, common[common > 0], known, strict=True))
        return likely[2] if likely[0] else words[place]

    def _beside(self, known: Sequence[str], words: Sequence[str], place: int) -> Sequence[float]:
        """Return how well each of the words, all of one length, fits between the neighbours."""
        beside = np.zeros(len(known))
        if place:
            beside += self._fits([f"{words[place - 1]} {each}" for each in known])
        if place + 1 < len(words):
            beside += self._fits([f"{each} {words[place + 1]}" for each in known])
        fits: list[float] = beside.tolist()
        return fits

    def _fits(self, pairs: Sequence[str]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        common = self._space.common(pairs)
        return np.where(common > 0, 1 + common, 0)


def _one_letter_away(word: str) -> Iterator[list[str]]:
    """Words of one length at a time: a letter less, another or two in turn, a letter more."""
    cuts = [(word[:place], word[place:]) for place in range(len(word) + 1)]
    yield [before + after[1:] for before, after in cuts if after]
    turned = [before + after[1] + after[0] + after[2:] for before, after in cuts if len(after) > 1]
    yield turned + [before + letter + after[1:] for before, after in cuts if after for letter in _LETTERS]
    yield [before + letter + after for before, after in cuts for letter in _LETTERS]
