"""What Telegram knows of one bot, and what its methods do with it. No HTTP here."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from itertools import count
from typing import Any

from tests.fakes.telegram_people import BOT

Params = dict[str, Any]
COMMAND = re.compile(r"[a-z0-9_]{1,32}")
SECRET = re.compile(r"[A-Za-z0-9_-]{0,256}")


class Refused(Exception):
    """An error answer of the Bot API."""

    def __init__(self, status: int, description: str, **parameters: Any) -> None:
        super().__init__(description)
        self.status, self.description, self.parameters = status, description, parameters


@dataclass(slots=True)
class Shown:
    """One message of the bot as it stands in a chat now."""

    chat: int
    message_id: int
    text: str
    markup: dict[str, Any] | None = None
    entities: list[dict[str, Any]] = field(default_factory=list)
    file: str | None = None
    at: float = 0.0
    edits: int = 0

    @property
    def buttons(self) -> list[tuple[str, str]]:
        """Label and data of the inline buttons, top to bottom."""
        rows = (self.markup or {}).get("inline_keyboard", [])
        return [(button["text"], button["callback_data"]) for row in rows for button in row]


@dataclass(slots=True)
class Webhook:
    """Where updates are pushed to."""

    url: str
    secret: str
    max_connections: int
    allowed: tuple[str, ...]


def utf16(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


class BotApi:
    """The methods a bot calls; each returns the `result` or raises `Refused`."""

    def __init__(self) -> None:
        self.shown: dict[tuple[int, int], Shown] = {}
        self.delivered: list[Shown] = []
        self.files: dict[str, bytes] = {}
        self.commands: dict[tuple[str, str], list[dict[str, str]]] = {}
        self.webhook: Webhook | None = None
        self.blocked: set[int] = set()
        self.unknown: set[int] = set()
        self.presses: set[str] = set()
        self.drop_updates: Callable[[], None] = lambda: None
        self.pending_updates: Callable[[], int] = lambda: 0
        self._message_ids = count(1)
        self.methods: dict[str, Callable[[Params], Any]] = {
            "getMe": self._get_me,
            "sendMessage": self._send_message,
            "editMessageText": self._edit_message_text,
            "editMessageReplyMarkup": self._edit_message_reply_markup,
            "sendPhoto": self._send_photo,
            "sendDocument": self._send_document,
            "sendChatAction": self._send_chat_action,
            "answerCallbackQuery": self._answer_callback_query,
            "setMyCommands": self._set_my_commands,
            "getMyCommands": self._get_my_commands,
            "setWebhook": self._set_webhook,
            "deleteWebhook": self._delete_webhook,
            "getWebhookInfo": self._get_webhook_info,
            "getFile": self._get_file,
        }

    def in_chat(self, chat: int) -> list[Shown]:
        """The bot's messages as the person sees them, oldest first."""
        return [shown for shown in list(self.shown.values()) if shown.chat == chat]

    def _get_me(self, _: Params) -> dict[str, Any]:
        return {
            **BOT,
            "can_join_groups": True,
            "can_read_all_group_messages": False,
            "supports_inline_queries": False,
            "can_connect_to_business": False,
            "has_main_web_app": False,
        }

    def _send_message(self, params: Params) -> dict[str, Any]:
        chat = self._reachable_chat(params)
        text = _text_of(params, "text", 4096)
        shown = Shown(chat, 0, text, _markup(params), _json(params, "entities", []))
        return self._show(shown, text=text, entities=shown.entities)

    def _send_photo(self, params: Params) -> dict[str, Any]:
        return self._send_file(params, "photo", lambda file: [{**file, "width": 90, "height": 90}])

    def _send_document(self, params: Params) -> dict[str, Any]:
        return self._send_file(params, "document", lambda file: {**file, "file_name": "document"})

    def _send_file(
        self, params: Params, name: str, describe: Callable[[dict[str, Any]], Any]
    ) -> dict[str, Any]:
        chat = self._reachable_chat(params)
        caption = _text_of(params, "caption", 1024, required=False)
        content = params.get(name)
        if not content:
            raise Refused(400, f"Bad Request: there is no {name} in the request")
        file = content if isinstance(content, str) else f"file-{len(self.files)}"
        if isinstance(content, bytes):
            self.files[file] = content
        described = describe({"file_id": file, "file_unique_id": f"u-{file}", "file_size": len(content)})
        shown = Shown(chat, 0, caption, _markup(params), file=file)
        return self._show(shown, **{name: described}, **({"caption": caption} if caption else {}))

    def _edit_message_text(self, params: Params) -> dict[str, Any]:
        old = self._editable(params)
        text, markup = _text_of(params, "text", 4096), _markup(params)
        if (old.text, old.markup) == (text, markup):
            raise Refused(
                400,
                "Bad Request: message is not modified: specified new message content and reply markup are "
                "exactly the same as a current content and reply markup of the message",
            )
        if old.file:
            raise Refused(400, "Bad Request: there is no text in the message to edit")
        old.text, old.markup, old.entities = text, markup, _json(params, "entities", [])
        old.edits += 1
        return _message(old, text=text, entities=old.entities)

    def _edit_message_reply_markup(self, params: Params) -> dict[str, Any]:
        old = self._editable(params)
        old.markup = _markup(params)
        old.edits += 1
        return _message(old, text=old.text)

    def _editable(self, params: Params) -> Shown:
        chat = self._reachable_chat(params)
        old = self.shown.get((chat, int(params.get("message_id") or 0)))
        if old is None:
            raise Refused(400, "Bad Request: message to edit not found")
        return old

    def _send_chat_action(self, params: Params) -> bool:
        self._reachable_chat(params)
        return True

    def _answer_callback_query(self, params: Params) -> bool:
        try:
            self.presses.remove(params.get("callback_query_id", ""))
        except KeyError:
            expired = "query is too old and response timeout expired or query ID is invalid"
            raise Refused(400, f"Bad Request: {expired}") from None
        return True

    def _set_my_commands(self, params: Params) -> bool:
        commands = _json(params, "commands", [])
        for each in commands:
            if not COMMAND.fullmatch(each["command"]) or not 1 <= len(each["description"]) <= 256:
                raise Refused(400, "Bad Request: BOT_COMMAND_INVALID")
        self.commands[_scope(params)] = commands
        return True

    def _get_my_commands(self, params: Params) -> list[dict[str, str]]:
        return self.commands.get(_scope(params), [])

    def _set_webhook(self, params: Params) -> bool:
        url, secret = params.get("url", ""), params.get("secret_token", "")
        if not url.startswith(("https://", "http://127.0.0.1", "http://localhost")):
            raise Refused(400, "Bad Request: bad webhook: An HTTPS URL must be provided for webhook")
        if not SECRET.fullmatch(secret):
            raise Refused(400, "Bad Request: secret token contains unallowed characters")
        allowed = tuple(_json(params, "allowed_updates", []))
        self.webhook = Webhook(url, secret, int(params.get("max_connections") or 40), allowed)
        return True

    def _delete_webhook(self, params: Params) -> bool:
        self.webhook = None
        if params.get("drop_pending_updates") in ("true", True):
            self.drop_updates()
        return True

    def _get_webhook_info(self, _: Params) -> dict[str, Any]:
        known = asdict(self.webhook) if self.webhook else {}
        return {
            "url": known.get("url", ""),
            "has_custom_certificate": False,
            "pending_update_count": self.pending_updates(),
            **({"max_connections": known["max_connections"]} if known else {}),
        }

    def _get_file(self, params: Params) -> dict[str, Any]:
        file = params.get("file_id", "")
        if file not in self.files:
            raise Refused(400, "Bad Request: invalid file_id")
        return {"file_id": file, "file_unique_id": f"u-{file}", "file_path": f"files/{file}"}

    def _reachable_chat(self, params: Params) -> int:
        try:
            chat = int(params["chat_id"])
        except (KeyError, ValueError):
            raise Refused(400, "Bad Request: chat not found") from None
        if chat in self.unknown:
            raise Refused(400, "Bad Request: chat not found")
        if chat in self.blocked:
            raise Refused(403, "Forbidden: bot was blocked by the user")
        return chat

    def _show(self, shown: Shown, **content: Any) -> dict[str, Any]:
        shown.message_id = next(self._message_ids)
        shown.at = time.monotonic()
        self.shown[shown.chat, shown.message_id] = shown
        self.delivered.append(shown)
        return _message(shown, **content)


