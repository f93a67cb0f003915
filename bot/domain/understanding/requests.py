"""What people ask of the register: about their own family, about who may see it, or for a household by name.

Only listens; who may ask it is decided elsewhere."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import dropwhile

from bot.domain.ids import AreaId
from bot.domain.phone import phone_number
from bot.domain.register.terms import Status
from bot.domain.text import syllables
from bot.domain.understanding.patterns import marked
from bot.domain.understanding.phrases import Phrases
from bot.domain.understanding.rules import Listener
from bot.domain.understanding.spelling import Speller

_MOST_WORDS = 25
_MOST_CHARACTERS = 300


class Request(StrEnum):
    """What is asked, in the order it is listened for."""

    WHO_LOOKED = "who_looked"
    WHY_STATUS = "why_status"
    CONFIRM_VISIT = "confirm_visit"
    RECEIVED = "received"
    OWN_FILE = "own_file"
    OWN_STATUS = "own_status"
    NEW_STANDARD_HERE = "new_standard_here"
    NEW_STANDARD = "new_standard"
    SELF_CHECK = "self_check"
    REQUEST_PAPER = "request_paper"
    GAPS = "gaps"
    ENTITLED = "entitled"
    OFFICE = "office"
    WHO_HAS_ROLES = "who_has_roles"
    WHO_AM_I = "who_am_i"
    LEAVE = "leave"
    END_DELEGATES = "end_delegates"
    DELEGATES = "delegates"
    APPOINT = "appoint"
    CONSENTS = "consents"
    GIVE_REMINDERS = "give_reminders"
    WITHDRAW_REMINDERS = "withdraw_reminders"
    GIVE_SPONSOR_SEES_NEEDS = "give_sponsor_sees_needs"
    WITHDRAW_SPONSOR_SEES_NEEDS = "withdraw_sponsor_sees_needs"
    GIVE_PASS_ON = "give_pass_on"
    WITHDRAW_PASS_ON = "withdraw_pass_on"
    DOWNLOAD = "download"
    CORRECT = "correct"
    OPEN_PAGE = "open_page"
    VISIT_RHYTHM = "visit_rhythm"
    UNIT_REPORT = "unit_report"
    UNIT_PRAISE = "unit_praise"
    VISITS_UNUSUAL = "visits_unusual"
    HELP_PUT_RIGHT = "help_put_right"
    HELP_RECEIPT = "help_receipt"
    GIFT_DROPPED = "gift_dropped"
    GIFT_PLANNED = "gift_planned"
    GIFT_TWICE = "gift_twice"
    GIFT_LACKING = "gift_lacking"
    GIFT_PLANS = "gift_plans"
    PLEDGES_OPEN = "pledges_open"
    PLEDGES_OWN = "pledges_own"
    FUND_SPENT = "fund_spent"
    FUND_RECEIVED = "fund_received"
    FUND = "fund"
    HOUSE_OWN = "house_own"
    HOUSES = "houses"
    HELP_TOTALS = "help_totals"
    SPONSOR_OWN = "sponsor_own"
    SPONSOR_WITHDRAW = "sponsor_withdraw"
    SURVEY_FORM = "survey_form"
    SPONSOR_SURVEYED = "sponsor_surveyed"
    SPONSOR_REPORTED = "sponsor_reported"
    SPONSOR_RECEIVED = "sponsor_received"
    SPONSOR_PLANNED = "sponsor_planned"
    SPONSOR_KEPT = "sponsor_kept"
    PLEDGED = "pledged"
    SPONSOR_ASSIGN = "sponsor_assign"
    SPONSOR_OURS = "sponsor_ours"
    SPONSOR_NONE = "sponsor_none"
    SPONSOR_LATE = "sponsor_late"
    SPONSOR_UNITS = "sponsor_units"
    SPONSOR_OFFERS = "sponsor_offers"
    SPONSOR_OFFER = "sponsor_offer"
    WHY_NOT_REMINDED = "why_not_reminded"
    MUTE_FAMILY = "mute_family"
    UNMUTE_FAMILY = "unmute_family"
    REMIND_LATER = "remind_later"
    ANNOUNCE_DAY = "announce_day"
    UNDO_LIST = "undo_list"
    EXPORT_LIST = "export_list"
    UNDO = "undo"
    LOOK_UP = "look_up"
    UNREACHED = "unreached"
    OWN_TASKS = "own_tasks"
    TASKS = "tasks"
    END_TALK = "end_talk"
    GIVE_BACK_TASK = "give_back_task"
    DIGEST = "digest"
    SET_TARGET = "set_target"
    CHECK_TARGETS = "check_targets"
    TARGETS = "targets"
    STOP_BROADCAST = "stop_broadcast"
    BROADCASTS = "broadcasts"
    BROADCAST = "broadcast"
    WHY_NOT = "why_not"


class Requests:
    """Hears requests in short messages; a long one tells a story and is no request."""

    def __init__(self, phrases: Phrases) -> None:
        self._speller = Speller(phrases.shortenings)
        requests = {Request(kind): rules for kind, rules in phrases.requests.items()}
        self._listener = Listener(
            {kind: requests[kind] for kind in Request if kind in requests}, courtesy=phrases.courtesy
        )
        self._listed = Listener(phrases.listed)
        self._hamlet_words = frozenset(word for each in phrases.hamlet_words for word in syllables(each))
        self._titles = frozenset(word for each in phrases.titles for word in syllables(each))
        self._passed_over = frozenset(word for each in phrases.passed_over for word in syllables(each))

    def heard(self, text: str) -> Request | None:
        """The request a message is; None for everything else."""
        if len(text) > _MOST_CHARACTERS:
            return None
        words = self._speller.words(text)
        return self._listener.first(marked(words)) if len(words) <= _MOST_WORDS else None

    def listed(self, text: str) -> frozenset[Status]:
        """Which households a wanted list is to hold; empty when that is not said."""
        return self._listed.all(marked(self._speller.words(text)))

    def hamlets(self, text: str, known: Mapping[AreaId, str]) -> tuple[AreaId, ...] | None:
        """The hamlets that a message names, of those known by name; None when it names one that is not."""
        within, left = _without_hamlets([word.plain for word in self._speller.words(text)], known)
        unknown = self._hamlet_words.intersection(left)
        return None if unknown and not within else within

    def sought(self, text: str, hamlets: Mapping[AreaId, str]) -> "Sought":
        """Whom a look-up is for, given the names of the hamlets that the asker may search."""
        if number := phone_number("".join(character for character in text if character in "+0123456789")):
            return Sought(phone=number)
        words = [word.plain for word in self._speller.words(text)]
        within, left = _without_hamlets(words, hamlets)
        number = next((word for word in left if word.isdecimal()), None)
        spoken = [word for word in left if not word.isdecimal() and word not in self._passed_over]
        # "Anh" before a name is a title, after it a name.
        names = tuple(dropwhile(self._titles.__contains__, spoken))
        return Sought(names, number if not names else None, within)


@dataclass(frozen=True, slots=True)
class Sought:
    """Folded words of a name, or a household number, or a phone as +84…; and in which hamlets, if any."""

    names: tuple[str, ...] = ()
    number: str | None = None
    hamlets: tuple[AreaId, ...] = ()
    phone: str | None = None

    @property
    def nothing(self) -> bool:
        """Whether nobody can be looked for."""
        return not (self.names or self.number or self.phone)


def _without_hamlets(words: list[str], hamlets: Mapping[AreaId, str]) -> tuple[tuple[AreaId, ...], list[str]]:
    """The hamlets that are named, and the words without the names; "ap 3" is in "ấp 3" but not in "ấp 30"."""
    said: list[AreaId] = []
    left = list(words)
    for number, name in sorted(hamlets.items(), key=lambda each: -len(each[1])):
        part = syllables(name)
        if (start := _place(part, left)) is not None:
            left[start : start + len(part)] = [""]
            said.append(number)
        elif said and syllables(hamlets[said[0]]) == part:
            said.append(number)
    return tuple(said), [word for word in left if word]


def _place(part: Sequence[str], words: Sequence[str]) -> int | None:
    return next((at for at in range(len(words)) if words[at : at + len(part)] == part), None)
