"""Hears which families a report is about, of those its unit helps. Of two that fit, none is chosen."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from bot.domain.text import fold, words
from bot.domain.understanding.patterns import Word, compiled, word
from bot.domain.visits.tokens import Line, Stretch, Vocabulary, vocabulary
from bot.domain.visits.words import PeopleWords

_LAST_ORDER = 10
_LEAST_DIGITS = 3
_FULL_NAME = 3


@dataclass(frozen=True, slots=True)
class Family:
    """A family as its unit knows it: the number it goes by, and the name of its head or what it is called."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Mention:
    """Where a family is named, and the codes of those that can be meant."""

    where: Stretch
    codes: tuple[str, ...]

    @property
    def code(self) -> str | None:
        """The family's code, where only one can be meant."""
        return self.codes[0] if len(self.codes) == 1 else None


class _Gender(Enum):
    FEMALE = "f"
    MALE = "m"
    ANY = "any"


@dataclass(frozen=True, slots=True)
class _Known:
    """A family with its name taken apart."""

    code: str
    name: tuple[Word, ...]
    gender: _Gender
    called: bool

    @property
    def personal(self) -> bool:
        """Whether it is a full name, of which the last word alone is used too."""
        return len(self.name) >= _FULL_NAME or (len(self.name) == _FULL_NAME - 1 and not self.called)


class Naming:
    """Finds families by number, name, or title and given name."""

    def __init__(self, said: PeopleWords, units: Vocabulary[str]) -> None:
        self._units = units
        self._titles = Vocabulary(
            (each, _Gender(gender)) for gender, group in said.titles.items() for each in group
        )
        self._houses = vocabulary(said.households)
        self._orders = Vocabulary((each, order) for order, group in said.orders.items() for each in group)
        self._order_words = {
            order: tuple(word(each) for each in group) for order, group in said.orders.items()
        }
        self._women = {word(each).plain for each in said.women}
        self._men = {word(each).plain for each in said.men}
        self._before, self._behind = vocabulary(said.before_names), vocabulary(said.behind_names)
        self._surname = vocabulary(said.surname)
        self._everyone = compiled(said.everyone)
        self._title_words = {
            fold(each): _Gender(gender) for gender, group in said.titles.items() for each in group
        }

    def known(self, families: Iterable[Family]) -> list[_Known]:
        """Take the names of families apart."""
        return [self._taken_apart(each) for each in families]

    def _taken_apart(self, family: Family) -> _Known:
        spelled = [word(each) for each in words(family.name.casefold())]
        title = self._title_words.get(spelled[0].plain) if len(spelled) > 1 else None
        # "Bà Tám Lành" is called so; of a full name the first word is never taken for a title.
        called = title is not None and not (len(spelled) >= _FULL_NAME and self._sexed(spelled[1:-1]))
        name = tuple(spelled[1:] if called else spelled)
        gender = title if called and title else self._gender(name)
        return _Known(family.code, name, gender, called)

    def _sexed(self, middle: Sequence[Word]) -> bool:
        return any(each.plain in self._women | self._men for each in middle)

    def _gender(self, name: Sequence[Word]) -> _Gender:
        plain = {each.plain for each in name[1:-1]}
        if plain & self._women:
            return _Gender.FEMALE
        return _Gender.MALE if plain & self._men else _Gender.ANY

    def mentions(self, line: Line, families: Sequence[Family], numbers: Mapping[int, int]) -> list[Mention]:
        """The families named, from left to right. `numbers` tells where sums and measures begin and end."""
        known = self.known(families)
        by_code = dict(coded(line, families))
        mentions: list[Mention] = []
        place = 0
        while place < len(line):
            found = by_code.get(place) or self._named(line, place, known, numbers, mentions)
            if found:
                mentions.append(found)
            place = found.where.end if found else place + 1
        return mentions

    def everyone(self, line: Line) -> list[Stretch]:
        """Where all families of the unit are meant."""
        return line.found(self._everyone)

    def title(self, line: Line, place: int) -> int | None:
        """Where a title there ends; None when there is none."""
        found = self._titles.at(line, place)
        return found[1] if found else None

    def _named(
        self,
        line: Line,
        place: int,
        known: Sequence[_Known],
        numbers: Mapping[int, int],
        before: list[Mention],
    ) -> Mention | None:
        title = self._titles.at(line, place)
        found = self._called(line, place, title, known, numbers, before)
        if found or title is None:
            return found
        # "Ba" is a title and a name.
        return self._called(line, place, None, known, numbers, before)

    def _called(
        self,
        line: Line,
        place: int,
        title: tuple[_Gender, int] | None,
        known: Sequence[_Known],
        numbers: Mapping[int, int],
        before: list[Mention],
    ) -> Mention | None:
        start, gender = (title[1], title[0]) if title else (place, _Gender.ANY)
        candidates = list(self._spelled(line, start, known))
        longest = max((end for end, _, _ in candidates), default=0)
        best = [(each, whole) for end, each, whole in candidates if end == longest]
        if not best:
            return self._by_digit(line, place, title, known, numbers)
        if any(whole for _, whole in best):
            return _mention(place, longest, [each for each, whole in best if whole], gender)
        if not self._may_be_name(line, start, longest, title is not None, numbers, before):
            return None
        families = [each for each, _ in best]
        bracket = longest < len(line) and line.tokens[longest].word.plain == "("
        behind = longest + bool(bracket or self._surname.of(line, longest))
        surname = line.word(behind)
        fitting = [
            each for each in families if each.personal and surname and spelled_as(surname, each.name[0])
        ]
        if fitting:
            return _mention(place, behind + 1, fitting, gender)
        return _mention(place, longest, families, gender)

    def _spelled(self, line: Line, place: int, known: Sequence[_Known]) -> Iterator[tuple[int, _Known, bool]]:
        """Families whose name, or the end of it, stands there: up to where, and whether it is name enough."""
        for each in known:
            for first in range(len(each.name)):
                part = each.name[first:]
                if first and not (each.personal or len(part) < len(each.name)):
                    continue
                here = [token.word for token in line.tokens[place : place + len(part)]]
                if len(here) == len(part) and all(map(spelled_as, here, part)):
                    yield place + len(part), each, len(part) > 1
                    break
            first_word = line.word(place)
            by_first = first_word and each.called and len(each.name) > 1
            if by_first and first_word and spelled_as(first_word, each.name[0]):
                yield place + 1, each, False

    def _may_be_name(
        self,
        line: Line,
        start: int,
        end: int,
        titled: bool,
        numbers: Mapping[int, int],
        before: Sequence[Mention],
    ) -> bool:
        """Whether a given name alone is meant, and no number or other word."""
        spelled = line.text[line.tokens[start].start]
        counted = numbers.get(start, 0) > end or numbers.get(start - 1, 0) > end
        followed = self._units.at(line, end) is not None
        number_word = self._orders.of(line, start) is not None
        if titled:
            return not counted or spelled.isupper()
        listed = any(each.where.end in (start - 1, start - 2) for each in before)
        led = line.is_break(start - 1) if number_word else False
        if number_word:
            houses = self._houses.of(line, start - 1) or (led and listed) or (listed and spelled.isupper())
            upper = spelled.isupper() and (self._before.at(line, start - 1) or line.is_break(start - 1))
            return not counted and not followed and bool(houses or upper)
        return bool(
            self._before.at(line, start - 1)
            or self._behind.at(line, end)
            or listed
            or (line.is_break(start - 1) and (spelled.isupper() or line.is_break(end)))
        )

    def _by_digit(
        self,
        line: Line,
        place: int,
        title: tuple[_Gender, int] | None,
        known: Sequence[_Known],
        numbers: Mapping[int, int],
    ) -> Mention | None:
        """ "Chú 6" is chú Sáu, unless six of something are counted."""
        digit = line.tokens[title[1]].number if title and title[1] < len(line) else ""
        if not title or not digit.isdecimal() or not 2 <= int(digit) <= _LAST_ORDER:
            return None
        behind = title[1] + 1
        stuck = behind < len(line) and line.tokens[behind].start == line.tokens[behind - 1].end
        if numbers.get(title[1], 0) > behind or (stuck and not line.is_break(behind)):
            return None
        orders = self._order_words[int(digit)]
        fitting = [
            each
            for each in known
            if (each.name[-1] in orders and each.personal) or (each.called and each.name[0] in orders)
        ]
        return _mention(place, title[1] + 1, fitting, title[0]) if fitting else None


