"""What goes out unasked, by name, and the rules of when it may: consent, caps, quiet hours, usefulness."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.domain.messages import Action, Priority

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
REMINDERS_A_WEEK = 2


@dataclass(frozen=True, slots=True)
class NoticeKind:
    """A named notice. Its words are `notice.<key>`; each parameter has a greatest length in characters.

    `offers` are choices under it, each with the key of its label; their actions are given the parameters
    named in `hands_over`. One that `stays` is not tried on another channel: only this may carry it."""

    key: str
    priority: Priority
    parameters: Mapping[str, int]
    offers: tuple[tuple[str, Action], ...] = ()
    hands_over: tuple[str, ...] = ()
    stays: bool = False

    def fitting(self, values: Mapping[str, str]) -> dict[str, str]:
        """The values, each cut to its greatest length. Raises `KeyError` when one is missing."""
        return {name: _cut(values[name], length) for name, length in self.parameters.items()}

    def offered(self, values: Mapping[str, str]) -> list[tuple[str, Action]]:
        """The choices with what their actions are given."""
        told = tuple(values[name] for name in self.hands_over)
        return [(label, replace(action, args=(*action.args, *told))) for label, action in self.offers]


_WHETHER_DONE = (
    ("own_case.fine_button", Action("own_case", "fine")),
    ("own_case.unfinished_button", Action("own_case", "unfinished")),
)
CASE_ANSWERED = NoticeKind(
    "case_answered",
    Priority.REQUESTED,
    {"code": 12, "answer": 600, "office": 80},
    _WHETHER_DONE,
    ("code",),
)
CASE_REOPENED = NoticeKind("case_reopened", Priority.REQUESTED, {"code": 12, "kind": 60, "due": 20})
CASE_LATE = NoticeKind("case_late", Priority.REQUESTED, {"code": 12, "kind": 60, "due": 20})
TALK_BEGAN = NoticeKind("talk_began", Priority.REQUESTED, {"code": 12, "name": 60, "office": 80})
TALK_REPLY = NoticeKind("talk_reply", Priority.REQUESTED, {"name": 60, "words": 800})
TALK_SAID = NoticeKind("talk_said", Priority.REQUESTED, {"code": 12, "words": 800}, stays=True)
"""What a family says to the official: read only where that official may read of families."""
TALK_PAUSED = NoticeKind("talk_paused", Priority.REQUESTED, {"code": 12})
TALK_DONE = NoticeKind("talk_done", Priority.REQUESTED, {"code": 12}, _WHETHER_DONE, ("code",))
TALK_LEFT = NoticeKind("talk_left", Priority.REQUESTED, {"code": 12})
CASE_OPENED = NoticeKind("case_opened", Priority.REQUESTED, {"code": 12, "kind": 60, "due": 20})
CASE_URGENT = NoticeKind("case_urgent", Priority.CRITICAL, {"code": 12, "kind": 60, "due": 20})
DIGEST_AT = time(7, 30)
DIGEST = NoticeKind(
    "digest",
    Priority.REQUESTED,
    {"day": 10, "lines": 500},
    (
        ("digest.today_button", Action("case_work", "tasks", ("today",))),
        ("digest.late_button", Action("case_work", "tasks", ("late",))),
        ("digest.new_button", Action("case_work", "tasks", ("new",))),
        ("digest.families_button", Action("digest", "families")),
        ("digest.content_button", Action("digest", "content")),
    ),
)
BROADCAST = NoticeKind(
    "broadcast",
    Priority.BROADCAST,
    {"code": 12, "office": 80, "words": 600},
    (("broadcast_reply.button", Action("broadcast_reply", "begin")),),
    ("code",),
)
BROADCAST_WAITS = NoticeKind(
    "broadcast_waits",
    Priority.REQUESTED,
    {"code": 12, "name": 60, "count": 8},
    (("broadcast.look_button", Action("broadcasts", "look")),),
    ("code",),
)
BROADCAST_DONE = NoticeKind(
    "broadcast_done",
    Priority.REQUESTED,
    {"code": 12, "sent": 8, "failed": 8},
    (("broadcast.look_button", Action("broadcasts", "look")),),
    ("code",),
)
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
        BROADCAST,
        BROADCAST_DONE,
        BROADCAST_WAITS,
        CASE_ANSWERED,
        CASE_LATE,
        CASE_OPENED,
        CASE_REOPENED,
        CASE_URGENT,
        DELEGATE_CAME,
        DIGEST,
        EVENT_REMINDER,
        EVENT_CHANGED,
        EVENT_CANCELLED,
        EVENT_OFFER,
        EVENT_LAPSED,
        EVENT_NEW,
        EVENT_FOLLOW_UP,
        TALK_BEGAN,
        TALK_DONE,
        TALK_LEFT,
        TALK_PAUSED,
        TALK_REPLY,
        TALK_SAID,
    )
}
STAYING = tuple(sorted(kind.key for kind in KINDS.values() if kind.stays))


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
