"""Plans what units and families are reminded of, puts it into one message a day, and writes how it ended.

When a message may go is the planner's to decide; what it says stands in `bot.sponsors.reminder_lines`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial

from sqlalchemy import Connection

from bot.clock import VIETNAM
from bot.domain.ids import AreaId, ContactId, ReminderId, SponsorId
from bot.domain.lunar import in_tet
from bot.domain.notices import (
    FAMILY_REMINDER,
    HOW_ARE_YOU,
    LATE_REMINDER,
    LEADER_REMINDER,
    UNIT_REMINDER,
    NoticeKind,
)
from bot.domain.reminders.families import CAP, CAP_DAYS, family_wants, rows_of_family
from bot.domain.reminders.terms import Audience, Ended, Matter, Row, Settings
from bot.domain.reminders.units import Unit, rows_of_unit, wanted_by
from bot.ports import Clock
from bot.sponsors.reminder_lines import Lines
from bot.wording import DEFAULT, wording
from models.people.contacts import contact_by_id
from models.reminders import reminder_mail, reminders
from models.reminders.reminders import Reminder
from models.reminders.reminding import Range, families_in, next_families, next_units, units_in
from models.sending import notices
from models.sending.notices import NewNotice
from models.sponsors.sponsors import homes_of, names_of
from models.unit_of_work import UnitOfWork

UNITS_AT_ONCE, FAMILIES_AT_ONCE, MESSAGES_AT_ONCE = 500, 2_000, 200
FROM, UNTIL, USELESS = time(8), time(20), time(21)
"""Between which hours messages are put together, and until when one is of use on its day."""
Group = tuple[Audience, int]


@dataclass(frozen=True, slots=True)
class Message:
    """A message to be planned: to whom, which words, and what goes along in it."""

    occurrence: str
    contact: ContactId
    kind: NoticeKind
    parameters: dict[str, str]
    rows: tuple[Reminder, ...]


class Reminding:
    """Looks each minute at what is due. All that it knows stands in rows: it may die at any moment."""

    def __init__(self, uow: UnitOfWork, clock: Clock) -> None:
        self._uow = uow
        self._clock = clock

    async def tick(self) -> int:
        """Write down what ended, plan the day where that is not done, and put together what is due.

        Returns how many messages were planned."""
        now = self._clock.now()
        local = now.astimezone(VIETNAM)
        while await self._uow.run(lambda tx: reminder_mail.settle_ended(tx, day=local.date(), now=now)):
            pass
        await self._plan_day(local.date(), now)
        if in_tet(local.date()) or not FROM <= local.time() < UNTIL:
            return 0
        return await self._put_together(local.date(), now)

    async def _plan_day(self, day: date, now: datetime) -> None:
        # Days to come were planned by a clock that was ahead.
        await self._uow.run(lambda tx: reminders.plan_anew(tx, since=day + timedelta(days=1)))
        while not await self._uow.run(lambda tx: plan_some(tx, day=day, now=now)):
            pass

    async def _put_together(self, day: date, now: datetime) -> int:
        made = 0
        after: int | None = 0
        while after is not None:
            some = partial(put_together, day=day, now=now, after=after)
            count, after = await self._uow.run(some)
            made += count
        return made


def plan_some(tx: Connection, *, day: date, now: datetime) -> bool:
    """Plan for the next units or families of a day. True when all are done."""
    units_to, families_to, done = reminders.planned_to(tx, day)
    if done:
        return True
    if (units := next_units(tx, units_to, UNITS_AT_ONCE)) is not None:
        plan_units(tx, units, day=day, now=now)
        reminders.plan_goes_on(tx, day, units.last, families_to, done=None)
        return False
    families = next_families(tx, families_to, FAMILIES_AT_ONCE)
    if families is not None:
        plan_families(tx, families, day=day, now=now)
    last = families_to if families is None else families.last
    reminders.plan_goes_on(tx, day, units_to, last, done=now if families is None else None)
    return families is None


def plan_units(tx: Connection, units: Range, *, day: date, now: datetime) -> None:
    """Plan what these units are to be reminded of by a day, and call off what is no longer to be said."""
    set_: dict[AreaId, Settings] = {}
    rows: list[Row] = []
    known = units_in(tx, units, day=day)
    for unit in known:
        if unit.commune not in set_:
            set_[unit.commune] = reminders.settings_of(tx, unit.commune)
        rows += rows_of_unit(unit, day, set_[unit.commune])
    reminders.plan(tx, rows, now=now)
    _call_off_units(tx, units, known, set_, day=day, now=now)


def _call_off_units(
    tx: Connection,
    units: Range,
    known: Sequence[Unit],
    settings: dict[AreaId, Settings],
    *,
    day: date,
    now: datetime,
) -> None:
    """What is not open any more ends as cleared; of who is muted as muted, of what is over as expired."""
    open_ = reminders.open_where(tx, units.holds(reminders.reminder.c.sponsor_id))
    if not open_:
        return
    wanted = {row.name for unit in known for row in wanted_by(unit, day, settings[unit.commune])}
    muted = {each.id for unit in known for each in unit.families if each.muted(day)}
    gone = [each for each in open_ if each.ended is Ended.PLANNED and each.name not in wanted]
    quiet = [each.id for each in gone if each.sponsorship in muted]
    late = [each.id for each in gone if each.useful_to < day and each.id not in set(quiet)]
    rest = [each.id for each in gone if each.id not in {*quiet, *late}]
    reminders.settle(tx, quiet, Ended.MUTED, reason="moved", day=day, now=now)
    reminders.settle(tx, late, Ended.EXPIRED, reason="too_late", day=day, now=now)
    reminders.settle(tx, rest, Ended.CLEARED, reason="no_longer_due", day=day, now=now)


def plan_families(tx: Connection, families: Range, *, day: date, now: datetime) -> None:
    """Plan what these families are to be reminded of by a day, and end what is no longer of use."""
    known = families_in(tx, families, day=day)
    reminders.plan(tx, [row for family in known for row in rows_of_family(family, day)], now=now)
    wanted = {row.name for family in known for row in family_wants(family, day)}
    own = reminders.reminder.c.audience == Audience.FAMILY.value
    open_ = reminders.open_where(tx, own & families.holds(reminders.reminder.c.household_id))
    gone = [each for each in open_ if each.ended is Ended.PLANNED and each.name not in wanted]
    late = [each.id for each in gone if each.useful_to < day]
    rest = [each.id for each in gone if each.useful_to >= day]
    reminders.settle(tx, late, Ended.EXPIRED, reason="too_late", day=day, now=now)
    reminders.settle(tx, rest, Ended.CLEARED, reason="no_longer_due", day=day, now=now)


def put_together(tx: Connection, *, day: date, now: datetime, after: int) -> tuple[int, int | None]:
    """Make messages of some of what waits. Returns how many, and where to go on, None at the end."""
    rows = reminders.waiting(tx, day=day, limit=MESSAGES_AT_ONCE, after=after)
    over = [each.id for each in rows if each.useful_to < day]
    reminders.settle(tx, over, Ended.EXPIRED, reason="too_late", day=day, now=now)
    groups = dict.fromkeys(_group(each) for each in rows if each.useful_to >= day)
    made = sum([_of_group(tx, group, day=day, now=now) for group in groups])
    return made, rows[-1].id if rows else None


def _group(row: Reminder) -> Group:
    """Whose message it belongs to: the unit's, its leader's, the committee's, the family's."""
    match row.audience:
        case Audience.COMMITTEE:
            return row.audience, row.commune
        case Audience.FAMILY:
            return row.audience, row.household or 0
        case audience:
            return audience, row.sponsor or 0


def _of_group(tx: Connection, group: Group, *, day: date, now: datetime) -> bool:
    occurrence = _occurrence(group, day)
    if notices.was_planned(tx, occurrence):
        return False
    rows = reminders.in_group(tx, *group, day=day)
    message = _message(tx, group, occurrence, rows, day=day, now=now)
    return message is not None and _planned(tx, message, day=day, now=now)


def _occurrence(group: Group, day: date) -> str:
    """One name a day for a unit, whoever of it is written to."""
    audience, number = group
    owner = Audience.UNIT if audience is Audience.LEADER else audience
    return f"remind:{owner}:{number}:{day}"


def _message(
    tx: Connection, group: Group, occurrence: str, rows: Sequence[Reminder], *, day: date, now: datetime
) -> Message | None:
    match group[0]:
        case Audience.FAMILY:
            return _to_family(tx, occurrence, rows, day=day, now=now)
        case Audience.COMMITTEE:
            return _to_committee(tx, occurrence, rows, day=day, now=now)
        case _:
            return _to_unit(tx, group, occurrence, rows, day=day, now=now)


def _to_unit(
    tx: Connection, group: Group, occurrence: str, rows: Sequence[Reminder], *, day: date, now: datetime
) -> Message | None:
    """To the unit or its leader; where one person is both, everything in one message."""
    audience, unit = group[0], SponsorId(group[1])
    if not rows or reminder_mail.snoozed(tx, unit, day=day):
        return None
    to = reminder_mail.speaker_of(tx, unit, audience, day=day, at=now)
    if to is None:
        reminders.settle(tx, _numbers(rows), Ended.FAILED, reason="no_contact", day=day, now=now)
        return None
    other = Audience.UNIT if audience is Audience.LEADER else Audience.LEADER
    others = reminders.in_group(tx, other, unit, day=day)
    if others and (them := reminder_mail.speaker_of(tx, unit, other, day=day, at=now)) is not None:
        if them != to and other is Audience.LEADER:
            # One message a day for a unit, and its leader's keeps its day.
            return None
        rows = [*rows, *others] if them == to else rows
    kind = LEADER_REMINDER if any(each.audience is Audience.LEADER for each in rows) else UNIT_REMINDER
    lines = Lines(tx, wording(contact_by_id(tx, to).language), day).of_unit(rows)
    parameters = {"unit": names_of(tx, [unit])[unit], "lines": lines}
    return _with(tx, Message(occurrence, to, kind, parameters, (*rows,)), day, now)


def _to_committee(
    tx: Connection, occurrence: str, rows: Sequence[Reminder], *, day: date, now: datetime
) -> Message | None:
    to = reminder_mail.committee_of(tx, rows[0].commune, day=day, at=now) if rows else None
    if to is None:
        reminders.settle(tx, _numbers(rows), Ended.FAILED, reason="no_contact", day=day, now=now)
        return None
    lines = Lines(tx, wording(DEFAULT), day).of_committee(rows)
    return _with(tx, Message(occurrence, to, LATE_REMINDER, {"lines": lines}, (*rows,)), day, now)


def _to_family(
    tx: Connection, occurrence: str, rows: Sequence[Reminder], *, day: date, now: datetime
) -> Message | None:
    """At most two messages within a week; the question how it goes has one of its own."""
    home = rows[0].household if rows else None
    if home is None or reminder_mail.messages_since(tx, home, day=day - timedelta(days=CAP_DAYS)) >= CAP:
        return None
    to = reminder_mail.voice_of_family(tx, home, day=day, at=now)
    if to is None:
        reminders.settle(tx, _numbers(rows), Ended.FAILED, reason="no_contact", day=day, now=now)
        return None
    others = tuple(each for each in rows if each.matter is not Matter.HOW_ARE_YOU)
    if not others:
        number, _ = homes_of(tx, [home], day=day)[home]
        return Message(occurrence, to, HOW_ARE_YOU, {"number": number}, (*rows,))
    lines = Lines(tx, wording(contact_by_id(tx, to).language), day).of_family(others)
    return _with(tx, Message(occurrence, to, FAMILY_REMINDER, {"lines": lines}, others), day, now)


def _with(tx: Connection, message: Message, day: date, now: datetime) -> Message | None:
    """The message, unless nothing is left to say: what it was about was taken back."""
    if message.parameters["lines"]:
        return message
    reminders.settle(tx, _numbers(message.rows), Ended.CLEARED, reason="no_longer_due", day=day, now=now)
    return None


def _planned(tx: Connection, message: Message, *, day: date, now: datetime) -> bool:
    until = datetime.combine(day, USELESS, VIETNAM)
    new = NewNotice(
        message.kind.key,
        message.occurrence,
        message.contact,
        message.kind.priority,
        message.kind.fitting(message.parameters),
        now,
        until,
    )
    notice = notices.plan(tx, new, now=now)
    if notice is not None:
        reminders.carry(tx, _numbers(message.rows), notice)
    return notice is not None


def _numbers(rows: Iterable[Reminder]) -> list[ReminderId]:
    return [each.id for each in rows]
