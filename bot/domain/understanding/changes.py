"""Hears what officials say happened to a family: "ho ba lan ap 3 thoat ngheo tu 1/11".

Only listens: says which parts were told and leaves open what was not."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from bot.domain.ids import AreaId
from bot.domain.phone import phone_number
from bot.domain.register.changes import ChangeKind
from bot.domain.register.households import Birth
from bot.domain.register.terms import CannotEscape, Relation, Standard, Status
from bot.domain.text import clean, fold, syllables, words
from bot.domain.understanding.past_days import PastDays, one_of
from bot.domain.understanding.patterns import Word, compiled, marked, word
from bot.domain.understanding.phrases import Phrases
from bot.domain.understanding.requests import Sought
from bot.domain.understanding.rules import Listener
from bot.domain.understanding.spelling import Speller

Meant = TypeVar("Meant")

_MOST_WORDS = 40
_MOST_CHARACTERS = 300
_LONGEST_NAME = 60
_LONG_NAME = 3
_BREAK = ";"
_DOCUMENT = re.compile(r"(?<![\w/])\d{1,5}\s*/\s*(?:20\d\d\s*/\s*)?[QqNn][ĐđDd][\w/.-]*")
_NUMBER = re.compile(r"(?<![\d/.-])\d{1,3}-\d{3,6}(?![\d/.-])")
_PHONE = re.compile(r"(?<![\d/])(?:\+?84|0)(?:[ .-]?\d){8,10}(?![\d/])")
_SEGMENT = re.compile(r"[,;:.!\n()]+")


@dataclass(frozen=True, slots=True)
class Heard:
    """A change as far as it was told. `called` are folded words of the name of whom it happened to.

    `hamlet` is where a household moves, `away` that it leaves the commune. `sure` tells that it was an order
    or had a day, number or place, so that no question can be meant."""

    kind: ChangeKind
    sought: Sought
    called: tuple[str, ...] = ()
    name: str | None = None
    status: Status | None = None
    standard: Standard | None = None
    reason: CannotEscape | None = None
    day: date | None = None
    document: str | None = None
    decided_on: date | None = None
    birth: Birth | None = None
    relation: Relation | None = None
    phone: str | None = None
    hamlet: AreaId | None = None
    away: bool = False
    sure: bool = False


@dataclass(slots=True)
class _Names:
    """Words that stand together: a household's after its mark, else of some person."""

    household: bool = False
    titled: str | None = None
    words: list[str] = field(default_factory=list)

    @property
    def bare(self) -> bool:
        """Whether it is a household's mark and no more: a number behind it is the household's."""
        return self.household and not self.name

    @property
    def name(self) -> tuple[str, ...]:
        """The name; of "bà Ba" the last word is no title but all there is."""
        return tuple(self.words) or ((self.titled,) if self.titled else ())


@dataclass(slots=True)
class _Cutting:
    """A message of which part after part is taken, a gap left where it stood."""

    rest: str

    def take(self, pattern: re.Pattern[str]) -> str | None:
        """Take the first part like this."""
        match = pattern.search(self.rest)
        if match is None:
            return None
        self.blank(match.start(), match.end())
        return match[match.lastindex or 0]

    def blank(self, start: int, end: int) -> None:
        """Leave a gap of the same length, so that other places stay what they were."""
        self.rest = self.rest[:start] + _BREAK.ljust(end - start) + self.rest[end:]


