"""What a message means: an entry of the catalogue, one of a few, another desk, small talk, or nothing known.

Only listens. Whether a family is entitled to anything is decided elsewhere, by rules."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.domain.understanding.patterns import Word, marked
from bot.domain.understanding.phrases import Phrases, Urgency
from bot.domain.understanding.ranker import Ranker
from bot.domain.understanding.rules import Listener, urgent_listener
from bot.domain.understanding.spelling import Speller
from bot.domain.understanding.times import asked_date

MOST_CHOICES = 3
# More than any channel carries in one message.
_MOST_CHARACTERS = 5000
# A question comes to its point before so many words; a cry for help may stand at the end of a long story.
_MOST_RANKED = 200


class Decision(StrEnum):
    """What to do with a message."""

    ANSWER = "answer"
    CHOICES = "choices"
    REFER = "refer"
    REPLY = "reply"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Document:
    """What one entry sounds like: its title, its everyday names and how people ask for it."""

    id: str
    title: str
    names: Sequence[str]
    samples: Sequence[str]

    @property
    def texts(self) -> tuple[str, ...]:
        return (self.title, *self.names, *self.samples)


@dataclass(frozen=True, slots=True)
class Understood:
    """A message understood. `urgent` goes before the decision; `on` is the day asked about, if any."""

    decision: Decision
    entries: tuple[str, ...] = ()
    reply: str | None = None
    urgent: Urgency | None = None
    about: str | None = None
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Ranking:
    """The entries nearest to a message, best first; see `ranker.Ranked` for the rest."""

    best: tuple[str, ...]
    certainty: float
    lead: float


@dataclass(frozen=True, slots=True)
class Thresholds:
    """When to answer, when to offer choices, when to say "I do not know". Found by `evaluation`."""

    known: float = -0.24
    certain: float = 0.1
    lead: float = 0.1

    def decide(self, certainty: float, lead: float) -> Decision:
        if certainty < self.known:
            return Decision.UNKNOWN
        if certainty < self.certain or lead < self.lead:
            return Decision.CHOICES
        return Decision.ANSWER


class Understanding:
    """Reads messages with one catalogue and the phrases of its languages."""

    def __init__(
        self, ids: Sequence[str], phrases: Phrases, ranker: Ranker, *, thresholds: Thresholds | None = None
    ) -> None:
        self._speller = Speller(phrases.shortenings)
        self._urgent = urgent_listener(phrases)
        self._replies = Listener(phrases.replies, courtesy=phrases.courtesy)
        self._matters = Listener(phrases.matters)
        self._times = phrases.times
        self._ids = ids
        self._thresholds = thresholds or Thresholds()
        self._ranker = ranker

    @classmethod
    def fit(
        cls, documents: Sequence[Document], phrases: Phrases, *, thresholds: Thresholds | None = None
    ) -> "Understanding":
        """Learn a catalogue and read with it; a large one is better learned once and kept."""
        ids = [document.id for document in documents]
        return cls(ids, phrases, learn(documents, phrases), thresholds=thresholds)

    def urgent(self, text: str) -> Urgency | None:
        """Return what can not wait, also for a message that is the answer to a question of ours."""
        return self._urgent.first(marked(self._speller.words(text[:_MOST_CHARACTERS])))

    def rank(self, text: str) -> Ranking:
        """Return the entries nearest to the message, however far they are."""
        return self._ranking(self._speller.words(text[:_MOST_CHARACTERS]))

    def read(self, text: str, *, today: date) -> Understood:
        """Return what the message means. `today` is the day in Vietnam."""
        words = self._speller.words(text[:_MOST_CHARACTERS])
        line = marked(words)
        urgent = self._urgent.first(line)
        on = asked_date(text[:_MOST_CHARACTERS], today, times=self._times)
        if reply := self._replies.whole(line):
            return Understood(Decision.REPLY, reply=reply, urgent=urgent, on=on)
        ranking = self._ranking(words)
        decision = self._thresholds.decide(ranking.certainty, ranking.lead)
        if decision is Decision.ANSWER:
            return Understood(decision, ranking.best, urgent=urgent, about=self._matters.first(line), on=on)
        if reply := self._replies.within(line):
            return Understood(Decision.REPLY, reply=reply, urgent=urgent, on=on)
        if ranking.certainty < self._thresholds.certain and (about := self._matters.first(line)):
            return Understood(Decision.REFER, urgent=urgent, about=about, on=on)
        return Understood(
            decision, ranking.best if decision is Decision.CHOICES else (), urgent=urgent, on=on
        )

    def _ranking(self, words: Sequence[Word]) -> Ranking:
        ranked = self._ranker.rank(_plain(words[:_MOST_RANKED]))
        best = tuple(self._ids[number] for number in ranked.order[:MOST_CHOICES])
        return Ranking(best, ranked.certainty, ranked.lead)


def learn(documents: Sequence[Document], phrases: Phrases) -> Ranker:
    """Learn at least two documents, and the phrases' negatives as what is none of them. Takes seconds."""
    speller = Speller(phrases.shortenings)
    others = [question for questions in phrases.negatives.values() for question in questions]
    return Ranker.fit(
        [_spelled(document.texts, speller) for document in documents], _spelled(others, speller)
    )


def _spelled(texts: Sequence[str], speller: Speller) -> list[list[str]]:
    """Return the words of each text, each wording once."""
    spelled = {" ".join(plain): plain for plain in (_plain(speller.words(text)) for text in texts)}
    return list(spelled.values())


def _plain(words: Sequence[Word]) -> list[str]:
    return [word.plain for word in words]
