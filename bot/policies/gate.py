"""What a catalogue must pass before people hear from it: its rules, and that its questions still lead home.

Must not publish anything. Takes seconds, so it is asked for and never part of a start."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from bot.clock import vietnam_day
from bot.domain.policies.check import Finding
from bot.domain.policies.listening import Misheard, Mishearing, held_out, landings, misheard, missed
from bot.domain.policies.review import Reminder, reminders
from bot.domain.understanding import Understanding
from bot.domain.understanding.evaluation import evaluate
from bot.wording import DEFAULT
from models import learning
from models.catalogue import check_catalogue
from models.golden import load_golden

FOLDS = 5
SEEN_WITHOUT_LEARNING = (Mishearing.UNREACHABLE, Mishearing.CONFUSED)


@dataclass(frozen=True, slots=True)
class Examined:
    """Everything found about a catalogue; only `faults` keep it from people."""

    findings: tuple[Finding, ...]
    misheard: tuple[Misheard, ...]
    reminders: tuple[Reminder, ...] = ()
    measured: str = ""

    @property
    def faults(self) -> list[Finding | Misheard]:
        return [*self.findings, *(one for one in self.misheard if one.kind.serious)]

    @property
    def notes(self) -> list[Misheard | Reminder]:
        return [*(one for one in self.misheard if not one.kind.serious), *self.reminders]


def today() -> date:
    """The day in Vietnam."""
    return vietnam_day(datetime.now(UTC))


def examine(root: Path, cache: Path, *, on: date, thorough: bool = False) -> Examined:
    """Look at everything. Raises `RefusedToStart` for files that can not be loaded.

    What is learned on the way is kept in the cache, for the server that will need it.
    `thorough` also asks each question of an understanding that learned without it, which takes minutes."""
    kept = learning.load(cache, root).learned
    written, learned = kept.written, kept.written.documents()
    understanding = Understanding(learned, written.phrases, kept.ranker, procedures=written.procedures)
    found = misheard(landings(understanding, learned), learned)
    found += missed(load_golden(root), understanding, today=on)
    measured = ""
    if thorough:
        report = evaluate(learned, written.phrases, folds=FOLDS)
        apart = misheard(held_out(report), learned)
        found += [one for one in apart if one.kind in SEEN_WITHOUT_LEARNING and one not in found]
        measured = str(report).partition("\n  ")[0]
    return Examined(
        tuple(check_catalogue(DEFAULT, root)),
        tuple(found),
        tuple(reminders(written.catalogue, written.wording(DEFAULT), on=on)),
        measured,
    )
