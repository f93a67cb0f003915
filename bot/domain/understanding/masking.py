"""Hides in a question whatever could lead to a person: names, addresses, numbers, mail.

Keeps only words the bot listens with, and none that stands where a name would. In doubt it hides."""

import re
from collections.abc import Iterator, Sequence
from enum import Enum, auto
from itertools import groupby, pairwise

from bot.domain.understanding.habits import Habits, Masks, Token, Words
from bot.domain.understanding.habits import tokens as read
from bot.domain.understanding.patterns import Word
from bot.domain.understanding.phrases import Phrases
from bot.domain.understanding.spelling import Speller

HIDDEN = "…"
LONGEST = 300
_MOST_READ = 1000
# How often a word stands beside its neighbour in our own texts until it is taken for no name.
_BESIDE = 2
_BESIDE_A_NAMESAKE = 3
_BESIDE_WHERE_NAMES_STAND = 10
_LONGEST_NAME = 3
# Ages, classes and numbers of children have fewer; sums, dates and papers more.
_FEWEST_DIGITS = 3
_FEWEST_SPOKEN = 4
_YEAR = re.compile(r"20[23]\d")
_NET = re.compile(r"\S*(?:@|://|www\.|\.(?:com|vn|net|org|info|me|gg)\b)\S*", re.IGNORECASE)
# What stands for an address of the net: no question has such a word.
_UNREAD = " \u02bc "


class _Lead(Enum):
    """What the words before make one expect: the latter two after a name, or a word nobody asks with."""

    NOTHING = auto()
    INTRODUCED = auto()
    PERSON = auto()
    PLACE = auto()
    NAMED = auto()
    STRANGE = auto()


class Masker:
    """Reads as our own texts are written, and hides the rest."""

    def __init__(self, masks: Masks, phrases: Phrases, habits: Habits) -> None:
        self._speller = Speller(phrases.shortenings)
        self._habits = habits
        self._known = Words(habits.words)
        self._families, self._middles = Words(masks.families), Words(masks.middles)
        self._names = Words(masks.names)
        self._orders, self._numbers = Words(masks.orders), Words(masks.numbers)
        self._introductions, self._pronouns = Words(masks.introductions), Words(masks.pronouns)
        self._copulas, self._persons = Words(masks.copulas), Words(masks.persons)
        self._places = Words(masks.places)

    def mask(self, text: str) -> str:
        """Return the question in small letters without punctuation, `…` for what is hidden."""
        tokens = read(_NET.sub(_UNREAD, text[:_MOST_READ]))
        hidden = self._exposed(tokens, {*self._figures(tokens), *self._full_names(tokens)})
        parts = (HIDDEN if place in hidden else each.typed.casefold() for place, each in enumerate(tokens))
        return _cut([part for key, run in groupby(parts) for part in ([key] if key == HIDDEN else run)])

    def same(self, masked: str) -> str:
        """Return what two masked askings of the same question share, whatever accents and shortenings."""
        return " ".join(each.plain for each in self._speller.words(masked))

    def _calls(self, said: Word) -> bool:
        """Whether a person could be called so."""
        return said in self._names or said in self._orders

    def _figures(self, tokens: Sequence[Token]) -> Iterator[int]:
        """Give the places of numbers that tell too much, however they are spaced or spelled out."""
        runs = groupby(enumerate(tokens), lambda at: at[1].number or at[1].word in self._numbers)
        for counts, run in runs:
            figures = list(run)
            if counts and _tell([token.typed for _, token in figures]):
                yield from (place for place, _ in figures)

    def _full_names(self, tokens: Sequence[Token]) -> Iterator[int]:
        """Give the places of family, middle and given names: "nguyen van nam", "le thi ngoc anh"."""
        for place, (family, middle) in enumerate(pairwise(tokens)):
            if family.word not in self._families or middle.word not in self._middles:
                continue
            rest = [token.word for token in tokens[place + 2 : place + 4]]
            usual = self._met(tokens, place + 1) and not (family.proper and middle.proper)
            if usual and rest and rest[0] in self._known and not self._calls(rest[0]):
                continue
            more = sum(each in self._names for each in rest[1:])
            yield from range(place, min(place + 3 + more, len(tokens)))

    def _exposed(self, tokens: Sequence[Token], hidden: set[int]) -> set[int]:
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

    def _harmless(self, tokens: Sequence[Token], place: int, lead: _Lead, *, proper: bool) -> bool:
        said = tokens[place].word
        if tokens[place].number:
            return lead not in (_Lead.PLACE, _Lead.NAMED, _Lead.STRANGE)
        if said in self._copulas or said in self._places:
            return True
        if said not in self._known:
            return False
        before, after = self._met(tokens, place), self._met(tokens, place + 1)
        if lead is _Lead.NOTHING:
            namesake = said in self._names and said not in self._persons
            return not (namesake or proper) or max(before, after) >= _BESIDE_A_NAMESAKE
        if said in self._persons and (lead in (_Lead.PLACE, _Lead.STRANGE) or not self._calls(said)):
            return True
        if proper or self._calls(said) or lead in (_Lead.INTRODUCED, _Lead.NAMED):
            return max(after, before if lead is _Lead.PLACE else 0) >= _BESIDE_WHERE_NAMES_STAND
        if lead is _Lead.STRANGE:
            return after >= _BESIDE or tokens[place].key in self._habits.everyday
        return before + after >= _BESIDE

    def _met(self, tokens: Sequence[Token], place: int) -> int:
        """Return how often a word follows the one before it in our own texts."""
        return self._habits.met(tokens[place - 1], tokens[place]) if 0 < place < len(tokens) else 0

    def _lead(self, tokens: Sequence[Token], place: int, lead: _Lead) -> _Lead:
        said = tokens[place].word
        goes_on = said in self._pronouns or said in self._copulas
        if said in self._introductions or (lead is _Lead.INTRODUCED and goes_on):
            return _Lead.INTRODUCED
        if said in self._copulas and place and tokens[place - 1].word in self._pronouns:
            return _Lead.INTRODUCED
        if said in self._persons or (lead is _Lead.PERSON and said in self._pronouns):
            return _Lead.PERSON
        return _Lead.PLACE if said in self._places else _Lead.NOTHING

    def _after_hidden(self, token: Token, lead: _Lead) -> _Lead:
        if token.number:
            return _Lead.NOTHING
        named = self._calls(token.word) or token.word in self._middles
        return _Lead.NAMED if named or lead in (_Lead.PERSON, _Lead.INTRODUCED) else _Lead.STRANGE


def _tell(figures: Sequence[str]) -> bool:
    """Whether numbers that stand side by side tell more than an age, a class or a year."""
    digits = [each for each in figures if each.isdecimal()]
    if len(digits) == 1 and _YEAR.fullmatch(digits[0]):
        return len(figures) > _FEWEST_SPOKEN
    return sum(map(len, digits)) >= _FEWEST_DIGITS or len(figures) >= _FEWEST_SPOKEN


def _cut(said: Sequence[str]) -> str:
    whole = " ".join(said)
    return whole if len(whole) <= LONGEST else f"{whole[:LONGEST].rpartition(' ')[0]} {HIDDEN}"