class Changes:
    """Hears changes in short messages that are no question."""

    def __init__(self, phrases: Phrases) -> None:
        said = phrases.change
        self._speller = Speller(phrases.shortenings)
        self._listener = Listener({kind: said.kinds[kind] for kind in ChangeKind if kind in said.kinds})
        self._meant = {fold(slip): word(right) for right, slips in said.misspelled.items() for slip in slips}
        self._ordered = compiled(said.ordered)
        self._statuses = [(status, compiled(patterns)) for status, patterns in said.statuses.items()]
        self._standards = [(standard, compiled(patterns)) for standard, patterns in said.standards.items()]
        self._reasons = [(reason, compiled(patterns)) for reason, patterns in said.cannot_escape.items()]
        self._relations = [(relation, compiled(patterns)) for relation, patterns in said.relations.items()]
        self._away = compiled(said.away)
        self._former, self._said = compiled(said.former), compiled(said.said)
        self._not_yet = compiled(said.not_yet)
        self._mark = compiled(said.households)
        self._titles = _plain(said.titles)
        self._passed_over = _plain(phrases.passed_over)
        self._before_names = _plain(phrases.titles) - self._titles - _plain(said.households)
        self._hamlet_words, self._towards = _plain(said.hamlets), _plain(said.towards)
        decided, numbered = one_of(said.decisions), one_of(said.numbered)
        bare = rf"(?<!\w)(?:{decided})\s+(?:(?:{numbered})\s+)?(\d{{1,5}})(?![\w/.-])"
        self._bare_document = re.compile(bare, re.IGNORECASE)
        self._numbered = _plain(said.numbered)
        self.days = PastDays(said)

    def _words(self, text: str) -> list[Word]:
        """The words of a text in full, slips of the finger put right."""
        return [self._meant.get(spoken.plain, spoken) for spoken in self._speller.words(text)]

    def kind(self, text: str) -> ChangeKind | None:
        """Which change a message tells of; None for everything else, and for questions."""
        if len(text) > _MOST_CHARACTERS or "?" in text:
            return None
        spoken = self._words(text)
        return self._listener.within(marked(spoken)) if len(spoken) <= _MOST_WORDS else None

    def not_yet(self, text: str) -> bool:
        """Whether somebody answers that there is none yet."""
        return bool(self._not_yet and self._not_yet.search(marked(self._words(text))))

    def status(self, text: str) -> Status | None:
        """The status an answer names."""
        return _first(self._statuses, marked(self._words(text)))[0]

    def reason(self, text: str) -> CannotEscape | None:
        """Why a household can not escape, as an answer names it."""
        return _first(self._reasons, marked(self._words(text)))[0]

    def relation(self, text: str) -> Relation | None:
        """What an answer says somebody is to the head."""
        return _first(self._relations, marked(self._words(text)))[0]

    def whom(self, text: str, hamlets: Mapping[AreaId, str]) -> Sought:
        """Which household an answer names."""
        cutting = _Cutting(clean(text))
        number = cutting.take(_NUMBER)
        _, within, line = self._hamlets(self._line(cutting.rest), hamlets, moves=False)
        names, typed = self._names(line)
        whose, _ = _who(names, numbered=bool(number or typed))
        return Sought(whose, number or typed, within)

    def place(self, text: str, hamlets: Mapping[AreaId, str]) -> AreaId | None:
        """The only hamlet that an answer names."""
        _, found, _ = self._hamlets(self._line(clean(text)), hamlets, moves=False)
        return found[0] if len(found) == 1 else None

    def is_away(self, text: str) -> bool:
        """Whether an answer says that a household left the commune."""
        return bool(self._away and self._away.search(self._line(clean(text))))

    def birth(self, text: str, today: date) -> Birth | None:
        """The day or year of birth that an answer names."""
        day = self.days.read(text, today)
        if day is not None:
            return Birth(day.year, day)
        year = re.fullmatch(r"\D*((?:19|20)\d\d)\D*", text)
        return Birth(int(year[1])) if year else None

    def heard(self, text: str, hamlets: Mapping[AreaId, str], *, today: date) -> Heard | None:
        """What a message tells, given the hamlets that the asker looks after."""
        kind = self.kind(text)
        if kind is None:
            return None
        cutting = _Cutting(clean(text))
        document = cutting.take(_DOCUMENT) or cutting.take(self._bare_document)
        phone = phone_number(found) if (found := _first_phone(cutting)) else None
        number = cutting.take(_NUMBER)
        birth, day, decided_on = self._dates(cutting, today, document=document)
        line = _without(self._line(cutting.rest), (self._former,))
        ago, line = self.days.ago(line, today)
        to, within, line = self._hamlets(line, hamlets, moves=kind is ChangeKind.MOVE)
        standard, line = _first(self._standards, line)
        reason, line = _first(self._reasons if kind is ChangeKind.SPECIAL else [], line)
        status, line = _first(self._statuses if kind is ChangeKind.STATUS else [], line)
        relation, line = _first(self._relations if kind is ChangeKind.MEMBER else [], line)
        away = kind is ChangeKind.MOVE and bool(self._away and self._away.search(line))
        ordered = bool(self._ordered and self._ordered.search(line))
        names, typed = self._names(_without(line, (self._away, self._said, self._ordered)))
        whose, called = _who(names, numbered=bool(number or typed))
        day = day or ago
        return Heard(
            kind,
            Sought(whose, number or typed, within),
            called=called,
            name=self._as_typed(called, cutting.rest) if called != whose else None,
            status=status,
            standard=standard,
            reason=reason,
            day=day,
            document=document and "".join(document.split()),
            decided_on=decided_on,
            birth=birth,
            relation=relation,
            phone=phone,
            hamlet=to,
            away=away and to is None,
            sure=bool(ordered or day or number or typed or within or phone),
        )

    def _dates(
        self, cutting: _Cutting, today: date, *, document: str | None
    ) -> tuple[Birth | None, date | None, date | None]:
        """The birth, the day of the change and that of its document, which stands behind the document."""
        found = self.days.found(cutting.rest, today)
        for each in found:
            cutting.blank(each.start, each.end)
        births = [Birth(each.year, each.day) for each in found if each.born and each.year]
        days = [each.day for each in found if not each.born and each.day]
        decided = days.pop() if document and len(days) > 1 else None
        return next(iter(births), None), next(iter(days), None), decided

    def _line(self, rest: str) -> str:
        parts = (marked(self._words(part)).lstrip() for part in _SEGMENT.split(rest))
        return " " + f"{_BREAK} ".join(parts)

    def _hamlets(
        self, line: str, hamlets: Mapping[AreaId, str], *, moves: bool
    ) -> tuple[AreaId | None, tuple[AreaId, ...], str]:
        """Where a household moves to, in which hamlets it is looked for, and the line without both."""
        towards = "|".join(sorted(self._towards))
        to: list[AreaId] = []
        within: list[AreaId] = []
        for name in sorted(set(hamlets.values()), key=len, reverse=True):
            same = [each for each, called in hamlets.items() if called == name]
            for called in self._called(syllables(name)):
                pattern = re.compile(rf"(?<= )(?:(?P<to>{towards})'\S* )?{called}")
                for match in pattern.finditer(line):
                    (to if moves and match["to"] else within).extend(same)
                line = pattern.sub(f"{_BREAK} ", line)
        return (to[0] if len(to) == 1 else None), tuple(dict.fromkeys(within)), line

    def _called(self, name: list[str]) -> Iterable[str]:
        """A hamlet's own name, and the same number after any word for a hamlet."""
        yield "".join(rf"{re.escape(part)}'\S* " for part in name)
        if len(name) > 1 and name[0] in self._hamlet_words:
            rest = "".join(rf"{re.escape(part)}'\S* " for part in name[1:])
            yield rf"(?:{'|'.join(sorted(self._hamlet_words))})'\S* {rest}"

    def _names(self, line: str) -> tuple[list[_Names], str | None]:
        """The names of a line in their order, and a household's number."""
        found = [_Names()]
        number = stray = None
        spoken = line.split()
        tokens = [each.partition("'")[0] for each in spoken]
        for place, token in enumerate(tokens):
            following = tokens[place + 1] if place + 1 < len(tokens) else _BREAK
            if token == _BREAK:
                found.append(_Names())
            elif token.isdecimal():
                pointed = place > 0 and (tokens[place - 1] in self._numbered or found[-1].bare)
                number, stray = (number or token, stray) if pointed else (number, stray or token)
                found.append(_Names())
            elif self._mark and self._mark.fullmatch(f" {spoken[place]} ", 1):
                found.append(_Names(household=True))
            elif token in self._titles and self._begins(found[-1], following):
                _entitle(found, token)
            elif token not in self._passed_over and (found[-1].words or token not in self._before_names):
                found[-1].words.append(token)
        named = [each for each in found if each.name or each.household]
        return named, number or (None if any(each.name for each in named) else stray)

    def _begins(self, names: _Names, following: str) -> bool:
        """Whether a word that may be a title is one: at the start of a name, or where a next one begins."""
        if not names.words:
            return True
        goes_on = following not in (_BREAK, "") and not following.isdecimal()
        return goes_on and (names.titled is not None or len(names.words) >= _LONG_NAME)

    def _as_typed(self, called: tuple[str, ...], rest: str) -> str | None:
        """A name as it was typed, with the accents it was given."""
        typed = words(rest)
        for start in range(len(typed)):
            part = typed[start : start + len(called)]
            if called and [fold(each) for each in part] == list(called):
                return spelled_name(" ".join(part))
        return None


