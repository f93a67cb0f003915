"""The words a policy file may use: confidence, levels, groups, offices, audiences, units, dates of knowledge.

Must not hold wording shown to people."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import IntEnum, StrEnum
from functools import total_ordering
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict


class Confidence(StrEnum):
    """How well a fact is known. Only the first two may be said as fact."""

    CERTAIN = "certain"
    LIKELY = "likely"
    SECONDARY = "secondary"
    DOUBTFUL = "doubtful"
    UNREAD = "unread"

    @property
    def sayable(self) -> bool:
        return self in (Confidence.CERTAIN, Confidence.LIKELY)


class Level(IntEnum):
    """How deep an answer goes: what and how much; where and how; articles and sources."""

    SHORT = 1
    HOW = 2
    SOURCES = 3


class Facet(StrEnum):
    """Which part of an answer somebody asks for, and which part a statement is."""

    AMOUNT = "amount"
    WHO = "who"
    WHERE = "where"
    PAPERS = "papers"
    DURATION = "duration"
    VALIDITY = "validity"


class Mark(StrEnum):
    """How well a portal code is known. Mark D is left out on purpose: such a code may not be used."""

    A = "A"
    B = "B"
    C = "C"


class Group(StrEnum):
    STATUS_REVIEW = "status-review"
    HEALTH_INSURANCE = "health-insurance"
    SOCIAL_INSURANCE = "social-insurance"
    ELECTRICITY = "electricity"
    EDUCATION = "education"
    HOUSING = "housing"
    CREDIT = "credit"
    SOCIAL_ASSISTANCE = "social-assistance"
    SOCIAL_PENSION = "social-pension"
    BURIAL = "burial"
    EMERGENCY = "emergency"
    CHILDREN = "children"
    JOBS = "jobs"
    TRAINING = "training"
    WORK_ABROAD = "work-abroad"
    LIVELIHOOD = "livelihood"
    WATER = "water"
    ETHNIC = "ethnic"
    LEGAL_AID = "legal-aid"
    TELECOMS = "telecoms"
    GIFTS = "gifts"
    SCAMS = "scams"
    COMPLAINTS = "complaints"
    PERSONAL_DATA = "personal-data"
    PLACES = "places"
    BOT = "bot"


class Office(StrEnum):
    """Where a household asks or files. Names and hours stand in the wording and the office register."""

    COMMUNE = "commune"
    ONE_STOP = "one-stop"
    HAMLET_HEAD = "hamlet-head"
    SOCIAL_INSURANCE = "social-insurance"
    HEALTH_STATION = "health-station"
    SCHOOL = "school"
    POLICY_BANK = "policy-bank"
    SAVINGS_GROUP = "savings-group"
    HOME_AFFAIRS = "home-affairs"
    JOB_CENTRE = "job-centre"
    LEGAL_AID = "legal-aid"
    POLICE = "police"
    PORTAL = "portal"


class Audience(StrEnum):
    """Who a statement is about."""

    ANYONE = "anyone"
    POOR = "poor"
    NEAR_POOR = "near_poor"
    NEWLY_ESCAPED = "newly_escaped"
    AVERAGE = "average"
    DISABLED = "disabled"
    ELDERLY = "elderly"
    CHILD = "child"
    STUDENT = "student"
    ETHNIC_MINORITY = "ethnic_minority"
    RURAL_WORKER = "rural_worker"
    SOCIAL_ASSISTANCE = "social_assistance"


class Unit(StrEnum):
    """What a value counts; decides how it is written, not the words beside it."""

    VND = "vnd"
    VND_PER_DAY = "vnd_per_day"
    VND_PER_MONTH = "vnd_per_month"
    VND_PER_YEAR = "vnd_per_year"
    VND_PER_PERSON_MONTH = "vnd_per_person_month"
    VND_PER_PERSON_YEAR = "vnd_per_person_year"
    VND_PER_KWH = "vnd_per_kwh"
    VND_PER_COURSE = "vnd_per_course"
    PERCENT = "percent"
    PERCENT_PER_YEAR = "percent_per_year"
    COEFFICIENT = "coefficient"
    COUNT = "count"
    KWH = "kwh"
    KM = "km"
    AGE = "age"
    DAYS = "days"
    WORKING_DAYS = "working_days"
    MONTHS = "months"
    YEARS = "years"
    DAY_OF_MONTH = "day_of_month"
    DAY_OF_YEAR = "day_of_year"
    DATE = "date"
    YEAR = "year"
    PHONE = "phone"

    @property
    def money(self) -> bool:
        return self.value.startswith("vnd")

    @property
    def share(self) -> bool:
        return self.value.startswith("percent")


@dataclass(frozen=True, slots=True)
class Amount:
    """A sum in đồng or, as a `share`, percent: a figure of the catalogue, or what somebody says it is."""

    value: Decimal
    share: bool = False

    def means(self, figure: Amount) -> bool:
        """Whether somebody who says this may mean the figure. Nobody says what is below a thousand đồng."""
        spoken = figure.value if figure.share else figure.value - figure.value % 1000
        return self.share is figure.share and self.value in (figure.value, spoken)


class Precision(StrEnum):
    DAY = "day"
    MONTH = "month"
    YEAR = "year"


@total_ordering
class AsOf(BaseModel):
    """The date a source speaks from, no finer than the source tells it: 2026-10-05, 2026-10 or 2026."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    day: date
    precision: Precision = Precision.DAY

    def __lt__(self, other: AsOf) -> bool:
        return self.day < other.day


def _as_of(written: Any) -> Any:
    if isinstance(written, date):
        return AsOf(day=written)
    if isinstance(written, int):
        return AsOf(day=date(written, 1, 1), precision=Precision.YEAR)
    if isinstance(written, str) and re.fullmatch(r"\d{4}-\d{2}", written):
        return AsOf(day=date.fromisoformat(f"{written}-01"), precision=Precision.MONTH)
    return written


AsOfDate = Annotated[AsOf, BeforeValidator(_as_of)]
