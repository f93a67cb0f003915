"""The commands by which an operator keeps job fairs, job sessions and classes."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Annotated

import typer

from bot.policies.commands import day
from bot.settings import read_settings

events = typer.Typer(no_args_is_help=True, help="Job fairs, job sessions, classes: take in, publish, count.")


@events.command("list")
def list_(as_json: Annotated[bool, typer.Option("--json", help="A line of JSON for each.")] = False) -> None:
    """List drafts, coming events and those of the last month, with seats taken and waiting."""
    from bot.commands import event_desk

    for line in event_desk.listing(read_settings(), as_json=as_json):
        print(line)


@events.command()
def blank(file: Annotated[Path, typer.Argument(metavar="FILE.xlsx", help="It must not be there.")]) -> None:
    """Write an empty form for events with their employers and vacancies."""
    from bot.commands import event_desk

    print(event_desk.blank(file))


@events.command("import")
def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE.xlsx")],
    write: Annotated[bool, typer.Option("--write", help="Write them as drafts; else only tell.")] = False,
) -> None:
    """Take events in from a filled form: look first at what it holds and who could be told, then --write."""
    from bot.commands import event_desk

    for line in event_desk.take(read_settings(), file, write=write):
        print(line)


@events.command()
def publish(
    code: Annotated[str, typer.Argument(metavar="CODE")],
    tell: Annotated[bool, typer.Option("--tell", help="Tell families that agreed to be reminded.")] = False,
) -> None:
    """Show a draft to everybody who asks."""
    from bot.commands import event_desk

    print(event_desk.publish(read_settings(), code, tell=tell))


@events.command()
def change(
    code: Annotated[str, typer.Argument(metavar="CODE")],
    on: Annotated[date | None, typer.Option("--on", parser=day, metavar="YYYY-MM-DD")] = None,
    hours: Annotated[str, typer.Option(metavar="HH:MM-HH:MM", help="With --on.")] = "",
    place: Annotated[str | None, typer.Option()] = None,
    seats: Annotated[int | None, typer.Option(min=0, help="0 for no limit.")] = None,
    closes: Annotated[
        date | None, typer.Option(parser=day, metavar="YYYY-MM-DD", help="The last day to register.")
    ] = None,
    bus: Annotated[str | None, typer.Option()] = None,
    bring: Annotated[str | None, typer.Option()] = None,
    write: Annotated[bool, typer.Option("--write", help="Do it; else only tell.")] = False,
) -> None:
    """Hold an event at another time or place, or with other seats; who registered is told at once."""
    from bot.commands import event_desk

    changes = event_desk.changes_of(on, hours, seats, closes, {"place": place, "bus": bus, "bring": bring})
    print(event_desk.change(read_settings(), code, changes, write=write))


@events.command()
def cancel(code: Annotated[str, typer.Argument(metavar="CODE")]) -> None:
    """Call an event off that is still to come, and tell everybody who registered, also at night."""
    from bot.commands import event_desk

    print(event_desk.cancel(read_settings(), code))


@events.command()
def report(
    since: Annotated[
        date | None, typer.Option("--from", parser=day, metavar="YYYY-MM-DD", help="A year back by default.")
    ] = None,
    until: Annotated[
        date | None, typer.Option("--to", parser=day, metavar="YYYY-MM-DD", help="Today by default.")
    ] = None,
    out: Annotated[Path | None, typer.Option(metavar="FILE.xlsx", help="Also as a spreadsheet.")] = None,
    outside: Annotated[
        bool, typer.Option("--outside", help="For outside the ward: numbers under five are hidden.")
    ] = False,
) -> None:
    """Count sessions, turns and persons apart, outcomes and employers of a period."""
    from bot.circumstances import clock_of
    from bot.clock import vietnam_day
    from bot.commands import event_desk
    from models.installation import Purpose

    settings = read_settings()
    last = until or vietnam_day(clock_of(settings, Purpose.LIVE).now())
    period = event_desk.Period(since or last - timedelta(days=365), last, outside)
    for line in event_desk.report(settings, period, out=out):
        print(line)


@events.command()
def outcomes(
    code: Annotated[str, typer.Argument(metavar="CODE", help="The event.")],
    file: Annotated[Path, typer.Argument(metavar="FILE.xlsx", help="Numbers, and what came of each.")],
    employer: Annotated[str, typer.Option(help="Whose sheet it is.")],
) -> None:
    """Take an employer's sheet of outcomes in; what stands there already is not written twice."""
    from bot.commands import event_desk

    for line in event_desk.outcomes(read_settings(), code, file, employer=employer):
        print(line)
