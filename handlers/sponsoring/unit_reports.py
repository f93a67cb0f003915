"""Half-year and yearly reports of units, filled from the log: short as a message, whole as a paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from sqlalchemy import Connection

from bot.conversation import JobHandler, JobTurn, Reply, Topic, Turn, text
from bot.domain.ids import ContactId, SponsorId
from bot.domain.messages import Choice, File, Outgoing
from bot.domain.visits.standing import Log, Period, Span
from bot.papers import unit_papers
from handlers.files.list_export import XLSX, carries_lists
from handlers.people import own_page
from handlers.sponsoring import sponsors, unit_logs
from handlers.sponsoring.sponsors import own_units
from handlers.sponsoring.unit_logs import period_in
from models import jobs

TOPIC = Topic("unit_reports")
MOST_UNITS = 6


def asked(turn: Turn, typed: str) -> Reply | None:
    """The report of the asker's unit, of the unit that an official names, or of all of them."""
    period = turn.knowledge.sponsoring.period(typed, turn.today)
    own = own_units(turn)
    if own:
        return _one(turn, own[0], period) if len(own) == 1 else _which(turn, own, period)
    known = unit_logs.names(turn)
    if not known:
        return None
    named = turn.knowledge.sponsoring.units(typed, known)
    if len(named) == 1:
        return _one(turn, named[0], period)
    return _which(turn, named, period) if named else _all(turn, period)


def _which(turn: Turn, units: Sequence[SponsorId], period: Period) -> Reply:
    logs = [unit_logs.log_of(turn, each, period) for each in units[:MOST_UNITS]]
    choices = [Choice(each.name, TOPIC.do(of_unit, str(each.unit), *_said(period))) for each in logs if each]
    return text(turn.say("unit_report.which"), *choices) if choices else _nothing(turn, period)


def _said(period: Period) -> tuple[str, str]:
    return period.span.value, str(period.year)


def _nothing(turn: Turn, period: Period) -> Reply:
    span = unit_papers.period_said(turn.say, period)
    return text(turn.say("unit_report.none", span=span))


@TOPIC.action
def of_unit(turn: Turn, unit: str, span: str, year: str) -> Reply:
    """The report of one unit."""
    return _one(turn, SponsorId(int(unit)), period_in(span, year))


def _one(turn: Turn, unit: SponsorId, period: Period) -> Reply:
    log = unit_logs.log_of(turn, unit, period)
    if log is None:
        return _nothing(turn, period)
    asked_for = (str(unit), *_said(period))
    choices = [Choice(turn.say("unit_report.as_paper"), TOPIC.do(as_paper, *asked_for))]
    if unit in own_units(turn) and log.reported is None:
        choices.append(Choice(turn.say("unit_report.hand_in"), TOPIC.do(handed_in)))
    choices += [
        Choice(unit_papers.period_said(turn.say, each), TOPIC.do(of_unit, str(unit), *_said(each)))
        for each in _others(turn, period)
    ]
    return text("\n".join(_lines(turn, log, period)), *choices)


@TOPIC.action
def handed_in(turn: Turn) -> Reply:
    """The unit handed its report in: it is reminded of it no more."""
    return sponsors.reported(turn) or text(turn.say("choice.expired"))


def _lines(turn: Turn, log: Log, period: Period) -> list[str]:
    span = unit_papers.period_said(turn.say, period)
    head = turn.say("unit_report.head", unit=log.name, span=span, day=f"{log.day:%d/%m/%Y}")
    return [head, *unit_papers.whole_lines(turn.say, log)]


def _others(turn: Turn, period: Period) -> list[Period]:
    """The other spans of the year that have begun."""
    spans = [Period(each, period.year) for each in Span]
    return [each for each in spans if each != period and each.since <= turn.today]


@TOPIC.action
def of_all(turn: Turn, span: str, year: str) -> Reply:
    """What all units of the asker's commune did, added up."""
    return _all(turn, period_in(span, year))


