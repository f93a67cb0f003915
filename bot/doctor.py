"""Looks at everything that can be wrong before people notice, and says in plain words what to do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial

import httpx

from bot.circumstances import clock_of
from bot.clock import VIETNAM, vietnam_day
from bot.commands.retention_desk import overdue
from bot.commands.zalo_bot_desk import zalo_bot_findings
from bot.commands.zalo_desk import zalo_findings
from bot.errors import DongHanhError, RefusedToStart
from bot.findings import Finding, Grade
from bot.keys.key_ring import ring_for
from bot.keys.vault import Vault
from bot.settings import Settings, read_settings
from models import audit_seals, inbox, installation, learned, questions, retention, schema
from models.backups import key_rotation
from models.cases import cases
from models.catalogue import check_catalogue
from models.installation import Purpose
from models.unit_of_work import UnitOfWork

TELEGRAM_SECONDS = 10
MANY_QUESTIONS = 30
MIGHT_BE_WRONG_BEFORE = datetime(2026, 1, 1, tzinfo=UTC)


async def examine() -> list[Finding]:
    """Look at settings, database, catalogue, clock and tokens."""
    try:
        settings = read_settings()
    except RefusedToStart as error:
        return [Finding(Grade.BAD, "settings", str(error))]
    findings = [*_settings(settings), *_database(settings), *_catalogue(), *_learned(settings)]
    findings.append(_clock(settings))
    findings.append(await _telegram(settings))
    findings += await zalo_findings(settings)
    findings += await zalo_bot_findings(settings)
    return findings


def _settings(settings: Settings) -> Iterator[Finding]:
    if settings.office_phone is None:
        yield Finding(
            Grade.NOTE, "office", "no phone; set DONGHANH_OFFICE_PHONE so that people have someone to call"
        )
    if not settings.web_origins:
        yield Finding(
            Grade.NOTE,
            "web chat",
            'no DONGHANH_WEB_ORIGINS, e.g. ["https://…"]; the page opens on this machine only',
        )


def _database(settings: Settings) -> Iterator[Finding]:
    try:
        revision, purpose = schema.describe(settings.database_url)
    except DongHanhError as error:
        yield Finding(Grade.BAD, "database", str(error))
        return
    if revision is None:
        yield Finding(Grade.NOTE, "database", "not made yet; `donghanh serve` makes it")
        yield _tried("keys", lambda: ring_for(settings, Purpose.LIVE), "the ring is a ring")
        return
    if revision != schema.HEAD:
        yield Finding(
            Grade.NOTE,
            "migrations",
            f"at {revision}, this program needs {schema.HEAD}; `donghanh serve` migrates",
        )
        return
    yield Finding(
        Grade.GOOD, "database", f"at {revision}, {purpose.value if purpose else 'of unknown purpose'}"
    )
    try:
        vault = ring_for(settings, purpose)
    except RefusedToStart as error:
        yield Finding(Grade.BAD, "keys", str(error))
        return
    uow = UnitOfWork(settings.database_url, vault=vault)
    try:
        yield _keys(uow, vault)
        yield from _rows(uow)
    finally:
        uow.close()


def _keys(uow: UnitOfWork, vault: Vault) -> Finding:
    """Whether what is sealed opens, and lies under the present key."""
    if missing := uow.read(key_rotation.locked):
        names = ", ".join(sorted(missing))
        return Finding(
            Grade.BAD,
            "keys",
            f"{missing.total()} values lie under {names}; put it back behind the present key",
        )
    if broken := uow.read(key_rotation.unreadable):
        return Finding(Grade.BAD, "keys", f"changed or moved from elsewhere: {', '.join(broken)}")
    values = uow.read(key_rotation.values_by_key)
    if behind := values.total() - values[vault.present.mark]:
        return Finding(
            Grade.NOTE, "keys", f"{behind} values lie under older keys; run `donghanh keys rotate`"
        )
    return Finding(
        Grade.GOOD, "keys", f"what is sealed opens, {values.total()} values under {vault.present.name}"
    )


def _rows(uow: UnitOfWork) -> Iterator[Finding]:
    now = datetime.now(UTC)
    trail = uow.read(partial(audit_seals.verify, now=now))
    parked = uow.read(inbox.counts).get(inbox.InboxStatus.PARKED.value, 0)
    waiting = sum(uow.read(questions.counts).values())
    late = uow.read(partial(cases.count_late, now=now))
    if any(not fault.wrong.waits for fault in trail.faults):
        yield Finding(Grade.BAD, "trail", "was changed in the database itself; see `donghanh audit verify`")
    elif trail.faults:
        says = f"{len(trail.faults)} rows wait for their seal; a running `donghanh serve` sets it each minute"
        yield Finding(Grade.NOTE, "trail", says)
    if parked:
        yield Finding(
            Grade.NOTE, "inbox", f"{parked} messages could not be answered and are parked; see the log"
        )
    if late:
        yield Finding(Grade.NOTE, "cases", f"{late} cases are late; see `donghanh cases`")
    made_at = uow.read(installation.made_at)
    if made_at and (
        behind := overdue(
            uow.read(retention.last_finished), made_on=vietnam_day(made_at), today=vietnam_day(now)
        )
    ):
        yield Finding(Grade.NOTE, "retention", behind)
    if waiting >= MANY_QUESTIONS:
        yield Finding(
            Grade.NOTE,
            "questions",
            f"{waiting} found no answer and wait for the catalogue's keeper; see `donghanh questions`",
        )


def _catalogue() -> Iterator[Finding]:
    findings = check_catalogue()
    if not findings:
        yield Finding(Grade.GOOD, "catalogue", "no fault found")
    for finding in findings:
        yield Finding(Grade.BAD, "catalogue", str(finding))


def _learned(settings: Settings) -> Iterator[Finding]:
    if not learned.can_keep(settings.cache):
        advice = "can not be written, so every start takes some seconds longer; look at DONGHANH_CACHE"
        yield Finding(Grade.NOTE, "cache", f"{settings.cache} {advice}")
        return
    try:
        learned.fetch(learned.place(settings.cache))
    except FileNotFoundError:
        yield Finding(Grade.NOTE, "cache", "not made yet; the next start does it, for some seconds")
    except (OSError, learned.Unusable) as error:
        yield Finding(Grade.NOTE, "cache", f"{error}; the next start makes it anew")
    else:
        yield Finding(Grade.GOOD, "cache", f"what is learned from the catalogue is in {settings.cache}")


def _clock(settings: Settings) -> Finding:
    try:
        now = clock_of(settings, Purpose.TEST).now()
    except (OSError, ValueError) as error:
        return Finding(Grade.BAD, "clock", f"DONGHANH_CLOCK_FILE can not be read: {error}")
    local = now.astimezone(VIETNAM)
    if now < MIGHT_BE_WRONG_BEFORE:
        return Finding(
            Grade.BAD, "clock", f"says {local:%d/%m/%Y %H:%M}, which is past; set the machine's time"
        )
    if abs(now - datetime.now(UTC)) > timedelta(minutes=1):
        return Finding(Grade.NOTE, "clock", f"stands at {local:%d/%m/%Y %H:%M} by DONGHANH_CLOCK_FILE")
    return Finding(Grade.GOOD, "clock", f"{local:%d/%m/%Y %H:%M} in Vietnam")


async def _telegram(settings: Settings) -> Finding:
    if settings.telegram_token is None:
        return Finding(Grade.NOTE, "Telegram", "off; set TELEGRAM_TOKEN to switch it on")
    if settings.telegram_webhook_url and settings.telegram_webhook_secret is None:
        return Finding(Grade.BAD, "Telegram", "TELEGRAM_WEBHOOK_URL needs TELEGRAM_WEBHOOK_SECRET beside it")
    address = f"{settings.telegram_api_url}{settings.telegram_token.get_secret_value()}/getMe"
    try:
        async with httpx.AsyncClient(timeout=TELEGRAM_SECONDS, trust_env=False) as client:
            answer = (await client.get(address)).json()
    except Exception as error:
        # An address can be wrong in more ways than the library has errors for, and they may quote the token.
        return Finding(
            Grade.BAD,
            "Telegram",
            f"not reached ({type(error).__name__}); check the network and TELEGRAM_API_URL",
        )
    if not isinstance(answer, dict) or not answer.get("ok"):
        return Finding(Grade.BAD, "Telegram", "refuses the token; take a new one from @BotFather")
    return Finding(Grade.GOOD, "Telegram", f"@{answer['result'].get('username')} is ready")


def _tried(about: str, attempt: Callable[[], object], good: str) -> Finding:
    try:
        attempt()
    except DongHanhError as error:
        return Finding(Grade.BAD, about, str(error))
    return Finding(Grade.GOOD, about, good)