def spelled_as(typed: Word, meant: Word) -> bool:
    """Whether a name is typed as it is spelled, or without any accents: Lương is not Lượng."""
    return typed.plain == meant.plain and typed.accents in ("", meant.accents)


def _mention(start: int, end: int, families: Sequence[_Known], gender: _Gender) -> Mention:
    """Of several that fit, those whose sex is the title's."""
    told = [each for each in families if gender is not _Gender.ANY and each.gender is gender]
    if not told and gender is not _Gender.ANY:
        told = [each for each in families if each.gender is _Gender.ANY]
    codes = dict.fromkeys(each.code for each in told or families)
    return Mention(Stretch(start, end), tuple(codes))


def coded(line: Line, families: Sequence[Family]) -> Iterator[tuple[int, Mention]]:
    """Numbers of families, however they are joined: "H-012", "h012". Longer ones first."""
    taken: set[int] = set()
    for family in sorted(families, key=lambda each: -len(each.code)):
        parts = re.findall(r"\d+|[^\W\d_]+", fold(family.code))
        if not parts or sum((part.isdecimal() and len(part)) or 0 for part in parts) < _LEAST_DIGITS - 1:
            continue
        joined = r"[\s._-]{0,2}".join(map(re.escape, parts))
        behind_number = r"(?<!\d[.,])" if parts[0].isdecimal() and parts[0][0] != "0" else ""
        for match in re.finditer(
            rf"(?<!\w){behind_number}{joined}(?!\w|[.]\d|,\d(?!\d\d))", line.text, re.IGNORECASE
        ):
            places = [
                at for at, token in enumerate(line.tokens) if match.start() <= token.start < match.end()
            ]
            if places and not taken.intersection(places):
                taken.update(places)
                yield places[0], Mention(Stretch(places[0], places[-1] + 1), (family.code,))
