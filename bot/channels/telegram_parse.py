"""Reads Telegram's updates as what a person did. Pure: asks nobody, remembers nothing."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from telegram import CallbackQuery, Chat, ChatMemberUpdated, Contact, Message, Update, User
from telegram.constants import ChatType
from telegram.ext.filters import StatusUpdate

from bot.domain import text as texts
from bot.domain.messages import Envelope, Incoming, Kind
from bot.errors import BadPayload
from bot.ports import Raw

UNDERSTOOD = ("message", "edited_message", "callback_query", "my_chat_member")
MAX_TEXT = 4096
COMMAND = re.compile(r"/(?P<name>[A-Za-z0-9_]{1,32})(?:@\w+)?(?:\s+(?P<rest>.*))?", re.DOTALL)
DEEP_LINK = re.compile(r"[A-Za-z0-9_-]{1,64}")
PHONE = re.compile(r"[1-9]\d{7,14}")

# The first that a message holds says what it is: an animation also comes as a document.
CONTENT = {
    "text": Kind.TEXT,
    "voice": Kind.VOICE,
    "audio": Kind.VOICE,
    "photo": Kind.PICTURE,
    "video": Kind.PICTURE,
    "video_note": Kind.PICTURE,
    "animation": Kind.PICTURE,
    "sticker": Kind.STICKER,
    "location": Kind.LOCATION,
    "document": Kind.FILE,
}
MEMBERSHIP = {"kicked": Kind.BLOCKED, "member": Kind.UNBLOCKED}


def parse(raw: Raw) -> Incoming | None:
    """Read one update; None when nobody waits for an answer to it. Raises `BadPayload`."""
    try:
        return _read(Update.de_json(dict(raw)))
    except Exception as error:
        # Whatever the library stumbles over does not follow Telegram's form. Its words may quote the update.
        raise BadPayload(f"not a Telegram update: {type(error).__name__}") from None


def envelope(raw: Raw) -> Envelope | None:
    """Read number and chat of an update, without building the library's objects. Raises `BadPayload`."""
    number = raw.get("update_id")
    if type(number) is not int:
        raise BadPayload("not a Telegram update")
    for name in UNDERSTOOD:
        if name in raw:
            chat = _chat_of(raw[name])
            return None if chat is None else Envelope(str(number), str(chat))
    return None


def _chat_of(part: Any) -> int | None:
    """The chat of a message or of the message whose button was pressed."""
    match part:
        case {"chat": {"id": int(chat)}} | {"message": {"chat": {"id": int(chat)}}}:
            return chat
        case {"id": str(), "from": {}}:
            # A button under a message that was sent somewhere through another chat.
            return None
    raise BadPayload("not a Telegram update")


def _read(update: Update) -> Incoming | None:
    key = str(_whole(update.update_id))
    if update.message:
        return _message(key, update.message)
    if update.edited_message:
        return _edit(key, update.edited_message)
    if update.callback_query:
        return _press(key, update.callback_query)
    if update.my_chat_member:
        return _membership(key, update.my_chat_member)
    return None


def _message(key: str, message: Message) -> Incoming | None:
    sender = message.from_user
    if not _from_a_person(message.chat, sender):
        return None
    kind = _content(message)
    if kind is None:
        return None
    written = _tidy(message.text or message.caption or "")
    if message.text and (command := COMMAND.fullmatch(written)):
        return _command(key, message, command)
    phone = _own_phone(message) if message.contact else None
    return Incoming(
        key,
        _address(message.chat),
        Kind.PHONE if phone else kind,
        text=written,
        phone=phone,
        language=_language(sender),
        private=_private(message.chat),
        sent_at=_instant(message.date),
    )


def _content(message: Message) -> Kind | None:
    """What a message holds; None when Telegram only reports something, as a pinned message."""
    kind = next((kind for name, kind in CONTENT.items() if getattr(message, name)), None)
    return kind or (None if StatusUpdate.ALL.check_update(Update(0, message)) else Kind.OTHER)


def _command(key: str, message: Message, command: re.Match[str]) -> Incoming:
    """Read /start with the payload of a deep link; any other command is a word the router knows."""
    name, rest = command["name"].lower(), (command["rest"] or "").strip()
    start = name == "start"
    return Incoming(
        key,
        _address(message.chat),
        Kind.START if start else Kind.TEXT,
        text="" if start else f"/{name} {rest}".rstrip(),
        payload=rest if start and DEEP_LINK.fullmatch(rest) else None,
        language=_language(message.from_user),
        private=_private(message.chat),
        sent_at=_instant(message.date),
    )


def _edit(key: str, message: Message) -> Incoming | None:
    """Read a corrected text; a live location moves as an edit without any."""
    written = message.text or message.caption
    if not written or not _from_a_person(message.chat, message.from_user):
        return None
    return Incoming(
        key,
        _address(message.chat),
        Kind.EDITED,
        text=_tidy(written),
        language=_language(message.from_user),
        private=_private(message.chat),
        sent_at=_instant(message.edit_date or message.date),
    )


def _press(key: str, query: CallbackQuery) -> Incoming | None:
    if query.message is None or query.data is None:
        return None
    return Incoming(
        key,
        _address(query.message.chat),
        Kind.CHOICE,
        choice=_tidy(query.data),
        language=_language(query.from_user),
        private=_private(query.message.chat),
        pressed=str(_whole(query.message.message_id)),
    )


def _membership(key: str, change: ChatMemberUpdated) -> Incoming | None:
    kind = MEMBERSHIP.get(change.new_chat_member.status)
    if kind is None or not _private(change.chat):
        return None
    return Incoming(
        key,
        _address(change.chat),
        kind,
        language=_language(change.from_user),
        sent_at=_instant(change.date),
    )


def _own_phone(message: Message) -> str | None:
    """The number of a card that Telegram vouches to be the sender's own; None for anybody else's."""
    card, sender = message.contact, message.from_user
    if card is None or sender is None or message.forward_origin is not None or not _private(message.chat):
        return None
    return _international(card) if card.user_id == _whole(sender.id) else None


def _international(card: Contact) -> str | None:
    digits = re.sub(r"[\s().+-]", "", card.phone_number)
    if digits.startswith("0") and not digits.startswith("00"):
        digits = "84" + digits[1:]
    digits = digits.removeprefix("00")
    return f"+{digits}" if PHONE.fullmatch(digits) else None


def _from_a_person(chat: Chat, sender: User | None) -> bool:
    return sender is not None and not sender.is_bot and chat.type != ChatType.CHANNEL


def _private(chat: Chat) -> bool:
    return chat.type == ChatType.PRIVATE


def _address(chat: Chat) -> str:
    return str(_whole(chat.id))


def _language(person: User | None) -> str | None:
    return _tidy(person.language_code)[:35] if person and person.language_code else None


def _tidy(written: str) -> str:
    cleaned = texts.clean(written)
    parts = texts.split(cleaned, limit=MAX_TEXT, unit=texts.Unit.UTF16)
    return parts[0] if parts else ""


def _whole(number: object) -> int:
    """The library takes any JSON for a number; a stored key or address must be one."""
    if not isinstance(number, int) or isinstance(number, bool):
        raise TypeError("not a whole number")
    return number


def _instant(moment: object) -> datetime:
    if not isinstance(moment, datetime):
        raise TypeError("not an instant")
    return moment
