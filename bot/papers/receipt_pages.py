"""A receipt on one page, for two signatures. No seal, no emblem: it counts only when it is signed."""

from __future__ import annotations

from dataclasses import dataclass

from bot.papers.rights_pages import Part, RightsPage
from bot.papers.rights_pages import as_pdf as page_as_pdf
from bot.wording import DEFAULT, wording


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the page says; the family stands there by its number and hamlet alone."""

    number: str
    office: str
    unit: str
    home: str
    day: str
    things: tuple[str, ...]
    made: str


def as_pdf(receipt: Receipt) -> bytes:
    """The page in A4."""
    say = wording(DEFAULT)
    under = (
        say("receipt.number", number=receipt.number, office=receipt.office),
        say("receipt.from", unit=receipt.unit),
        say("receipt.to", home=receipt.home),
        say("receipt.day", day=receipt.day),
    )
    signed = tuple(say(f"receipt.sign_{who}") for who in ("giver", "taker", "witness"))
    parts = (
        Part(say("receipt.things"), receipt.things),
        Part(say("receipt.signatures"), signed),
    )
    return page_as_pdf(RightsPage(say("receipt.title"), under, parts, say("receipt.foot", day=receipt.made)))
