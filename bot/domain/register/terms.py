"""The words of the register. Each value is a stored code; labels stand in `locales` as `register.…`."""

from enum import StrEnum


class Standard(StrEnum):
    """By whose line a household is measured: the state's, or a higher one of its province."""

    NATIONAL = "national"
    PROVINCIAL = "provincial"


class Status(StrEnum):
    """What the commune recognised a household as (NĐ 07/2021/NĐ-CP, Điều 3; newly escaped: credit rules)."""

    POOR = "poor"
    NEAR_POOR = "near_poor"
    NEWLY_ESCAPED = "newly_escaped"
    AVERAGE = "average"
    OTHER = "other"


class CannotEscape(StrEnum):
    """Why no effort of its own can lift a household out: it is cared for and not counted in targets."""

    NO_ONE_ABLE_TO_WORK = "no_one_able_to_work"
    SOCIAL_ASSISTANCE = "social_assistance"
    SERIOUS_ILLNESS = "serious_illness"
    ALONE_PAST_WORKING_AGE = "alone_past_working_age"


class Deprivation(StrEnum):
    """The twelve indicators of the standard in use to 31/12/2026 (NĐ 07/2021/NĐ-CP, Điều 3), in its order."""

    WORK = "work"
    DEPENDANTS = "dependants"
    NUTRITION = "nutrition"
    HEALTH_INSURANCE = "health_insurance"
    ADULT_EDUCATION = "adult_education"
    SCHOOL_ATTENDANCE = "school_attendance"
    HOUSE_QUALITY = "house_quality"
    HOUSE_AREA = "house_area"
    WATER = "water"
    TOILET = "toilet"
    TELECOMS = "telecoms"
    INFORMATION = "information"


class Cause(StrEnum):
    """The eight causes of poverty on the review's forms, in their order."""

    NO_LAND = "no_land"
    NO_CAPITAL = "no_capital"
    NO_LABOUR = "no_labour"
    NO_TOOLS = "no_tools"
    NO_KNOWLEDGE = "no_knowledge"
    NO_SKILLS = "no_skills"
    ILLNESS = "illness"
    OTHER = "other"


class Need(StrEnum):
    """What a household said would help it; the only part of its file that a sponsor plans by."""

    HOUSE = "house"
    WATER = "water"
    TOILET = "toilet"
    CAPITAL = "capital"
    WORK = "work"
    TRAINING = "training"
    SCHOOLING = "schooling"
    HEALTH_INSURANCE = "health_insurance"
    ILLNESS_CARE = "illness_care"
    LIVESTOCK = "livestock"
    LAND = "land"
    FOOD = "food"
    LEGAL_AID = "legal_aid"


class Received(StrEnum):
    """What families receive every year; anything else is written in words."""

    HEALTH_INSURANCE_CARD = "health_insurance_card"
    TET_GIFT = "tet_gift"
    ELECTRICITY_SUPPORT = "electricity_support"
    KHMER_NEW_YEAR_GIFT = "khmer_new_year_gift"
    SCHOOL_THINGS = "school_things"
    HOUSE = "house"
    LOAN = "loan"
    GIFT = "gift"


class Land(StrEnum):
    """What kind of land a household works; its amount is in square metres."""

    RICE = "rice"
    ORCHARD = "orchard"
    SHRIMP = "shrimp"
    SALT = "salt"
    HOUSE = "house"


class Trait(StrEnum):
    """A dated fact about a household with a code of its own list, and for land an amount."""

    DEPRIVATION = "deprivation"
    CAUSE = "cause"
    NEED = "need"
    LAND = "land"

    @property
    def codes(self) -> type[StrEnum]:
        """The list its codes come from."""
        return _CODES[self]


_CODES: dict[Trait, type[StrEnum]] = {
    Trait.DEPRIVATION: Deprivation,
    Trait.CAUSE: Cause,
    Trait.NEED: Need,
    Trait.LAND: Land,
}


class Began(StrEnum):
    """How a household came to live in a commune, as far as the change table asks."""

    KNOWN = "known"
    MOVED_IN = "moved_in"
    SPLIT = "split"


class Ended(StrEnum):
    """How a household ceased to live in a commune; each is an "other decrease" of the change table."""

    DIED = "died"
    MOVED_AWAY = "moved_away"
    MERGED = "merged"


class Relation(StrEnum):
    """What a member is to the head of the household."""

    HEAD = "head"
    SPOUSE = "spouse"
    CHILD = "child"
    PARENT = "parent"
    GRANDCHILD = "grandchild"
    SIBLING = "sibling"
    OTHER = "other"


class Left(StrEnum):
    """Why a member is no longer in the household."""

    DIED = "died"
    MOVED_AWAY = "moved_away"
    MARRIED = "married"
    MISTAKE = "mistake"


class Sex(StrEnum):
    """As on the review's forms."""

    MALE = "male"
    FEMALE = "female"


class Ethnicity(StrEnum):
    """The groups of the delta by name; NĐ 356/2025/NĐ-CP, Điều 4 makes this sensitive."""

    KINH = "kinh"
    KHMER = "khmer"
    HOA = "hoa"
    CHAM = "cham"
    OTHER = "other"


class Origin(StrEnum):
    """Where a fact of the register comes from."""

    PERIODIC_REVIEW = "periodic_review"
    IN_YEAR_REVIEW = "in_year_review"
    IMPORT = "import"
    OFFICIAL = "official"
    HOUSEHOLD = "household"
