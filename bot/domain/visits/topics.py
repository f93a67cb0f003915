"""Tells what each part of a report is about: given, advised, promised, needed, or none of these."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from bot.domain.understanding.patterns import compiled, word
from bot.domain.visits.tokens import Line, Stretch, vocabulary
from bot.domain.visits.words import TellingWords


class Topic(Enum):
    """What a word belongs to. The first three are told in the family's or unit's own words."""

    ADVICE = auto()
    PROMISE = auto()
    NEED = auto()
    GIVEN = auto()
    THEIRS = auto()
    LOAN = auto()
    PRICE = auto()
    INCOME = auto()
    COST = auto()
    REFUSED = auto()


FREE = frozenset({Topic.ADVICE, Topic.PROMISE, Topic.NEED, Topic.THEIRS})
_UNTIL_GIVEN = frozenset({Topic.LOAN, Topic.INCOME, Topic.COST})
_BRIEF = 4


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch that is about one thing; `opened` is where the words that tell so end."""

    topic: Topic
    opened: int
    where: Stretch


@dataclass(frozen=True, slots=True)
class Told:
    """What every word of a line is about, and the parts that are kept in their own words."""

    topics: Sequence[Topic]
    parts: Sequence[Part]


@dataclass(slots=True)
class _Open:
    topic: Topic
    start: int
    opened: int


class Telling:
    """Divides a line into its topics."""

    def __init__(self, words: TellingWords) -> None:
        free = {Topic.ADVICE: words.advice, Topic.PROMISE: words.promise, Topic.NEED: words.need}
        self._free = {topic: compiled(spelled) for topic, spelled in free.items()}
        self._first = {
            word(each)
            for group in free.values()
            for spelled in group
            for each in spelled.split()[0].split("|")
        }
        local = {
            Topic.LOAN: words.loan,
            Topic.PRICE: words.price,
            Topic.INCOME: words.income,
            Topic.COST: words.cost,
            Topic.REFUSED: words.refused,
        }
        self._local = {topic: compiled(spelled) for topic, spelled in local.items()}
        self._give, self._but, self._neither = (
            compiled(each) for each in (words.give, words.but, words.neither)
        )
        self._not_yet, self._belonging = vocabulary(words.not_yet), vocabulary(words.belonging)
        self._joining = vocabulary(words.joining)
        self._us, self._them = vocabulary(words.us), vocabulary(words.them)

    def told(
        self,
        line: Line,
        *,
        amounts: Callable[[int], bool],
        taken: Sequence[Stretch],
        families: Sequence[Stretch],
        coming: Sequence[int],
    ) -> Told:
        """The topics of a line.

        `amounts` tells where something counted begins, `taken` where words are a name, a day or a number,
        `families` where they are named, `coming` where a day to come makes a promise of what follows."""
        return _Division(self, line, amounts, taken, families, frozenset(coming)).told()

    def openings(self, line: Line) -> dict[int, tuple[Topic, int]]:
        """Where advice, a promise or a need begins, and where the words that tell so end."""
        none = {at for each in line.found(self._neither) for at in range(each.start, each.end)}
        found: dict[int, tuple[Topic, int]] = {}
        for topic in (Topic.NEED, Topic.PROMISE, Topic.ADVICE):
            for where in line.found(self._free[topic]):
                first = line.tokens[where.start].word
                if first.accents and first not in self._first:
                    # "Cân" is no careless "cần".
                    continue
                if where.start in none:
                    continue
                if self._not_yet.of(line, where.start - 1) and topic is not Topic.NEED:
                    continue
                known_by = range(where.start + 1, where.end if topic is Topic.ADVICE else where.start)
                opened = next((at for at in known_by if self._belonging.of(line, at)), where.end)
                found[where.start] = (topic, opened)
        return found

    def locals(self, line: Line) -> dict[int, tuple[Topic, int]]:
        """Where something begins that is no gift, and where the words that tell so end."""
        return {
            each.start: (topic, each.end)
            for topic in (Topic.COST, Topic.INCOME, Topic.PRICE, Topic.LOAN, Topic.REFUSED)
            for each in line.found(self._local[topic])
        }

    def given(self, line: Line) -> dict[int, int]:
        """Where it is said that something was given."""
        return {each.start: each.end for each in line.found(self._give)}

    def but(self, line: Line) -> frozenset[int]:
        """Where what was denied ends."""
        return frozenset(each.start for each in line.found(self._but))

    def joins(self, line: Line, place: int) -> bool:
        return self._joining.at(line, place) is not None

    def is_us(self, line: Line, place: int) -> bool:
        return self._us.at(line, place) is not None

    def is_them(self, line: Line, place: int) -> bool:
        return self._them.at(line, place) is not None


