"""What is asked of events goes where it can be answered; what is none goes on to the catalogue."""

from __future__ import annotations

import re

from bot.conversation import Reply, Turn
from bot.domain.case_rules import CODE_LENGTH, CODE_LETTERS
from bot.domain.events.finding import named
from bot.domain.events.terms import Ask, ForWhom, Outcome
from bot.domain.understanding.events import HeardEvent
from handlers.fairs import (
    event_after,
    event_classes,
    event_door,
    event_openings,
    event_report,
    event_sign_up,
    event_work,
    events,
    leaflets,
)
from handlers.fairs.event_lines import TICKET

_TICKET = re.compile(rf"{TICKET}([{CODE_LETTERS}]{{{CODE_LENGTH}}})", re.IGNORECASE)
_FOLLOWED = {
    Ask.STILL_WORKS: Outcome.STILL_WORKS,
    Ask.LEFT_WORK: Outcome.LEFT_WORK,
    Ask.NEEDS_HELP: Outcome.NEEDS_HELP,
}


def answer(turn: Turn, typed: str) -> Reply | None:
    """Answer what concerns events; None for everything else, and for what this asker has none of."""
    heard = turn.knowledge.events.heard(typed)
    if heard is None:
        return None
    if (work := _of_officials(turn, heard, typed)) is not None:
        return work
    if heard.ask in _FOLLOWED:
        return event_after.still_working(turn, _FOLLOWED[heard.ask])
    match heard.ask:
        case Ask.NEWS_ON:
            return leaflets.subscribe(turn)
        case Ask.NEWS_OFF:
            return leaflets.stop(turn)
        case Ask.TOLD:
            return event_after.told(turn, heard.outcome)
        case Ask.WORK:
            return event_openings.asked(turn, heard, typed)
        case Ask.FIND:
            return events.asked(turn, heard, typed)
        case Ask.GO_ON:
            return event_sign_up.go_on(turn)
        case Ask.SIGN_UP:
            return _sign_up(turn, heard, typed)
        case Ask.CANCEL | Ask.MINE | Ask.ACCEPT if events.mine(turn):
            return _of_own(turn, heard.ask)
    return None


def _of_own(turn: Turn, ask: Ask) -> Reply:
    if ask is Ask.CANCEL:
        return events.ask_cancel(turn)
    return events.accept(turn) if ask is Ask.ACCEPT else events.tickets(turn)


def _of_officials(turn: Turn, heard: HeardEvent, typed: str) -> Reply | None:
    """What only those do who organise, or stand at the door; to others the words mean what they mean."""
    match heard.ask:
        case Ask.CAME | Ask.ABSENT:
            return event_door.came(turn, heard, typed)
        case Ask.WALK_IN:
            return event_door.walk_in(turn)
        case Ask.OUTCOME:
            return event_door.outcome(turn, heard, typed)
        case Ask.BOOK:
            return event_classes.book(turn, typed)
        case Ask.CREATE:
            return event_work.create(turn)
        case Ask.MANAGE:
            return event_work.manage(turn)
        case Ask.LEAFLET:
            return leaflets.wanted(turn)
        case Ask.REPORT:
            return event_report.asked(turn, typed, heard.kinds)
    return None


def _sign_up(turn: Turn, heard: HeardEvent, typed: str) -> Reply | None:
    """Begin to register where only one event can be meant, else show what there is."""
    open_ = named(typed, [each for each in events.open_events(turn) if each.plan.kind in heard.kinds])
    if len(open_) != 1:
        return events.asked(turn, heard, typed)
    whom = heard.for_whom if heard.for_whom in (ForWhom.CHILD, ForWhom.RELATIVE) else None
    return event_sign_up.begin(turn, code=open_[0].code, whom=whom)


def code_in(typed: str) -> str | None:
    """The code of a ticket that was scanned or pasted."""
    found = _TICKET.fullmatch(typed.strip())
    return found[1].upper() if found else None


def by_ticket(turn: Turn, code: str) -> Reply:
    """Open a ticket: at the door whoever keeps it notes that they came; its owner and others see it."""
    if any(each.code == code for each in events.mine(turn)):
        return events.ticket(turn, code)
    return event_door.by_ticket(turn, code) or events.plain_ticket(turn, code)
