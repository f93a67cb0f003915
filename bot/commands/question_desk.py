"""Questions that found no answer, for who keeps the catalogue: listed, exported, done with."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from functools import partial
from pathlib import Path

from bot.circumstances import clock_of
from bot.clock import vietnam_day
from bot.domain.ids import QuestionId
from bot.domain.policies.terms import Group
from bot.domain.unanswered import OTHER_THEME, Missed
from bot.errors import DongHanhError
from bot.settings import Settings
from bot.wording import DEFAULT, wording
from models import questions, schema
from models.catalogue import load_wording
from models.questions import Question
from models.unit_of_work import UnitOfWork

THEMES = (*(group.value for group in Group), OTHER_THEME)
NO_WORDS = "(chosen from a list)"
SAID = {
    Missed.UNKNOWN: "not known",
    Missed.CHOICES: "none of the choices was meant",
    Missed.DISPUTED: "the answer was called wrong",
}
COLUMNS = (
    "id",
    "theme",
    "words",
    "times",
    "missed",
    "certainty",
    "first_on",
    "last_on",
    "channel",
    "language",
)


def found(settings: Settings, *, since: date | None, theme: str | None, done: bool) -> list[Question]:
    """The questions of a subject or of all, most often asked first. Raises `DongHanhError` for no subject."""
    if theme not in (None, *THEMES):
        raise DongHanhError(f"There is no subject {theme}. There are: {', '.join(THEMES)}.")
    schema.ready_for(settings.database_url)
    uow = UnitOfWork(settings.database_url)
    try:
        kept: list[Question] = uow.read(lambda tx: questions.list_questions(tx, since=since, done=done))
    finally:
        uow.close()
    return [each for each in kept if theme in (None, each.theme)]


def listing(kept: Sequence[Question]) -> str:
    """The questions in plain words under their subjects, the subject asked about most often first."""
    asked: defaultdict[str, list[list[Question]]] = defaultdict(list)
    for rows in _by_digest(kept):
        asked[rows[0].theme].append(rows)
    themes = sorted(asked, key=lambda theme: -sum(map(_times, asked[theme])))
    paragraphs = ["\n".join([_subject(theme), *map(_entry, asked[theme])]) for theme in themes]
    return "\n\n".join(paragraphs) or "No question waits."


def export(kept: Sequence[Question], target: Path) -> str:
    """Write the questions as a table that spreadsheets open. Raises `DongHanhError` when that is refused."""
    try:
        with target.open("w", encoding="utf-8-sig", newline="") as file:
            table = csv.writer(file)
            table.writerow([*COLUMNS, "nearest", "done_on"])
            for each in kept:
                cells = [getattr(each, name) for name in COLUMNS]
                table.writerow([*cells, " ".join(each.nearest), each.done_on])
    except OSError as error:
        raise DongHanhError(f"{target} can not be written: {error.strerror}.") from error
    return f"{target}: {len(kept)} questions."


async def finish(settings: Settings, *, number: int) -> str:
    """Be done with a question on every channel. Raises `DongHanhError` for a number that is none."""
    purpose = schema.ready_for(settings.database_url)
    today = vietnam_day(clock_of(settings, purpose).now())
    uow = UnitOfWork(settings.database_url)
    try:
        words = await uow.run(partial(questions.finish, question_id=QuestionId(number), on=today))
    finally:
        uow.close()
    if words is None:
        raise DongHanhError(f"There is no question {number}.")
    return f"{number} is done with: {words or NO_WORDS}. Asked again, it comes back."


def _by_digest(kept: Sequence[Question]) -> list[list[Question]]:
    """The rows of the same question together, the most often asked question first."""
    same: defaultdict[str, list[Question]] = defaultdict(list)
    for each in kept:
        same[each.digest].append(each)
    return sorted(same.values(), key=lambda rows: -_times(rows))


def _times(rows: Sequence[Question]) -> int:
    return sum(each.times for each in rows)


def _subject(theme: str) -> str:
    say = wording(DEFAULT)
    title = say("questions.other") if theme == OTHER_THEME else say(f"group.{theme}")
    return f"{title} ({theme})"


def _entry(rows: Sequence[Question]) -> str:
    first = rows[0]
    titles = load_wording(DEFAULT)
    nearest = next((titles[name].title for name in first.nearest if name in titles), None)
    begin, end = min(each.first_on for each in rows), max(each.last_on for each in rows)
    told = [
        *dict.fromkeys(SAID[each.missed] for each in rows),
        f"nearest: {nearest}" if nearest else "nothing near",
        f"{end:%d/%m/%Y}" if begin == end else f"{begin:%d/%m/%Y} to {end:%d/%m/%Y}",
        ", ".join(dict.fromkeys(each.channel for each in rows)),
        f"number {first.id}",
    ]
    done = [f"done on {each.done_on:%d/%m/%Y}" for each in rows[:1] if each.done_on]
    return f"  {_times(rows)}×  {first.words or NO_WORDS}\n      {'; '.join([*told, *done])}"
