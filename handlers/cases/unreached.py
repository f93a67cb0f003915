"""Whom to call because no channel carried their news: for hamlet heads and officials, each in the own area.

What was answered to one family alone is not shown: only that there is something, and whom they may call."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from functools import partial

from sqlalchemy import Connection

from bot.conversation import Reply, Topic, Turn, text
from bot.domain.ids import AreaId, ContactId, HouseholdId, NoticeId
from bot.domain.messages import Choice, PersonalData
from bot.domain.notices import KINDS
from bot.domain.phone import spoken
from bot.domain.register.households import Household
from bot.domain.roles import Field
from bot.domain.text import plain
from bot.errors import Moved
from bot.sending.by_hand import SMS, sms
from bot.wording import DEFAULT, wording
from handlers.families.household_lines import short_line
from handlers.people import own_page
from models.audit import Reason
from models.register import reading
from models.sending import climbing
from models.sending.climbing import ByHand

TOPIC = Topic("unreached")
MOST_LISTED = 7
_FOUND_BY = frozenset({Field.NUMBER, Field.HAMLET, Field.HEAD})
_CALLED_BY = _FOUND_BY | {Field.MEMBERS, Field.PHONE}

News = tuple[ByHand, HouseholdId]


@TOPIC.action
def listing(turn: Turn) -> Reply:
    """The families somebody must call or write to, the oldest news first."""
    if not turn.register.hamlets:
        return text(turn.say("choice.expired"))
    found = _left(turn)
    choices = [choice for each in found[:MOST_LISTED] for choice in _choice(turn, each)]
    if not found:
        return text(turn.say("unreached.none"))
    if not choices:
        return own_page.elsewhere(turn, turn.say("unreached.phone_elsewhere"))
    return text(turn.say("unreached.head", count=len(found)), *choices)


def _left(turn: Turn) -> list[News]:
    own = frozenset(turn.register.hamlets)
    found: list[News] = turn.read(partial(_left_in, hamlets=own, day=turn.today, now=turn.now))
    return found


def _left_in(tx: Connection, *, hamlets: Collection[AreaId], day: date, now: datetime) -> list[News]:
    found = []
    for news in climbing.left_by_hand(tx, now=now):
        for home in reading.households_of(tx, news.person, day=day):
            place = reading.place_of(tx, home, day=day)
            if place is not None and place.areas[0] in hamlets:
                found.append((news, home))
                break
    return found


def _choice(turn: Turn, each: News) -> list[Choice]:
    news, home = each
    seen = turn.register.household(home, _FOUND_BY, reason=Reason.CASE_WORK)
    if seen is None:
        return []
    return [Choice(_line(turn, seen), TOPIC.do(show, str(news.id)), lasting=True)]


def _line(turn: Turn, home: Household) -> str:
    return short_line(turn.say, home, hamlet=turn.register.hamlets.get(home.hamlet, ""))


@TOPIC.action
def show(turn: Turn, number: str) -> Reply:
    """One family: whom to call, what to say."""
    found = _one(turn, number)
    home = found and turn.register.household(found[1], _CALLED_BY, reason=Reason.CASE_WORK)
    if found is None or home is None:
        return text(turn.say("unreached.gone"))
    news, _ = found
    words = turn.say("unreached.words", words=_words(turn, news))
    lines = [_line(turn, home), *_whom(turn, home, news), words]
    choices = [
        Choice(turn.say("unreached.told_button"), TOPIC.do(told, number), lasting=True),
        Choice(turn.say("unreached.back_button"), TOPIC.do(listing), lasting=True),
    ]
    if turn.capabilities.personal_data is not PersonalData.FULL and not own_page.on_page(turn):
        choices.append(Choice(turn.say("own_page.button"), own_page.TOPIC.do(own_page.offer)))
    return text("\n".join(lines), *choices)


def _one(turn: Turn, number: str) -> News | None:
    return next((each for each in _left(turn) if str(each[0].id) == number), None)


def _whom(turn: Turn, home: Household, news: ByHand) -> list[str]:
    """The person's own phone: another's would make them read what was meant for one."""
    if turn.capabilities.personal_data is not PersonalData.FULL:
        return [turn.say("unreached.phone_elsewhere")]
    own = next((each for each in home.members if each.person == news.person), None)
    if own is None or own.phone is None:
        return [turn.say("unreached.no_phone")]
    return [turn.say("unreached.call", name=own.name, phone=spoken(own.phone))]


def _words(turn: Turn, news: ByHand) -> str:
    if KINDS[news.key].told_by_others:
        return sms(news)
    office = turn.office
    key = "unreached.private" if office.phone else "unreached.private_come"
    # Whatever language the caller reads, the SMS goes to the family.
    return plain(wording(DEFAULT)(key, office=office.name, phone=spoken(office.phone or "")), limit=SMS)


@TOPIC.action
def told(turn: Turn, number: str) -> Reply:
    """Somebody called: take the family off the list."""
    found = _one(turn, number)
    if found is None or not turn.register.household(found[1], _FOUND_BY, reason=Reason.CASE_WORK):
        return text(turn.say("unreached.gone"))
    back = Choice(turn.say("unreached.back_button"), TOPIC.do(listing), lasting=True)
    return text(turn.say("unreached.told"), back).doing(partial(_told, number=found[0].id, now=turn.now))


def _told(tx: Connection, _contact: ContactId, *, number: NoticeId, now: datetime) -> None:
    if not climbing.told_by_hand(tx, number, now=now):
        raise Moved(str(number))