def _message(shown: Shown, **content: Any) -> dict[str, Any]:
    """The message as Telegram answers: only inline keyboards are told back."""
    inline = shown.markup if "inline_keyboard" in (shown.markup or {}) else None
    return {
        "message_id": shown.message_id,
        "from": BOT,
        "chat": {"id": shown.chat, "type": "private" if shown.chat > 0 else "supergroup"},
        "date": int(time.time()),
        **{name: value for name, value in content.items() if value},
        **({"reply_markup": inline} if inline else {}),
    }


def _text_of(params: Params, name: str, limit: int, *, required: bool = True) -> str:
    text: str = params.get(name) or ""
    if required and not text.strip():
        raise Refused(400, "Bad Request: message text is empty")
    if utf16(text) > limit:
        what = "message caption is too long" if name == "caption" else "message is too long"
        raise Refused(400, f"Bad Request: {what}")
    if params.get("parse_mode") == "HTML" and re.search(r"<(?!/?(b|i|u|s|a|code|pre)\b)", text):
        raise Refused(400, "Bad Request: can't parse entities: Unsupported start tag at byte offset 0")
    return text


def _markup(params: Params) -> dict[str, Any] | None:
    markup: dict[str, Any] | None = _json(params, "reply_markup", None)
    for row in (markup or {}).get("inline_keyboard", []):
        for button in row:
            if not button.get("text"):
                raise Refused(400, "Bad Request: text buttons are unallowed in the inline keyboard")
            if not 1 <= len(button.get("callback_data", "").encode()) <= 64:
                raise Refused(400, "Bad Request: BUTTON_DATA_INVALID")
    return markup or None


def _scope(params: Params) -> tuple[str, str]:
    return _json(params, "scope", {"type": "default"})["type"], params.get("language_code") or ""


def _json(params: Params, name: str, default: Any) -> Any:
    value = params.get(name, default)
    try:
        return json.loads(value) if isinstance(value, str) else value
    except ValueError:
        raise Refused(400, f"Bad Request: can't parse {name} JSON object") from None
