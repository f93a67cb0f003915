"""Our own Zalo channels, built as the product builds them and pointed at a fake server."""

from __future__ import annotations

from bot.channels.zalo_bot import BotPolling, BotWebhook, ZaloBot
from bot.channels.zalo_bot_pictures import Pictures
from bot.channels.zalo_oa import ZaloOA
from bot.channels.zalo_oauth import App, challenge_of, verifier_of
from bot.doors import zalo_account
from bot.ports import Clock, TokenPair
from bot.settings import Settings
from tests.fakes.zalo import FakeZalo
from tests.fakes.zalo_account import Account
from tests.fakes.zalo_bot_api import TOKEN

APP = App(Account.app_id, Account.app_secret)
SETTINGS = {
    "zalo_oa_id": Account.oa_id,
    "zalo_app_id": Account.app_id,
    "zalo_app_secret": Account.app_secret,
    "zalo_oa_secret": Account.oa_secret,
}


def settings_for(server: FakeZalo, **more: object) -> Settings:
    urls = dict.fromkeys(("zalo_api_url", "zalo_oauth_url", "zalo_template_url"), server.url)
    return Settings(_env_file=None, **{**urls, **SETTINGS, **more})


def oa_channel(server: FakeZalo, clock: Clock, **more: object) -> ZaloOA:
    server.account.tokens.challenge = challenge_of(verifier_of(APP))
    return ZaloOA(zalo_account(settings_for(server, **more)), clock)


def pair_of(server: FakeZalo) -> TokenPair:
    """The pair that counts at the server now."""
    tokens, now = server.account.tokens, server.account.now()
    return TokenPair(tokens.access, tokens.refresh, now, tokens.access_until, tokens.refresh_until)


def bot_channel(server: FakeZalo, intake: BotPolling | BotWebhook, *, public: str | None = None) -> ZaloBot:
    pictures = None if public is None else Pictures(public)
    return ZaloBot(TOKEN, server.url, intake=intake, pictures=pictures)
