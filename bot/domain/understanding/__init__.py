"""Listening: from what people type to what they mean."""

from bot.domain.understanding.phrases import Phrases, Urgency
from bot.domain.understanding.ranker import Ranker
from bot.domain.understanding.reading import (
    Decision,
    Document,
    Thresholds,
    Understanding,
    Understood,
    learn,
)

__all__ = [
    "Decision",
    "Document",
    "Phrases",
    "Ranker",
    "Thresholds",
    "Understanding",
    "Understood",
    "Urgency",
    "learn",
]
