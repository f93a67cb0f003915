"""People who write more than one bot can answer at once."""

from __future__ import annotations

from itertools import count, cycle, islice

from tests.fakes import telegram_people as people
from tests.fakes.telegram_people import Update

QUESTIONS = ("chuan ngheo nam nay bao nhieu", "menu", "tro giup", "bhyt cho ho ngheo", "1")
FIRST = 5_000_000_000
_people = count(FIRST)


def crowd(size: int, *, each: int = 4) -> list[Update]:
    """That many questions of new people, `each` of every one: far fewer than a flood."""
    whom = [next(_people) for _ in range(-(-size // each))]
    words = cycle(QUESTIONS)
    return list(islice((people.says(who, next(words)) for _ in range(each) for who in whom), size))
