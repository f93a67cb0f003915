"""Who may open a socket of the web chat, and which contact a new page belongs to.

Must not read what is said on it.
"""

from __future__ import annotations

import asyncio
import hashlib
import ipaddress
import re
import secrets
from collections import Counter, OrderedDict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from starlette.requests import HTTPConnection
from starlette.websockets import WebSocket

from bot.channels.web_limits import Bucket, Limits, Unwelcome

COOKIE_DAYS = 180
_TOKEN = re.compile(r"[A-Za-z0-9_-]{22}")
_LOOPBACK = re.compile(r"https?://(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?")


def address_of(token: str) -> str:
    """Return the contact's address: who reads it in the database can not speak in the contact's name."""
    return hashlib.sha256(token.encode()).hexdigest()


def new_token() -> str:
    """Return a token nobody has: 128 bits."""
    return secrets.token_urlsafe(16)


def neighbourhood(host: str | None) -> str:
    """Return what counts as one place: an IPv4 address, or the /64 network that one household has of IPv6."""
    try:
        address = ipaddress.ip_address(host or "")
    except ValueError:
        return "unknown"
    if address.version == 6:
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)


class Door:
    """Lets a limited number of sockets in, and only from our own pages.

    `origins` are whole origins ("https://chat.example.vn"); `loopback` lets in every page of this machine.
    """

    def __init__(
        self, origins: Sequence[str], *, limits: Limits, loopback: bool, secure_cookie: bool
    ) -> None:
        self._origins = frozenset(origin.rstrip("/").lower() for origin in origins)
        self._loopback = loopback
        self._secure = secure_cookie
        self._cookie = "__Host-donghanh" if secure_cookie else "donghanh"
        self._limits = limits
        self._inside: Counter[str] = Counter()
        self._arrivals: OrderedDict[str, Bucket] = OrderedDict()

    def turns_away(self, socket: HTTPConnection) -> Unwelcome | None:
        """Why this socket may not be opened, or this file not be sent."""
        if not self._knows(socket.headers.get("origin", "").lower()):
            return Unwelcome.ORIGIN
        place = _place(socket)
        if self._is_crowded(place) or not self._may_arrive(place):
            return Unwelcome.CROWD
        return None

    def _is_crowded(self, place: str) -> bool:
        limits = self._limits
        return self._inside.total() >= limits.sockets or self._inside[place] >= limits.sockets_per_place

    def _knows(self, origin: str) -> bool:
        return origin in self._origins or (self._loopback and _LOOPBACK.fullmatch(origin) is not None)

    def _may_arrive(self, place: str) -> bool:
        """Every visitor leaves a contact in the database, so nobody may come as a thousand."""
        limits = self._limits
        bucket = self._arrivals.setdefault(place, Bucket(limits.arrival_rate, limits.arrival_burst))
        self._arrivals.move_to_end(place)
        if len(self._arrivals) > limits.places:
            self._arrivals.popitem(last=False)
        return bucket.take(asyncio.get_running_loop().time())

    @contextmanager
    def inside(self, socket: WebSocket) -> Iterator[None]:
        """Count the socket while it is open."""
        place = _place(socket)
        self._inside[place] += 1
        try:
            yield
        finally:
            self._inside[place] -= 1
            if not self._inside[place]:
                del self._inside[place]

    def token(self, socket: WebSocket) -> str:
        """Return the token that the browser's cookie remembers, or a new one."""
        remembered = socket.cookies.get(self._cookie, "")
        return remembered if _TOKEN.fullmatch(remembered) else new_token()

    def remember(self, token: str) -> list[tuple[bytes, bytes]]:
        """Return the header that keeps the token for the next page.

        It goes with the socket's handshake, never with the page: when a link elsewhere opens the page, the
        strict cookie stays at home, and its owner would be taken for a new contact.
        """
        parts = [f"{self._cookie}={token}", "Path=/", f"Max-Age={COOKIE_DAYS * 86_400}", "HttpOnly"]
        parts += ["SameSite=Strict"] + ["Secure"] * self._secure
        return [(b"set-cookie", "; ".join(parts).encode())]


def _place(socket: HTTPConnection) -> str:
    return neighbourhood(socket.client.host if socket.client else None)
