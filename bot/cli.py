"""The `donghanh` command. Every operation of the product can be done from here."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, BinaryIO

import typer

from bot.errors import DongHanhError
from bot.policies.commands import day, policies
from bot.settings import Settings, read_settings
from models.installation import Purpose

cli = typer.Typer(
    no_args_is_help=True, add_completion=False, help="Đồng Hành: a chatbot for poverty reduction."
)
cli.add_typer(policies, name="policies")


def main() -> None:
    """Run the command line; what an operator must repair is said in one sentence."""
    try:
        cli()
    except DongHanhError as error:
        print(f"donghanh: {error}", file=sys.stderr)
        sys.exit(2)


@cli.command()
def demo(
    port: Annotated[int | None, typer.Option(help="Port of the page.")] = None,
) -> None:
    """Try it: the chat page with a sample office, on this machine only, without any account."""
    from bot.demo import demo_settings
    from bot.wording import DEFAULT, wording

    settings = demo_settings(read_settings(), port=port)
    print(wording(DEFAULT)("demo.ready", address=f"http://localhost:{settings.port}/"), flush=True)
    _serve(settings, purpose=Purpose.DEMO)


@cli.command()
def serve() -> None:
    """Serve people: the chat page, and Telegram when TELEGRAM_TOKEN is set."""
    _serve(read_settings(), purpose=Purpose.LIVE)


def _serve(settings: Settings, *, purpose: Purpose) -> None:
    from bot import doors, server
    from bot.app import App, clock_of
    from bot.log import configure

    configure(settings.log_format)
    demo_mode = purpose is Purpose.DEMO
    if demo_mode:
        doors.refuse_open_demo(settings)
    clock = clock_of(settings, Purpose.TEST)
    channels = [doors.web_door(settings, clock, demo=demo_mode)]
    telegram = doors.telegram_door(settings)
    if telegram is not None:
        channels.append(telegram)
    server.run(App(settings, channels, purpose=purpose), host=settings.host, port=settings.port)


@cli.command()
def ask(
    question: Annotated[str | None, typer.Argument(help="What to ask.")] = None,
    jsonl: Annotated[
        bool, typer.Option("--jsonl", help='Read lines {"id","question"}, write answers as lines.')
    ] = False,
    on: Annotated[
        date | None,
        typer.Option(parser=day, metavar="YYYY-MM-DD", help="Answer as on this day."),
    ] = None,
    language: Annotated[str, typer.Option(help="vi, km or en.")] = "vi",
) -> None:
    """Ask in the terminal, through the same engine. Nothing is stored."""
    from bot.asking import Asking
    from bot.log import configure

    settings = read_settings()
    configure(settings.log_format)
    asking = Asking(settings, today=on, language=language)
    if jsonl:
        for line in _lines(sys.stdin.buffer):
            _print_line(asking.answer_line(line))
    elif question is not None:
        print(asking.answer_text(question))
    else:
        raise typer.BadParameter("Give a question, or --jsonl and lines on standard input.")


def _lines(stream: BinaryIO) -> Iterator[str]:
    """Lines that are not blank, also those that are not UTF-8: they get an answer of their own."""
    for line in stream:
        if line.strip():
            yield line.decode(errors="replace")


def _print_line(answer: Mapping[str, object]) -> None:
    # Half of a character, given back in an id, is written as its escape.
    text = json.dumps(answer, ensure_ascii=False).encode(errors="backslashreplace").decode()
    print(text, flush=True)


@cli.command()
def cases(
    everything: Annotated[bool, typer.Option("--all", help="Also those already answered.")] = False,
    answer: Annotated[str | None, typer.Option(metavar="CODE", help="Answer this case.")] = None,
    say: Annotated[str | None, typer.Option(help="What the person is told.")] = None,
    by: Annotated[str, typer.Option(help="Who answers.")] = "operator",
) -> None:
    """List what waits for a person, urgent first; answer one with --answer CODE --say TEXT."""
    from bot import case_desk

    settings = read_settings()
    if answer is None:
        print(case_desk.listing(settings, everything=everything))
    elif say:
        print(asyncio.run(case_desk.answer(settings, code=answer.upper(), words=say, by=by)))
    else:
        raise typer.BadParameter("--answer needs --say TEXT")


@cli.command()
def questions(
    since: Annotated[
        date | None, typer.Option(parser=day, metavar="YYYY-MM-DD", help="Asked on this day or later.")
    ] = None,
    theme: Annotated[
        str | None, typer.Option(help="Only this subject, by its short name, e.g. training or other.")
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Also those already done with.")] = False,
    export: Annotated[Path | None, typer.Option(metavar="FILE.csv", help="Write them to this file.")] = None,
    done: Annotated[int | None, typer.Option(metavar="NUMBER", help="Be done with this question.")] = None,
) -> None:
    """List what people asked in vain, by subject, most often asked first; names and numbers are hidden."""
    from bot import question_desk

    settings = read_settings()
    if done is not None:
        print(asyncio.run(question_desk.finish(settings, number=done)))
        return
    chosen = question_desk.found(settings, since=since, theme=theme, done=everything)
    print(question_desk.listing(chosen) if export is None else question_desk.export(chosen, export))


@cli.command()
def doctor(
    new_key: Annotated[
        bool, typer.Option("--new-key", help="Print a fresh DONGHANH_ATTACHMENT_KEY.")
    ] = False,
) -> None:
    """Check settings, database, catalogue, clock and tokens, and say in plain words what to do."""
    from bot.privacy import Seal

    if new_key:
        print(Seal.new_key())
        return
    from bot.doctor import examine

    findings = asyncio.run(examine())
    for finding in findings:
        print(finding.line())
    if any(finding.bad for finding in findings):
        raise typer.Exit(1)


@cli.command()
def backup(target: Annotated[Path, typer.Argument(help="The file to write.")]) -> None:
    """Copy the whole database into one file, also while it is in use."""
    from models.backups import back_up

    print(back_up(read_settings().database_url, target))


@cli.command()
def restore(
    source: Annotated[Path, typer.Argument(help="A file written by backup.")],
    check: Annotated[bool, typer.Option("--check", help="Only look whether it could be restored.")] = False,
) -> None:
    """Put a backup back. The server must be stopped; the present database is kept beside it."""
    from models.backups import restore as put_back

    print(put_back(read_settings().database_url, source, only_check=check))
