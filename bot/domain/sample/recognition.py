"""How the ward recognised a family: statuses, and the decisions with their points on forms B1 and B2."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from random import Random
from typing import Final

from bot.domain.register.history import Span
from bot.domain.register.households import Recognised
from bot.domain.register.terms import CannotEscape, Origin, Standard, Status, Trait
from bot.domain.sample.chance import number
from bot.domain.sample.courses import LISTED, Course, Turn
from bot.domain.sample.means import FIRST_REVIEW_BY_TWELVE
from bot.domain.sample.recipe import Spread
from bot.domain.sample.world import Decision, TraitSpan

# TT 07/2021/TT-BLĐTBXH: up to so many points of income is poor or near-poor.
URBAN_LINE: Final = 175
RURAL_LINE: Final = 140
POINTS_EACH: Final = 10
_FIRST_PAPERS = 2012


@dataclass(frozen=True, slots=True)
class Recognition:
    """What one family was recognised as. `pattern` is how the ward numbers its decisions."""

    course: Course
    urban: bool
    reason: CannotEscape | None
    spread: Spread
    pattern: str
    chance: Random

    def recognised(self, *, provincial_before: bool) -> Iterator[Recognised]:
        """Each turn by the national standard; the higher one of a province where it lived before, if any."""
        first = self.course.turns[0]
        if provincial_before:
            before = Span(first.start, self.course.came)
            yield Recognised(first.status, Standard.PROVINCIAL, before, Origin.IMPORT)
        for turn in self.course.turns:
            yield from self._by_turn(turn)

    def _by_turn(self, turn: Turn) -> Iterator[Recognised]:
        start = turn.start
        origin, document = self._origin(turn), self._document(turn)
        national = Standard.NATIONAL
        if self.reason is None or turn.end is not None:
            yield Recognised(turn.status, national, Span(start, turn.end), origin, None, document)
            return
        since = max(start, FIRST_REVIEW_BY_TWELVE)
        if start < since:
            yield Recognised(turn.status, national, Span(start, since), origin, None, document)
            origin, document = Origin.PERIODIC_REVIEW, self._numbered(since, turn.status)
        yield Recognised(turn.status, national, Span(since), origin, self.reason, document)

    def _elsewhere(self, turn: Turn) -> bool:
        return turn.start < self.course.came or turn.start.year < _FIRST_PAPERS

    def _origin(self, turn: Turn) -> Origin:
        if self._elsewhere(turn):
            return Origin.IMPORT
        return Origin.IN_YEAR_REVIEW if turn.in_year else Origin.PERIODIC_REVIEW

    def _document(self, turn: Turn) -> str | None:
        return None if self._elsewhere(turn) else self._numbered(turn.start, turn.status)

    def _numbered(self, on: date, status: Status) -> str:
        """One number for all that were decided alike on a day."""
        return _document(self.pattern, on, status is Status.NEWLY_ESCAPED)

    def decisions(self, traits: Sequence[TraitSpan], until: date) -> Iterator[Decision]:
        """The decision that began each turn, and every yearly one that confirmed it, up to a day."""
        for turn in self.course.turns:
            if not self._elsewhere(turn):
                yield self._decision(turn, turn.start, self._origin(turn), traits)
            if turn.status in LISTED:
                for on in self._reviews(turn, until):
                    yield self._decision(turn, on, Origin.PERIODIC_REVIEW, traits)

    def _reviews(self, turn: Turn, until: date) -> Iterator[date]:
        first = max(turn.start, self.course.came)
        for year in range(max(first.year, FIRST_REVIEW_BY_TWELVE.year), until.year + 1):
            on = self.spread.review(year)
            if first < on <= until and (turn.end is None or on < turn.end):
                yield on

    def _decision(self, turn: Turn, on: date, origin: Origin, traits: Sequence[TraitSpan]) -> Decision:
        document = self._numbered(on, turn.status)
        if on < FIRST_REVIEW_BY_TWELVE:
            return Decision(on, document, turn.status, origin)
        lacks = sum(each.trait is Trait.DEPRIVATION and each.span.holds(on) for each in traits)
        return Decision(on, document, turn.status, origin, self._income(turn.status), lacks * POINTS_EACH)

    def _income(self, status: Status) -> int:
        line = URBAN_LINE if self.urban else RURAL_LINE
        if status not in LISTED:
            return line + 5 * number(1, 12, self.chance)
        return line - 5 * number(0, 12 if status is Status.POOR else 7, self.chance)


@lru_cache(4096)
def _document(pattern: str, on: date, escaped: bool) -> str:
    return pattern.format(number=20 + on.timetuple().tm_yday + on.year * 37 % 60 + escaped)
