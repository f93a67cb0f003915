"""Hears that a family has a right already, or has it not after all: which, by name or by its place in a list.

Only listens; what the list holds and what is written down is decided elsewhere."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bot.domain.understanding.patterns import compiled, marked
from bot.domain.understanding.phrases import Phrases, Rule
from bot.domain.understanding.rules import Listener
from bot.domain.understanding.spelling import Speller

_MOST_WORDS = 25


@dataclass(frozen=True, slots=True)
class Had:
    """`rights` that the words may mean, else `places` in the list, from 1; or `every` one, or `this` one.

    `received` is False where it is taken back."""

    received: bool
    rights: frozenset[str] = frozenset()
    places: tuple[int, ...] = ()
    every: bool = False
    this: bool = False


class Received:
    """Hears short messages that tell and do not ask."""

    def __init__(self, phrases: Phrases) -> None:
        said = phrases.received
        self._speller = Speller(phrases.shortenings)
        self._told = Listener({False: said.not_had, True: said.had})
        self._rights = Listener({right: _rules(words) for right, words in said.rights.items()})
        self._places = Listener({place: _rules(words) for place, words in said.numbered.items()})
        self._every, self._this = compiled(said.all), compiled(said.this)

    def heard(self, text: str) -> Had | None:
        """What was told; None where nothing is, or nobody can tell of what."""
        words = self._speller.words(text)
        line = marked(words)
        received = None if "?" in text or len(words) > _MOST_WORDS else self._told.within(line)
        if received is None:
            return None
        if rights := self._rights.all(line):
            return Had(received, rights)
        if named := self._places.all(line):
            digits = {int(each.plain) for each in words if len(each.plain) == 1 and each.plain.isdecimal()}
            return Had(received, places=tuple(sorted(named | digits - {0})))
        if self._every is not None and self._every.search(line):
            return Had(received, every=True)
        this = self._this is not None and self._this.search(line) is not None
        return Had(received, this=True) if this else None


def _rules(patterns: Iterable[str]) -> tuple[Rule, ...]:
    return (Rule(within=tuple(patterns)),)
