"""Looks at the Zalo bot of the office: whether its token works, and how near it is to the free plan's end."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from sqlalchemy import Connection

from bot.channels.zalo_bot_call import BotApi, BotRefusal, send_error
from bot.circumstances import clock_of
from bot.domain.notices import month_begin
from bot.errors import DongHanhError, SendError
from bot.findings import Finding, Grade
from bot.settings import Settings
from models import schema
from models.people import contacts
from models.sending import accounts, templates
from models.unit_of_work import UnitOfWork

ABOUT = "Zalo bot"
CHANNEL = "zalo_bot"
PEOPLE, MESSAGES = 50, 3_000
"""The free plan: people of a bot, and messages a month."""
NEAR = 0.8


async def zalo_bot_findings(settings: Settings) -> list[Finding]:
    """Ask the platform who we are, and count what the free plan counts."""
    if settings.zalo_bot_token is None:
        return [Finding(Grade.NOTE, ABOUT, "off; set ZALO_BOT_TOKEN to switch it on")]
    if settings.zalo_bot_webhook_url and settings.zalo_bot_webhook_secret is None:
        return [Finding(Grade.BAD, ABOUT, "ZALO_BOT_WEBHOOK_URL needs ZALO_BOT_WEBHOOK_SECRET beside it")]
    token = settings.zalo_bot_token.get_secret_value()
    return [await _asked(token, settings.zalo_bot_api_url), *_limits(settings, token.partition(":")[0])]


async def _asked(token: str, url: str) -> Finding:
    api = BotApi(token, url)
    api.open()
    try:
        said = await api.call("getMe", {})
    except BotRefusal as refusal:
        return Finding(Grade.BAD, ABOUT, f"refused: {send_error(refusal)}")
    except SendError as error:
        return Finding(Grade.BAD, ABOUT, f"not reached ({error}); check the network and ZALO_BOT_API_URL")
    finally:
        await api.close()
    name = said.get("account_name") if isinstance(said, dict) else None
    return Finding(Grade.GOOD, ABOUT, f"{name} is ready")


def _limits(settings: Settings, bot: str) -> list[Finding]:
    try:
        now = clock_of(settings, schema.ready_for(settings.database_url)).now()
    except DongHanhError:
        # The finding about the database says why.
        return []
    uow = UnitOfWork(settings.database_url)
    try:
        people, messages = uow.read(partial(_used, bot=bot, now=now))
    finally:
        uow.close()
    near = people >= NEAR * PEOPLE or messages >= NEAR * MESSAGES
    used = f"{people} of {PEOPLE} people, {messages} of {MESSAGES} messages this month"
    advice = "; ask people to follow the Official Account instead" if near else ""
    return [Finding(Grade.NOTE if near else Grade.GOOD, f"{ABOUT} plan", used + advice)]


def _used(tx: Connection, *, bot: str, now: datetime) -> tuple[int, int]:
    account = accounts.account_named(tx, CHANNEL, bot)
    if account is None:
        return 0, 0
    return contacts.count_at(tx, account), templates.sent_since(tx, account, month_begin(now))
