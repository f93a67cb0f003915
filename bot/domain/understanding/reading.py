"""What a message means: an entry of the catalogue, one of a few, another desk, small talk, or nothing known.

Only listens. Whether a family is entitled to anything is decided elsewhere, by rules."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import NamedTuple, Protocol

from bot.domain.policies.terms import Amount, Audience, Facet
from bot.domain.procedures import Procedure
from bot.domain.understanding.ages import asked_age
from bot.domain.understanding.amounts import asked_amount, without_amounts
from bot.domain.understanding.following import Following
from bot.domain.understanding.patterns import Word, marked
from bot.domain.understanding.phrases import Phrases, Urgency
from bot.domain.understanding.ranker import Ranker
from bot.domain.understanding.ridge import Shelf
from bot.domain.understanding.rules import Listener, urgent_listener
from bot.domain.understanding.spelling import Speller
from bot.domain.understanding.times import asked_date

MOST_CHOICES = 3
_MOST_ANSWERS = 3
# More than any channel carries in one message.
_MOST_CHARACTERS = 5000
# A question comes to its point before so many words; a cry for help may stand at the end of a long story.
_MOST_RANKED = 200
# Who names no more than a subject is asked back, though that shares little with any entry.
_BRIEF = 3


class Decision(StrEnum):
    """What to do with a message."""

    ANSWER = "answer"
    CHOICES = "choices"
    REFER = "refer"
    REPLY = "reply"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Document:
    """What one entry sounds like: its title, its everyday names and how people ask for it.

    `near` are the entries one may go on to with half a sentence. Of `twins` people seldom say which. What has
    a `status` is for such households alone. `amounts` are the sums and shares it tells of any day."""

    id: str
    title: str
    names: Sequence[str]
    samples: Sequence[str]
    near: frozenset[str] = frozenset()
    twins: str | None = None
    status: Audience | None = None
    amounts: frozenset[Amount] = frozenset()

    @property
    def texts(self) -> tuple[str, ...]:
        return (self.title, *self.names, *self.samples)


@dataclass(frozen=True, slots=True)
class Understood:
    """A message understood. `urgent` goes before the decision; `on` is the day asked about, if any.

    `entries` are the likely ones, best first; `facet` is the part of the answer asked for, `age` that of the
    person it is about, `amount` the sum or share that is named; `more` are the other questions of the same
    message. `about` is the matter of another desk, `procedure` the one that is meant, where known by name."""

    decision: Decision
    entries: tuple[str, ...] = ()
    reply: str | None = None
    urgent: Urgency | None = None
    about: str | None = None
    procedure: Procedure | None = None
    on: date | None = None
    facet: Facet | None = None
    age: int | None = None
    amount: Amount | None = None
    more: tuple["Understood", ...] = ()


class Measured(Protocol):
    """How near a message is to what was learned; see `ranker.Ranked`."""

    @property
    def certainty(self) -> float: ...
    @property
    def lead(self) -> float: ...
    @property
    def agreed(self) -> float: ...
    @property
    def shared(self) -> float: ...


@dataclass(frozen=True, slots=True)
class Ranking:
    """The entries nearest to a message, best first; see `ranker.Ranked` for the rest."""

    best: tuple[str, ...]
    certainty: float
    lead: float
    agreed: float
    shared: float
    procedure: Procedure | None = None
    near: float = 0.0
    ahead: float = 0.0
    brief: bool = False


@dataclass(frozen=True, slots=True)
class Thresholds:
    """When to answer, when to offer choices, when to say "I do not know". Found by `evaluation`.

    Answered is what both ways of ranking clearly take for one entry and what shares words enough with it, or
    what is `sure` and has a `lead`, which an entry needs before its twin as well. `likely` goes before small
    talk and other desks."""

    known: float = -0.06
    certain: float = 0.08
    agreed: float = 0.13
    shared: float = 3.5
    sure: float = 0.35
    lead: float = 0.2
    likely: float = 0.15
    near: float = 0.25
    ahead: float = 0.05
    near_agreed: float = 0.12

    def decide(self, asked: Measured) -> Decision:
        if asked.certainty < self.known:
            return Decision.UNKNOWN
        if asked.certainty >= self.sure and asked.lead >= self.lead and asked.agreed >= 0:
            return Decision.ANSWER
        clear = asked.certainty >= self.certain and asked.agreed >= self.agreed
        return Decision.ANSWER if clear and asked.shared >= self.shared else Decision.CHOICES


class _Said(NamedTuple):
    """A message, its words, and the line that patterns are matched against."""

    text: str
    words: Sequence[Word]
    line: str


class Understanding:
    """Reads messages with one catalogue and the phrases of its languages."""

    def __init__(
        self,
        documents: Sequence[Document],
        phrases: Phrases,
        ranker: Ranker,
        *,
        procedures: Sequence[Procedure] = (),
        thresholds: Thresholds | None = None,
    ) -> None:
        self._speller = Speller(phrases.shortenings)
        self._urgent = urgent_listener(phrases)
        self._replies = Listener(phrases.replies, courtesy=phrases.courtesy)
        self._matters = Listener(phrases.matters)
        self._facets = Listener(phrases.facets)
        self._statuses = Listener(phrases.statuses)
        self._status = {number: each.status for number, each in enumerate(documents) if each.status}
        self._follow = Following(phrases)
        self._times = phrases.times
        self._near = {document.id: document.near for document in documents}
        self._twins = {document.id: document.twins for document in documents}
        self._amounts = {document.id: document.amounts for document in documents}
        self._ids = [document.id for document in documents]
        self._titles = [document.title for document in documents]
        self._thresholds = thresholds or Thresholds()
        self._ranker = ranker
        self._procedures = procedures

    @classmethod
    def fit(
        cls,
        documents: Sequence[Document],
        phrases: Phrases,
        *,
        procedures: Sequence[Procedure] = (),
        thresholds: Thresholds | None = None,
    ) -> "Understanding":
        """Learn a catalogue and read with it; a large one is better learned once and kept."""
        ranker = learn(documents, phrases, procedures)
        return cls(documents, phrases, ranker, procedures=procedures, thresholds=thresholds)

    def urgent(self, text: str) -> Urgency | None:
        """Return what can not wait, also for a message that is the answer to a question of ours."""
        return self._urgent.first(self._said(text[:_MOST_CHARACTERS]).line)

    def rank(self, text: str) -> Ranking:
        """Return the entries nearest to the message, however far they are."""
        return self._ranking(self._said(text[:_MOST_CHARACTERS]))

    def read(self, text: str, *, today: date, subject: str | None = None) -> Understood:
        """Return what the message means. `today` is Vietnam's, `subject` the entry spoken of last."""
        said = self._said(text[:_MOST_CHARACTERS])
        urgent = self._urgent.first(said.line)
        if urgent is not None:
            ranking = self._ranking(said)
            whole = self._meant(said, today=today, subject=subject, ranking=ranking)
            return replace(whole, urgent=urgent, entries=ranking.best)
        whole = self._meant(said, today=today, subject=subject)
        if whole.decision is Decision.REPLY:
            return whole
        return self._several(said.text, whole, today=today, subject=subject)

    def _said(self, text: str) -> _Said:
        words = self._speller.words(text)
        return _Said(text, words, marked(words))

    def _several(self, text: str, whole: Understood, *, today: date, subject: str | None) -> Understood:
        """Return the questions of the message one by one where each is clear by itself."""
        answered: list[Understood] = []
        for part in self._follow.questions(text):
            found = self._meant(self._said(part), today=today, subject=subject)
            known = {other.entries[0] for other in answered}
            if found.decision is Decision.ANSWER and found.entries[0] not in known:
                answered.append(replace(found, on=found.on or whole.on))
        if len(answered) < 2:
            return whole
        return replace(answered[0], more=tuple(answered[1:_MOST_ANSWERS]))

    def _meant(
        self, said: _Said, *, today: date, subject: str | None, ranking: Ranking | None = None
    ) -> Understood:
        """Return what a question means; a `ranking` that is there already is not made again."""
        line = said.line
        asked = Understood(
            Decision.UNKNOWN,
            on=asked_date(said.text, today, times=self._times),
            facet=self._facets.within(line),
            age=asked_age(line, today.year),
            amount=asked_amount(said.text),
        )
        if reply := self._replies.whole(line):
            return replace(asked, decision=Decision.REPLY, reply=reply)
        if entry := self._same_or_beside(said, subject, dated=asked.on is not None):
            # One right for all: whether it is for the other household too is told by who may get it.
            part = Facet.WHO if entry == subject and self._statuses.all(line) else None
            return replace(asked, decision=Decision.ANSWER, entries=(entry,), facet=asked.facet or part)
        ranking = ranking or self._ranking(said)
        decision = self._decided(ranking)
        if asked.amount is not None:
            decision, ranking = self._checked(said, asked.amount, decision, ranking)
        refer = self._neighbouring(line, ranking) if ranking.certainty < self._thresholds.likely else None
        if decision is Decision.ANSWER and refer is None:
            return replace(asked, decision=decision, entries=ranking.best)
        if entry := self._going_on(line, ranking, subject):
            return replace(asked, decision=Decision.ANSWER, entries=(entry,))
        if ranking.certainty >= self._thresholds.likely:
            return replace(asked, decision=decision, entries=ranking.best)
        if reply := self._replies.within(line):
            return replace(asked, decision=Decision.REPLY, reply=reply)
        if refer is not None:
            return replace(asked, decision=Decision.REFER, about=refer[0], procedure=refer[1])
        best = ranking.best if decision is Decision.CHOICES else ()
        return replace(asked, decision=decision, entries=best)

    def _decided(self, ranking: Ranking) -> Decision:
        """Return what to do; of twins, one is answered only when it is far ahead of the other.

        A longer message that shares little with the best is not about it."""
        limits = self._thresholds
        decision = limits.decide(ranking)
        if ranking.certainty < limits.certain and ranking.shared < limits.shared and not ranking.brief:
            return Decision.UNKNOWN
        first, second, *_ = ranking.best
        twins = self._twins[first] is not None and self._twins[first] == self._twins[second]
        if decision is Decision.ANSWER and twins and ranking.lead < self._thresholds.lead:
            return Decision.CHOICES
        return decision

    def _checked(
        self, said: _Said, amount: Amount, decision: Decision, ranking: Ranking
    ) -> tuple[Decision, Ranking]:
        """Return the same with the amount heeded, which picks one of several and decides nothing alone.

        Many rights know the same amount: how near they are without it counts as well."""
        bare = self._ranking(self._said(without_amounts(said.text)))
        without = self._decided(bare)
        if decision is Decision.UNKNOWN:
            return (decision, ranking) if without is Decision.UNKNOWN else (Decision.CHOICES, bare)
        likely = bare.certainty >= self._thresholds.likely
        if decision is Decision.ANSWER:
            possible = bare.best[:1] if without is Decision.ANSWER else bare.best
            agreed = not likely or ranking.best[0] in possible
            return (decision, ranking) if agreed else (Decision.CHOICES, _first(bare.best[0], ranking))
        among = [entry for entry in bare.best if entry in ranking.best] if likely else ranking.best
        knowing = [entry for entry in among if any(map(amount.means, self._amounts[entry]))]
        alone = len(knowing) == 1 or (
            knowing[:1] == [ranking.best[0]] and ranking.lead >= self._thresholds.lead
        )
        if knowing and alone and max(bare.certainty, ranking.certainty) >= self._thresholds.likely:
            return Decision.ANSWER, _first(knowing[0], ranking)
        return decision, _first(bare.best[0], ranking) if without is Decision.ANSWER else ranking

    def _same_or_beside(self, said: _Said, subject: str | None, *, dated: bool) -> str | None:
        """Return the entry spoken of, or the like one for another kind of household, where no more is named

        than a part, a day or a kind: "nộp ở đâu", "còn năm 2024", "còn cận nghèo thì sao"."""
        if subject not in self._near:
            return None
        if self._follow.only_asks_for_a_part(said.words, dated=dated):
            return subject
        if not self._follow.only_names_a_kind(said.words, dated=dated):
            return None
        named = self._statuses.all(said.line)
        own = self._ids.index(subject)
        if not named or self._status.get(own) in named:
            return subject
        beside = [
            number
            for number, status in self._status.items()
            if status in named and self._ids[number] in self._near[subject]
        ]
        if not beside:
            return None if own in self._status else subject
        others = [number for number in range(len(self._ids)) if number not in beside]
        words = [word.plain for word in self._speller.words(self._titles[own])]
        return self._ids[self._ranker.rank([*words, *_plain(said.words)], without=others).order[0]]

    def _going_on(self, line: str, ranking: Ranking, subject: str | None) -> str | None:
        """Return the entry near the one spoken of that half a sentence means."""
        if subject not in self._near or not self._follow.goes_on(line):
            return None
        return next((entry for entry in ranking.best if entry in (subject, *self._near[subject])), None)

    def _ranking(self, said: _Said) -> Ranking:
        statuses = self._statuses.all(said.line)
        others = [number for number, status in self._status.items() if statuses and status not in statuses]
        ranked = self._ranker.rank(_plain(said.words[:_MOST_RANKED]), without=others)
        best = tuple(self._ids[number] for number in ranked.order[:MOST_CHOICES])
        procedure = None if ranked.neighbour is None else self._procedures[ranked.neighbour]
        return Ranking(
            best=best,
            certainty=ranked.certainty,
            lead=ranked.lead,
            agreed=ranked.agreed,
            shared=ranked.shared,
            procedure=procedure,
            near=ranked.near,
            ahead=ranked.ahead,
            brief=len(said.words) <= _BRIEF,
        )

    def _neighbouring(self, line: str, ranking: Ranking) -> tuple[str, Procedure | None] | None:
        """Return the matter of another desk that is meant, and its procedure where that can be named."""
        heard = self._matters.first(line)
        limits, procedure = self._thresholds, ranking.procedure
        if procedure is not None:
            agreed = heard == procedure.matter
            near, ahead = (limits.near_agreed, 0.0) if agreed else (limits.near, limits.ahead)
            if ranking.near >= near and ranking.ahead >= ahead:
                return procedure.matter, procedure
        return (heard, None) if heard else None


def learn(
    documents: Sequence[Document],
    phrases: Phrases,
    procedures: Sequence[Procedure] = (),
    *,
    shelf: Shelf | None = None,
) -> Ranker:
    """Learn at least two documents, what other desks do, and the phrases' negatives. Takes seconds.

    An empty shelf takes what would else need much memory; see `Ranker.fit`."""
    speller = Speller(phrases.shortenings)
    others = [question for questions in phrases.negatives.values() for question in questions]
    return Ranker.fit(
        [_spelled(document.texts, speller) for document in documents],
        _spelled(others, speller),
        neighbours=[_spelled(procedure.texts, speller) for procedure in procedures],
        shelf=shelf,
    )


def _first(entry: str, ranking: Ranking) -> Ranking:
    rest = (other for other in ranking.best if other != entry)
    return replace(ranking, best=(entry, *rest)[:MOST_CHOICES])


def _spelled(texts: Sequence[str], speller: Speller) -> list[list[str]]:
    """Return the words of each text, each wording once."""
    spelled = {" ".join(plain): plain for plain in (_plain(speller.words(text)) for text in texts)}
    return list(spelled.values())


def _plain(words: Sequence[Word]) -> list[str]:
    return [word.plain for word in words]
