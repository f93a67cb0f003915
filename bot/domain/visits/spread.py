"""How what is told spreads over families: "mỗi nhà 300k", "10kg/nha", who was not met, what is the total."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.domain.understanding.patterns import compiled
from bot.domain.visits.families import Mention
from bot.domain.visits.goods import Thing
from bot.domain.visits.numbers import Numbers
from bot.domain.visits.tokens import Line, Stretch, vocabulary
from bot.domain.visits.words import PeopleWords

_MOST_FAMILIES = 1_000


@dataclass(frozen=True, slots=True)
class Spread:
    """What of a line is of each family, and of which family."""

    line: Line
    mentions: Sequence[Mention]
    each: Sequence[tuple[Stretch, int]]
    suffixes: frozenset[int]
    suffix_times: int
    families_said: int | None
    not_met: Sequence[Stretch]
    not_given: Sequence[Stretch]
    left: Sequence[Stretch]
    totals: Sequence[Stretch]

    def times(self, start: int, end: int) -> int:
        """How often an amount that stands there was given."""
        if end in self.suffixes:
            return self.suffix_times
        return next((count for where, count in self.each if where.holds(start)), 1)

    def all_of(self, thing: Thing) -> Thing:
        """A thing as often as it was given."""
        times = self.times(thing.where.start, thing.where.end)
        if thing.quantity is None or times == 1:
            return thing
        return replace(thing, quantity=thing.quantity * times)

    def around(self, mention: Mention) -> Stretch:
        """What is told of a family: from its clause on to where the next one is named."""
        clause, sentence = self.line.clause(mention.where.start), self.line.sentence(mention.where.start)
        before = [each.where.end for each in self.mentions if each.where.end <= mention.where.start]
        after = [each.where.start for each in self.mentions if each.where.start >= mention.where.end]
        end = min([sentence.end, *after])
        following = next((each for each in self.mentions if each.where.start == end), None)
        if following and all(self.line.is_break(at) for at in range(mention.where.end, end)):
            # "Bà Hai, ông Hai đi chùa hết": what follows is told of both.
            end = self.around(following).end
        return Stretch(max([clause.start, *before]), end)

    def missed(self, where: Stretch) -> bool:
        """Whether nobody was met there."""
        return any(where.holds(each.start) for each in self.not_met)

    def passed_over(self, where: Stretch) -> bool:
        """Whether it is told apart as one that got nothing."""
        return any(where.holds(each.start) for each in self.not_given)

    def left_there(self, where: Stretch) -> bool:
        """Whether something was left for it."""
        return any(where.holds(each.start) for each in self.left)

    def is_total(self, place: int) -> bool:
        """Whether a sum there adds up others."""
        return any(each.end <= place <= each.end + 2 for each in self.totals)


class Spreading:
    """Finds it in lines."""

    def __init__(self, words: PeopleWords, numbers: Numbers) -> None:
        self._numbers = numbers
        self._each, self._for_each = compiled(words.each), compiled(words.for_each)
        self._houses = vocabulary(words.houses)
        self._not_met, self._not_given = compiled(words.not_met), compiled(words.not_given)
        self._left, self._total = compiled(words.left_there), compiled(words.total)

    def spread(self, line: Line, mentions: Sequence[Mention], known: int) -> Spread:
        """How a line's amounts spread over the families it names, or over as many as it says."""
        named = len({each.codes for each in mentions})
        said = self._said(line)
        everyone = named if named > 1 else said or named or known
        each = [
            (self._scope(line, where, mentions), self._count(line, where, mentions, everyone))
            for where in line.found(self._each)
        ]
        return Spread(
            line,
            mentions,
            each,
            frozenset(where.start for where in line.found(self._for_each)),
            everyone,
            said,
            line.found(self._not_met),
            line.found(self._not_given),
            line.found(self._left),
            line.found(self._total),
        )

    def _scope(self, line: Line, where: Stretch, mentions: Sequence[Mention]) -> Stretch:
        """ "Mỗi nhà" holds to the end of the sentence, or until one family is told apart."""
        sentence = line.sentence(where.start)
        after = [each.where.start for each in mentions if each.where.start >= where.end]
        totals = [each.start for each in line.found(self._total) if each.start >= where.end]
        return Stretch(where.start, min([sentence.end, *after, *totals]))

    def _count(self, line: Line, where: Stretch, mentions: Sequence[Mention], everyone: int) -> int:
        sentence = line.sentence(where.start)
        before = {each.codes for each in mentions if sentence.start <= each.where.start < where.start}
        return len(before) if len(before) > 1 else everyone

    def _said(self, line: Line) -> int | None:
        """How many families a line speaks of: "thăm 3 hộ"."""
        for place in range(len(line)):
            number = self._numbers.at(line, place)
            if number is None or number.value is None or not self._houses.at(line, number.end):
                continue
            if 1 < number.value <= _MOST_FAMILIES and number.value == int(number.value):
                return int(number.value)
        return None


def groups(
    line: Line, mentions: Sequence[Mention], families: Sequence[str], amounts: Sequence[int]
) -> dict[int, tuple[str, ...]]:
    """Whose each amount is: of those named since the amount before it, else of all."""
    named = [(each.where.start, each.code) for each in mentions if each.code in families]
    table: dict[int, tuple[str, ...]] = {}
    for amount in amounts:
        before = [at for at, _ in named if at < amount]
        last = max((at for at in amounts if before and at < max(before)), default=-1)
        group = [code for at, code in named if last < at < amount and code]
        if not before:
            # "500k bà Tư, 300k anh Sáu": the name stands behind.
            behind = min((at for at in amounts if at > amount), default=len(line))
            group = [code for at, code in named if amount < at < behind and code]
        table[amount] = tuple(dict.fromkeys(group)) or tuple(families)
    return table
