"""What a message tells of visits, and what of it is whose."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bot.domain.visits.goods import Thing


@dataclass(frozen=True, slots=True)
class Promise:
    """What a unit promised in its own words, and the last day of it where one was said."""

    what: str
    due: date | None


@dataclass(frozen=True, slots=True)
class Gift:
    """What was given to some families together: money in đồng, or a thing."""

    codes: tuple[str, ...]
    money: int | None = None
    thing: Thing | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """What a message tells of a visit; None and nothing where it was not said.

    `families` are the codes of those who were visited or given something. `unclear` are groups of codes of
    which the message may mean any. Money is in đồng, for all families together, as are the goods. Hours of
    work count as told: half a day as four, a day as eight. `gifts` tells whose money and goods are,
    `visiting` whether the message tells of going there or giving and asks nothing, `named` whether it names
    any family by itself."""

    families: tuple[str, ...] = ()
    unclear: tuple[tuple[str, ...], ...] = ()
    day: date | None = None
    money: int | None = None
    goods: tuple[Thing, ...] = ()
    hours: Decimal | None = None
    advice: str | None = None
    promise: Promise | None = None
    need: str | None = None
    gifts: tuple[Gift, ...] = ()
    visiting: bool = False
    named: bool = False
