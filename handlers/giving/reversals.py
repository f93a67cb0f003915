"""A line of the book that belongs to no report was wrong: one of the fund, or a promise. It is reversed.

Officials take back lines of the fund and any promise, a unit its own promises until their day is over: later
the ward is to know of them. Our own measure; no rule says it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from bot.clock import vietnam_day
from bot.conversation import Reply, Topic, Turn, text
from bot.domain.ids import SponsorId
from bot.domain.messages import Choice
from bot.domain.visits.ledger import Balance, Entry, Stage, balances, open_pledges, refused, reversal
from bot.sponsors.giving import Reversing, reversing, withdrawing
from bot.sponsors.help_lines import thing_said
from handlers.families.homes import for_home
from handlers.giving.book_parts import (
    actor,
    book_commune,
    book_of,
    counted_in,
    fund_line_said,
    units_by_name,
)
from handlers.sponsoring.sponsor_office import communes_of
from handlers.sponsoring.sponsors import own_units
from models.sponsors import help_book, sponsors
from models.sponsors.help_book import FundLine

TOPIC = Topic("reversals")
MOST_CHOICES = 8
_BOOK = "book"


def heard(turn: Turn, typed: str) -> Reply | None:
    """Find the line that is meant, and ask; None where a report is meant."""
    giving = turn.knowledge.giving
    if giving.of_promise(typed):
        return of_promises(turn) if _units(turn) else None
    if not (giving.of_fund(typed) and communes_of(turn)):
        return None
    told = giving.correction(typed)
    right = 0 if told is None else _amount(turn, told.right)
    lines = _meant(turn, typed if told is None else told.wrong)
    if not lines:
        return text(turn.say("reversal.no_line"))
    if len(lines) == 1:
        return ask(turn, str(lines[0].entry.number), str(right))
    return _which(turn, lines, right)


def _amount(turn: Turn, words: str) -> int:
    found = _named(turn, words)
    return found[-1].amount if found else 0


def _named(turn: Turn, words: str) -> list[Entry]:
    """The amounts that words name."""
    return counted_in(turn, turn.knowledge.giving.spent(words), Stage.GIVEN, on=turn.today) if words else []


def _meant(turn: Turn, words: str) -> list[FundLine]:
    """The lines of the fund with the amount and of the day that are named; where none is named, all."""
    found, amounts = _lines(turn), {(each.kind, each.amount) for each in _named(turn, words)}
    day = turn.knowledge.giving.day(words, turn.today)
    if amounts:
        found = [each for each in found if (each.entry.kind, each.entry.amount) in amounts]
    if day is not None:
        found = [each for each in found if each.entry.on == day]
    return found


def _lines(turn: Turn) -> list[FundLine]:
    commune = book_commune(turn)
    if commune is None:
        return []
    found: list[FundLine] = turn.read(partial(help_book.fund_lines, commune=commune))
    return found


def _which(turn: Turn, lines: Sequence[FundLine], right: int = 0) -> Reply:
    choices = [
        Choice(fund_line_said(turn, each), TOPIC.do(ask, str(each.entry.number), str(right)))
        for each in lines[:MOST_CHOICES]
    ]
    return text(turn.say("reversal.which"), *choices)


@TOPIC.action
def of_fund(turn: Turn) -> Reply:
    """Choose among the newest lines of the fund."""
    lines = _lines(turn)
    return _which(turn, lines) if lines else text(turn.say("choice.expired"))


def _line(turn: Turn, number: str) -> FundLine | None:
    return next((each for each in _lines(turn) if str(each.entry.number) == number), None)


@TOPIC.action
def ask(turn: Turn, number: str, right: str) -> Reply:
    """Say what would be reversed, and what would stand instead."""
    line = _line(turn, number)
    if line is None:
        return text(turn.say("reversal.gone"))
    if (lacks := _lacking(turn, line.entry, int(right))) is not None:
        return lacks
    said = fund_line_said(turn, line)
    key = "reversal.ask_right" if int(right) else "reversal.ask"
    new = thing_said(turn.say, line.entry.kind, int(right))
    return text(
        turn.say(key, line=said, right=new),
        Choice(turn.say("reversal.do"), TOPIC.do(do, number, right)),
        Choice(turn.say("reversal.leave"), TOPIC.do(leave)),
    )


def _lacking(turn: Turn, line: Entry, right: int) -> Reply | None:
    """What the fund gave on already can not be taken out from under it."""
    commune = book_commune(turn)
    book = [] if commune is None else book_of(turn, [commune])
    instead = replace(line, amount=right, number=None) if right else None
    if refused(book, reversal(line, on=vietnam_day(turn.now)), instead=instead) is None:
        return None
    left = balances(book).get(line.kind, Balance()).in_fund
    return text(turn.say("reversal.spent", left=thing_said(turn.say, line.kind, left)))


@TOPIC.action
def leave(turn: Turn) -> Reply:
    """Nothing is changed."""
    return text(turn.say("reversal.left"))


@TOPIC.action
def do(turn: Turn, number: str, right: str) -> Reply:
    """Reverse the line, and write the right one."""
    line, commune = _line(turn, number), book_commune(turn)
    if line is None or commune is None:
        return text(turn.say("reversal.gone"))
    if (lacks := _lacking(turn, line.entry, int(right))) is not None:
        return lacks
    families = [line.entry.household] if line.entry.household else []
    who = actor(turn, families)
    told = Reversing(commune, line.entry, turn.now, who, turn.register.person, int(right))
    return text(turn.say("reversal.done")).doing(reversing(told))


# --- promises ---


@TOPIC.action
def of_promises(turn: Turn) -> Reply:
    """Choose among the promises that the asker may take back."""
    found = [(which, _said(turn, each)) for which, each in _pledges(turn).items()]
    found += _in_words(turn).items()
    if not found:
        return text(turn.say("reversal.no_promise"))
    if len(found) == 1:
        return ask_promise(turn, found[0][0])
    choices = [Choice(said, TOPIC.do(ask_promise, which)) for which, said in found[:MOST_CHOICES]]
    return text(turn.say("reversal.which_promise"), *choices)


def _units(turn: Turn) -> list[SponsorId]:
    return own_units(turn) or list(units_by_name(turn))


def _pledges(turn: Turn) -> dict[str, Entry]:
    """What stands in the book, by its number."""
    units = _units(turn)
    communes = {turn.read(partial(sponsors.commune_of, unit=each)) for each in units}
    found = [each.pledge for each in open_pledges(book_of(turn, sorted(communes)))]
    mine = [each for each in found if each.sponsor in units and each.number]
    return {
        f"{_BOOK}{each.number}": each
        for each in mine
        if communes_of(turn) or each.due is None or each.due >= turn.today
    }


def _said(turn: Turn, pledge: Entry) -> str:
    """A promise in words, with the unit where it is not the asker's own."""
    said = thing_said(turn.say, pledge.kind, pledge.amount)
    said += for_home(turn, pledge.household)
    if pledge.due is not None:
        said += turn.say("pledge.by", day=f"{pledge.due:%d/%m/%Y}")
    names = {} if own_units(turn) else units_by_name(turn)
    unit = None if pledge.sponsor is None else names.get(pledge.sponsor)
    return said if unit is None else turn.say("pledge.of_unit", line=said, unit=unit.name)


