"""Runs the whole program inside somebody else's Telegram application, as in-process simulators need it."""

from __future__ import annotations

from bot.app import App
from bot.channels.telegram import AnyApplication, AnyBuilder, Direct, Telegram
from bot.doors import commands
from bot.settings import Settings
from models.installation import Purpose


def build_application(builder: AnyBuilder) -> AnyApplication:
    """An application whose `process_update` stores an update, runs its turn and sends the answers.

    The builder brings token and request. `initialize()` and `post_init` start the program over a demo
    database (DATABASE_URL); `start()` is not needed. `post_shutdown` stops it.
    """
    app: App

    async def begin(_application: AnyApplication) -> None:
        await app.start()

    async def end(_application: AnyApplication) -> None:
        await app.stop()

    application = builder.post_init(begin).post_shutdown(end).build()
    channel = Telegram(application, intake=Direct(), commands=commands())
    app = App(Settings(), [channel], purpose=Purpose.DEMO)
    return application
