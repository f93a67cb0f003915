"""Whom a broadcast is for: families of some hamlets, by what they are recognised as and what is true of them.

A typed value, so that whatever understands words better than `Listener` can fill it too."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.domain.ids import AreaId
from bot.domain.register.terms import Status

SCHOOL_AGES = (6, 18)
YOUNG_UNDER = 6
ELDERLY_FROM = 60
"""Luật Người cao tuổi 2009, Điều 2: citizens of sixty years and over."""


class FamilyTrait(StrEnum):
    """What must be true of somebody in the family."""

    SCHOOLCHILD = "schoolchild"
    UNINSURED = "uninsured"
    INSURED = "insured"
    ELDERLY = "elderly"
    YOUNG_CHILD = "young_child"
    KHMER = "khmer"


class Ground(StrEnum):
    """By what right it is sent: what the law lets a commune tell everybody, or the family's own yes."""

    LAWFUL = "lawful"
    AGREED = "agreed"


@dataclass(frozen=True, slots=True)
class Audience:
    """Families in all of these hamlets with one of the statuses and all of the traits.

    No hamlets or no statuses are none: nobody is written to because something was left out."""

    hamlets: tuple[AreaId, ...]
    statuses: tuple[Status, ...]
    traits: tuple[FamilyTrait, ...] = ()


ALONE_UP_TO = 30
"""To so many recipients one official sends alone; to more, a second one of the area agrees first."""
AHEAD = 500
"""So many messages of a broadcast wait for their turn at once; the others can still be called off."""
PIECE = 200
"""So many are planned in one transaction: others wait for it."""
