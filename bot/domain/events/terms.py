"""The words of events, as stored codes; labels stand in `locales` as `events.…`."""

from enum import StrEnum


class EventKind(StrEnum):
    """What people are invited to."""

    JOB_FAIR = "job_fair"
    JOB_SESSION = "job_session"
    TRAINING = "training"
    LIVELIHOOD = "livelihood"
    DIALOGUE = "dialogue"
    OTHER = "other"


class Ask(StrEnum):
    """What a message about events asks for, in the order it is listened for."""

    ABSENT = "absent"
    CAME = "came"
    OUTCOME = "outcome"
    WALK_IN = "walk_in"
    BOOK = "book"
    CREATE = "create"
    MANAGE = "manage"
    REPORT = "report"
    CANCEL = "cancel"
    GO_ON = "go_on"
    MINE = "mine"
    ACCEPT = "accept"
    STILL_WORKS = "still_works"
    LEFT_WORK = "left_work"
    NEEDS_HELP = "needs_help"
    TOLD = "told"
    NEWS_OFF = "news_off"
    NEWS_ON = "news_on"
    LEAFLET = "leaflet"
    WORK = "work"
    SIGN_UP = "sign_up"
    FIND = "find"


class EventState(StrEnum):
    """A draft is known to officials alone; an open one is shown; a cancelled one keeps its people's rows."""

    DRAFT = "draft"
    OPEN = "open"
    CANCELLED = "cancelled"


class Mode(StrEnum):
    """How an employer takes part: with a booth, or by leaving its vacancies to the centre."""

    DIRECT = "direct"
    DELEGATED = "delegated"


class ForWhom(StrEnum):
    """For whom somebody registered; `walk_in` came to the door without."""

    SELF = "self"
    CHILD = "child"
    RELATIVE = "relative"
    DELEGATE = "delegate"
    WALK_IN = "walk_in"


class Wish(StrEnum):
    """Where somebody wants to work."""

    NEAR = "near"
    FAR = "far"
    ABROAD = "abroad"


class SeatState(StrEnum):
    """Where a registration stands. An offered seat is kept free until its deadline."""

    SEATED = "seated"
    WAITING = "waiting"
    OFFERED = "offered"
    CANCELLED = "cancelled"
    LAPSED = "lapsed"

    @property
    def holds_seat(self) -> bool:
        """Whether it takes one of the places."""
        return self in (SeatState.SEATED, SeatState.OFFERED)

    @property
    def active(self) -> bool:
        """Whether the person still means to come."""
        return self.holds_seat or self is SeatState.WAITING


class Outcome(StrEnum):
    """What came of it for one person. Later ones do not take earlier ones back."""

    ADVISED = "advised"
    INTERVIEWED = "interviewed"
    HIRED = "hired"
    TRAINING = "training"
    ABROAD = "abroad"
    CERTIFICATE = "certificate"
    ALLOWANCE = "allowance"
    STILL_WORKS = "still_works"
    LEFT_WORK = "left_work"
    NEEDS_HELP = "needs_help"


FOLLOW_UPS = (Outcome.STILL_WORKS, Outcome.LEFT_WORK, Outcome.NEEDS_HELP)
"""What somebody answers who was hired and is asked whether they still work."""


class Source(StrEnum):
    """Who told an outcome."""

    OFFICIAL = "official"
    EMPLOYER = "employer"
    PERSON = "person"
