"""What units promised to give: money, goods, hours, by a day; what of it is open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import partial

from bot.conversation import Reply, Topic, Turn, text
from bot.domain.ids import HouseholdId, SponsorId
from bot.domain.messages import Choice
from bot.domain.visits.ledger import Entry, OpenPledge, Stage, open_pledges
from bot.sponsors.giving import booking
from bot.sponsors.help_lines import thing_said, things_said
from handlers.families.homes import for_home, sees
from handlers.giving import reversals
from handlers.giving.book_parts import (
    book_of,
    booking_of,
    counted_in,
    family_in,
    packed,
    unit_name,
    units_by_name,
    units_in,
    unpacked,
)
from handlers.sponsoring.sponsor_office import communes_of
from handlers.sponsoring.sponsors import own_units
from handlers.sponsoring.visit_parts import read
from models.sponsors import help_book, sponsors

TOPIC = Topic("pledges")
MOST_LISTED, MOST_UNITS = 10, 4


def heard(turn: Turn, typed: str) -> Reply | None:
    """Say back what a unit promises, to be confirmed; None where nothing that counts is promised."""
    if not own_units(turn) and not communes_of(turn):
        return None
    what, due = _told(turn, typed)
    lines = counted_in(turn, what, Stage.PLEDGED, on=turn.today)
    if not lines:
        return None
    if due is not None and due < turn.today:
        return text(turn.say("pledge.day_over"))
    family = family_in(turn, typed)
    if family is None and turn.knowledge.sponsoring.number(typed):
        return text(turn.say("sponsors.which_family"))
    units = _meant(turn, typed, family)
    lines = [replace(each, due=due, household=family) for each in lines]
    if len(units) == 1:
        return _ask(turn, units[0], lines, what)
    if not units:
        return text(turn.say("sponsor_office.which_unit"))
    choices = [
        Choice(unit_name(turn, each), TOPIC.do(ask, str(each), packed(lines), what))
        for each in units[:MOST_UNITS]
    ]
    return text(turn.say("sponsor_office.which_of_units"), *choices)


def _told(turn: Turn, typed: str) -> tuple[str, date | None]:
    """What is promised, in words, and by when."""
    promise = read(turn, typed).promise
    told = turn.knowledge.giving.pledged(promise.what if promise else typed)
    due = promise.due if promise else None
    return told, due or turn.knowledge.sponsoring.planned(typed, turn.today).due


def _meant(turn: Turn, typed: str, family: HouseholdId | None) -> list[SponsorId]:
    """The units that may have promised: the own one, of several the one that helps the family."""
    units = units_in(turn, typed)
    if len(units) > 1 and family is not None:
        helping = turn.read(partial(sponsors.units_helping, household_id=family, day=turn.today))
        units = [each for each in units if each in helping] or units
    return units


@TOPIC.action
def ask(turn: Turn, unit: str, lines: str, what: str) -> Reply:
    """The same, now that the unit was chosen."""
    return _ask(turn, SponsorId(int(unit)), unpacked(lines), what)


def _ask(turn: Turn, unit: SponsorId, lines: Sequence[Entry], what: str) -> Reply:
    first = lines[0]
    said = turn.say("pledge.so", unit=unit_name(turn, unit), what=things_said(turn.say, lines))
    said += for_home(turn, first.household)
    said += "." if first.due is None else turn.say("pledge.until", day=f"{first.due:%d/%m/%Y}")
    return text(
        said,
        Choice(turn.say("changes.right"), TOPIC.do(keep, str(unit), packed(lines), what)),
        Choice(turn.say("changes.drop"), TOPIC.do(leave)),
    )


@TOPIC.action
def leave(turn: Turn) -> Reply:
    """Nothing is written."""
    return text(turn.say("sponsor_office.left"))


@TOPIC.action
def keep(turn: Turn, unit: str, lines: str, what: str) -> Reply:
    """Write the promise down."""
    sponsor, told = SponsorId(int(unit)), unpacked(lines)
    families = [each.household for each in told if each.household is not None]
    if sponsor not in own_units(turn) and sponsor not in units_by_name(turn):
        return text(turn.say("choice.expired"))
    if any(not sees(turn, each) for each in set(families)):
        return text(turn.say("choice.expired"))
    commune = turn.read(partial(sponsors.commune_of, unit=sponsor))
    quiet = turn.knowledge.sponsoring.tells_too_much(what)
    pledge = [replace(each, sponsor=sponsor) for each in told]
    words = things_said(turn.say, told) if quiet else what
    new = booking_of(turn, commune, pledge, what=words)
    return text(turn.say("pledge.kept")).doing(booking(new))


@TOPIC.action
def own_open(turn: Turn) -> Reply:
    """What the asker's units promised and did not give yet."""
    return own(turn) or text(turn.say("sponsors.no_unit"))


