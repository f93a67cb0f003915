"""Brings what people type (no accents, teencode, telex residue, letters held down) to plain words.

Keeps the accents that were typed beside each word; never guesses accents that were not."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from bot.domain.text import clean, fold, words
from bot.domain.understanding.patterns import Word, word
from bot.domain.understanding.phrases import InContext, Shortenings

_HELD_DOWN = re.compile(r"([^\W\d])\1{2,}")
_DOUBLED = re.compile(r"([^\W\d])\1")
_NUMBER_OR_LETTERS = re.compile(r"\d+|\D+")
# A syllable as Vietnamese spells it, without accents.
_SYLLABLE = re.compile(
    r"(?:ngh|ng|nh|gh|gi|kh|ph|qu|th|tr|ch|[bcdghklmnprstvx])?"
    r"(?:[iy]eu|uye|uay|uoi|uou|oai|oay|oeo|uya|[aeiouy]{1,2})"
    r"(?:ng|nh|ch|[cmnpt])?"
)
_TELEX_TONE = re.compile(r"[sfrxj](?=(?:ng|nh|ch|[cmnpt])?$)")
_TELEX_LETTERS = (("dd", "d"), ("aa", "a"), ("ee", "e"), ("oo", "o"), ("w", ""))


class Typed(NamedTuple):
    """A word as it was typed, and the words it stands for when it is written out."""

    raw: Word
    full: tuple[Word, ...]


class Speller:
    """Reads one language's shortenings; gives the words of a message."""

    def __init__(self, shortenings: Shortenings) -> None:
        self._always = {word(short): _spelled(long) for short, long in shortenings.always.items()}
        self._in_context = {fold(short): cases for short, cases in shortenings.in_context.items()}
        self._dropped = {word(particle) for particle in shortenings.dropped}

    def words(self, text: str) -> list[Word]:
        """Return the words of the text in full, without the particles."""
        full = [written for each in self.typed(text) for written in each.full]
        return [written for written in full if written not in self._dropped] or full

    def typed(self, text: str) -> list[Typed]:
        """Return every word of the text beside what it stands for, the particles too."""
        typed = list(_typed(text))
        return [Typed(each, tuple(self._in_full(typed, place))) for place, each in enumerate(typed)]

    @property
    def abbreviations(self) -> dict[str, tuple[Word, ...]]:
        """What shortenings stand for whatever is around them."""
        return {short.plain: full for short, full in self._always.items()}

    def _in_full(self, typed: Sequence[Word], place: int) -> Sequence[Word]:
        short = typed[place]
        for case in self._in_context.get(short.plain, ()):
            if _fits(case, typed, place):
                return _spelled(case.means)
        return self._always.get(short) or (_without_telex(short),)


def undoubled(plain: str) -> str:
    """Return a word with letters that were typed twice typed once."""
    return _DOUBLED.sub(r"\1", plain)


def is_syllable(plain: str) -> bool:
    """Whether a folded word is spelled as a Vietnamese syllable may be."""
    return _SYLLABLE.fullmatch(plain) is not None


def _typed(text: str) -> Iterator[Word]:
    for run in words(_HELD_DOWN.sub(r"\1", clean(text).casefold())):
        yield from (word(part) for part in _NUMBER_OR_LETTERS.findall(run))


def _spelled(text: str) -> tuple[Word, ...]:
    return tuple(word(part) for part in text.split())


def _fits(case: InContext, typed: Sequence[Word], place: int) -> bool:
    before = typed[place - 1].plain if place else ""
    after = typed[place + 1].plain if place + 1 < len(typed) else ""
    if case.after_number or (case.last and after):
        return case.after_number and before.isdecimal()
    return after in _plain(case.before) or before in _plain(case.after)


def _plain(spelled: Iterable[str]) -> set[str]:
    return {fold(part) for part in spelled}


def _without_telex(typed: Word) -> Word:
    """Return "hooj" and "dduwowcj" as ho and duoc: keystrokes of a keyboard that was not switched on."""
    if typed.accents or _SYLLABLE.fullmatch(typed.plain):
        return typed
    plain = _TELEX_TONE.sub("", typed.plain)
    for keys, letter in _TELEX_LETTERS:
        plain = plain.replace(keys, letter)
    return Word(plain) if _SYLLABLE.fullmatch(plain) else typed
