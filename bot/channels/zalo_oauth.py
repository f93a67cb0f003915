"""Zalo's OAuth for Official Accounts: the consent link, and the two ways to a pair of tokens.

Keeps nothing; a pair that is not committed by the caller is lost, and only an administrator can get another.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import urlencode

import httpx

from bot.channels.http_errors import broken_line
from bot.channels.trust import trusted
from bot.errors import ChannelDown, OutcomeUnknown, Unavailable
from bot.ports import Clock, TokenPair

REFRESH_LIFE = timedelta(days=90)
SHORTEST_LIFE = timedelta(hours=1)
CALL_SECONDS = 20
"""Shorter than the right to refresh is held."""


@dataclass(frozen=True, slots=True)
class App:
    """The app of Zalo's developer page that the account granted its rights to."""

    app_id: str
    secret: str = field(repr=False)


class OAuth:
    """The token endpoint. `url` is its base address."""

    def __init__(self, app: App, url: str, clock: Clock) -> None:
        self._app = app
        self._url = url.rstrip("/")
        self._clock = clock

    def consent_link(self, callback: str) -> str:
        """The page on which an administrator of the account agrees; the same that Zalo's own page builds."""
        asked = {
            "app_id": self._app.app_id,
            "redirect_uri": callback,
            "code_challenge": challenge_of(verifier_of(self._app)),
        }
        return f"{self._url}/v4/oa/permission?{urlencode(asked)}"

    async def exchange(self, code: str) -> TokenPair:
        """Turn the code of a consent, ten minutes old at most, into a pair."""
        return await self._ask(
            {"code": code, "grant_type": "authorization_code", "code_verifier": verifier_of(self._app)}
        )

    async def refresh(self, token: str) -> TokenPair:
        """Turn a refresh token into a new pair. From the moment Zalo hears it the former pair is dead.

        Raises `ChannelDown` when Zalo refuses: then only an administrator helps.
        """
        return await self._ask({"refresh_token": token, "grant_type": "refresh_token"})

    async def _ask(self, form: Mapping[str, str]) -> TokenPair:
        asked = {**form, "app_id": self._app.app_id}
        headers = {"secret_key": self._app.secret}
        try:
            client = httpx.AsyncClient(timeout=CALL_SECONDS, verify=trusted())
            async with asyncio.timeout(CALL_SECONDS), client:
                answer = await client.post(f"{self._url}/v4/oa/access_token", data=asked, headers=headers)
        except httpx.HTTPError as error:
            raise broken_line(error) from None
        except TimeoutError:
            raise OutcomeUnknown(f"no whole answer within {CALL_SECONDS} s") from None
        if answer.status_code >= 500 or answer.status_code == 429:
            raise Unavailable(f"HTTP {answer.status_code}")
        return self._pair(answer)

    def _pair(self, answer: httpx.Response) -> TokenPair:
        """Read a pair. An answer without both tokens is a refusal, whatever number it carries or lacks."""
        try:
            said = answer.json()
        except ValueError:
            raise OutcomeUnknown("the token endpoint did not answer in JSON") from None
        match said:
            case {"access_token": str(access), "refresh_token": str(refresh)} if access and refresh:
                now = self._clock.now()
                life = _life(said.get("expires_in"))
                refresh_life = _life(said.get("refresh_token_expires_in"), REFRESH_LIFE)
                return TokenPair(access, refresh, now, now + life, now + refresh_life)
            case {"error_name": str(name)} | {"message": str(name)}:
                raise ChannelDown(f"Zalo gives no tokens: {name[:80]} ({said.get('error')})")
        raise ChannelDown("Zalo gives no tokens and does not say why")


def verifier_of(app: App) -> str:
    """The one secret behind the challenge that is saved on the developer page; it changes with the app's."""
    made = hmac.new(app.secret.encode(), b"donghanh zalo code verifier", hashlib.sha256).digest()
    return base64.urlsafe_b64encode(made).rstrip(b"=").decode()


def challenge_of(verifier: str) -> str:
    """What is shown of a verifier (S256)."""
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def _life(seconds: object, otherwise: timedelta = SHORTEST_LIFE) -> timedelta:
    """How long a token lives: guides disagree, so only the answer counts."""
    text = str(seconds)
    return timedelta(seconds=int(text)) if text.isdecimal() and 0 < int(text) < 10**9 else otherwise
