"""By which right many families are written to at once, and how many at a time. Whom: see `figures.query`."""

from __future__ import annotations

from enum import StrEnum


class Ground(StrEnum):
    """By what right it is sent: what the law lets a commune tell everybody, or the family's own yes."""

    LAWFUL = "lawful"
    AGREED = "agreed"


ALONE_UP_TO = 30
"""To so many recipients one official sends alone; to more, a second one of the area agrees first."""
AHEAD = 500
"""So many messages of a broadcast wait for their turn at once; the others can still be called off."""
PIECE = 200
"""So many are planned in one transaction: others wait for it."""
