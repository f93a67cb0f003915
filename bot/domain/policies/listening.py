"""Whether the sample questions of the catalogue lead to their own entries: too slow for every start.

Must not change how the bot listens; it only asks."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from bot.domain.policies.catalogue import EntryName, Facts
from bot.domain.understanding import Decision, Document, Understanding
from bot.domain.understanding.evaluation import Report

# Two entries count as confused from so many questions and so large a share of the smaller one's on.
MANY = 3
SHARE = 0.25
CLOSE = 0.1


class Golden(Facts):
    """Questions that must lead to an entry, whatever is changed: to its answer, or to a choice with it."""

    entry: EntryName
    asked: Annotated[tuple[str, ...], Field(min_length=1)]


@dataclass(frozen=True, slots=True)
class Landing:
    """Where a question of an entry came out. `best` are the nearest entries, `lead` the first one's lead."""

    entry: str
    question: str
    best: tuple[str, ...]
    lead: float

    @property
    def rival(self) -> str | None:
        """The entry it was, or nearly was, taken for."""
        if self.best[0] != self.entry:
            return self.best[0]
        return self.best[1] if self.lead < CLOSE else None


class Mishearing(StrEnum):
    """What can be wrong with the questions of an entry. The serious ones keep a change from people."""

    UNREACHABLE = "none of its own questions leads to it first"
    LOST = "question {question!r} leads to {other} instead"
    MISSED = "golden question {question!r} leads to {other} instead"
    STRAY = "question {question!r} leads to {other} first"
    CONFUSED = "{question} questions are close to those of {other}; give both one ask_back_group"

    @property
    def serious(self) -> bool:
        return self in (Mishearing.UNREACHABLE, Mishearing.LOST, Mishearing.MISSED)


@dataclass(frozen=True, slots=True)
class Misheard:
    """One fault of listening. `question` is the one asked, or how many."""

    entry: str
    kind: Mishearing
    question: str = ""
    other: str = ""

    def __str__(self) -> str:
        return f"{self.entry}: {self.kind.format(question=self.question, other=self.other)}"


def landings(understanding: Understanding, learned: Iterable[Document]) -> list[Landing]:
    """Ask every sample of an understanding that learned it."""
    return [
        Landing(document.id, sample, ranking.best, ranking.lead)
        for document in learned
        for sample in document.samples
        for ranking in [understanding.rank(sample)]
    ]


def held_out(report: Report) -> list[Landing]:
    """The same from samples that were left out of the learning."""
    return [
        Landing(asked.belongs_to, asked.question, asked.best, asked.lead)
        for asked in report.asked
        if asked.belongs_to
    ]


def misheard(landed: Sequence[Landing], learned: Sequence[Document]) -> list[Misheard]:
    """What is wrong with the questions of the entries that were learned."""
    return [*_unreachable(landed), *_elsewhere(landed), *_confused(landed, learned)]


def missed(golden: Iterable[Golden], understanding: Understanding, *, today: date) -> list[Misheard]:
    """The golden questions that lead people past their entry."""
    found = []
    for one in golden:
        for question in one.asked:
            heard = understanding.read(question, today=today)
            answered = heard.entries[:1] if heard.decision is Decision.ANSWER else heard.entries
            reached = {*answered, *(name for more in heard.more for name in more.entries[:1])}
            if one.entry not in reached:
                others = ", ".join(answered) or heard.decision.value
                found.append(Misheard(one.entry, Mishearing.MISSED, question, others))
    return found


def _unreachable(landed: Iterable[Landing]) -> Iterator[Misheard]:
    reached: defaultdict[str, bool] = defaultdict(bool)
    for one in landed:
        reached[one.entry] |= one.best[0] == one.entry
    for name, ever in reached.items():
        if not ever:
            yield Misheard(name, Mishearing.UNREACHABLE)


def _elsewhere(landed: Iterable[Landing]) -> Iterator[Misheard]:
    for one in landed:
        if one.entry not in one.best:
            yield Misheard(one.entry, Mishearing.LOST, one.question, one.best[0])
        elif one.entry != one.best[0]:
            yield Misheard(one.entry, Mishearing.STRAY, one.question, one.best[0])


def _confused(landed: Iterable[Landing], learned: Sequence[Document]) -> Iterator[Misheard]:
    """Pairs of which people seldom say which, but nobody is asked."""
    groups = {document.id: document.twins for document in learned}
    asked = {document.id: len(document.samples) for document in learned}
    pairs = Counter(tuple(sorted((one.entry, one.rival))) for one in landed if one.rival)
    for (first, second), count in sorted(pairs.items()):
        twins = groups[first] is not None and groups[first] == groups[second]
        if not twins and count >= max(MANY, SHARE * min(asked[first], asked[second])):
            yield Misheard(first, Mishearing.CONFUSED, str(count), second)
