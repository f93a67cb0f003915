"""The words of facts and rules of eligibility. Each value is written in files; labels stand as `screen.…`."""

from enum import StrEnum


class Verdict(StrEnum):
    """Whether a right is had. What is not known is never a no."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"

    @classmethod
    def of(cls, holds: bool | None) -> "Verdict":
        """The verdict of a condition that holds, does not, or cannot be told."""
        if holds is None:
            return cls.UNKNOWN
        return cls.YES if holds else cls.NO


class Origin(StrEnum):
    """Where a fact comes from, which is told beside every reason that rests on it."""

    SAID = "said"
    REGISTER = "register"
    DOCUMENT = "document"


class Kind(StrEnum):
    """What a right brings, in the order in which people are told: money first, loans after help."""

    CASH = "cash"
    INSURANCE = "insurance"
    SUPPORT = "support"
    SERVICE = "service"
    LOAN = "loan"


class Per(StrEnum):
    """How often an amount comes."""

    MONTH = "month"
    YEAR = "year"
    ONCE = "once"
    COURSE = "course"


class Subject(StrEnum):
    """Whether a right belongs to the household, or to each member it fits."""

    HOUSEHOLD = "household"
    MEMBER = "member"


class Area(StrEnum):
    """By which of the two income lines the place is measured: a xã is rural, a phường urban."""

    RURAL = "rural"
    URBAN = "urban"


class Disability(StrEnum):
    """The degree, as a certificate names it (NĐ 335/2026/NĐ-CP, Điều 5)."""

    NONE = "none"
    MILD = "mild"
    SEVERE = "severe"
    PARTICULARLY_SEVERE = "particularly_severe"


class Parents(StrEnum):
    """Whether a child or young person has parents who can raise them (NĐ 335/2026/NĐ-CP, Điều 5)."""

    RAISING = "raising"
    ONE_DEAD = "one_dead"
    BOTH_DEAD = "both_dead"
    ABANDONED = "abandoned"
    BOTH_UNABLE = "both_unable"


class School(StrEnum):
    """Where somebody learns; continuing education counts as the level it teaches."""

    NONE = "none"
    NURSERY = "nursery"
    PRESCHOOL = "preschool"
    PRIMARY = "primary"
    LOWER_SECONDARY = "lower_secondary"
    UPPER_SECONDARY = "upper_secondary"
    ETHNIC_BOARDING = "ethnic_boarding"
    DISABLED_VOCATIONAL = "disabled_vocational"
    VOCATIONAL = "vocational"
    COLLEGE = "college"
    UNIVERSITY = "university"


class Care(StrEnum):
    """Who looks after somebody who cannot do without."""

    NOBODY = "nobody"
    FAMILY = "family"
    TAKEN_IN = "taken_in"
    HOME = "home"


class Damage(StrEnum):
    """What a disaster or fire did to the house (NĐ 335/2026/NĐ-CP, Điều 12)."""

    NONE = "none"
    LOST = "lost"
    MUST_MOVE = "must_move"
    UNUSABLE = "unusable"


class Hunger(StrEnum):
    """When the household has not enough to eat."""

    NO = "no"
    AT_TET = "at_tet"
    LEAN_TIME = "lean_time"


class Death(StrEnum):
    """What somebody of the household who died was paid each month."""

    NOBODY = "nobody"
    SOCIAL_ASSISTANCE = "social_assistance"
    SOCIAL_PENSION = "social_pension"
    SURVIVOR_PENSION = "survivor_pension"
    NOTHING = "nothing"
