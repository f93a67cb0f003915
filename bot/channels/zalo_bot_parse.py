"""Reads what the Bot platform of Zalo tells as what a person did. Pure: asks nobody, remembers nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from bot.channels.zalo_parse import tidy
from bot.domain.messages import Envelope, Incoming, Kind
from bot.errors import BadPayload
from bot.ports import Raw

KINDS = {
    "message.text.received": Kind.TEXT,
    "message.link.received": Kind.TEXT,
    "message.image.received": Kind.PICTURE,
    "message.sticker.received": Kind.STICKER,
    "message.voice.received": Kind.VOICE,
    "message.unsupported.received": Kind.OTHER,
}
_NAME = re.compile(r"[A-Za-z0-9_.:-]{1,60}")
_START = re.compile(r"/start(?:\s+([A-Za-z0-9_-]{1,64}))?")
_LONGEST = 14


def envelope(raw: Raw) -> Envelope | None:
    """Read whose event it is; None when nobody can be answered. Raises `BadPayload`."""
    name, message = _event(raw)
    if name not in KINDS or message is None or _from_a_bot(message):
        return None
    chat = _name(_part(message, "chat").get("id"))
    return Envelope(f"{chat}:{_name(message.get('message_id'))}", chat)


def parse(raw: Raw) -> Incoming | None:
    """Read one event; None when nobody waits for an answer. Raises `BadPayload`."""
    name, message = _event(raw)
    kept = envelope(raw)
    if kept is None or message is None:
        return None
    written = _written(message)
    begins = _START.fullmatch(written)
    kind = KINDS[name] if KINDS[name] is not Kind.TEXT or written else Kind.OTHER
    return Incoming(
        kept.key,
        kept.address,
        Kind.START if begins else kind,
        text="" if begins else written,
        payload=begins[1] if begins else None,
        private=_part(message, "chat").get("chat_type") == "PRIVATE",
        sent_at=_instant(message.get("date")),
    )


def _event(raw: Raw) -> tuple[str, Mapping[str, Any] | None]:
    """Name and message of an event, which comes bare or in the envelope of a call's answer."""
    match raw.get("result", raw):
        case {"event_name": str(name), "message": dict(message)}:
            return name, message
        case {"event_name": str(name)} as bare if "message" not in bare:
            return name, None
    raise BadPayload("not an event of a Zalo bot")


def _from_a_bot(message: Mapping[str, Any]) -> bool:
    return _part(message, "from").get("is_bot") is True


def _part(message: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    part = message.get(name)
    if not isinstance(part, dict):
        raise BadPayload(f"a message without {name}")
    return part


def _name(word: object) -> str:
    if not isinstance(word, str) or not _NAME.fullmatch(word):
        raise BadPayload("not a name of the platform")
    return word


def _written(message: Mapping[str, Any]) -> str:
    written = message.get("text", message.get("caption", ""))
    if not isinstance(written, str):
        raise BadPayload("a text that is none")
    return tidy(written)


def _instant(milliseconds: object) -> datetime:
    text = str(milliseconds)
    if isinstance(milliseconds, bool) or not (text.isascii() and text.isdecimal() and len(text) < _LONGEST):
        raise BadPayload("a message without a time")
    return datetime.fromtimestamp(int(text) / 1000, UTC)
