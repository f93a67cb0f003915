"""What is said of help to families goes to whom it concerns; others ask the catalogue the same words."""

from __future__ import annotations

from bot.conversation import Reply, Turn
from bot.domain.understanding.requests import Request
from handlers.sponsoring import (
    reminded,
    sponsor_offers,
    sponsor_office,
    sponsors,
    surveys,
    unit_praise,
    unit_reports,
    visit_review,
    visit_rhythm,
)


def answer(turn: Turn, typed: str, request: Request) -> Reply | None:
    """Answer a request about help to families; None when it is none, or not this asker's to make."""
    return _of_office(turn, typed, request) or _of_unit(turn, typed, request) or _of_all(turn, typed, request)


def _of_office(turn: Turn, typed: str, request: Request) -> Reply | None:
    match request:
        case Request.SPONSOR_ASSIGN:
            return sponsor_office.assign(turn, typed)
        case Request.SPONSOR_WITHDRAW:
            return sponsor_office.withdraw(turn, typed)
        case Request.SPONSOR_NONE:
            return sponsor_office.nobody_helps(turn)
        case Request.SPONSOR_LATE:
            return sponsor_office.who_is_late(turn)
        case Request.SPONSOR_UNITS:
            return sponsor_office.listing(turn)
        case Request.SPONSOR_OFFERS:
            return sponsor_offers.listing(turn)
        case Request.MUTE_FAMILY:
            return sponsor_office.mute(turn, typed)
        case Request.UNMUTE_FAMILY:
            return sponsor_office.unmute(turn, typed)
        case Request.ANNOUNCE_DAY:
            return sponsor_office.announce(turn, typed)
        case Request.VISITS_UNUSUAL:
            return visit_review.asked(turn)
    return None


def _of_unit(turn: Turn, typed: str, request: Request) -> Reply | None:
    match request:
        case Request.SPONSOR_OWN:
            return sponsors.own_families(turn)
        case Request.SPONSOR_RECEIVED:
            return sponsors.has_list(turn)
        case Request.SPONSOR_SURVEYED:
            return surveys.heard(turn, typed)
        case Request.SURVEY_FORM:
            return surveys.form(turn)
        case Request.SPONSOR_PLANNED:
            return sponsors.planned(turn, typed)
        case Request.SPONSOR_KEPT:
            return sponsors.kept(turn, typed)
        case Request.SPONSOR_REPORTED:
            return sponsors.reported(turn)
        case Request.REMIND_LATER:
            return sponsors.remind_later(turn)
    return None


def _of_all(turn: Turn, typed: str, request: Request) -> Reply | None:
    match request:
        case Request.SPONSOR_OURS:
            return sponsors.who_helps_us(turn)
        case Request.WHY_NOT_REMINDED:
            return reminded.why(turn)
        case Request.VISIT_RHYTHM:
            return visit_rhythm.asked(turn, typed)
        case Request.UNIT_REPORT:
            return unit_reports.asked(turn, typed)
        case Request.UNIT_PRAISE:
            return unit_praise.asked(turn, typed)
    return None
