"""A query in words: which families, where and when, so that nobody mistakes one figure for another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from bot.domain.figures.filters import Cases, Filters, People, Range, Sponsored
from bot.domain.figures.query import FOLLOWED, Query
from bot.domain.figures.question import Period, Span
from bot.domain.figures.terms import Counted, Expiring
from bot.domain.formats import date_vi
from bot.domain.register.terms import Status, Trait
from bot.wording import Wording


@dataclass(frozen=True, slots=True)
class Phrases:
    """The words for queries. `hamlets` and `sponsors` are names by number, `place` the asker's own area."""

    say: Wording
    today: date
    hamlets: Mapping[int, str]
    sponsors: Mapping[int, str]
    place: str

    def whom(self, query: Query) -> str:
        """Who is counted."""
        filters = [*self.filters(query)]
        if query.flows:
            flows = ", ".join(self.say(f"figures.flow_{each}") for each in query.flows)
            return self.say("figures.flowed", flows=flows, status=self.status(query.flow_of))
        if query.cases is not None:
            return self._cases(query.cases)
        if query.counted is Counted.SPONSOR:
            key = "figures.units_idle" if query.idle else "figures.units"
            kinds = query.filters.sponsored.kinds if query.filters.sponsored else ()
            named = ", ".join(self.say(f"figures.unit_{kind}") for kind in kinds)
            return self.say(key, kinds=named or self.say("figures.unit_any"))
        base = self.statuses(query.statuses)
        if query.counted is Counted.PERSON:
            filters = [*self._of_households(query.filters)]
            member = ", ".join([*self.people(query.filters.member), *self._ending(query)])
            key = "figures.people_of" if member else "figures.everybody_of"
            base = self.say(key, people=member, households=base)
        return "; ".join([base, *filters])

    def _cases(self, cases: Cases) -> str:
        kinds = ", ".join(self.say(f"case.kind_{each}") for each in cases.kinds)
        key = {None: "figures.cases", True: "figures.cases_open", False: "figures.cases_answered"}[cases.open]
        return self.say(key, kinds=kinds or self.say("figures.any_case"))

    def statuses(self, statuses: tuple[Status, ...]) -> str:
        """Some statuses; all that are followed by one word."""
        if statuses == FOLLOWED:
            return self.say("figures.followed")
        if not statuses:
            return self.say("figures.any_household")
        return " + ".join(self.status(each) for each in statuses)

    def status(self, status: Status) -> str:
        """What a household is recognised as."""
        return self.say(f"figures.status_{status}")

    def where(self, query: Query) -> str:
        """The hamlets that are named, else the asker's whole area."""
        if query.whole:
            return self.place
        names = [self.hamlets.get(each, "?") for each in query.hamlets]
        now = ", ".join(name for name in names if name not in query.former)
        return self.say("figures.formerly", now=now, former="; ".join(query.former)) if query.former else now

    def filters(self, query: Query) -> Iterator[str]:
        """Every filter, each in its own words."""
        yield from self._of_households(query.filters)
        if query.filters.member:
            yield self.say("figures.with_member", people=", ".join(self.people(query.filters.member)))
        yield from self._ending(query)
        for each in query.filters.received:
            period = "" if query.received_in is None else self.period(query.received_in)
            key = "figures.not_received" if each.absent else "figures.received"
            yield self.say(key, what=self.say(f"figures.what_{each.what}"), period=period).strip()

    def _ending(self, query: Query) -> Iterator[str]:
        """What comes to an end, and when."""
        if query.expiring is Expiring.INSURANCE:
            yield self.say("figures.expiring_insurance", period=self.days(query.periods[0]))
        if query.expiring is Expiring.NEWLY_ESCAPED:
            yield self.say("figures.expiring_newly_escaped", period=self.days(query.periods[0]))

    def _of_households(self, filters: Filters) -> Iterator[str]:
        if filters.urban is not None:
            yield self.say("figures.urban" if filters.urban else "figures.rural")
        if filters.with_cannot_escape is not None:
            reasons = ", ".join(self.say(f"figures.reason_{each}") for each in filters.cannot_escape)
            key = "figures.cannot_escape" if filters.with_cannot_escape else "figures.can_escape"
            yield self.say(key) + (f" ({reasons})" if reasons else "")
        for having in filters.having:
            codes = f" {self.say('figures.or')} ".join(self.code(having.trait, code) for code in having.codes)
            yield self.say(f"figures.having_{having.trait}", what=codes)
        if filters.head:
            yield self.say("figures.head", people=", ".join(self.people(filters.head)))
        if filters.size:
            yield self.say("figures.size", range=self.range(filters.size))
        if filters.lacks:
            yield self.say("figures.lacks", range=self.range(filters.lacks))
        if filters.phone is not None:
            yield self.say("figures.phone" if filters.phone else "figures.no_phone")
        if filters.sponsored is not None:
            yield self._sponsored(filters.sponsored)

    def _sponsored(self, wanted: Sponsored) -> str:
        if wanted.unit is not None:
            key = "figures.not_sponsored_by" if wanted.absent else "figures.sponsored_by"
            return self.say(key, unit=self.sponsors.get(wanted.unit, "?"))
        if wanted.kinds:
            kinds = ", ".join(self.say(f"figures.unit_{kind}") for kind in wanted.kinds)
            key = "figures.not_sponsored_by" if wanted.absent else "figures.sponsored_by"
            return self.say(key, unit=kinds)
        return self.say("figures.not_sponsored" if wanted.absent else "figures.sponsored")

    def code(self, trait: Trait, code: str) -> str:
        """A code of a trait."""
        if trait is Trait.DEPRIVATION:
            return self.say(f"register.deprivation_{code}")
        if trait is Trait.CAUSE:
            return self.say(f"figures.cause_{code}")
        return self.say(f"file.need_{code}" if trait is Trait.NEED else f"file.land_{code}")

    def people(self, people: People) -> Iterator[str]:
        """What is asked of a person."""
        if people.sex:
            yield self.say(f"figures.sex_{people.sex}")
        if people.ethnicity:
            yield " / ".join(self.say(f"figures.ethnicity_{each}") for each in people.ethnicity)
        if people.age:
            yield self._age(people.age)
        if people.insured is not None:
            yield self.say("figures.insured" if people.insured else "figures.uninsured")

    def _age(self, age: Range) -> str:
        """An age with both ends counted, so that over 75 is seen to begin at 76."""
        key = "between"
        if age.most is None:
            key = "from"
        elif not age.least:
            key = "to"
        elif age.least == age.most:
            key = "exactly"
        return self.say(f"figures.age_{key}", least=age.least, most=age.most)

    def range(self, wanted: Range) -> str:
        """A range with both ends counted."""
        if wanted.most is None:
            return self.say("figures.from", least=wanted.least)
        if not wanted.least:
            return self.say("figures.to", most=wanted.most)
        if wanted.least == wanted.most:
            return str(wanted.least)
        return self.say("figures.between", least=wanted.least, most=wanted.most)

    def period(self, period: Period) -> str:
        """What a period is called; the part of it that is over, where it still goes on."""
        start, name = period.start, ""
        match period.span:
            case Span.YEAR:
                name = self.say("figures.year", year=start.year)
            case Span.MONTH:
                name = self.say("figures.month", month=start.month, year=start.year)
            case Span.QUARTER:
                name = self.say("figures.quarter", quarter=(start.month + 2) // 3, year=start.year)
            case _:
                return self.days(period)
        if period.end > self.today >= start:
            name = self.say("figures.so_far", period=name, day=date_vi(self.today))
        return name

    def days(self, period: Period) -> str:
        """A period by its first and last day."""
        if period.start == period.last:
            return self.say("figures.day", day=date_vi(period.start))
        if period.start.year < 2000:
            return self.say("figures.since_ever", day=date_vi(period.last))
        return self.say("figures.days", first=date_vi(period.start), last=date_vi(period.last))
