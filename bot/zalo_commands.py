"""`donghanh zalo`: connect the Official Account of the office."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer

from bot.settings import read_settings

zalo = typer.Typer(no_args_is_help=True, help="The Official Account of Zalo.")


@zalo.callback()
def _group() -> None:
    """Keep `connect` a command of its own."""


@zalo.command()
def connect(
    code: Annotated[str | None, typer.Option(help="The code the browser came back with.")] = None,
    explorer: Annotated[
        bool, typer.Option("--explorer", help="Ask for a refresh token that Zalo's API Explorer gave.")
    ] = False,
) -> None:
    """Say how to connect the account; with --code keep its tokens and look whether all is there."""
    from bot import zalo_desk

    settings = read_settings()
    if code is None and not explorer:
        print("\n".join(zalo_desk.guide(settings)))
        return
    refresh = typer.prompt("Refresh token", hide_input=True) if explorer else None
    findings = asyncio.run(zalo_desk.connect(settings, code=code, refresh=refresh))
    for finding in findings:
        print(finding.line())
    if any(finding.bad for finding in findings):
        raise typer.Exit(1)
