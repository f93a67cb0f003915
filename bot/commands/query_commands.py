"""`donghanh query`: questions for figures in the place of somebody, through the same engine as the chat."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from bot.settings import read_settings


def query(
    as_: Annotated[
        str, typer.Option("--as", metavar="PERSON", help="A name, a number, or a card of the demo.")
    ],
    question: Annotated[str | None, typer.Argument(help="One question, instead of --jsonl.")] = None,
    jsonl: Annotated[
        bool, typer.Option("--jsonl", help='Read {"id", "question"} line by line, write one line for each.')
    ] = False,
) -> None:
    """Ask the register for figures as somebody may see them; refused questions are noted on the trail."""
    import json

    from bot.commands import query_desk

    if jsonl == (question is not None):
        raise typer.BadParameter("Give a question, or --jsonl.")
    settings = query_desk.settings_at(read_settings())
    if question is None:
        sys.stdin.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
        for line in query_desk.answered(settings, as_, sys.stdin):
            print(line, flush=True)
        return
    [line] = query_desk.answered(settings, as_, [json.dumps({"id": "1", "question": question})])
    print(json.loads(line)["text"])
