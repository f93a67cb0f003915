"""Hears which target an official names, and whom a broadcast is for. Leaves open what was not told."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from bot.domain.targets import Category
from bot.domain.text import fold, syllables
from bot.domain.understanding.patterns import compiled, marked, word
from bot.domain.understanding.phrases import Phrases
from bot.domain.understanding.rules import Listener
from bot.domain.understanding.spelling import Speller

_AMOUNT = r"(?<![\w.,/-])(\d{1,3}(?:\.\d{3})+|\d{1,7}(?:,\d{1,2})?)\s*%?(?![\d/]|[.,]\d)"
_MARKS = ".,;:!?()\"'"
_YEAR = re.compile(r"(?<!\d)(20[0-4]\d)(?!\d)")


@dataclass(frozen=True, slots=True)
class TargetHeard:
    """What was said of a target. An amount is only heard where a word says that it is one."""

    category: Category | None = None
    year: int | None = None
    amount: Decimal | None = None


class Officials:
    """Hears words of the office in messages that were understood to be about targets or broadcasts."""

    def __init__(self, phrases: Phrases) -> None:
        said = phrases.target
        self._speller = Speller(phrases.shortenings)
        self._categories = Listener(said.categories)
        self._sends = compiled(phrases.sends)
        leads, units = ("|".join(map(_folded, words)) or r"(?!)" for words in (said.amounts, said.units))
        self._led = re.compile(rf"(?<!\w)(?:{leads})\s+{_AMOUNT}")
        self._counted = re.compile(rf"{_AMOUNT}(?=\s*(?:%|(?:{units})(?!\w)))")

    def target(self, text: str) -> TargetHeard:
        """Which target is meant, and its amount where one is named."""
        year = _YEAR.search(text)
        line = marked(self._speller.words(text))
        return TargetHeard(self._categories.within(line), int(year[1]) if year else None, self._amount(text))

    def _amount(self, text: str) -> Decimal | None:
        folded = fold(text)
        led = list(self._led.finditer(folded))
        found = led or [match for match in self._counted.finditer(folded) if not _YEAR.fullmatch(match[1])]
        return amount_in(found[-1][1]) if found else None

    def category(self, text: str) -> Category | None:
        """The category that an answer names."""
        return self._categories.within(marked(self._speller.words(text)))

    def whom(self, text: str) -> str:
        """What is said of those a message to many is for, without the words that it is to be sent."""
        said = text.split()
        line = marked(word(each.strip(_MARKS)) for each in said)
        begun = 0
        while self._sends and (sent := self._sends.match(line, begun + 1)):
            begun = sent.end() - 1
        return " ".join(said[line[: begun + 1].count(" ") - 1 :])


def amount_in(typed: str) -> Decimal | None:
    """An amount as people write it: 2.273 is over two thousand, 1,45 is less than two."""
    match = re.fullmatch(rf"\D*?{_AMOUNT}\D*", typed)
    return Decimal(match[1].replace(".", "").replace(",", ".")) if match else None


def _folded(words: str) -> str:
    return r"\s+".join(map(re.escape, syllables(words)))
