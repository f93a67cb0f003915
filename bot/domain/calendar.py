"""Working days in Vietnam, for the clocks of the law. Knows the holidays and the days moved for them."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from holidays import HolidayBase

# 24 November: chosen by the Party (80-NQ/TW, 7/1/2026); that a law made it a day off could not be read
# anywhere. Counted as a working day, it can only make an office answer sooner.
_NOT_YET_LAW = "Vietnam Cultural Day"
_SATURDAY = 5
_DAY = timedelta(days=1)


def working_day(day: date) -> bool:
    """Whether offices work: no weekend and no holiday, or a Saturday that the government moved a day to.

    Days that the government moves in years to come are not known before it says so."""
    holidays = _holidays()
    names = holidays.get_list(day)
    if names and all(name.startswith(_NOT_YET_LAW) for name in names):
        return day.weekday() < _SATURDAY
    return bool(holidays.is_working_day(day))


def working_days_after(day: date, count: int) -> date:
    """The last of `count` working days, the day itself not counted (Bộ luật Dân sự 2015, Điều 147)."""
    for _ in range(count):
        day += _DAY
        while not working_day(day):
            day += _DAY
    return day


@cache
def _holidays() -> HolidayBase:
    # Read on first need: it takes a fifth of a second and 20 MB, which no start should pay.
    from holidays import country_holidays

    return country_holidays("VN", language="en_US")