def _in_words(turn: Turn) -> dict[str, str]:
    """Promises that count nothing, by their number."""
    helped = turn.read(partial(sponsors.helped_by, units=_units(turn), day=turn.today))
    made = turn.read(partial(sponsors.open_promises, families=[each.id for each in helped]))
    linked = turn.read(partial(help_book.promised_by, units=_units(turn))).values()
    stand = {turn.read(partial(sponsors.stands_as, number=each))[0] for each in linked}
    return {
        str(number): what + turn.say("pledge.by", day=f"{due:%d/%m/%Y}")
        for number, what, due in made
        if number not in stand and (communes_of(turn) or due >= turn.today)
    }


@TOPIC.action
def ask_promise(turn: Turn, which: str) -> Reply:
    """Say which promise would be taken back, and ask."""
    pledge = _pledges(turn).get(which)
    said = _in_words(turn).get(which) if pledge is None else _said(turn, pledge)
    if said is None:
        return text(turn.say("reversal.gone"))
    return text(
        turn.say("reversal.ask_promise", promise=said),
        Choice(turn.say("reversal.take_back"), TOPIC.do(take_back, which)),
        Choice(turn.say("reversal.leave"), TOPIC.do(leave)),
    )


@TOPIC.action
def take_back(turn: Turn, which: str) -> Reply:
    """The promise does not stand any more, and nobody is reminded of it."""
    done = turn.say("reversal.promise_done")
    if which in _in_words(turn):
        gone = withdrawing(int(which), at=turn.now, actor=actor(turn, []))
        return text(done).doing(gone)
    line = _pledges(turn).get(which)
    if line is None or line.sponsor is None:
        return text(turn.say("reversal.gone"))
    commune = turn.read(partial(sponsors.commune_of, unit=line.sponsor))
    who = actor(turn, [line.household] if line.household else [])
    return text(done).doing(reversing(Reversing(commune, line, turn.now, who, turn.register.person)))
