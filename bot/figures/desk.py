"""Answers questions for figures: asks roles first, then the register, then finds the words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import cached_property, partial
from typing import Any

from sqlalchemy import Connection

from bot.clock import VIETNAM
from bot.domain.figures.addressed import addressed
from bot.domain.figures.filters import Filters
from bot.domain.figures.hearing import FigureHearing, Heard
from bot.domain.figures.meaning import Meant, NoQuery, Why, meant
from bot.domain.figures.query import ALL_FOLLOWED_SINCE, Query, Wholes
from bot.domain.figures.question import Question
from bot.domain.figures.result import Result
from bot.domain.figures.series import Asked as Published
from bot.domain.figures.terms import Counted, Facet, Shape
from bot.domain.messages import PersonalData
from bot.domain.register.households import Household
from bot.domain.roles import Field, Role, seen_in_figures
from bot.figures.answer import Answer, Decision
from bot.figures.area import AskersArea
from bot.figures.hiding import coarsened
from bot.figures.phrases import Phrases
from bot.figures.published import PublishedTelling
from bot.figures.telling import Telling
from bot.register import Register
from bot.wording import Wording
from models.audit import Reason
from models.figures.answering import MOST_LISTED, Asked, answer

FIELDS: Mapping[Facet, Field] = {
    Facet.STATUS: Field.STATUS,
    Facet.CANNOT_ESCAPE: Field.STATUS,
    Facet.DEPRIVATIONS: Field.DEPRIVATIONS,
    Facet.CAUSES: Field.CAUSES,
    Facet.NEEDS: Field.NEEDS,
    Facet.LAND: Field.LAND,
    Facet.ETHNICITY: Field.ETHNICITY,
    Facet.BIRTH: Field.BIRTH,
    Facet.SEX: Field.MEMBERS,
    Facet.INSURANCE: Field.INSURANCE,
    Facet.MEMBERS: Field.MEMBERS,
    Facet.PHONE: Field.PHONE,
    Facet.RECEIPTS: Field.RECEIPTS,
    Facet.SPONSOR: Field.NEEDS,
}
MOST_READINGS = 8
_REFUSED = {Why.ELSEWHERE: "figures.refused_elsewhere", Why.PERSONAL: "figures.refused_personal"}
_LISTED = frozenset({Field.NUMBER, Field.HAMLET, Field.HEAD, Field.STATUS})


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, when, in which words the answer is given, and what reads the database."""

    register: Register
    read: Callable[[Callable[[Connection], Any]], Any]
    now: datetime
    today: date
    say: Wording


