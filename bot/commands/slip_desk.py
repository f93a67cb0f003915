"""An operator makes slips for the families of a hamlet: stored as digests, written once into a file to print.

What a slip opens with stands in that file alone, never on the terminal and never in the log."""

from __future__ import annotations

import os
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from sqlalchemy import Connection

from bot.commands.command_desk import CommandDesk, commune_of, hamlets_called
from bot.commands.new_file import new_file
from bot.domain.ids import HouseholdId
from bot.domain.linking import Opens, Token, as_typed, new_secret, new_token, same_number
from bot.errors import RefusedToStart
from bot.papers.slip_pages import SlipPage, slips_pdf
from bot.settings import Settings
from bot.wording import DEFAULT, wording
from models import areas, audit, offices
from models.audit import OPERATOR, Reason, Subject, SubjectKind, Tag
from models.offices import Office
from models.people import linking
from models.register.reading import Resident, living_in

TELEGRAM = "https://t.me"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whose slips are made: of a hamlet, of the households with these numbers, or of both at once.

    With `telegram` a second code to scan opens the bot there, beside the one that opens the page."""

    file: Path
    hamlet: str | None = None
    numbers: tuple[str, ...] = ()
    telegram: bool = False


@dataclass(frozen=True, slots=True)
class Slip:
    """What opens one household's file. Never stored and never shown but on paper."""

    household: HouseholdId
    number: str
    hamlet: str
    token: Token = field(repr=False)
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class _Found:
    office: Office
    hamlets: dict[int, str]
    residents: Sequence[Resident]


def make(settings: Settings, wanted: Wanted) -> str:
    """Make slips, end the former ones, write the file. Tells how many; all is stored or nothing.

    Raises `RefusedToStart` where there is nobody to make slips for or the file can not be written."""
    say = wording(DEFAULT)
    if wanted.telegram and settings.telegram_bot_name is None:
        raise RefusedToStart(say("slips.no_bot_name"))
    with CommandDesk(settings) as desk:
        found = desk.run(partial(_find, wanted=wanted, desk=desk))
        slips = [_slip(each, hamlet=found.hamlets[each.hamlet]) for each in found.residents]
        pages = [_page(each, settings=settings, telegram=wanted.telegram) for each in slips]
        with new_file(wanted.file, slips_pdf(pages, found.office, on=desk.today)):
            desk.run(partial(_store, slips=slips, desk=desk))
    hint = "" if settings.page or settings.telegram_bot_name else " " + say("slips.only_typed")
    return say("slips.made", count=len(slips), file=wanted.file) + hint


def _find(tx: Connection, *, wanted: Wanted, desk: CommandDesk) -> _Found:
    commune = commune_of(tx)
    office = offices.first_office(tx)
    assert office is not None
    hamlets = areas.hamlets_in(tx, [commune])
    chosen = hamlets if wanted.hamlet is None else hamlets_called(tx, wanted.hamlet, among=hamlets)
    living = living_in(tx, [each.id for each in chosen], day=desk.today)
    residents = _numbered(living, wanted.numbers) if wanted.numbers else living
    if not residents:
        raise RefusedToStart(wording(DEFAULT)("slips.nobody"))
    return _Found(office, {each.id: each.name for each in hamlets}, residents)


def _numbered(living: Sequence[Resident], numbers: Sequence[str]) -> list[Resident]:
    """Those who have one of the numbers. Raises `RefusedToStart` when a number is nobody's."""
    found = {number: [each for each in living if same_number(each.number, number)] for number in numbers}
    if missing := [number for number in numbers if not found[number]]:
        raise RefusedToStart(wording(DEFAULT)("slips.no_number", numbers=", ".join(missing)))
    chosen = {each.household for of_number in found.values() for each in of_number}
    return [each for each in living if each.household in chosen]


def _slip(resident: Resident, *, hamlet: str) -> Slip:
    token, secret = new_token(Opens.SLIP, os.urandom), new_secret(secrets.randbelow)
    return Slip(resident.household, resident.number, hamlet, token, secret)


def _page(slip: Slip, *, settings: Settings, telegram: bool) -> SlipPage:
    """The page of a slip. Raises `RefusedToStart` for one that could be neither scanned nor typed."""
    site, bot = settings.page, settings.telegram_bot_name
    link = None if site is None else slip.token.at(site)
    # Without a page of its own an office has only Telegram to lead to.
    in_telegram = slip.token.at(f"{TELEGRAM}/{bot}") if bot and (telegram or link is None) else None
    typed = as_typed(slip.number, slip.secret)
    if link is None and in_telegram is None and typed is None:
        raise RefusedToStart(wording(DEFAULT)("slips.no_way", number=slip.number))
    return SlipPage(slip.number, slip.hamlet, link, typed, in_telegram)


def _store(tx: Connection, *, slips: Sequence[Slip], desk: CommandDesk) -> None:
    for each in slips:
        linking.add_slip(tx, each.household, token=each.token.secret, secret=each.secret, now=desk.now)
    audit.note(
        tx,
        Tag.SLIPS_MADE,
        at=desk.now,
        actor=OPERATOR,
        subjects=[Subject(SubjectKind.HOUSEHOLD, each.household) for each in slips],
        reason=Reason.LINKING,
        details={"slips": len(slips)},
    )
