"""What events came to, for officials: as a message at once, as a spreadsheet when it is wanted."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from functools import partial

from sqlalchemy import Connection

from bot.clock import VIETNAM
from bot.conversation import JobHandler, JobTurn, Reply, Topic, Turn, text
from bot.domain.events.event import Event
from bot.domain.events.report import Report, counted, for_outside
from bot.domain.events.terms import EventKind
from bot.domain.ids import AreaId, ContactId
from bot.domain.messages import Choice, File, Outgoing
from bot.domain.roles import Role
from bot.events import event_sheet
from handlers.fairs.event_door import AT_THE_DOOR
from handlers.fairs.event_lines import PNG, short
from models import jobs
from models.events import attendances
from models.events import events as kept
from models.figure_words import figure_hearing

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


def asked(turn: Turn, typed: str, kinds: Collection[EventKind]) -> Reply | None:
    """The figures of the period that is named, else of the last year, of the kinds that are named, else of
    all; None for who may see none."""
    if not _areas(turn, *REPORTS):
        return None
    named = "" if len(kinds) == len(EventKind) else ",".join(sorted(kinds))
    said = figure_hearing().periods(typed, today=turn.today)
    if not said:
        return of_span(turn, *_iso(_last(turn.today, "year")), named)
    return of_span(turn, said[0].start.isoformat(), said[-1].last.isoformat(), named)


def _last(today: date, period: str) -> tuple[date, date]:
    """The last days up to today."""
    return today - timedelta(days=PERIODS[period] - 1), today


def _iso(span: tuple[date, date]) -> tuple[str, str]:
    return span[0].isoformat(), span[1].isoformat()


@TOPIC.action
def of_span(turn: Turn, since: str, until: str, kinds: str = "") -> Reply:
    """What the events of some days came to, both included; of some kinds or of all."""
    found, report = _counted(turn, date.fromisoformat(since), date.fromisoformat(until), kinds)
    others = [
        Choice(turn.say(f"event_report.period_{each}"), TOPIC.do(of_span, *span, kinds))
        for each in PERIODS
        if (span := _iso(_last(turn.today, each))) != (since, until)
    ]
    if not found:
        return text(turn.say("event_report.none"), *others)
    choices = [
        Choice(turn.say("event_report.as_file"), TOPIC.do(as_file, since, until, kinds)),
        Choice(turn.say("event_report.as_chart"), TOPIC.do(as_chart, since, until, kinds)),
        *_kinds(turn, report, since, until),
        *others,
    ]
    last = [each for each in found if each.starts <= turn.now][-MOST_EVENTS:]
    choices += [Choice(_label(turn, each), TOPIC.do(of_event, each.code)) for each in reversed(last)]
    return text("\n".join([_head(turn, since, until), *event_sheet.lines(report)]), *choices)


def _kinds(turn: Turn, report: Report, since: str, until: str) -> list[Choice]:
    """Each kind by itself, where there are several: their turns and employers are told apart."""
    several = report.kinds if len(report.kinds) > 1 else ()
    return [
        Choice(
            turn.say("event_report.only", kind=turn.say(f"event_new.kind.{kind}")),
            TOPIC.do(of_span, since, until, kind.value),
        )
        for kind in several
    ]


def _head(turn: Turn | JobTurn, since: str, until: str) -> str:
    begin, end = date.fromisoformat(since), date.fromisoformat(until)
    return turn.say("event_report.head", since=f"{begin:%d/%m/%Y}", until=f"{end:%d/%m/%Y}")


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
def as_file(turn: Turn, since: str, until: str, kinds: str = "") -> Reply:
    """Begin to write the spreadsheet."""
    return _begun(turn, "event_report.write", {"since": since, "until": until, "kinds": kinds})


@TOPIC.action
def as_chart(turn: Turn, since: str, until: str, kinds: str = "") -> Reply:
    """Begin to draw."""
    return _begun(turn, "event_report.draw", {"since": since, "until": until, "kinds": kinds})


def _begun(turn: Turn, job: str, asked_for: Mapping[str, str]) -> Reply:
    if not _areas(turn, *REPORTS):
        return text(turn.say("event_report.none"))
    return text(turn.say("event_report.writing")).doing(
        partial(_ask, turn=turn, job=job, asked_for=asked_for)
    )


def _ask(
    tx: Connection, contact_id: ContactId, *, turn: Turn, job: str, asked_for: Mapping[str, str]
) -> None:
    jobs.add_job(tx, job, contact_id=contact_id, parameters=asked_for, now=turn.now)


def write(turn: JobTurn) -> Reply:
    """The figures as a spreadsheet, for the ward also of each kind by itself. Who may see them is asked anew:
    a role may have ended since."""
    head, found, report = _of_job(turn)
    if report is None or not turn.files:
        return text(head)
    several = _within(turn, found) and len(report.kinds) > 1
    parts = {kind: _of(turn, _of_kinds(found, kind)) for kind in report.kinds} if several else {}
    content = event_sheet.workbook(report, parts, title=turn.say("event_report.sheet"))
    return Reply((Outgoing(head, file=File(f"su-kien-{turn.today:%Y-%m-%d}.xlsx", XLSX, content)),))


def _of_job(turn: JobTurn) -> tuple[str, list[Event], Report | None]:
    """The head and the figures; in words alone where there are none, or no files may be sent."""
    since, until = turn.parameters["since"], turn.parameters["until"]
    span = date.fromisoformat(since), date.fromisoformat(until)
    found, report = _counted(turn, *span, turn.parameters["kinds"])
    if not found:
        return turn.say("event_report.none"), [], None
    head = _head(turn, since, until)
    told = head if turn.files else "\n".join([head, *event_sheet.lines(report)])
    return told, found, report


def draw(turn: JobTurn) -> Reply:
    """The figures as pictures: people by hamlet, and what came of it. Hidden small numbers are not drawn."""
    head, _, report = _of_job(turn)
    drawn = [] if report is None or not turn.files else event_sheet.pictures(report, foot=head)
    if not drawn:
        return text(head if report is None or not turn.files else turn.say("event_report.nothing_to_draw"))
    # What draws is slow to import and large; most servers never need it.
    from bot.figures.charts import chart

    files = [
        File(f"su-kien-{turn.today:%Y-%m-%d}-{number}.png", PNG, chart(each))
        for number, each in enumerate(drawn, 1)
    ]
    return Reply(tuple(Outgoing(each.title, file=file) for each, file in zip(drawn, files, strict=True)))


def _counted(turn: Turn | JobTurn, since: date, until: date, kinds: str) -> tuple[list[Event], Report]:
    areas = _areas(turn, *REPORTS)
    begin = datetime.combine(since, time(), VIETNAM)
    end = datetime.combine(until, time(), VIETNAM) + timedelta(days=1)
    held: list[Event] = turn.read(partial(kept.held, areas=areas, since=begin, until=end))
    found = _of_kinds(held, *kinds.split(",")) if kinds else held
    return found, _of(turn, found)


def _of_kinds(events: Sequence[Event], *kinds: str) -> list[Event]:
    return [each for each in events if each.plan.kind in kinds]


def _of(turn: Turn | JobTurn, events: Sequence[Event]) -> Report:
    """The figures; without small parts for who is not of the ward."""
    lines = turn.read(partial(attendances.lines, numbers=[each.id for each in events]))
    report = counted(events, lines)
    return report if _within(turn, events) else for_outside(report)


def _within(turn: Turn | JobTurn, events: Sequence[Event]) -> bool:
    return {each.plan.area for each in events} <= set(_areas(turn, *AT_THE_DOOR))


JOBS: Mapping[str, JobHandler] = {"event_report.write": write, "event_report.draw": draw}
