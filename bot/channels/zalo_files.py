"""Fetches a file that somebody sent to an Official Account: from Zalo's own hosts alone, no more than fits.

An event names any address it likes; what is fetched is never looked into here."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

import httpx

from bot.channels.trust import trusted
from bot.domain.ids import AttachmentId
from bot.domain.messages import SentFile
from bot.domain.text import clean
from bot.log import log
from bot.ports import Raw

MOST_BYTES = 5_000_000
"""A list of 25,000 households is smaller."""
SECONDS = 1.5
"""Zalo waits two seconds for its answer; what takes longer is asked for again."""
LONGEST_NAME = 120
_LONGEST_URL = 2_000


@dataclass(frozen=True, slots=True)
class Sent:
    """A file as an event tells of it."""

    name: str
    url: str


def sent(raw: Raw) -> Sent | None:
    """The file that an event tells of."""
    match raw.get("message"):
        case {"attachments": [{"payload": {"url": str(url)} as payload}, *_]} if len(url) <= _LONGEST_URL:
            return Sent(_name(payload.get("name")), url)
    return None


def told(raw: Raw) -> SentFile | None:
    """The file of a stored event, with the number under which its content is kept, if it was taken in."""
    file, kept = sent(raw), raw.get("kept")
    if file is None:
        return None
    return SentFile(file.name, AttachmentId(kept) if isinstance(kept, int) else None)


def _name(name: object) -> str:
    return clean(name).replace("\n", " ").strip()[:LONGEST_NAME] if isinstance(name, str) else ""


class Files:
    """Fetches from hosts that end in one of these names."""

    def __init__(self, hosts: tuple[str, ...], transport: httpx.AsyncBaseTransport | None = None) -> None:
        self._hosts = hosts
        self._transport = transport

    def may_fetch(self, url: str) -> bool:
        """Whether an address is one of Zalo's, by https, and none inside our own network."""
        try:
            parsed = httpx.URL(url)
        except httpx.InvalidURL:
            return False
        plain = parsed.scheme == "https" and parsed.port is None and not parsed.userinfo
        return plain and any(parsed.host == host or parsed.host.endswith(f".{host}") for host in self._hosts)

    async def fetch(self, url: str) -> bytes | None:
        """The content; None where it may not be fetched, is too large or did not come in time."""
        if not self.may_fetch(url):
            log.warning("zalo_file_elsewhere", channel="zalo_oa")
            return None
        try:
            async with (
                asyncio.timeout(SECONDS),
                httpx.AsyncClient(transport=self._transport, verify=trusted()) as client,
            ):
                return await _content(client, url)
        except (httpx.HTTPError, TimeoutError) as error:
            log.warning("zalo_file_not_fetched", channel="zalo_oa", error=type(error).__name__)
            return None


async def _content(client: httpx.AsyncClient, url: str) -> bytes | None:
    """Redirects are not followed: they may lead anywhere."""
    async with client.stream("GET", url, follow_redirects=False) as answer:
        if answer.status_code != httpx.codes.OK:
            return None
        content = bytearray()
        async for part in answer.aiter_bytes():
            content += part
            if len(content) > MOST_BYTES:
                return None
    return bytes(content) or None
