"""The door Zalo's Official Accounts knock at. It answers 200 only for what is stored, and only to Zalo."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.channels.webhook_body import MAX_BODY, read_body, read_object, refuse
from bot.errors import BadPayload, StoreUnavailable
from bot.log import log
from bot.ports import Clock, Raw

PATH = "/zalo"
SIGNATURE_HEADER = "X-ZEvent-Signature"
WINDOW = timedelta(hours=6)
"""Older events are replays. Zalo itself repeats for nearly two hours."""
PLATFORM = "zalo"

Take = Callable[[Sequence[Raw]], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Signing:
    """What Zalo signs its events with. `begins_with` are the ids the signed text may begin with."""

    secret: str = field(repr=False)
    begins_with: tuple[str, ...]

    def form_of(self, body: bytes, timestamp: str, signature: str) -> str | None:
        """The id the signed text begins with; None when it was not signed with our secret."""
        given = signature.strip().removeprefix("mac=").lower().encode("latin-1", "replace")
        found = None
        for begin in self.begins_with:
            signed = begin.encode() + body + timestamp.encode() + self.secret.encode()
            if hmac.compare_digest(hashlib.sha256(signed).hexdigest().encode(), given):
                found = begin
        return found


class Door:
    """One webhook address."""

    def __init__(self, signing: Signing, take: Take, clock: Clock) -> None:
        self._signing = signing
        self._take = take
        self._clock = clock
        self._forms: set[str] = set()

    def route(self) -> Route:
        """The address as part of the server."""
        return Route(PATH, self._post, methods=["POST"], max_body_size=MAX_BODY)

    async def _post(self, request: Request) -> Response:
        try:
            body = await read_body(request, platform=PLATFORM)
            event = read_object(body)
            stamp = _stamp(event)
            if not self._signed(body, stamp, request.headers.get(SIGNATURE_HEADER, "")):
                return refuse(403, platform=PLATFORM, reason="forged")
            if not self._fresh(stamp):
                return refuse(403, platform=PLATFORM, reason="stale")
            await self._take([event])
        except BadPayload:
            return refuse(400, platform=PLATFORM, reason="unreadable")
        except StoreUnavailable as error:
            log.warning("zalo_told_to_repeat", channel=PLATFORM, error=str(error))
            return refuse(503, platform=PLATFORM, reason="store")
        return Response()

    def _signed(self, body: bytes, stamp: str, signature: str) -> bool:
        form = self._signing.form_of(body, stamp, signature)
        if form is None:
            return False
        if form not in self._forms:
            # Guides disagree about the form; the first event of a real account settles it.
            self._forms.add(form)
            log.info("zalo_signature_form", channel=PLATFORM, kind=str(self._signing.begins_with.index(form)))
        return True

    def _fresh(self, stamp: str) -> bool:
        now = self._clock.now().timestamp() * 1000
        return abs(now - int(stamp)) <= WINDOW.total_seconds() * 1000


def _stamp(event: Raw) -> str:
    stamp = str(event.get("timestamp", ""))
    if not (stamp.isascii() and stamp.isdecimal() and len(stamp) <= 14):
        raise BadPayload("an event without a time")
    return stamp
