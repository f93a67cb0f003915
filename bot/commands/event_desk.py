"""An operator takes events in from a spreadsheet, publishes and counts them, takes an employer's sheet in."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from pathlib import Path

from sqlalchemy import Connection

from bot.clock import VIETNAM
from bot.commands.command_desk import CommandDesk, commune_of
from bot.domain.case_rules import new_code
from bot.domain.events.event import Event, Plan
from bot.domain.events.report import Report, counted, for_outside
from bot.domain.events.terms import EventKind, EventState, Outcome, Source
from bot.domain.ids import AreaId
from bot.domain.notices import Quiet
from bot.domain.text import fold
from bot.errors import RefusedToStart
from bot.events import event_changes, event_import, event_notices, event_sheet
from bot.events.event_changes import Changes
from bot.events.event_import import Fault, Told
from bot.settings import Settings
from bot.sheets import SheetRefused, read
from bot.wording import DEFAULT, wording
from models import audit, offices
from models.areas import hamlets_in
from models.audit import OPERATOR, Reason, Tag
from models.events import attendances, event_audience, events, registrations

LISTED_BACK = timedelta(days=30)


def blank(file: Path) -> str:
    """Write an empty form."""
    if file.exists():
        raise RefusedToStart(f"{file} is there already.")
    event_import.blank(file)
    return f"{file} is written; fill it in and take it in with `donghanh events import`."


def take(settings: Settings, file: Path, *, write: bool) -> Iterator[str]:
    """Tell what a file holds and who could be told of each event; with `write`, write them as drafts."""
    say = wording(DEFAULT)
    with CommandDesk(settings) as desk:
        commune, hamlets = desk.run(_places)
        try:
            found = event_import.taken(file, hamlets, commune, now=desk.now)
        except SheetRefused as problem:
            raise RefusedToStart(say(problem.key, **problem.values)) from problem
        yield from (_fault(fault) for fault in found.faults)
        for plan in found.plans:
            yield desk.run(partial(_take, plan=plan, write=write, desk=desk))
        for told in found.changes:
            yield desk.run(partial(_changed_row, told=told, write=write, desk=desk))
    if not write:
        yield say("event_import.to_write")


def _places(tx: Connection) -> tuple[AreaId, dict[str, AreaId]]:
    commune = commune_of(tx)
    return commune, {fold(each.name): each.id for each in hamlets_in(tx, [commune])}


def _fault(fault: Fault) -> str:
    say = wording(DEFAULT)
    return say("event_import.fault", row=fault.row, what=say(f"event_import.fault_{fault.code}"))


def _take(tx: Connection, *, plan: Plan, write: bool, desk: CommandDesk) -> str:
    say = wording(DEFAULT)
    until = plan.starts + timedelta(minutes=1)
    same = events.kept(tx, [plan.area], since=plan.starts, limit=200)
    known = [each for each in same if each.starts < until and each.plan.title == plan.title]
    told = {"title": plan.title, "when": event_notices.when(plan.starts, plan.ends)}
    if known:
        return say("event_import.known", code=known[0].code, **told)
    chats = event_audience.chats(tx, within=plan.area, statuses=plan.statuses, day=desk.today, at=desk.now)
    code = new_code(secrets.choice) if write else "…"
    if write:
        events.add(tx, code, plan, by=None, now=desk.now)
        _note(tx, desk, code, "added")
    return say("event_import.taken", code=code, count=len(chats), **told)


def _changed_row(tx: Connection, *, told: Told, write: bool, desk: CommandDesk) -> str:
    event = _coming(tx, told.code, told.changes, desk=desk)
    if event is None:
        return _fault(Fault(told.row, "code"))
    return _changed(tx, event, told.changes, write=write, desk=desk)


def changes_of(
    on: date | None, hours: str, seats: int | None, closes: date | None, words: Mapping[str, str | None]
) -> Changes:
    """What the options of the command ask for. Raises `RefusedToStart` for a day without hours."""
    begins, _, ends = hours.partition("-")
    try:
        times = [time.fromisoformat(each.zfill(5)) for each in (begins, ends) if each]
    except ValueError as problem:
        raise RefusedToStart(f"{hours} are no hours; write them like 07:30-11:30.") from problem
    if (on is None) != (not times) or len(times) not in (0, 2) or times != sorted(times):
        raise RefusedToStart("A day and two hours go together: --on 2026-12-06 --hours 07:30-11:30.")
    at = [datetime.combine(on, each, VIETNAM) for each in times] if on is not None else []
    last = None if closes is None else (datetime.combine(closes, time(23, 59), VIETNAM),)
    return Changes(
        starts=at[0] if at else None,
        ends=at[1] if at else None,
        seats=None if seats is None else (seats or None,),
        closes=last,
        words={name: value for name, value in words.items() if value},
    )


def change(settings: Settings, code: str, changes: Changes, *, write: bool) -> str:
    """Tell what would be otherwise and how many people are told; with `write`, do it.

    Raises `RefusedToStart` where no such event is to come."""
    with CommandDesk(settings) as desk:
        return desk.run(partial(_change, code=code.upper(), changes=changes, write=write, desk=desk))


def _change(tx: Connection, *, code: str, changes: Changes, write: bool, desk: CommandDesk) -> str:
    event = _coming(tx, code, changes, desk=desk)
    if event is None:
        raise RefusedToStart(f"There is no event {code} that is still to come, before and after the change.")
    told = _changed(tx, event, changes, write=write, desk=desk)
    return told if write else f"{told}\n{wording(DEFAULT)('event_import.to_write')}"


def _coming(tx: Connection, code: str, changes: Changes, *, desk: CommandDesk) -> Event | None:
    """The commune's event of a code, if it may still be changed so."""
    event = events.by_code(tx, code)
    if event is None or event.plan.area not in events.below(tx, [commune_of(tx)]):
        return None
    return event if event_changes.possible(event, changes, now=desk.now) else None


