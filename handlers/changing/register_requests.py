"""What is asked of the register goes to whom it concerns; others ask the catalogue the same words."""

from __future__ import annotations

from bot.conversation import Reply, Turn
from bot.domain.consent import Purpose
from bot.domain.understanding.requests import Request
from handlers import desk, stop
from handlers.cases import own_case, person, unreached
from handlers.changing import change_forms, changes
from handlers.eligibility import (
    entitled,
    entitled_detail,
    entitled_gaps,
    entitled_had,
    new_standard,
    new_standard_commune,
    request_paper,
    self_check,
)
from handlers.families import household, look_up
from handlers.files import list_export, lists
from handlers.giving import book_requests
from handlers.people import consent, delegates, linking, my_data, own_page, rights
from handlers.sponsoring import sponsor_offers, sponsor_requests, sponsors, visited, visits


def answer(turn: Turn, typed: str, request: Request | None) -> Reply | None:
    """Answer a report, a change, or a request to the register; None when it is none, or not this asker's."""
    # "Đặt chỉ tiêu thoát nghèo" sounds like a change of some family too.
    if (asked := desk.heard(turn, typed, request) or own_case.heard(turn, typed)) is not None:
        return asked
    if request in book_requests.BEFORE_REPORTS and (kept := book_requests.answer(turn, typed, request)):
        return kept
    if not _of_a_plan(turn, typed, request) and (told := visits.heard(turn, typed)) is not None:
        return told
    if (change := change_forms.heard(turn, typed)) is not None:
        return change
    if (had := entitled_had.heard(turn, typed)) is not None:
        return had
    if (again := entitled.heard_again(turn, typed)) is not None:
        return again
    if request is Request.WHY_NOT:
        return entitled_detail.heard(turn, typed)
    if request is None:
        return None
    if turn.register.unclear and request is not Request.LEAVE:
        return linking.who_speaks(turn)
    if (kept := book_requests.answer(turn, typed, request)) is not None:
        return kept
    match request:
        case Request.OWN_STATUS:
            return consent.with_sponsor_question(turn, household.status(turn))
        case Request.OWN_FILE:
            return household.own_file(turn)
        case Request.ENTITLED:
            return entitled.begin(turn)
        case Request.NEW_STANDARD:
            return new_standard.own(turn)
        case Request.SELF_CHECK:
            return self_check.begin(turn)
        case Request.REQUEST_PAPER:
            return request_paper.begin(turn)
        case Request.OFFICE:
            return person.how_to_reach(turn)
        case Request.WHO_AM_I:
            return rights.own(turn)
        case Request.DOWNLOAD:
            return my_data.download(turn)
        case Request.CORRECT:
            return my_data.correct(turn)
        case Request.WHO_LOOKED:
            return household.who_looked(turn)
        case Request.WITHDRAW_REMINDERS if not turn.register.people:
            # Nobody is linked, or the page is locked: nothing goes out unasked is what was meant.
            return stop.stop(turn)
        case Request.SPONSOR_OFFER if not turn.register.own_households:
            return sponsor_offers.begin(turn)
    return _of_linked(turn, request, typed) if turn.register.people else None


def _of_a_plan(turn: Turn, typed: str, request: Request | None) -> bool:
    """What a unit means to do, or gave as it had promised, sounds like a report of a visit too."""
    if request is Request.SPONSOR_KEPT:
        return sponsors.names_a_promise(turn, typed)
    return request in (Request.SPONSOR_PLANNED, Request.VISIT_RHYTHM)


_GIVEN = {
    Request.GIVE_REMINDERS: Purpose.REMINDERS,
    Request.GIVE_SPONSOR_SEES_NEEDS: Purpose.SPONSOR_SEES_NEEDS,
    Request.GIVE_PASS_ON: Purpose.PASS_ON,
}
_WITHDRAWN = {
    Request.WITHDRAW_REMINDERS: Purpose.REMINDERS,
    Request.WITHDRAW_SPONSOR_SEES_NEEDS: Purpose.SPONSOR_SEES_NEEDS,
    Request.WITHDRAW_PASS_ON: Purpose.PASS_ON,
}


def _of_linked(turn: Turn, request: Request, typed: str) -> Reply | None:
    match request:
        case Request.APPOINT:
            return delegates.asked_to_appoint(turn, typed)
        case Request.DELEGATES:
            return delegates.listing(turn)
        case Request.END_DELEGATES:
            return delegates.end(turn)
        case Request.CONSENTS:
            return consent.listing(turn)
        case given if given in _GIVEN:
            return consent.give(turn, _GIVEN[given])
        case withdrawn if withdrawn in _WITHDRAWN:
            return consent.withdraw(turn, _WITHDRAWN[withdrawn])
        case Request.WHY_STATUS if turn.register.own_households or turn.register.cared_for:
            return household.why_status(turn)
        case Request.RECEIVED if turn.register.own_households or turn.register.cared_for:
            return household.received(turn)
        case Request.CONFIRM_VISIT if turn.register.own_households or turn.register.cared_for:
            return visited.confirm(turn)
        case Request.LEAVE:
            return linking.leave(turn)
        case Request.WHO_HAS_ROLES:
            return rights.held(turn)
        case Request.UNDO:
            return changes.ask_undo(turn) or lists.ask_undo(turn)
        case Request.UNDO_LIST:
            return lists.ask_undo(turn)
        case Request.EXPORT_LIST:
            return list_export.wanted(turn, typed)
        case Request.NEW_STANDARD_HERE:
            return new_standard_commune.begin(turn)
        case Request.GAPS:
            return entitled_gaps.told(turn)
        case Request.UNREACHED if turn.register.hamlets:
            return unreached.listing(turn)
        case Request.LOOK_UP:
            return look_up.search(turn, typed)
    return sponsor_requests.answer(turn, typed, request)


def own_page_wanted(turn: Turn, request: Request | None) -> Reply | None:
    """The page's link, for who is linked. Heard before anything else: swindlers send links too."""
    if request is not Request.OPEN_PAGE or not turn.register.people:
        return None
    return linking.who_speaks(turn) if turn.register.unclear else own_page.offer(turn)
