"""Asking the shipped catalogue, as a household would on 22/11/2026."""

import re
from datetime import date

from bot.domain.policies.answers import Answer, compose
from bot.domain.policies.terms import Level
from models.catalogue import load_catalogue, load_wording

TODAY = date(2026, 11, 22)
NEW_YEAR = date(2027, 1, 1)

ENTRIES = load_catalogue().entries
WORDING = load_wording("vi")
MONEY = re.compile(r"\d{1,3}(?:\.\d{3})+ đ")


def ask(
    right: str,
    *,
    on: date = TODAY,
    today: date = TODAY,
    level: int = Level.SHORT,
    province: str | None = None,
) -> Answer:
    return compose(ENTRIES[right], WORDING[right], on=on, today=today, level=level, province=province)
