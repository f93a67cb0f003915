"""The shape of the words by which figures are asked for, `locales/<language>/figures`. Holds no word."""

from collections.abc import Mapping
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from bot.domain.figures.terms import By, Counted, Extra, Shape
from bot.domain.register.terms import Land, Need, Received, Sex
from bot.domain.understanding.phrases import Patterns, Shortenings


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class TimeKind(StrEnum):
    """The ways to say when; the numbers in the words fill them."""

    KNOWN = "known"
    RANGE_YEARS = "range_years"
    SINCE_YEAR = "since_year"
    LAST_YEARS = "last_years"
    TREND = "trend"
    MONTHS = "months"
    SAME_TIME_LAST_YEAR = "same_time_last_year"
    BETWEEN_DAYS = "between_days"
    DAY = "day"
    DAY_THIS_YEAR = "day_this_year"
    YEAR_START = "year_start"
    YEAR_END = "year_end"
    MONTHS_BETWEEN = "months_between"
    FIRST_MONTHS = "first_months"
    FIRST_MONTHS_THIS_YEAR = "first_months_this_year"
    FIRST_HALF = "first_half"
    MONTH_OF_YEAR = "month_of_year"
    MONTH_LAST_YEAR = "month_last_year"
    MONTH = "month"
    QUARTER_OF_YEAR = "quarter_of_year"
    QUARTER = "quarter"
    THIS_QUARTER = "this_quarter"
    LAST_QUARTER = "last_quarter"
    END_OF_LAST_YEAR = "end_of_last_year"
    START_OF_LAST_YEAR = "start_of_last_year"
    SINCE_NEW_YEAR = "since_new_year"
    START_OF_THIS_YEAR = "start_of_this_year"
    END_OF_THIS_YEAR = "end_of_this_year"
    YEAR_BEFORE_LAST = "year_before_last"
    LAST_YEAR = "last_year"
    NEXT_YEAR = "next_year"
    THIS_YEAR = "this_year"
    LAST_MONTH = "last_month"
    THIS_MONTH = "this_month"
    YESTERDAY = "yesterday"
    TODAY = "today"
    YEAR = "year"


class RangeKind(StrEnum):
    """How the numbers of a range are meant."""

    BETWEEN = "between"
    UNDER = "under"
    FROM = "from"
    TO = "to"
    OVER = "over"
    EXACTLY = "exactly"
    ONE = "one"


class TimeWords(_Data):
    """One way to say when."""

    kind: TimeKind
    patterns: Patterns


class RangeWords(_Data):
    """One way to say a range. `of_people` counts only where people are spoken of."""

    means: RangeKind
    patterns: Patterns
    of_people: bool = False


class GroupWords(_Data):
    """People of an age, called by a word."""

    least: int
    most: int | None
    patterns: Patterns


class FigureWords(_Data):
    """All words of questions for figures."""

    shortenings: Shortenings
    glued: Mapping[str, str]
    date_written: str
    day_written: str
    month_written: str
    years_written: str
    percent_written: str
    froms: tuple[str, ...]
    ands: tuple[str, ...]
    side_by_side: Patterns
    tos: tuple[str, ...]
    counted_after: tuple[str, ...]
    former: tuple[str, ...]
    numbers: Mapping[str, int]
    other_words: tuple[str, ...]
    hamlet_words: tuple[str, ...]
    commune_words: tuple[str, ...]
    other_places: Mapping[str, Patterns]
    other_areas: tuple[str, ...]
    no_names: tuple[str, ...]
    whole: Patterns
    urban: Mapping[bool, Patterns]
    times: tuple[TimeWords, ...]
    received: Mapping[Received, Patterns]
    not_received: Patterns
    cannot_escape: Mapping[str, Patterns]
    except_cannot_escape: Patterns
    flows: Mapping[str, Patterns]
    changes: Patterns
    net: Patterns
    needs: Mapping[Need, Patterns]
    lacks_count: Patterns
    deprivations: Mapping[str, Patterns]
    causes: Mapping[str, Patterns]
    land: Mapping[Land, Patterns]
    uninsured_card: Patterns
    uninsured: Patterns
    counts_people: Patterns
    counts_em: Patterns
    counts_units: Patterns
    insured: Patterns
    expiring_insurance: Patterns
    ends_insurance: Patterns
    expiring_escaped: Patterns
    expiring_in: Patterns
    head_sex: Mapping[Sex, Patterns]
    head_age: Patterns
    ages: tuple[RangeWords, ...]
    groups: Mapping[str, GroupWords]
    sexes: Mapping[Sex, Patterns]
    ethnicity: Mapping[str, Patterns]
    sizes: tuple[RangeWords, ...]
    phone: Mapping[bool, Patterns]
    sponsored: Mapping[bool, Patterns]
    sponsor_units: Patterns
    idle_units: Patterns
    sponsor_kinds: Mapping[str, Patterns]
    cases: Mapping[str, Patterns]
    open_cases: Mapping[bool, Patterns]
    statuses: Mapping[str, Patterns]
    wants: Mapping[Extra, Patterns]
    shapes: Mapping[Shape, Patterns]
    counts: Patterns
    ranks: Mapping[str, Patterns]
    by: Mapping[By, Patterns]
    counted: Mapping[Counted, Patterns]
    compared: Patterns
    goes_on: Patterns
    titles: tuple[str, ...]
    whoever: Patterns
    courtesy: Patterns
    defined: Patterns
    final_words: tuple[str, ...]
    small_words: str
