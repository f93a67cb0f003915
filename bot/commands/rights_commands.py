"""Commands of whoever answers for people's data in an office. Decides nothing."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer

from bot.domain.delegation import Scope, Tie
from bot.policies.commands import day
from bot.settings import read_settings


def retention() -> None:
    """Show for how long what is kept and why, and what each of the last nights forgot."""
    from bot.commands import retention_desk

    print(retention_desk.report(read_settings()))


def delegate(
    household: Annotated[str, typer.Argument(help="The household's number.")],
    tie: Annotated[Tie, typer.Option(help="What the delegate is to the family.")] = Tie.HAMLET_HEAD,
    scope: Annotated[Scope, typer.Option(help="Only look, or also act in its place.")] = Scope.LOOK,
    until: Annotated[
        date | None, typer.Option(parser=day, metavar="YYYY-MM-DD", help="When it ends; at most a year on.")
    ] = None,
    end: Annotated[bool, typer.Option("--end", help="Let nobody act for it any more.")] = False,
) -> None:
    """Appoint somebody to act for a family without a phone: prints a code to hand over, used once."""
    from bot.commands import delegate_desk

    settings = read_settings()
    if end:
        print(delegate_desk.end(settings, household))
    else:
        print(delegate_desk.appoint(settings, delegate_desk.Wanted(household, tie, scope, until)))
