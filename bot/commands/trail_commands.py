"""`donghanh audit …`: the commands of whoever watches over the trail. Decides nothing."""

from __future__ import annotations

import asyncio
from datetime import date
from typing import Annotated

import typer

from bot.policies.commands import day
from bot.settings import read_settings

audit = typer.Typer(no_args_is_help=True, help="Examine the trail: who saw or changed what, and is it whole?")


@audit.command()
def verify(
    holds: Annotated[
        str | None,
        typer.Option(metavar="MARK", help="A mark noted earlier; is the trail up to it still the same?"),
    ] = None,
) -> None:
    """Look for rows and seals that were changed or removed, and for rows that nobody sealed."""
    from bot.commands import trail_desk

    text, whole = trail_desk.verify(read_settings(), mark=holds)
    print(text)
    if not whole:
        raise typer.Exit(1)


@audit.command()
def who(
    household: Annotated[int, typer.Argument(help="The household's number.")],
    since: Annotated[
        date | None, typer.Option(parser=day, metavar="YYYY-MM-DD", help="On this day or later.")
    ] = None,
) -> None:
    """List who saw or changed a household's data. This look is written down too."""
    from bot.commands import trail_desk

    print(asyncio.run(trail_desk.who(read_settings(), household=household, since=since)))
