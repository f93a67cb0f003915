"""`donghanh unreached`: news that no channel carried, for whoever calls or sends an SMS."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.settings import read_settings


def unreached(
    done: Annotated[int | None, typer.Option(metavar="NUMBER", help="This one was told.")] = None,
) -> None:
    """List news that reached nobody, by hamlet: whom to call, and an SMS to send; --done when it was told."""
    from bot.commands import unreached_desk

    settings = read_settings()
    print(unreached_desk.listing(settings) if done is None else unreached_desk.told(settings, number=done))
