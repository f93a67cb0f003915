"""How our own texts use words: which there are, which are everyday words, and which stand side by side.

Learned once; so no name that people type is in it but by chance."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict

from bot.domain.text import clean, words
from bot.domain.understanding.patterns import Word, word

# So often that it stands for no name, unless it is one.
_EVERYDAY = 25
_DIGITS_APART = re.compile(r"\d+|\D+")
_PLACEHOLDER = re.compile(r"\{[^}]*\}")


class Masks(BaseModel):
    """Words that show where names, places and numbers stand, as in `locales/<language>/masking.yaml`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    families: tuple[str, ...] = ()
    middles: tuple[str, ...] = ()
    givens: tuple[str, ...] = ()
    orders: tuple[str, ...] = ()
    introductions: tuple[str, ...] = ()
    pronouns: tuple[str, ...] = ()
    copulas: tuple[str, ...] = ()
    persons: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """What stands for a person without more. Middle names are everyday words of their own."""
        return (*self.families, *self.givens)


class Token(NamedTuple):
    """A word as typed, and as it is known."""

    typed: str
    word: Word

    @property
    def key(self) -> str:
        """What it is counted under: with its accents, if it has any."""
        return self.typed.casefold() if self.word.accents else self.word.plain

    @property
    def number(self) -> bool:
        return self.typed.isdecimal()

    @property
    def proper(self) -> bool:
        return self.typed[0].isupper() and not self.typed.isupper()


class Words:
    """Words of ours. One typed with some of its accents, or none, is found too."""

    def __init__(self, spelled: Iterable[str]) -> None:
        self._accents: dict[str, tuple[str, ...]] = {}
        for plain, accents in map(word, spelled):
            self._accents[plain] = (*self._accents.get(plain, ()), accents)

    def __contains__(self, typed: Word) -> bool:
        spelled = self._accents.get(typed.plain, ())
        return any(all(mark in accents for mark in typed.accents) for accents in spelled)


class Habits(BaseModel):
    """`beside` counts two words, with a blank between them, that follow each other more than once."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    words: frozenset[str]
    everyday: frozenset[str]
    beside: Mapping[str, int]

    @classmethod
    def learn(cls, masks: Masks, texts: Iterable[str], *, vocabulary: Iterable[BaseModel]) -> "Habits":
        """Learn from whole texts, and the bare words of what is listened for."""
        read = [tokens(_PLACEHOLDER.sub(" 0 ", text)) for text in texts]
        keys = Counter(key for each in read for token in each for key in {token.key, token.word.plain})
        beside = Counter(_pairs(read, masks))
        return cls(
            words=frozenset(token.typed.casefold() for each in read for token in each).union(
                *map(words, _strings([each.model_dump() for each in vocabulary]))
            ),
            everyday=frozenset(key for key, count in keys.items() if count >= _EVERYDAY),
            beside={pair: count for pair, count in beside.items() if count > 1},
        )

    def met(self, first: Token, second: Token) -> int:
        """How often the second word follows the first; accents count once one was typed."""
        if first.word.accents or second.word.accents:
            return self.beside.get(f"{first.key} {second.key}", 0)
        return self.beside.get(f"{first.word.plain} {second.word.plain}", 0)


def tokens(text: str) -> list[Token]:
    """The words of a text, numbers apart from letters."""
    parts = (part for typed in words(clean(text)) for part in _DIGITS_APART.findall(typed))
    return [Token(part, word(part)) for part in parts]


def _pairs(read: Iterable[list[Token]], masks: Masks) -> Iterator[str]:
    """Neighbours, but not the people who were invented for our texts."""
    persons, called = Words(masks.persons), Words((*masks.names, *masks.orders))
    for first, second in (pair for each in read for pair in pairwise(each)):
        if first.word not in persons or second.word not in called:
            yield from {f"{first.key} {second.key}", f"{first.word.plain} {second.word.plain}"}


def _strings(written: object) -> Iterator[str]:
    if isinstance(written, str):
        yield written
    elif isinstance(written, Mapping):
        for part in (*written.keys(), *written.values()):
            yield from _strings(part)
    elif isinstance(written, Iterable):
        for part in written:
            yield from _strings(part)
