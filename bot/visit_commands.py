"""`donghanh visit`: what reports of visits tell, tried on their own. Stores nothing."""

from __future__ import annotations

import json
import sys
from typing import Annotated

import typer

visit = typer.Typer(no_args_is_help=True, help="Reports of visits to families.")


@visit.callback()
def _visit() -> None:
    """Reports of visits to families."""


@visit.command()
def parse(
    jsonl: Annotated[
        bool, typer.Option("--jsonl", help='Read lines {"id","text","date","families":[{"code","name"}]}.')
    ] = False,
) -> None:
    """Read reports from standard input and write what each tells as a line of JSON."""
    from bot import visit_desk

    if not jsonl:
        raise typer.BadParameter("Give --jsonl and lines on standard input.")
    for number, line in enumerate(sys.stdin.buffer, 1):
        if line.strip():
            told = visit_desk.parsed(line.decode(errors="replace"), number=number)
            written = json.dumps(told, ensure_ascii=False).encode(errors="backslashreplace").decode()
            print(written, flush=True)
