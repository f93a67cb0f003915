"""Drawing by shares, days and ages, always by the generator that is handed in."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from random import Random
from typing import TypeVar

T = TypeVar("T")


def drawn(shares: Mapping[T, float], chance: Random) -> T:
    """One of the keys, each as likely as its share of the sum; the mapping is not empty."""
    left = chance.random() * sum(shares.values())
    for value, share in shares.items():
        left -= share
        if left < 0:
            return value
    return value


def some(shares: Mapping[T, float], count: int, chance: Random) -> list[T]:
    """Several different keys in the order they were drawn; fewer where there are not so many."""
    left = dict(shares)
    taken: list[T] = []
    while left and len(taken) < count:
        taken.append(drawn(left, chance))
        del left[taken[-1]]
    return taken


def taken(pool: list[T], chance: Random) -> T:
    """One out of the pool, which loses it. Raises `IndexError` for an empty one."""
    place = int(chance.random() * len(pool))
    pool[place], pool[-1] = pool[-1], pool[place]
    return pool.pop()


def one(of: Sequence[T], chance: Random) -> T:
    """One of them, each as likely."""
    return of[int(chance.random() * len(of))]


def number(least: int, most: int, chance: Random) -> int:
    """A whole number from `least` to `most`, both possible; `least` where `most` is smaller."""
    return least + int(chance.random() * (max(most, least) - least + 1))


def day_between(first: date, last: date, chance: Random) -> date:
    """A day from the first to the last; the first where the last is earlier."""
    return first + timedelta(number(0, (last - first).days, chance))


def rounded(least: int, most: int, step: int, chance: Random) -> int:
    """An amount in whole steps."""
    return number(least // step, most // step, chance) * step


def happens(share: float, chance: Random) -> bool:
    """Whether something of that likelihood happens. Draws once, whatever comes out."""
    return chance.random() < share
