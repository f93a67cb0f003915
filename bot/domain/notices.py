"""What goes out unasked, by name, and the rules of when it may: consent, caps, quiet hours, usefulness."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.domain.consent import Purpose
from bot.domain.lunar import after_tet, in_tet
from bot.domain.messages import Action, Priority

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
REMINDERS_A_WEEK = 2


@dataclass(frozen=True, slots=True)
class NoticeChoice:
    """What may be answered to a notice: its label's key, and what it does.

    The action is given `args` and then the notice's parameters named in `given`."""

    label: str
    topic: str
    action: str
    given: tuple[str, ...] = ()
    args: tuple[str, ...] = ()

    def chosen(self, values: Mapping[str, str]) -> Action:
        """What is done when it is chosen under a notice with these parameters."""
        return Action(self.topic, self.action, (*self.args, *(values[name] for name in self.given)))


@dataclass(frozen=True, slots=True)
class NoticeKind:
    """A named notice. Its words are `notice.<key>`; each parameter has a greatest length in characters.

    `a_week` is how many reminders of such kinds somebody gets within seven days; None where whoever plans it
    keeps to another rhythm. One that `stays` is not tried on another channel: only this may carry it. What it
    `needs` somebody must have agreed to, whatever its class. What may be `told_by_others` holds
    nothing that is one family's alone: who calls them in place of a channel may read it."""

    key: str
    priority: Priority
    parameters: Mapping[str, int]
    choices: tuple[NoticeChoice, ...] = ()
    a_week: int | None = REMINDERS_A_WEEK
    stays: bool = False
    needs: Purpose | None = None
    told_by_others: bool = False

    def fitting(self, values: Mapping[str, str]) -> dict[str, str]:
        """The values, each cut to its greatest length. Raises `KeyError` when one is missing."""
        return {name: _cut(values[name], length) for name, length in self.parameters.items()}


