"""What a family tells in a few words, as facts: who lives there, and whom an answer is about."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import count
from typing import Any

from bot.domain.eligibility.facts import OLDEST, HouseholdFacts, MemberFacts
from bot.domain.eligibility.terms import School
from bot.domain.register.terms import Status
from bot.domain.text import fold

MOST_PEOPLE = 12
FIRST_YEAR = 1900
_PIECES = re.compile(r"[,;\n]+")
_WORDS = re.compile(r"\w+")
_LETTERS = re.compile(r"[^\W\d_]+")
_NUMBER = re.compile(r"\d+")
_DATE = re.compile(r"\d\s*[/.-]\s*\d")
_WITH_NUMBER = re.compile(r"[^\d/]*?\d+(?!\s*/|\d)")
_BEHIND = re.compile(r"\d+\s*([^\W\d_]*)")
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
    """Folded words beside a name and an age: no part of any name, and those that mean who is writing.

    After a number `counted` tell how many there are, `months` that it is no years; `houses` stand for all who
    live there, `children` for one of several. `wrong` say that something was told wrong, `instead` stand
    before that, `added` beside the forgotten."""

    passed_over: frozenset[str] = frozenset()
    myself: frozenset[str] = frozenset()
    counted: frozenset[str] = frozenset()
    months: frozenset[str] = frozenset()
    houses: frozenset[str] = frozenset()
    children: frozenset[str] = frozenset()
    instead: tuple[str, ...] = ()
    wrong: tuple[str, ...] = ()
    added: frozenset[str] = frozenset()


def people(typed: str, words: PeopleWords) -> str | None:
    """Who lives in a household, of "má 72, ba 1980, bé 4 tuổi", as it is kept; None if not told.

    Every person needs an age or year of birth; a number of heads alone is none, nor one that does not fit."""
    names = set[str]()
    found: list[dict[str, str | int]] = []
    counted = []
    for piece in _pieces(typed, words):
        numbers = _NUMBER.findall(piece)
        if len(numbers) != 1 or not _plausible(int(numbers[0])):
            return None
        if _is_count(piece, words):
            counted.append(int(numbers[0]))
            continue
        name = _name(_NUMBER.sub(" ", piece), words) or _another(found, words)
        if name.casefold() in names:
            name = next(each for at in count(2) if (each := f"{name} {at}").casefold() not in names)
        names.add(name.casefold())
        found.append({"name": name, **_age(piece, int(numbers[0]), words)})
    if any(each != len(found) for each in counted) or not 0 < len(found) <= MOST_PEOPLE:
        return None
    return json.dumps(found, ensure_ascii=False)


def _another(found: Sequence[Mapping[str, Any]], words: PeopleWords) -> str:
    """Who is told by an age alone: of "con 14, 9, 4" a child, else only a number."""
    first = str(found[-1]["name"]).split()[0] if found else ""
    return first if fold(first) in words.children else str(len(found) + 1)


def _age(piece: str, number: int, words: PeopleWords) -> dict[str, str | int]:
    if number > OLDEST:
        return {"born": str(number)}
    return {"age": number // 12 if _after(piece) in words.months else number}


def heads(typed: str, words: PeopleWords) -> int | None:
    """How many live there, of "khong phai, nha tui 5 nguoi"; None where nothing else but that is not told."""
    told = [piece for piece in _PIECES.split(typed) if _NUMBER.search(piece)]
    if len(told) != 1 or len(_NUMBER.findall(told[0])) != 1 or _after(told[0]) not in words.counted:
        return None
    number = int(_NUMBER.findall(told[0])[0])
    return number if 0 < number <= MOST_PEOPLE else None


def _pieces(typed: str, words: PeopleWords) -> Iterator[str]:
    """What is told of each: between commas, or each name with the number behind it."""
    for piece in filter(str.strip, _PIECES.split(typed)):
        parts = _WITH_NUMBER.findall(piece)
        rest = piece[sum(map(len, parts)) :]
        whose = [_named(part, words) for part in parts]
        if len(parts) < 2 or _named(rest, words) or not whose[0] or _DATE.search(piece):
            yield piece
        elif all(whose):
            yield from parts
        elif not any(whose[1:]):
            # "vợ chồng 35 33", "con 14 9 4"
            first = _NUMBER.sub(" ", parts[0])
            yield from (f"{first} {_NUMBER.findall(part)[0]}" for part in parts)
        else:
            yield piece


def _named(piece: str, words: PeopleWords) -> list[str]:
    """The folded words that may be a name."""
    return [plain for plain in map(fold, _LETTERS.findall(piece)) if plain not in words.passed_over]


def _after(piece: str) -> str:
    """The folded word right behind the number."""
    found = _BEHIND.search(piece)
    return fold(found[1]) if found else ""


def _is_count(piece: str, words: PeopleWords) -> bool:
    """Whether the number tells how many ("5 người", "3 con"), not how old."""
    after = _after(piece)
    if after in words.counted:
        return True
    before = _named(_NUMBER.split(piece, maxsplit=1)[0], words)
    house = words.houses.intersection(_plain(piece, frozenset()))
    nobody = not before or (bool(house) and words.myself.issuperset(before))
    return bool(after) and nobody and after not in words.passed_over | words.months


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
    pieces, told, unclear = [], dict[str, list[str]](), False
    for piece in filter(str.strip, _PIECES.split(typed)):
        left, named = _without_lines(piece, lines)
        if person := people(left, words):
            pieces.append(left)
        unclear = unclear or (person is None and _NUMBER.search(left) is not None)
        for line in named:
            told.setdefault(line, []).extend(each["name"] for each in json.loads(person or "[]"))
    found = {} if status is None else {"status": status.value}
    if told:
        found["told"] = " ".join(told)
    # Who told of somebody else in words that nobody understood is asked who lives there.
    who = people(", ".join(pieces), words) if pieces and not unclear else None
    if who is None:
        return found
    found["who"] = who
    return found | {line: ", ".join(names) for line, names in told.items() if names}


def puts_right(typed: str, words: PeopleWords) -> bool:
    """Whether words say that something was told wrong before."""
    plain = f" {' '.join(_WORDS.findall(fold(typed)))} "
    return _any((*words.wrong, *words.instead), plain)


def corrected_status(
    typed: str, statuses: Mapping[Status, Sequence[str]], words: PeopleWords
) -> Status | None:
    """The status of "không phải, nhà tui hộ cận nghèo", where words say that another was told before."""
    plain = f" {' '.join(_WORDS.findall(fold(typed)))} "
    if "?" in typed or not _any((*words.wrong, *words.instead), plain):
        return None
    for phrase in words.instead:
        # "hộ nghèo chứ không phải cận nghèo", but "không phải, hộ nghèo"
        before, found, _ = plain.partition(f" {phrase} ")
        plain = (
            f"{before} " if found and any(_any(said, f"{before} ") for said in statuses.values()) else plain
        )
    return next((each for each, said in statuses.items() if _any(said, plain)), None)


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
    """The people with an age put right, of "à nhầm, má tui 72", or with somebody who was forgotten.

    "72 chứ không phải 27" means who was told to be 27. None where nobody who was told is meant."""
    said, wrong = _without_wrong(typed, words)
    one = people(said.replace(",", " "), words)
    if one is None:
        return None
    told, known = json.loads(one), json.loads(kept)
    right = known
    for each in told:
        fits = [person for person in right if _same(person, each)]
        fits = [person for person in fits if person["name"] == each["name"]] or fits
        if not fits and len(told) == 1 and each["name"] == "1":
            fits = [person for person in right if str(person.get("age", person.get("born"))) in wrong]
        forgotten = not words.added.isdisjoint(_plain(said, frozenset())) and len(right) < MOST_PEOPLE
        if not fits and not forgotten:
            return None
        right = [{**each, "name": old["name"]} if old in fits else old for old in right]
        right += [] if fits else [each]
    return json.dumps(right, ensure_ascii=False) if right != known else None


def _without_wrong(typed: str, words: PeopleWords) -> tuple[str, frozenset[str]]:
    """The words without what was told wrong before, and the numbers of that."""
    spoken = typed.split()
    plain = [fold(word).strip(".:-()!,;") for word in spoken]
    for phrase in words.instead:
        said = phrase.split()
        for at in range(len(plain) - len(said)):
            behind = at + len(said)
            if plain[at:behind] == said and plain[behind].isdecimal():
                return " ".join([*spoken[:at], *spoken[behind + 1 :]]), frozenset({plain[behind]})
    return typed, frozenset()


def _same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    return fold(str(one["name"])) == fold(str(other["name"]))


def meant(
    said: str, household: HouseholdFacts, places: Sequence[str], *, myself: frozenset[str]
) -> tuple[str, ...]:
    """Whom an answer names: by the place they were told in, or by words of names; maybe nobody.

    "ba" means "bà" too where accents are left out, but not where there is a "ba" as well. A sentence that is
    about something else names nobody, though a word of it may be part of a name."""
    if said in places:
        return tuple(each.name for each in household.members[places.index(said) :][:1])
    names = {each.name: _plain(each.name, myself) for each in household.members}
    told = _told(said, frozenset().union(*names.values()), myself)
    words = frozenset(told.values())
    whole = [name for name, plain in names.items() if words >= plain]
    exact = {names[name] for name in whole if _spelled(said) >= _spelled(name)}
    whole = [name for name in whole if names[name] not in exact or _spelled(said) >= _spelled(name)]
    return tuple(whole) or tuple(name for name in names if _shares(told, name, myself))


def _told(said: str, known: frozenset[str], myself: frozenset[str]) -> dict[str, str]:
    """The words said that are of names, each with its plain form; none where most of it is something else.

    "má tui" is the mother alone; "má, tui" are both."""
    spelled = said.casefold().replace(",", " , ").split()
    plain = [word if word == "," else _plainly(fold(word), myself) for word in spelled]
    of_names = {
        word: each
        for word, each, before in zip(spelled, plain, [",", *plain], strict=False)
        if each in known and (each or before not in known)
    }
    return of_names if 2 * len(of_names) >= len(spelled) else {}


def _shares(told: Mapping[str, str], name: str, myself: frozenset[str]) -> bool:
    """Whether a word said is part of a name; one typed with accents only of a name that has the same."""
    plain = _plain(name, myself)
    return any(
        each in plain and (not each or word == each or word in _spelled(name)) for word, each in told.items()
    )


def _spelled(text: str) -> frozenset[str]:
    return frozenset(text.casefold().replace(",", " ").split())


def _plain(text: str, myself: frozenset[str]) -> frozenset[str]:
    """Folded words; all that mean who is writing are one."""
    return frozenset(_plainly(word, myself) for word in fold(text).replace(",", " ").split())


def _plainly(folded: str, myself: frozenset[str]) -> str:
    return "" if folded in myself else folded


def at_school(household: HouseholdFacts, names: Iterable[str], *, on: date) -> HouseholdFacts:
    """The named children each at the public school of its age."""
    wanted, changed = set(names), []
    for each in household.members:
        most = each.born.ages(on)[1] if each.born else OLDEST
        level = next((level for age, level in _LEVELS if most < age), None)
        told = {"school": level, "public_school": True} if level and each.name in wanted else {}
        changed.append(each.model_copy(update=told))
    return household.model_copy(update={"members": tuple(changed)})
