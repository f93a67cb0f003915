"""The words by which reports of visits are understood, as they stand in `locales/vi/visits`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pydantic import BaseModel, ConfigDict

from bot.domain.understanding.phrases import Patterns


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class NumberWords(_Data):
    """Number words; `never_first` stand only behind another number."""

    digits: Mapping[int, tuple[str, ...]]
    never_first: tuple[str, ...]
    tens: tuple[str, ...]
    ten: tuple[str, ...]
    hundred: tuple[str, ...]
    and_: tuple[str, ...]
    half_more: tuple[str, ...]
    half: tuple[str, ...]
    vague: tuple[str, ...]
    large: tuple[str, ...]


class MoneyWords(_Data):
    """Units of sums; after `said_before`, or a family, a bare number is so many thousands."""

    thousand: tuple[str, ...]
    million: tuple[str, ...]
    billion: tuple[str, ...]
    hundred_thousand: tuple[str, ...]
    unit: tuple[str, ...]
    said_before: tuple[str, ...]
    to_whom: tuple[str, ...]
    said_behind: tuple[str, ...]


class GoodsWords(_Data):
    """Things that are given; what each group is for stands in `goods.yaml`."""

    items: tuple[str, ...]
    bare: tuple[str, ...]
    numbered: tuple[str, ...]
    not_things: Patterns
    unsure: tuple[str, ...]
    of_people: tuple[str, ...]
    of_unit: Mapping[str, tuple[str, ...]]
    modifiers: tuple[str, ...]
    priced: tuple[str, ...]
    ends: tuple[str, ...]
    counts_of: tuple[str, ...]
    each_thing: tuple[str, ...]


class DayWords(_Data):
    """Words for days gone by and to come; what each group is for stands in `days.yaml`."""

    past: Mapping[int, Patterns]
    vague: Patterns
    now: str
    addresses: tuple[str, ...]
    not_today_after: tuple[str, ...]
    not_now_after: tuple[str, ...]
    evenings: tuple[str, ...]
    weekdays: Mapping[int, tuple[str, ...]]
    last_week: tuple[str, ...]
    next_week: tuple[str, ...]
    just_past: tuple[str, ...]
    coming: tuple[str, ...]
    this: tuple[str, ...]
    units: Mapping[Literal["day", "week", "month"], tuple[str, ...]]
    ago: tuple[str, ...]
    ago_before: tuple[str, ...]
    from_now: tuple[str, ...]
    day: tuple[str, ...]
    month: tuple[str, ...]
    year: tuple[str, ...]
    lunar_first: tuple[str, ...]
    lunar: tuple[str, ...]
    twelfth: tuple[str, ...]
    first_month: tuple[str, ...]
    full_moon: tuple[str, ...]
    tet: tuple[str, ...]
    new_years_eve: tuple[str, ...]
    mid_autumn: tuple[str, ...]
    fixed: Mapping[str, tuple[str, ...]]
    tomorrow: Mapping[int, tuple[str, ...]]
    not_soon_after: tuple[str, ...]
    end: tuple[str, ...]
    beginning: tuple[str, ...]
    middle: tuple[str, ...]
    before: tuple[str, ...]


class PeopleWords(_Data):
    """How families are called; what each group is for stands in `people.yaml`."""

    titles: Mapping[Literal["f", "m", "any"], tuple[str, ...]]
    households: tuple[str, ...]
    orders: Mapping[int, tuple[str, ...]]
    women: tuple[str, ...]
    men: tuple[str, ...]
    before_names: tuple[str, ...]
    behind_names: tuple[str, ...]
    not_met: Patterns
    not_given: Patterns
    left_there: Patterns
    everyone: Patterns
    houses: tuple[str, ...]
    each: Patterns
    for_each: Patterns
    total: Patterns
    surname: tuple[str, ...]


class TellingWords(_Data):
    """Patterns for what a part of a report is about; what each group is for stands in `telling.yaml`."""

    give: Patterns
    advice: Patterns
    promise: Patterns
    need: Patterns
    neither: Patterns
    loan: Patterns
    price: Patterns
    income: Patterns
    cost: Patterns
    thereof: Patterns
    returned: Patterns
    refused: Patterns
    but: Patterns
    purpose: Patterns
    not_yet: tuple[str, ...]
    leading: tuple[str, ...]
    trailing: tuple[str, ...]
    belonging: tuple[str, ...]
    asking: Patterns
    visiting: Patterns
    passing: tuple[str, ...]
    joining: tuple[str, ...]
    us: tuple[str, ...]
    them: tuple[str, ...]


class HourWords(_Data):
    """Words for how long something took."""

    hour: tuple[str, ...]
    minute: tuple[str, ...]
    half_day: tuple[str, ...]
    day_of_work: tuple[str, ...]
    day: tuple[str, ...]
    whole: tuple[str, ...]
    times: tuple[str, ...]
    at: tuple[str, ...]
    from_: tuple[str, ...]
    to: tuple[str, ...]
    each: Patterns
    not_work: Patterns


class VisitWords(_Data):
    """All of them."""

    shortenings: Mapping[str, str]
    numbers: NumberWords
    money: MoneyWords
    measures: Mapping[str, tuple[str, ...]]
    units: Mapping[str, tuple[str, ...]]
    goods: GoodsWords
    days: DayWords
    people: PeopleWords
    telling: TellingWords
    hours: HourWords
