"""Connects an Official Account: says what to do on Zalo's pages, takes the code, looks at the result."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import Connection

from bot.channels import zalo_callback, zalo_webhook
from bot.channels.zalo_call import Refusal
from bot.channels.zalo_errors import send_error
from bot.channels.zalo_oa import ZaloOA
from bot.channels.zalo_oauth import OAuth, challenge_of, verifier_of
from bot.channels.zalo_quota import paid_left
from bot.circumstances import clock_of
from bot.doors import zalo_account
from bot.errors import DongHanhError, RefusedToStart, SendError, StoreUnavailable
from bot.findings import Finding, Grade
from bot.keys.key_ring import ring_for
from bot.ports import Clock, TokenPair, ZaloAccount
from bot.settings import Settings
from bot.zalo_store import StoredAccount
from models import inbox, schema
from models.sending import accounts
from models.unit_of_work import UnitOfWork

GETOA = "/v2.0/oa/getoa"
OWNER = "command"
SOON = timedelta(days=14)
SILENT = timedelta(days=3)
STORE_TRIES, STORE_REST_SECONDS = 60, 0.5
GUIDE = (
    "Do these on Zalo's pages, signed in as an administrator of the account:",
    "1. Have the account verified and its package hold the Open API.",
    "2. Make an app, activate it, and add the product Official Account to it.",
    "3. Verify the domain of this server: by a DNS record, or save the file Zalo gives beside .env, name it"
    " in ZALO_DOMAIN_FILE and restart the server, which shows it.",
    "4. Save the callback address and this code challenge among the product's general settings:",
    "     callback        {callback}",
    "     code challenge  {challenge}",
    "5. Save the webhook address, take its OA Secret Key into ZALO_OA_SECRET, and switch on the events of"
    " users' messages, follow and unfollow:",
    "     webhook         {webhook}",
    "6. Open the link of consent, which Zalo's page shows too, and agree:",
    "     {link}",
    "7. The browser comes back to the callback. Within ten minutes run what that page shows:",
    "     donghanh zalo connect --code CODE",
    "8. For news to people who were silent for over seven days, have templates approved. What each may hold"
    " tells `donghanh zalo templates`; `donghanh zalo template NOTICE ID` lets one stand for a notice.",
    "Nobody tried these steps on a real account yet: where Zalo's pages look otherwise, trust them.",
    "How the addresses above look from here:",
)


def guide(settings: Settings) -> list[str]:
    """The way to tokens, with this office's own values. Raises `RefusedToStart` when a setting is missing."""
    account = zalo_account(settings)
    callback = settings.zalo_callback_url
    if callback is None:
        raise RefusedToStart("Set ZALO_CALLBACK_URL to the callback address saved on Zalo's page.")
    oauth = OAuth(account.app, account.oauth_url, clock_of(settings, schema.ready_for(settings.database_url)))
    values = {
        "callback": callback,
        "webhook": zalo_callback.base_of(callback) + zalo_webhook.PATH,
        "challenge": challenge_of(verifier_of(account.app)),
        "link": oauth.consent_link(callback),
    }
    return [line.format(**values) for line in GUIDE]


async def connect(
    settings: Settings, *, code: str | None = None, refresh: str | None = None
) -> list[Finding]:
    """Turn a code, or a refresh token of Zalo's API Explorer, into a pair; keep it; look whose it is.

    Raises `RefusedToStart` when Zalo gives none.
    """
    account = zalo_account(settings)
    async with opened_store(settings) as (store, clock):
        oauth = OAuth(account.app, account.oauth_url, clock)
        try:
            pair = await (oauth.exchange(code) if code is not None else oauth.refresh(refresh or ""))
        except SendError as error:
            raise RefusedToStart(
                f"Zalo was asked in vain: {error}. Begin again at the link of consent."
            ) from None
        await _kept(store, pair)
        return await _looked_at(settings, store, clock)


async def _kept(store: StoredAccount, pair: TokenPair) -> None:
    """Write the pair down: what was used to get it is used up, so a busy database is waited for."""
    for _ in range(STORE_TRIES):
        try:
            await store.connect(pair)
            return
        except StoreUnavailable:
            await asyncio.sleep(STORE_REST_SECONDS)
    raise RefusedToStart(
        "The database does not take the tokens. Repair it, and begin again at the link of consent."
    )


async def zalo_findings(settings: Settings) -> list[Finding]:
    """How the account stands; asks Zalo only with a token that is good, and refreshes nothing."""
    if settings.zalo_oa_id is None:
        return [
            Finding(Grade.NOTE, "Zalo", "off; set ZALO_OA_ID to switch it on, then `donghanh zalo connect`")
        ]
    try:
        zalo_account(settings)
        async with opened_store(settings) as (store, clock):
            return await _looked_at(settings, store, clock)
    except DongHanhError as error:
        return [Finding(Grade.BAD, "Zalo", str(error))]


