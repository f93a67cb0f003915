"""Updates as Telegram writes them when people do something. Their numbers are given when they are pushed."""

from __future__ import annotations

from itertools import count
from typing import Any

Update = dict[str, Any]

NOON = 1_795_323_600  # 2026-11-22, 12:00 in Vietnam
BOT = {"id": 123456, "is_bot": True, "first_name": "Đồng Hành", "username": "DongHanhTestBot"}

_message_ids = count(1_000_000)
_press_ids = count(4_382_000_000_000_000_000)


def person(user: int, **known: Any) -> dict[str, Any]:
    return {"id": user, "is_bot": False, "first_name": "Lành", "language_code": "vi", **known}


def private_chat(user: int) -> dict[str, Any]:
    return {"id": user, "first_name": "Lành", "type": "private"}


def group(chat: int) -> dict[str, Any]:
    return {"id": chat, "title": "Khóm 4", "type": "supergroup"}


def message(user: int, *, chat: dict[str, Any] | None = None, **content: Any) -> Update:
    """A message of `user`; `content` is what Telegram puts beside sender and date."""
    sender = content.pop("sender", None) or person(user)
    return {
        "message": {
            "message_id": next(_message_ids),
            "from": sender,
            "chat": chat or private_chat(user),
            "date": NOON,
            **content,
        }
    }


def says(user: int, words: str, **more: Any) -> Update:
    """A typed text. Telegram marks a leading command."""
    if words.startswith("/"):
        command = words.split()[0]
        more["entities"] = [{"type": "bot_command", "offset": 0, "length": len(command)}]
    return message(user, text=words, **more)


def corrects(user: int, words: str) -> Update:
    """The person edits what was sent before."""
    content = message(user, text=words)["message"]
    return {"edited_message": {**content, "edit_date": NOON + 60}}


def presses(user: int, message_id: int, data: Any, *, chat: dict[str, Any] | None = None) -> Update:
    """A button under one of the bot's messages."""
    under = {
        "message_id": message_id,
        "from": BOT,
        "chat": chat or private_chat(user),
        "date": NOON,
        "text": "…",
    }
    return {
        "callback_query": {
            "id": str(next(_press_ids)),
            "from": person(user),
            "message": under,
            "chat_instance": "-3456",
            "data": data,
        }
    }


def shares_phone(user: int, phone: str, *, owner: int | None = None, **more: Any) -> Update:
    """A contact card: the person's own unless `owner` says whose; 0 is somebody without Telegram."""
    card: dict[str, Any] = {"phone_number": phone, "first_name": "Lành"}
    if owner != 0:
        card["user_id"] = user if owner is None else owner
    return message(user, contact=card, **more)


def becomes(user: int, status: Any) -> Update:
    """The person blocks the bot ("kicked") or lets it in again ("member")."""
    before = "member" if status == "kicked" else "kicked"
    return {
        "my_chat_member": {
            "chat": private_chat(user),
            "from": person(user),
            "date": NOON,
            "old_chat_member": {"user": BOT, "status": before, "until_date": 0},
            "new_chat_member": {"user": BOT, "status": status, "until_date": 0},
        }
    }


def chat_of(update: Update) -> int | None:
    """The chat whose updates Telegram delivers one after another."""
    for content in update.values():
        if isinstance(content, dict):
            inner = content.get("message", content)
            chat: int | None = inner.get("chat", {}).get("id")
            return chat
    return None
