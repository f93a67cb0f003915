"""Days that move with the moon: Tết, Sen Đôn-ta by its new moon, and days told by the moon."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta
from functools import cache

_DAY = timedelta(days=1)
LAST_DAY_OF_TET = 5
"""Until when nobody is reminded of anything: the fifth day of the first month."""


@cache
def tet(year: int) -> date:
    """The first day of the first lunar month of a year, mùng 1 Tết."""
    from lunar_vn import LunarDate, lunar_to_solar

    return lunar_to_solar(LunarDate(day=1, month=1, year=year, leap=False))


def lunar_day(day: int, month: int, *, by: date, ahead: bool = False) -> date | None:
    """When a day of a lunar month was last, seen from a date, or will be next; None for one that never is."""
    from lunar_vn import LunarDate, lunar_to_solar

    found: list[date] = []
    for year in (by.year - 2, by.year - 1, by.year, by.year + 1):
        with suppress(ValueError):
            found.append(lunar_to_solar(LunarDate(day=day, month=month, year=year, leap=False)))
    if ahead:
        return min((each for each in found if each >= by), default=None)
    return max((each for each in found if each <= by), default=None)


def in_tet(day: date) -> bool:
    """Whether it is one of the days of Tết, from the last day of the old year."""
    first = tet(day.year)
    return first - _DAY <= day < first + LAST_DAY_OF_TET * _DAY


def after_tet(day: date) -> date:
    """The day itself, or the first one after the days of Tết it lies in."""
    return tet(day.year) + LAST_DAY_OF_TET * _DAY if in_tet(day) else day


def chol_chnam_thmay(year: int) -> date:
    """About when the Khmer new year begins: mid-April; the pagoda tells the very day."""
    return date(year, 4, 14)


@cache
def sen_donta(year: int) -> date:
    """About when Sen Đôn-ta is: the new moon from 20 September to 19 October; the pagoda tells the day."""
    from lunar_vn import solar_to_lunar

    days = (date(year, 9, 20) + each * _DAY for each in range(30))
    return next(day for day in days if solar_to_lunar(day + _DAY).day == 1)
