"""Hides in a question whatever could lead to a person: names, addresses, numbers, mail.

Keeps only words the bot listens with, and none that stands where a name would. In doubt it hides."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import Enum, auto
from itertools import groupby, pairwise
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict

from bot.domain.text import clean, words
from bot.domain.understanding.patterns import Word, word
from bot.domain.understanding.phrases import Phrases
from bot.domain.understanding.spelling import Speller

HIDDEN = "…"
LONGEST = 300
_MOST_READ = 1000
# How often a word is met in our own texts until it is taken for no name, by how much speaks for one.
_EVERYDAY = 25
_BESIDE = 2
_BESIDE_A_NAMESAKE = 3
_BESIDE_A_CALLED = 10
_LONGEST_NAME = 3
# Ages, classes and numbers of children have fewer; sums, dates and papers more.
_FEWEST_DIGITS = 3
_FEWEST_SPOKEN = 4
_YEAR = re.compile(r"20[23]\d")
_NET = re.compile(r"\S*(?:@|://|www\.|\.(?:com|vn|net|org|info|me|gg)\b)\S*", re.IGNORECASE)
_DIGITS_APART = re.compile(r"\d+|\D+")
# What stands for an address of the net: no question has such a word.
_UNREAD = " \u02bc "


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


class _Lead(Enum):
    """What the words before make one expect: the latter two after a name, or a word nobody asks with."""

    NOTHING = auto()
    INTRODUCED = auto()
    PERSON = auto()
    PLACE = auto()
    NAMED = auto()
    STRANGE = auto()


class _Token(NamedTuple):
    typed: str
    word: Word

    @property
    def number(self) -> bool:
        return self.typed.isdecimal()

    @property
    def key(self) -> str:
        """What it is counted under: with its accents, if it has any."""
        return self.typed.casefold() if self.word.accents else self.word.plain

    @property
    def proper(self) -> bool:
        return self.typed[0].isupper() and not self.typed.isupper()


class _Words:
    """Words of ours. One typed with some of its accents, or none, is found too."""

    def __init__(self, spelled: Iterable[str]) -> None:
        self._accents: dict[str, list[set[str]]] = {}
        for each in map(word, spelled):
            self._accents.setdefault(each.plain, []).append(set(each.accents))

    def __contains__(self, typed: Word) -> bool:
        return any(accents.issuperset(typed.accents) for accents in self._accents.get(typed.plain, ()))


class Masker:
    """Knows our own texts by heart: in what words people ask, and which of them stand side by side."""

    def __init__(
        self, masks: Masks, phrases: Phrases, *, texts: Iterable[str], vocabulary: Iterable[BaseModel]
    ) -> None:
        self._speller = Speller(phrases.shortenings)
        self._families, self._middles = _Words(masks.families), _Words(masks.middles)
        self._names = _Words((*masks.families, *masks.middles, *masks.givens))
        self._orders, self._numbers = _Words(masks.orders), _Words(masks.numbers)
        self._introductions, self._pronouns = _Words(masks.introductions), _Words(masks.pronouns)
        self._copulas, self._persons = _Words(masks.copulas), _Words(masks.persons)
        self._places = _Words(masks.places)
        listened = (each for model in (phrases, *vocabulary) for each in _strings(model.model_dump()))
        read = [_tokens(text) for text in texts]
        said = {token.typed.casefold() for tokens in read for token in tokens}
        self._known = _Words(said.union(*map(words, listened)))
        self._often = Counter(
            key for tokens in read for token in tokens for key in {token.key, token.word.plain}
        )
        self._together = Counter(pair for tokens in read for pair in self._pairs(tokens))

    def mask(self, text: str) -> str:
        """Return the question in small letters without punctuation, `…` for what is hidden."""
        tokens = _tokens(text)
        hidden = self._exposed(tokens, {*self._figures(tokens), *self._full_names(tokens)})
        parts = (HIDDEN if place in hidden else each.typed.casefold() for place, each in enumerate(tokens))
        return _cut([part for key, run in groupby(parts) for part in ([key] if key == HIDDEN else run)])

    def same(self, masked: str) -> str:
        """Return what two masked askings of the same question share, whatever accents and shortenings."""
        return " ".join(each.plain for each in self._speller.words(masked))

    def _pairs(self, tokens: Sequence[_Token]) -> Iterator[tuple[str, str]]:
        """Give the neighbours in our own texts, but not the people who were invented for them."""
        for first, second in pairwise(tokens):
            if first.word not in self._persons or not self._calls(second.word):
                yield from {(first.key, second.key), (first.word.plain, second.word.plain)}

    def _calls(self, said: Word) -> bool:
        """Whether a person could be called so."""
        return said in self._names or said in self._orders

    def _figures(self, tokens: Sequence[_Token]) -> Iterator[int]:
        """Give the places of numbers that tell too much, however they are spaced or spelled out."""
        runs = groupby(enumerate(tokens), lambda at: at[1].number or at[1].word in self._numbers)
        for counts, run in runs:
            figures = list(run)
            if counts and _tell([token.typed for _, token in figures]):
                yield from (place for place, _ in figures)

    def _full_names(self, tokens: Sequence[_Token]) -> Iterator[int]:
        """Give the places of family, middle and given names: "nguyen van nam", "le thi ngoc anh"."""
        for place, (family, middle) in enumerate(pairwise(tokens)):
            if family.word not in self._families or middle.word not in self._middles:
                continue
            rest = [token.word for token in tokens[place + 2 : place + 4]]
            usual = self._met(tokens, place + 1)
            if usual and rest and rest[0] in self._known and not self._calls(rest[0]):
                continue
            more = sum(each in self._names for each in rest[1:])
            yield from range(place, min(place + 3 + more, len(tokens)))

    def _exposed(self, tokens: Sequence[_Token], hidden: set[int]) -> set[int]:
        """Return the places of all that is hidden: words nobody asks with, and ours where a name stands."""
        exposed: set[int] = set()
        lead, left = _Lead.NOTHING, 0
        titled = sum(token.proper for token in tokens) * 2 > len(tokens)
        for place, token in enumerate(tokens):
            proper = token.proper and place > 0 and not titled
            if place not in hidden and self._harmless(tokens, place, lead, proper=proper):
                lead = self._lead(tokens, place, lead)
                continue
            exposed.add(place)
            left = left - 1 if lead in (_Lead.STRANGE, _Lead.NAMED) else _LONGEST_NAME
            lead = self._after_hidden(token, lead) if left else _Lead.NOTHING
        return exposed

    def _harmless(self, tokens: Sequence[_Token], place: int, lead: _Lead, *, proper: bool) -> bool:
        said = tokens[place].word
        if tokens[place].number:
            return lead is not _Lead.PLACE
        if said not in self._known:
            return False
        before, after = self._met(tokens, place), self._met(tokens, place + 1)
        if lead is _Lead.NOTHING:
            namesake = said in self._names and said not in self._persons
            return not (namesake or proper) or max(before, after) >= _BESIDE_A_NAMESAKE
        called = proper or (self._calls(said) and said not in self._persons)
        if called or lead in (_Lead.INTRODUCED, _Lead.NAMED):
            return max(after, before if lead is _Lead.PLACE else 0) >= _BESIDE_A_CALLED
        if lead is _Lead.STRANGE:
            return after > 0 or self._often[tokens[place].key] >= _EVERYDAY
        return before + after >= _BESIDE

    def _met(self, tokens: Sequence[_Token], place: int) -> int:
        """Return how often a word follows the one before it in our own texts."""
        if not 0 < place < len(tokens):
            return 0
        first, second = tokens[place - 1 : place + 1]
        if first.word.accents or second.word.accents:
            return self._together[first.key, second.key]
        return self._together[first.word.plain, second.word.plain]

    def _lead(self, tokens: Sequence[_Token], place: int, lead: _Lead) -> _Lead:
        said = tokens[place].word
        goes_on = said in self._pronouns or said in self._copulas
        if said in self._introductions or (lead is _Lead.INTRODUCED and goes_on):
            return _Lead.INTRODUCED
        if said in self._copulas and place and tokens[place - 1].word in self._pronouns:
            return _Lead.INTRODUCED
        if said in self._persons or (lead is _Lead.PERSON and said in self._pronouns):
            return _Lead.PERSON
        return _Lead.PLACE if said in self._places else _Lead.NOTHING

    def _after_hidden(self, token: _Token, lead: _Lead) -> _Lead:
        if token.number:
            return _Lead.NOTHING
        named = self._calls(token.word) or lead in (_Lead.PERSON, _Lead.INTRODUCED)
        return _Lead.NAMED if named else _Lead.STRANGE


def _tokens(text: str) -> list[_Token]:
    readable = _NET.sub(_UNREAD, clean(text[:_MOST_READ]))
    parts = (part for typed in words(readable) for part in _DIGITS_APART.findall(typed))
    return [_Token(part, word(part)) for part in parts]


def _tell(figures: Sequence[str]) -> bool:
    """Whether numbers that stand side by side tell more than an age, a class or a year."""
    digits = [each for each in figures if each.isdecimal()]
    if len(digits) == 1 and _YEAR.fullmatch(digits[0]):
        return len(figures) > _FEWEST_SPOKEN
    return sum(map(len, digits)) >= _FEWEST_DIGITS or len(figures) >= _FEWEST_SPOKEN


def _strings(written: object) -> Iterator[str]:
    if isinstance(written, str):
        yield written
    elif isinstance(written, Mapping):
        for part in (*written.keys(), *written.values()):
            yield from _strings(part)
    elif isinstance(written, Iterable):
        for part in written:
            yield from _strings(part)


def _cut(said: Sequence[str]) -> str:
    whole = " ".join(said)
    return whole if len(whole) <= LONGEST else f"{whole[:LONGEST].rpartition(' ')[0]} {HIDDEN}"
