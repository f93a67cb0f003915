"""The words of a question for a figure. Each value stands in the query that is shown with the answer."""

from enum import StrEnum


class Shape(StrEnum):
    """What kind of answer is wanted."""

    COUNT = "count"
    RATE = "rate"
    LIST = "list"
    COMPARE = "compare"
    TREND = "trend"
    RANK = "rank"
    BREAKDOWN = "breakdown"
    CHANGES = "changes"


class Counted(StrEnum):
    """What is counted. Turns count a household each time it received something: never add them to heads."""

    HOUSEHOLD = "household"
    PERSON = "person"
    SPONSOR = "sponsor"
    TURN = "turn"
    MONEY = "money"
    CASE = "case"


class By(StrEnum):
    """By what a figure is divided."""

    HAMLET = "hamlet"
    STATUS = "status"
    CANNOT_ESCAPE = "cannot_escape"
    CAUSE = "cause"
    DEPRIVATION = "deprivation"
    NEED = "need"
    ETHNICITY = "ethnicity"
    SEX = "sex"
    SPONSOR = "sponsor"


class Ask(StrEnum):
    """Which way in or out of a status is asked about, as people say it; `models` know the official flows."""

    ESCAPED = "escaped"
    ESCAPED_TO_NEAR_POOR = "escaped_to_near_poor"
    FELL = "fell"
    FELL_BACK = "fell_back"
    NEWLY_ARISEN = "newly_arisen"
    OTHER_DECREASE = "other_decrease"
    OTHER_INCREASE = "other_increase"


class Steps(StrEnum):
    """Into which periods a trend is cut."""

    YEARS = "years"
    MONTHS = "months"


class Extra(StrEnum):
    """What is wanted beside the answer."""

    CHART = "chart"
    FILE = "file"
    WHY = "why"


class Expiring(StrEnum):
    """What comes to an end soon."""

    INSURANCE = "insurance"
    NEWLY_ESCAPED = "newly_escaped"


class Facet(StrEnum):
    """What a question filters by, so that roles can be asked whether they see it."""

    STATUS = "status"
    CANNOT_ESCAPE = "cannot_escape"
    DEPRIVATIONS = "deprivations"
    CAUSES = "causes"
    NEEDS = "needs"
    LAND = "land"
    ETHNICITY = "ethnicity"
    BIRTH = "birth"
    SEX = "sex"
    INSURANCE = "insurance"
    MEMBERS = "members"
    PHONE = "phone"
    RECEIPTS = "receipts"
    SPONSOR = "sponsor"
