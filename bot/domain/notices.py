"""What goes out unasked, by name, and the rules of when it may: consent, caps, quiet hours, usefulness."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.domain.messages import Priority

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
REMINDERS_A_WEEK = 2


@dataclass(frozen=True, slots=True)
class NoticeKind:
    """A named notice. Its words are `notice.<key>`; each parameter has a greatest length in characters."""

    key: str
    priority: Priority
    parameters: Mapping[str, int]

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
KINDS = {
    kind.key: kind
    for kind in (
        CASE_ANSWERED,
        CASE_OPENED,
        CASE_URGENT,
        DELEGATE_CAME,
        EVENT_REMINDER,
        EVENT_CHANGED,
        EVENT_CANCELLED,
        EVENT_OFFER,
        EVENT_LAPSED,
        EVENT_NEW,
        EVENT_FOLLOW_UP,
    )
}


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


def decide(
    priority: Priority, *, due_at: datetime, useful_until: datetime, now: datetime, about: Circumstances
) -> Send | Wait | Never:
    """Whether a notice that is due may go now.

    Who said stop, or can not be reached, gets nothing unasked; who did not agree, no reminder. Critical
    notices ignore quiet hours. At most two reminders a week; what a person registered for does not count.
    """
    if now >= useful_until:
        return Never("too_late", expired=True)
    if not about.writable:
        return Never("stopped")
    if priority is Priority.REMINDER and not about.agreed:
        return Never("not_agreed")
    if priority is Priority.REMINDER and about.reminders_this_week >= REMINDERS_A_WEEK:
        return Never("weekly_cap")
    if priority is not Priority.CRITICAL and about.quiet.holds(now):
        over = about.quiet.over(now)
        return Wait(over, "quiet_hours") if over < useful_until else Never("quiet_hours", expired=True)
    return Send()
