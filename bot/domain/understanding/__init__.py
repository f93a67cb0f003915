"""Listening: from what people type to what they mean."""

from bot.domain.understanding.phrases import Phrases, Urgency
from bot.domain.understanding.reading import Decision, Document, Thresholds, Understanding, Understood

__all__ = ["Decision", "Document", "Phrases", "Thresholds", "Understanding", "Understood", "Urgency"]
