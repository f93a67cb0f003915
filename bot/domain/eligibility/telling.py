"""What a family tells in a few words, as facts: who lives there, and whom an answer is about."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.domain.eligibility.facts import OLDEST, HouseholdFacts, MemberFacts
from bot.domain.eligibility.terms import School
from bot.domain.register.terms import Status
from bot.domain.text import fold

MOST_PEOPLE = 12
FIRST_YEAR = 1900
_PIECES = re.compile(r"[,;\n]+")
_WORDS = re.compile(r"\w+")
_NUMBER = re.compile(r"\d+")
LONGEST_NAME = 30
_LEVELS = (
    (6, School.PRESCHOOL),
    (11, School.PRIMARY),
    (15, School.LOWER_SECONDARY),
    (18, School.UPPER_SECONDARY),
)
"""Where a child who goes to school learns, by the age below which it does."""


@dataclass(frozen=True, slots=True)
class PeopleWords:
    """Folded words beside a name and an age: no part of any name, and those that mean who is writing."""

    passed_over: frozenset[str] = frozenset()
    myself: frozenset[str] = frozenset()


def people(typed: str, words: PeopleWords) -> str | None:
    """Who lives in a household, of "má 72, ba 1980, bé 4 tuổi", as it is kept; None if not told.

    Every person needs an age or year of birth."""
    names = set[str]()
    found: list[dict[str, str | int]] = []
    for piece in filter(str.strip, _PIECES.split(typed)):
        numbers = _NUMBER.findall(piece)
        if len(numbers) != 1 or not _plausible(int(numbers[0])):
            return None
        name = _name(_NUMBER.sub(" ", piece), words) or str(len(found) + 1)
        if fold(name) in names:
            name = f"{name} {len(found) + 1}"
        names.add(fold(name))
        key = "age" if int(numbers[0]) <= OLDEST else "born"
        found.append({"name": name, key: numbers[0] if key == "born" else int(numbers[0])})
    return json.dumps(found, ensure_ascii=False) if 0 < len(found) <= MOST_PEOPLE else None


def overheard(
    typed: str,
    words: PeopleWords,
    statuses: Mapping[Status, Sequence[str]],
    lines: Mapping[str, Sequence[str]],
) -> dict[str, str]:
    """What "hộ nghèo, má 72 bị liệt, con 9" tells at once: `status`, `who`, the lines `told`, and of whom.

    People are told only where each is told with an age, in pieces of their own."""
    plain = f" {' '.join(_WORDS.findall(fold(typed)))} "
    status = next((each for each, said in statuses.items() if _any(said, plain)), None)
    pieces, told = [], dict[str, list[str]]()
    for piece in filter(str.strip, _PIECES.split(typed)):
        left, named = _without_lines(piece, lines)
        if person := people(left, words):
            pieces.append(left)
        for line in named:
            told.setdefault(line, []).extend(each["name"] for each in json.loads(person or "[]"))
    found = {} if status is None else {"status": status.value}
    if pieces and (who := people(", ".join(pieces), words)):
        found["who"] = who
    if told:
        found["told"] = " ".join(told)
    return found | {line: ", ".join(names) for line, names in told.items() if names}


def _any(said: Iterable[str], plain: str) -> bool:
    return any(f" {each} " in plain for each in said)


def _without_lines(piece: str, lines: Mapping[str, Sequence[str]]) -> tuple[str, list[str]]:
    """The piece without the words of the lines it tells, and which these are."""
    spoken, told = piece.split(), []
    for line, phrases in lines.items():
        for phrase in sorted(phrases, key=len, reverse=True):
            words = phrase.split()
            plain = [fold(word).strip(".:-()!") for word in spoken]
            at = next((at for at in range(len(plain)) if plain[at : at + len(words)] == words), None)
            if at is not None:
                del spoken[at : at + len(words)]
                told.append(line)
                break
    return " ".join(spoken), told


def _plausible(number: int) -> bool:
    return number <= OLDEST or FIRST_YEAR <= number <= FIRST_YEAR + 200


def _name(typed: str, words: PeopleWords) -> str:
    spoken = [(word, fold(word).strip(".:-()")) for word in typed.split()]
    named = [(word, plain) for word, plain in spoken if plain not in words.passed_over]
    others = [word for word, plain in named if plain not in words.myself]
    return " ".join(others or [word for word, _ in named])[:LONGEST_NAME].strip(" .:-()")


def members(kept: str, *, on: date) -> tuple[MemberFacts, ...]:
    """The people of `people`. A birth that nobody alive on the day can have is not known."""
    told = (MemberFacts.model_validate(each) for each in json.loads(kept))
    return tuple(each if _may_live(each, on) else each.model_copy(update={"born": None}) for each in told)


def _may_live(member: MemberFacts, on: date) -> bool:
    return member.born is None or 0 <= member.born.ages(on)[1] <= OLDEST


def amended(kept: str, typed: str, words: PeopleWords) -> str | None:
    """The people with one age put right, of "à nhầm, má tui 72"; None where nobody who was told is meant."""
    one = people(typed.replace(",", " "), words)
    if one is None:
        return None
    [told], known = json.loads(one), json.loads(kept)
    right = [{**told, "name": each["name"]} if _same(each, told) else each for each in known]
    return json.dumps(right, ensure_ascii=False) if right != known else None


def _same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    return fold(str(one["name"])) == fold(str(other["name"]))


def meant(
    said: str, household: HouseholdFacts, places: Sequence[str], *, myself: frozenset[str]
) -> tuple[str, ...]:
    """Whom an answer names: by the place they were told in, or by words of names; maybe nobody."""
    if said in places:
        return tuple(each.name for each in household.members[places.index(said) :][:1])
    words = _plain(said, myself)
    names = {each.name: _plain(each.name, myself) for each in household.members}
    whole = tuple(name for name, plain in names.items() if words >= plain)
    return whole or tuple(name for name, plain in names.items() if words & plain)


def _plain(text: str, myself: frozenset[str]) -> frozenset[str]:
    """Folded words; all that mean who is writing are one."""
    return frozenset("" if word in myself else word for word in fold(text).replace(",", " ").split())


def at_school(household: HouseholdFacts, names: Iterable[str], *, on: date) -> HouseholdFacts:
    """The named children each at the public school of its age."""
    wanted, changed = set(names), []
    for each in household.members:
        most = each.born.ages(on)[1] if each.born else OLDEST
        level = next((level for age, level in _LEVELS if most < age), None)
        told = {"school": level, "public_school": True} if level and each.name in wanted else {}
        changed.append(each.model_copy(update=told))
    return household.model_copy(update={"members": tuple(changed)})
