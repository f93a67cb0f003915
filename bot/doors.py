"""Which channels a process serves, made from the settings."""

from __future__ import annotations

from collections.abc import Sequence

from bot import metrics
from bot.channels.web_chat import WebChat
from bot.errors import RefusedToStart
from bot.ports import Channel, Clock
from bot.settings import Settings
from bot.wording import LANGUAGES, texts, wording

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
