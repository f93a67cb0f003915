"""Hears work that an employer offers, told in one line: "thợ may, 20 người, 6-8 triệu, cách 5 km, có xe".

Only listens: what was not told stays open, and what can not be read is not guessed."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.domain.events.finding import Why
from bot.domain.text import clean, fold
from bot.domain.understanding.amounts import without_amounts
from bot.domain.understanding.events import EventTalk

_PART = re.compile(r"[,;\n]+(?!\d)")
_COUNT = re.compile(r"(?<![\d.,/-])(\d{1,4})\s*(?:nguoi|lao dong|cho|cong nhan|tho|vi tri)\b")
_DISTANCE = re.compile(r"(?<![\d.,/-])(\d{1,4})\s*(?:km|cay so|cay)\b")
_AGES = re.compile(r"(?<![\d.,/-])(\d{2})\s*(?:-|toi|den)\s*(\d{2})\s*tuoi\b")
_FROM_AGE = re.compile(r"(?:tu|tren|du)\s*(\d{2})\s*tuoi\b")
_TO_AGE = re.compile(r"(?:toi|den|duoi)\s*(\d{2})\s*tuoi\b")
_SUM = r"(\d{1,3}(?:[.,]\d)?)"
_MILLIONS = r"(?:trieu|tr|cu)\b"
_RANGE = re.compile(rf"(?<![\d.,/-]){_SUM}\s*(?:{_MILLIONS})?\s*(?:-|toi|den)\s*{_SUM}\s*{_MILLIONS}")
_ONE = re.compile(rf"(?<![\d.,/-]){_SUM}\s*{_MILLIONS}")
_MILLION = 1_000_000
_LEAST_AGE, _MOST_AGE = 15, 80
_LONGEST_JOB = 60


@dataclass(frozen=True, slots=True)
class HeardOffer:
    """What was told of a vacancy. Pay is VND a month; None is what was not told."""

    job: str | None = None
    count: int | None = None
    pay: tuple[int, int] | None = None
    distance_km: int | None = None
    grade: int | None = None
    ages: tuple[int | None, int | None] | None = None
    offers: frozenset[Why] = frozenset()


def heard_offer(talk: EventTalk, text: str) -> HeardOffer:
    """What a line tells of a vacancy."""
    line = fold(clean(text))
    count, distance = _COUNT.search(line), _DISTANCE.search(line)
    offers = talk.needs(text)
    grade = 0 if Why.NO_DIPLOMA in offers else talk.grade(text) if not text.strip().isdecimal() else None
    return HeardOffer(
        _job(talk, text),
        int(count[1]) if count else None,
        pay_range(text),
        int(distance[1]) if distance else None,
        grade,
        age_range(text),
        offers & {Why.TRANSPORT, Why.HOUSING},
    )


def pay_range(text: str) -> tuple[int, int] | None:
    """The pay of a month, from and to: "6-8 triệu", "7,5tr"; None where none is told."""
    line = fold(clean(text))
    if found := _RANGE.search(line):
        least, most = _sum(found[1]), _sum(found[2])
        return (least, most) if least <= most else None
    found = _ONE.search(line)
    return (_sum(found[1]), _sum(found[1])) if found else None


def _sum(written: str) -> int:
    return round(float(written.replace(",", ".")) * _MILLION)


def age_range(text: str) -> tuple[int | None, int | None] | None:
    """The ages that are taken, from and to: "18-45 tuổi", "từ 18 tuổi"; None where none are told."""
    line = fold(clean(text))
    if found := _AGES.search(line):
        ages: tuple[int | None, int | None] = (int(found[1]), int(found[2]))
    else:
        least, most = _FROM_AGE.search(line), _TO_AGE.search(line)
        ages = (int(least[1]) if least else None, int(most[1]) if most else None)
    told = [age for age in ages if age is not None]
    if not told or told != sorted(told) or any(not _LEAST_AGE <= age <= _MOST_AGE for age in told):
        return None
    return ages


def _job(talk: EventTalk, text: str) -> str | None:
    """The first part that tells nothing else: what the work is."""
    for part in _PART.split(clean(text)):
        bare = " ".join(part.split())
        nothing_else = not any(character.isdigit() for character in bare) and not talk.needs(bare)
        if nothing_else and 2 <= len(bare) <= _LONGEST_JOB and without_amounts(bare) == fold(bare):
            return bare[0].upper() + bare[1:]
    return None
