"""What goes out unasked, by name, and the rules of when it may: consent, caps, quiet hours, usefulness."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.domain.lunar import after_tet, in_tet
from bot.domain.messages import Priority

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
REMINDERS_A_WEEK = 2


@dataclass(frozen=True, slots=True)
class NoticeChoice:
    """What may be answered to a notice: its label's key, what it does, and which parameters it is given."""

    label: str
    topic: str
    action: str
    given: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NoticeKind:
    """A named notice. Its words are `notice.<key>`; each parameter has a greatest length in characters.

    `a_week` is how many reminders of such kinds somebody gets within seven days; None where whoever plans it
    keeps to another rhythm."""

    key: str
    priority: Priority
    parameters: Mapping[str, int]
    choices: tuple[NoticeChoice, ...] = ()
    a_week: int | None = REMINDERS_A_WEEK

    def fitting(self, values: Mapping[str, str]) -> dict[str, str]:
        """The values, each cut to its greatest length. Raises `KeyError` when one is missing."""
        return {name: _cut(values[name], length) for name, length in self.parameters.items()}


CASE_ANSWERED = NoticeKind("case_answered", Priority.REQUESTED, {"code": 12, "answer": 600, "office": 80})
CASE_OPENED = NoticeKind("case_opened", Priority.REQUESTED, {"code": 12, "kind": 60, "due": 20})
CASE_URGENT = NoticeKind("case_urgent", Priority.CRITICAL, {"code": 12, "kind": 60, "due": 20})
DELEGATE_CAME = NoticeKind(
    "delegate_came", Priority.REQUESTED, {"tie": 30, "scope": 30, "until": 10, "number": 8}
)
"""Somebody took up to act for a family: the family must know, in time to end it."""
_EVENT = {"title": 120, "when": 60, "place": 160}
EVENT_REMINDER = NoticeKind("event_reminder", Priority.REQUESTED, _EVENT | {"number": 6, "code": 12})
EVENT_CHANGED = NoticeKind("event_changed", Priority.REQUESTED, _EVENT | {"number": 6})
EVENT_CANCELLED = NoticeKind("event_cancelled", Priority.CRITICAL, {"title": 120, "when": 60})
EVENT_OFFER = NoticeKind("event_offer", Priority.REQUESTED, _EVENT | {"until": 20})
EVENT_LAPSED = NoticeKind("event_lapsed", Priority.REQUESTED, {"title": 120})
EVENT_NEW = NoticeKind("event_new", Priority.REMINDER, _EVENT)
"""An invitation to who agreed to be reminded; nobody registered for it yet."""
EVENT_FOLLOW_UP = NoticeKind("event_follow_up", Priority.REQUESTED, {"title": 120, "days": 3})
VISIT_TOLD = NoticeKind("visit_told", Priority.REMINDER, {"unit": 60, "day": 10})
"""A unit told of a visit: the family says whether it was so."""
_LONGEST_LINES = 800
_OWN = NoticeChoice("reminder.own_families", "sponsors", "own")
_LATER = NoticeChoice("reminder.later", "sponsors", "later")
UNIT_REMINDER = NoticeKind(
    "unit_reminder", Priority.REMINDER, {"unit": 80, "lines": _LONGEST_LINES}, (_OWN, _LATER), a_week=None
)
"""All a unit is reminded of on a day, one message."""
LEADER_REMINDER = NoticeKind(
    "leader_reminder", Priority.REMINDER, {"unit": 80, "lines": _LONGEST_LINES}, (_OWN,), a_week=None
)
LATE_REMINDER = NoticeKind(
    "late_reminder",
    Priority.REMINDER,
    {"lines": _LONGEST_LINES},
    (NoticeChoice("reminder.who_is_late", "sponsor_office", "late"),),
    a_week=None,
)
FAMILY_REMINDER = NoticeKind("family_reminder", Priority.REMINDER, {"lines": _LONGEST_LINES})
HOW_ARE_YOU = NoticeKind(
    "how_are_you",
    Priority.REMINDER,
    {"number": 20},
    tuple(
        NoticeChoice(f"reminder.how_{how}", "how_are_you", how, ("number",))
        for how in ("well", "hard", "urgent")
    ),
)
"""Asked of families that escaped, each month; its third answer opens a case at once."""
HELP_OFFERED = NoticeKind(
    "help_offered",
    Priority.REQUESTED,
    {"name": 80, "need": 40},
    (NoticeChoice("sponsor_office.show_offers", "sponsor_offers", "show"),),
)
HELP_WANTED = NoticeKind(
    "help_wanted",
    Priority.REQUESTED,
    {"name": 80, "need": 40, "number": 12},
    (
        NoticeChoice("help_offer.agree", "sponsor_offers", "agree", ("number",)),
        NoticeChoice("help_offer.decline", "sponsor_offers", "decline", ("number",)),
    ),
)
"""A family is asked whether it wants a unit's help, before that unit knows who it is."""
HELP_AGREED = NoticeKind(
    "help_agreed",
    Priority.REQUESTED,
    {"name": 80},
    (NoticeChoice("reminder.own_families", "sponsors", "own"),),
)
KINDS = {each.key: each for each in tuple(globals().values()) if isinstance(each, NoticeKind)}
"""Every kind above."""
UNCOUNTED = frozenset(kind.key for kind in KINDS.values() if kind.a_week is None)
"""Kinds that no weekly limit counts."""


