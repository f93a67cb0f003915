"""The shape of the listening data under `locales/<language>/understanding/`. Holds no phrase itself."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict

from bot.domain.events.finding import Why
from bot.domain.events.terms import Ask, EventKind, ForWhom, Outcome, Wish
from bot.domain.fair_shares import Feast
from bot.domain.houses import HouseStep
from bot.domain.policies.terms import Audience, Facet
from bot.domain.register.changes import ChangeKind
from bot.domain.register.terms import CannotEscape, Relation, Standard, Status
from bot.domain.reminders.terms import DayKind, Muted
from bot.domain.targets import Category


class Urgency(StrEnum):
    """What can not wait for an answer about benefits, in the order it is listened for."""

    DESPAIR = "despair"
    CHILD = "child"
    DANGER = "danger"
    RESCUE = "rescue"
    MEDICAL = "medical"
    HUNGER = "hunger"
    SCAM = "scam"
    SUSPICION = "suspicion"


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


def _written_out(patterns: Any) -> Any:
    if not isinstance(patterns, list):
        return patterns
    return [one for each in patterns for one in (each if isinstance(each, list) else [each])]


Patterns = Annotated[tuple[str, ...], BeforeValidator(_written_out)]
"""Patterns of `patterns.py`; a list in the list, named elsewhere in the file, counts as written out."""


class Rule(_Data):
    """Heard when one of `whole` is the message, courtesy aside, or one of `within` is in it, no `unless`."""

    whole: Patterns = ()
    within: Patterns = ()
    unless: Patterns = ()


class InContext(_Data):
    """What a shortening means before or after certain words or any number, or only as the last word."""

    means: str
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    after_number: bool = False
    last: bool = False


class Shortenings(_Data):
    """Teencode and abbreviations, each with the words it stands for; context decides first."""

    in_context: Mapping[str, tuple[InContext, ...]] = {}
    always: Mapping[str, str] = {}
    dropped: tuple[str, ...] = ()


class TimeWords(_Data):
    """Words for when; what each group is for stands in `times.yaml`."""

    now: tuple[str, ...] = ()
    next_year: tuple[str, ...] = ()
    last_year: tuple[str, ...] = ()
    next_month: tuple[str, ...] = ()
    last_month: tuple[str, ...] = ()
    next_quarter: tuple[str, ...] = ()
    day: tuple[str, ...] = ()
    month: tuple[str, ...] = ()
    quarter: tuple[str, ...] = ()
    coming: tuple[str, ...] = ()
    counted: tuple[str, ...] = ()
    amounts: tuple[str, ...] = ()
    happened: tuple[str, ...] = ()


class ChangeWords(_Data):
    """Words by which officials tell what happened to a family; each group is told of in `changes.yaml`."""

    kinds: Mapping[ChangeKind, tuple[Rule, ...]] = {}
    misspelled: Mapping[str, tuple[str, ...]] = {}
    ordered: Patterns = ()
    statuses: Mapping[Status, Patterns] = {}
    standards: Mapping[Standard, Patterns] = {}
    cannot_escape: Mapping[CannotEscape, Patterns] = {}
    relations: Mapping[Relation, Patterns] = {}
    days_ago: Mapping[int, Patterns] = {}
    away: Patterns = ()
    former: Patterns = ()
    decisions: tuple[str, ...] = ()
    numbered: tuple[str, ...] = ()
    said: Patterns = ()
    households: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    hamlets: tuple[str, ...] = ()
    towards: tuple[str, ...] = ()
    born: tuple[str, ...] = ()
    before_day: tuple[str, ...] = ()
    month: tuple[str, ...] = ()
    year: tuple[str, ...] = ()
    not_yet: Patterns = ()


class SponsorWords(_Data):
    """Words by which help to families is told of; each group is told of in `sponsoring.yaml`."""

    households: tuple[str, ...] = ()
    numbered: tuple[str, ...] = ()
    no_home_behind: tuple[str, ...] = ()
    measured: tuple[str, ...] = ()
    until: tuple[str, ...] = ()
    never_told: Patterns = ()
    days: Mapping[DayKind, Patterns] = {}
    muted: Mapping[Muted, Patterns] = {}
    lacks: tuple[str, ...] = ()
    causes: tuple[str, ...] = ()
    announced: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    columns: Mapping[str, tuple[str, ...]] = {}
    spans: Mapping[Literal["week", "month", "quarter"], tuple[str, ...]] = {}
    counts: Mapping[int, tuple[str, ...]] = {}
    rhythm: Mapping[str, tuple[str, ...]] = {}
    whole_ward: Patterns = ()


class View(StrEnum):
    """By what the help of a time is told apart."""

    UNIT = "unit"
    HAMLET = "hamlet"
    KIND = "kind"
    MONTH = "month"


class GivingWords(_Data):
    """Words of pledges, the fund, houses and gifts of a feast; each group is told of in `giving.yaml`."""

    pledging: tuple[str, ...] = ()
    towards: tuple[str, ...] = ()
    givers: tuple[str, ...] = ()
    hands_in: tuple[str, ...] = ()
    days: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    mistaken: tuple[str, ...] = ()
    booked: tuple[str, ...] = ()
    purposes: tuple[str, ...] = ()
    fund: tuple[str, ...] = ()
    of_promise: Patterns = ()
    of_fund: Patterns = ()
    instead: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    feasts: Mapping[Feast, Patterns] = {}
    steps: Mapping[HouseStep, Patterns] = {}
    views: Mapping[View, Patterns] = {}
    unity: Patterns = ()
    asking: Patterns = ()


class EventWords(_Data):
    """Words by which people ask for events and tell of themselves; each group is told of in `events.yaml`."""

    asks: Mapping[Ask, tuple[Rule, ...]] = {}
    kinds: Mapping[EventKind, tuple[Rule, ...]] = {}
    needs: Mapping[Why, tuple[Rule, ...]] = {}
    outcomes: Mapping[Outcome, tuple[Rule, ...]] = {}
    for_whom: Mapping[ForWhom, tuple[Rule, ...]] = {}
    wishes: Mapping[Wish, tuple[Rule, ...]] = {}
    grades: Mapping[int, Patterns] = {}
    finished: Patterns = ()
    present: Patterns = ()
    signs: Mapping[int, Patterns] = {}
    born: tuple[str, ...] = ()
    hours: tuple[str, ...] = ()
    afternoon: Patterns = ()
    unlimited: Patterns = ()


class ReceivedWords(_Data):
    """Words by which families tell what they have already; each group is told of in `received.yaml`."""

    had: tuple[Rule, ...] = ()
    not_had: tuple[Rule, ...] = ()
    all: Patterns = ()
    this: Patterns = ()
    numbered: Mapping[int, Patterns] = {}
    rights: Mapping[str, Patterns] = {}


class TargetWords(_Data):
    """Words by which officials name a target; `amounts` stand before its number, `units` behind it."""

    categories: Mapping[Category, tuple[Rule, ...]] = {}
    amounts: tuple[str, ...] = ()
    units: tuple[str, ...] = ()


class Phrases(_Data):
    """All the bot listens with besides the catalogue's own titles, names and samples."""

    shortenings: Shortenings = Shortenings()
    urgent: Mapping[Urgency, tuple[Rule, ...]] = {}
    courtesy: tuple[str, ...] = ()
    replies: Mapping[str, tuple[Rule, ...]] = {}
    matters: Mapping[str, tuple[Rule, ...]] = {}
    negatives: Mapping[str, tuple[str, ...]] = {}
    times: TimeWords = TimeWords()
    facets: Mapping[Facet, tuple[Rule, ...]] = {}
    statuses: Mapping[Audience, tuple[Rule, ...]] = {}
    requests: Mapping[str, tuple[Rule, ...]] = {}
    hamlet_words: tuple[str, ...] = ()
    listed: Mapping[Status, tuple[Rule, ...]] = {}
    titles: tuple[str, ...] = ()
    passed_over: tuple[str, ...] = ()
    change: ChangeWords = ChangeWords()
    sponsoring: SponsorWords = SponsorWords()
    giving: GivingWords = GivingWords()
    event: EventWords = EventWords()
    received: ReceivedWords = ReceivedWords()
    target: TargetWords = TargetWords()
    sends: Patterns = ()
    small_words: tuple[str, ...] = ()
    opening_words: tuple[str, ...] = ()
    kind_words: tuple[str, ...] = ()
    goes_on: tuple[str, ...] = ()
    goes_on_at_the_end: tuple[str, ...] = ()
    between: tuple[str, ...] = ()
    asking: tuple[str, ...] = ()
