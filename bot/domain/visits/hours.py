"""Hears how long work took: "3 tiếng", "nửa buổi", "2 ngày công", "từ 8h đến 11h"."""

from __future__ import annotations

from decimal import Decimal

from bot.domain.understanding.patterns import compiled
from bot.domain.visits.numbers import Numbers
from bot.domain.visits.tokens import Line, Stretch, Vocabulary, vocabulary
from bot.domain.visits.words import HourWords

_HALF_DAY, _DAY = Decimal(4), Decimal(8)
"""What half a day and a day of work count as."""
_MINUTES = Decimal(60)
_MOST = Decimal(1_000)
_LATEST = 24


class Hours:
    """Reads lengths of time, told as hours."""

    def __init__(self, words: HourWords, numbers: Numbers) -> None:
        self._numbers = numbers
        units = (
            (words.hour, Decimal(1)),
            (words.minute, 1 / _MINUTES),
            (words.half_day, _HALF_DAY),
            (words.day_of_work, _DAY),
        )
        self._units = Vocabulary((each, worth) for group, worth in units for each in group)
        self._hour, self._day = vocabulary(words.hour), vocabulary(words.day)
        self._whole, self._times = vocabulary(words.whole), vocabulary(words.times)
        self._at_words, self._from, self._to = (
            vocabulary(each) for each in (words.at, words.from_, words.to)
        )
        self._each, self._not_work = compiled(words.each), compiled(words.not_work)

    def total(self, line: Line, taken: list[Stretch]) -> tuple[Decimal | None, list[Stretch]]:
        """The hours a line tells of and where they stand; what is `taken` is a day or something else."""
        found: list[tuple[Decimal, Stretch]] = []
        none = [line.clause(each.start) for each in line.found(self._not_work)]
        place = 0
        while place < len(line):
            here = any(each.holds(place) for each in (*taken, *none))
            hours = None if here else self._between(line, place) or self._length(line, place)
            if hours:
                found.append((hours[0], Stretch(place, hours[1])))
            place = hours[1] if hours else place + 1
        return self._added(line, found), [where for _, where in found]

    def _added(self, line: Line, found: list[tuple[Decimal, Stretch]]) -> Decimal | None:
        """All of them together; "3 buổi, mỗi buổi 2 tiếng" are six hours."""
        if len(found) == 2 and any(
            found[0][1].end <= each.end <= found[1][1].start for each in line.found(self._each)
        ):
            times = self._numbers.at(line, found[0][1].start)
            if times and times.value:
                return times.value * found[1][0]
        total = sum((hours for hours, _ in found), Decimal(0))
        return total.quantize(Decimal("0.01")).normalize() if 0 < total <= _MOST else None

    def _length(self, line: Line, place: int) -> tuple[Decimal, int] | None:
        number = self._numbers.at(line, place)
        if number is None or number.value is None:
            return self._whole_day(line, place)
        unit = self._units.at(line, number.end)
        if unit is None:
            return self._days(line, place, number.value, number.end)
        if self._is_clock(line, place, number.end, unit[1]):
            return None
        worth, end = unit
        more = worth / 2 if self._numbers.half_behind(line, end) else Decimal(0)
        return number.value * worth + more, end + bool(more)

    def _days(self, line: Line, place: int, days: Decimal, end: int) -> tuple[Decimal, int] | None:
        """Days are work only where it is said so; else they are a span of time."""
        before = range(line.clause(place).start, place)
        led = days < 1 or any(self._whole.of(line, at) for at in before)
        return (days * _DAY, end + 1) if self._day.of(line, end) and led else None

    def _whole_day(self, line: Line, place: int) -> tuple[Decimal, int] | None:
        if not self._whole.of(line, place):
            return None
        unit = self._units.at(line, place + 1)
        if unit and unit[0] >= _HALF_DAY:
            return unit
        return (_DAY, place + 2) if self._day.of(line, place + 1) else None

    def _is_clock(self, line: Line, place: int, at: int, end: int) -> bool:
        """Whether an hour of the day is meant: "lúc 8h", "3 giờ chiều", "14h30"."""
        if not self._hour.at(line, at):
            return False
        minutes = end < len(line) and line.tokens[end].number
        sticks = minutes and line.tokens[end].start == line.tokens[end - 1].end
        return bool(self._at_words.at(line, place - 1) or self._times.of(line, end) or sticks)

    def _between(self, line: Line, place: int) -> tuple[Decimal, int] | None:
        """ "Từ 8h đến 11h"."""
        if not self._from.of(line, place):
            return None
        first = self._clock(line, place + 1)
        if first is None or not self._to.of(line, first[1]):
            return None
        last = self._clock(line, first[1] + 1)
        if last is None or not 0 < last[0] - first[0] < _LATEST:
            return None
        return last[0] - first[0], last[1]

    def _clock(self, line: Line, place: int) -> tuple[Decimal, int] | None:
        number = self._numbers.at(line, place)
        unit = self._hour.at(line, number.end) if number else None
        if number is None or number.value is None or unit is None:
            return None
        end = unit[1]
        minutes = line.tokens[end].number if end < len(line) else ""
        more = Decimal(minutes) / _MINUTES if minutes.isdecimal() and len(minutes) == 2 else Decimal(0)
        end += 1 if more or minutes == "00" else 0
        # "7h toi 11h": until, no evening.
        until = self._to.of(line, end) and self._numbers.at(line, end + 1)
        later = None if until else self._times.at(line, end)
        return number.value + more, later[1] if later else end
