"""Tells a result: the figure first, then what it counts, of how many, as of when and from where."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from bot.domain.figures.query import Wholes
from bot.domain.figures.question import Period
from bot.domain.figures.result import Part, Result, share
from bot.domain.figures.terms import By, Counted, Shape
from bot.domain.formats import date_vi, number, percent
from bot.domain.register.change_table import ChangeTable, Flow
from bot.domain.register.terms import Status
from bot.figures.answer import Answer, Decision
from bot.figures.hiding import HIDDEN
from bot.figures.phrases import Phrases

MOST_LINES = 12
_KEYS = {
    By.CAUSE: "figures.cause_{}",
    By.DEPRIVATION: "register.deprivation_{}",
    By.NEED: "file.need_{}",
    By.ETHNICITY: "figures.ethnicity_{}",
    By.SEX: "figures.sex_{}",
    By.STATUS: "figures.status_{}",
    By.CANNOT_ESCAPE: "figures.reason_{}",
}


@dataclass(frozen=True, slots=True)
class Telling:
    """The words for results."""

    phrases: Phrases
    source: str

    def answer(self, result: Result) -> Answer:
        """All of the answer, in words and in numbers."""
        value, unit = self.value(result)
        query = result.query
        table = result.table is not None
        return Answer(
            Decision.ANSWER,
            "\n".join([*self._figure(result), *self._foot(result)]),
            query,
            value,
            unit,
            None if table else _shown(result.number),
            _shown(result.whole),
            result.as_of,
            self.source,
            result=result,
        )

    def unit(self, result: Result) -> str:
        """What is counted, as people call one of it."""
        return self.phrases.say(f"figures.counted_{result.query.counted}")

    def value(self, result: Result) -> tuple[Any, str]:
        """The figure itself, and its unit."""
        say, query = self.phrases.say, result.query
        unit = self.unit(result)
        if result.table is not None:
            return _table(result.table), unit
        if query.shape is Shape.RATE and not result.parts:
            return (None if result.number == HIDDEN else result.percent), say("figures.percent")
        if query.shape is Shape.RATE:
            return {self.part(result, each): _percent(each) for each in self._chosen(result)}, say(
                "figures.percent"
            )
        if query.shape is Shape.COMPARE and not result.before:
            if query.whole_of_rate:
                return {self.part(result, each): _percent(each) for each in result.parts}, say(
                    "figures.percent"
                )
            return {self.part(result, each): _shown(each.count) for each in result.parts}, unit
        if result.before:
            pairs = zip(result.before, result.parts, strict=True)
            return {
                self.part(result, now): [_shown(was.count), _shown(now.count)] for was, now in pairs
            }, unit
        if query.shape in (Shape.TREND, Shape.RANK):
            return {self.part(result, each): _shown(each.count) for each in self._chosen(result)}, unit
        if query.shape is Shape.BREAKDOWN and result.parts:
            told = {self.part(result, each): _shown(each.count) for each in self._ordered(result)}
            return told, unit
        return _shown(result.number), unit

    def part(self, result: Result, part: Part) -> str:
        """What a part is called."""
        if isinstance(part.key, Period):
            query = result.query
            return (
                self.phrases.period(part.key)
                if query.flows or query.filters.received
                else self._eve(part.key)
            )
        by = result.query.by or By.HAMLET
        if by is By.HAMLET:
            return self.phrases.hamlets.get(int(part.key), "?")
        return self.phrases.say(_KEYS[by].format(part.key)) if by in _KEYS else str(part.key)

    def _eve(self, period: Period) -> str:
        """A period of which the last day counts."""
        return date_vi(min(period.last, self.phrases.today))

    # --- the lines ---

    def _figure(self, result: Result) -> Iterator[str]:
        say, query = self.phrases.say, result.query
        head = say("figures.head_line", whom=self.phrases.whom(query), where=self.phrases.where(query))
        if result.table is not None:
            yield say(
                "figures.changes_head",
                status=self.phrases.status(query.flow_of),
                where=self.phrases.where(query),
            )
            yield from self._table(result.table)
            return
        match query.shape:
            case Shape.RATE if result.parts:
                yield f"{head}:"
                yield from self._lines(result, self._ordered(result))
            case Shape.RATE:
                yield say("figures.rate", head=head, percent=self._rate(result), of=self._whole(result))
            case Shape.COMPARE if not result.before:
                yield f"{head}:"
                yield from self._lines(result, result.parts)
                yield self._difference(result.parts[0], result.parts[-1], result)
            case Shape.COMPARE:
                yield f"{head} ({self._eve(query.periods[0])} → {self._eve(query.periods[-1])}):"
                for was, now in zip(result.before, result.parts, strict=True):
                    yield f"- {self.part(result, now)}: {self._count(was.count)} → {self._count(now.count)}"
            case Shape.TREND:
                yield f"{head}:"
                yield from self._lines(result, result.parts, most=40)
            case Shape.RANK:
                yield from self._ranking(head, result)
            case Shape.BREAKDOWN:
                yield f"{head}: {self._count(result.number)} {self.unit(result)}."
                yield from self._lines(result, self._ordered(result), most=40)
            case _:
                yield f"{head}: {self._count(result.number)} {self.unit(result)}{self._of(result)}."
                yield from self._names(result)
        yield from self._apart(result)

    def _names(self, result: Result) -> Iterator[str]:
        for name in result.names[:MOST_LINES]:
            yield f"- {name}"
        if len(result.names) > MOST_LINES:
            yield self.phrases.say("figures.and_more", count=len(result.names) - MOST_LINES)

    def _apart(self, result: Result) -> Iterator[str]:
        """What is told beside the figure: statuses apart, and those that can not escape."""
        say, told = self.phrases.say, result.statuses
        if told:
            parts = [
                f"{self.phrases.status(Status(str(each.key)))} {self._count(each.count)}" for each in told
            ]
            yield say("figures.apart", parts=", ".join(parts))
        if result.cannot_escape and result.query.by is not By.CANNOT_ESCAPE:
            yield say("figures.with_cannot_escape", count=number(result.cannot_escape))

    def _foot(self, result: Result) -> Iterator[str]:
        say, query = self.phrases.say, result.query
        if result.table is not None or query.flows or query.counted is Counted.CASE:
            yield say("figures.within", period=self.phrases.period(query.periods[0]))
        known = say("figures.known_on", day=date_vi(query.known_on)) if query.known_on else ""
        yield say("figures.foot", day=date_vi(result.as_of), source=self.source, known=known).strip()
        if query.whole_of_rate is Wholes.FOLLOWED:
            yield say("figures.not_of_all")

    def _lines(self, result: Result, parts: Sequence[Part], *, most: int = 40) -> Iterator[str]:
        for each in parts[:most]:
            rate = (
                ""
                if each.whole is None
                else f" ({self._percent(each)}, {self._count(each.count)}/{each.whole})"
            )
            count = self._count(each.count) if not rate else ""
            yield f"- {self.part(result, each)}: {count}{rate}".replace(":  (", ": (")
        if len(parts) > most:
            yield self.phrases.say("figures.and_more", count=len(parts) - most)

    def _ranking(self, head: str, result: Result) -> Iterator[str]:
        say = self.phrases.say
        first = self._chosen(result)
        if not first:
            yield f"{head}: 0 {self.unit(result)}."
            return
        names = ", ".join(self.part(result, each) for each in first)
        key = "figures.most" if result.query.most else "figures.least"
        yield say(key, head=head, names=names, count=self._count(first[0].count), unit=self.unit(result))
        rest = [each for each in self._ordered(result) if each not in first][:4]
        yield from self._lines(result, rest)

    def _chosen(self, result: Result) -> Sequence[Part]:
        """Of a ranking those that come first, all that are equal; else all."""
        if not result.query.ranked or not result.parts:
            return self._ordered(result) if result.query.ordered else result.parts
        ordered = self._ordered(result)
        return [each for each in ordered if self._weight(each) == self._weight(ordered[0])]

    def _ordered(self, result: Result) -> Sequence[Part]:
        if not (result.query.ranked or result.query.ordered):
            return (
                sorted(result.parts, key=lambda each: -each.count)
                if result.query.by is not By.HAMLET
                else result.parts
            )
        sign = -1 if result.query.most else 1
        return sorted(result.parts, key=lambda each: sign * self._weight(each))

    @staticmethod
    def _weight(part: Part) -> float:
        return part.count if part.whole is None else (part.count / part.whole if part.whole else 0)

    def _difference(self, was: Part, now: Part, result: Result) -> str:
        say = self.phrases.say
        if HIDDEN in (was.count, now.count):
            return say("figures.hidden")
        if result.query.whole_of_rate:
            return self._points(was, now)
        change = now.count - was.count
        key = "figures.more" if change > 0 else "figures.fewer" if change < 0 else "figures.same"
        by = f" ({percent(tenth(share(abs(change), was.count) or 0))})" if was.count and change else ""
        return say(key, count=number(abs(change)), unit=self.unit(result), share=by)

    def _points(self, was: Part, now: Part) -> str:
        """How two rates differ: in percentage points, never in percent."""
        before, after = (share(each.count, each.whole) for each in (was, now))
        if before is None or after is None:
            return self.phrases.say("figures.no_rate")
        change = Decimal(str(after)) - Decimal(str(before))
        key = (
            "figures.points_more"
            if change > 0
            else "figures.points_fewer"
            if change
            else "figures.points_same"
        )
        return self.phrases.say(key, points=number(abs(change).normalize()))

    def _table(self, table: ChangeTable) -> Iterator[str]:
        say = self.phrases.say
        yield say("figures.opening", count=number(table.opening))
        for flow in _FLOWS_OF[table.status]:
            sign = "−" if flow.decrease else "+"
            yield f"{sign} {say(f'figures.official_{flow}')}: {number(table.flows[flow])}"
        yield say("figures.closing", count=number(table.closing))

    def _of(self, result: Result) -> str:
        if result.whole is None or result.whole == HIDDEN or result.number == HIDDEN:
            return ""
        return " " + self.phrases.say("figures.of", whole=number(result.whole), percent=self._rate(result))

    def _whole(self, result: Result) -> str:
        return f"{self._count(result.number)}/{self._count(result.whole or 0)} {self.unit(result)}"

    def _rate(self, result: Result) -> str:
        if result.number == HIDDEN:
            return self.phrases.say("figures.under_five")
        return "–" if result.percent is None else percent(tenth(result.percent))

    def _percent(self, part: Part) -> str:
        told = _percent(part)
        if told is None:
            return "–"
        return percent(Decimal(str(told)) if isinstance(part.key, Period) else tenth(told))

    def _count(self, count: int) -> str:
        return self.phrases.say("figures.under_five") if count == HIDDEN else number(count)


_WAYS = (Flow.OTHER_DECREASE, Flow.NEWLY_ARISEN, Flow.FELL_BACK, Flow.OTHER_INCREASE)
_FLOWS_OF = {
    Status.POOR: (Flow.ESCAPED, Flow.ESCAPED_TO_NEAR_POOR, *_WAYS[:1], Flow.FELL, *_WAYS[1:]),
    Status.NEAR_POOR: (Flow.ESCAPED, Flow.BECAME_POOR, *_WAYS[:1], Flow.CAME_UP, *_WAYS[1:]),
}


def tenth(percentage: float) -> Decimal:
    """A share to one decimal as figures are written, halves rounded up."""
    return Decimal(str(percentage)).quantize(Decimal("0.1"), ROUND_HALF_UP).normalize()


def _shown(count: int | None) -> int | None:
    return None if count == HIDDEN else count


def _percent(part: Part) -> float | None:
    return None if part.count == HIDDEN else share(part.count, part.whole)


def _table(table: ChangeTable) -> dict[str, int]:
    flows = {flow.value: table.flows[flow] for flow in _FLOWS_OF[table.status]}
    return {"opening": table.opening, **flows, "closing": table.closing}