@asynccontextmanager
async def opened_store(settings: Settings) -> AsyncIterator[tuple[StoredAccount, Clock]]:
    """Where the account is kept, and the clock. Raises `RefusedToStart` when there is no database yet."""
    purpose = schema.ready_for(settings.database_url)
    clock = clock_of(settings, purpose)
    uow = UnitOfWork(settings.database_url, vault=ring_for(settings, purpose))
    try:
        yield StoredAccount(uow, clock, settings.zalo_oa_id or "", owner=OWNER), clock
    finally:
        uow.close()


async def _looked_at(settings: Settings, store: StoredAccount, clock: Clock) -> list[Finding]:
    known = await store.read()
    if known is None:
        return [Finding(Grade.BAD, "Zalo", "not connected; run `donghanh zalo connect`")]
    findings = [_tokens(known, clock), *_silence(store, clock)]
    if not known.buttons:
        findings.append(Finding(Grade.NOTE, "Zalo", "the account refuses buttons; people get numbered lists"))
    if known.trouble is None and clock.now() < known.pair.access_until:
        findings += await _asked(settings, clock, known.pair)
    return findings


def _silence(store: StoredAccount, clock: Clock) -> list[Finding]:
    """Whether nothing came for long: Zalo switches a webhook off that did not answer for hours."""
    heard = store.uow.read(partial(_last_event, oa_id=store.oa_id))
    if heard is None or clock.now() - heard < SILENT:
        return []
    days = (clock.now() - heard).days
    return [Finding(Grade.NOTE, "Zalo webhook", f"no event for {days} days; is it switched on at Zalo's?")]


def _last_event(tx: Connection, *, oa_id: str) -> datetime | None:
    account = accounts.account_named(tx, ZaloOA.name, oa_id)
    return None if account is None else inbox.last_event(tx, account)


def _tokens(known: ZaloAccount, clock: Clock) -> Finding:
    left = known.pair.refresh_until - clock.now()
    if known.trouble is not None:
        return Finding(Grade.BAD, "Zalo tokens", known.trouble)
    if left <= timedelta(0):
        return Finding(Grade.BAD, "Zalo tokens", "are over; run `donghanh zalo connect`")
    grade = Grade.NOTE if left < SOON else Grade.GOOD
    return Finding(grade, "Zalo tokens", f"good for {left.days} days; a running server renews them")


async def _asked(settings: Settings, clock: Clock, pair: TokenPair) -> list[Finding]:
    """What Zalo says of the account."""
    channel = ZaloOA(zalo_account(settings), clock)
    channel.api.open()
    try:
        said = await channel.api.look(GETOA, access=pair.access)
        left = await paid_left(lambda path, body: channel.api.look(path, access=pair.access, body=body))
    except Refusal as refusal:
        return [Finding(Grade.BAD, "Zalo", str(send_error(refusal.code, now=clock.now())))]
    except SendError as error:
        return [Finding(Grade.BAD, "Zalo", f"not reached ({error}); check the network and ZALO_API_URL")]
    finally:
        await channel.api.close()
    return [*_account(settings, said), *_quota(left)]


def _quota(left: int | None) -> list[Finding]:
    """What may still be sent to people who were silent for more than two days."""
    if left is None:
        return [Finding(Grade.NOTE, "Zalo quota", "Zalo does not say how many paid messages are left")]
    says = f"{left} paid messages left to people silent for over two days"
    return [Finding(Grade.GOOD if left else Grade.NOTE, "Zalo quota", says)]


def _account(settings: Settings, said: dict[str, object]) -> list[Finding]:
    whose = str(said.get("oaid") or said.get("oa_id") or "")
    if whose and whose != settings.zalo_oa_id:
        return [
            Finding(Grade.BAD, "Zalo", f"the tokens are of account {whose}, not of ZALO_OA_ID; connect anew")
        ]
    package = str(said.get("package_name", "unknown"))
    until = said.get("package_valid_through_date", "unknown")
    findings = [Finding(Grade.GOOD, "Zalo", f"account {whose} is ready; package {package} until {until}")]
    if said.get("is_verified") is False:
        findings.append(Finding(Grade.BAD, "Zalo", "the account is not verified; Zalo refuses its calls"))
    if not said.get("linked_ZCA"):
        findings.append(
            Finding(
                Grade.NOTE, "Zalo", "no Zalo Cloud Account is linked: notices by template can not be paid"
            )
        )
    return findings
