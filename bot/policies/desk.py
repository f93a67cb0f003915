"""The catalogue for those who keep it: is it sound, what does an entry say on a day, and what will change?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from bot.domain.formats import VIETNAMESE
from bot.domain.policies.answers import compose
from bot.domain.policies.diff import Difference, EntryDifference, Turn, differences
from bot.domain.policies.statements import Cited
from bot.domain.policies.terms import Level
from bot.errors import DongHanhError
from bot.policies.gate import examine, today
from bot.settings import read_settings
from bot.wording import Wording, wording
from models.catalogue import ROOT, load_catalogue, load_wording
from models.publishing import settled


def check(*, on: date | None = None, thorough: bool = False, root: Path = ROOT) -> tuple[str, bool]:
    """Everything that is wrong or due, and whether all is sound."""
    home = settled(root)
    examined = examine(home, read_settings().cache, on=on or today(), thorough=thorough)
    entries = load_catalogue(home).entries.values()
    lines = [f"{entry.id} · {entry.group.value}" for entry in entries]
    lines += [f"note   {note}" for note in examined.notes]
    lines += [f"FAULT  {fault}" for fault in examined.faults]
    lines += [examined.measured] if examined.measured else []
    verdict = f"{len(examined.faults)} faults" if examined.faults else "no fault found"
    lines += [f"{len(examined.notes)} notes to look at.", f"{len(entries)} entries, {verdict}."]
    return "\n".join(lines), not examined.faults


def show(entry_id: str, *, on: date | None = None, language: str = "vi", root: Path = ROOT) -> str:
    """What people are told about an entry on a day, at all levels."""
    home, day, say = settled(root), on or today(), wording(language)
    entry = load_catalogue(home).entries.get(entry_id)
    if entry is None:
        raise DongHanhError(f"There is no entry {entry_id}.")
    words = load_wording(language, home)[entry_id]
    answers = (compose(entry, words, on=day, today=day, level=level) for level in Level)
    other = [] if words.language == say.language else [say("policy.only_vietnamese")]
    return "\n\n".join([*other, words.title, *(answer.text for answer in answers)])


def diff(*, before: date, after: date, language: str = "vi", root: Path = ROOT) -> str:
    """What is told differently on two days, and to whom."""
    home, say = settled(root), wording(language)
    found = differences(load_catalogue(home), load_wording(language, home), before=before, after=after)
    days = {"before": VIETNAMESE.date(before), "after": VIETNAMESE.date(after)}
    if not found:
        return say("diff.nothing", **days)
    parts = ["\n".join(_changed(one, say)) for one in found]
    return "\n\n".join([say("diff.heading", count=len(found), **days), *parts])


def _changed(entry: EntryDifference, say: Wording) -> Iterator[str]:
    yield f"{entry.title} ({entry.entry})"
    if entry.known_until:
        yield f"  {say('diff.known_until', day=VIETNAMESE.date(entry.known_until))}"
    for turn in Turn:
        for one in (*entry.figures, *entry.statements):
            if one.turn is turn:
                yield from _line(one, say)


def _line(one: Difference, say: Wording) -> Iterator[str]:
    whom = ", ".join(say(f"audience.{audience}") for audience in one.about)
    values = {"name": one.name, "before": one.before, "after": one.after, "whom": whom}
    yield f"  {say(_TURNS[one.turn], **values)}"
    if one.sources:
        yield f"    {say('diff.source', documents=_documents(one.sources))}"


_TURNS = {
    Turn.CHANGES: "diff.changes",
    Turn.BEGINS: "diff.begins",
    Turn.ENDS: "diff.ends",
    Turn.UNSURE: "diff.unsure",
}


def _documents(cited: Iterable[Cited]) -> str:
    """Each document once, with the date it speaks from."""
    written = (f"{cite.document} ({VIETNAMESE.as_of(cite.as_of)})" for cite in cited)
    return ", ".join(dict.fromkeys(written))
