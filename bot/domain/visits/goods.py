"""Hears things that were given: "10kg gạo", "gạo 10 ký", "5 cái áo ấm", "chục ký gạo"."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from bot.domain.text import fold
from bot.domain.understanding.patterns import Word, compiled, word
from bot.domain.visits.numbers import Number, Numbers
from bot.domain.visits.tokens import Line, Stretch, Vocabulary, vocabulary
from bot.domain.visits.words import VisitWords

_MOST_WORDS, _MOST_MODIFIERS = 3, 2
_MOST = Decimal(1_000_000)


@dataclass(frozen=True, slots=True)
class Thing:
    """So much of something; nothing is guessed of what was not said. `where` is where it stands."""

    item: str
    quantity: Decimal | None
    unit: str | None
    where: Stretch
    priced: bool = False


@dataclass(frozen=True, slots=True)
class Count:
    """A number with what it counts in, before the thing is named."""

    quantity: Decimal | None
    unit: str | None
    end: int
    measured: bool = False


class Goods:
    """Finds things with or without number and unit."""

    def __init__(self, words: VisitWords, numbers: Numbers) -> None:
        said = words.goods
        self._numbers = numbers
        self._measures = Vocabulary((each, unit) for unit, group in words.measures.items() for each in group)
        self._units = Vocabulary((each, unit) for unit, group in words.units.items() for each in group)
        self._items = Vocabulary((each, each) for each in said.items)
        self._of_unit = said.of_unit
        self._told = Vocabulary((fold(unit), tuple(said.of_unit)) for unit in said.of_unit)
        self._numbered, self._not_things = frozenset(said.numbered), compiled(said.not_things)
        self._bare = frozenset(said.bare)
        self._unsure = vocabulary(said.unsure)
        self._of_people = frozenset(said.of_people)
        self._priced = frozenset(said.priced)
        self._modifiers, self._ends = vocabulary(said.modifiers), vocabulary(said.ends)
        self._counts_of = vocabulary(said.counts_of)
        self._each_thing = compiled(said.each_thing)

    @property
    def units(self) -> Vocabulary[str]:
        """Boxes, bags, pieces and their like."""
        return self._units

    @property
    def measures(self) -> Vocabulary[str]:
        """Kilos, litres and their like."""
        return self._measures

    def count(self, line: Line, place: int) -> Count | None:
        """A number with a measure or unit that begins there; a unit alone counts one."""
        number = self._numbers.at(line, place)
        start = place if number is None else number.end
        quantity = Decimal(1) if number is None else number.value
        if told := self._told_by_thing(line, start):
            return Count(quantity, told, start + 1)
        said_in_words = start < len(line) and not (start and line.tokens[start - 1].number)
        unsure = said_in_words and self._unsure.of(line, start) and not line.tokens[start].word.accents
        if not unsure and (measure := self._measures.at(line, start)):
            return Count(quantity, measure[0], measure[1], measured=True)
        dozens = self._dozens(line, place, number)
        if dozens:
            return dozens
        if unit := self._units.at(line, start):
            return Count(quantity, unit[0], unit[1])
        return None

    def _told_by_thing(self, line: Line, place: int) -> str | None:
        """ "Can dầu", "căn nhà": without accents the thing tells which unit is meant."""
        units = self._told.of(line, place)
        named = self._items.at(line, place + 1)
        return next((unit for unit in units or () if named and named[0] in self._of_unit[unit]), None)

    def _dozens(self, line: Line, place: int, number: Number | None) -> Count | None:
        """ "2 chục trứng": tens that are a unit, as nothing else follows them than the thing."""
        if number is None or not number.round_tens or number.value is None:
            return None
        unit = self._units.at(line, number.end - 1)
        if unit is None or not self._items.at(line, number.end):
            return None
        return Count(number.value / 10, unit[0], number.end)

    def found(self, line: Line, allowed: Callable[[int], bool], led: Callable[[int], bool]) -> list[Thing]:
        """The things of a line: where `allowed` says, and without any number only where `led` says so too."""
        things: list[Thing] = []
        line.closed = lambda at: not allowed(at)
        none = {at for each in line.found(self._not_things) for at in range(each.start, each.end)}
        place = 0
        while place < len(line):
            open_ = place not in none and allowed(place)
            thing = self._at(line, place, led) if open_ else None
            if thing:
                things.append(thing)
            place = thing.where.end if thing else place + 1
        return self._each(line, things)

    def item(self, line: Line, place: int) -> str | None:
        """The thing that is named there."""
        named = self._items.at(line, place)
        return named[0] if named and named[0] not in self._numbered else None

    def _at(self, line: Line, place: int, led: Callable[[int], bool]) -> Thing | None:
        counted = self._counted(line, place, led)
        if counted:
            return counted
        named = self._items.at(line, place)
        if named is None or self._is_ended(line, place):
            return None
        behind = self._behind(line, named[1])
        if behind:
            return self._thing(line, named[0], behind, Stretch(place, behind.end))
        item, end = self._with_modifiers(line, named[0], named[1])
        if not led(place) or not self._is_plain(line, place, named):
            return None
        return self._thing(line, item, Count(None, None, end), Stretch(place, end), named[0])

    def _is_plain(self, line: Line, place: int, named: tuple[str, int]) -> bool:
        """Whether a thing may be named alone: those of several words, and of one where nothing follows."""
        item, end = named
        meant = [word(each) for each in item.split()]
        typed = [each.word for each in line.tokens[place:end]]
        if any(one.accents not in ("", other.accents) for one, other in zip(typed, meant, strict=False)):
            return False
        if end > place + 1 and item not in self._numbered:
            return True
        further = self._with_modifiers(line, item, end)[1]
        ends = line.is_break(further) or self._ends.of(line, further) is not None
        return (
            ends
            and item not in self._numbered
            and (item in self._bare or (line.tokens[place].word == word(item) != Word(fold(item))))
        )

    def _is_ended(self, line: Line, place: int) -> bool:
        return self._ends.of(line, place) is not None and self._items.at(line, place) is None

    def _behind(self, line: Line, place: int) -> Count | None:
        """ "Gạo 10kg", "nồi cơm điện 1 cái": the number stands behind, and no other thing behind it."""
        if self._numbers.at(line, place) is None:
            return None
        count = self.count(line, place)
        if count is None or self._items.at(line, count.end):
            return None
        return count

    def _counted(self, line: Line, place: int, led: Callable[[int], bool]) -> Thing | None:
        count = self.count(line, place)
        number = self._numbers.at(line, place)
        if count is not None and (number is not None or led(place)):
            return self._named(line, place, count, sure=number is not None)
        if number is None or (number.value is None and self._counts_of.at(line, number.end)):
            return None
        named = self._items.at(line, number.end)
        longer = self._counts_of.at(line, number.end)
        if named is None or (longer and longer[1] >= named[1]) or self._ambiguous(line, number, place):
            return None
        item, end = self._with_modifiers(line, *named)
        if behind := self._behind(line, end):
            end = behind.end
        return self._thing(line, item, Count(number.value, None, end), Stretch(place, end))

    def _ambiguous(self, line: Line, number: Number, place: int) -> bool:
        """Whether a number word before a thing without unit is rather a name or another word."""
        return not line.tokens[place].number and number.value is not None and number.end == place + 1

    def _named(self, line: Line, place: int, count: Count, *, sure: bool) -> Thing | None:
        """The thing behind a number and unit; one without a name where it is named elsewhere."""
        named = self._items.at(line, count.end)
        other = self._items.at(line, count.end - 1)
        whole = other is not None and other[1] > count.end and (named is None or other[1] >= named[1])
        if named is not None and not whole:
            item, end = self._with_modifiers(line, *named)
            size = self._size(line, end)
            behind = None if sure else self._behind(line, end)
            if behind and not behind.measured:
                # "Đàn gà 20 con".
                count, size = behind, behind.end
            return self._thing(line, item, count, Stretch(place, size), named[0])
        end = self._unknown(line, count.end)
        if other is not None and not count.measured and (whole or end == count.end):
            # "Cây quạt" is a thing with its unit, "2 cặp" are things by themselves.
            item, end = self._with_modifiers(line, *other)
            behind = self._behind(line, end)
            counted = behind or Count(count.quantity if sure else None, None, end)
            return self._thing(line, item, counted, Stretch(place, counted.end), other[0])
        if count.unit in self._of_people or (
            not sure and (end == count.end or count.measured or not line.direct(place))
        ):
            return None
        return self._thing(line, line.said(range(count.end, end)), count, Stretch(place, end))

    def _size(self, line: Line, place: int) -> int:
        """Where what tells the size of a thing ends: "1 bao gạo 25kg"."""
        behind = self._behind(line, place)
        return behind.end if behind and behind.measured else place

    def _unknown(self, line: Line, place: int) -> int:
        """Where words that are no known thing end."""
        end = place
        while end < len(line) and end - place < _MOST_WORDS:
            spoken = self._numbers.at(line, end) is not None
            if self._stops(line, end) or (spoken and self.count(line, end)) or line.closed(end):
                break
            end += 1
        return end

    def _with_modifiers(self, line: Line, item: str, end: int) -> tuple[str, int]:
        while (more := self._modifiers.at(line, end)) is not None:
            item, end = f"{item} {line.said(range(end, more[1]))}", more[1]
        further = self._unknown(line, end)
        if end < further <= end + _MOST_MODIFIERS and self._stops(line, further):
            # "Cá lóc", "tủ thờ": the kind, when it is told in a word or two.
            return f"{item} {line.said(range(end, further))}", further
        return item, end

    def _stops(self, line: Line, place: int) -> bool:
        return (
            line.is_break(place) or bool(line.tokens[place].number) or self._ends.of(line, place) is not None
        )

    def _thing(
        self, line: Line, item: str, count: Count, where: Stretch, kind: str | None = None
    ) -> Thing | None:
        """`kind` is what is listed of the item, before the words that tell more of it."""
        if count.quantity is not None and not 0 < count.quantity <= _MOST:
            return None
        name = item.casefold()
        return Thing(name, count.quantity, count.unit, where, (kind or name) in self._priced)

    def _each(self, line: Line, things: list[Thing]) -> list[Thing]:
        """ "Mền, mùng, chiếu mỗi thứ 1 cái": the number is of each of them."""
        told = list(things)
        for where in line.found(self._each_thing):
            count = self.count(line, where.end)
            sentence = line.sentence(where.start)
            for place, thing in enumerate(told):
                bare = thing.quantity is None and thing.unit is None
                if count and bare and sentence.holds(thing.where.start):
                    told[place] = replace(thing, quantity=count.quantity, unit=count.unit)
        return told


def together(things: list[Thing]) -> Iterator[Thing]:
    """Things of one name and unit counted together."""
    sums: dict[tuple[str, str | None], Thing] = {}
    for thing in things:
        key = (thing.item, thing.unit)
        known = sums.get(key)
        if known and known.quantity is not None and thing.quantity is not None:
            sums[key] = replace(known, quantity=known.quantity + thing.quantity)
        elif known is None:
            sums[key] = thing
    yield from sums.values()
