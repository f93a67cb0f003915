"""What is typed to the questions about a family: numbers of a list, words for its lines, a month."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from bot.domain.eligibility import matters
from bot.domain.eligibility.born import Born
from bot.domain.text import fold
from models.eligibility_files import load_matter_words, load_short_words

_CENTURY = 2000
_FIRST_ESCAPE = 2000
"""Nobody who left the list before is newly escaped."""
_SHORT = 8
_DIGIT = re.compile(r"\d+")
_BETWEEN = re.compile(r"[\d\s,.;+&-]+|va|voi")


def is_numbers(plain: str) -> bool:
    """Whether folded words are nothing but numbers."""
    return not _BETWEEN.sub("", plain).strip()


def read_numbers(typed: str, lines: Sequence[str]) -> list[str] | None:
    """What several numbers choose from a list; None where one chooses nothing, or there are none."""
    numbers = [int(each) for each in _DIGIT.findall(typed)] if is_numbers(fold(typed)) else []
    if not numbers or not all(0 < each <= len(lines) for each in numbers):
        return None
    return list(dict.fromkeys(lines[each - 1] for each in numbers))


def read_lines(lines: Sequence[str], typed: str) -> str | None:
    """Several numbers of lines, or words that stand for them."""
    plain = fold(typed)
    if is_numbers(plain):
        chosen = read_numbers(plain, lines)
        return None if chosen is None else matters.kept(lines, chosen)
    words = load_matter_words()
    said = {line for line in lines if any(f" {word} " in f" {plain} " for word in words.get(line, ()))}
    return matters.kept(lines, said) if said else None


def read_short(typed: str) -> str | None:
    """What a short remark stands for that ends the questions or passes one over."""
    plain = fold(typed)
    if "?" in typed or len(plain.split()) > _SHORT:
        return None
    said = load_short_words().items()
    return next(
        (answer for answer, words in said if any(f" {each} " in f" {plain} " for each in words)), None
    )


def read_month(typed: str, today: date) -> str | None:
    """A past month and year, or a day, or a year alone, as far as it is told."""
    numbers = [int(each) for each in _DIGIT.findall(typed)]
    if not numbers or len(numbers) > len(("day", "month", "year")):
        return None
    *before, year = numbers
    year += _CENTURY if year < _CENTURY // 20 and before else 0
    told = "-".join([str(year), *(f"{each:02}" for each in reversed(before))])
    try:
        since = Born.written(told)
    except ValueError:
        return None
    return told if since.first.year >= _FIRST_ESCAPE and since.first <= today else None