def _changed(tx: Connection, event: Event, changes: Changes, *, write: bool, desk: CommandDesk) -> str:
    count = len(event_changes.whom_to_tell(tx, event, changes))
    if write:
        event_changes.change(tx, event, changes, quiet=_quiet(tx), now=desk.now)
        _note(tx, desk, event.code, "changed")
        event = events.by_id(tx, event.id) or event
    starts = event.starts if write else changes.starts or event.starts
    ends = event.slots[0].ends if write else changes.ends or event.slots[0].ends
    return wording(DEFAULT)(
        "event_import.changed",
        title=event.plan.title,
        code=event.code,
        when=event_notices.when(starts, ends),
        place=changes.words.get("place") or event.plan.place,
        count=count,
    )


def _quiet(tx: Connection) -> Quiet:
    office = offices.first_office(tx)
    assert office is not None
    return Quiet(office.quiet_from, office.quiet_to)


def _note(tx: Connection, desk: CommandDesk, code: str, what: str) -> None:
    details = {"event": code, "what": what}
    audit.note(tx, Tag.EVENT_CHANGED, at=desk.now, actor=OPERATOR, reason=Reason.CASE_WORK, details=details)


def publish(settings: Settings, code: str, *, tell: bool) -> str:
    """Show a draft to everybody, and tell those who agreed. Raises `RefusedToStart` for no such draft."""
    with CommandDesk(settings) as desk:
        return desk.run(partial(_publish, code=code.upper(), tell=tell, desk=desk))


def _publish(tx: Connection, *, code: str, tell: bool, desk: CommandDesk) -> str:
    event = events.by_code(tx, code)
    if event is None or event.state is not EventState.DRAFT or event.ends <= desk.now:
        raise RefusedToStart(f"There is no draft {code} that is still to come.")
    plan = event.plan
    find = partial(event_audience.chats, tx, within=plan.area, statuses=plan.statuses)
    chats = find(day=desk.today, at=desk.now) if tell else []
    events.set_state(tx, event.id, EventState.OPEN, now=desk.now)
    event_notices.invite(tx, event, chats, now=desk.now)
    _note(tx, desk, code, "published")
    return wording(DEFAULT)("event_work.published", title=plan.title, count=len(chats))


def cancel(settings: Settings, code: str) -> str:
    """Call an event off and tell who registered. Raises `RefusedToStart` where there is none to come."""
    with CommandDesk(settings) as desk:
        return desk.run(partial(_cancel, code=code.upper(), desk=desk))


def _cancel(tx: Connection, *, code: str, desk: CommandDesk) -> str:
    event = events.by_code(tx, code)
    if event is None or event.state is EventState.CANCELLED or event.starts <= desk.now:
        raise RefusedToStart(f"There is no event {code} that is still to come.")
    events.hold(tx, event.id)
    told = registrations.active_in(tx, event.id)
    events.set_state(tx, event.id, EventState.CANCELLED, now=desk.now)
    event_notices.tell_cancelled(tx, event, told, now=desk.now)
    _note(tx, desk, code, "called_off")
    return wording(DEFAULT)("event_work.called_off", title=event.plan.title)


def listing(settings: Settings, *, as_json: bool) -> list[str]:
    """Drafts, coming events and those of the last month, a line each."""
    with CommandDesk(settings) as desk:
        found = desk.run(partial(_kept, since=desk.now - LISTED_BACK))
    if as_json:
        return [json.dumps(_as_json(each), ensure_ascii=False) for each in found]
    return [_line(each) for each in found] or [wording(DEFAULT)("event_work.none")]


