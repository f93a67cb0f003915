"""`donghanh screen`: what a household of a facts file is entitled to on a day. Stores nothing."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from bot.errors import DongHanhError
from bot.policies.commands import day

STANDARD_INPUT = Path("-")


def screen(
    facts: Annotated[
        Path | None, typer.Option(metavar="FILE", help="What is known, as JSON; - is standard input.")
    ] = None,
    on: Annotated[
        date | None, typer.Option(parser=day, metavar="YYYY-MM-DD", help="As on this day, else today.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Write all of it as JSON.")] = False,
    schema: Annotated[bool, typer.Option("--schema", help="Write the JSON schema of a facts file.")] = False,
    language: Annotated[str, typer.Option("--lang", help="vi or en.")] = "vi",
) -> None:
    """Tell which rights a household has, which not and why, what would change it, and what to ask next."""
    from bot.commands import screen_desk
    from bot.policies.gate import today

    if schema:
        print(screen_desk.schema())
        return
    if facts is None or language not in ("vi", "en"):
        raise typer.BadParameter("Give --facts FILE (vi or en), or --schema.")
    desk = screen_desk.judge(_read(facts), on=on or today(), language=language)
    print(screen_desk.as_json(desk) if as_json else screen_desk.as_text(desk))


def _read(path: Path) -> str:
    if path == STANDARD_INPUT:
        return sys.stdin.buffer.read().decode(errors="replace")
    try:
        return path.read_bytes().decode(errors="replace")
    except OSError as problem:
        raise DongHanhError(f"{path} can not be read: {problem.strerror}") from problem
