"""Reads the words by which reports of visits are understood. Must not know what is done with them."""

from functools import cache

from bot.domain.understanding.spelling import Speller
from bot.domain.visits.reading import VisitReader
from bot.domain.visits.words import VisitWords
from models.phrases import load_phrases, read_visit_words


@cache
def visit_reader() -> VisitReader:
    """What reads reports in Vietnamese, the language they are written in."""
    return VisitReader(load_visit_words(), Speller(load_phrases("vi").shortenings))


@cache
def load_visit_words() -> VisitWords:
    """The words as they stand in the files."""
    return read_visit_words("vi")
