"""The words of reminding: what it is about, to whom it goes, how it ended, and what a ward may set itself."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, timedelta
from enum import StrEnum

from bot.domain.ids import AreaId, HouseholdId, SponsorId, SponsorshipId


class Matter(StrEnum):
    """What a reminder is about. Its line in a message is `reminder.<matter>`."""

    LIST_RECEIVED = "list_received"
    SURVEY_DUE = "survey_due"
    PLAN_DUE = "plan_due"
    PROMISE_DUE = "promise_due"
    VISIT_DUE = "visit_due"
    FAMILY_NEWS = "family_news"
    CHANCE = "chance"
    SEASON = "season"
    REPORT_DUE = "report_due"
    REVIEW = "review"
    RESULT = "result"
    HANDOVER = "handover"
    CARD_EXPIRES = "card_expires"
    PAY_DAY = "pay_day"
    RIGHT_ENDS = "right_ends"
    HOW_ARE_YOU = "how_are_you"

    @property
    def climbs(self) -> bool:
        """Whether the unit's leader and then the committee are told when nothing happens."""
        return self in _CLIMB

    @property
    def of_family(self) -> bool:
        """Whether it goes to a family."""
        return self in _OF_FAMILY


_CLIMB = {
    Matter.LIST_RECEIVED,
    Matter.SURVEY_DUE,
    Matter.PLAN_DUE,
    Matter.PROMISE_DUE,
    Matter.VISIT_DUE,
    Matter.REPORT_DUE,
}
_OF_FAMILY = {Matter.CARD_EXPIRES, Matter.PAY_DAY, Matter.RIGHT_ENDS, Matter.HOW_ARE_YOU}


class Done(StrEnum):
    """What a unit has done for a family, or for all of its families; each has a day."""

    RECEIVED = "received"
    SURVEYED = "surveyed"
    PLANNED = "planned"
    VISITED = "visited"
    REPORTED = "reported"


class Season(StrEnum):
    """Times of the year at which units usually give."""

    TET = "tet"
    CHOL_CHNAM_THMAY = "chol_chnam_thmay"
    SEN_DONTA = "sen_donta"
    STORMS = "storms"
    SCHOOL = "school"


class Audience(StrEnum):
    """To whom a reminder goes."""

    UNIT = "unit"
    LEADER = "leader"
    COMMITTEE = "committee"
    FAMILY = "family"


LADDER = (Audience.UNIT, Audience.UNIT, Audience.LEADER, Audience.COMMITTEE)
"""Who is told at each step of a matter that climbs."""


class Ended(StrEnum):
    """How a planned reminder ended. `planned` ones wait, `queued` ones are on their way in a message.

    The first of a message ends as sent, those that went along in it as merged."""

    PLANNED = "planned"
    QUEUED = "queued"
    SENT = "sent"
    MERGED = "merged"
    CLEARED = "cleared"
    MUTED = "muted"
    EXPIRED = "expired"
    FAILED = "failed"

    @property
    def told(self) -> bool:
        """Whether somebody read it, as far as a platform can tell."""
        return self in (Ended.SENT, Ended.MERGED)

    @property
    def open(self) -> bool:
        """Whether it is yet to end."""
        return self in (Ended.PLANNED, Ended.QUEUED)


class Muted(StrEnum):
    """Why somebody is not reminded for a while."""

    MOVED = "moved"
    MOURNING = "mourning"
    SNOOZED = "snoozed"


class DayKind(StrEnum):
    """Days that a ward announces: of pay to families, of chances to those who help them."""

    ALLOWANCE = "allowance"
    ELECTRICITY = "electricity"
    JOB_FAIR = "job_fair"
    TRAINING = "training"
    LOAN = "loan"

    @property
    def pays(self) -> bool:
        """Whether families fetch money on it."""
        return self in (DayKind.ALLOWANCE, DayKind.ELECTRICITY)


@dataclass(frozen=True, slots=True)
class Settings:
    """What a ward may set itself; days, except for days of the year, written as month * 100 + day.

    No rule says how often to visit: once a quarter, unless a plan says otherwise, is our own default. The
    first reports' days and the review's are the usual ones of plans (facts of sponsorship, table of §6)."""

    received_after: int = 3
    survey_after: int = 14
    plan_after: int = 30
    visit_every: int = 91
    again_after: int = 7
    leader_after: int = 7
    committee_after: int = 7
    season_before: int = 14
    storms: int = 1001
    school: int = 801
    half_year_report: int = 615
    year_report: int = 1115
    review: int = 901

    def gap(self, step: int) -> timedelta:
        """How long after a step of the ladder the next one comes."""
        return timedelta(days=(self.again_after, self.leader_after, self.committee_after)[step - 1])


SETTINGS = tuple(each.name for each in fields(Settings))
OF_THE_YEAR = frozenset({"storms", "school", "half_year_report", "year_report", "review"})


def on_year(month_day: int, year: int) -> date:
    """A day of the year, written as month * 100 + day. Raises `ValueError` for one no calendar has."""
    return date(year, *divmod(month_day, 100))


@dataclass(frozen=True, slots=True)
class Row:
    """A reminder that should be planned. `name` names its matter for ever, with step and try it is unique."""

    name: str
    matter: Matter
    step: int
    due: date
    useful_to: date
    commune: AreaId
    sponsor: SponsorId | None = None
    sponsorship: SponsorshipId | None = None
    household: HouseholdId | None = None
    detail: str = ""
    again: int = 0

    @property
    def occurrence(self) -> str:
        """What it is called once for ever."""
        return f"{self.name}:{self.step}:{self.again}"

    @property
    def audience(self) -> Audience:
        """To whom it goes."""
        return Audience.FAMILY if self.matter.of_family else LADDER[self.step - 1]


@dataclass(frozen=True, slots=True)
class Told:
    """A reminder of a matter that was planned before, with how it stands and since when."""

    step: int
    again: int
    ended: Ended
    on: date
    reason: str | None = None

    @property
    def unread(self) -> bool:
        """Whether the same is to be said on another day: it came too late, or nobody was to be disturbed."""
        return self.ended is Ended.EXPIRED or (self.ended is Ended.MUTED and self.reason in set(Muted))


@dataclass(frozen=True, slots=True)
class ReportCame:
    """A unit told what it did for some of its families on a day, or, with no family, for all of them."""

    unit: SponsorId
    done: Done
    on: date
    families: tuple[SponsorshipId, ...] = ()


ANSWERED_BY = {
    Done.RECEIVED: frozenset({Matter.LIST_RECEIVED}),
    Done.SURVEYED: frozenset({Matter.LIST_RECEIVED, Matter.SURVEY_DUE}),
    Done.PLANNED: frozenset({Matter.LIST_RECEIVED, Matter.SURVEY_DUE, Matter.PLAN_DUE}),
    Done.VISITED: frozenset({Matter.LIST_RECEIVED, Matter.VISIT_DUE, Matter.FAMILY_NEWS}),
    Done.REPORTED: frozenset({Matter.REPORT_DUE}),
}
"""Which matters what a unit did answers, all steps of them."""
