"""Why does a family get nothing over Zalo? Asks Zalo about its chats and reads what became of our last news.

Shows no words, no names and no addresses: only states, times and numbers."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import Connection

from bot.channels.zalo_call import OpenApi, Refusal
from bot.channels.zalo_errors import send_error
from bot.channels.zalo_oa import CAPABILITIES, ZaloOA
from bot.channels.zalo_quota import LOOK_UP
from bot.clock import VIETNAM, vietnam_day
from bot.commands.command_desk import commune_of
from bot.commands.zalo_desk import opened_store
from bot.doors import zalo_account
from bot.errors import RefusedToStart, SendError
from bot.ports import Clock
from bot.settings import Settings
from models import audit
from models.audit import OPERATOR, Reason, Subject, SubjectKind, Tag
from models.people import contacts, phone_contacts, roles
from models.people.contacts import Contact
from models.register.reading import find_by_number
from models.sending import accounts, notices
from models.sending.notices import Ending

DETAIL = "/v3.0/oa/user/detail"
LAST = 5


@dataclass(frozen=True, slots=True)
class _Chat:
    """One chat of the family with the account, and how our last news to it ended."""

    contact: Contact
    endings: Sequence[Ending]


async def look(settings: Settings, number: str) -> list[str]:
    """A few lines for each chat of a household. Raises `RefusedToStart` when it has none, or is none."""
    async with opened_store(settings) as (store, clock):
        chats = await store.uow.run(partial(_chats, number=number, oa_id=store.oa_id, now=clock.now()))
        if not chats:
            raise RefusedToStart(f"Nobody of household {number} writes to the Official Account.")
        zalo = ZaloOA(zalo_account(settings), clock)
        zalo.keep_in(lambda _oa: store)
        zalo.api.open()
        try:
            return [line for chat in chats for line in await _told(zalo.api, chat, clock)]
        finally:
            await zalo.close()


def _chats(tx: Connection, *, number: str, oa_id: str, now: datetime) -> list[_Chat]:
    account, day = accounts.account_named(tx, ZaloOA.name, oa_id), vietnam_day(now)
    homes = find_by_number(tx, number, communes=[commune_of(tx)])
    numbers = [each for home in homes for each in roles.chats_of(tx, home, day=day, at=now)]
    found = [(each, contacts.contact_by_id(tx, each)) for each in numbers]
    subjects = [Subject(SubjectKind.HOUSEHOLD, home, frozenset({"number"})) for home in homes]
    if subjects:
        audit.note(
            tx, Tag.HOUSEHOLD_SHOWN, at=now, actor=OPERATOR, subjects=subjects, reason=Reason.CASE_WORK
        )
    return [
        _Chat(contact, notices.endings(tx, number, limit=LAST))
        for number, contact in found
        if contact.account == account and not phone_contacts.is_number(contact)
    ]


async def _told(api: OpenApi, chat: _Chat, clock: Clock) -> list[str]:
    head = f"Chat {chat.contact.id}, {chat.contact.standing}: "
    try:
        detail = await api.get(DETAIL, {"data": json.dumps({"user_id": chat.contact.address})})
        window = await api.post(LOOK_UP, {"user_id": chat.contact.address})
    except Refusal as refusal:
        return [head + f"Zalo refuses: {send_error(refusal.code, now=clock.now())}", *_news(chat)]
    except SendError as error:
        return [head + f"Zalo was asked in vain: {error}", *_news(chat)]
    follows = "follows" if detail.get("user_is_follower") is True else "does not follow"
    return [head + f"{follows}; {_window(window, clock.now())}", *_news(chat)]


def _window(said: Mapping[str, Any], now: datetime) -> str:
    """What may be sent now, by the last interaction Zalo knows of."""
    stamp = str(said.get("last_interaction", ""))
    if not (stamp.isascii() and stamp.isdecimal() and len(stamp) <= 14):
        return "Zalo does not say when they last did something"
    at = datetime.fromtimestamp(int(stamp) / 1000, UTC)
    match said.get("cs_reply"):
        case {"remain": left}:
            replies = f", {left} free replies left"
        case _:
            replies = ""
    return f"last did something {at.astimezone(VIETNAM):%d/%m/%Y %H:%M}{replies}: {_may(now - at)}"


def _may(silent: timedelta) -> str:
    assert CAPABILITIES.free_window is not None
    assert CAPABILITIES.reply_window is not None
    if silent <= CAPABILITIES.free_window:
        return "words go for nothing"
    if silent <= CAPABILITIES.reply_window:
        return f"words cost {CAPABILITIES.reply_price} đ"
    return "only templates go"


def _news(chat: _Chat) -> list[str]:
    return [
        f"  {each.at.astimezone(VIETNAM):%d/%m %H:%M} {each.key}: {each.status}"
        + (f" ({each.reason})" if each.reason else "")
        for each in chat.endings
    ]
