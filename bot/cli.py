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

from bot.commands.event_commands import events
from bot.commands.hamlet_commands import hamlets
from bot.commands.key_commands import keys
from bot.commands.list_commands import export
from bot.commands.query_commands import query
from bot.commands.rights_commands import delegate, retention
from bot.commands.screen_commands import screen
from bot.commands.sponsor_commands import sponsors
from bot.commands.trail_commands import audit
from bot.commands.unreached_commands import unreached
from bot.commands.visit_commands import visit
from bot.commands.zalo_commands import zalo
from bot.errors import DongHanhError
from bot.policies.commands import day, policies
from bot.settings import Settings, read_settings
from models.installation import Purpose

cli = typer.Typer(
    no_args_is_help=True, add_completion=False, help="Đồng Hành: a chatbot for poverty reduction."
)
cli.add_typer(policies, name="policies")
cli.add_typer(audit, name="audit")
cli.add_typer(keys, name="keys")
cli.command()(retention)
cli.command()(delegate)
cli.command()(export)
cli.command()(screen)
cli.add_typer(sponsors, name="sponsors")
cli.command()(query)
cli.add_typer(zalo, name="zalo")
cli.add_typer(events, name="events")
cli.add_typer(hamlets, name="hamlets")
cli.command()(unreached)
cli.add_typer(visit, name="visit")


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
    from bot import doors
    from bot.commands import sample_desk
    from bot.demo import demo_settings
    from bot.wording import DEFAULT, wording

    settings = demo_settings(read_settings(), port=port)
    doors.refuse_open_demo(settings)
    sample_desk.fill(settings)
    print(wording(DEFAULT)("demo.ready", address=f"http://localhost:{settings.port}/"), flush=True)
    _serve(settings, purpose=Purpose.DEMO)


@cli.command()
def sample() -> None:
    """Write the invented ward into the demo database, as `demo` does by itself."""
    from bot.commands import sample_desk
    from bot.demo import demo_settings

    print(sample_desk.fill(demo_settings(read_settings(), port=None)))


@cli.command()
def invite(
    name: Annotated[str, typer.Argument(help="Who is invited.")],
    role: Annotated[str, typer.Option(help="hamlet_head, official, leader or administrator.")],
    hamlet: Annotated[str | None, typer.Option(help="For a hamlet head: of which hamlet.")] = None,
    until: Annotated[
        date | None, typer.Option(parser=day, metavar="YYYY-MM-DD", help="When the role ends.")
    ] = None,
) -> None:
    """Invite somebody of the office: prints a code that links their chat to the role, once."""
    from bot.commands import invite_desk
    from bot.domain.roles import Role

    if role not in set(Role):
        raise typer.BadParameter("Give a role: hamlet_head, official, leader or administrator.")
    print(invite_desk.invite(read_settings(), invite_desk.Wanted(name, Role(role), hamlet, until)))


@cli.command()
def slips(
    out: Annotated[Path, typer.Option(metavar="FILE.pdf", help="The file to write; it must not be there.")],
    hamlet: Annotated[str | None, typer.Option(help="For every household of this hamlet.")] = None,
    household: Annotated[
        list[str] | None, typer.Option(metavar="NUMBER", help="Only for this household; may be repeated.")
    ] = None,
    telegram: Annotated[
        bool, typer.Option("--telegram", help="With a second code to scan, that opens the Telegram bot.")
    ] = False,
) -> None:
    """Make slips to print that link a family's phone to its file; former slips end."""
    from bot.commands import slip_desk

    if hamlet is None and not household:
        raise typer.BadParameter("Give --hamlet, --household, or both.")
    wanted = slip_desk.Wanted(out, hamlet, tuple(household or ()), telegram)
    print(slip_desk.make(read_settings(), wanted))


