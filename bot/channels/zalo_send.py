"""Writes messages of an Official Account. Text goes out as it is; buttons when the account may show them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from bot.channels.zalo_call import OpenApi, Refusal
from bot.channels.zalo_errors import MALFORMED
from bot.channels.zalo_parse import MAX_TEXT, PRESS
from bot.channels.zalo_uploads import Uploads
from bot.domain.ids import OutboxId
from bot.domain.messages import Button, Delivery, File, Receipt, Templated
from bot.errors import Unavailable
from bot.log import log
from bot.metrics import ZALO_QUOTA

CONSULT = "/v3.0/oa/message/cs"
BY_TEMPLATE = "/v3.0/oa/message/template"
BY_PHONE = "/message/template"
"""Of the other host: `ZALO_TEMPLATE_URL`."""
UPLOAD_PICTURE = "/v2.0/oa/upload/image"
UPLOAD_FILE = "/v2.0/oa/upload/file"
MAX_SUBTITLE = 500
QUOTAS = ("reply", "sub_quota", "purchase_quota", "reward_quota")
REFUSES_BUTTONS = frozenset({-201, -233})
UNKNOWN_UPLOAD = frozenset({-100})

Message = dict[str, Any]


@dataclass(frozen=True, slots=True)
class InfoForm:
    """What Zalo shows above its own form for name and phone: it wants a picture at a public address."""

    picture_url: str


class Outbound:
    """The writing side of one account. Raises `Refusal` and `SendError`.

    `forget_buttons` is called when the account is found to refuse them.
    """

    def __init__(
        self,
        api: OpenApi,
        numbers: OpenApi,
        *,
        uploads: Uploads,
        forget_buttons: Callable[[], Awaitable[None]],
        form: InfoForm | None,
    ) -> None:
        self._api = api
        self._numbers = numbers
        self._forget_buttons = forget_buttons
        self._form = form
        self._uploads = uploads
        self._introduced: set[OutboxId] = set()

    async def deliver(self, delivery: Delivery) -> Receipt:
        """Send one message; where it needs two, the words go first and are not repeated."""
        body, user = delivery.body, delivery.address
        if body.template is not None:
            return await self._send_template(delivery, body.template)
        if delivery.file is not None:
            return await self._send_file(user, delivery, delivery.file)
        if body.ask_phone is not None and self._form is not None:
            await self._introduce(user, delivery)
            return await self._last(delivery, _asking(body.ask_phone, self._form))
        return await self._say(user, body.text, body.buttons)

    async def _say(self, user: str, text: str, buttons: Sequence[Button]) -> Receipt:
        """Send a text, with its choices as buttons or, where these are refused, as numbered lines."""
        if not buttons:
            return await self._write(user, {"text": text})
        try:
            return await self._write(user, {"text": text, "attachment": _attached(buttons)})
        except Refusal as refusal:
            if refusal.code not in MALFORMED:
                raise
            code = refusal.code
        receipt = await self._say_numbered(user, text, buttons)
        # The same words were taken without buttons: they are what the account refuses.
        if code in REFUSES_BUTTONS:
            await self._forget_buttons()
        return receipt

    async def _say_numbered(self, user: str, text: str, buttons: Sequence[Button]) -> Receipt:
        listed = "\n".join(each.label for each in buttons if each.label.rstrip("…") not in text)
        if not listed:
            return await self._write(user, {"text": text})
        whole = f"{text}\n\n{listed}"
        if len(whole) <= MAX_TEXT:
            return await self._write(user, {"text": whole})
        await self._write(user, {"text": text})
        return await self._write(user, {"text": listed})

    async def _send_file(self, user: str, delivery: Delivery, file: File) -> Receipt:
        """Send a file with its words, or the words alone where Zalo does not take the file."""
        try:
            return await self._send_whole(user, delivery, file)
        except Refusal as refusal:
            if refusal.code in UNKNOWN_UPLOAD:
                self._uploads.forget(file)
            if refusal.code not in MALFORMED or not delivery.body.text:
                raise
            log.warning("zalo_refuses_a_file", channel="zalo_oa", code=refusal.code)
        if delivery.number in self._introduced:
            self._introduced.discard(delivery.number)
            return Receipt()
        return await self._say(user, delivery.body.text, delivery.body.buttons)

    async def _send_whole(self, user: str, delivery: Delivery, file: File) -> Receipt:
        body = delivery.body
        if file.picture and not body.buttons:
            words = {"text": body.text} if body.text else {}
            return await self._write(user, {**words, "attachment": await self._uploaded(file)})
        await self._introduce(user, delivery)
        return await self._last(delivery, await self._uploaded(file))

    async def _uploaded(self, file: File) -> Message:
        """The file as an attachment; what many are sent is uploaded once."""
        name = self._uploads.known(file)
        if name is None:
            path, key = (UPLOAD_PICTURE, "attachment_id") if file.picture else (UPLOAD_FILE, "token")
            name = _named(await self._api.upload(path, file), key)
            self._uploads.keep(file, name)
        return _picture(name) if file.picture else {"type": "file", "payload": {"token": name}}

    async def _introduce(self, user: str, delivery: Delivery) -> None:
        """Say the words of a message that goes in two. When the second fails they are not said again."""
        if delivery.body.text and delivery.number not in self._introduced:
            await self._say(user, delivery.body.text, delivery.body.buttons)
            self._introduced.add(delivery.number)

    async def _last(self, delivery: Delivery, attachment: Message) -> Receipt:
        receipt = await self._write(delivery.address, {"attachment": attachment})
        self._introduced.discard(delivery.number)
        return receipt

    async def _send_template(self, delivery: Delivery, template: Templated) -> Receipt:
        filled = {"template_id": template.id, "template_data": dict(template.parameters)}
        if template.phone is None:
            return _receipt(await self._api.post(BY_TEMPLATE, {"user_id": delivery.address, **filled}))
        to = {"phone": template.phone.removeprefix("+"), "tracking_id": str(delivery.number)}
        return _receipt(await self._numbers.post(BY_PHONE, {**to, **filled}))

    async def _write(self, user: str, message: Message) -> Receipt:
        taken = await self._api.post(CONSULT, {"recipient": {"user_id": user}, "message": message})
        _note_quota(taken.get("quota"))
        return _receipt(taken)


def _receipt(taken: Message) -> Receipt:
    name = taken.get("message_id") or taken.get("msg_id")
    return Receipt(name if isinstance(name, str) else None)


def _note_quota(quota: object) -> None:
    """Every answer tells what is left of the quota that paid for the message."""
    match quota:
        case {"quota_type": str(kind), "remain": remain} if kind in QUOTAS and str(remain).isdecimal():
            ZALO_QUOTA.labels(kind).set(int(remain))


def _named(uploaded: Message, name: str) -> str:
    """The name of an upload; without one nothing was sent to anybody."""
    match uploaded.get(name):
        case str(found) if found:
            return found
    raise Unavailable("an upload without a name")


def _attached(buttons: Sequence[Button]) -> Message:
    shown = [
        {"title": each.label, "type": "oa.query.hide", "payload": f"{PRESS}{each.token}"} for each in buttons
    ]
    return {"type": "template", "payload": {"buttons": shown}}


def _picture(attachment_id: str) -> Message:
    element = {"media_type": "image", "attachment_id": attachment_id}
    return {"type": "template", "payload": {"template_type": "media", "elements": [element]}}


def _asking(label: str, form: InfoForm) -> Message:
    element = {"title": label, "subtitle": label[:MAX_SUBTITLE], "image_url": form.picture_url}
    return {"type": "template", "payload": {"template_type": "request_user_info", "elements": [element]}}