_WHETHER_DONE = (
    NoticeChoice("own_case.fine_button", "own_case", "fine", ("code",)),
    NoticeChoice("own_case.unfinished_button", "own_case", "unfinished", ("code",)),
)
CASE_ANSWERED = NoticeKind(
    "case_answered",
    Priority.REQUESTED,
    {"code": 12, "answer": 600, "office": 80},
    _WHETHER_DONE,
)
CASE_REOPENED = NoticeKind("case_reopened", Priority.REQUESTED, {"code": 12, "kind": 60, "due": 20})
CASE_LATE = NoticeKind("case_late", Priority.REQUESTED, {"code": 12, "kind": 60, "due": 20})
TALK_BEGAN = NoticeKind("talk_began", Priority.REQUESTED, {"code": 12, "name": 60, "office": 80})
TALK_REPLY = NoticeKind("talk_reply", Priority.REQUESTED, {"name": 60, "words": 800})
TALK_SAID = NoticeKind("talk_said", Priority.REQUESTED, {"code": 12, "words": 800}, stays=True)
"""What a family says to the official: read only where that official may read of families."""
TALK_PAUSED = NoticeKind("talk_paused", Priority.REQUESTED, {"code": 12})
TALK_DONE = NoticeKind("talk_done", Priority.REQUESTED, {"code": 12}, _WHETHER_DONE)
TALK_LEFT = NoticeKind("talk_left", Priority.REQUESTED, {"code": 12})
CASE_OPENED = NoticeKind("case_opened", Priority.REQUESTED, {"code": 12, "kind": 60, "due": 20})
CASE_URGENT = NoticeKind("case_urgent", Priority.CRITICAL, {"code": 12, "kind": 60, "due": 20})
DIGEST_AT = time(7, 30)
DIGEST = NoticeKind(
    "digest",
    Priority.REQUESTED,
    {"day": 10, "lines": 500},
    (
        NoticeChoice("digest.today_button", "case_work", "tasks", args=("today",)),
        NoticeChoice("digest.late_button", "case_work", "tasks", args=("late",)),
        NoticeChoice("digest.new_button", "case_work", "tasks", args=("new",)),
        NoticeChoice("digest.families_button", "digest", "families"),
        NoticeChoice("digest.content_button", "digest", "content"),
    ),
)
BROADCAST = NoticeKind(
    "broadcast",
    Priority.BROADCAST,
    {"code": 12, "office": 80, "words": 600},
    (NoticeChoice("broadcast_reply.button", "broadcast_reply", "begin", ("code",)),),
)
BROADCAST_WAITS = NoticeKind(
    "broadcast_waits",
    Priority.REQUESTED,
    {"code": 12, "name": 60, "count": 8},
    (NoticeChoice("broadcast.look_button", "broadcasts", "look", ("code",)),),
)
BROADCAST_DONE = NoticeKind(
    "broadcast_done",
    Priority.REQUESTED,
    {"code": 12, "sent": 8, "failed": 8},
    (NoticeChoice("broadcast.look_button", "broadcasts", "look", ("code",)),),
)
CALL_LIST = NoticeKind(
    "call_list", Priority.REQUESTED, {}, (NoticeChoice("unreached.look_button", "unreached", "listing"),)
)
"""Families of the hamlet were not reached by any channel: somebody is asked to call them."""
DELEGATE_CAME = NoticeKind(
    "delegate_came", Priority.REQUESTED, {"tie": 30, "scope": 30, "until": 10, "number": 8}
)
"""Somebody took up to act for a family: the family must know, in time to end it."""
_EVENT = {"title": 120, "when": 60, "place": 160}
_CODE = {"code": 12}
_GIVE_BACK = NoticeChoice("events.give_back", "events", "ask_cancel", ("code",))
_LOOK = NoticeChoice("events.look", "events", "find")
EVENT_REMINDER = NoticeKind(
    "event_reminder",
    Priority.REQUESTED,
    _EVENT | _CODE | {"number": 6},
    (
        NoticeChoice("events.see_ticket", "events", "ticket", ("code",)),
        _GIVE_BACK,
        NoticeChoice("events.no_reminders_button", "events", "no_reminders", ("code",)),
    ),
    told_by_others=True,
)
EVENT_CHANGED = NoticeKind(
    "event_changed",
    Priority.REQUESTED,
    _EVENT | _CODE | {"number": 6},
    (NoticeChoice("events.still_coming", "events", "ticket", ("code",)), _GIVE_BACK),
    told_by_others=True,
)
EVENT_CANCELLED = NoticeKind(
    "event_cancelled", Priority.CRITICAL, {"title": 120, "when": 60}, (_LOOK,), told_by_others=True
)
EVENT_OFFER = NoticeKind(
    "event_offer",
    Priority.REQUESTED,
    _EVENT | _CODE | {"until": 20},
    (
        NoticeChoice("events.take", "events", "accept", ("code",)),
        NoticeChoice("events.leave", "events", "cancel", ("code",)),
    ),
    told_by_others=True,
)
EVENT_LAPSED = NoticeKind("event_lapsed", Priority.REQUESTED, {"title": 120}, (_LOOK,), told_by_others=True)
EVENT_NEW = NoticeKind(
    "event_new",
    Priority.REMINDER,
    _EVENT | _CODE,
    (
        NoticeChoice("events.sign_up", "events", "begin_sign_up", ("code",)),
        NoticeChoice("events.more", "events", "details", ("code",)),
    ),
)
"""An invitation to who agreed to be reminded; nobody registered for it yet."""
EVENT_AFTER = NoticeKind(
    "event_after",
    Priority.REQUESTED,
    {"title": 120, "number": 6} | _CODE,
    tuple(
        NoticeChoice(f"events.after_{what}", "event_after", "came_of_it", ("code",), (what,))
        for what in ("hired", "interviewed", "training", "nothing")
    ),
)
"""Asked of who came, the day after: what came of it."""
EVENT_FOLLOW_UP = NoticeKind(
    "event_follow_up",
    Priority.REQUESTED,
    {"title": 120, "days": 3} | _CODE,
    tuple(
        NoticeChoice(f"events.work_{what}", "event_after", "work", ("code",), (what,))
        for what in ("still_works", "left_work", "needs_help")
    ),
)
LEAFLET = NoticeKind(
    "leaflet",
    Priority.BROADCAST,
    {"period": 40, "lines": 600, "link": 160},
    (NoticeChoice("leaflet.stop_button", "leaflets", "stop"),),
    needs=Purpose.JOB_NEWS,
)
"""News of work, to who agreed to that; whoever took it back meanwhile gets none."""
LEAFLET_WAITS = NoticeKind(
    "leaflet_waits",
    Priority.REQUESTED,
    {"code": 12, "name": 60},
    (NoticeChoice("leaflets.look_button", "leaflets", "look", ("code",)),),
)
VISIT_TOLD = NoticeKind("visit_told", Priority.REMINDER, {"unit": 60, "day": 10})
"""A unit told of a visit: the family says whether it was so."""
VISIT_CHANGED = NoticeKind("visit_changed", Priority.REMINDER, {"unit": 60, "day": 10})
"""What was told to be given was put right after the family had answered."""
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
STAYING = tuple(sorted(kind.key for kind in KINDS.values() if kind.stays))
"""Kinds that are not tried on another channel."""


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
    """What is known about the person to be written to. `agreed` is whether they want to be reminded,
    `allowed` whether they agreed to what a notice of this kind needs."""

    writable: bool
    reminders_this_week: int
    quiet: Quiet
    agreed: bool = True
    allowed: bool = True
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
    if not about.allowed or (priority is Priority.REMINDER and not about.agreed):
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
