"""Which channels a process serves, made from the settings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot import metrics
from bot.channels.web_chat import WebChat
from bot.errors import RefusedToStart
from bot.ports import Channel, Clock
from bot.settings import Settings
from bot.wording import LANGUAGES, texts, wording

if TYPE_CHECKING:
    from bot.channels.zalo_oa import Account

COMMANDS = ("menu", "help", "person", "language", "stop", "my_data", "erase_data")
LOOPBACK = ("127.0.0.1", "localhost", "::1")


def web_door(settings: Settings, clock: Clock, *, demo: bool) -> Channel:
    """The chat page. Over plain HTTP on this machine its cookie can not be a secure one."""
    return WebChat(
        site="demo" if demo else "site",
        origins=settings.web_origins,
        secure_cookie=any(origin.startswith("https:") for origin in settings.web_origins),
        texts=texts("vi", "web."),
        clock=clock,
        count=lambda reason: metrics.REFUSED.labels(f"web_{reason}").inc(),
        demo=demo,
    )


def telegram_door(settings: Settings) -> Channel | None:
    """The Telegram bot, when there is a token: by webhook when an address is set, else by polling."""
    if settings.telegram_token is None:
        return None
    # Importing the library takes a quarter of a second that nobody without a token should wait for.
    from bot.channels.telegram import ApplicationBuilder, Polling, Telegram, Webhook, configure

    builder = configure(
        ApplicationBuilder(),
        token=settings.telegram_token.get_secret_value(),
        api_url=settings.telegram_api_url,
        file_url=settings.telegram_file_url,
    )
    intake: Polling | Webhook = Polling()
    if settings.telegram_webhook_url is not None:
        if settings.telegram_webhook_secret is None:
            raise RefusedToStart("TELEGRAM_WEBHOOK_URL needs TELEGRAM_WEBHOOK_SECRET beside it.")
        intake = Webhook(settings.telegram_webhook_url, settings.telegram_webhook_secret.get_secret_value())
    return Telegram(builder.build(), intake=intake, commands=commands())


def zalo_oa_door(settings: Settings, clock: Clock) -> Channel | None:
    """The Official Account, when its id is set. Raises `RefusedToStart` when what belongs to it is not."""
    if settings.zalo_oa_id is None:
        return None
    from bot.channels.zalo_oa import ZaloOA

    return ZaloOA(zalo_account(settings), clock)


def zalo_account(settings: Settings) -> Account:
    """What the settings say of the Official Account. Raises `RefusedToStart` naming what is missing."""
    from bot.channels import zalo_domain
    from bot.channels.zalo_oa import Account
    from bot.channels.zalo_oauth import App
    from bot.channels.zalo_send import InfoForm

    oa_id, app_id = settings.zalo_oa_id, settings.zalo_app_id
    app_secret, oa_secret = settings.zalo_app_secret, settings.zalo_oa_secret
    if oa_id is None or app_id is None or app_secret is None or oa_secret is None:
        raise RefusedToStart(
            "Zalo needs ZALO_OA_ID, ZALO_APP_ID, ZALO_APP_SECRET and ZALO_OA_SECRET, all of them."
        )
    picture, domain = settings.zalo_form_picture, settings.zalo_domain_file
    return Account(
        oa_id,
        App(app_id, app_secret.get_secret_value()),
        oa_secret.get_secret_value(),
        settings.zalo_api_url,
        settings.zalo_oauth_url,
        settings.zalo_template_url,
        either_signature=settings.zalo_either_signature,
        signed_calls=settings.zalo_secret_proof,
        limit=settings.zalo_limit,
        monthly_budget=settings.zalo_budget,
        form=None if picture is None else InfoForm(picture),
        domain_file=None if domain is None else zalo_domain.read(domain),
        file_hosts=tuple(host.strip() for host in settings.zalo_file_hosts.split(",") if host.strip()),
    )


def zalo_bot_door(settings: Settings) -> Channel | None:
    """The Zalo bot, when there is a token: by webhook when an address is set, else by polling."""
    if settings.zalo_bot_token is None:
        return None
    from bot.channels.zalo_bot import BotPolling, BotWebhook, ZaloBot
    from bot.channels.zalo_bot_pictures import Pictures

    intake: BotPolling | BotWebhook = BotPolling()
    if settings.zalo_bot_webhook_url is not None:
        if settings.zalo_bot_webhook_secret is None:
            raise RefusedToStart("ZALO_BOT_WEBHOOK_URL needs ZALO_BOT_WEBHOOK_SECRET beside it.")
        intake = BotWebhook(
            settings.zalo_bot_webhook_url, settings.zalo_bot_webhook_secret.get_secret_value()
        )
    public = settings.zalo_bot_pictures_url
    return ZaloBot(
        settings.zalo_bot_token.get_secret_value(),
        settings.zalo_bot_api_url,
        intake=intake,
        pictures=None if public is None else Pictures(public),
    )


def commands() -> dict[str, Sequence[tuple[str, str]]]:
    """The commands Telegram shows, with their descriptions in each language."""
    return {
        language: [(name, wording(language)(f"command.{name}")) for name in COMMANDS]
        for language in LANGUAGES
    }


def refuse_open_demo(settings: Settings) -> None:
    """A demo lets anybody be anybody: it stays on this machine unless told otherwise."""
    if settings.host not in LOOPBACK and not settings.demo_anywhere:
        raise RefusedToStart(
            f"The demo only listens on this machine, not on {settings.host}."
            " If you know what you do, set DONGHANH_DEMO_ANYWHERE=1."
        )
