"""`donghanh keys`: make a key, and bring everything under the newest one."""

from __future__ import annotations

import asyncio
import sys

import typer

from bot.settings import read_settings

keys = typer.Typer(no_args_is_help=True, help="The keys that phones, addresses, notes and files lie under.")


@keys.command()
def new() -> None:
    """Print a DONGHANH_KEYS line with a fresh key in front of those you have."""
    from bot.commands.key_desk import ADVICE, new_line

    print(new_line(read_settings()))
    print(ADVICE, file=sys.stderr)


@keys.command()
def rotate() -> None:
    """Bring everything under the first key, while servers run that know it. May be stopped and run again."""
    from bot.commands.key_desk import rotate as bring_over

    if not asyncio.run(bring_over(read_settings(), tell=print)):
        raise typer.Exit(1)
