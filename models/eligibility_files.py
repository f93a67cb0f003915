"""Reads the rules of eligibility from models/eligibility and puts them beside the catalogue.

Must not decide anything; what the files may say is set in bot/domain/eligibility."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from bot.domain.eligibility.check import faults
from bot.domain.eligibility.rules import Rulebook
from bot.domain.eligibility.screening import Rules
from bot.domain.eligibility.telling import PeopleWords
from bot.domain.register.terms import Status
from bot.domain.text import fold
from bot.errors import RefusedToStart
from models.catalogue import ROOT, load_catalogue
from models.yaml_files import read_named

FOLDER = Path("models") / "eligibility"
PEOPLE = Path("locales") / "vi" / "people.yaml"


@cache
def load_rules(root: Path = ROOT) -> Rules:
    """All rules. Raises RefusedToStart telling what is wrong and in which file."""
    book, catalogue = read_rulebook(root), load_catalogue(root)
    found = [*faults(book, catalogue)]
    if found:
        raise RefusedToStart(f"{root / FOLDER} is not right: {'; '.join(found)}")
    return Rules(book, catalogue)


@cache
def load_people_words(root: Path = ROOT, *, correcting: bool = False) -> PeopleWords:
    """The words that stand beside a name and an age; also those of a correction."""
    read = read_named(root / PEOPLE)
    passed_over = [*read["passed_over"], *((*read["correcting"], *read["added"]) if correcting else ())]
    folded = {
        name: frozenset(map(fold, read[name]))
        for name in ("myself", "counted", "months", "houses", "children")
    }
    instead, wrong = (tuple(map(fold, read[name])) if correcting else () for name in ("instead", "wrong"))
    added = frozenset(map(fold, read["added"])) if correcting else frozenset()
    return PeopleWords(frozenset(map(fold, passed_over)), **folded, instead=instead, wrong=wrong, added=added)


@cache
def load_short_words(root: Path = ROOT) -> Mapping[str, tuple[str, ...]]:
    """Folded words that end the questions or pass one over, by the answer they stand for."""
    read: Mapping[str, list[str]] = read_named(root / PEOPLE)["short"]
    return {answer: tuple(map(fold, words)) for answer, words in read.items()}


@cache
def load_matter_words(root: Path = ROOT) -> Mapping[str, tuple[str, ...]]:
    """Folded words by which people tell a line of a list, by the line."""
    read: Mapping[str, list[str]] = read_named(root / PEOPLE)["matters"]
    return {line: tuple(map(fold, words)) for line, words in read.items()}


@cache
def load_status_words(root: Path = ROOT) -> Mapping[Status, tuple[str, ...]]:
    """Folded words by which people tell their status; of several the first in the file is meant."""
    read: Mapping[str, list[str]] = read_named(root / PEOPLE)["statuses"]
    return {Status(status): tuple(map(fold, words)) for status, words in read.items()}


def read_rulebook(root: Path) -> Rulebook:
    """The rules as they stand in the files now. A right stands under the name of its entry, or names one."""
    folder = root / FOLDER
    rights: dict[str, Any] = {}
    for path in sorted(folder.glob("*.yaml")):
        read = read_named(path)
        if twice := rights.keys() & read.keys():
            raise RefusedToStart(f"{path} repeats {', '.join(sorted(twice))}")
        rights |= {name: {"entry": name, **right} for name, right in read.items()}
    standards = read_named(folder / "shared" / "standards.yaml")
    changes = read_named(folder / "shared" / "changes.yaml")
    try:
        return Rulebook.model_validate({"rights": rights, "standards": standards, **changes})
    except ValidationError as problem:
        raise RefusedToStart(f"{folder} is not right: {problem}") from problem
