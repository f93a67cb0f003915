"""What the parts of a question mean together: one query, several that are offered, or why there is none."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from bot.domain.figures.filters import Cases, Having, People
from bot.domain.figures.query import ALL_FOLLOWED_SINCE, FOLLOWED, Query, Wholes
from bot.domain.figures.question import Period, Question, Span
from bot.domain.figures.terms import Ask, By, Counted, Extra, Shape, Steps
from bot.domain.register.terms import Deprivation, Status, Trait

_OF_ONE_PERSON = {
    Deprivation.WORK,
    Deprivation.SCHOOL_ATTENDANCE,
    Deprivation.NUTRITION,
    Deprivation.ADULT_EDUCATION,
}
_MOST_STEPS = 31
_SOON = 30


class Why(StrEnum):
    """Why a question has no figure."""

    UNKNOWN_WORDS = "unknown_words"
    NOTHING_ASKED = "nothing_asked"
    ELSEWHERE = "elsewhere"
    PERSONAL = "personal"
    FUTURE = "future"
    NOT_KEPT = "not_kept"
    NOT_TOGETHER = "not_together"


@dataclass(frozen=True, slots=True)
class NoQuery:
    """There is none; `words` are those that were not understood, or the place that is not the asker's."""

    why: Why
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Meant:
    """One query is the meaning; several are readings to choose among."""

    queries: tuple[Query, ...]


@dataclass(frozen=True, slots=True)
class Scope:
    """Where the asker may ask: hamlets by their numbers, which of them lie in which ward of before."""

    hamlets: frozenset[int]
    old_units: Mapping[str, frozenset[int]]
    whole_commune: bool = True


def meant(question: Question, scope: Scope, *, today: date) -> Meant | NoQuery:
    """What a question means to somebody on a day."""
    if question.elsewhere:
        return NoQuery(Why.ELSEWHERE, question.elsewhere)
    strange = [
        unit for unit in question.old_units if not scope.old_units.get(unit, frozenset()) <= scope.hamlets
    ]
    if strange or (question.whole and not scope.whole_commune):
        return NoQuery(Why.ELSEWHERE, tuple(strange))
    if question.personal:
        return NoQuery(Why.PERSONAL, question.unknown)
    if question.unknown:
        return NoQuery(Why.UNKNOWN_WORDS, question.unknown)
    if question.subject and (question.extra is Extra.WHY or question.defined):
        return NoQuery(Why.NOT_KEPT)
    if not question.subject and not (question.periods or question.by or question.compared or question.shape):
        return NoQuery(Why.NOTHING_ASKED)
    return _Meaning(question, scope, today).found()


