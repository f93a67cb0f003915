"""What a learner may be paid for meals: the days they came, each with the rate of that day.

Whether somebody is entitled is for the commune to say; a day whose rate nobody knows makes no sum."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date

RIGHT, RATE = "training-meals-travel", "meals"
"""Where the catalogue has the rate: VND for a day of learning (NĐ 338/2025, Điều 25–26)."""
Rate = Callable[[date], int | None]
"""The rate of a day, VND; None where it is not known for that day."""


@dataclass(frozen=True, slots=True)
class Due:
    """For how many days something is open, and how much; None where a rate is not known."""

    days: int
    amount: int | None


def due(days: Collection[date], paid: int, rate: Rate) -> Due:
    """What is open of the days somebody came, of which the first `paid` are paid already."""
    open_ = sorted(days)[paid:]
    rates = [rate(day) for day in open_]
    known = [each for each in rates if each is not None]
    return Due(len(open_), sum(known) if len(known) == len(rates) else None)