class _Division:
    """One walk along a line."""

    def __init__(
        self,
        telling: Telling,
        line: Line,
        amounts: Callable[[int], bool],
        taken: Sequence[Stretch],
        families: Sequence[Stretch],
        coming: frozenset[int],
    ) -> None:
        self._telling, self._line, self._amounts = telling, line, amounts
        self._families, self._coming = families, coming
        self._openings, self._locals = (
            {place: found for place, found in each.items() if not any(part.holds(place) for part in taken)}
            for each in (telling.openings(line), telling.locals(line))
        )
        self._given, self._but = telling.given(line), telling.but(line)
        self._open: _Open | None = None
        self._local: Topic | None = None
        self._local_since = 0
        self._topics: list[Topic] = []
        self._parts: list[Part] = []

    def told(self) -> Told:
        for place in range(len(self._line)):
            self._step(place)
            topic = self._open.topic if self._open else self._local or Topic.GIVEN
            self._topics.append(topic)
        self._close(len(self._line))
        return Told(self._topics, self._parts)

    def _step(self, place: int) -> None:
        token = self._line.tokens[place]
        if token.hard:
            self._close(place)
            self._local = None
        elif token.is_break:
            if token.word.plain not in ":/\"'“”":
                self._local = None
                self._at_soft_break(place)
        elif place in self._openings:
            self._at_opening(place)
        elif place in self._coming and self._open is None:
            self._open = _Open(Topic.PROMISE, place, place)
        elif self._open is not None:
            self._inside(place)
        else:
            self._beside(place)

    def _at_soft_break(self, place: int) -> None:
        """Behind a comma a need or promise goes on with another thing; advice does not go on with a sum."""
        opened = self._open
        if opened is None or place < opened.opened:
            return
        after = place + 1
        plain = self._line.tokens[place].word.plain
        if plain in "()":
            self._close(place)
            return
        goes_on = opened.topic in (Topic.NEED, Topic.PROMISE) and self._amounts(after)
        if plain == "," and not goes_on:
            self._close(place)

    def _at_opening(self, place: int) -> None:
        topic, end = self._openings[place]
        opened = self._open
        if opened is not None and topic is Topic.PROMISE and opened.start in self._coming:
            opened.opened = end
            opened.topic = Topic.THEIRS if self._is_theirs(place, end) else Topic.PROMISE
            return
        if opened is not None and not self._takes_over(opened, topic, place):
            return
        self._close(place)
        said_by_them = topic is Topic.ADVICE and self._opens_with_them(place)
        if said_by_them or (topic is Topic.PROMISE and self._is_theirs(place, end)):
            topic = Topic.THEIRS
        self._open = _Open(topic, place, end)
        self._local = None

    def _takes_over(self, opened: _Open, topic: Topic, place: int) -> bool:
        if topic is opened.topic and place > opened.opened:
            # "Hứa … sẽ …" is one promise; "dặn …, khuyên …" is two pieces of advice.
            return self._line.is_break(place - 1)
        if place <= opened.opened:
            return False
        starts_anew = self._line.is_break(place - 1) or self._stands_behind_them(place)
        if topic is Topic.NEED:
            return starts_anew
        if opened.topic is Topic.PROMISE and topic is Topic.ADVICE:
            return self._line.is_break(place - 1)
        return True

    def _stands_behind_them(self, place: int) -> bool:
        return any(each.end == place for each in self._families) or self._telling.is_them(
            self._line, place - 1
        )

    def _opens_with_them(self, place: int) -> bool:
        """Whether a clause begins with a family or "bà" and goes on with what they said."""
        start = self._line.clause(place).start
        named = any(each.start == start and each.end == place for each in self._families)
        return named or (place - start == 1 and self._telling.is_them(self._line, start))

    def _is_theirs(self, place: int, end: int) -> bool:
        """Whether the family promises: "Út hứa trả nợ", but "ông Hai tuần sau sẽ cho máy bơm" does not."""
        them = self._stands_behind_them(place) or self._telling.is_them(self._line, place - 1)
        with_them = self._line.tokens[end].word.plain if end < len(self._line) else ""
        short = end - place == 1 and self._line.tokens[place].word.plain.startswith("s")
        return them and not short and with_them not in ("voi",)

    def _inside(self, place: int) -> None:
        """A gift that is plainly told ends what stood before it without a comma."""
        opened = self._open
        if opened is None or place <= opened.opened or opened.topic is Topic.PROMISE:
            return
        end = self._given.get(place)
        if end is not None and (self._amounts(end) or (self._telling.is_us(self._line, place - 1))):
            self._close(place)

    def _beside(self, place: int) -> None:
        if place in self._locals:
            topic, end = self._locals[place]
            self._local, self._local_since = topic, end
        elif self._local is not None and self._is_over(self._local, place):
            self._local = None

    def _is_over(self, local: Topic, place: int) -> bool:
        """Whether what was no gift ends there."""
        if place >= self._local_since and place in self._but:
            return True
        if local is Topic.PRICE:
            return self._is_past_price(place)
        return local in _UNTIL_GIVEN and place >= self._local_since and self._gives(place)

    def _gives(self, place: int) -> bool:
        """Whether it is said there that something counted was given."""
        return place in self._given and self._amounts(self._given[place])

    def _is_past_price(self, place: int) -> bool:
        """A price is one sum: it ends with the next one, and after a few words anyway."""
        joined = place > self._local_since and self._telling.joins(self._line, place)
        return joined or place > self._local_since + _BRIEF

    def _close(self, place: int) -> None:
        if self._open is not None and self._open.topic in FREE:
            self._parts.append(Part(self._open.topic, self._open.opened, Stretch(self._open.start, place)))
        self._open = None
