"""Reads one message as the report of visits. The unit that wrote it says whether it is right."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from bot.domain.understanding.patterns import Word, compiled
from bot.domain.understanding.spelling import Speller
from bot.domain.visits.days import Days
from bot.domain.visits.families import Family, Mention, Naming, coded
from bot.domain.visits.goods import Goods, Thing, together
from bot.domain.visits.hours import Hours
from bot.domain.visits.numbers import Money, Numbers, Sums
from bot.domain.visits.report import Gift, Promise, Report
from bot.domain.visits.spread import Spreading, groups
from bot.domain.visits.tokens import Line, Stretch, Tokens, vocabulary
from bot.domain.visits.topics import Telling, Told, Topic
from bot.domain.visits.words import VisitWords

MOST_CHARACTERS = 4_000
"""So much of a message is read."""


class VisitReader:
    """Reads reports in one language."""

    def __init__(self, words: VisitWords, speller: Speller) -> None:
        self._tokens = Tokens(
            speller, words.shortenings.items(), (*words.numbers.hundred, *words.numbers.tens)
        )
        self._numbers = Numbers(words.numbers)
        self._goods = Goods(words, self._numbers)
        self._sums = Sums(self._numbers, words.money, self._goods.measures)
        self._days, self._hours = Days(words.days, self._sums), Hours(words.hours, self._numbers)
        self._naming = Naming(words.people, self._goods.units)
        self._telling = Telling(words.telling)
        self._spreading = Spreading(words.people, self._numbers)
        self._purpose, self._visiting = compiled(words.telling.purpose), compiled(words.telling.visiting)
        self._asking = compiled(words.telling.asking)
        self._returned = compiled(words.telling.returned)
        self._thereof = compiled(words.telling.thereof)
        self._passing = vocabulary(words.telling.passing)
        self._leading, self._trailing = vocabulary(words.telling.leading), vocabulary(words.telling.trailing)
        self._joining = vocabulary(words.telling.joining)

    def read(self, text: str, *, written_on: date, families: Sequence[Family]) -> Report:
        """What a message of that day tells of these families, which its unit helps."""
        line = self._tokens.line(text[:MOST_CHARACTERS])
        return _Reading(self, line, written_on, families).report()


class _Reading:
    """One message on its way to be a report."""

    def __init__(self, reader: VisitReader, line: Line, today: date, families: Sequence[Family]) -> None:
        self._reader, self._line, self._today, self._families = reader, line, today, families
        coded_ = [each.where for _, each in coded(line, families)]
        self._days = reader._days.found(line, today, coded_)
        taken = [each.where for each in self._days]
        self._strong = self._counted([*taken, *coded_])
        self._mentions = [
            each
            for each in reader._naming.mentions(line, families, self._strong)
            if not any(each.where.start < day.end and day.start < each.where.end for day in taken)
        ]
        self._strong = {
            start: end
            for start, end in self._strong.items()
            if not any(each.where.holds(start) for each in self._mentions)
        }
        if any(line.tokens[each.where.start].word == _BA for each in self._mentions):
            # Who writes "ba Tu" writes "ba" for "bà" elsewhere too.
            line.no_numbers = frozenset(at for at, each in enumerate(line.tokens) if each.word == _BA)
        self._taken = [*taken, *(each.where for each in self._mentions)]
        self._money = self._sums()
        self._told = self._divided()
        self._spread = reader._spreading.spread(line, self._mentions, len(families))

    def report(self) -> Report:
        hours, worked = self._reader._hours.total(
            self._line, [*self._taken, *(Stretch(each.start, each.end) for each in self._money)]
        )
        self._worked: Sequence[Stretch] = worked
        goods = self._things(worked)
        money = self._given_money(goods)
        families = self._visited(bool(money or goods))
        return Report(
            families=families,
            unclear=self._unclear(families),
            day=self._visited_on(),
            money=sum(self._spread.times(each.start, each.end) * each.amount for each in money) or None,
            goods=tuple(together([self._spread.all_of(each) for each in goods])),
            hours=hours,
            advice=self._own_words(Topic.ADVICE),
            promise=self._promise(),
            need=self._own_words(Topic.NEED),
            gifts=tuple(self._gifts(families, money, goods)),
            visiting=self._is_visit(Stretch(0, len(self._line)))
            and not self._line.found(self._reader._asking),
            named=bool(self._mentions),
        )

    def _counted(self, taken: Sequence[Stretch]) -> dict[int, int]:
        """Where a sum or a counted measure begins, and where it ends."""
        found: dict[int, int] = {}
        for place in range(len(self._line)):
            if any(each.holds(place) for each in taken):
                continue
            if self._reader._numbers.at(self._line, place) is None:
                continue
            sum_ = self._reader._sums.at(self._line, place)
            count = self._reader._goods.count(self._line, place)
            ends = [sum_.end] if sum_ else []
            ends += [count.end] if count and (count.measured or self._line.tokens[place].number) else []
            if ends:
                found[place] = max(ends)
        return found

    def _sums(self) -> list[Money]:
        sums: list[Money] = []
        place = 0
        behind = {each.where.end for each in self._mentions}
        while place < len(self._line):
            free = not any(each.holds(place) for each in self._taken)
            sum_ = self._reader._sums.at(self._line, place, after_family=place in behind) if free else None
            if sum_:
                sums.append(sum_)
            place = sum_.end if sum_ else place + 1
        return sums

    def _is_amount(self, place: int) -> bool:
        if any(each.start == place for each in self._money):
            return True
        number = self._reader._numbers.at(self._line, place)
        return number is not None and self._reader._goods.count(self._line, place) is not None

    def _divided(self) -> Told:
        return self._reader._telling.told(
            self._line,
            amounts=self._is_amount,
            taken=[*self._taken, *(Stretch(start + 1, end) for start, end in self._strong.items())],
            families=[each.where for each in self._mentions],
            coming=list(self._coming()),
        )

    def _coming(self) -> Iterator[int]:
        """Where clauses begin that a day to come makes promises of."""
        for day in self._days:
            if day.day > self._today:
                clause = self._line.clause(day.where.start)
                counted = any(self._is_amount(at) for at in range(clause.start, day.where.start))
                counted = counted and day.where.end + 1 < clause.end
                yield day.where.start if counted else clause.start

    def _topic(self, place: int) -> Topic:
        return self._told.topics[place]

    def _visited(self, given: bool) -> tuple[str, ...]:
        met = [each for each in self._mentions if each.code and not self._was_missed(each)]
        now = [each for each in met if self._topic(each.where.start) is not Topic.PROMISE]
        codes = [each.code for each in now or met if each.code]
        everyone = self._reader._naming.everyone(self._line)
        said = self._spread.families_said
        missed = self._spread.missed(Stretch(0, len(self._line)))
        all_meant = everyone or said == len(self._families) > 1 or len(self._families) == 1
        if not self._mentions and all_meant and (given or not missed):
            codes = [each.code for each in self._families]
        return tuple(dict.fromkeys(codes))

    def _was_missed(self, mention: Mention) -> bool:
        """Whether nobody was there, or the family is told apart as one that got nothing."""
        around = self._spread.around(mention)
        given = any(
            self._is_amount(at) and self._topic(at) is Topic.GIVEN for at in range(around.start, around.end)
        )
        if given or self._spread.left_there(around):
            return False
        if self._spread.missed(around):
            return True
        others = any(each.code and each.code != mention.code for each in self._mentions)
        return others and self._spread.passed_over(around)

    def _unclear(self, families: Iterable[str]) -> tuple[tuple[str, ...], ...]:
        """Names that several have, none of whom is meant anyway."""
        known = set(families)
        groups = [each.codes for each in self._mentions if not each.code and not known & set(each.codes)]
        return tuple(dict.fromkeys(groups))

    def _visited_on(self) -> date | None:
        past = [each for each in self._days if not each.deadline and each.day <= self._today]
        met = [each for each in past if not self._spread.missed(self._line.clause(each.where.start))]
        own = [each for each in met or past if self._topic(each.where.start) not in _NOT_OF_THE_VISIT]
        told = [each for each in own if self._is_visit(self._line.clause(each.where.start))]
        vague = [
            each
            for each in self._reader._days.vague(self._line)
            if not any(day.where.holds(each.start) for day in self._days)
        ]
        if not told and vague:
            return None
        return next((each.day for each in told or own), None)

    def _is_visit(self, clause: Stretch) -> bool:
        """Whether a clause tells that somebody went there or gave something."""
        given = self._reader._telling.given(self._line)
        went = self._line.found(self._reader._visiting)
        return any(clause.holds(at) for at in (*given, *(each.start for each in went)))

    def _given_money(self, goods: Sequence[Thing]) -> list[Money]:
        worth = {each.where.end for each in goods if each.priced}
        open_ = [each for each in self._money if each.start not in worth and not self._is_repeated(each)]
        given = [each for each in open_ if self._topic(each.start) is Topic.GIVEN]
        parts = [
            (each.start, self._line.sentence(each.start)) for each in self._line.found(self._reader._thereof)
        ]
        given = [
            each
            for each in given
            if not any(at < each.start < sentence.end for at, sentence in parts)
            and not self._was_returned(each.start)
        ]
        given = given or [each for each in open_ if self._topic(each.start) is Topic.COST]
        total = [each for each in given if self._spread.is_total(each.start)]
        return total[-1:] or given

    def _was_returned(self, place: int) -> bool:
        """Whether the family would not take what stands there."""
        back = self._line.found(self._reader._returned)
        return any(self._line.sentence(each.start).start <= place < each.start for each in back)

    def _is_repeated(self, money: Money) -> bool:
        """ "5.000.000 đồng (năm triệu đồng)" is one sum; of "150.000 x 2 = 300.000" the last counts."""
        before = [each for each in self._money if each.end <= money.start]
        marks = [
            self._line.tokens[at].word.plain for at in range(before[-1].end if before else 0, money.start)
        ]
        if before and before[-1].amount == money.amount and marks[:1] == ["("]:
            return True
        after = next((each for each in self._money if each.start >= money.end), None)
        between = self._line.tokens[money.end : after.start] if after else ()
        return any(each.word.plain == "=" for each in between)

    def _things(self, worked: Sequence[Stretch]) -> list[Thing]:
        sums = [Stretch(each.start, each.end) for each in self._money]
        none = [*self._taken, *sums, *worked, *self._bought()]

        def allowed(place: int) -> bool:
            given = self._topic(place) in (Topic.GIVEN, Topic.COST)
            return given and not any(each.holds(place) for each in none)

        self._line.direct = lambda place: self._led_from(place)[1]
        things = self._reader._goods.found(self._line, allowed, self._is_led)
        named = [each if each.item else replace(each, item=self._meant(each, things)) for each in things]
        shared = {each.item for each, before in zip(named, things, strict=True) if not before.item}
        return [
            each
            for each in named
            if each.item
            and not self._spread.is_total(each.where.start)
            and not self._was_returned(each.where.start)
            and not self._is_heading(each, named)
            and (each.quantity or each.unit or each.item not in shared)
        ]

    def _meant(self, thing: Thing, things: Sequence[Thing]) -> str:
        """What "15kg" is of, if it was named before: "gạo: cô Năm 15kg, anh Đực 30kg"."""
        sentence = self._line.sentence(thing.where.start)
        before = [each for each in things if sentence.start <= each.where.start < thing.where.start]
        same = [each.item for each in before if each.item and each.unit == thing.unit]
        named = same[-1:] + [each.item for each in before if each.item and each.quantity is None]
        if named:
            return named[-1]
        places = range(thing.where.start - 1, sentence.start - 1, -1)
        spoken = (self._reader._goods.item(self._line, at) for at in places)
        return self._asked_for() or next((each for each in spoken if each), "")

    def _asked_for(self) -> str:
        """What a family asked for: "xin nước mắm, cho 2 chai rồi"."""
        parts = (each.where for each in self._told.parts if each.topic is Topic.NEED)
        places = (at for part in parts for at in range(part.start, part.end))
        return next((item for at in places if (item := self._reader._goods.item(self._line, at))), "")

    def _is_heading(self, thing: Thing, things: Sequence[Thing]) -> bool:
        """Whether "quà" only leads what it is made of: "tặng quà: 10kg gạo"."""
        sentence = self._line.sentence(thing.where.start)
        behind = [each for each in things if thing.where.end <= each.where.start < sentence.end]
        return thing.priced and thing.unit is None and thing.quantity is None and bool(behind)

    def _bought(self) -> Iterator[Stretch]:
        """What the money is for is nothing that was given besides."""
        for where in self._line.found(self._reader._purpose):
            clause = self._line.clause(where.start)
            if any(clause.start <= each.start and each.end <= where.start for each in self._money):
                end = where.end
                while end < clause.end and not (
                    self._reader._joining.of(self._line, end) and self._is_amount(end + 1)
                ):
                    end += 1
                yield Stretch(where.start, end)

    def _led_from(self, place: int) -> tuple[int, bool]:
        """Where what leads to a thing begins, names left out; and whether it is a word of giving."""
        given = self._reader._telling.given(self._line)
        ends, at = set(given.values()), place
        while at > 0 and place not in given:
            if at in ends:
                return at, True
            named = next((each.where.start for each in self._mentions if each.where.end == at), None)
            title = self._reader._naming.title(self._line, at - 1) == at
            if named is None and not title and not self._reader._passing.of(self._line, at - 1):
                break
            at = at - 1 if named is None else named
        return at, False

    def _is_led(self, place: int) -> bool:
        """Whether a thing named without number stands where gifts are listed."""
        at, direct = self._led_from(place)
        if direct or place in self._reader._telling.given(self._line):
            return direct
        ends = set(self._reader._telling.given(self._line).values())
        joined = self._line.is_break(at - 1) or self._reader._joining.of(self._line, at - 1)
        sentence = self._line.sentence(max(place - 1, 0))
        told = any(sentence.start <= end <= place for end in ends)
        listed = any(sentence.start <= each.start < place for each in self._money)
        return bool(joined and (told or listed))

    def _gifts(
        self, families: Sequence[str], money: Sequence[Money], goods: Sequence[Thing]
    ) -> Iterator[Gift]:
        """Whose the amounts are: of those named since the last amount, or of all where "each" is said."""
        of_whom = groups(
            self._line,
            self._mentions,
            families,
            [*(each.start for each in money), *(each.where.start for each in goods)],
        )
        for each in money:
            times = self._spread.times(each.start, each.end)
            whose = tuple(families) if times > 1 else of_whom[each.start]
            yield Gift(whose, money=each.amount * times)
        for thing in goods:
            times = self._spread.times(thing.where.start, thing.where.end)
            whose = tuple(families) if times > 1 else of_whom[thing.where.start]
            yield Gift(whose, thing=self._spread.all_of(thing))

    def _own_words(self, topic: Topic) -> str | None:
        parts = [
            self._trimmed(range(each.opened, each.where.end))
            for each in self._told.parts
            if each.topic is topic
        ]
        return "; ".join(dict.fromkeys(each for each in parts if each)) or None

    def _promise(self) -> Promise | None:
        for part in self._told.parts:
            if part.topic is not Topic.PROMISE:
                continue
            days = [each for each in self._days if each.day > self._today]
            inside = [each for each in days if part.where.holds(each.where.start)]
            sentence = self._line.sentence(part.where.start)
            near = inside or [each for each in days if sentence.holds(each.where.start)]
            what = self._trimmed(
                at
                for at in range(part.opened, part.where.end)
                if not any(each.where.holds(at) for each in self._days)
            )
            if what or near:
                return Promise(
                    what or self._line.said(range(part.where.start, part.where.end)),
                    near[0].day if near else None,
                )
        return None

    def _trimmed(self, places: Iterable[int]) -> str:
        """The words at these places without the small ones at both ends."""
        kept = list(places)
        while kept and (cut := self._cut_in_front(kept[0])):
            kept = [each for each in kept if each >= cut]
        while kept and self._is_trailing(kept[-1]):
            kept.pop()
        return self._line.said(kept)

    def _cut_in_front(self, place: int) -> int:
        if self._line.is_break(place):
            return place + 1
        named = [*(each.where for each in self._mentions), *self._worked]
        mention = next((each for each in named if each.start == place), None)
        if mention:
            return mention.end
        found = self._reader._leading.at(self._line, place)
        return found[1] if found else 0

    def _is_trailing(self, place: int) -> bool:
        return self._line.is_break(place) or self._reader._trailing.of(self._line, place) is not None


_BA = Word("ba")
_NOT_OF_THE_VISIT = frozenset({Topic.PROMISE, Topic.NEED, Topic.THEIRS})
