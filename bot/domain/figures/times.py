"""Hears when: years, months, days, "năm ngoái", "từ đầu năm tới giờ". Numbers that make no time are left."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from bot.domain.figures.line import Line, either
from bot.domain.figures.question import Period, Span
from bot.domain.figures.terms import Steps
from bot.domain.figures.words import TimeKind, TimeWords

_FIRST_YEAR = 1990
_USUAL_YEARS = 6
Numbers = tuple[int, ...]


@dataclass
class Times:
    """The periods that were said, in the order of the kinds; into which steps they are cut, if into any."""

    periods: list[Period] = field(default_factory=list)
    steps: Steps | None = None
    known_on: date | None = None
    impossible: bool = False


class TimeHearing:
    """Takes times out of a line."""

    def __init__(self, words: Sequence[TimeWords]) -> None:
        self._kinds = [(each.kind, either(each.patterns)) for each in words]

    def take(self, line: Line, today: date) -> Times:
        """All times of a line. `impossible` tells of a day or month that is none."""
        times = Times()
        for kind, pattern in self._kinds:
            for numbers in line.take(pattern):
                try:
                    self._said(times, kind, numbers, today)
                except ValueError:
                    times.impossible = True
        for number in line.take_years():
            times.periods.append(Period.year(number))
        if times.steps is not None and any(each.span is Span.YEAR for each in times.periods):
            times.periods = [each for each in times.periods if each.span is Span.YEAR]
        times.periods.sort(key=lambda each: each.start)
        return times

    def _said(self, times: Times, kind: TimeKind, numbers: Numbers, today: date) -> None:
        if kind is TimeKind.KNOWN:
            times.known_on = _day(numbers)
        elif kind is TimeKind.TREND and times.steps is not None:
            return  # The years are said.
        elif kind in _STEPS:
            times.steps = Steps.MONTHS if kind is TimeKind.MONTHS else Steps.YEARS
            times.periods.extend(_STEPS[kind](numbers, today))
        else:
            times.periods.append(_PERIODS[kind](numbers, today))


def _day(numbers: Numbers) -> date:
    day, month, year = numbers[-3:]
    return date(year + 2000 if year < 100 else year, month, day)


def _year(number: int) -> int:
    """Raises `ValueError` for a number that is no year of ours."""
    year = number + 2000 if number < 100 else number
    if not _FIRST_YEAR <= year <= 2100:
        raise ValueError(f"{number} is not a year")
    return year


def _years(first: int, last: int) -> Iterator[Period]:
    yield Period(start=date(_year(first), 1, 1), end=date(_year(last) + 1, 1, 1), span=Span.RANGE)


def _until(start: date, today: date) -> Period:
    return Period(start=start, end=max(today, start) + timedelta(days=1), span=Span.RANGE)


def _quarter(year: int, quarter: int) -> Period:
    if not 1 <= quarter <= 4:
        raise ValueError(f"there is no quarter {quarter}")
    return Period.months(year, quarter * 3 - 2, 3)


def _month(year: int, month: int) -> Period:
    if not 1 <= month <= 12:
        raise ValueError(f"there is no month {month}")
    return Period.months(year, month)


def _quarter_before(today: date) -> Period:
    quarter = (today.month - 1) // 3
    return _quarter(today.year, quarter) if quarter else _quarter(today.year - 1, 4)


def _between_months(numbers: Numbers, today: date) -> Period:
    first, last, *year = numbers
    if not 1 <= first <= last <= 12:
        raise ValueError("the months are not in order")
    return Period.months(_year(year[0]) if year else today.year, first, last - first + 1)


def _month_before(today: date) -> Period:
    last = today.replace(day=1) - timedelta(days=1)
    return _month(last.year, last.month)


def _year_ago(today: date) -> date:
    return (
        today.replace(year=today.year - 1, day=28)
        if (today.month, today.day) == (2, 29)
        else (today.replace(year=today.year - 1))
    )


def _this_years(numbers: Numbers, today: date) -> date:
    """A day without a year: this year's, unless it is still to come."""
    day, month = numbers[-2:]
    said = date(today.year, month, day)
    return said if said <= today else date(today.year - 1, month, day)


