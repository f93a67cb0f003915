"""The calls of the Open API, by their paths, with its rules and its refusals. No HTTP here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.fakes.zalo_account import NEVER, Account, Refused, Shown

MOST_TEXT, MOST_TITLE, MOST_PAYLOAD, MOST_BUTTONS = 2_000, 100, 1_000, 5
MOST_PICTURE, MOST_FILE = 1024 * 1024, 5 * 1024 * 1024
PICTURES = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8")
FILES = (".pdf", ".doc", ".docx", ".csv")
Params = dict[str, Any]
CS = "/v3.0/oa/message/cs"
BY_UID = "/v3.0/oa/message/template"
BY_PHONE = "/message/template"


class OpenApi:
    """What each call does to the account."""

    def __init__(self, account: Account) -> None:
        self.account = account
        self.calls: dict[str, Callable[[Params], Any]] = {
            CS: self._consult,
            BY_UID: self._template_by_uid,
            BY_PHONE: self._template_by_phone,
            "/template/info/v2": self._template_info,
            "/v3.0/oa/quota/message": self._quota,
            "/v3.0/oa/user/detail": self._detail,
            "/v2.0/oa/getprofile": self._detail,
            "/v2.0/oa/getoa": self._getoa,
            "/v2.0/oa/upload/image": self._upload_picture,
            "/v2.0/oa/upload/file": self._upload_file,
        }

    def _consult(self, params: Params) -> Params:
        user = str(params["recipient"]["user_id"])
        message = params["message"]
        text = message.get("text", "")
        if len(text) > MOST_TEXT:
            raise Refused(-210, "Text is over 2000 characters")
        attachment = message.get("attachment")
        if not text and not attachment:
            raise Refused(-201, "Message is empty")
        account = self.account
        account.reachable(user)
        shown = self._laid_out(user, text, attachment)
        quota = account.may_consult(user)
        account.show(shown)
        follower = account.followers[user]
        left = follower.replies_left if quota == "reply" else account.quota
        return self._taken(shown, quota=quota, remain=left)

    def _laid_out(self, user: str, text: str, attachment: Any) -> Shown:
        number = self.account.number()
        match attachment:
            case None:
                return Shown(user, number, text)
            case {"type": "file", "payload": {"token": str(token)}}:
                return Shown(user, number, file=self.account.uploaded(token))
            case {"type": "template", "payload": {"template_type": "media", "elements": [element]}}:
                return Shown(user, number, text, file=self.account.uploaded(element["attachment_id"]))
            case {"type": "template", "payload": {"template_type": "request_user_info", "elements": [asks]}}:
                return Shown(user, number, text, asks=asks)
            case {"type": "template", "payload": {"buttons": [*buttons]}}:
                return Shown(user, number, text, self._buttons(buttons))
        raise Refused(-233, "Message type is invalid or not supported")

    def _buttons(self, buttons: list[Params]) -> tuple[tuple[str, str, str], ...]:
        if not self.account.buttons_on_cs:
            raise Refused(-233, "Message type is invalid or not supported")
        if len(buttons) > MOST_BUTTONS:
            raise Refused(-210, "Too many buttons")
        for button in buttons:
            payload = button["payload"] if isinstance(button["payload"], str) else ""
            if not 0 < len(button["title"]) <= MOST_TITLE or len(payload) > MOST_PAYLOAD:
                raise Refused(-210, "A button is too long")
        return tuple((button["title"], button["type"], str(button["payload"])) for button in buttons)

    def _taken(self, shown: Shown, *, quota: str, remain: int) -> Params:
        sent_time = str(int(self.account.now().timestamp() * 1000))
        return {
            "message_id": shown.message_id,
            "user_id": shown.user,
            "sent_time": sent_time,
            "quota": {"quota_type": quota, "remain": str(remain), "total": "2000"},
        }

    def _template_by_uid(self, params: Params) -> Params:
        user, name = str(params["user_id"]), str(params["template_id"])
        self.account.reachable(user)
        self.account.fitting(name, params["template_data"])
        number = self.account.number()
        shown = Shown(user, number, template=name, parameters=params["template_data"])
        self.account.show(shown)
        return {"message_id": number, "user_id": user, "sent_time": "0"}

    def _template_by_phone(self, params: Params) -> Params:
        phone, name = str(params["phone"]), str(params["template_id"])
        if not phone.startswith("84") or not phone.isdecimal():
            raise Refused(-108, "Phone number is invalid")
        user = self.account.phones.get(phone)
        if user is None:
            raise Refused(-118, "Zalo account does not exist")
        self.account.fitting(name, params["template_data"])
        number = self.account.number()
        self.account.show(Shown(user, number, template=name, parameters=params["template_data"]))
        return {"msg_id": number, "sent_time": "0", "tracking_id": params.get("tracking_id", "")}

    def _template_info(self, params: Params) -> Params:
        template = self.account.templates.get(str(params["template_id"]))
        if template is None:
            raise Refused(-112, "Template does not exist")
        return {
            "templateId": params["template_id"],
            "status": template.status,
            "price_uid": str(template.price_uid),
            "price_sdt": str(template.price_phone),
            "listParams": [
                {"name": name, "require": True, "type": "STRING", "minLength": 0, "maxLength": most}
                for name, most in template.limits.items()
            ],
        }

    def _quota(self, params: Params) -> Params | list[Params]:
        if "user_id" not in params:
            kind = params["quota_type"]
            left = self.account.quota if kind == "sub_quota" else 0
            return [{"quota_type": kind, "product_type": "cs", "total": 2_000, "remain": left}]
        follower = self.account.reachable(str(params["user_id"]))
        last = follower.last_interaction or NEVER
        return {
            "last_interaction": str(int(last.timestamp() * 1000)),
            "cs_reply": {"remain": follower.replies_left, "total": 1_000},
        }

    def _detail(self, params: Params) -> Params:
        user = str(params["data"]["user_id"])
        self.account.reachable(user)
        return {"user_id": user, "display_name": "Khach", "user_is_follower": True}

    def _getoa(self, _params: Params) -> Params:
        return {
            "oaid": self.account.oa_id,
            "oa_id": self.account.oa_id,
            "name": "Fake ward",
            "is_verified": True,
            "oa_type": 4,
            "package_name": "growth",
            "package_valid_through_date": "31/12/2027",
            "linked_ZCA": "ZCA-1",
        }

    def _upload_picture(self, params: Params) -> Params:
        content = params["file"]
        if len(content) > MOST_PICTURE or not content.startswith(PICTURES):
            raise Refused(-210, "Image is over 1 MB or of another type")
        return {"attachment_id": self.account.keep(content)}

    def _upload_file(self, params: Params) -> Params:
        content, name = params["file"], str(params.get("file_name", "")).lower()
        if len(content) > MOST_FILE or not name.endswith(FILES):
            raise Refused(-210, "File is over 5 MB or of another type")
        return {"token": self.account.keep(content)}
