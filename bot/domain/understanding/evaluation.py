"""Measures the listening on questions left out of the learning. Prints nothing: str(report) is the table."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import product

import numpy as np
from numpy.typing import NDArray

from bot.domain.procedures import Procedure
from bot.domain.understanding.phrases import Phrases
from bot.domain.understanding.reading import Decision, Document, Thresholds, Understanding
from bot.domain.understanding.spelling import Speller

# When the questions are asked does not matter to what is measured.
_A_DAY = date(2026, 11, 22)
# Which thresholds are tried.
_KNOWN = tuple(step / 50 for step in range(-10, 6, 2))
_CERTAIN = tuple(step / 50 for step in range(-2, 16, 2))
_AGREED = tuple(step / 20 for step in range(7))
_SHARED = tuple(step / 2 for step in range(10))
_SURE = (0.2, 0.35, 0.5, 1.0)
_VERDICTS = ("right", "offered", "offered others", "wrong", "not known")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was made of a question that belongs to an entry, or to none."""

    question: str
    belongs_to: str | None
    decision: Decision
    best: tuple[str, ...]
    certainty: float
    lead: float
    agreed: float
    shared: float
    procedure: Procedure | None = None

    @property
    def verdict(self) -> str:
        if self.decision is Decision.ANSWER:
            return "right" if self.best[0] == self.belongs_to else "wrong"
        if self.decision is Decision.CHOICES:
            return "offered" if self.belongs_to in self.best else "offered others"
        return "not known"


@dataclass(frozen=True, slots=True)
class Report:
    """What became of all questions; shares are in per cent."""

    asked: tuple[Outcome, ...]
    others: tuple[Outcome, ...]

    @property
    def top_1(self) -> float:
        return _share(outcome.belongs_to == outcome.best[0] for outcome in self.asked)

    @property
    def top_3(self) -> float:
        return _share(outcome.belongs_to in outcome.best for outcome in self.asked)

    def share(self, verdict: str) -> float:
        return _share(outcome.verdict == verdict for outcome in self.asked)

    def others_met_with(self, decision: Decision) -> float:
        return _share(outcome.decision is decision for outcome in self.others)

    def sent_away(self) -> tuple[Outcome, ...]:
        """Questions about the catalogue that were taken for a procedure of another desk."""
        return tuple(outcome for outcome in self.asked if outcome.procedure)

    def mistakes(self) -> Iterator[Outcome]:
        """Questions that got the answer to another one."""
        return (outcome for outcome in (*self.asked, *self.others) if outcome.verdict == "wrong")

    def decided_by(self, thresholds: Thresholds) -> "Report":
        """Return the report as it would be with other thresholds, before any fixed rule."""
        return Report(*(tuple(_decided(part, thresholds)) for part in (self.asked, self.others)))

    def __str__(self) -> str:
        answered, offered = (self.others_met_with(Decision(name)) for name in ("answer", "choices"))
        return "\n".join(
            [
                f"{len(self.asked)} questions: top 1 {self.top_1:.1f} %, top 3 {self.top_3:.1f} %",
                *(f"  {verdict:15}{self.share(verdict):6.1f} %" for verdict in _VERDICTS),
                f"{len(self.others)} others: answered {answered:.1f} %, offered choices {offered:.1f} %",
                *(f"  {wrong.belongs_to} -> {wrong.best[0]}: {wrong.question}" for wrong in self.mistakes()),
            ]
        )


def evaluate(
    documents: Sequence[Document],
    phrases: Phrases,
    *,
    folds: int = 10,
    procedures: Sequence[Procedure] = (),
    thresholds: Thresholds | None = None,
    retype: Callable[[str], str] = str,
) -> Report:
    """Ask every sample and every negative of an understanding that learned without it.

    Wordings that differ only in accents and shortenings are left out together. `retype` may spoil the
    questions, to see how much noise the listening bears."""
    samples = {document.id: _Parts(document.samples, phrases, folds) for document in documents}
    negatives = {kind: _Parts(questions, phrases, folds) for kind, questions in phrases.negatives.items()}
    asked: list[Outcome] = []
    others: list[Outcome] = []
    for fold in range(folds):
        listener = Understanding.fit(
            [replace(document, samples=samples[document.id].all_but(fold)) for document in documents],
            phrases.model_copy(
                update={"negatives": {kind: part.all_but(fold) for kind, part in negatives.items()}}
            ),
            thresholds=thresholds,
            procedures=procedures,
        )
        asked += (
            _ask(listener, retype(said), entry) for entry, part in samples.items() for said in part.only(fold)
        )
        others += (
            _ask(listener, retype(said), None) for part in negatives.values() for said in part.only(fold)
        )
    return Report(tuple(asked), tuple(others))


