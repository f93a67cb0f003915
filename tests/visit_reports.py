"""Reports of visits written apart from the parser, what each says, and how well that was heard."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from bot.domain.text import syllables
from bot.domain.visits.families import Family
from bot.domain.visits.report import Report
from models.visit_words import visit_reader

FOLDER = Path(__file__).parent / "questions" / "visits"
WRITTEN_ON = date(2026, 11, 23)
ALIKE = 0.7
FIELDS = ("families", "date", "money_vnd", "goods", "hours", "advice", "promise", "due", "need")
EXACT = ("money_vnd", "date")
Heard = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Written:
    """One report: who wrote of whom and when, and what it says, field by field."""

    text: str
    on: date
    families: tuple[Family, ...]
    says: Heard


@cache
def reports(name: str) -> tuple[Written, ...]:
    """The reports of one set."""
    lists = yaml.safe_load((FOLDER / "lists.yaml").read_text(encoding="utf-8"))
    rows = yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))["reports"]
    return tuple(_written(row, lists[row["l"]]) for row in rows)


def _written(row: Mapping[str, Any], known: Mapping[str, str]) -> Written:
    on = row.get("w", WRITTEN_ON)
    what, due = row.get("p") or (None, None)
    says = {
        "families": sorted(row.get("f", ())),
        "date": _day(row.get("d"), on),
        "money_vnd": row.get("m"),
        "goods": sorted(_goods(row.get("g", ()))),
        "hours": row.get("h"),
        "advice": row.get("a"),
        "promise": what,
        "due": _day(due, on),
        "need": row.get("n"),
    }
    return Written(row["t"], on, tuple(Family(str(code), name) for code, name in known.items()), says)


def _day(said: Any, on: date) -> str | None:
    return (
        None if said is None else (said if isinstance(said, date) else on + timedelta(days=said)).isoformat()
    )


def _goods(spelled: list[str]) -> Iterator[str]:
    for each in spelled:
        item, quantity, unit = each.split("|")
        yield _thing(item, float(quantity) if quantity else None, unit)


def _thing(item: str, quantity: float | None, unit: str | None) -> str:
    return f"{' '.join(syllables(item))}|{quantity}|{' '.join(syllables(unit or ''))}"


def heard(written: Written) -> Heard:
    """What the parser makes of a report."""
    report: Report = visit_reader().read(written.text, written_on=written.on, families=written.families)
    promise = report.promise
    return {
        "families": sorted(report.families),
        "date": report.day and report.day.isoformat(),
        "money_vnd": report.money,
        "goods": sorted(
            _thing(each.item, None if each.quantity is None else float(each.quantity), each.unit)
            for each in report.goods
        ),
        "hours": None if report.hours is None else float(report.hours),
        "advice": report.advice,
        "promise": promise.what if promise else None,
        "due": promise.due.isoformat() if promise and promise.due else None,
        "need": report.need,
    }


def alike(one: Any, other: Any) -> bool:
    """Whether two values say the same; free words need most of their words in common."""
    if isinstance(one, str) and isinstance(other, str) and not one[:4].isdecimal():
        ours, theirs = Counter(syllables(one)), Counter(syllables(other))
        return 2 * (ours & theirs).total() >= ALIKE * (ours.total() + theirs.total())
    return bool(one == other)


@dataclass(slots=True)
class Score:
    """Of one field: values heard rightly, heard and said; of how many reports it is exact."""

    right: int = 0
    heard: int = 0
    said: int = 0
    exact: int = 0
    reports: int = 0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall over all values said."""
        return 2 * self.right / (self.heard + self.said) if self.heard + self.said else 1.0

    @property
    def share_exact(self) -> float:
        return self.exact / self.reports if self.reports else 1.0


def scores(name: str) -> dict[str, Score]:
    """How well each field of a set is heard; lists are counted by their members."""
    table = {field: Score() for field in FIELDS}
    for written in reports(name):
        found = heard(written)
        for field, score in table.items():
            _count(score, found[field], written.says[field])
    return table


def _count(score: Score, found: Any, said: Any) -> None:
    score.reports += 1
    if isinstance(said, list):
        score.right += (Counter(found) & Counter(said)).total()
        score.heard, score.said = score.heard + len(found), score.said + len(said)
        score.exact += found == said
        return
    same = alike(found, said)
    score.right += same and said is not None
    score.heard, score.said = score.heard + (found is not None), score.said + (said is not None)
    score.exact += same


def overall(table: Mapping[str, Score]) -> float:
    """F1 over the values of all fields together."""
    whole = Score(
        *(sum(getattr(each, part) for each in table.values()) for part in ("right", "heard", "said"))
    )
    return whole.f1
