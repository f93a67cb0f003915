"""Days that move with the moon: Tết by the Vietnamese calendar, and days told by the moon."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from functools import cache


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
