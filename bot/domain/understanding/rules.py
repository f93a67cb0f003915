"""Hears what needs no ranking: cries for help, small talk, matters of other desks. Decides nothing."""

import re
from collections.abc import Mapping, Sequence
from typing import Generic, NamedTuple, TypeVar

from bot.domain.understanding.patterns import compiled
from bot.domain.understanding.phrases import Phrases, Rule, Urgency

Kind = TypeVar("Kind")


class _Compiled(NamedTuple):
    whole: re.Pattern[str] | None
    within: re.Pattern[str] | None
    unless: re.Pattern[str] | None


class Listener(Generic[Kind]):
    """Gives the first kind, in the order of the data, one of whose rules a marked line fulfils."""

    def __init__(self, kinds: Mapping[Kind, Sequence[Rule]], *, courtesy: Sequence[str] = ()) -> None:
        self._courtesy = compiled(courtesy)
        self._kinds = [
            (kind, _Compiled(compiled(rule.whole), compiled(rule.within), compiled(rule.unless)))
            for kind, rules in kinds.items()
            for rule in rules
        ]

    def first(self, line: str) -> Kind | None:
        return self.whole(line) or self.within(line)

    def whole(self, line: str) -> Kind | None:
        """Return the kind that all of the line is, courtesy aside."""
        bare = self._courtesy.sub("", line) if self._courtesy else line
        heard = (kind for kind, rule in self._kinds if rule.whole and rule.whole.fullmatch(bare, 1))
        return next(heard, None)

    def within(self, line: str) -> Kind | None:
        """Return the kind that some of the line is, unless it is one of its false friends."""
        return next((kind for kind, rule in self._kinds if _is_in(rule, line)), None)

    def all(self, line: str) -> frozenset[Kind]:
        """Return every kind that some of the line is."""
        return frozenset(kind for kind, rule in self._kinds if _is_in(rule, line))


def urgent_listener(phrases: Phrases) -> Listener[Urgency]:
    """Return the listener for cries for help, the gravest first whatever the order of the files."""
    return Listener({kind: phrases.urgent[kind] for kind in Urgency if kind in phrases.urgent})


def _is_in(rule: _Compiled, line: str) -> bool:
    heard = rule.within is not None and rule.within.search(line)
    return bool(heard) and not (rule.unless and rule.unless.search(line))
