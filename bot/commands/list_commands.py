"""The commands by which an operator carries lists of households out."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from bot.policies.commands import day
from bot.settings import read_settings


def export(
    file: Annotated[Path, typer.Argument(help="XLSX or CSV to write; it must not be there.")],
    on: Annotated[
        date | None, typer.Option(parser=day, metavar="YYYY-MM-DD", help="As it was on this day.")
    ] = None,
    hamlet: Annotated[str | None, typer.Option(help="Only this hamlet.")] = None,
    status: Annotated[
        list[str] | None,
        typer.Option(metavar="STATUS", help="poor, near_poor, newly_escaped…; may be repeated."),
    ] = None,
    members: Annotated[bool, typer.Option("--members", help="A row for every member of a family.")] = False,
) -> None:
    """Write the commune's official list: poor and near-poor unless told otherwise; import reads it back."""
    from bot.commands import export_desk
    from bot.domain.register.terms import Status

    chosen = status or [Status.POOR.value, Status.NEAR_POOR.value]
    if unknown := set(chosen) - set(Status):
        raise typer.BadParameter(f"No status is called {', '.join(sorted(unknown))}.")
    statuses = tuple(Status(each) for each in chosen)
    wanted = export_desk.Wanted(file, statuses, on, hamlet, members)
    print(export_desk.write(read_settings(), wanted))
