"""`donghanh sponsors …`: units that help families, taken in and invited by an operator. Decides nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.settings import read_settings

sponsors = typer.Typer(no_args_is_help=True, help="Units that help families, and when they are reminded.")


@sponsors.command("list")
def list_() -> None:
    """List the units with how many families each helps, and what it is late with."""
    from bot.commands import sponsor_desk

    print(sponsor_desk.listing(read_settings()))


@sponsors.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="XLSX with columns for the unit and the household's number.")],
    write: Annotated[bool, typer.Option("--write", help="Write it; else only tell what would be.")] = False,
) -> None:
    """Give families to units by a spreadsheet: look first, then --write. Nothing is taken away."""
    from bot.commands import sponsor_desk

    print(sponsor_desk.take(read_settings(), file, write=write))


@sponsors.command()
def invite(
    unit: Annotated[str, typer.Argument(help="The unit's name.")],
    name: Annotated[str, typer.Argument(help="Who speaks for it.")],
    leader: Annotated[bool, typer.Option("--leader", help="Leads the unit: told when it is late.")] = False,
) -> None:
    """Print a code that links somebody's chat to a unit, once; the one reminded unless --leader."""
    from bot.commands import sponsor_desk

    print(sponsor_desk.invite(read_settings(), unit, name, leader=leader))


@sponsors.command("set")
def set_(
    name: Annotated[str | None, typer.Argument(help="What to set; without it all are listed.")] = None,
    value: Annotated[int | None, typer.Argument(help="Days, or month and day as 1115.")] = None,
) -> None:
    """Set when units are reminded, such as visit_every 60 or year_report 1115; or list what is set."""
    from bot.commands import sponsor_desk

    settings = read_settings()
    if name is None:
        print(sponsor_desk.settings_set(settings))
    elif value is None:
        raise typer.BadParameter("Give a value, or nothing to list what is set.")
    else:
        print(sponsor_desk.set_one(settings, name, value))
