"""The few questions about a family: asked only as they are worth it, answered by digits, names or ages.

What the answers tell is worked out in `bot/domain/eligibility/talk.py`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence

from bot.conversation import Turn
from bot.domain.eligibility import matters
from bot.domain.eligibility.asking import LEAST_WORTH
from bot.domain.eligibility.facts import OLDEST
from bot.domain.eligibility.matters import LISTS, MATTERS
from bot.domain.eligibility.talk import (
    ENOUGH,
    FACTS,
    LEVELS,
    PAPERS,
    PLACE,
    POWER,
    SCHOOL_AGES,
    STUDENT_AGES,
    UNKNOWN,
    children_of,
    shared_house,
)
from bot.domain.eligibility.telling import people
from bot.domain.register.terms import Ethnicity, Status
from bot.domain.text import fold
from bot.forms import Answers, Question
from handlers.eligibility.entitled_reading import is_numbers, read_lines, read_month, read_numbers
from handlers.eligibility.entitled_worth import hanging, shown, talk, worth
from models.eligibility_files import load_people_words

NOTHING, NOBODY = "nothing", "nobody"
COMMON = ("yes", "no", NOBODY, NOTHING, UNKNOWN, ENOUGH)
"""Options that are worded alike everywhere."""
OPTIONS: Mapping[str, tuple[str, ...]] = {
    "status": tuple(Status),
    **{name: tuple(line.name for line in lines) for name, lines in LISTS.items()},
    "paper": tuple(PAPERS),
    "care": ("family", "taken_in", "home"),
    "parents": ("both_dead", "abandoned", "both_unable"),
    "power": POWER,
    "damage": ("lost", "must_move", "unusable"),
    "death": ("social_assistance", "social_pension", "survivor_pension", "nothing"),
    "hunger": ("at_tet", "lean_time"),
    "ethnic": tuple(each for each in Ethnicity if each is not Ethnicity.KINH),
    "school": ("all", "some", "none"),
    "level": tuple(LEVELS),
}
_MOST_DAYS = 366
_DIGIT = re.compile(r"\d+")


def _asked(name: str, needed: Callable[[Answers], bool]) -> Callable[[Answers], bool]:
    """Stays among the answers once given; nothing is asked any more once somebody has enough."""

    def applies(answers: Answers) -> bool:
        return name in answers or (ENOUGH not in answers.values() and needed(answers))

    return applies


def _worthwhile(name: str) -> Callable[[Answers], bool]:
    def needed(answers: Answers) -> bool:
        return sum(worth(answers).get(fact, 0) for fact in FACTS[name]) >= LEAST_WORTH

    return _asked(name, needed)


def _listed(name: str) -> Callable[[Answers], bool]:
    return _asked(name, lambda answers: bool(shown(answers, name)))


def _unclear_who(matter: str) -> Callable[[Answers], bool]:
    """A line was ticked and several may be meant."""

    def needed(answers: Answers) -> bool:
        found = talk(answers)
        return found.ticked(matter) and len(MATTERS[matter].candidates(found.people, found.day)) > 1

    return _asked(matter, needed)


def _follows(name: str, matter: str) -> Callable[[Answers], bool]:
    return _asked(name, lambda answers: talk(answers).ticked(matter))


def _named(answers: Answers, matter: str, place: int = 1) -> str | None:
    found = talk(answers).named(matter) or ()
    return found[place - 1] if len(found) >= place else None


def _paper(place: int) -> Callable[[Answers], bool]:
    return _asked(f"paper_{place}", lambda answers: _named(answers, "disabled", place) is not None)


def _care(place: int) -> Callable[[Answers], bool]:
    return _asked(f"care_{place}", lambda answers: answers.get(f"paper_{place}") == "particularly_severe")


def _whose_children(answers: Answers) -> bool:
    found, parent = talk(answers), _named(answers, "alone")
    return parent is not None and shared_house(found.people, parent, found.day)


def _pupils_asked_for(answers: Answers) -> bool:
    """Worth it, and somebody may be of the age."""
    return any(_aged(SCHOOL_AGES)(answers)) and worth(answers).get("school", 0) >= LEAST_WORTH


def _some_learn(answers: Answers) -> bool:
    return answers.get("school") == "some"


def _students(answers: Answers) -> bool:
    """Worth it only where it is about who is over school age."""
    found = talk(answers)
    grown = matters.Matter("students", {}, named=STUDENT_AGES).candidates(found.household, found.day)
    school = any(found.household.member(name).school is None for name in grown)
    pupils_asked = "school" in answers or not any(_aged(SCHOOL_AGES)(answers))
    return school and worth(answers).get("school", 0) >= LEAST_WORTH and pupils_asked


def _hardship(answers: Answers) -> bool:
    poor = answers.get("status") in (Status.POOR, Status.NEAR_POOR)
    return talk(answers).ticked("damage") and not poor


def _died(answers: Answers) -> bool:
    found = talk(answers)
    return found.ticked("died") or found.ticked("accident")


def _options(
    name: str, *, more: Sequence[str] = (UNKNOWN, ENOUGH)
) -> Callable[[Turn, Answers], Sequence[tuple[str, str]]]:
    def found(turn: Turn, answers: Answers) -> Sequence[tuple[str, str]]:
        options = [(turn.say(f"entitled.{name}.{value}"), value) for value in OPTIONS.get(name, ())]
        return [*options, *_common(turn, more)]

    return found


def _common(turn: Turn, values: Iterable[str]) -> list[tuple[str, str]]:
    return [(turn.say(f"entitled.{value}"), value) for value in values]


def _lines(name: str) -> Callable[[Turn, Answers], Sequence[tuple[str, str]]]:
    """One line may be chosen like any option; several are typed."""

    def found(turn: Turn, answers: Answers) -> Sequence[tuple[str, str]]:
        lines = shown(answers, name)
        single = [(turn.say(f"entitled.{name}.{line}"), matters.kept(lines, {line})) for line in lines]
        nothing = (turn.say("entitled.nothing"), matters.kept(lines, ()))
        return [*single, nothing, *_common(turn, (UNKNOWN, ENOUGH))]

    return found


def _read_lines(name: str) -> Callable[[Turn, Answers, str], str | None]:
    return lambda turn, answers, typed: read_lines(shown(answers, name), typed)


def _members(
    of: Callable[[Answers], Iterable[str]], *, more: Sequence[str] = (UNKNOWN, ENOUGH)
) -> Callable[[Turn, Answers], Sequence[tuple[str, str]]]:
    """Everybody who may be meant, by name; several are typed."""

    def found(turn: Turn, answers: Answers) -> Sequence[tuple[str, str]]:
        places = {each.name: number for number, each in enumerate(talk(answers).people.members, 1)}
        named = [(name, f"{PLACE}{places[name]}") for name in of(answers)]
        return [*named, *_common(turn, more)]

    return found


def _candidates(matter: str) -> Callable[[Answers], Iterable[str]]:
    def of(answers: Answers) -> Iterable[str]:
        found = talk(answers)
        return MATTERS[matter].candidates(found.people, found.day)

    return of


def _children(answers: Answers) -> Iterable[str]:
    found, parent = talk(answers), _named(answers, "alone")
    return children_of(found.people, parent, found.day) if parent else ()


def _aged(ages: tuple[int, int]) -> Callable[[Answers], Iterable[str]]:
    def of(answers: Answers) -> Iterable[str]:
        found = talk(answers)
        return matters.Matter("aged", {}, named=ages).candidates(found.people, found.day)

    return of


def _read_members(
    of: Callable[[Answers], Iterable[str]],
) -> Callable[[Turn, Answers, str], str | None]:
    """Names, or several numbers of the list that was shown."""

    def read(turn: Turn, answers: Answers, typed: str) -> str | None:
        found, names = talk(answers), list(of(answers))
        if is_numbers(fold(typed)):
            chosen = read_numbers(typed, names)
            return None if chosen is None else ", ".join(chosen)
        return typed.strip() if "?" not in typed and found.meant(typed) else None

    return read


def _who(turn: Turn, answers: Answers, matter: str, place: int = 1) -> Mapping[str, str]:
    return {"name": _named(answers, matter, place) or ""}


def _number(most: int) -> Callable[[str], str | None]:
    def read(typed: str) -> str | None:
        numbers = _DIGIT.findall(typed)
        return numbers[0] if len(numbers) == 1 and int(numbers[0]) <= most else None

    return read


def _read_people(typed: str) -> str | None:
    return people(typed, load_people_words())


def _read_month(turn: Turn, answers: Answers, typed: str) -> str | None:
    return read_month(typed, turn.today)


def _of_one(name: str, matter: str, place: int, needed: Callable[[Answers], bool]) -> Question:
    """A question about one of those who were named."""
    return Question(
        f"{name}_{place}",
        found=_options(name),
        needed=needed,
        words=lambda turn, answers: _who(turn, answers, matter, place),
        like=name,
    )


def _who_is(matter: str) -> Question:
    of = _candidates(matter)
    return Question(
        matter, found=_members(of), read_in_turn=_read_members(of), hint="member", needed=_unclear_who(matter)
    )


def _power_open(answers: Answers) -> bool:
    open_ = hanging(answers)
    return any(open_.get(fact) for fact in FACTS["power"])


def _most_power(answers: Answers) -> int:
    found = talk(answers)
    limit = found.rules.figures("electricity-policy-households").on("max_kwh", found.day)
    return int(limit.value) if limit else 0


def _power_options(turn: Turn, answers: Answers) -> Sequence[tuple[str, str]]:
    count = str(_most_power(answers))
    options = [(turn.say(f"entitled.power.{value}", count=count), value) for value in POWER]
    return [*options, *_common(turn, (UNKNOWN, ENOUGH))]


QUESTIONS = (
    Question("status", found=_options("status"), needed=_worthwhile("status")),
    Question("who", found=_options("who"), read=_read_people, needed=_worthwhile("who")),
    Question(
        "people",
        found=_lines("people"),
        read_in_turn=_read_lines("people"),
        hint="lines",
        needed=_listed("people"),
    ),
    Question(
        "escaped_on",
        found=_options("escaped_on"),
        read_in_turn=_read_month,
        needed=_asked("escaped_on", lambda answers: answers.get("status") == Status.NEWLY_ESCAPED),
    ),
    _who_is("disabled"),
    _of_one("paper", "disabled", 1, _paper(1)),
    _of_one("care", "disabled", 1, _care(1)),
    _of_one("paper", "disabled", 2, _paper(2)),
    _of_one("care", "disabled", 2, _care(2)),
    _who_is("alone"),
    Question(
        "children",
        found=_members(_children),
        read_in_turn=_read_members(_children),
        hint="member",
        words=lambda turn, answers: _who(turn, answers, "alone"),
        needed=_asked("children", _whose_children),
    ),
    _who_is("orphan"),
    Question("parents", found=_options("parents"), needed=_follows("parents", "orphan")),
    Question("raised_by", found=_options("care"), needed=_follows("raised_by", "orphan")),
    _who_is("no_carer"),
    _who_is("pension"),
    _who_is("assistance"),
    _who_is("unlisted"),
    Question(
        "power",
        found=_power_options,
        needed=_asked("power", lambda answers: talk(answers).ticked("assistance") and _power_open(answers)),
    ),
    Question("school", found=_options("school"), needed=_asked("school", _pupils_asked_for)),
    Question(
        "pupils",
        found=_members(_aged(SCHOOL_AGES)),
        read_in_turn=_read_members(_aged(SCHOOL_AGES)),
        hint="member",
        needed=_asked("pupils", _some_learn),
    ),
    Question(
        "students",
        found=_members(_aged(STUDENT_AGES), more=(NOBODY, UNKNOWN, ENOUGH)),
        read_in_turn=_read_members(_aged(STUDENT_AGES)),
        hint="member",
        needed=_asked("students", _students),
    ),
    Question(
        "level",
        found=_options("level"),
        needed=_asked(
            "level", lambda answers: answers.get("students", UNKNOWN) not in (NOBODY, UNKNOWN, ENOUGH)
        ),
    ),
    Question(
        "hard_area",
        found=_options("hard_area", more=("yes", "no", UNKNOWN, ENOUGH)),
        needed=_worthwhile("hard_area"),
    ),
    Question(
        "ethnic_area",
        found=_options("ethnic_area", more=("yes", "no", UNKNOWN, ENOUGH)),
        needed=_worthwhile("ethnic_area"),
    ),
    Question(
        "events",
        found=_lines("events"),
        read_in_turn=_read_lines("events"),
        hint="lines",
        needed=_listed("events"),
    ),
    Question("damage", found=_options("damage"), needed=_follows("damage", "damage")),
    Question(
        "hardship",
        found=_options("hardship", more=("yes", "no", UNKNOWN, ENOUGH)),
        needed=_asked("hardship", _hardship),
    ),
    Question("death", found=_options("death"), needed=_asked("death", _died)),
    Question(
        "death_age",
        found=_options("death_age"),
        read=_number(OLDEST),
        hint="number",
        needed=_asked("death_age", lambda answers: answers.get("death") == "survivor_pension"),
    ),
    _who_is("injured"),
    Question(
        "days",
        found=_options("days"),
        read=_number(_MOST_DAYS),
        hint="number",
        needed=_follows("days", "injured"),
    ),
    Question("hunger", found=_options("hunger"), needed=_follows("hunger", "hunger")),
    Question("ethnic", found=_options("ethnic"), needed=_follows("ethnic", "ethnic")),
)