def own(turn: Turn) -> Reply | None:
    """The same; None from somebody who belongs to no unit."""
    units = own_units(turn)
    if not units:
        return None
    lines: list[str] = []
    for unit in units:
        commune = turn.read(partial(sponsors.commune_of, unit=unit))
        found = [each for each in open_pledges(book_of(turn, [commune])) if each.pledge.sponsor == unit]
        lines += [_line(turn, each) for each in found[:MOST_LISTED]]
        lines += _in_words(turn, unit, found)
    head = turn.say("pledge.own_head" if lines else "pledge.own_none")
    return text("\n".join([head, *lines]), *([_back(turn)] if lines else []))


def _back(turn: Turn) -> Choice:
    return Choice(turn.say("pledge.back_button"), reversals.TOPIC.do(reversals.of_promises))


def _line(turn: Turn, open_: OpenPledge) -> str:
    pledge = open_.pledge
    said = thing_said(turn.say, pledge.kind, open_.left)
    if open_.left < pledge.amount:
        said = turn.say("pledge.left", left=said, whole=thing_said(turn.say, pledge.kind, pledge.amount))
    said += for_home(turn, pledge.household)
    if pledge.due is not None:
        said += turn.say("pledge.by", day=f"{pledge.due:%d/%m/%Y}")
    return turn.say("pledge.late" if open_.late(turn.today) else "pledge.line", what=said)


def _in_words(turn: Turn, unit: SponsorId, counted: Sequence[OpenPledge]) -> list[str]:
    """Promises that count nothing: "may máy may", with their days."""
    helped = turn.read(partial(sponsors.helped_by, units=[unit], day=turn.today))
    made = turn.read(partial(sponsors.open_promises, families=[each.id for each in helped]))
    numbers = [each.pledge.number or 0 for each in counted]
    linked = turn.read(partial(help_book.promises_of, pledges=numbers)).values()
    stand = {turn.read(partial(sponsors.stands_as, number=each))[0] for each in linked}
    return [
        turn.say(
            "pledge.late" if due < turn.today else "pledge.line",
            what=what + turn.say("pledge.by", day=f"{due:%d/%m/%Y}"),
        )
        for number, what, due in made[:MOST_LISTED]
        if number not in stand
    ]


def everybody(turn: Turn) -> Reply | None:
    """Which unit promised what and did not give it yet; None from somebody who may not ask."""
    communes = communes_of(turn)
    if not communes:
        return None
    found = open_pledges(book_of(turn, communes))
    if not found:
        return text(turn.say("pledge.none_open"))
    late = [each for each in found if each.late(turn.today)]
    ordered = [*late, *(each for each in found if each not in late)]
    lines = [turn.say("pledge.all_head", count=len(found), late=len(late))]
    lines += [_of_unit(turn, each) for each in ordered[:MOST_LISTED]]
    if len(ordered) > MOST_LISTED:
        lines.append(turn.say("pledge.more", count=len(ordered) - MOST_LISTED))
    return text("\n".join(lines), _back(turn))


def _of_unit(turn: Turn, open_: OpenPledge) -> str:
    unit = open_.pledge.sponsor
    name = "" if unit is None else unit_name(turn, unit)
    return turn.say("pledge.of_unit", unit=name, line=_line(turn, open_))
