"""`donghanh zalo`: connect the Official Account of the office."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer

from bot.settings import read_settings

zalo = typer.Typer(no_args_is_help=True, help="The Official Account of Zalo.")


@zalo.command()
def connect(
    code: Annotated[str | None, typer.Option(help="The code the browser came back with.")] = None,
    explorer: Annotated[
        bool, typer.Option("--explorer", help="Ask for a refresh token that Zalo's API Explorer gave.")
    ] = False,
) -> None:
    """Say how to connect the account; with --code keep its tokens and look whether all is there."""
    from bot.commands import zalo_checks, zalo_desk

    settings = read_settings()
    if code is None and not explorer:
        print("\n".join(zalo_desk.guide(settings)))
        for finding in asyncio.run(zalo_checks.checked(settings)):
            print(finding.line())
        return
    refresh = typer.prompt("Refresh token", hide_input=True) if explorer else None
    findings = asyncio.run(zalo_desk.connect(settings, code=code, refresh=refresh))
    for finding in findings:
        print(finding.line())
    if any(finding.bad for finding in findings):
        raise typer.Exit(1)


@zalo.command()
def template(
    notice: Annotated[str, typer.Argument(help="The notice, e.g. case_answered.")],
    number: Annotated[
        str | None, typer.Argument(metavar="ID", help="The template's id on Zalo's page.")
    ] = None,
    remove: Annotated[bool, typer.Option("--remove", help="Let no template stand for the notice.")] = False,
) -> None:
    """Let an approved template stand for a notice to people who were silent for over seven days."""
    from bot import zalo_templates

    if (number is None) is not remove:
        raise typer.BadParameter("Give a template's ID, or --remove.")
    print(asyncio.run(zalo_templates.choose(read_settings(), notice, number)))


@zalo.command()
def phone(
    number: Annotated[str, typer.Argument(help="The number, as the register has it.")],
    end: Annotated[bool, typer.Option("--end", help="They do not agree any more.")] = False,
) -> None:
    """Write down that somebody who never wrote agreed, on paper, to be told by Zalo at their number."""
    from bot.commands import phone_desk

    print(phone_desk.agreed(read_settings(), number, given=not end))


@zalo.command()
def look(
    household: Annotated[str, typer.Argument(help="The number of the household.")],
) -> None:
    """Ask Zalo why a household gets nothing: does it follow, what may be sent, how did our news end."""
    from bot import zalo_look

    print("\n".join(asyncio.run(zalo_look.look(read_settings(), household))))


@zalo.command()
def templates() -> None:
    """List the notices, the template that stands for each, its price, and what this month cost so far."""
    from bot import zalo_templates

    print("\n".join(asyncio.run(zalo_templates.listing(read_settings()))))
