"""Hears the days a report names: "hôm qua", "chủ nhật rồi", "mùng 2 Tết", "12/3", "cuối tháng sau"."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.domain.lunar import lunar_day, tet
from bot.domain.understanding.patterns import compiled, word
from bot.domain.visits.numbers import Sums
from bot.domain.visits.tokens import Line, Stretch, Vocabulary, vocabulary
from bot.domain.visits.words import DayWords

_DAY, _WEEK = timedelta(days=1), timedelta(days=7)
_DOTTED = re.compile(r"(\d{1,2})[.](\d{1,2})[.](\d{4}|\d\d)")
_CENTURY, _FIRST_YEAR, _LAST_YEAR = 2000, 2000, 2100
_LAST_OF_BEGINNING, _MIDDLE = 10, 15
_LAST_DAYS_OF_YEAR = range(20, 31)
_LONGEST_AGO = 400
# "Tháng 6" said in November is one gone by, "tháng 1" one to come.
_NEAR_MONTHS = 4
# So far ahead of its report a day without a year is still one that is meant: else it was last year.
_SOON = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Day:
    """A day and where it stands; `deadline` tells of the end of a week or month that is to come."""

    where: Stretch
    day: date
    deadline: bool = False


Reading = tuple[date, int] | None


class Days:
    """Finds days. Whoever reports writes of the past, so days without a year were, unless they are soon."""

    def __init__(self, words: DayWords, sums: Sums) -> None:
        self._sums = sums
        self._past = [(ago, compiled(spelled)) for ago, spelled in words.past.items()]
        self._vague = compiled(words.vague)
        self._now = vocabulary([words.now])
        self._addresses = vocabulary(words.addresses)
        self._not_today_after, self._not_now_after, self._not_soon_after = (
            vocabulary(each) for each in (words.not_today_after, words.not_now_after, words.not_soon_after)
        )
        self._evenings = Vocabulary((each, word(each.split()[0])) for each in words.evenings)
        self._weekdays = Vocabulary((each, day) for day, group in words.weekdays.items() for each in group)
        self._last_week, self._next_week = vocabulary(words.last_week), vocabulary(words.next_week)
        self._just_past, self._coming = vocabulary(words.just_past), vocabulary(words.coming)
        self._this = vocabulary(words.this)
        self._units = Vocabulary((each, unit) for unit, group in words.units.items() for each in group)
        self._ago, self._ago_before = vocabulary(words.ago), vocabulary(words.ago_before)
        self._from_now, self._before = vocabulary(words.from_now), vocabulary(words.before)
        self._day, self._month, self._year = (
            vocabulary(each) for each in (words.day, words.month, words.year)
        )
        self._lunar_first, self._lunar = vocabulary(words.lunar_first), vocabulary(words.lunar)
        moons = {12: words.twelfth, 1: words.first_month}
        self._moons = Vocabulary((each, month) for month, group in moons.items() for each in group)
        self._full_moon, self._tet = vocabulary(words.full_moon), vocabulary(words.tet)
        self._eve, self._mid_autumn = vocabulary(words.new_years_eve), vocabulary(words.mid_autumn)
        self._fixed = Vocabulary((each, day) for day, group in words.fixed.items() for each in group)
        self._tomorrow = Vocabulary((each, days) for days, group in words.tomorrow.items() for each in group)
        parts = {"end": words.end, "beginning": words.beginning, "middle": words.middle}
        self._part = Vocabulary((each, part) for part, group in parts.items() for each in group)

    def found(self, line: Line, written_on: date, taken: Sequence[Stretch] = ()) -> list[Day]:
        """The days of a line, each place counted once, from left to right, none where something is taken."""
        heard = [(ago, each) for ago, pattern in reversed(self._past) for each in line.found(pattern)]
        none = [each for ago, each in heard if not ago and self._not_today_after.at(line, each.start - 1)]
        in_words = {each.start: (ago, each) for ago, each in heard}
        taken = [*taken, *none]
        said: list[Day] = []
        place = 0
        while place < len(line):
            if any(each.holds(place) for each in taken):
                place += 1
                continue
            day = self._in_words(in_words.get(place), written_on) or self._at(line, place, written_on)
            if day is not None:
                said.append(day)
            place = max(day.where.end if day else 0, place + 1)
        return said

    def vague(self, line: Line) -> list[Stretch]:
        """Where a time gone by is named that is no day."""
        return line.found(self._vague)

    def _in_words(self, found: tuple[int, Stretch] | None, today: date) -> Day | None:
        return Day(found[1], today - found[0] * _DAY) if found else None

    def _at(self, line: Line, place: int, today: date) -> Day | None:
        plain: tuple[Callable[[Line, int, date], Reading], ...] = (
            self._today,
            self._weekday,
            self._written,
            self._by_the_moon,
            self._feast,
            self._counted,
            self._of_this_month,
            self._soon,
        )
        for read in plain:
            if found := read(line, place, today):
                return Day(Stretch(place, found[1]), found[0])
        if found := self._deadline(line, place, today):
            return Day(Stretch(place, found[1]), found[0], deadline=True)
        return None

    def _today(self, line: Line, place: int, today: date) -> Reading:
        if self._now.of(line, place) and not self._not_now_after.at(line, place - 1):
            return today, place + 1
        found = self._evenings.at(line, place)
        sure = found and line.tokens[place].word == found[0]
        return (today - _DAY, place + 2) if sure else None

    def _weekday(self, line: Line, place: int, today: date) -> Reading:
        found = self._weekdays.at(line, place)
        if found is None:
            return None
        weekday, end = found
        end += 1 if self._part.of(line, end) and self._units.of(line, end + 1) == "week" else 0
        monday = today - today.weekday() * _DAY
        if last := self._last_week.at(line, end):
            return monday - _WEEK + weekday * _DAY, last[1]
        if coming := self._next_week.at(line, end):
            return monday + _WEEK + weekday * _DAY, coming[1]
        since = (today.weekday() - weekday) % 7
        if this := self._this.at(line, end):
            return monday + weekday * _DAY, this[1]
        if coming := self._coming.at(line, end):
            return today + ((weekday - today.weekday()) % 7 or 7) * _DAY, coming[1]
        if past := self._just_past.at(line, end):
            # "Chủ nhật qua nhà": a verb.
            return today - (since or 7) * _DAY, past[1]
        return today - since * _DAY, end

    def _written(self, line: Line, place: int, today: date) -> Reading:
        """A day in numbers: "12/3", "12-11-2026", "12.11.2026", "ngày 12 tháng 11 năm 2026"."""
        led = self._day.at(line, place) or self._lunar_first.at(line, place)
        start = led[1] if led else place
        token = line.tokens[start] if start < len(line) else None
        if token is None or not token.number or self._is_address(line, place):
            return None
        if dotted := _DOTTED.fullmatch(token.number):
            return self._dated(line, start + 1, today, dotted[1], dotted[2], dotted[3])
        parts = [each.number or each.word.plain for each in line.tokens[start : start + 5]]
        if len(parts) >= 3 and parts[1] in "/-" and parts[2].isdecimal():
            full = len(parts) == 5 and parts[3] == parts[1] and parts[4].isdecimal()
            if full or ((parts[1] == "/" or led) and not self._is_share(line, start)):
                year = parts[4] if full else None
                return self._dated(line, start + (5 if full else 3), today, parts[0], parts[2], year)
            return None
        return self._with_month(line, start, today)

    def _is_address(self, line: Line, place: int) -> bool:
        words = (self._addresses.at(line, place - back) for back in (1, 2))
        return any(found and found[1] == place for found in words)

    def _is_share(self, line: Line, place: int) -> bool:
        """Whether "1/2" is a half rather than a day: a measure stands behind it."""
        share = line.tokens[place].number == "1" and line.tokens[place + 2].number in ("2", "3", "4")
        return share and not line.is_break(place + 3)

    def _with_month(self, line: Line, start: int, today: date) -> Reading:
        day = line.tokens[start].number
        month = start + 2
        if not self._month.of(line, start + 1) or month >= len(line) or not line.tokens[month].number:
            return None
        end = month + 1
        behind = end + 1 if end < len(line) and line.tokens[end].word.plain == "/" else end
        behind = behind + 1 if self._year.of(line, behind) else behind
        year = line.tokens[behind].number if behind < len(line) else ""
        if len(year) == 4 and behind > end:
            return self._dated(line, behind + 1, today, day, line.tokens[month].number, year)
        return self._dated(line, end, today, day, line.tokens[month].number, None)

    def _dated(self, line: Line, end: int, today: date, day: str, month: str, year: str | None) -> Reading:
        if not (day.isdecimal() and month.isdecimal() and len(day) < 3 and len(month) < 3):
            return None
        if lunar := self._lunar.at(line, end):
            by_moon = lunar_day(int(day), int(month), by=today) if 0 < int(month) < 13 else None
            return (by_moon, lunar[1]) if by_moon else None
        coming = self._coming.at(line, end)
        if coming and coming[1] < len(line) and line.tokens[coming[1]].number:
            # "Từ 1/11 tới 15/11".
            coming = None
        end = coming[1] if coming else end
        if year is not None:
            full = int(year) + (_CENTURY if len(year) == 2 else 0)
            exact = _existing(full, int(month), int(day)) if _FIRST_YEAR <= full < _LAST_YEAR else None
            return (exact, end) if exact else None
        found = _nearest(int(day), int(month), today, ahead=bool(coming))
        return (found, end) if found else None

    def _by_the_moon(self, line: Line, place: int, today: date) -> Reading:
        """ "Mùng 2 Tết", "29 Tết", "23 tháng chạp", "18 âm", "rằm tháng 7"."""
        if full := self._full_moon.at(line, place):
            return self._of_moon(line, full[1], 15, today, sure=True)
        led = self._lunar_first.at(line, place)
        day_led = None if led else self._day.at(line, place)
        start = led[1] if led else day_led[1] if day_led else place
        number = line.tokens[start].number if start < len(line) else ""
        if not number.isdecimal() or not 0 < int(number) <= 30:
            return None
        return self._of_moon(line, start + 1, int(number), today, sure=bool(led))

    def _of_moon(self, line: Line, place: int, day: int, today: date, *, sure: bool) -> Reading:
        if feast := self._tet.at(line, place):
            found = lunar_day(day, 12 if day in _LAST_DAYS_OF_YEAR else 1, by=today)
            return (found, feast[1]) if found and (sure or day in _LAST_DAYS_OF_YEAR) else None
        if lunar := self._lunar.at(line, place):
            return _last_moon(day, today, lunar[1])
        if self._month.of(line, place):
            moon = self._moons.at(line, place + 1)
            if moon:
                found = lunar_day(day, moon[0], by=today)
                return (found, moon[1]) if found else None
            month = line.tokens[place + 1].number if place + 1 < len(line) else ""
            if sure and month.isdecimal() and 0 < int(month) <= 12:
                return self._moon_or_month(line, place + 2, day, int(month), today)
            return None
        return _last_moon(day, today, place) if sure else None

    def _moon_or_month(self, line: Line, end: int, day: int, month: int, today: date) -> Reading:
        """ "Mùng 2 tháng 9" is the second of September, "rằm tháng 7" is of the moon."""
        lunar = self._lunar.at(line, end)
        if day == _MIDDLE or lunar:
            found = lunar_day(day, month, by=today)
        else:
            found = _nearest(day, month, today, ahead=False)
        return (found, lunar[1] if lunar else end) if found else None

    def _feast(self, line: Line, place: int, today: date) -> Reading:
        if fixed := self._fixed.at(line, place):
            month, day = map(int, fixed[0].split("-"))
            found = _nearest(day, month, today, ahead=False)
            return (found, fixed[1]) if found else None
        if eve := self._eve.at(line, place):
            year = today.year if tet(today.year) <= today + _DAY else today.year - 1
            return tet(year) - _DAY, eve[1]
        if autumn := self._mid_autumn.at(line, place):
            found = lunar_day(15, 8, by=today)
            return (found, autumn[1]) if found else None
        return None

    def _counted(self, line: Line, place: int, today: date) -> Reading:
        """ "2 ngày trước", "cách đây 3 hôm", "3 ngày nữa"."""
        before = self._ago_before.at(line, place)
        start = before[1] if before else place
        count = self._sums.whole_number(line, start)
        spoken = count is not None and not line.tokens[start].number
        # "Chị Hai hôm trước" is no two days ago.
        if count is None or count > _LONGEST_AGO or (spoken and not before and not line.is_break(place - 1)):
            return None
        unit = self._units.at(line, start + 1)
        if unit is None:
            return None
        if unit[0] == "month":
            nearer = self._from_now.at(line, unit[1])
            return (_months_on(today, count), nearer[1]) if nearer else None
        span = count * (_WEEK if unit[0] == "week" else _DAY)
        if ago := self._ago.at(line, unit[1]):
            return today - span, ago[1]
        if nearer := self._from_now.at(line, unit[1]):
            return today + span, nearer[1]
        return (today - span, unit[1]) if before else None

    def _of_this_month(self, line: Line, place: int, today: date) -> Reading:
        """ "Ngày 12": of this month, or of the last one."""
        led = self._day.at(line, place)
        token = line.tokens[led[1]] if led and led[1] < len(line) else None
        if led is None or token is None or not token.number.isdecimal() or len(token.number) > 2:
            return None
        if (
            self._sums.at(line, led[1])
            or self._month.of(line, led[1] + 1)
            or self._units.of(line, led[1] + 1)
        ):
            return None
        end = led[1] + 1
        if coming := self._coming.at(line, end):
            ahead = [_existing(*_month(today, more), int(token.number)) for more in (0, 1, 2)]
            found = min((each for each in ahead if each and each > today), default=None)
            return (found, coming[1]) if found else None
        behind = [_existing(*_month(today, less), int(token.number)) for less in (0, -1, -2)]
        found = max((each for each in behind if each and each <= today), default=None)
        return (found, end) if found else None

    def _soon(self, line: Line, place: int, today: date) -> Reading:
        found = self._tomorrow.at(line, place)
        if found is None:
            return None
        # "Mot" alone is rather "một", "mai" behind "lop" is rather "mái".
        one = found[0] > 1 and (self._sums.counted(line, place) or not line.is_break(place - 1))
        lone = found[1] == place + 1 and not line.tokens[place].word.accents
        if lone and (one or self._not_soon_after.of(line, place - 1)):
            return None
        return today + found[0] * _DAY, found[1]

    def _deadline(self, line: Line, place: int, today: date) -> Reading:
        """The end of a time to come: "tuần sau", "cuối tháng", "tháng 12", "năm sau", "trước Tết"."""
        part = self._part.at(line, place)
        start = part[1] if part else place
        if coming := self._next_week.at(line, start):
            return today - today.weekday() * _DAY + 13 * _DAY, coming[1]
        unit = self._units.at(line, start)
        if unit and unit[0] == "week" and part:
            this = self._this.at(line, unit[1])
            return today + (6 - today.weekday()) * _DAY, this[1] if this else unit[1]
        if self._month.of(line, start):
            return self._in_month(line, start + 1, today, part[0] if part else None)
        if self._year.of(line, start):
            return self._in_year(line, start + 1, today, part[0] if part else None)
        before = self._before.at(line, place)
        at = before[1] if before else place
        if self._tet.of(line, at) and (before or self._this.of(line, at + 1)):
            first = next(tet(year) for year in (today.year, today.year + 1) if tet(year) > today)
            return first - _DAY, at + (1 if before else 2)
        return None

    def _in_month(self, line: Line, place: int, today: date, part: str | None) -> Reading:
        year, month = _month(today, 0)
        end = place
        if coming := self._coming.at(line, place):
            (year, month), end = _month(today, 1), coming[1]
        elif part and (this := self._this.at(line, place)):
            end = this[1]
        elif place < len(line) and line.tokens[place].number.isdecimal():
            month, end = int(line.tokens[place].number), place + 1
            year += month < today.month
            far = part is None and not 0 < (month - today.month) % 12 <= _NEAR_MONTHS
            if (far and not self._coming.at(line, end)) or self._sums.at(line, place):
                return None
            later = self._coming.at(line, end)
            end = later[1] if later else end
        elif part is None:
            return None
        if not 0 < month <= 12:
            return None
        return _within_month(year, month, part), end

    def _in_year(self, line: Line, place: int, today: date, part: str | None) -> Reading:
        if coming := self._coming.at(line, place):
            if part == "beginning":
                return date(today.year + 1, 1, 31), coming[1]
            return date(today.year + 1, 12, 31), coming[1]
        this = self._this.at(line, place)
        # Before Tết the year that ends is the one of the moon.
        ends = part == "end" and today >= tet(today.year)
        return (date(today.year, 12, 31), this[1] if this else place) if ends else None


def _nearest(day: int, month: int, today: date, *, ahead: bool) -> date | None:
    near = [_existing(year, month, day) for year in (today.year - 1, today.year, today.year + 1)]
    existing = [each for each in near if each]
    if ahead:
        return min((each for each in existing if each >= today), default=None)
    soon = [each for each in existing if today < each <= today + _SOON]
    past = max((each for each in existing if each <= today), default=None)
    return soon[0] if soon and (past is None or today - past > soon[0] - today) else past


def _last_moon(day: int, today: date, end: int) -> Reading:
    days = (lunar_day(day, month, by=today) for month in range(1, 13))
    found = max((each for each in days if each), default=None)
    return (found, end) if found else None


def _within_month(year: int, month: int, part: str | None) -> date:
    if part == "beginning":
        return date(year, month, _LAST_OF_BEGINNING)
    if part == "middle":
        return date(year, month, _MIDDLE)
    return date(year + month // 12, month % 12 + 1, 1) - _DAY


def _month(today: date, more: int) -> tuple[int, int]:
    count = today.year * 12 + today.month - 1 + more
    return count // 12, count % 12 + 1


def _months_on(today: date, months: int) -> date:
    year, month = _month(today, months)
    return min(date(year, month, today.day if today.day < 29 else 28), date(year, 12, 31))


def _existing(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
