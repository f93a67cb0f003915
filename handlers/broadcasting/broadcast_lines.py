"""How the audience of a broadcast is said."""

from __future__ import annotations

from bot.domain.figures.query import Query
from bot.figures.phrases import Phrases


def audience_said(phrases: Phrases, audience: Query) -> str:
    """Which families are meant, in words."""
    return phrases.say("broadcast.audience", whom=phrases.whom(audience), where=phrases.where(audience))