def _kept(tx: Connection, *, since: datetime) -> list[Event]:
    return events.kept(tx, events.below(tx, [commune_of(tx)]), since=since, limit=200)


def _as_json(event: Event) -> Mapping[str, object]:
    return {
        "code": event.code,
        "kind": event.plan.kind,
        "title": event.plan.title,
        "state": event.state,
        "starts": event.starts.astimezone(VIETNAM).isoformat(),
        "ends": event.ends.astimezone(VIETNAM).isoformat(),
        "place": event.plan.place,
        "seats": [{"capacity": s.capacity, "taken": s.taken, "waiting": s.waiting} for s in event.slots],
        "employers": len(event.plan.employers),
        "vacancies": sum(vacancy.count for vacancy in event.vacancies),
    }


def _line(event: Event) -> str:
    seats = ", ".join(f"{slot.taken}/{slot.capacity or '∞'} +{slot.waiting}" for slot in event.slots)
    hours = event_notices.when(event.starts, event.ends)
    return f"{event.code} {event.state:9} {hours}: {event.plan.title} ({seats})"


@dataclass(frozen=True, slots=True)
class Period:
    """From which day until which, both included; `outside` hides small numbers."""

    since: date
    until: date
    outside: bool = False


def report(settings: Settings, period: Period, *, out: Path | None = None) -> list[str]:
    """The figures of a period, and as a spreadsheet where a file is named."""
    with CommandDesk(settings) as desk:
        figures = desk.run(partial(_report, period=period))
        several = figures.kinds if len(figures.kinds) > 1 and not period.outside else ()
        parts = {kind: desk.run(partial(_report, period=period, kind=kind)) for kind in several}
    shown = for_outside(figures) if period.outside else figures
    if out is not None:
        title = wording(DEFAULT)("event_report.sheet")
        out.write_bytes(event_sheet.workbook(shown, parts, title=title))
    return event_sheet.lines(shown)


def _report(tx: Connection, *, period: Period, kind: EventKind | None = None) -> Report:
    since = datetime.combine(period.since, time(), VIETNAM)
    until = datetime.combine(period.until, time(), VIETNAM) + timedelta(days=1)
    areas = events.below(tx, [commune_of(tx)])
    held = events.held(tx, areas, since=since, until=until)
    found = [each for each in held if kind in (None, each.plan.kind)]
    return counted(found, attendances.lines(tx, [each.id for each in found]))


def outcomes(settings: Settings, code: str, file: Path, *, employer: str) -> Iterator[str]:
    """Take an employer's sheet: a column of numbers, a column of what came of it, as officials type it."""
    try:
        pages = read(file)
    except SheetRefused as problem:
        raise RefusedToStart(wording(DEFAULT)(problem.key, **problem.values)) from problem
    told = {fold(wording(DEFAULT)(f"event_door.outcome_{each}")): each for each in Outcome}
    rows = [row for page in pages.values() for row in page]
    named: list[tuple[int, Outcome]] = []
    for row in rows:
        number = next((cell for cell in row.cells if isinstance(cell, int)), None)
        outcome = next((told[fold(str(cell))] for cell in row.cells if fold(str(cell)) in told), None)
        if number is not None and outcome is not None:
            named.append((number, outcome))
        elif row.number > 1:
            yield f"{row.number}: {wording(DEFAULT)('event_import.fault_outcome')}"
    with CommandDesk(settings) as desk:
        yield desk.run(partial(_outcomes, code=code.upper(), named=named, employer=employer, desk=desk))


def _outcomes(
    tx: Connection, *, code: str, named: Sequence[tuple[int, Outcome]], employer: str, desk: CommandDesk
) -> str:
    event = events.by_code(tx, code)
    if event is None:
        raise RefusedToStart(f"There is no event {code}.")
    new = 0
    for number, outcome in named:
        for one in registrations.by_numbers(tx, event.id, [number]):
            source = Source.EMPLOYER
            added = attendances.note_outcome(
                tx, one.id, outcome, source=source, employer=employer, now=desk.now
            )
            new += added
            event_notices.call_off_after(tx, one, now=desk.now)
            if added and outcome is Outcome.HIRED:
                event_notices.plan_follow_ups(tx, event, one, now=desk.now)
    audit.note(
        tx,
        Tag.EVENT_OUTCOME,
        at=desk.now,
        actor=OPERATOR,
        reason=Reason.CASE_WORK,
        details={"event": code, "count": new},
    )
    return f"{new} of {len(named)} outcomes written."