def spelled_name(typed: str) -> str:
    """A name as it is kept: with the capitals it was typed with, or with one for each word."""
    parts = clean(typed).split()
    return " ".join(each if each != each.lower() else each.capitalize() for each in parts)[:_LONGEST_NAME]


def _first(patterns: Iterable[tuple[Meant, re.Pattern[str] | None]], line: str) -> tuple[Meant | None, str]:
    """The first that is heard, and the line without its words."""
    for meant, pattern in patterns:
        if pattern is not None and pattern.search(line):
            return meant, pattern.sub(f"{_BREAK} ", line)
    return None, line


def _first_phone(cutting: _Cutting) -> str | None:
    match = _PHONE.search(cutting.rest)
    return cutting.take(_PHONE) if match and phone_number(match.group()) else None


def _entitle(found: list[_Names], title: str) -> None:
    if found[-1].words:
        found.append(_Names())
    found[-1].titled = title


def _who(names: list[_Names], *, numbered: bool) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The name by which the household is looked for, and that of the person it happened to."""
    said = [each for each in names if each.name]
    # "Hồ" without its accent is also a family name: beside a number, the only name is a person's.
    families = [each for each in said if each.household]
    others = [each for each in said if not each.household]
    if numbered:
        return (), next((each.name for each in (*others, *families)), ())
    family, *others = [*families[:1], *others] or [_Names()]
    # Of "bà Lan" alone it is told; of "hộ bà Lan" somebody else may be meant.
    whom = () if family.household else family.name
    return family.name, (others[0].name if others else whom)


def _without(line: str, patterns: Iterable[re.Pattern[str] | None]) -> str:
    for pattern in patterns:
        line = pattern.sub(f"{_BREAK} ", line) if pattern else line
    return line


def _plain(spelled: Iterable[str]) -> frozenset[str]:
    return frozenset(part for each in spelled for part in syllables(each))
