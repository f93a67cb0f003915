"""A spreadsheet becomes the catalogue: read, staged, examined, and published only when nothing is wrong.

Must not change a file before that; what it says is for whoever filled the spreadsheet in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from bot.domain.policies.answers import compose
from bot.domain.policies.check import Breach, Finding
from bot.domain.policies.listening import Misheard
from bot.domain.text import fold
from bot.errors import RefusedToStart
from bot.policies.columns import COLUMNS, Sheet
from bot.policies.gate import examine
from bot.policies.reading import Filled, Problem, read
from bot.policies.sheets import SHARED, all_records, assembled, changed_keys, export
from bot.settings import read_settings
from bot.sheets import SheetRefused
from bot.wording import DEFAULT, wording
from models import publishing
from models.catalogue import ROOT, load_catalogue, load_wording
from models.policy_files import PolicyFiles, read_files
from models.publishing import CanNotPublish, Staged

MOST_TOLD = 50

_FAULT_STANDS = {
    Breach.SOURCE_UNUSED: (Sheet.SOURCES, "name"),
    Breach.PARAMETER_UNUSED: (Sheet.FIGURES, "name"),
    Breach.SAMPLE_TWICE: (Sheet.SAMPLES, "text"),
    Breach.SOURCELESS: (Sheet.STATEMENTS, "source"),
    Breach.ONE_SIDED: (Sheet.STATEMENTS, "name"),
    Breach.FIGURE_WRITTEN: (Sheet.STATEMENTS, "text"),
    Breach.PLACEHOLDER_UNKNOWN: (Sheet.STATEMENTS, "text"),
}


@dataclass(frozen=True, slots=True)
class Told:
    """What is printed, and whether all went well."""

    lines: tuple[str, ...]
    well: bool

    def __str__(self) -> str:
        return "\n".join(self.lines)


def hand_out(path: Path, root: Path = ROOT) -> Told:
    """Write the catalogue as a spreadsheet, never over another file."""
    say = wording(DEFAULT)
    if path.suffix.lower() != ".xlsx" or path.exists():
        return Told((say("publish.new_file"),), False)
    try:
        export(path, read_files(publishing.settled(root)))
    except OSError as problem:
        return Told((say("publish.not_written", problem=problem.strerror or problem),), False)
    return Told((say("publish.exported", file=path.name),), True)


def take_in(path: Path, root: Path = ROOT, *, on: date, by: str, only_check: bool = False) -> Told:
    """Publish what a spreadsheet changes, or say why not."""
    say = wording(DEFAULT)
    try:
        home = publishing.settled(root)
        files = read_files(home)
        filled = read(path, files)
        if filled.problems:
            return _refused(filled.problems)
        wanted = assembled(files, filled.records)
        return _publish(files, wanted, filled, on=on, by=by, what=path.name, only_check=only_check)
    except SheetRefused as refusal:
        return Told((say(refusal.key, **refusal.values), say("publish.unchanged")), False)
    except CanNotPublish as refusal:
        return _not_published(refusal)


def _not_published(refusal: CanNotPublish) -> Told:
    say = wording(DEFAULT)
    return Told((say(f"publish.{refusal.reason}", **refusal.values), say("publish.unchanged")), False)


def _publish(
    files: PolicyFiles,
    wanted: PolicyFiles,
    filled: Filled,
    *,
    on: date,
    by: str,
    what: str,
    only_check: bool,
) -> Told:
    say = wording(DEFAULT)
    try:
        texts = wanted.texts_that_differ_from(files)
    except ValueError as problem:
        return _refused([Problem("sheet.refused", {"problem": problem})])
    if not texts:
        return Told((say("publish.nothing_new"),), True)
    staged = publishing.stage(texts, files.root)
    try:
        if problems := _problems(staged, filled, on):
            return _refused(problems)
        changes = [*_changed_rows(files, filled), *_changed_answers(staged, texts, on)]
        if only_check:
            return Told((*changes, say("publish.could")), True)
        publication = publishing.publish(staged, by=by, what=what)
        return Told((*changes, say("publish.done", count=len(publication.files))), True)
    finally:
        staged.drop()


def undo(root: Path = ROOT, *, by: str) -> Told:
    """Put back what stood before the last publication."""
    say = wording(DEFAULT)
    try:
        back = publishing.undo(root, by=by)
    except CanNotPublish as refusal:
        return _not_published(refusal)
    return Told((say("publish.undone", what=back.what, count=len(back.files)),), True)


def _refused(problems: Iterable[Problem]) -> Told:
    say = wording(DEFAULT)
    lines = list(dict.fromkeys(str(problem) for problem in problems))
    more = [say("sheet.more", count=len(lines) - MOST_TOLD)] if len(lines) > MOST_TOLD else []
    return Told((*lines[:MOST_TOLD], *more, say("publish.unchanged")), False)


def _problems(staged: Staged, filled: Filled, on: date) -> list[Problem]:
    try:
        examined = examine(staged.root, read_settings().cache, on=on)
    except RefusedToStart as refusal:
        return [Problem("sheet.refused", {"problem": str(refusal).replace(str(staged.root), "")})]
    return [_located(fault, filled) for fault in examined.faults]


def _located(fault: Finding | Misheard, filled: Filled) -> Problem:
    """A fault of the catalogue, told where the spreadsheet says it."""
    if isinstance(fault, Misheard):
        key = f"misheard.{fault.kind.name.lower()}"
        values = {"question": fault.question, "other": fault.other}
        sheet, field, about = Sheet.SAMPLES, "text", fault.question
    else:
        key = f"breach.{fault.breach.name.lower()}"
        values = {"about": fault.about, "detail": fault.detail}
        sheet, field = _FAULT_STANDS.get(fault.breach, (Sheet.ENTRIES, "entry"))
        about = fault.about
    row = _row(filled, sheet, fault.entry, about)
    if row is None:
        sheet, field, row = Sheet.ENTRIES, "entry", filled.rows.get((Sheet.ENTRIES, (fault.entry,)))
    column = next(at for at, column in enumerate(COLUMNS[sheet]) if column.field == field)
    return Problem(key, values, sheet, row, column if row else None)


def _row(filled: Filled, sheet: Sheet, entry: str, about: str) -> int | None:
    for (page, key), row in filled.rows.items():
        if (
            page is sheet
            and key[0] in (entry, SHARED)
            and (len(key) == 1 or fold(str(key[1])) == fold(about))
        ):
            return row
    return None


def _changed_rows(files: PolicyFiles, filled: Filled) -> Iterator[str]:
    """One line for each row that is new, changed or gone."""
    say = wording(DEFAULT)
    lines = []
    for sheet, marks in changed_keys(all_records(files), filled.records).items():
        for key, mark in marks.items():
            what = " · ".join(_written(part) for part in key if part is not None)
            told = Problem(_MARKS[mark], {"what": what}, sheet, filled.rows.get((sheet, key)))
            lines.append(str(told))
    yield from lines[:MOST_TOLD]
    if len(lines) > MOST_TOLD:
        yield say("sheet.more", count=len(lines) - MOST_TOLD)


_MARKS = {"new": "sheet.row_new", "changed": "sheet.row_edited", "gone": "sheet.row_gone"}


def _written(part: Any) -> str:
    return part.strftime("%d/%m/%Y") if isinstance(part, date) else str(part)


def _changed_answers(staged: Staged, texts: Mapping[str, str], on: date) -> Iterator[str]:
    """What people are told differently: today, and on the first day of next year."""
    say = wording(DEFAULT)
    old, new = load_catalogue(staged.home), load_catalogue(staged.root)
    old_words, new_words = load_wording(DEFAULT, staged.home), load_wording(DEFAULT, staged.root)
    for name, entry in new.entries.items():
        for day in (on, date(on.year + 1, 1, 1)):
            after = compose(entry, new_words[name], on=day, today=on).text
            known = old.entries.get(name)
            before = compose(known, old_words[name], on=day, today=on).text if known else None
            if before != after:
                heading = say("publish.answer", title=new_words[name].title, day=_written(day))
                yield "\n".join([heading, *([f"  - {before}"] if before else []), f"  + {after}"])
