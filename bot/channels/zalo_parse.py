"""Reads the events of an Official Account as what a person did. Pure: asks nobody, remembers nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from bot.channels.zalo_files import told
from bot.domain import text as texts
from bot.domain.messages import Envelope, Incoming, Kind
from bot.errors import BadPayload
from bot.ports import Raw

MAX_TEXT = 2_000
PRESS = "#dh:"
"""What the payload of our buttons begins with: a press comes back as a text like any other."""
NOBODY = "-"
"""The address of events that are kept though nobody can be answered."""

_NAME = re.compile(r"[A-Za-z0-9_.:-]{1,90}")
_PRESSED = re.compile(rf"{PRESS}(\S{{1,64}})")
_MILLISECONDS = re.compile(r"\d{10,14}")
SENT_FILES = frozenset({"user_send_file", "user_send_image", "user_send_audio"})
"""Events whose content is brought in from who may send some."""
KINDS = {
    "user_send_text": Kind.TEXT,
    "user_send_link": Kind.TEXT,
    "user_send_image": Kind.PICTURE,
    "user_send_gif": Kind.PICTURE,
    "user_send_video": Kind.PICTURE,
    "user_send_audio": Kind.VOICE,
    "user_send_sticker": Kind.STICKER,
    "user_send_location": Kind.LOCATION,
    "user_send_file": Kind.FILE,
    "user_send_business_card": Kind.OTHER,
}
FOLLOWING = {"follow": Kind.START, "unfollow": Kind.BLOCKED}
SUBMITTED = "user_submit_info"
OF_NO_CONCERN = ("oa_send_", "user_seen_message", "user_received_message")
"""Echoes of our own messages and receipts: too many to keep."""


def envelope(raw: Raw, *, oa_id: str) -> Envelope | None:
    """Read whose event it is; None for echoes, receipts and other accounts. Raises `BadPayload`.

    An event of a kind nobody described is kept too.
    """
    name, at = _name(raw.get("event_name")), _stamp(raw)
    if name.startswith(OF_NO_CONCERN) or _account_of(raw) not in (None, oa_id):
        return None
    if name in KINDS:
        return Envelope(_name(_message(raw).get("msg_id")), _user(raw))
    if name in FOLLOWING or name == SUBMITTED:
        user = _user(raw)
        return Envelope(f"{name}:{at}:{user}"[:120], user)
    return Envelope(f"{name[:60]}:{at}", NOBODY)


def parse(raw: Raw, *, oa_id: str) -> Incoming | None:
    """Read one event; None when nobody waits for an answer. Raises `BadPayload`."""
    kept = envelope(raw, oa_id=oa_id)
    if kept is None or kept.address == NOBODY:
        return None
    name, at = _name(raw.get("event_name")), datetime.fromtimestamp(int(_stamp(raw)) / 1000, UTC)
    if name in FOLLOWING:
        return Incoming(kept.key, kept.address, FOLLOWING[name], sent_at=at)
    if name == SUBMITTED:
        return Incoming(kept.key, kept.address, Kind.TEXT, text=_submitted(raw), sent_at=at)
    written = _written(_message(raw))
    if press := _PRESSED.fullmatch(written):
        return Incoming(kept.key, kept.address, Kind.CHOICE, choice=press[1], sent_at=at)
    kind = KINDS[name] if KINDS[name] is not Kind.TEXT or written else Kind.OTHER
    file = told(raw) if name in SENT_FILES else None
    return Incoming(kept.key, kept.address, kind, text=written, sent_at=at, file=file)


def _submitted(raw: Raw) -> str:
    """The number somebody put into the form. It is what they typed: it proves nothing."""
    match raw.get("info"):
        case {"phone": str(phone) | int(phone)} if not isinstance(phone, bool):
            return tidy(str(phone)[:40])
    raise BadPayload("a form without a number")


def _written(message: Mapping[str, Any]) -> str:
    written = message.get("text", "")
    if not isinstance(written, str):
        raise BadPayload("a text that is none")
    return tidy(written)


def tidy(written: str) -> str:
    """Clean a text and cut it to what a message may hold."""
    parts = texts.split(texts.clean(written), limit=MAX_TEXT, unit=texts.Unit.CHARACTERS)
    return parts[0] if parts else ""


def _account_of(raw: Raw) -> str | None:
    """The Official Account an event is about; an app may be granted the rights of several."""
    match raw:
        case {"oa_id": str(account)} | {"recipient": {"id": str(account)}}:
            return account
    return None


def _user(raw: Raw) -> str:
    match raw:
        case {"follower": {"id": user}} | {"sender": {"id": user}}:
            return _name(user)
    raise BadPayload("nobody's event")


def _message(raw: Raw) -> Mapping[str, Any]:
    message = raw.get("message")
    if not isinstance(message, dict):
        raise BadPayload("a message that is none")
    return message


def _name(word: object) -> str:
    if not isinstance(word, str) or not _NAME.fullmatch(word):
        raise BadPayload("not an event of Zalo")
    return word


def _stamp(raw: Raw) -> str:
    stamp = str(raw.get("timestamp"))
    if not _MILLISECONDS.fullmatch(stamp):
        raise BadPayload("an event without a time")
    return stamp
