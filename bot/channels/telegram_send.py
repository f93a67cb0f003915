"""Writes messages into Telegram's chats. Text goes out as it is: nothing in it is read as markup."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from telegram import (
    Bot,
    KeyboardButton,
    LinkPreviewOptions,
    Message,
    MessageEntity,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)
from telegram.error import BadRequest

from bot.channels.telegram_errors import BAD_MARKUP, NOT_EDITABLE, UNCHANGED, says
from bot.domain.ids import OutboxId
from bot.domain.messages import Button, Delivery, File, Receipt
from bot.domain.text import Unit, length
from bot.errors import Rejected

MAX_CAPTION = 1024
MAX_TOKEN_BYTES = 64
MAX_HEADLINE = 60
SENTENCE_ENDS = (".", "!", "?", "…", ",", ";")
SHOWN_TYPES = ("image/jpeg", "image/png")
NO_PREVIEW = LinkPreviewOptions(is_disabled=True)

Inline = dict[str, list[list[dict[str, str]]]]
"""Inline buttons as Telegram reads them. The library's own classes for them take longer than all the rest."""
Markup = Inline | ReplyKeyboardMarkup | ReplyKeyboardRemove
Write = Callable[..., Awaitable[Message | bool]]


class Outbound:
    """The writing side of one bot. Raises the library's errors."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot
        self._write: Write = bot.send_message
        self._change: Write = bot.edit_message_text
        self._asked_for_phone: set[int] = set()
        self._introduced: set[OutboxId] = set()

    async def deliver(self, delivery: Delivery) -> Receipt:
        """Send one message, or change the one it replaces."""
        body, chat = delivery.body, _chat(delivery.address)
        if delivery.file is not None:
            return await self._send_file(chat, delivery, delivery.file)
        if body.replaces is not None and body.ask_phone is None:
            edited = await self._edit(chat, body.replaces, body.text, _inline(body.buttons))
            if edited:
                return Receipt(body.replaces)
        return await self._send_text(chat, body.text, self._markup(chat, delivery))

    async def _send_text(self, chat: int, text: str, markup: Markup | None) -> Receipt:
        message = await _with_headline(
            partial(self._write, chat, text, reply_markup=markup, link_preview_options=NO_PREVIEW),
            text,
        )
        self._remember_keyboard(chat, markup)
        return _receipt(message)

    async def _edit(self, chat: int, message: str, text: str, markup: Inline | None) -> bool:
        """Change a message; False when Telegram does not let it be changed any more."""
        if not message.isdecimal():
            return False
        change = partial(
            self._change,
            text,
            chat_id=chat,
            message_id=int(message),
            reply_markup=markup,
            link_preview_options=NO_PREVIEW,
        )
        try:
            await _with_headline(change, text)
        except BadRequest as error:
            if says(error, NOT_EDITABLE):
                return False
            if not says(error, UNCHANGED):
                raise
        return True

    async def _send_file(self, chat: int, delivery: Delivery, file: File) -> Receipt:
        text = delivery.body.text
        fits = length(text, Unit.UTF16) <= MAX_CAPTION
        if not fits and delivery.number not in self._introduced:
            await self._send_text(chat, text, None)
            # When the file itself has to be tried again, its text is not said twice.
            self._introduced.add(delivery.number)
        send: Any = self._bot.send_photo if file.media_type in SHOWN_TYPES else self._bot.send_document
        markup = self._markup(chat, delivery)
        message = await send(
            chat,
            file.content,
            caption=text if fits and text else None,
            filename=file.name,
            reply_markup=markup,
        )
        self._introduced.discard(delivery.number)
        self._remember_keyboard(chat, markup)
        return _receipt(message)

    def _markup(self, chat: int, delivery: Delivery) -> Markup | None:
        body = delivery.body
        if body.ask_phone is not None:
            ask = KeyboardButton(body.ask_phone, request_contact=True)
            return ReplyKeyboardMarkup([[ask]], resize_keyboard=True, one_time_keyboard=True)
        if body.buttons:
            return _inline(body.buttons)
        return ReplyKeyboardRemove() if chat in self._asked_for_phone else None

    def _remember_keyboard(self, chat: int, markup: Markup | None) -> None:
        if isinstance(markup, ReplyKeyboardMarkup):
            self._asked_for_phone.add(chat)
        elif isinstance(markup, ReplyKeyboardRemove):
            self._asked_for_phone.discard(chat)


async def _with_headline(write: Write, text: str) -> Message | bool:
    """Write with the first line bold, and plain if Telegram minds."""
    try:
        return await write(entities=headline(text) or None)
    except BadRequest as error:
        if not says(error, BAD_MARKUP):
            raise
    return await write()


def headline(text: str) -> list[MessageEntity]:
    """Mark a short first line bold when it stands above other lines and is neither sentence nor list item."""
    first, _, rest = text.partition("\n")
    title = first.rstrip()
    if not rest.strip() or not title or len(title) > MAX_HEADLINE:
        return []
    if title.endswith(SENTENCE_ENDS) or title[0].isdigit():
        return []
    return [MessageEntity(MessageEntity.BOLD, 0, length(title, Unit.UTF16))]


def _inline(buttons: tuple[Button, ...]) -> Inline | None:
    if any(len(button.token.encode()) > MAX_TOKEN_BYTES for button in buttons):
        raise Rejected("a button's token is over 64 bytes")
    rows = [[{"text": button.label, "callback_data": button.token}] for button in buttons]
    return {"inline_keyboard": rows} if rows else None


def _chat(address: str) -> int:
    try:
        return int(address)
    except ValueError:
        raise Rejected("not the address of a Telegram chat") from None


def _receipt(message: Message | bool) -> Receipt:
    return Receipt(str(message.message_id) if isinstance(message, Message) else None)
