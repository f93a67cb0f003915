"""Looks from outside at what Zalo will look at: the callback, the webhook and the domain's file, by https."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import httpx

from bot.channels import zalo_callback, zalo_domain, zalo_webhook
from bot.channels.trust import trusted
from bot.findings import Finding, Grade
from bot.settings import Settings

SECONDS = 10
DOMAIN = re.compile(r"(?:[a-z0-9-]+\.)+[a-z]{2,}", re.IGNORECASE)
CALLBACK, WEBHOOK, FILE = "Zalo callback", "Zalo webhook", "Zalo domain file"


async def checked(settings: Settings, transport: httpx.AsyncBaseTransport | None = None) -> list[Finding]:
    """What is wrong with the addresses that are saved on Zalo's pages, and what to do about it.

    Raises `RefusedToStart` when the file named for the domain can not be read."""
    callback = settings.zalo_callback_url or ""
    if (fault := _fault(callback)) is not None:
        return [Finding(Grade.BAD, CALLBACK, f"ZALO_CALLBACK_URL {fault}")]
    base = zalo_callback.base_of(callback)
    async with httpx.AsyncClient(transport=transport, timeout=SECONDS, verify=trusted()) as client:
        return [
            await _callback(client, callback),
            await _webhook(client, base + zalo_webhook.PATH),
            await _domain_file(client, base, settings),
        ]


def _fault(url: str) -> str | None:
    parts = urlsplit(url)
    if parts.scheme != "https":
        return "must begin with https://"
    if not DOMAIN.fullmatch(parts.netloc):
        return "must name a domain and no port: Zalo calls neither numbers nor ports"
    if parts.path != zalo_callback.PATH or parts.query:
        return f"must end in {zalo_callback.PATH}"
    return None


async def _callback(client: httpx.AsyncClient, url: str) -> Finding:
    answer = await _asked(client, "GET", url)
    if isinstance(answer, str):
        return _away(CALLBACK, url, answer)
    if answer.text != zalo_callback.NOTHING:
        return Finding(Grade.BAD, CALLBACK, f"{url} is answered by something else ({answer.status_code})")
    return Finding(Grade.GOOD, CALLBACK, f"{url} leads to this program")


async def _webhook(client: httpx.AsyncClient, url: str) -> Finding:
    """A call without a signature must be turned away by us, and not by a web server before us."""
    answer = await _asked(client, "POST", url, content=b"{}")
    if isinstance(answer, str):
        return _away(WEBHOOK, url, answer)
    forged = await _asked(client, "POST", url, content=b'{"timestamp":"1"}')
    if answer.status_code != 400 or isinstance(forged, str) or forged.status_code != 403:
        return Finding(Grade.BAD, WEBHOOK, f"{url} is answered by something else ({answer.status_code})")
    return Finding(Grade.GOOD, WEBHOOK, f"{url} leads to this program and turns away what Zalo did not sign")


async def _domain_file(client: httpx.AsyncClient, base: str, settings: Settings) -> Finding:
    if settings.zalo_domain_file is None:
        says = "not set; with ZALO_DOMAIN_FILE this server shows the file Zalo gave, or verify by DNS"
        return Finding(Grade.NOTE, FILE, says)
    file = zalo_domain.read(settings.zalo_domain_file)
    url = f"{base}/{file.name}"
    answer = await _asked(client, "GET", url)
    if isinstance(answer, str):
        return _away(FILE, url, answer)
    if answer.content != file.content:
        return Finding(Grade.BAD, FILE, f"{url} shows something else; restart the server after setting it")
    return Finding(Grade.GOOD, FILE, f"{url} shows what Zalo gave")


async def _asked(
    client: httpx.AsyncClient, method: str, url: str, content: bytes | None = None
) -> httpx.Response | str:
    try:
        return await client.request(method, url, content=content)
    except httpx.HTTPError as error:
        return type(error).__name__


def _away(about: str, url: str, error: str) -> Finding:
    says = f"{url} is not reached from here ({error}); is the server running, and https before it?"
    return Finding(Grade.BAD, about, says)
