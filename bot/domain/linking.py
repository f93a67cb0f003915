"""How codes for linking look, and how often one may be wrong. Says nothing of whom a code opens."""

import base64
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.text import fold

TOKEN_BYTES = 16
SECRET_DIGITS = 6
MISSES_THAT_BURN = 5
MOST_MISSES_OF_ONE = 5
MOST_MISSES_OF_DOOR = 100
"""Wrong typed codes within the hour at one channel account, whoever typed them, before each must wait."""
ONE_EACH = timedelta(minutes=1)
MISSES_WITHIN = timedelta(hours=1)
INVITATION_LASTS = timedelta(hours=72)
PAGE_LINK_LASTS = timedelta(minutes=15)
PAGE_LOCKS_AFTER = timedelta(minutes=30)
ROLE_LASTS_DAYS = 366

_TOKEN = re.compile(r"(?:([siw])-([A-Za-z0-9_-]{22})|(d)-([a-z_]{1,20}))")
_MARKED = re.compile(r"(?:so )?ho(?: so)? (\d{1,8})[ ,]+(?:ma(?: so)? )?(\d{3})[ .-]?(\d{3})")
# Without a word beside them the figures must not be those of a phone: those begin with a nought.
_BARE = re.compile(r"([1-9]\d{0,4}) (\d{3})(\d{3})")


class Opens(StrEnum):
    """What a token is for; its first letter. A card is no secret: it opens somebody invented, in a demo."""

    SLIP = "s"
    INVITATION = "i"
    PAGE = "w"
    CARD = "d"


@dataclass(frozen=True, slots=True)
class Token:
    """A token as it stands in a QR code or a link."""

    opens: Opens
    secret: str

    def __str__(self) -> str:
        return f"{self.opens.value}-{self.secret}"

    def at(self, page: str) -> str:
        """The link that opens a page or bot with it, given the address of either."""
        return f"{page}?start={self}"


def new_token(opens: Opens, random: Callable[[int], bytes]) -> Token:
    """A token of 128 bits from `random(bytes)`."""
    return Token(opens, base64.urlsafe_b64encode(random(TOKEN_BYTES)).decode().rstrip("="))


def new_secret(below: Callable[[int], int]) -> str:
    """Six digits for those who type; `below(n)` picks a number under n."""
    return f"{below(10**SECRET_DIGITS):0{SECRET_DIGITS}d}"


def token_in(text: str) -> Token | None:
    """The token that somebody pasted, or that a link carried."""
    found = _TOKEN.fullmatch(text.strip())
    if found is None:
        return None
    opens, secret = (part for part in found.groups() if part is not None)
    return Token(Opens(opens), secret)


def typed_code(text: str) -> tuple[str, str] | None:
    """Household number and secret as typed from a slip: "ho 123 ma 456 789", "123 456789"."""
    folded = fold(text)
    found = _MARKED.fullmatch(folded) or _BARE.fullmatch(folded)
    return (found.group(1), found.group(2) + found.group(3)) if found else None


def as_typed(number: str, secret: str) -> str | None:
    """How a slip tells to type its code, as `typed_code` reads it; None for a number that is no digits."""
    typed = f"ho {number} ma {secret[:3]} {secret[3:]}"
    return typed if typed_code(typed) == (number, secret) else None


def same_number(one: str, other: str) -> bool:
    """Whether two spellings are one household number: 012 and 12 are."""
    return one.strip().lstrip("0") == other.strip().lstrip("0")


def locked(own_misses: int) -> bool:
    """Whether no more codes of one contact are tried for a while, right or wrong."""
    return own_misses >= MOST_MISSES_OF_ONE


def slowed(misses: int, *, last: datetime | None, now: datetime) -> bool:
    """Whether a typed code must wait because strangers guess at this door: one a minute is tried, no more.

    Six digits can be guessed. The 128 bits of a picture or a link can not, and never wait for others."""
    return misses >= MOST_MISSES_OF_DOOR and last is not None and now - last < ONE_EACH
