"""What a family lacks, why it is poor, what would help it, what land it has, and who of it can be called.

Deprivations are such as the family can have, all the time they are said to hold."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Final

from bot.domain.register.history import Span
from bot.domain.register.terms import CannotEscape, Cause, Deprivation, Land, Status, Trait
from bot.domain.sample.chance import drawn, happens, one, rounded, some
from bot.domain.sample.courses import LISTED, Course, Turn
from bot.domain.sample.families import Draft
from bot.domain.sample.recipe import Spread
from bot.domain.sample.world import TraitSpan

# The first review by NĐ 07/2021/NĐ-CP; what was asked before were other indicators.
FIRST_REVIEW_BY_TWELVE: Final = date(2021, 12, 12)
_WORKING = range(16, 62)
_OF_THE_LAND: Final = (Land.RICE, Land.ORCHARD, Land.SHRIMP, Land.SALT)
_ALLOWANCE_AGE = 80
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Means:
    """Draws what belongs to one family.

    `seen_from` is the beginning of this year, its first day here if that is later, or its last day here: so
    that a family stays the same all year."""

    course: Course
    drafts: Sequence[Draft]
    urban: bool
    reason: CannotEscape | None
    seen_from: date
    spread: Spread
    chance: Random

    def give_phones(self) -> None:
        """Most families of today have one phone, some a second; the others none."""
        living = (draft for draft in self.drafts if draft.here(self.seen_from))
        grown = [draft for draft in living if draft.age(self.seen_from) >= 18]
        if happens(self.spread.without_phone, self.chance) or self.course.gone is not None:
            return
        one(grown, self.chance).phone = True
        if happens(self.spread.second_phone, self.chance):
            one(grown, self.chance).phone = True

    def traits(self) -> list[TraitSpan]:
        """All of them, each with its time."""
        causes = list(self._causes())
        landless = any(each.code == Cause.NO_LAND for each in causes)
        lacks = [each for turn in self.course.turns for each in self.deprivations(turn)]
        return [*lacks, *causes, *self._needs([*lacks, *causes]), *self._land(landless)]

    def deprivations(self, turn: Turn) -> Iterator[TraitSpan]:
        """Three and more for the poor, fewer for others: what form B2 counts."""
        start = max(turn.start, FIRST_REVIEW_BY_TWELVE, self.course.came)
        if turn.end is not None and turn.end <= start:
            return
        last = max(start, self.seen_from) if turn.end is None else turn.end - _DAY
        can = self._possible(start) & self._possible(last)
        sure = [code for code in (Deprivation.DEPENDANTS, Deprivation.TELECOMS) if self._surely(code, can)]
        likely = {code: weight for code, weight in self.spread.deprivations.items() if code in can}
        count = drawn(self.spread.number_of_deprivations[turn.status], self.chance)
        others = {code: weight for code, weight in likely.items() if code not in sure}
        for code in (*sure, *some(others, count - len(sure), self.chance)):
            yield TraitSpan(Trait.DEPRIVATION, code.value, Span(start, turn.end))

    def _surely(self, code: Deprivation, can: frozenset[Deprivation]) -> bool:
        if code is Deprivation.DEPENDANTS:
            return code in can
        return not any(draft.phone for draft in self.drafts)

    def _possible(self, on: date) -> frozenset[Deprivation]:
        ages = [draft.age(on) for draft in self.drafts if draft.here(on)]
        dependants = sum(age < 16 or age >= _ALLOWANCE_AGE for age in ages)
        can = {
            Deprivation.WORK: any(age in _WORKING for age in ages),
            Deprivation.DEPENDANTS: dependants * 2 > len(ages),
            Deprivation.NUTRITION: any(age < 16 for age in ages),
            Deprivation.ADULT_EDUCATION: any(16 <= age <= 30 for age in ages),
            Deprivation.SCHOOL_ATTENDANCE: any(3 <= age < 16 for age in ages),
            Deprivation.HOUSE_AREA: len(ages) > 1,
            Deprivation.INFORMATION: not any(draft.phone for draft in self.drafts),
        }
        return frozenset(code for code in Deprivation if can.get(code, True))

    def _causes(self) -> Iterator[TraitSpan]:
        """Drawn for each time on the lists, however the status changed within it."""
        for start, end in self._listings():
            if end is not None and end <= self.course.came:
                continue
            last = max(start, self.seen_from) if end is None else end - _DAY
            ages = [draft.age(last) for draft in self.drafts if draft.here(last)]
            sure = [] if any(age in _WORKING for age in ages) else [Cause.NO_LABOUR]
            if self.reason is CannotEscape.SERIOUS_ILLNESS:
                sure.append(Cause.ILLNESS)
            without = {*sure, Cause.NO_LABOUR}
            others = {code: share for code, share in self.spread.causes.items() if code not in without}
            count = drawn(self.spread.number_of_causes, self.chance) - len(sure)
            for code in (*sure, *some(others, count, self.chance)):
                yield TraitSpan(Trait.CAUSE, code.value, Span(max(start, self.course.came), end))

    def _listings(self) -> Iterator[tuple[date, date | None]]:
        start: date | None = None
        for turn in self.course.turns:
            if turn.status not in LISTED:
                continue
            start = start or turn.start
            goes_on = any(other.start == turn.end and other.status in LISTED for other in self.course.turns)
            if not goes_on:
                yield start, turn.end
                start = None

    def _needs(self, known: Sequence[TraitSpan]) -> Iterator[TraitSpan]:
        """Of the families on the register today, mostly what follows from the rest."""
        now = self.course.turns[-1]
        if now.end is not None:
            return
        codes = [each.code for each in known if each.span.end is None]
        needs = {need: True for code, need in self.spread.needs.items() if code.value in codes}
        for need, share in self.spread.other_needs.items():
            if happens(share, self.chance):
                needs[need] = True
        for need in needs:
            yield TraitSpan(Trait.NEED, need.value, Span(max(now.start, self.course.came)))

    def _land(self, landless: bool) -> Iterator[TraitSpan]:
        plots = self.spread.land.urban if self.urban else self.spread.land.rural
        for land, plot in plots.items():
            if happens(plot.share, self.chance) and not (landless and land in _OF_THE_LAND):
                metres = rounded(plot.least, plot.most, 10, self.chance)
                span = Span(self.course.came, self.course.gone)
                yield TraitSpan(Trait.LAND, land.value, span, metres)

    def insure(self, lacks: Sequence[TraitSpan], today: date) -> None:
        """The card's last day for everybody living here; where the family lacks insurance, one has none."""
        if self.course.gone is not None or self.course.turns[-1].end is not None:
            return
        status = self.course.turns[-1].status
        living = [draft for draft in self.drafts if draft.here(today)]
        for draft in living:
            draft.insured_to = self._card(draft, status, today)
        uninsured = any(each.code == Deprivation.HEALTH_INSURANCE and not each.span.end for each in lacks)
        of_age = [draft for draft in living if draft.age(today) >= 6]
        if uninsured:
            one(of_age, self.chance).insured_to = None

    def _card(self, draft: Draft, status: Status, today: date) -> date:
        year_end = date(today.year, 12, 31)
        if draft.age(today) < 6:
            return max(date(draft.born.year + 6, 9, 30), _birthday(draft.born, draft.born.year + 6))
        if status in LISTED:
            return year_end
        return one((year_end, date(today.year + 1, 3, 31), date(today.year, 6, 30)), self.chance)


def _birthday(born: date, year: int) -> date:
    leap = (born.month, born.day) == (2, 29)
    return date(year, 3, 1) if leap else born.replace(year=year)