def _all(turn: Turn, period: Period) -> Reply:
    logs = unit_logs.all_logs(turn, period)
    if not logs:
        return _nothing(turn, period)
    lines = [
        turn.say("unit_report.all", count=len(logs), span=unit_papers.period_said(turn.say, period)),
        turn.say(
            "unit_report.visits",
            count=sum(each.visits for each in logs),
            confirmed=sum(each.confirmed for each in logs),
        ),
        turn.say("unit_report.handed_in", count=sum(each.reported is not None for each in logs)),
        turn.say("unit_report.name_one"),
    ]
    choices = [Choice(turn.say("unit_report.as_sheet"), TOPIC.do(as_sheet, *_said(period)))]
    choices += [
        Choice(unit_papers.period_said(turn.say, each), TOPIC.do(of_all, *_said(each)))
        for each in _others(turn, period)
    ]
    return text("\n".join(lines), *choices)


@TOPIC.action
def as_paper(turn: Turn, unit: str, span: str, year: str) -> Reply:
    """Begin to write the paper."""
    if unit_logs.log_of(turn, SponsorId(int(unit)), period_in(span, year)) is None:
        return text(turn.say("choice.expired"))
    return _written(turn, "unit_report.paper", {"unit": unit, "span": span, "year": year})


@TOPIC.action
def as_sheet(turn: Turn, span: str, year: str) -> Reply:
    """Begin to write the sheet of all units."""
    if unit_logs.commune_of(turn) is None:
        return text(turn.say("choice.expired"))
    return _written(turn, "unit_report.sheet", {"span": span, "year": year})


def _written(turn: Turn, kind: str, asked_for: Mapping[str, str]) -> Reply:
    """Only over a door that may carry what units wrote of families."""
    if not carries_lists(turn.capabilities):
        return own_page.elsewhere(turn, turn.say("unit_report.not_here"))
    return text(turn.say("unit_report.writing")).doing(partial(ask, turn=turn, kind=kind, asked=asked_for))


def ask(tx: Connection, contact_id: ContactId, *, turn: Turn, kind: str, asked: Mapping[str, str]) -> None:
    """Ask for long work on behalf of who is writing."""
    person = turn.register.person
    speaker = {} if person is None else {"speaker": str(person)}
    jobs.add_job(tx, kind, contact_id=contact_id, parameters={**asked, **speaker}, now=turn.now)


def write_paper(turn: JobTurn) -> Reply:
    """The paper of one unit. Who may have it is asked anew: a role may have ended since."""
    period = period_in(turn.parameters["span"], turn.parameters["year"])
    log = unit_logs.log_of(turn, SponsorId(int(turn.parameters["unit"])), period)
    if log is None or not carries_lists(turn.capabilities):
        return text(turn.say("choice.expired"))
    homes = unit_logs.homes_of(turn, log)
    content = unit_papers.report(unit_logs.shown_only(log, homes), period, homes, office=turn.office.name)
    name = f"bao-cao-{period.year}-{period.span.value.replace('_', '-')}.docx"
    return Reply((Outgoing(turn.say("unit_report.paper"), file=File(name, unit_papers.DOCX, content)),))


def write_sheet(turn: JobTurn) -> Reply:
    """One line for each unit, by name."""
    # What writes spreadsheets is slow to import.
    from bot.papers import unit_sheet

    period = period_in(turn.parameters["span"], turn.parameters["year"])
    logs = unit_logs.all_logs(turn, period)
    if not logs or not turn.files:
        return text(turn.say("unit_report.none", span=unit_papers.period_said(turn.say, period)))
    content = unit_sheet.workbook(logs, title=unit_papers.period_said(turn.say, period))
    return Reply(
        (Outgoing(turn.say("unit_report.paper"), file=File(f"don-vi-{period.year}.xlsx", XLSX, content)),)
    )


JOBS: Mapping[str, JobHandler] = {"unit_report.paper": write_paper, "unit_report.sheet": write_sheet}
