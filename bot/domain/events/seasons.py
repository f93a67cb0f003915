"""The two seasons of the south, by which some trades are learned: rain from May to November, else dry."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

_RAIN_BEGINS, _RAIN_OVER = 5, 12
"""The first month of the rain, and the first after it."""


class Season(StrEnum):
    """When a trade is learned best, or the time of the year."""

    DRY = "dry"
    RAINY = "rainy"


def season_of(day: date) -> Season:
    """The season a day lies in."""
    return Season.RAINY if _RAIN_BEGINS <= day.month < _RAIN_OVER else Season.DRY


def season_over(day: date) -> date:
    """The first day of the season after the one a day lies in."""
    if season_of(day) is Season.RAINY:
        return date(day.year, _RAIN_OVER, 1)
    return date(day.year + (day.month == _RAIN_OVER), _RAIN_BEGINS, 1)


def suits(season: Season | None, day: date) -> bool:
    """Whether what is done best in a season, or in any, may begin on a day."""
    return season is None or season is season_of(day)
