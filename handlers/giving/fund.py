"""The ward's social-security fund: what came in from whom, what it was spent on, what is left.

Officials write and see the lines; everybody may know the sums."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import partial

from bot.clock import VIETNAM
from bot.conversation import Reply, Topic, Turn, text
from bot.domain.ids import AreaId
from bot.domain.messages import Choice
from bot.domain.visits.ledger import Balance, Entry, Kind, Measure, Stage, balances, refused
from bot.sponsors.giving import booking
from bot.sponsors.help_lines import counted, order, thing_said, things_said
from handlers.families.homes import for_home, sees
from handlers.giving import reversals
from handlers.giving.book_parts import (
    book_commune,
    book_of,
    booking_of,
    counted_in,
    family_in,
    fund_line_said,
    packed,
    unit_name,
    units_by_name,
    unpacked,
)
from handlers.sponsoring.sponsor_office import communes_of
from handlers.sponsoring.sponsors import own_units
from models.sponsors import help_book
from models.sponsors.help_book import FundLine

TOPIC = Topic("fund")
MOST_LINES = 10


def received(turn: Turn, typed: str) -> Reply | None:
    """Say back what came in, to be confirmed; None from whoever keeps no book."""
    if not communes_of(turn):
        return text(turn.say("fund.office_writes")) if own_units(turn) else None
    giving = turn.knowledge.giving
    lines = counted_in(turn, giving.given_by(typed, turn.today), Stage.RECEIVED, on=_day(turn, typed))
    lines = [each for each in lines if each.measure is not Measure.WORK]
    if not lines:
        return balance(turn)
    giver = giving.giver(typed, turn.today)
    units = (
        turn.knowledge.sponsoring.units(giver, {each.id: each.name for each in units_by_name(turn).values()})
        if giver
        else []
    )
    if len(units) == 1:
        lines, giver = [replace(each, sponsor=units[0]) for each in lines], None
    return _confirm(turn, lines, giver=giver)


def _day(turn: Turn, typed: str) -> date:
    day = turn.knowledge.giving.day(typed, turn.today)
    return turn.today if day is None or day > turn.today else day


def spent(turn: Turn, typed: str) -> Reply | None:
    """Say back what the fund gave, to be confirmed; None from whoever keeps no book."""
    if not communes_of(turn):
        return None
    lines = counted_in(turn, turn.knowledge.giving.spent(typed), Stage.GIVEN, on=_day(turn, typed))
    lines = [each for each in lines if each.measure is not Measure.WORK]
    if not lines:
        return balance(turn)
    family = family_in(turn, typed)
    if family is None and turn.knowledge.sponsoring.number(typed):
        return text(turn.say("sponsor_office.which_family"))
    lines = [replace(each, from_fund=True, household=family) for each in lines]
    if (lacks := _lacking(turn, lines)) is not None:
        return lacks
    return _confirm(turn, lines, purpose=turn.knowledge.giving.purpose(typed))


def _lacking(turn: Turn, lines: Sequence[Entry]) -> Reply | None:
    """What the fund can not give, because it is not there."""
    commune = book_commune(turn)
    book = [] if commune is None else book_of(turn, [commune])
    for each in lines:
        if refused(book, each) is not None:
            left = balances(book).get(each.kind, Balance()).in_fund
            return text(turn.say("fund.not_there", left=thing_said(turn.say, each.kind, left)))
    return None


def _confirm(
    turn: Turn, lines: Sequence[Entry], *, giver: str | None = None, purpose: str | None = None
) -> Reply:
    first = lines[0]
    key = "fund.so_received" if first.stage is Stage.RECEIVED else "fund.so_spent"
    said = turn.say(key, what=things_said(turn.say, lines), day=f"{first.on:%d/%m/%Y}")
    who = giver if first.sponsor is None else unit_name(turn, first.sponsor)
    said += turn.say("fund.from", giver=who) if who else ""
    said += for_home(turn, first.household)
    said += " " + turn.say("fund.purpose", purpose=purpose) if purpose else ""
    return text(
        said,
        Choice(turn.say("changes.right"), TOPIC.do(keep, packed(lines), giver or "", purpose or "")),
        Choice(turn.say("changes.drop"), TOPIC.do(leave)),
    )


@TOPIC.action
def leave(turn: Turn) -> Reply:
    """Nothing is written."""
    return text(turn.say("sponsor_office.left"))


@TOPIC.action
def keep(turn: Turn, lines: str, giver: str, purpose: str) -> Reply:
    """Write the lines, if the fund still has what it gives."""
    commune, told = book_commune(turn), unpacked(lines)
    if commune is None or any(each.household and not sees(turn, each.household) for each in told):
        return text(turn.say("choice.expired"))
    if (lacks := _lacking(turn, told)) is not None:
        return lacks
    new = booking_of(turn, commune, told, giver=giver or None, purpose=purpose or None)
    return text(turn.say("fund.kept")).doing(booking(new))


def balance(turn: Turn) -> Reply | None:
    """What the fund received, gave and has; lines behind a choice for who keeps the book."""
    commune = book_commune(turn) or turn.office.area_id
    if commune is None:
        return None
    table = {
        kind: each for kind, each in balances(book_of(turn, [commune])).items() if each.received or each.spent
    }
    now = f"{turn.now.astimezone(VIETNAM):%H:%M, %d/%m/%Y}"
    if not table:
        return text(turn.say("fund.empty", time=now))
    lines = [turn.say("fund.head", time=now)]
    lines += [_sums(turn, kind, table[kind]) for kind in sorted(table, key=order)]
    choices = [Choice(turn.say("fund.lines_button"), TOPIC.do(newest))] if communes_of(turn) else []
    return text("\n".join(lines), *choices)


def _sums(turn: Turn, kind: Kind, each: Balance) -> str:
    amounts = {
        "received": counted(kind, each.received),
        "spent": counted(kind, each.spent),
        "left": counted(kind, each.in_fund),
    }
    return turn.say("fund.money" if kind.item is None else "fund.goods", name=kind.item or "", **amounts)


@TOPIC.action
def newest(turn: Turn) -> Reply:
    """The newest lines of the fund, with who gave and what for."""
    commune: AreaId | None = book_commune(turn)
    if commune is None:
        return text(turn.say("choice.expired"))
    found: list[FundLine] = turn.read(partial(help_book.fund_lines, commune=commune, most=MOST_LINES))
    lines = [f"• {fund_line_said(turn, each)}" for each in found]
    wrong = Choice(turn.say("fund.wrong_button"), reversals.TOPIC.do(reversals.of_fund))
    return text("\n".join([turn.say("fund.newest"), *lines]), wrong)