@dataclass(frozen=True, slots=True)
class _Meaning:
    question: Question
    scope: Scope
    today: date

    def found(self) -> Meant | NoQuery:
        question = self.question
        if question.cases is not None:
            return self._of_cases(question.cases)
        if question.counted is Counted.SPONSOR and question.most is not None and question.by is None:
            ranked = {"counted": None, "by": By.SPONSOR, "idle": False}
            return self._several([self._query(question.model_copy(update=ranked))])
        if not question.subject and question.by is None:
            return self._readings({"statuses": (Status.POOR,)}, {"statuses": (Status.NEAR_POOR,)})
        if question.insurance_unclear and self._insurance_alone:
            lack = Having(trait=Trait.DEPRIVATION, codes=(Deprivation.HEALTH_INSURANCE.value,))
            return self._readings(
                {"insurance_unclear": False},
                {"insurance_unclear": False, "member": People(), "having": (*question.having, lack)},
            )
        if self._of_single_people:
            return NoQuery(Why.NOT_KEPT)
        if self._escaped_some_time:
            return self._escaped_when()
        if self._tables_of_several_years:
            apart = [question.model_copy(update={"periods": (each,)}) for each in question.periods]
            return self._several([self._query(each) for each in apart])
        if question.received and not question.periods and question.counted is not Counted.SPONSOR:
            year = {"periods": (Period.year(self.today.year),)}
            return self._several([self._query(question.model_copy(update=year)), self._query(question)])
        if len(question.having) > 1:
            apart = [question.model_copy(update={"having": (each,)}) for each in question.having]
            return self._several([each for one in (question, *apart) for each in self._of_rate(one)])
        if question.shape is Shape.RATE and (question.net or (question.compared and question.periods)):
            return self._rates_compared(question)
        return self._several([*self._of_rate(question)])

    @property
    def _insurance_alone(self) -> bool:
        return self.question.member == People(insured=False) and self.question.counted is not Counted.PERSON

    @property
    def _escaped_some_time(self) -> bool:
        """Whether it is open when the families got out of poverty."""
        question = self.question
        timeless = not question.periods and question.steps is None and not question.net
        return timeless and question.asked == (Ask.ESCAPED,) and question.shape is not Shape.RATE

    @property
    def _tables_of_several_years(self) -> bool:
        """Whether tables of changes of periods that are more than days are asked for, to choose among."""
        question = self.question
        of_changes = question.shape is Shape.CHANGES or len(question.asked) > 1
        several = len(question.periods) > 1 and question.steps is None
        return of_changes and several and not _of_days(question)

    @property
    def _of_single_people(self) -> bool:
        """Whether people are counted by what the register knows of families alone."""
        lacking = {code for each in self.question.having for code in each.codes}
        return self.question.counted is Counted.PERSON and bool(lacking & _OF_ONE_PERSON)

    def _readings(self, *updates: Mapping[str, object]) -> Meant | NoQuery:
        return self._several([self._query(self.question.model_copy(update=each)) for each in updates])

    def _several(self, queries: list[Query | NoQuery]) -> Meant | NoQuery:
        wrong = next((each for each in queries if isinstance(each, NoQuery)), None)
        return wrong or Meant(tuple(each for each in queries if isinstance(each, Query)))

    def _escaped_when(self) -> Meant | NoQuery:
        """Those that got out this year, or those that are recognised as newly escaped today."""
        out = self._query(self.question)
        now = {"asked": (), "statuses": (Status.NEWLY_ESCAPED,)}
        return self._several([out, self._query(self.question.model_copy(update=now))])

    def _of_rate(self, question: Question) -> Iterator[Query | NoQuery]:
        query = self._query(question)
        if not isinstance(query, Query) or query.shape is not Shape.RATE:
            yield query
            return
        if query.flows:
            yield query.model_copy(update={"whole_of_rate": Wholes.OPENING})
        elif not query.filters or not question.statuses:
            yield query.model_copy(update={"whole_of_rate": Wholes.FOLLOWED})
        else:
            yield query.model_copy(update={"whole_of_rate": Wholes.STATUS})
            if query.filters.head:
                yield query.model_copy(update={"whole_of_rate": Wholes.FILTERED})

    def _rates_compared(self, question: Question) -> Meant | NoQuery:
        """Rates of two times side by side. Of a time before all families were followed, each by itself."""
        periods = self._compared(question, question.periods)
        if any(each.start > self.today for each in periods):
            return NoQuery(Why.FUTURE)
        long_ago = any(each.last.year < ALL_FOLLOWED_SINCE for each in periods)
        if long_ago or len(periods) > 2 or question.by or len(question.hamlets) > 1:
            return self._rates_apart(question)
        bare = question.model_copy(update={"periods": (), "compared": False, "net": False})
        side_by_side = {"shape": Shape.COMPARE, "periods": periods}
        return self._several(
            [
                each.model_copy(update=side_by_side) if isinstance(each, Query) else each
                for each in self._of_rate(bare)
            ]
        )

    def _of_cases(self, cases: Cases) -> Meant | NoQuery:
        """Cases that came in a period, or those that are open; both are offered where neither is said."""
        question = self.question
        told = {"cases": None, "periods": (), "counting": False, "follows": False, "whole": False}
        if question.model_copy(update=told | {"extra": None}).said or len(question.periods) > 1:
            return NoQuery(Why.NOT_TOGETHER)
        if not (question.counting or question.periods or cases.open is not None):
            return NoQuery(Why.NOTHING_ASKED)
        if any(each.start > self.today for each in question.periods):
            return NoQuery(Why.FUTURE)
        today, year = Period.day(self.today), Period.year(self.today.year)
        if question.periods or cases.open is not None:
            period = question.periods[0] if question.periods else today if cases.open else year
            return Meant((self._cases(cases, period),))
        return Meant((self._cases(cases, year), self._cases(Cases(kinds=cases.kinds, open=True), today)))

    def _cases(self, cases: Cases, period: Period) -> Query:
        return Query(
            shape=Shape.COUNT,
            counted=Counted.CASE,
            hamlets=tuple(sorted(self.scope.hamlets)),
            whole=True,
            statuses=(),
            periods=(period,),
            cases=cases,
        )

    def _rates_apart(self, question: Question) -> Meant | NoQuery:
        """The rates that are compared, each by itself."""
        today = () if len(question.periods) > 1 else (Period.day(self.today),)
        apart = [
            question.model_copy(update={"periods": (each,), "compared": False, "net": False})
            for each in (*question.periods, *today)
        ]
        return self._several([query for each in apart for query in self._of_rate(each)])

    # --- one query ---

    def _query(self, question: Question) -> Query | NoQuery:
        hamlets = self._hamlets(question)
        if not hamlets:
            return NoQuery(Why.ELSEWHERE, question.old_units)
        counted = self._counted(question)
        if counted is None:
            return NoQuery(Why.NOT_KEPT)
        flows = question.asked if question.shape is not Shape.CHANGES else ()
        of_near = question.of_near_poor or (question.statuses == (Status.NEAR_POOR,))
        shape = self._shape(question, flows, counted)
        periods = self._periods(question, shape, flows)
        if periods is None:
            return NoQuery(Why.FUTURE)
        if shape is None or (flows and (question.by not in (None, By.HAMLET) or question.filters)):
            return NoQuery(Why.NOT_TOGETHER)
        if shape is Shape.COMPARE and len(set(periods)) < len(periods):
            return NoQuery(Why.NOT_TOGETHER)
        received = self._received_in(question, periods) if question.received else None
        return Query(
            shape=shape,
            counted=counted,
            hamlets=tuple(sorted(hamlets)),
            former=question.former,
            whole=not (question.hamlets or question.old_units),
            statuses=() if flows or shape is Shape.CHANGES else question.statuses or self._usual(question),
            periods=periods,
            received_in=received,
            known_on=question.known_on,
            flows=flows,
            flow_of=Status.NEAR_POOR if of_near else Status.POOR,
            filters=question.filters,
            idle=question.idle,
            expiring=question.expiring,
            by=self._by(question, shape),
            most=question.most is not False,
            ranked=question.most is not None and not question.ordered,
            ordered=question.ordered,
            extra=question.extra,
        )

    def _usual(self, question: Question) -> tuple[Status, ...]:
        """The families that are meant where no status is said; who received something may have been any."""
        events = question.received and not any(each.absent for each in question.received)
        return () if events and not question.model_copy(update={"received": ()}).filters else FOLLOWED

    def _hamlets(self, question: Question) -> frozenset[int]:
        named = frozenset(question.hamlets) & self.scope.hamlets
        for unit in question.old_units:
            named |= self.scope.old_units.get(unit, frozenset())
        return named if question.hamlets or question.old_units else self.scope.hamlets

    def _counted(self, question: Question) -> Counted | None:
        counted = question.counted or Counted.HOUSEHOLD
        if counted in (Counted.TURN, Counted.MONEY) and not question.received:
            return None
        if counted is Counted.PERSON and (question.asked or question.shape is Shape.CHANGES):
            return None
        return counted

    def _shape(self, question: Question, flows: tuple[Ask, ...], counted: Counted) -> Shape | None:
        if question.shape in (Shape.CHANGES, Shape.LIST, Shape.RATE):
            return question.shape
        if question.steps is not None or len(question.periods) > 2:
            return Shape.TREND
        if len(flows) > 1:
            return Shape.CHANGES
        if question.most is not None and not question.ordered and (question.by or not question.compared):
            return Shape.RANK
        if flows and _of_days(question):
            return Shape.BREAKDOWN if question.by is not None or len(question.hamlets) > 1 else Shape.COUNT
        if question.compared or question.net or len(question.periods) > 1:
            return self._comparing(question)
        several = len(question.hamlets) > 1 or len(question.statuses) > 1
        if question.by is not None or question.ordered or several:
            return Shape.BREAKDOWN
        return Shape.COUNT

    def _comparing(self, question: Question) -> Shape | None:
        several = len(question.hamlets) > 1 or len(question.statuses) > 1 or bool(question.by)
        return Shape.COMPARE if question.periods or question.net else Shape.BREAKDOWN if several else None

    def _by(self, question: Question, shape: Shape | None) -> By | None:
        if question.by is not None or shape not in (Shape.BREAKDOWN, Shape.RANK):
            return question.by
        return By.STATUS if len(question.statuses) > 1 and len(question.hamlets) < 2 else By.HAMLET

    # --- when ---

    def _periods(
        self, question: Question, shape: Shape | None, flows: tuple[Ask, ...]
    ) -> tuple[Period, ...] | None:
        """The days that are counted; None for those that are still to come."""
        said = question.periods
        if question.expiring is None and any(period.start > self.today for period in said):
            return None
        if shape is Shape.TREND:
            return tuple(self._steps(question))
        if shape is Shape.COMPARE:
            return self._compared(question, said)
        year = (Period.year(self.today.year),)
        if question.expiring is not None:
            days = question.member.expiring or _SOON
            soon = Period(start=self.today, end=self.today + timedelta(days=days + 1), span=Span.RANGE)
            return said or (soon,)
        if flows or shape is Shape.CHANGES:
            return self._through(question) or said[:1] or year
        return said[:1] or (Period.day(self.today),)

    def _through(self, question: Question) -> tuple[Period, ...]:
        """The days in which families went in or out, where only days are said: nobody asks for one day.

        From the first of two days to the last, from New Year's Day or a day compared with until today, else
        from the beginning of the year until the day."""
        if not _of_days(question):
            return ()
        first, last = question.periods[0].start, question.periods[-1].start
        new_year = date(first.year, 1, 1)
        if first == last and not question.compared and first != new_year:
            first = new_year
        else:
            last = last if first != last else self.today
            first += timedelta(days=first != new_year)
        return (Period(start=first, end=max(first, last) + timedelta(days=1), span=Span.RANGE),)

    def _compared(self, question: Question, said: tuple[Period, ...]) -> tuple[Period, ...]:
        if question.net and len(said) < 2 and not question.compared:
            period = said[0] if said else Period.year(self.today.year)
            before = Period.day(period.start - timedelta(days=1))
            return before, Period.day(min(period.last, self.today))
        if len(said) > 1:
            return said
        now = Period.year(self.today.year) if question.asked else Period.day(self.today)
        return (said[0], now)

    def _steps(self, question: Question) -> Iterator[Period]:
        if question.steps is Steps.MONTHS:
            period = question.periods[0] if question.periods else Period.year(self.today.year)
            day = period.start
            while day < period.end and day <= self.today:
                month = Period.months(day.year, day.month)
                yield month
                day = month.end
            return
        if len(question.periods) > 1:
            yield from question.periods
            return
        first, last = question.periods[0].start.year, min(question.periods[0].last.year, self.today.year)
        yield from (Period.year(year) for year in range(max(first, last - _MOST_STEPS), last + 1))

    def _received_in(self, question: Question, periods: tuple[Period, ...]) -> Period:
        if question.periods:
            return periods[0]
        return Period(start=date(1990, 1, 1), end=self.today + timedelta(days=1), span=Span.RANGE)


def _of_days(question: Question) -> bool:
    """Whether all that is said of the time are days."""
    return bool(question.periods) and all(each.span is Span.DAY for each in question.periods)
