"""Hears what needs no ranking: cries for help, small talk, matters of other desks. Decides nothing."""

import re
from collections.abc import Mapping, Sequence
from typing import Generic, NamedTuple, TypeVar

from bot.domain.understanding.patterns import compiled
from bot.domain.understanding.phrases import Rule

Kind = TypeVar("Kind")


class _Compiled(NamedTuple):
    whole: re.Pattern[str] | None
    within: re.Pattern[str] | None
    unless: re.Pattern[str] | None

    def hears(self, line: str, bare: str) -> bool:
        heard = (self.whole and self.whole.fullmatch(bare, 1)) or (self.within and self.within.search(line))
        return bool(heard) and not (self.unless and self.unless.search(line))


class Listener(Generic[Kind]):
    """Gives the first kind, in the order of the data, one of whose rules a message fulfils."""

    def __init__(self, kinds: Mapping[Kind, Sequence[Rule]], *, courtesy: Sequence[str] = ()) -> None:
        self._courtesy = compiled(courtesy)
        self._kinds = [
            (kind, _Compiled(compiled(rule.whole), compiled(rule.within), compiled(rule.unless)))
            for kind, rules in kinds.items()
            for rule in rules
        ]

    def first(self, line: str) -> Kind | None:
        """Return the kind of a marked line (see `patterns.marked`)."""
        bare = self._courtesy.sub("", line) if self._courtesy else line
        return next((kind for kind, rule in self._kinds if rule.hears(line, bare)), None)
