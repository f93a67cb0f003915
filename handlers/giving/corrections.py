"""A report that was wrong: taken back whole, or one amount put right. Lines are reversed, never deleted.

A unit may do it for its own reports of the last thirty days, an official for all of the last year: by then
the yearly figures stand. Our own measure; no rule says it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial

from bot.clock import vietnam_day
from bot.conversation import JobTurn, Reply, Topic, Turn, text
from bot.domain.ids import SponsorId
from bot.domain.messages import Choice
from bot.domain.visits.ledger import Entry, Stage
from bot.sponsors.giving import Undoing, undoing
from bot.sponsors.help_lines import thing_said, things_said
from handlers.families.homes import home_said
from handlers.giving import reversals
from handlers.giving.book_parts import actor, counted_in, family_in, units_by_name
from handlers.sponsoring.sponsors import own_units
from handlers.sponsoring.visit_parts import read
from models.sponsors import help_book
from models.sponsors.help_book import Reported

TOPIC = Topic("corrections")
UNIT_WITHIN, OFFICIAL_WITHIN = timedelta(days=30), timedelta(days=365)
MOST_CHOICES = 8


def heard(turn: Turn, typed: str) -> Reply | None:
    """Find the line or the report that is meant, and ask; None from somebody without unit or book."""
    if (of_book := reversals.heard(turn, typed)) is not None:
        return of_book
    reports = reports_of(turn)
    if reports is None:
        return None
    told = turn.knowledge.giving.correction(typed)
    meant = meant_by(turn, typed, reports)
    if not meant:
        return text(turn.say("correction.no_report"))
    if told is None:
        return _which_back(turn, meant)
    right = _first(turn, told.right)
    if right is None:
        return text(turn.say("correction.how"))
    wrong = _first(turn, told.wrong) or _first(turn, f"{told.wrong} {right.item or ''}")
    fits = [
        (each, line)
        for each in meant
        for line in each.given
        if line.kind == (wrong or right).kind and (wrong is None or line.amount == wrong.amount)
    ]
    fits = fits or [(each, line) for each in meant for line in each.given if line.kind == right.kind]
    if not fits:
        return text(turn.say("correction.no_such_line"))
    if len(fits) == 1 or wrong is not None:
        report, line = fits[0]
        return change(turn, str(report.visit.id), str(line.number), str(right.amount))
    choices = [
        Choice(
            turn.say(
                "correction.line",
                report=report_said(turn, report),
                what=thing_said(turn.say, line.kind, line.amount),
            ),
            TOPIC.do(change, str(report.visit.id), str(line.number), str(right.amount)),
        )
        for report, line in fits[:MOST_CHOICES]
    ]
    return text(turn.say("correction.which"), *choices)


def _first(turn: Turn, words: str) -> Entry | None:
    """The one amount that words name."""
    found = counted_in(turn, words, Stage.GIVEN, on=turn.today) if words else []
    return found[-1] if found else None


def reports_of(turn: Turn | JobTurn) -> list[Reported] | None:
    """The reports the asker may put right, the newest first."""
    own = own_units(turn)
    units: Sequence[SponsorId] = own or list(units_by_name(turn))
    if not units:
        return None
    since = turn.now - (UNIT_WITHIN if own else OFFICIAL_WITHIN)
    found: list[Reported] = turn.read(partial(help_book.reports_since, since=since, units=units))
    return found


def meant_by(turn: Turn, typed: str, reports: Sequence[Reported]) -> list[Reported]:
    """Those of the family and the day that are named; where none is named, all."""
    family, day = family_in(turn, typed), read(turn, typed).day
    day = day or turn.knowledge.giving.day(typed, turn.today)
    if family is not None:
        reports = [each for each in reports if each.visit.household == family]
    if day is None:
        return list(reports)
    return [each for each in reports if day in (each.visit.visited_on, _written_on(each))]


def _written_on(report: Reported) -> date:
    return vietnam_day(report.visit.recorded_at)


def _which_back(turn: Turn, meant: Sequence[Reported]) -> Reply:
    if len(meant) == 1:
        return back(turn, str(meant[0].visit.id))
    choices = [
        Choice(report_said(turn, each), TOPIC.do(back, str(each.visit.id))) for each in meant[:MOST_CHOICES]
    ]
    return text(turn.say("correction.which_report"), *choices)


def report_said(turn: Turn, report: Reported) -> str:
    visit = report.visit
    return turn.say(
        "correction.report", home=home_said(turn, visit.household), day=f"{visit.visited_on:%d/%m}"
    )


def _known(turn: Turn, number: str) -> Reported | None:
    return next((each for each in reports_of(turn) or () if str(each.visit.id) == number), None)


@TOPIC.action
def back(turn: Turn, number: str) -> Reply:
    """Say what would be taken back, and ask."""
    report = _known(turn, number)
    if report is None:
        return text(turn.say("choice.expired"))
    what = things_said(turn.say, report.given) or turn.say("correction.no_gift")
    visit = report.visit
    return text(
        turn.say("correction.ask_back", unit=visit.unit, report=report_said(turn, report), what=what),
        Choice(turn.say("correction.take_back"), TOPIC.do(take_back, number)),
        Choice(turn.say("sponsor_office.leave"), TOPIC.do(leave)),
    )


@TOPIC.action
def leave(turn: Turn) -> Reply:
    """Nothing is changed."""
    return text(turn.say("correction.left"))


@TOPIC.action
def take_back(turn: Turn, number: str) -> Reply:
    """The report does not stand any more; what it had cleared is due again."""
    report = _known(turn, number)
    if report is None:
        return text(turn.say("correction.gone"))
    return text(turn.say("correction.taken_back")).doing(undoing(_undoing(turn, report)))


def _undoing(turn: Turn, report: Reported, wrong: Entry | None = None, amount: int = 0) -> Undoing:
    who = actor(turn, [report.visit.household])
    return Undoing(report, turn.now, who, turn.register.person, wrong, amount)


@TOPIC.action
def change(turn: Turn, number: str, line: str, amount: str) -> Reply:
    """Say what one line would be, and ask."""
    report, wrong = _line(turn, number, line)
    if report is None or wrong is None:
        return text(turn.say("correction.gone"))
    if wrong.amount == int(amount):
        return text(turn.say("correction.same", what=thing_said(turn.say, wrong.kind, wrong.amount)))
    return text(
        turn.say(
            "correction.ask_change",
            report=report_said(turn, report),
            wrong=thing_said(turn.say, wrong.kind, wrong.amount),
            right=thing_said(turn.say, wrong.kind, int(amount)),
        ),
        Choice(turn.say("changes.right"), TOPIC.do(put_right, number, line, amount)),
        Choice(turn.say("changes.drop"), TOPIC.do(leave)),
    )


@TOPIC.action
def put_right(turn: Turn, number: str, line: str, amount: str) -> Reply:
    """Reverse the line and write it anew; the family is asked again about it alone."""
    report, wrong = _line(turn, number, line)
    if report is None or wrong is None:
        return text(turn.say("correction.gone"))
    return text(turn.say("correction.changed")).doing(undoing(_undoing(turn, report, wrong, int(amount))))


def _line(turn: Turn, number: str, line: str) -> tuple[Reported | None, Entry | None]:
    report = _known(turn, number)
    given = () if report is None else report.given
    return report, next((each for each in given if str(each.number) == line), None)
