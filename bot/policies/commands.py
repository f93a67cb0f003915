"""`donghanh policies …`: the commands of whoever keeps the catalogue. Decides nothing."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from bot.policies.publishing import Told

policies = typer.Typer(help="Check the policy catalogue, look at it, change it through a spreadsheet.")

By = Annotated[str, typer.Option(help="Who changes it.")]


def day(written: str) -> date:
    """A day on the command line."""
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise typer.BadParameter("a day is written YYYY-MM-DD") from None


On = Annotated[date | None, typer.Option(parser=day, metavar="YYYY-MM-DD", help="As on this day.")]
Language = Annotated[str, typer.Option("--lang", help="vi, km or en.")]


@policies.callback(invoke_without_command=True)
def unasked(context: typer.Context) -> None:
    """Check the policy catalogue, look at it, change it through a spreadsheet."""
    if context.invoked_subcommand is None:
        check()


@policies.command()
def check(
    on: On = None,
    thorough: Annotated[
        bool, typer.Option("--thorough", help="Also ask each question unlearned; takes minutes.")
    ] = False,
) -> None:
    """Look for every fault, for what is past review, and for questions that lead elsewhere."""
    from bot.policies import desk

    text, sound = desk.check(on=on, thorough=thorough)
    print(text)
    if not sound:
        raise typer.Exit(1)


@policies.command()
def show(
    entry: Annotated[str, typer.Argument(help="The entry.")], on: On = None, language: Language = "vi"
) -> None:
    """Show what people are told about an entry, at all levels."""
    from bot.policies import desk

    print(desk.show(entry, on=on, language=language))


@policies.command()
def diff(
    before: Annotated[date, typer.Option("--from", parser=day, metavar="YYYY-MM-DD")],
    after: Annotated[date, typer.Option("--to", parser=day, metavar="YYYY-MM-DD")],
    language: Language = "vi",
) -> None:
    """Tell what is said differently on two days, and to whom."""
    from bot.policies import desk

    print(desk.diff(before=before, after=after, language=language))


@policies.command()
def untranslated(
    language: Annotated[str | None, typer.Option("--lang", help="Only km or en.")] = None,
) -> None:
    """List what people still read in Vietnamese though they chose another language."""
    from bot.policies import translations

    print(translations.untranslated(language))


@policies.command("export")
def export_(file: Annotated[Path, typer.Argument(help="The new file, ending in .xlsx.")]) -> None:
    """Write the catalogue into a spreadsheet that can be changed and taken back in."""
    from bot.policies import publishing

    _tell(publishing.hand_out(file))


@policies.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="A file written by export and changed.")],
    only_check: Annotated[bool, typer.Option("--check", help="Change nothing, only say what would.")] = False,
    by: By = "operator",
) -> None:
    """Take a changed spreadsheet in: examined first, then published at once or not at all."""
    from bot.policies import publishing
    from bot.policies.gate import today

    _tell(publishing.take_in(file, on=today(), by=by, only_check=only_check))


@policies.command()
def undo(by: By = "operator") -> None:
    """Put back what stood before the last import."""
    from bot.policies import publishing

    _tell(publishing.undo(by=by))


def _tell(told: Told) -> None:
    print(told)
    if not told.well:
        raise typer.Exit(1)
