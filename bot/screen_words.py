"""What a screening says: reasons, sums, steps and questions in one language. Decides nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

from bot.domain.eligibility import rules as written
from bot.domain.eligibility.born import Born
from bot.domain.eligibility.changes import Measure
from bot.domain.eligibility.conditions import Why
from bot.domain.eligibility.facts import FactValue, HouseholdFacts, facts
from bot.domain.eligibility.figures import Held
from bot.domain.eligibility.rules import SUBJECT, Comparison, Step
from bot.domain.eligibility.screening import Rules
from bot.domain.eligibility.sums import Amount
from bot.domain.eligibility.terms import Kind, Origin
from bot.domain.formats import FORMATTERS, Formatter
from bot.domain.policies.terms import Unit
from bot.domain.register.terms import Ethnicity, Status
from bot.wording import Wording, wording
from models.catalogue import load_wording

INDICATORS = "poverty-indicators"
_COUNTED = {Unit.AGE: "screen.age", Unit.MONTHS: "screen.months", Unit.YEARS: "screen.years"}
_MONEY = ("income", "monthly_pension")


@dataclass(frozen=True, slots=True)
class Words:
    """One language, for results of one day."""

    rules: Rules
    day: date
    language: str

    @property
    def say(self) -> Wording:
        return wording(self.language)

    @property
    def formatter(self) -> Formatter:
        return FORMATTERS[self.language]

    def title(self, right: str) -> str:
        """The name of a right: its own, or that of its entry."""
        own = f"screen.right_{right}"
        return self.say(own) if self.say.knows(own) else self.title_of(self.rules.book.rights[right].entry)

    def title_of(self, entry: str) -> str:
        """The name of an entry of the catalogue."""
        return load_wording(self.language)[entry].title

    def question(self, fact: str, members: Iterable[str]) -> str:
        """What is asked to get a fact, about whom."""
        figures = self.rules.catalogue.entries[INDICATORS].parameters
        known = {name: figure.known_on(self.day) for name, figure in figures.items()}
        values = {name: dated.value for name, dated in known.items() if dated}
        return self._about(", ".join(members), self.say(f"screen.ask_{fact}", **values))

    def reason(self, why: Why, household: HouseholdFacts | None = None, *, titled: str | None = None) -> str:
        """One condition with what is known and what is asked for; of a household, also from where it is
        known if nobody said it. Below a title that names a member, that one is not named again."""
        told = self._compared(replace(why, member=None) if why.member == titled else why)
        origin = Origin.SAID
        if household is not None and why.fact is not None and why.value is not None:
            origin = household.origin(why.fact, why.member)
        return told if origin is Origin.SAID else self.say(f"screen.origin_{origin}", what=told)

    def missing(self, why: Why, *, titled: str | None = None) -> str:
        """What of an open condition would have to be known."""
        if isinstance(why.test, written.Unheld) or why.value is not None:
            return self.reason(why, titled=titled)
        return self._about(None if why.member == titled else why.member, self.say(f"screen.fact_{why.fact}"))

    def _compared(self, why: Why) -> str:
        if isinstance(why.test, written.Unheld):
            return self.say(f"screen.unheld_{why.test.unheld}")
        what = self._about(why.member, self.say(f"screen.fact_{why.fact}"))
        if why.value is None:
            return self.say("screen.open", what=what)
        value = self.value(str(why.fact), why.value)
        met = why.holds is not None and why.holds is not why.negated
        if met:
            return self.say("screen.held_so", what=what, value=value)
        if why.test.one_of is not None:
            key = "screen.needs_none_of" if why.negated else "screen.needs_one_of"
            choices = ", ".join(self.value(str(why.fact), each) for each in why.test.one_of)
            return self.say(key, what=what, value=value, limit=choices)
        if why.limit is None:
            return self.say("screen.unheld_figure")
        return self.say(_NEEDS[why.test.comparison], what=what, value=value, limit=self._limit(why.limit))

    def value(self, fact: str, value: FactValue) -> str:
        """What is known, as a reader writes it."""
        if isinstance(value, bool):
            return self.say("screen.yes" if value else "screen.no")
        if facts()[fact].choices:
            return self._choice(facts()[fact].type(value))
        if isinstance(value, Born):
            least, most = value.ages(self.day)
            return self.say("screen.ages", least=least, most=most) if least < most else self._age(least)
        if isinstance(value, date):
            return self.formatter.date(value)
        if fact in _MONEY:
            return self.formatter.value(int(value), Unit.VND)
        return self.say("screen.nobody") if value in ("", SUBJECT) else str(value)

    def amount(self, amount: Amount, kind: Kind) -> str | None:
        """What a right comes to, None where no figure is surely known."""
        text = self._span(amount)
        if text is None:
            return None
        if kind is Kind.LOAN and not amount.share:
            return self.say("screen.lent", sum=text)
        if not amount.share:
            text = self.say(f"screen.per_{amount.per}", sum=text)
        if amount.months is not None:
            text = self.say("screen.part_of_year", sum=text, months=amount.months)
        return self.say("screen.about", sum=text) if amount.about else text

    def step(self, measure: Measure) -> str:
        """One permitted step."""
        if measure.step is Step.WAIT and measure.until:
            return self.say("screen.step_wait", day=self.formatter.date(measure.until))
        if measure.step is Step.APPLY:
            return self.say("screen.step_apply", title=self.title_of(measure.entry))
        if measure.step is Step.ASK_REVIEW and measure.to is not None:
            return self.say("screen.step_ask_review", to=self.value(str(measure.fact), measure.to))
        step = self.say(f"screen.do_{measure.fact}")
        return self.say("screen.step_of", step=step, member=measure.member) if measure.member else step

    def steps(self, measures: Iterable[Measure]) -> str:
        """All steps in a row."""
        return self.say("screen.nearest", steps="; ".join(self.step(each) for each in measures))

    def _about(self, member: str | None, what: str) -> str:
        return self.say("screen.of", member=member, what=what) if member else what

    def _age(self, count: int) -> str:
        return self.say("screen.age", count=count)

    def _choice(self, choice: StrEnum) -> str:
        if isinstance(choice, Status):
            return self.say(f"register.status_{choice}")
        if isinstance(choice, Ethnicity):
            return self.say(f"lists.ethnicity_{choice}")
        return self.say(f"screen.{type(choice).__name__.lower()}_{choice}")

    def _limit(self, limit: Held) -> str:
        if limit.unit in _COUNTED:
            return self.say(_COUNTED[limit.unit], count=limit.value)
        return self.formatter.value(limit.value, limit.unit)

    def _span(self, amount: Amount) -> str | None:
        least, most = self._sum(amount.least, amount), self._sum(amount.most, amount)
        if least and most:
            return least if least == most else self.say("screen.span", least=least, most=most)
        if least:
            return self.say("screen.least", sum=least)
        return self.say("screen.most", sum=most) if most else None

    def _sum(self, value: int | Decimal | None, amount: Amount) -> str | None:
        if value is None:
            return None
        return self.formatter.value(value, Unit.PERCENT if amount.share else Unit.VND)


_NEEDS: dict[Comparison, str] = {
    Comparison.AT_LEAST: "screen.needs_at_least",
    Comparison.AT_MOST: "screen.needs_at_most",
    Comparison.UNDER: "screen.needs_under",
    Comparison.OVER: "screen.needs_over",
    Comparison.WITHIN: "screen.needs_within",
}
