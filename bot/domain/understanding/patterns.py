"""Small patterns of words that people can read and write. Accents left out match, other accents do not.

`a|b` either word, `a?` may be missing, `...` up to four words, `0-9` a number, `!a|b` not one of these."""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple
from unicodedata import normalize

from bot.domain.text import fold

# The marks as the digits of VNI typing; hỏi and ngã are one, as people of the south write them.
_ACCENTS = {
    "\u0301": "1", "\u0300": "2", "\u0309": "3", "\u0303": "3", "\u0323": "5",
    "\u0302": "6", "\u031b": "7", "\u0306": "8", "đ": "9",
}  # fmt: skip


class Word(NamedTuple):
    """A word without its accents, and the accents it was typed with."""

    plain: str
    accents: str = ""

    @property
    def marked(self) -> str:
        return f"{self.plain}'{self.accents}"


@lru_cache(maxsize=20_000)
def word(spelled: str) -> Word:
    accents = (_ACCENTS.get(mark, "") for mark in normalize("NFD", spelled.casefold()))
    return Word(fold(spelled), "".join(sorted(accents)))


def marked(words: Iterable[Word]) -> str:
    """Return the line of text that patterns are matched against."""
    return " " + "".join(f"{word.marked} " for word in words)


def compiled(patterns: Iterable[str]) -> re.Pattern[str] | None:
    """Return one expression that finds any of the patterns in a marked line, None when there are none."""
    sources = [_source(pattern) for pattern in patterns]
    return re.compile(f"(?<= )(?:{'|'.join(sources)})") if sources else None


def _source(pattern: str) -> str:
    return "".join(_element(element) for element in pattern.split())


def _element(element: str) -> str:
    if element == "...":
        return r"(?:\S+ ){0,4}"
    if element.startswith("!"):
        return f"(?!{_either(element[1:])} )"
    if element.endswith("?"):
        return f"(?:{_either(element[:-1])} )?"
    return f"{_either(element)} "


def _either(alternatives: str) -> str:
    return "(?:" + "|".join(_one(spelled) for spelled in alternatives.split("|")) + ")"


def _one(spelled: str) -> str:
    if spelled == "0-9":
        return r"\d+'\S*"
    plain, accents = word(spelled)
    if not plain.isascii():
        # Khmer puts no spaces between words.
        return rf"\S*{re.escape(plain)}\S*"
    return re.escape(plain) + "'" + (f"[{accents}]*" if accents else "")
