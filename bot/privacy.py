"""Keeps personal data out of where it has no business: masks numbers in texts."""

from __future__ import annotations

import re

_NUMBER = re.compile(r"(?<!\d)(?:\+?\d[\s.\-]?){8,}\+?\d(?!\d)")
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+\.[\w.]+")


def mask_numbers(text: str) -> str:
    """Hide what looks like a phone, identity or insurance number, keeping its last two digits.

    Sums such as 1.500.000 have fewer than nine digits and stay.
    """

    def hidden(found: re.Match[str]) -> str:
        digits = re.sub(r"\D", "", found.group())
        return "•••" + digits[-2:]

    return _EMAIL.sub("•••@•••", _NUMBER.sub(hidden, text))
