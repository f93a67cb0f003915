"""What Zalo knows of one Official Account, its app and its followers. No HTTP here."""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from bot.clock import VIETNAM

ACCESS_LIFE = timedelta(hours=25)
REFRESH_LIFE = timedelta(days=90)
CODE_LIFE = timedelta(minutes=10)
UPLOAD_LIFE = timedelta(days=7)
NEVER = datetime.min.replace(tzinfo=UTC)
FREE, PAID = timedelta(hours=48), timedelta(days=7)


class Refused(Exception):
    """An error answer of the Open API: HTTP 200 with a number below zero."""

    def __init__(self, code: int, message: str = "refused") -> None:
        super().__init__(message)
        self.code, self.message = code, message


@dataclass(slots=True)
class Follower:
    """Somebody on Zalo, as this account knows them."""

    last_interaction: datetime | None = None
    follows: bool = True
    blocked: bool = False
    replies_left: int = 1_000


@dataclass(frozen=True, slots=True)
class Shown:
    """One message of the account as it stands before a person."""

    user: str
    message_id: str
    text: str = ""
    buttons: tuple[tuple[str, str, str], ...] = ()
    """Title, type and payload."""
    file: bytes | None = None
    template: str | None = None
    parameters: dict[str, str] = field(default_factory=dict)
    asks: dict[str, Any] | None = None


@dataclass(slots=True)
class Template:
    """An approved text with parameters and their greatest lengths."""

    limits: dict[str, int]
    price_uid: int = 200
    price_phone: int = 300
    status: str = "ENABLE"
    day_only: bool = False


@dataclass(slots=True)
class Upload:
    """A picture or file that may be sent for a week."""

    content: bytes
    at: datetime


@dataclass(slots=True)
class Tokens:
    """The pair that counts, the pairs that died, and the codes an administrator was given."""

    access: str = ""
    access_until: datetime = NEVER
    refresh: str = ""
    refresh_until: datetime = NEVER
    challenge: str = ""
    codes: dict[str, datetime] = field(default_factory=dict)
    refreshed: int = 0


class Account:
    """One account. `now` is Zalo's clock."""

    app_id = "360846524940903967"
    app_secret = "app-secret-of-the-fake"
    oa_id = "388613280878808645"
    oa_secret = "oa-secret-test"

    def __init__(self, now: Callable[[], datetime]) -> None:
        self.now = now
        self.tokens = Tokens()
        self.followers: dict[str, Follower] = {}
        self.phones: dict[str, str] = {}
        self.templates: dict[str, Template] = {}
        self.uploads: dict[str, Upload] = {}
        self.shown: list[Shown] = []
        self.buttons_on_cs = True
        self.wants_proof = False
        self.quota = 2_000
        self._messages = count(1)

    def in_chat(self, user: str) -> list[Shown]:
        """What stands before somebody, oldest first."""
        return [shown for shown in self.shown if shown.user == user]

    def heard(self, user: str) -> Follower:
        """Somebody did something that counts as an interaction."""
        follower = self.followers.setdefault(user, Follower())
        follower.last_interaction = self.now()
        return follower

    def consent(self) -> str:
        """An administrator agrees in the browser; the code of the callback."""
        code = secrets.token_urlsafe(12)
        self.tokens.codes[code] = self.now() + CODE_LIFE
        return code

    def exchange(self, form: dict[str, Any], secret: str) -> dict[str, Any]:
        """Answer the token endpoint, which has its own form of errors."""
        if secret != self.app_secret or form.get("app_id") != self.app_id:
            return _oauth_error(-14004, "Invalid app or secret key")
        match form.get("grant_type"):
            case "authorization_code":
                until = self.tokens.codes.pop(str(form.get("code")), None)
                if until is None or until < self.now() or not self._fits(str(form.get("code_verifier", ""))):
                    return _oauth_error(-14006, "Invalid authorization code")
            case "refresh_token":
                if form.get("refresh_token") != self.tokens.refresh or self.tokens.refresh_until < self.now():
                    return _oauth_error(-14014, "Invalid refresh token")
                self.tokens.refreshed += 1
            case _:
                return _oauth_error(-14001, "Invalid grant type")
        return self.new_pair()

    def new_pair(self) -> dict[str, Any]:
        """Hand out tokens; the former pair is dead from now on."""
        now, tokens = self.now(), self.tokens
        tokens.access, tokens.access_until = f"access-{secrets.token_hex(8)}", now + ACCESS_LIFE
        tokens.refresh, tokens.refresh_until = f"refresh-{secrets.token_hex(8)}", now + REFRESH_LIFE
        return {
            "access_token": tokens.access,
            "refresh_token": tokens.refresh,
            "expires_in": str(int(ACCESS_LIFE.total_seconds())),
        }

    def check(self, access: str, proof: str) -> None:
        """Let only the living token in."""
        if access != self.tokens.access:
            raise Refused(-216, "Access token is invalid")
        if self.tokens.access_until <= self.now():
            raise Refused(-216, "Access token has expired")
        if self.wants_proof and not proof:
            raise Refused(-242, "appsecret_proof is required")

    def reachable(self, user: str) -> Follower:
        """The follower behind an id, if anything may be sent to them."""
        follower = self.followers.get(user)
        if follower is None:
            raise Refused(-201, "user_id is invalid")
        if not follower.follows or follower.blocked:
            raise Refused(-213, "User has not followed OA")
        return follower

    def may_consult(self, user: str) -> str:
        """Which quota a consultation message is charged to."""
        follower = self.reachable(user)
        since = self.now() - (follower.last_interaction or NEVER)
        if since > PAID:
            raise Refused(-230, "User has not interacted with the OA in the past 7 days")
        if since > FREE:
            return self._charge()
        if not follower.replies_left:
            raise Refused(-311, "Out of quota for responding to user message")
        follower.replies_left -= 1
        return "reply"

    def _charge(self) -> str:
        if not self.quota:
            raise Refused(-211, "Out of quota")
        self.quota -= 1
        return "sub_quota"

    def show(self, shown: Shown) -> None:
        self.shown.append(shown)

    def number(self) -> str:
        return f"m{next(self._messages)}"

    def keep(self, content: bytes) -> str:
        """Take an upload in; its name."""
        name = secrets.token_hex(8)
        self.uploads[name] = Upload(content, self.now())
        return name

    def uploaded(self, name: str) -> bytes:
        upload = self.uploads.get(name)
        if upload is None or self.now() - upload.at > UPLOAD_LIFE:
            raise Refused(-100, "Attachment is unknown or expired")
        return upload.content

    def fitting(self, template_id: str, parameters: dict[str, str]) -> Template:
        """An approved template whose parameters are kept to."""
        template = self.templates.get(template_id)
        if template is None or template.status != "ENABLE":
            raise Refused(-131, "Template is not approved")
        if set(parameters) != set(template.limits):
            raise Refused(-1121, "Template data is missing a parameter")
        if any(len(value) > template.limits[name] for name, value in parameters.items()):
            raise Refused(-1122, "Parameter is over its length")
        hour = self.now().astimezone(VIETNAM).hour
        if template.day_only and not 6 <= hour < 22:
            raise Refused(-133, "Not sent at night")
        return template

    def _fits(self, verifier: str) -> bool:
        digest = hashlib.sha256(verifier.encode()).digest()
        return base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == self.tokens.challenge


def _oauth_error(code: int, name: str) -> dict[str, Any]:
    return {"error": code, "error_name": name, "error_reason": name, "error_description": name}
