"""The report of a visit as a row of words, numbers and breaks, each with its place. Knows no meanings."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Generic, TypeVar

from bot.domain.text import clean, fold
from bot.domain.understanding.patterns import Word, marked, word
from bot.domain.understanding.spelling import Speller

Value = TypeVar("Value")

_PHONE = r"(?<![\d/.,])(?<!\d-)(?:\+?84|0)(?:[ .-]?\d){8,10}(?![\d/])"
_PARTS = re.compile(_PHONE + r"|0\d+|\d+(?:[.,]\d+)*|[^\W\d_]+|\n|[^\w\s]")
_O_FOR_ZERO = re.compile(r"(?<=\d)[oO]+(?=[oO\d\s]|k\b|\b)")
_THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:[.,]\d{3})+")
_ONE_SEPARATOR = re.compile(r"\d+[.,]\d+")
_LONGEST_NUMBER, _NO_WORD = 8, "*"
_HARD, _SOFT = frozenset(".;!?\n•…"), frozenset(",+()-–—:&/=*[]\"'“”")
_BREAKS = {"\n": ";"}


@dataclass(frozen=True, slots=True)
class Token:
    """A word in full, or a number, or a mark. `start` and `end` are where it stands in the text."""

    word: Word
    start: int
    end: int
    number: str = ""

    @property
    def value(self) -> Decimal | None:
        """What the digits say; None for words, and for what is rather a date."""
        if not self.number:
            return None
        if _THOUSANDS.fullmatch(self.number):
            return Decimal(re.sub(r"\D", "", self.number))
        if self.number.isdecimal() or _ONE_SEPARATOR.fullmatch(self.number):
            return Decimal(self.number.replace(",", "."))
        return None

    @property
    def hard(self) -> bool:
        """Whether a sentence ends here."""
        return self.word.plain in _HARD

    @property
    def is_break(self) -> bool:
        """Whether it is a mark between words."""
        return self.word.plain in _HARD or self.word.plain in _SOFT


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some tokens of a line that follow each other; `end` is the first that is not of them."""

    start: int
    end: int

    def holds(self, place: int) -> bool:
        return self.start <= place < self.end


class Line:
    """A report, cleaned, with its tokens.

    `no_numbers` are places where a number word is none; `closed` tells where nothing new is
    named, `direct` where a word of giving stands right before."""

    def __init__(self, text: str, tokens: Sequence[Token]) -> None:
        self.text, self.tokens = text, tuple(tokens)
        self._inner = frozenset(_inside_numbers(self.tokens))
        self.no_numbers: frozenset[int] = frozenset()
        self.direct: Callable[[int], bool] = lambda _: False
        self.closed: Callable[[int], bool] = lambda _: False
        self.marked = marked(each.word for each in tokens)
        lengths = (len(each.word.marked) + 1 for each in tokens)
        self._places: dict[int, int] = {}
        at = 1
        for place, size in enumerate(lengths):
            self._places[at] = place
            at += size
        self._places[at] = len(self.tokens)

    def __len__(self) -> int:
        return len(self.tokens)

    def found(self, pattern: re.Pattern[str] | None) -> list[Stretch]:
        """Where a pattern is heard, from left to right."""
        if pattern is None:
            return []
        return [
            Stretch(self._places[match.start()], self._places[match.end()])
            for match in pattern.finditer(self.marked)
            if match.end() > match.start()
        ]

    def word(self, place: int) -> Word | None:
        return self.tokens[place].word if 0 <= place < len(self.tokens) else None

    def is_break(self, place: int) -> bool:
        """Whether a mark stands there, or the line begins or ends."""
        if not 0 <= place < len(self.tokens):
            return True
        return self.tokens[place].is_break and place not in self._inner

    def sentence(self, place: int) -> Stretch:
        """The tokens between full stops."""
        return self._between(place, lambda at: self.tokens[at].hard)

    def clause(self, place: int) -> Stretch:
        """The tokens between marks of any kind."""
        return self._between(place, self.is_break)

    def _between(self, place: int, ends: Callable[[int], bool]) -> Stretch:
        start, end = place, place
        while start > 0 and not ends(start - 1):
            start -= 1
        while end < len(self.tokens) and not ends(end):
            end += 1
        return Stretch(start, end)

    def said(self, places: Iterable[int]) -> str:
        """The text at these places, as it was typed."""
        parts: list[str] = []
        last_end = -1
        for place in places:
            token = self.tokens[place]
            if token.end <= last_end:
                continue
            gap = self.text[last_end : token.start] if last_end >= 0 else ""
            joined = gap if not gap.strip() else " "
            parts += [joined if last_end >= 0 else "", self.text[max(token.start, last_end) : token.end]]
            last_end = token.end
        return "".join(parts).strip()


