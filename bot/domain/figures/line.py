"""A question from which part after part is taken, a gap left where it stood."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from bot.domain.understanding.patterns import Word, compiled, marked

_GAP = "; "
_YEAR = re.compile(r"(?<= )(?:199|20[0-4])\d'\S* ")
_NUMBER = re.compile(r"(?<= )(\d+)'")


class Line:
    """The words of one question that nobody has taken yet, as patterns are matched against."""

    def __init__(self, words: Iterable[Word]) -> None:
        self.rest = marked(words)

    def take(self, pattern: re.Pattern[str] | None) -> list[tuple[int, ...]]:
        """Take every part like this; of each, the numbers that stand in it."""
        if pattern is None:
            return []
        found: list[tuple[int, ...]] = []

        def gap(match: re.Match[str]) -> str:
            found.append(tuple(int(number) for number in _NUMBER.findall(f" {match.group()}")))
            return _GAP

        self.rest = pattern.sub(gap, self.rest)
        return found

    def leave_out(self, before: Sequence[str], behind: Sequence[str]) -> None:
        """Leave out folded words where they stand behind others, which stay."""
        kept, gone = (_words_of(each) for each in (before, behind))
        if kept and gone:
            self.rest = re.sub(f"(?<= )({kept}){gone}", r"\1", self.rest)

    def take_years(self) -> list[int]:
        """Take every number that can only be a year of ours."""
        return [year for (year,) in self.take(_YEAR)]

    def close_gaps(self) -> None:
        """Let words meet that only what was taken kept apart."""
        self.rest = self.rest.replace(_GAP, "")

    def has(self, pattern: re.Pattern[str] | None) -> bool:
        """Whether a part like this is still there; it stays."""
        return pattern is not None and pattern.search(self.rest) is not None

    @property
    def words(self) -> list[str]:
        """The words that are left, without their accents."""
        return [part.split("'")[0] for part in self.rest.split() if part != ";"]

    @property
    def marks(self) -> list[str]:
        """The words that are left, as typed."""
        return [part for part in self.rest.split() if part != ";"]


def plain_pattern(syllables: Sequence[str]) -> re.Pattern[str] | None:
    """What finds these folded words one behind the other, whatever their accents; nothing finds no word."""
    return _plain_pattern(tuple(syllables)) if syllables else None


@lru_cache(4096)
def _plain_pattern(syllables: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(f"(?<= ){_words_of(syllables)}")


def _words_of(syllables: Iterable[str]) -> str:
    return "".join(rf"{re.escape(each)}'\S* " for each in syllables)


def either(patterns: Iterable[str]) -> re.Pattern[str] | None:
    """What finds any of the patterns, the one with the most words first."""
    return compiled(sorted(patterns, key=lambda each: -len(each.split())))
