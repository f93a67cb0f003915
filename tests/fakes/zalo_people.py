"""What people do on Zalo, as webhooks tell it. The fake writes the time on it when it is pushed."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count
from typing import Any

from tests.fakes.zalo_account import Account

Event = dict[str, Any]
_numbers = count(1)


def _event(name: str, user: str, **fields: Any) -> Event:
    return {
        "app_id": Account.app_id,
        "sender": {"id": user},
        "recipient": {"id": Account.oa_id},
        "user_id_by_app": f"9{user}",
        "event_name": name,
        **fields,
    }


def says(user: str, text: str) -> Event:
    return _event("user_send_text", user, message={"text": text, "msg_id": f"u{next(_numbers)}"})


FILE_URL = "https://files.zdn.vn/1"


def sends_file(user: str, name: str, url: str = FILE_URL) -> Event:
    """Send a document."""
    attachment = {"type": "file", "payload": {"url": url, "name": name, "size": "9"}}
    return _event(
        "user_send_file", user, message={"msg_id": f"u{next(_numbers)}", "attachments": [attachment]}
    )


def sends(user: str, kind: str, text: str | None = None, *, url: str = "https://example.invalid/1") -> Event:
    """Send something that is no text: image, audio, sticker, location, file…"""
    attachment = {"type": kind, "payload": {"url": url, "name": "anh.jpg"}}
    message = {"msg_id": f"u{next(_numbers)}", "attachments": [attachment]}
    if text is not None:
        message["text"] = text
    return _event(f"user_send_{kind}", user, message=message)


def follows(user: str, *, leaves: bool = False) -> Event:
    return {
        "app_id": Account.app_id,
        "oa_id": Account.oa_id,
        "follower": {"id": user},
        "user_id_by_app": f"9{user}",
        "source": "oa_profile",
        "event_name": "unfollow" if leaves else "follow",
    }


def echo(user: str, text: str) -> Event:
    """Our own message, told to us again: sender and recipient have changed places."""
    return {
        **_event("oa_send_text", Account.oa_id, message={"text": text, "msg_id": f"o{next(_numbers)}"}),
        "recipient": {"id": user},
    }


def seen(user: str, *messages: str) -> Event:
    return _event("user_seen_message", user, message={"msg_ids": list(messages)})


def submits(user: str, *, phone: str, name: str = "Tran Thi Lan") -> Event:
    """Answer a form that asks for name and phone."""
    info = {"name": name, "phone": phone, "address": "Khom 3"}
    return _event("user_submit_info", user, info=info)


def unheard_of(user: str) -> Event:
    """An event nobody described."""
    return _event("user_blinked_twice", user, blink={"times": 2})


def bot_event(name: str, user: str, **fields: Any) -> Event:
    """What the Bot platform tells about a message."""
    message = {
        "message_id": f"b{next(_numbers)}",
        "chat": {"id": user, "chat_type": "PRIVATE"},
        "from": {"id": user, "display_name": "Khach", "is_bot": False},
        **fields,
    }
    return {"event_name": f"message.{name}.received", "message": message}


def texts(user: str, *words: str) -> Sequence[Event]:
    return [bot_event("text", user, text=each) for each in words]
