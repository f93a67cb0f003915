"""`donghanh visit`: what reports of visits tell, what was given in all, and what is worth a second look."""

from __future__ import annotations

import json
import sys
from datetime import date
from typing import Annotated

import typer

from bot.policies.commands import day
from bot.settings import read_settings

visit = typer.Typer(no_args_is_help=True, help="Visits to families, and the book of what they were given.")

Since = Annotated[
    date | None, typer.Option("--from", parser=day, metavar="YYYY-MM-DD", help="From this day on.")
]
Until = Annotated[
    date | None, typer.Option("--until", parser=day, metavar="YYYY-MM-DD", help="Before this day.")
]


@visit.command()
def parse(
    jsonl: Annotated[
        bool, typer.Option("--jsonl", help='Read lines {"id","text","date","families":[{"code","name"}]}.')
    ] = False,
) -> None:
    """Read reports from standard input and write what each tells as a line of JSON. Stores nothing."""
    from bot.commands import visit_desk

    if not jsonl:
        raise typer.BadParameter("Give --jsonl and lines on standard input.")
    for number, line in enumerate(sys.stdin.buffer, 1):
        if line.strip():
            told = visit_desk.parsed(line.decode(errors="replace"), number=number)
            written = json.dumps(told, ensure_ascii=False).encode(errors="backslashreplace").decode()
            print(written, flush=True)


@visit.command()
def totals(
    since: Since = None,
    until: Until = None,
    units: Annotated[bool, typer.Option("--units", help="Each unit by itself; not for the public.")] = False,
) -> None:
    """Tell what was pledged, received and given in all: no names, so that it may be hung up."""
    from bot.sponsors import visit_book

    print(visit_book.totals(read_settings(), since=since, until=until, units=units))


@visit.command()
def unusual(
    days: Annotated[int, typer.Option(help="Of so many last days.", min=1, max=3660)] = 90,
) -> None:
    """List reports that a person should look at again: copied words, more than a day can hold."""
    from bot.sponsors import visit_book

    print(visit_book.unusual(read_settings(), days=days))


@visit.command()
def pledge(
    unit: Annotated[str, typer.Argument(help="The name of the unit.")],
    money: Annotated[int, typer.Argument(help="In VND.", min=1)],
    received: Annotated[
        bool, typer.Option("--received", help="It was handed to the fund, not only promised.")
    ] = False,
    reverse: Annotated[
        int | None, typer.Option(metavar="NUMBER", help="Take this line back instead; it stays in the book.")
    ] = None,
) -> None:
    """Write into the book what a unit promises or hands to the fund; or take such a line back."""
    from bot.sponsors import visit_book

    print(visit_book.pledge(read_settings(), unit, money, received=received, reverse=reverse))