def _cut(value: str, length: int) -> str:
    return value if len(value) <= length else value[: length - 1].rstrip() + "…"


@dataclass(frozen=True, slots=True)
class Quiet:
    """Local hours in which nobody is written to unasked; they may pass midnight."""

    begin: time
    end: time

    def holds(self, instant: datetime) -> bool:
        """Whether an instant lies in the quiet hours."""
        at = instant.astimezone(VIETNAM).time()
        if self.begin <= self.end:
            return self.begin <= at < self.end
        return at >= self.begin or at < self.end

    def over(self, instant: datetime) -> datetime:
        """When the quiet hours that hold at an instant end."""
        local = instant.astimezone(VIETNAM)
        end = datetime.combine(local.date(), self.end, VIETNAM)
        return end if end > local else end + timedelta(days=1)


def month_begin(instant: datetime) -> datetime:
    """When the calendar month of an instant began in Vietnam."""
    local = instant.astimezone(VIETNAM)
    return local.replace(day=1, hour=0, minute=0, second=0, microsecond=0)


@dataclass(frozen=True, slots=True)
class Send:
    """It may go now."""


@dataclass(frozen=True, slots=True)
class Wait:
    """It waits for a better hour."""

    until: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Never:
    """It is not sent at all."""

    reason: str
    expired: bool = False


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What is known about the person to be written to. `agreed` is whether they want to be reminded."""

    writable: bool
    reminders_this_week: int
    quiet: Quiet
    agreed: bool = True
    a_week: int | None = REMINDERS_A_WEEK


def decide(
    priority: Priority, *, due_at: datetime, useful_until: datetime, now: datetime, about: Circumstances
) -> Send | Wait | Never:
    """Whether a notice that is due may go now.

    Who said stop, or can not be reached, gets nothing unasked; who did not agree, no reminder. Critical
    notices ignore quiet hours. At most two reminders a week; what a person registered for does not count.
    During the days of Tết nobody is reminded.
    """
    if now >= useful_until:
        return Never("too_late", expired=True)
    if not about.writable:
        return Never("stopped")
    if priority is Priority.REMINDER and not about.agreed:
        return Never("not_agreed")
    if (
        priority is Priority.REMINDER
        and about.a_week is not None
        and about.reminders_this_week >= about.a_week
    ):
        return Never("weekly_cap")
    if priority is not Priority.CRITICAL and about.quiet.holds(now):
        over = about.quiet.over(now)
        return Wait(over, "quiet_hours") if over < useful_until else Never("quiet_hours", expired=True)
    if priority is Priority.REMINDER and in_tet(today := now.astimezone(VIETNAM).date()):
        over = datetime.combine(after_tet(today), about.quiet.end, VIETNAM)
        return Wait(over, "tet") if over < useful_until else Never("tet", expired=True)
    return Send()