class Figures:
    """Answers one asker's questions."""

    def __init__(self, asker: Asker, hearing: FigureHearing) -> None:
        self._asker = asker
        self._hearing = hearing
        self._area = AskersArea(asker.register, asker.read, asker.say)

    @property
    def allowed(self) -> bool:
        """Whether the asker may ask for any figure of the register."""
        return bool(self._asker.register.areas_counted)

    def heard(self, text: str) -> Heard | None:
        """What a text asks for, in the names of the asker's area."""
        return self._hearing.heard(text, self._area.names, today=self._asker.today)

    def asked(self, heard: Heard | None) -> Answer:
        """The answer to a question that stands alone: published figures, or the register's."""
        if heard is None:
            return Answer(Decision.UNKNOWN, self._say("figures.nothing_asked", can=self._say("figures.can")))
        if heard.others and self.allowed:
            return self._either((heard, *heard.others))
        published = self._at_home(heard.published)
        if published and self._published_is_meant(heard.question, published):
            return self.of_published(published)
        if self.allowed and (beside := self._beside(heard.question)):
            return self._among(beside)
        return self.answered(heard.question)

    def _either(self, heard: Sequence[Heard]) -> Answer:
        """What a misspelled question may have been, to choose among; a reading may have several meanings."""
        answers = [(each.question, self.asked(replace(each, others=()))) for each in heard]
        readings: dict[Query | Published, tuple[str, Question]] = {}
        for question, each in answers:
            readings |= {meaning: (label, question) for label, meaning in each.readings}
            if each.query is not None:
                readings[each.query] = self._told_apart(each.query), question
        [(_, first), *_] = answers
        if first.why == Why.NOT_KEPT:
            return first
        if len(readings) < 2:
            return next((each for _, each in answers if each.query in readings), first)
        labels = tuple((label, meaning) for meaning, (label, _) in readings.items())[:MOST_READINGS]
        questions = tuple(question for _, question in readings.values())[:MOST_READINGS]
        return replace(self._among(labels), questions=questions)

    def _told_apart(self, query: Query) -> str:
        """A query as a choice beside one of another place or time."""
        where, period = self.phrases.where(query), self.phrases.period(query.periods[0])
        form = "" if query.shape is Shape.COUNT else f", {self._say(f'figures.form_{query.shape}')}"
        return f"{self.label(query)}, {where}, {period}{form}"

    def _at_home(self, found: Sequence[Published]) -> Sequence[Published]:
        """Where no place is said, the figures of the ward of before."""
        home = self._hearing.published.home
        return [each for each in found if each.place == home and not each.place_said] or found

    def _published_is_meant(self, question: Question, published: Sequence[Published]) -> bool:
        series = self._hearing.published
        if question.unknown or not question.subject or not self.allowed:
            return True
        at_home = [each for each in published if each.place == series.home]
        if not at_home:
            return all(each.place_said for each in published)
        merged = self._area.merged_on
        before = merged is not None and all(each.end <= merged for each in question.periods)
        return before and all(each.period_said for each in at_home)

    def _beside(self, question: Question) -> tuple[tuple[str, Query | Published], ...]:
        """The register's figure of a past year and what was published of that year, to choose among.

        A share of the families in the register is not a rate of the population, and those that were poor at
        the end of a year are not those it began with."""
        found = meant(question, self._area.scope, today=self._asker.today)
        if isinstance(found, NoQuery) or len(found.queries) != 1 or len(question.periods) != 1:
            return ()
        [query] = found.queries
        telling = PublishedTelling(self._asker.say, self._hearing.published.title)
        published = self._hearing.published.beside(query, question.old_units)
        if not published and not _share_of_long_ago(query):
            return ()
        ours = [query, query.model_copy(update={"shape": Shape.COUNT, "whole_of_rate": None})]
        return (
            *((telling.label(each), each) for each in published),
            *((self._dated(each), each) for each in ours[: 1 if published else 2]),
        )

    def _dated(self, query: Query) -> str:
        day = min(query.periods[0].last, self._asker.today)
        undated = query.model_copy(update={"shape": Shape.COUNT})
        return self._say("figures.register_label", what=self.label(undated), day=f"{day:%d/%m/%Y}")

    def of_published(self, published: Sequence[Published]) -> Answer:
        """The answer, or the places and measures to choose among."""
        telling = PublishedTelling(self._asker.say, self._hearing.published.title)
        if len(published) == 1:
            return telling.answer(published[0])
        readings = tuple((telling.label(each), each) for each in published[:MOST_READINGS])
        return self._among(readings)

    def answered(self, question: Question) -> Answer:
        """The answer to a question, or why there is none."""
        if not self.allowed:
            return self._refused("role", self._say("figures.refused_role"))
        found = meant(question, self._area.scope, today=self._asker.today)
        if isinstance(found, NoQuery):
            return self._none(found)
        if len(found.queries) > 1:
            return self._choices(found)
        return self.of(found.queries[0])

    def addressed(self, text: str) -> Answer:
        """Which families those may be who are named in a text: as readings, one or several, or why none."""
        heard = self.heard(text) if text else Heard(Question())
        readings: dict[Query, str] = {}
        for each in () if heard is None else (heard, *heard.others):
            found = addressed(each.question, self._area.scope, today=self._asker.today)
            if isinstance(found, NoQuery):
                return self._none(found)
            readings |= {query: self._told_apart(query) for query in found.queries}
        if not readings or any(self._coarse(each) for each in readings):
            return self._none(NoQuery(Why.NOT_TOGETHER))
        return self._among(tuple((label, query) for query, label in readings.items())[:MOST_READINGS])

    def of(self, query: Query, *, most: int | None = MOST_LISTED) -> Answer:
        """The answer to a query that is clear, as far as the asker may have it; a list names up to `most`."""
        if not self.allowed or not set(query.hamlets) <= set(self._area.hamlets):
            return self._refused("elsewhere", self._say("figures.refused_role"))
        if query.counted is Counted.CASE and not self._asker.register.areas_listed:
            return self._refused("role", self._say("figures.refused_role"))
        coarse = self._coarse(query)
        if query.shape is Shape.LIST and coarse:
            key = "figures.refused_cells" if self._outside else "figures.refused_list"
            return self._refused("list", self._say(key))
        asked = Asked(query, self._asker.today, self._known_at(query), most_listed=most)
        result: Result | None = self._asker.read(partial(answer, asked=asked))
        if result is None:
            return Answer(Decision.UNKNOWN, self._say("figures.before_known"), query, why="before_known")
        telling = self.telling
        if query.counted is Counted.CASE:
            telling = replace(telling, source=self._say("figures.source_cases", place=self._area.place))
        result = self._area.without_gone(result)
        told = telling.answer(coarsened(result) if coarse else result)
        return self._with_list(told, result) if query.shape is Shape.LIST else told

    def reasons(self, query: Query, result: Result) -> str:
        """How a figure came about, step by step."""
        say = self._say
        standing = say("figures.why_flows" if query.flows or result.table else "figures.why_stock")
        return "\n".join(
            [
                say("figures.why_what", whom=self.phrases.whom(query)),
                say("figures.why_where", where=self.phrases.where(query)),
                say("figures.why_when", day=f"{result.as_of:%d/%m/%Y}", standing=standing),
                say("figures.why_known", day=f"{query.known_on or self._asker.today:%d/%m/%Y}"),
                say("figures.why_source", source=self.telling.source),
            ]
        )

    @property
    def hamlets(self) -> tuple[int, ...]:
        """The numbers of the hamlets that the asker may ask about."""
        return tuple(sorted(self._area.hamlets))

    def _with_list(self, told: Answer, result: Result) -> Answer:
        lines = [self._line(each) for each in self.listed(result)]
        head, *foot = told.text.split("\n")
        more = result.number - len(result.households)
        if more > 0 and lines:
            lines.append(self._say("figures.listed_more", count=more))
        if result.households and not lines:
            lines = [self._say("figures.list_elsewhere")]
        return replace(told, text="\n".join([head, *lines, *foot]))

    def listed(self, result: Result) -> Sequence[Household]:
        """The households of a list, as far as the role and the channel show them; noted on the trail."""
        if self._asker.register.actor.carries is not PersonalData.FULL and result.query.facets():
            return ()
        register = self._asker.register
        found = (register.household(each, _LISTED, reason=Reason.REVIEW) for each in result.households)
        return [each for each in found if each is not None]

    def _line(self, household: Household) -> str:
        parts = [
            household.number,
            household.head.name if household.head else None,
            self._area.hamlets.get(household.hamlet),
        ]
        return "- " + ", ".join(part for part in parts if part)

    # --- who may ---

    @property
    def _outside(self) -> bool:
        """Whether the asker is not of the ward: only of a province."""
        granted = self._asker.register.actor
        return not granted.granted(Role.HAMLET_HEAD, Role.OFFICIAL, Role.LEADER)

    def _coarse(self, query: Query) -> bool:
        """Whether small figures are hidden: outside of the ward, and of what the role sees of no family."""
        seen = seen_in_figures(self._asker.register.actor)
        return self._outside or not {FIELDS[each] for each in query.facets()} <= seen

    def _refused(self, why: str, text: str) -> Answer:
        self._asker.register.figure_refused(why)
        return Answer(Decision.REFUSED, text, why=why)

    def _none(self, none: NoQuery) -> Answer:
        words, can = ", ".join(none.words), self._say("figures.can")
        if none.why is Why.PERSONAL and not self._outside:
            return Answer(Decision.UNKNOWN, self._say("figures.refused_personal"), why=none.why)
        if none.why in _REFUSED:
            return self._refused(none.why, self._say(_REFUSED[none.why], place=self._area.place, words=words))
        text = self._say(f"figures.{none.why}", words=words, can=can)
        return Answer(Decision.UNKNOWN, text, why=none.why)

    def _choices(self, found: Meant) -> Answer:
        return self._among(tuple((self.label(query), query) for query in found.queries[:MOST_READINGS]))

    def _among(self, readings: tuple[tuple[str, Query | Published], ...]) -> Answer:
        lines = [f"{place}. {label}" for place, (label, _) in enumerate(readings, 1)]
        return Answer(Decision.CHOICES, "\n".join([self._say("figures.which"), *lines]), readings=readings)

    def label(self, query: Query) -> str:
        """A query as one line of choice."""
        if query.shape is Shape.CHANGES:
            status, period = self.phrases.status(query.flow_of), self.phrases.period(query.periods[0])
            return self._say("figures.changes_label", status=status, period=period)
        whom = self.phrases.whom(query)
        if query.whole_of_rate:
            whom = f"{whom} / {self._say(f'figures.whole_{query.whole_of_rate}')}"
        periods = ", ".join(self.phrases.period(each) for each in query.periods[:2])
        timed = query.flows or query.cases or query.shape in (Shape.COMPARE, Shape.RATE)
        return f"{whom} ({periods})" if timed else whom

    # --- words ---

    @cached_property
    def phrases(self) -> Phrases:
        """Queries in words."""
        area = self._area
        return Phrases(self._asker.say, self._asker.today, area.numbered, area.sponsors, area.place)

    @cached_property
    def telling(self) -> Telling:
        """Results in words."""
        return Telling(self.phrases, self._say("figures.source_register", place=self._area.place))

    def _say(self, key: str, **values: object) -> str:
        return self._asker.say(key, **values)

    def _known_at(self, query: Query) -> datetime | None:
        """The end of the day whose knowledge is asked about."""
        if query.known_on is None:
            return None
        return datetime.combine(query.known_on + timedelta(days=1), time(), VIETNAM)


def _share_of_long_ago(query: Query) -> bool:
    """Whether it is a share of the families in the register, of a time before they were all followed."""
    ended = query.periods[0].last.year < ALL_FOLLOWED_SINCE
    return ended and query.whole_of_rate is Wholes.FOLLOWED and query.filters == Filters()
