"""`donghanh hamlets …`: the hamlets of the commune, and what became of former ones. Decides nothing."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer

from bot.policies.commands import day
from bot.settings import read_settings

hamlets = typer.Typer(no_args_is_help=True, help="Hamlets: town or country, and where old names lead.")
Since = Annotated[
    date | None, typer.Option("--since", parser=day, metavar="YYYY-MM-DD", help="From this day on.")
]


@hamlets.command("list")
def list_() -> None:
    """List the hamlets, whether each is in town, how many families live there, and its former names."""
    from bot.commands import hamlet_desk

    print(hamlet_desk.listing(read_settings()))


@hamlets.command()
def rename(
    name: Annotated[str, typer.Argument(help="What it is called.")],
    new: Annotated[str, typer.Argument(help="What it is called from now on.")],
    since: Since = None,
) -> None:
    """Give a hamlet another name; the old one goes on leading to it."""
    from bot.commands import hamlet_desk

    print(hamlet_desk.rename(read_settings(), name, new, since=since))


@hamlets.command()
def became(
    former: Annotated[list[str], typer.Argument(help="Hamlets that are no more, without families.")],
    into: Annotated[list[str], typer.Option("--into", help="What they are now; may be repeated.")],
    since: Since = None,
) -> None:
    """Let names of merged or split hamlets lead to what they are now, once a list moved their families."""
    from bot.commands import hamlet_desk

    print(hamlet_desk.became(read_settings(), former, into, since=since))


@hamlets.command()
def town(name: Annotated[str, typer.Argument(help="The hamlet.")]) -> None:
    """It lies in town: the poverty line of towns holds there."""
    from bot.commands import hamlet_desk

    print(hamlet_desk.settle(read_settings(), name, urban=True))


@hamlets.command()
def country(name: Annotated[str, typer.Argument(help="The hamlet.")]) -> None:
    """It lies in the country: the poverty line of the country holds there."""
    from bot.commands import hamlet_desk

    print(hamlet_desk.settle(read_settings(), name, urban=False))
