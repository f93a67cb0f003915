"""Households made by chance of which every fact is known, as they stand in a facts file."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum
from random import Random
from typing import Any

from bot.domain.eligibility.facts import HouseholdFacts, facts

AROUND = date(2026, 11, 23)
AGES = (2, 3, 4, 5, 6, 14, 15, 16, 17, 21, 22, 35, 59, 60, 69, 70, 74, 75, 79, 80)
EDGES = {
    "income": (
        0,
        1_500_000,
        1_500_001,
        2_000_000,
        2_000_001,
        2_200_000,
        2_800_000,
        3_833_333,
        4_500_000,
        9_000_000,
    ),
    "kwh": (0, 50, 51, 200),
    "monthly_pension": (0, 0, 400_000, 499_999, 500_000, 539_999, 540_000, 3_000_000),
    "school_km": (0, 3, 4, 6, 7, 9, 10, 12),
    "insured_months_24": (0, 11, 12, 24),
    "insured_months_36": (0, 8, 9, 11, 12, 36),
    "treated_days": (0, 0, 2, 3, 10),
    "death_age": (40, 69, 70, 74, 75, 90),
}
"""Values at and beside each limit."""
PLAIN = {"disability": "none", "parents": "raising", "ethnicity": "kinh", "damage": "none", "death": "nobody"}
"""What is true of most people."""
MONTHS_AGO = (0, 2, 3, 4, 11, 13, 35, 36, 37, 59, 61)


def complete(chance: Random) -> dict[str, Any]:
    """A household of one to four people with every fact told."""
    names = [f"m{number}" for number in range(chance.randint(1, 4))]
    often = chance.choice((0.1, 0.5))
    whole = {name: _value(name, chance, often) for name, fact in facts().items() if not fact.of_member}
    members = [{"name": name} | _member(chance, names, often) for name in names]
    return whole | {"everyone": True, "members": members}


def read(written: dict[str, Any], day: date) -> HouseholdFacts:
    """The household as the product takes it."""
    return HouseholdFacts.model_validate(written).on(day)


def _member(chance: Random, names: list[str], often: float) -> dict[str, Any]:
    told = {name: _value(name, chance, often) for name, fact in facts().items() if fact.of_member}
    birthday = chance.choice((AROUND, date(2026, 10, 5), date(2027, 1, 1), date(2026, 7, 1)))
    born = date(birthday.year - chance.choice(AGES), birthday.month, min(birthday.day, 28))
    born = chance.choice((born, born, born, date(2025, 6, 1))) + timedelta(days=chance.choice((-1, 0, 1)))
    return told | {"born": born.isoformat(), "lone_parent": chance.choice(("", "", *names))}


def _value(name: str, chance: Random, often: float) -> Any:
    fact = facts()[name]
    if name in PLAIN and chance.random() >= often:
        return PLAIN[name]
    if name in EDGES:
        return chance.choice(EDGES[name])
    if name == "province":
        return chance.choice(("96", "96", "79", "46", "92"))
    if fact.type is bool:
        return chance.random() < often
    if issubclass(fact.type, StrEnum):
        return str(chance.choice(list(fact.type)))
    if fact.type is date:
        moved = AROUND - timedelta(days=chance.choice(MONTHS_AGO) * 30 + chance.randint(-4, 4))
        return moved.isoformat()
    return None