def _inside_numbers(tokens: Sequence[Token]) -> Iterator[int]:
    """Marks that stick between two numbers, as in "12/3": none between words."""
    for place in range(1, len(tokens) - 1):
        before, here, after = tokens[place - 1 : place + 2]
        if before.number and after.number and before.end == here.start and here.end == after.start:
            yield place


class Vocabulary(Generic[Value]):
    """Phrases and what they mean. Accents may be left out; those that are typed must be the phrase's."""

    def __init__(self, phrases: Iterable[tuple[str, Value]]) -> None:
        self._rows: dict[str, list[tuple[tuple[Word, ...], Value]]] = {}
        for phrase, value in phrases:
            words = tuple(word(each) for each in phrase.split())
            self._rows.setdefault(words[0].plain, []).append((words, value))
        for rows in self._rows.values():
            rows.sort(key=lambda row: -len(row[0]))

    def at(self, line: Line, place: int) -> tuple[Value, int] | None:
        """The longest phrase that begins there: what it means, and where it ends."""
        first = line.word(place)
        for words, value in self._rows.get(first.plain, ()) if first else ():
            here = [each.word for each in line.tokens[place : place + len(words)]]
            if len(here) == len(words) and all(map(spelled_as, here, words)):
                return value, place + len(words)
        return None

    def of(self, line: Line, place: int) -> Value | None:
        """What a single word there means."""
        found = self.at(line, place)
        return found[0] if found and found[1] == place + 1 else None


def vocabulary(phrases: Iterable[str]) -> Vocabulary[bool]:
    """Phrases that are only to be found."""
    return Vocabulary((each, True) for each in phrases)


def spelled_as(typed: Word, meant: Word) -> bool:
    """Whether a typed word can be the one that is meant."""
    return typed.plain == meant.plain and set(typed.accents) <= set(meant.accents)


class Tokens:
    """Cuts reports into tokens, teencode written out. A short form behind a number is a unit and stays."""

    def __init__(
        self, speller: Speller, shortenings: Iterable[tuple[str, str]], multiples: Iterable[str]
    ) -> None:
        self._speller = speller
        self._multiples = {fold(each) for each in multiples}
        self._own = {word(short): tuple(map(word, long.split())) for short, long in shortenings}

    def line(self, text: str) -> Line:
        """The tokens of a text."""
        cleaned = _O_FOR_ZERO.sub(lambda match: "0" * len(match.group()), clean(text))
        return Line(cleaned, list(self._tokens(cleaned)))

    def _tokens(self, text: str) -> Iterator[Token]:
        behind_number = False
        for match in _PARTS.finditer(text):
            part = match.group()
            if len(part) > _LONGEST_NUMBER and re.fullmatch(_PHONE, part):
                yield Token(Word(_NO_WORD), match.start(), match.end())
            elif part[0].isdigit():
                yield Token(Word(part), match.start(), match.end(), part)
            elif part.isalpha():
                for each in self._in_full(part, behind_number):
                    yield Token(each, match.start(), match.end())
            else:
                yield Token(Word(_BREAKS.get(part, part)), match.start(), match.end())
            behind_number = part[0].isdigit() or fold(part) in self._multiples

    def _in_full(self, part: str, behind_number: bool) -> Sequence[Word]:
        typed = word(part.casefold())
        if behind_number:
            return (typed,)
        return self._own.get(typed) or self._speller.words(part) or (Word(fold(part)),)
