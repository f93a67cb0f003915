"""Somebody acts for a family that can not write itself: how far, until when, and what they are to it."""

from collections.abc import Mapping
from enum import StrEnum


class Scope(StrEnum):
    """How far: only to see what the family would be told, or also to ask and object in its place."""

    LOOK = "look"
    ACT = "act"


class Tie(StrEnum):
    """What the delegate is to the family; no name is kept."""

    RELATIVE = "relative"
    HAMLET_HEAD = "hamlet_head"
    UNION = "union"
    NEIGHBOUR = "neighbour"


LASTS_DAYS: Mapping[str, int] = {"month": 30, "half_year": 183, "year": 366}
"""For how long a delegation may be given; nobody acts for a family for ever."""
