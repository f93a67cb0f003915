"""What events came to, for officials: as a message at once, as a spreadsheet when it is wanted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from functools import partial

from sqlalchemy import Connection

from bot.clock import VIETNAM
from bot.conversation import JobHandler, JobTurn, Reply, Topic, Turn, text
from bot.domain.events.event import Event
from bot.domain.events.report import Report, counted, for_outside
from bot.domain.ids import AreaId, ContactId
from bot.domain.messages import Choice, File, Outgoing
from bot.domain.roles import Role
from bot.events import event_sheet
from handlers.fairs.event_door import AT_THE_DOOR
from handlers.fairs.event_lines import short
from models import jobs
from models.events import attendances
from models.events import events as kept

TOPIC = Topic("event_report")
REPORTS = (*AT_THE_DOOR, Role.PROVINCE)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_EVENTS = 5
PERIODS = {"month": 31, "quarter": 92, "year": 366}


def _areas(turn: Turn | JobTurn, *roles: Role) -> list[AreaId]:
    """The asker's areas with all that lies in them."""
    if not turn.register.people:
        return []
    own = [grant.area for grant in turn.register.actor.granted(*roles) if grant.area is not None]
    found: list[AreaId] = turn.read(partial(kept.below, areas=own)) if own else []
    return found


def asked(turn: Turn) -> Reply | None:
    """This year's figures, and the choice of a period or of one event; None for who may see none."""
    return None if not _areas(turn, *REPORTS) else of_period(turn, "year")


@TOPIC.action
def of_period(turn: Turn, period: str) -> Reply:
    """What the events of a period came to."""
    since, until = _span(turn.today, PERIODS[period])
    found, report = _counted(turn, since, until)
    if not found:
        return text(turn.say("event_report.none"))
    head = turn.say("event_report.head", since=f"{since:%d/%m/%Y}", until=f"{until:%d/%m/%Y}")
    choices = [Choice(turn.say("event_report.as_file"), TOPIC.do(as_file, period))]
    choices += [
        Choice(turn.say(f"event_report.period_{each}"), TOPIC.do(of_period, each))
        for each in PERIODS
        if each != period
    ]
    last = [each for each in found if each.starts <= turn.now][-MOST_EVENTS:]
    choices += [Choice(_label(turn, each), TOPIC.do(of_event, each.code)) for each in reversed(last)]
    return text("\n".join([head, *event_sheet.lines(report)]), *choices)


def _label(turn: Turn, event: Event) -> str:
    day = f"{event.starts.astimezone(VIETNAM):%d/%m}"
    return turn.say("event_report.one", day=day, title=short(event.plan.title))


@TOPIC.action
def of_event(turn: Turn, code: str) -> Reply:
    """What one event came to."""
    event = turn.read(partial(kept.by_code, code=code))
    if event is None or event.plan.area not in _areas(turn, *REPORTS):
        return text(turn.say("event_report.none"))
    report = _of(turn, [event])
    return text("\n".join([event.plan.title, *event_sheet.lines(report)]))


@TOPIC.action
def as_file(turn: Turn, period: str) -> Reply:
    """Begin to write the spreadsheet."""
    if not _areas(turn, *REPORTS):
        return text(turn.say("event_report.none"))
    return text(turn.say("event_report.writing")).doing(partial(_ask, turn=turn, period=period))


def _ask(tx: Connection, contact_id: ContactId, *, turn: Turn, period: str) -> None:
    asked_for = {"period": period}
    jobs.add_job(tx, "event_report.write", contact_id=contact_id, parameters=asked_for, now=turn.now)


def write(turn: JobTurn) -> Reply:
    """The figures as a spreadsheet. Who may see them is asked anew: a role may have ended since."""
    since, until = _span(turn.today, PERIODS[turn.parameters["period"]])
    found, report = _counted(turn, since, until)
    if not found:
        return text(turn.say("event_report.none"))
    head = turn.say("event_report.head", since=f"{since:%d/%m/%Y}", until=f"{until:%d/%m/%Y}")
    if not turn.files:
        return text("\n".join([head, *event_sheet.lines(report)]))
    content = event_sheet.workbook(report, title=turn.say("event_report.sheet"))
    return Reply((Outgoing(head, file=File(f"su-kien-{turn.today:%Y-%m-%d}.xlsx", XLSX, content)),))


def _span(today: date, days: int) -> tuple[date, date]:
    return today - timedelta(days=days - 1), today


def _counted(turn: Turn | JobTurn, since: date, until: date) -> tuple[list[Event], Report]:
    areas = _areas(turn, *REPORTS)
    begin = datetime.combine(since, time(), VIETNAM)
    end = datetime.combine(until, time(), VIETNAM) + timedelta(days=1)
    found: list[Event] = turn.read(partial(kept.held, areas=areas, since=begin, until=end))
    return found, _of(turn, found)


def _of(turn: Turn | JobTurn, events: Sequence[Event]) -> Report:
    """The figures; without small parts for who is not of the ward."""
    lines = turn.read(partial(attendances.lines, numbers=[each.id for each in events]))
    report = counted(events, lines)
    within = {each.plan.area for each in events} <= set(_areas(turn, *AT_THE_DOOR))
    return report if within else for_outside(report)


JOBS: Mapping[str, JobHandler] = {"event_report.write": write}