@cli.command("import")
def import_(
    file: Annotated[Path | None, typer.Argument(help="XLSX, XLS or CSV.")] = None,
    since: Annotated[
        date | None,
        typer.Option("--from", parser=day, metavar="YYYY-MM-DD", help="Since when its facts hold."),
    ] = None,
    document: Annotated[str | None, typer.Option(help="The decision it comes with.")] = None,
    whole: Annotated[
        bool, typer.Option("--whole", help="Poor and near-poor that are not in it are no longer so.")
    ] = False,
    new_hamlets: Annotated[bool, typer.Option("--new-hamlets", help="Make hamlets nobody knew.")] = False,
    write: Annotated[bool, typer.Option("--write", help="Write it; else only tell what would be.")] = False,
    undo: Annotated[bool, typer.Option("--undo", help="Take the last import back.")] = False,
) -> None:
    """Take a commune's list of households in: look first, then --write; --undo takes the last one back."""
    from bot.commands import import_desk

    settings = read_settings()
    if undo:
        print(import_desk.undo(settings))
    elif file is not None:
        wanted = import_desk.Wanted(file, since, document, whole, new_hamlets, write)
        for line in import_desk.take(settings, wanted):
            print(line)
    else:
        raise typer.BadParameter("Give a file, or --undo.")


@cli.command()
def serve() -> None:
    """Serve people: the chat page, and Zalo and Telegram when they are set up."""
    _serve(read_settings(), purpose=Purpose.LIVE)


def _serve(settings: Settings, *, purpose: Purpose) -> None:
    from bot import doors, server
    from bot.app import App
    from bot.circumstances import clock_of
    from bot.log import configure

    configure(settings.log_format)
    demo_mode = purpose is Purpose.DEMO
    if demo_mode:
        doors.refuse_open_demo(settings)
    clock = clock_of(settings, Purpose.TEST)
    channels = [doors.web_door(settings, clock, demo=demo_mode)]
    others = (
        doors.telegram_door(settings),
        doors.zalo_oa_door(settings, clock),
        doors.zalo_bot_door(settings),
    )
    channels += [channel for channel in others if channel is not None]
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
    from bot.commands.asking import Asking
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
    later: Annotated[
        bool, typer.Option("--later", help="A request about data: promised, not yet done; it stays open.")
    ] = False,
) -> None:
    """List what waits for a person, urgent first; answer one with --answer CODE --say TEXT."""
    from bot.commands import case_desk

    settings = read_settings()
    if answer is None:
        print(asyncio.run(case_desk.listing(settings, everything=everything)))
    elif say:
        print(asyncio.run(case_desk.answer(settings, code=answer.upper(), words=say, by=by, later=later)))
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
    from bot.commands import question_desk

    settings = read_settings()
    if done is not None:
        print(asyncio.run(question_desk.finish(settings, number=done)))
        return
    chosen = question_desk.found(settings, since=since, theme=theme, done=everything)
    print(question_desk.listing(chosen) if export is None else question_desk.export(chosen, export))


@cli.command()
def doctor() -> None:
    """Check settings, database, keys, catalogue, clock and tokens, and say in plain words what to do."""
    from bot.doctor import examine

    findings = asyncio.run(examine())
    for finding in findings:
        print(finding.line())
    if any(finding.bad for finding in findings):
        raise typer.Exit(1)


@cli.command()
def backup(target: Annotated[Path, typer.Argument(help="The file to write.")]) -> None:
    """Copy the whole database into one sealed file, also while it is in use, and check it."""
    from bot.keys.key_ring import ring_for
    from models.backups.backups import back_up
    from models.schema import purpose_at

    settings = read_settings()
    vault = ring_for(settings, purpose_at(settings.database_url))
    print(back_up(settings.database_url, target, vault=vault))


@cli.command()
def restore(
    source: Annotated[Path, typer.Argument(help="A file written by backup.")],
    only_check: Annotated[
        bool, typer.Option("--only-check", help="Only look whether it could be restored.")
    ] = False,
) -> None:
    """Put a backup back. Servers must be stopped; a backup of the present database is kept."""
    from bot.keys.key_ring import ring_to_restore
    from models.backups.backups import former_purpose
    from models.backups.backups import restore as put_back

    settings = read_settings()
    former = former_purpose(settings.database_url)
    vault = ring_to_restore(settings, former)
    print(put_back(settings.database_url, source, vault=vault, former=former, only_check=only_check))
