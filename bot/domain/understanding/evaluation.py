"""Measures the listening on questions left out of the learning. Prints nothing: str(report) is the table."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import product

from bot.domain.understanding.phrases import Phrases
from bot.domain.understanding.reading import Decision, Document, Thresholds, Understanding
from bot.domain.understanding.spelling import Speller

# When the questions are asked does not matter to what is measured.
_A_DAY = date(2026, 11, 22)
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
    thresholds: Thresholds | None = None,
    retype: Callable[[str], str] = str,
) -> Report:
    """Ask every sample and every negative of an understanding that learned without it.

    Wordings that differ only in accents and shortenings are left out together. `retype` may spoil the
    questions, to see how much noise the listening bears."""
    speller = Speller(phrases.shortenings)
    asked: list[Outcome] = []
    others: list[Outcome] = []
    for fold in range(folds):
        left = {document.id: _left_out(document.samples, speller, fold, folds) for document in documents}
        strangers = {kind: _left_out(said, speller, fold, folds) for kind, said in phrases.negatives.items()}
        listener = Understanding.fit(
            [replace(document, samples=_kept(document.samples, left[document.id])) for document in documents],
            _with_negatives(phrases, strangers),
            thresholds=thresholds,
        )
        asked += (
            _ask(listener, retype(said), entry) for entry, questions in left.items() for said in questions
        )
        others += (
            _ask(listener, retype(said), None) for questions in strangers.values() for said in questions
        )
    return Report(tuple(asked), tuple(others))


def find_thresholds(report: Report, *, wrong: float, strangers: float, offered: float) -> Thresholds:
    """Return the thresholds that help most people within three limits, all in per cent.

    The limits are wrong answers to questions, answers to strangers and choices offered to strangers. A choice
    that holds the right entry counts for less than the answer itself."""
    steps = [step / 50 for step in range(-10, 16)]

    def helped(thresholds: Thresholds) -> float:
        decided = report.decided_by(thresholds)
        allowed = (
            decided.share("wrong") <= wrong
            and decided.others_met_with(Decision.ANSWER) <= strangers
            and decided.others_met_with(Decision.CHOICES) <= offered
        )
        return decided.share("right") + 0.7 * decided.share("offered") if allowed else -1.0

    possible = (
        Thresholds(known=known, certain=certain, lead=lead)
        for known, certain, lead in product(steps, steps, steps)
        if known <= certain and lead >= 0
    )
    return max(possible, key=helped)


def _ask(listener: Understanding, question: str, belongs_to: str | None) -> Outcome:
    ranked = listener.rank(question)
    return Outcome(
        question=question,
        belongs_to=belongs_to,
        decision=listener.read(question, today=_A_DAY).decision,
        best=ranked.best,
        certainty=ranked.certainty,
        lead=ranked.lead,
    )


def _decided(outcomes: Iterable[Outcome], thresholds: Thresholds) -> Iterator[Outcome]:
    return (
        replace(outcome, decision=thresholds.decide(outcome.certainty, outcome.lead)) for outcome in outcomes
    )


def _left_out(texts: Sequence[str], speller: Speller, fold: int, folds: int) -> list[str]:
    wordings: dict[str, int] = {}
    places = [wordings.setdefault(_wording(text, speller), len(wordings)) for text in texts]
    return [text for text, place in zip(texts, places, strict=True) if place % folds == fold]


def _wording(text: str, speller: Speller) -> str:
    return " ".join(word.plain for word in speller.words(text))


def _kept(texts: Sequence[str], left_out: Sequence[str]) -> list[str]:
    return [text for text in texts if text not in left_out]


def _with_negatives(phrases: Phrases, left_out: Mapping[str, Sequence[str]]) -> Phrases:
    kept = {kind: tuple(_kept(said, left_out[kind])) for kind, said in phrases.negatives.items()}
    return phrases.model_copy(update={"negatives": kept})


def _share(found: Iterable[bool]) -> float:
    each = list(found)
    return 100 * sum(each) / len(each) if each else 0.0