_STEPS: dict[TimeKind, Callable[[Numbers, date], Iterator[Period]]] = {
    TimeKind.RANGE_YEARS: lambda numbers, _: _years(*numbers[:2]),
    TimeKind.SINCE_YEAR: lambda numbers, today: _years(numbers[0], today.year),
    TimeKind.LAST_YEARS: lambda numbers, today: _years(today.year - min(numbers[0], 30) + 1, today.year),
    TimeKind.TREND: lambda _, today: _years(today.year - _USUAL_YEARS + 1, today.year),
    TimeKind.MONTHS: lambda _, today: iter(()),
}
_PERIODS: dict[TimeKind, Callable[[Numbers, date], Period]] = {
    TimeKind.SAME_TIME_LAST_YEAR: lambda _, today: Period.day(_year_ago(today)),
    TimeKind.BETWEEN_DAYS: lambda numbers, _: Period(
        start=_day(numbers[:3]), end=_day(numbers[3:]) + timedelta(days=1), span=Span.RANGE
    ),
    TimeKind.DAY: lambda numbers, _: Period.day(_day(numbers)),
    TimeKind.DAY_THIS_YEAR: lambda numbers, today: Period.day(_this_years(numbers, today)),
    TimeKind.YEAR_START: lambda numbers, _: Period.day(date(_year(numbers[0]), 1, 1)),
    TimeKind.YEAR_END: lambda numbers, _: Period.day(date(_year(numbers[0]), 12, 31)),
    TimeKind.MONTHS_BETWEEN: _between_months,
    TimeKind.FIRST_MONTHS: lambda numbers, _: Period.months(_year(numbers[1]), 1, min(numbers[0], 12)),
    TimeKind.FIRST_MONTHS_THIS_YEAR: lambda numbers, today: Period.months(today.year, 1, min(numbers[0], 12)),
    TimeKind.FIRST_HALF: lambda numbers, _: Period.months(_year(numbers[0]), 1, 6),
    TimeKind.MONTH_OF_YEAR: lambda numbers, _: _month(_year(numbers[1]), numbers[0]),
    TimeKind.MONTH_LAST_YEAR: lambda numbers, today: _month(today.year - 1, numbers[0]),
    TimeKind.MONTH: lambda numbers, today: _month(today.year, numbers[0]),
    TimeKind.QUARTER_OF_YEAR: lambda numbers, _: _quarter(_year(numbers[1]), numbers[0]),
    TimeKind.QUARTER: lambda numbers, today: _quarter(today.year, numbers[0]),
    TimeKind.THIS_QUARTER: lambda _, today: _quarter(today.year, (today.month + 2) // 3),
    TimeKind.LAST_QUARTER: lambda _, today: _quarter_before(today),
    TimeKind.END_OF_LAST_YEAR: lambda _, today: Period.day(date(today.year - 1, 12, 31)),
    TimeKind.START_OF_LAST_YEAR: lambda _, today: Period.day(date(today.year - 1, 1, 1)),
    TimeKind.SINCE_NEW_YEAR: lambda _, today: _until(date(today.year, 1, 1), today),
    TimeKind.START_OF_THIS_YEAR: lambda _, today: Period.day(date(today.year, 1, 1)),
    TimeKind.END_OF_THIS_YEAR: lambda _, today: Period.day(date(today.year, 12, 31)),
    TimeKind.YEAR_BEFORE_LAST: lambda _, today: Period.year(today.year - 2),
    TimeKind.LAST_YEAR: lambda _, today: Period.year(today.year - 1),
    TimeKind.NEXT_YEAR: lambda _, today: Period.year(today.year + 1),
    TimeKind.THIS_YEAR: lambda _, today: Period.year(today.year),
    TimeKind.LAST_MONTH: lambda _, today: _month_before(today),
    TimeKind.THIS_MONTH: lambda _, today: _month(today.year, today.month),
    TimeKind.YESTERDAY: lambda _, today: Period.day(today - timedelta(days=1)),
    TimeKind.TODAY: lambda _, today: Period.day(today),
    TimeKind.YEAR: lambda numbers, _: Period.year(_year(numbers[0])),
}
