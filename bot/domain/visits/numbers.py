"""Hears numbers and sums of money: "10", "nửa", "hai chục", "1tr2", "hai triệu rưỡi", "5 trăm"."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from bot.domain.visits.tokens import Line, Vocabulary, vocabulary
from bot.domain.visits.words import MoneyWords, NumberWords

_HALF = Decimal("0.5")
_TEN, _HUNDRED, _THOUSAND = Decimal(10), Decimal(100), Decimal(1000)
_MILLION, _BILLION = Decimal(1_000_000), Decimal(1_000_000_000)
_LEAST_IN_FULL = 1_000
_MOST = Decimal(100_000_000_000)
_TAILS = {1: Decimal(100_000), 2: Decimal(10_000), 3: Decimal(1_000)}
_BARE_LEAST, _BARE_STEP = 20, 10


@dataclass(frozen=True, slots=True)
class Number:
    """A number; `value` is None for "some". "5 trăm" and "năm chục" are round and may be money."""

    value: Decimal | None
    end: int
    round_hundreds: bool = False
    round_tens: bool = False


@dataclass(frozen=True, slots=True)
class Money:
    """A sum in đồng and where it stands."""

    amount: int
    start: int
    end: int


class Numbers:
    """Reads numbers in digits and in words."""

    def __init__(self, words: NumberWords) -> None:
        self._digits = _values(words.digits)
        self._never_first = vocabulary(words.never_first)
        self._tens, self._ten = vocabulary(words.tens), vocabulary(words.ten)
        self._hundred, self._and = vocabulary(words.hundred), vocabulary(words.and_)
        self._half_more, self._half = vocabulary(words.half_more), vocabulary(words.half)
        self._vague, self._large = vocabulary(words.vague), vocabulary(words.large)

    def at(self, line: Line, place: int) -> Number | None:
        """The number that begins there."""
        if place >= len(line):
            return None
        if line.tokens[place].number:
            return self._in_digits(line, place)
        if self._half.of(line, place):
            return Number(_HALF, place + 1)
        if self._vague.of(line, place):
            return Number(None, place + 1)
        return self._in_words(line, place)

    def half_behind(self, line: Line, place: int) -> bool:
        """Whether "and a half" stands there."""
        return self._half_more.of(line, place) is not None

    def _in_digits(self, line: Line, place: int) -> Number | None:
        value = line.tokens[place].value
        if value is None:
            return None
        fraction = line.tokens[place + 2].value if self._is_fraction(line, place) else None
        if fraction:
            return Number(value / fraction, place + 3)
        if self._hundred.of(line, place + 1) and value < _TEN:
            return self._hundreds(line, place + 2, value)
        if self._tens.of(line, place + 1) and value < _HUNDRED:
            return Number(value * _TEN, place + 2, round_tens=True)
        return Number(value, place + 1)

    def _is_fraction(self, line: Line, place: int) -> bool:
        behind = line.tokens[place + 1 : place + 3]
        return len(behind) == 2 and behind[0].word.plain == "/" and behind[1].number in ("2", "3", "4")

    def _in_words(self, line: Line, place: int) -> Number | None:
        if self._hundred.of(line, place):
            return self._hundreds(line, place + 1, Decimal(1))
        if self._ten.of(line, place):
            ones = self._digits.of(line, place + 1)
            more = 0 if ones is None or self._ten.of(line, place + 1) else ones
            return Number(_TEN + more, place + (2 if more else 1), round_tens=not more)
        first = self._digits.of(line, place)
        # "Mot trieu" is one, "mốt" is not.
        if self._never_first.of(line, place) and not (first == 1 and self._is_one(line, place)):
            first = None
        if place in line.no_numbers and not self._is_multiplied(line, place + 1):
            return None
        if first is None:
            return None
        if self._hundred.of(line, place + 1):
            return self._hundreds(line, place + 2, Decimal(first))
        if self._tens.of(line, place + 1):
            ones = self._digits.of(line, place + 2)
            whole = Decimal(first) * _TEN + (ones or 0)
            return Number(whole, place + (3 if ones else 2), round_tens=not ones)
        return Number(Decimal(first), place + 1)

    def _is_one(self, line: Line, place: int) -> bool:
        return not line.tokens[place].word.accents and self._is_multiplied(line, place + 1)

    def _is_multiplied(self, line: Line, place: int) -> bool:
        return bool(
            self._hundred.of(line, place) or self._tens.of(line, place) or self._large.of(line, place)
        )

    def _hundreds(self, line: Line, place: int, count: Decimal) -> Number:
        """What stands behind "trăm": a half, tens, or one digit, which counts tens unless "lẻ" leads it."""
        whole = count * _HUNDRED
        if self._half_more.of(line, place):
            return Number(whole + 50, place + 1, round_hundreds=True)
        if self._and.of(line, place) and (ones := self._digits.of(line, place + 1)):
            return Number(whole + ones, place + 2)
        ones = self._digits.of(line, place)
        if ones and self._tens.of(line, place + 1):
            last = self._digits.of(line, place + 2)
            return Number(whole + ones * 10 + (last or 0), place + (3 if last else 2), round_hundreds=True)
        return Number(whole, place, round_hundreds=True)

    def last_digit(self, line: Line, place: int) -> Number | None:
        """A digit behind other numbers, such as "tư", which is never the first."""
        digit = self._digits.of(line, place)
        return Number(Decimal(digit), place + 1) if digit else None

    def digit(self, line: Line, place: int) -> int | None:
        """A single digit, written or spoken."""
        token = line.tokens[place] if place < len(line) else None
        if token and token.number:
            return int(token.number) if len(token.number) == 1 else None
        return self._digits.of(line, place)


class Sums:
    """Reads sums of money."""

    def __init__(self, numbers: Numbers, words: MoneyWords, measures: Vocabulary[str]) -> None:
        self._numbers, self._measures = numbers, measures
        units = (
            (words.thousand, _THOUSAND),
            (words.million, _MILLION),
            (words.billion, _BILLION),
            (words.hundred_thousand, _HUNDRED * _THOUSAND),
        )
        self._units = Vocabulary((each, worth) for group, worth in units for each in group)
        self._dong = vocabulary(words.unit)
        self._to_whom = vocabulary(words.to_whom)
        self._before, self._behind = vocabulary(words.said_before), vocabulary(words.said_behind)

    def at(self, line: Line, place: int, *, after_family: bool = False) -> Money | None:
        """The sum that begins there. Behind a family a bare number may be so many thousands."""
        number = self._numbers.at(line, place)
        implied = self._units.of(line, place)
        if number is None and implied is not None and self._numbers.half_behind(line, place + 1):
            # "Triệu rưỡi": one is meant and not said.
            return self._whole(line, place, Decimal(1), place)
        if number is None or number.value is None:
            return None
        if self._units.of(line, number.end):
            return self._whole(line, place, number.value, number.end)
        if amount := self._without_unit(line, place, number, after_family):
            return self._made(line, place, amount, number.end)
        return None

    def counted(self, line: Line, place: int) -> bool:
        """Whether a number there is followed by what it counts: a measure, or a unit of sums."""
        number = self._numbers.at(line, place)
        end = place + 1 if number is None else number.end
        more = self._units.of(line, end) is not None or self._measures.at(line, end) is not None
        return more or (number is not None and number.end > place + 1)

    def whole_number(self, line: Line, place: int) -> int | None:
        """A number of one word or of digits."""
        number = self._numbers.at(line, place)
        if number is None or number.value is None or number.end != place + 1 or number.value % 1:
            return None
        return int(number.value)

    def _whole(self, line: Line, start: int, value: Decimal, place: int) -> Money | None:
        worth = self._units.of(line, place)
        assert worth is not None
        amount, end = value * worth, place + 1
        if self._numbers.half_behind(line, end):
            return self._made(line, start, amount + worth / 2, end + 1)
        more, end = self._tail(line, end, worth)
        return self._made(line, start, amount + more, end)

    def _tail(self, line: Line, place: int, worth: Decimal) -> tuple[Decimal, int]:
        """What follows the millions: "1tr2", "1 triệu hai", "1 triệu 250 ngàn"."""
        number = self._numbers.at(line, place) or self._numbers.last_digit(line, place)
        if number is None or number.value is None or worth < _MILLION:
            return Decimal(0), place
        below = self._units.of(line, number.end)
        if below == _THOUSAND and number.value < _THOUSAND:
            return number.value * _THOUSAND, number.end + 1
        if below is not None or worth > _MILLION:
            return Decimal(0), place
        if number.round_hundreds and self._counts_nothing(line, number.end):
            return number.value * _THOUSAND, number.end
        stuck = line.tokens[place].start == line.tokens[place - 1].end
        written = line.tokens[place].number or str(self._numbers.digit(line, place) or "")
        if written in ("", "0") or len(written) not in _TAILS or number.end != place + 1:
            return Decimal(0), place
        if not stuck and (len(written) > 1 or not self._counts_nothing(line, number.end)):
            return Decimal(0), place
        return Decimal(written) * _TAILS[len(written)], number.end

    def _without_unit(self, line: Line, place: int, number: Number, after_family: bool) -> Decimal | None:
        """A sum that is written out, or "5 trăm", or "cho 300", of which thousands are meant."""
        value = number.value
        assert value is not None
        written = line.tokens[place].number
        if written and (self._dong.of(line, number.end) or len(written) > 4):
            if value >= _LEAST_IN_FULL and not self._measures.at(line, number.end):
                return value
            return None
        alone = self._counts_nothing(line, number.end)
        if (number.round_hundreds or number.round_tens) and alone and not self._measures.at(line, place):
            return value * _THOUSAND
        led = after_family or self._led(line, place)
        if written.isdecimal() and led and alone and _BARE_LEAST <= value < _THOUSAND:
            return value * _THOUSAND if value % _BARE_STEP == 0 else None
        return None

    def _led(self, line: Line, place: int) -> bool:
        if self._to_whom.of(line, place - 1):
            place -= 1
        return any(found[1] == place for back in (1, 2, 3) if (found := self._before.at(line, place - back)))

    def _counts_nothing(self, line: Line, place: int) -> bool:
        """Whether no counted thing follows: the line or clause ends, or what the money is for comes."""
        return line.is_break(place) or self._behind.at(line, place) is not None

    def _made(self, line: Line, start: int, amount: Decimal, end: int) -> Money | None:
        while self._dong.of(line, end):
            end += 1
        whole = amount.to_integral_value()
        return Money(int(whole), start, end) if 0 < whole == amount <= _MOST else None


def _values(words: Mapping[int, tuple[str, ...]]) -> Vocabulary[int]:
    return Vocabulary((spelled, value) for value, group in words.items() for spelled in group)