class _Parts:
    """Texts dealt out to so many parts; texts of the same wording stay together."""

    def __init__(self, texts: Sequence[str], phrases: Phrases, folds: int) -> None:
        speller = Speller(phrases.shortenings)
        wordings = [" ".join(word.plain for word in speller.words(text)) for text in texts]
        places = {wording: place % folds for place, wording in enumerate(dict.fromkeys(wordings))}
        self._dealt = [(text, places[wording]) for text, wording in zip(texts, wordings, strict=True)]

    def only(self, fold: int) -> tuple[str, ...]:
        return tuple(text for text, place in self._dealt if place == fold)

    def all_but(self, fold: int) -> tuple[str, ...]:
        return tuple(text for text, place in self._dealt if place != fold)


def find_thresholds(report: Report, *, wrong: float, strangers: float, offered: float) -> Thresholds:
    """Return the thresholds that help most people within three limits, all in per cent.

    The limits are wrong answers to questions, answers to strangers and choices offered to strangers. A choice
    that holds the right entry counts for less than the answer itself."""
    asked, others = (_Scores.of(part) for part in (report.asked, report.others))

    def helped(thresholds: Thresholds) -> float:
        answered, choices = asked.met_with(thresholds)
        stranger_answered, stranger_offered = others.met_with(thresholds)
        allowed = (
            _percent(answered & ~asked.first) <= wrong
            and _percent(stranger_answered) <= strangers
            and _percent(stranger_offered) <= offered
        )
        return _percent(answered & asked.first) + 0.7 * _percent(choices & asked.among) if allowed else -1.0

    possible = (
        Thresholds(known=known, certain=certain, agreed=agreed, shared=shared, sure=sure)
        for known, certain, agreed, shared, sure in product(_KNOWN, _CERTAIN, _AGREED, _SHARED, _SURE)
        if known <= certain <= sure
    )
    return max(possible, key=helped)


@dataclass(frozen=True, slots=True)
class _Scores:
    """The outcomes in columns: how sure, and whether the right entry was first or among the best."""

    certainty: NDArray[np.float64]
    lead: NDArray[np.float64]
    agreed: NDArray[np.float64]
    shared: NDArray[np.float64]
    first: NDArray[np.bool_]
    among: NDArray[np.bool_]

    @classmethod
    def of(cls, outcomes: Sequence[Outcome]) -> "_Scores":
        return cls(
            np.array([outcome.certainty for outcome in outcomes]),
            np.array([outcome.lead for outcome in outcomes]),
            np.array([outcome.agreed for outcome in outcomes]),
            np.array([outcome.shared for outcome in outcomes]),
            np.array([outcome.belongs_to == outcome.best[0] for outcome in outcomes]),
            np.array([outcome.belongs_to in outcome.best for outcome in outcomes]),
        )

    def met_with(self, thresholds: Thresholds) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Return which would be answered and which offered choices."""
        shares = self.shared >= thresholds.shared
        clear = (self.certainty >= thresholds.certain) & (self.agreed >= thresholds.agreed) & shares
        sure = (self.certainty >= thresholds.sure) & (self.lead >= thresholds.lead) & (self.agreed >= 0)
        known = self.certainty >= thresholds.known
        answered = known & (clear | sure)
        return answered, known & ~answered


def _ask(listener: Understanding, question: str, belongs_to: str | None) -> Outcome:
    ranked = listener.rank(question)
    understood = listener.read(question, today=_A_DAY)
    return Outcome(
        question=question,
        belongs_to=belongs_to,
        decision=understood.decision,
        best=ranked.best,
        certainty=ranked.certainty,
        lead=ranked.lead,
        agreed=ranked.agreed,
        shared=ranked.shared,
        procedure=understood.procedure,
    )


def _decided(outcomes: Iterable[Outcome], thresholds: Thresholds) -> Iterator[Outcome]:
    return (replace(outcome, decision=thresholds.decide(outcome)) for outcome in outcomes)


def _share(found: Iterable[bool]) -> float:
    return _percent(np.array(list(found), dtype=np.bool_))


def _percent(found: NDArray[np.bool_]) -> float:
    return 100 * float(found.mean()) if found.size else 0.0
