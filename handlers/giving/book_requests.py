"""What is asked of the book of help goes to the topic it concerns; None where it is not this asker's."""

from __future__ import annotations

from bot.conversation import Reply, Turn
from bot.domain.understanding.requests import Request
from handlers.giving import book_receipts, book_totals, corrections, fair_shares, fund, houses, pledges
from handlers.sponsoring.sponsor_office import communes_of
from handlers.sponsoring.sponsors import own_units

BEFORE_REPORTS = frozenset(
    {
        Request.HELP_PUT_RIGHT,
        Request.HELP_RECEIPT,
        Request.FUND_SPENT,
        Request.FUND_RECEIVED,
        Request.GIFT_PLANNED,
        Request.GIFT_DROPPED,
        Request.HOUSES,
    }
)
"""What sounds like the report of a visit too."""


def answer(turn: Turn, typed: str, request: Request | None) -> Reply | None:
    """Answer what is asked of the book."""
    if request is None:
        return None
    return _written(turn, typed, request) or _asked(turn, typed, request)


def reported(turn: Turn, typed: str, request: Request | None) -> Reply | None:
    """What somebody of a unit or the office tells; "5kg gạo chứ không phải 10kg" is no cry of hunger."""
    if request is None or not (own_units(turn) or communes_of(turn)):
        return None
    return _written(turn, typed, request)


def _written(turn: Turn, typed: str, request: Request | None) -> Reply | None:
    match request:
        case Request.PLEDGED | Request.SPONSOR_PLANNED:
            return pledges.heard(turn, typed)
        case Request.HELP_PUT_RIGHT:
            return corrections.heard(turn, typed)
        case Request.FUND_RECEIVED:
            return fund.received(turn, typed)
        case Request.FUND_SPENT:
            return fund.spent(turn, typed)
        case Request.GIFT_PLANNED:
            return fair_shares.announced(turn, typed)
        case Request.GIFT_DROPPED:
            return fair_shares.dropped(turn, typed)
        case Request.HOUSES:
            return houses.heard(turn, typed)
    return None


def _asked(turn: Turn, typed: str, request: Request | None) -> Reply | None:
    match request:
        case Request.PLEDGES_OWN:
            return pledges.own(turn)
        case Request.PLEDGES_OPEN:
            return pledges.everybody(turn) or pledges.own(turn)
        case Request.FUND:
            return fund.balance(turn)
        case Request.HOUSE_OWN:
            return houses.own(turn)
        case Request.HELP_TOTALS:
            return book_totals.heard(turn, typed)
        case Request.HELP_RECEIPT:
            return book_receipts.heard(turn, typed)
        case Request.GIFT_LACKING:
            return fair_shares.lacking(turn, typed)
        case Request.GIFT_TWICE:
            return fair_shares.twice(turn, typed)
        case Request.GIFT_PLANS:
            return fair_shares.plans(turn, typed)
    return None
