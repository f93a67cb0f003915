"""A person who answers the questions of the chat from what is true of a family, as people answer: shortly."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

from bot.domain.eligibility import matters
from bot.domain.eligibility.facts import HouseholdFacts
from bot.domain.eligibility.talk import LEVELS, PAPERS, SCHOOL_AGES, STUDENT_AGES, UNKNOWN, is_surely
from bot.forms import Answers
from handlers.eligibility.entitled import ENTITLED
from handlers.eligibility.entitled_questions import NOBODY
from handlers.eligibility.entitled_worth import shown, talk

Facts = dict[str, Any]


def answers_of(written: Facts, day: date) -> Iterator[tuple[str, dict[str, str]]]:
    """The questions one by one, and all answers after each."""
    answers = {"on": day.isoformat(), "province": written["province"], "area": written["area"]}
    while question := ENTITLED.next_open(answers):
        assert len(answers) < 60, answers
        answers[question.name] = said(question.name, written, answers, day)
        yield question.name, dict(answers)


def known_after(answers: Answers) -> HouseholdFacts:
    return talk(answers).household


def said(name: str, written: Facts, answers: Answers, day: date) -> str:
    """What the person answers; what they do not know of themselves stands as `unsure` of the family."""
    if name in written.get("unsure", ()):
        return UNKNOWN
    if name in matters.LISTS:
        lines = shown(answers, name)
        return matters.kept(lines, {line for line in lines if _about(line, written)})
    if name in matters.MATTERS and matters.MATTERS[name].ages is not None and name != "ethnic":
        return ", ".join(_about(name, written)) or UNKNOWN
    stem, _, place = name.partition("_")
    if place.isdecimal():
        member = _member(written, (talk(answers).named("disabled") or ("",))[int(place) - 1])
        return _paper(member) if stem == "paper" else member["care"]
    return str(_SAID[name](written, answers, day) if name in _SAID else written[name])


def _about(line: str, written: Facts) -> list[str]:
    """Of whom a line is true; of the household, its members."""
    if line in _OF_HOUSE:
        return ["x"] if _OF_HOUSE[line](written) else []
    return [each["name"] for each in written["members"] if _OF_MEMBER[line](each, written)]


_OF_HOUSE = {
    "damage": lambda h: h["damage"] != "none",
    "died": lambda h: h["death"] != "nobody",
    "accident": lambda h: h["death"] != "nobody" and h["death_by_disaster"],
    "hunger": lambda h: h["hunger"] != "no",
}
_OF_MEMBER = {
    "disabled": lambda m, h: m["disability"] != "none",
    "alone": lambda m, h: any(each["lone_parent"] == m["name"] for each in h["members"]),
    "orphan": lambda m, h: m["parents"] in ("both_dead", "abandoned", "both_unable"),
    "no_carer": lambda m, h: not m["has_carer"],
    "pension": lambda m, h: m["monthly_pension"] > 0,
    "assistance": lambda m, h: m["on_assistance"],
    "unlisted": lambda m, h: not m["registered"],
    "injured": lambda m, h: m["treated_days"] > 0,
    "ethnic": lambda m, h: m["ethnicity"] != "kinh",
}


def _member(written: Facts, name: str) -> Facts:
    return next(each for each in written["members"] if each["name"] == name)


def _paper(member: Facts) -> str:
    told = member["disability"], member["disability_paper"]
    found = [name for name, paper in PAPERS.items() if paper == told]
    return found[0] if found else "helped"


def _who(written: Facts, answers: Answers, day: date) -> str:
    return json.dumps([{"name": each["name"], "born": each["born"]} for each in written["members"]])


def _aged(written: Facts, answers: Answers, ages: tuple[int, int], day: date) -> list[Facts]:
    of_age = [each.name for each in talk(answers).people.members if is_surely(each, ages, day)]
    return [each for each in written["members"] if each["name"] in of_age]


def _school(written: Facts, answers: Answers, day: date) -> str:
    learning = [each["school"] != "none" for each in _aged(written, answers, SCHOOL_AGES, day)]
    if not any(learning):
        return "none"
    return "all" if all(learning) else "some"


def _pupils(written: Facts, answers: Answers, day: date) -> str:
    aged = _aged(written, answers, SCHOOL_AGES, day)
    return ", ".join(each["name"] for each in aged if each["school"] != "none")


def _students(written: Facts, answers: Answers, day: date) -> str:
    aged = _aged(written, answers, STUDENT_AGES, day)
    return ", ".join(each["name"] for each in aged if each["school"] != "none") or NOBODY


def _level(written: Facts, answers: Answers, day: date) -> str:
    member = next(each for each in _aged(written, answers, STUDENT_AGES, day) if each["school"] != "none")
    fits = (
        name for name, told in LEVELS.items() if all(member[fact] == value for fact, value in told.items())
    )
    return next(fits, UNKNOWN)


def _power(written: Facts, answers: Answers, day: date) -> str:
    if not written["grid"]:
        return "none"
    return "few" if written["kwh"] <= 50 else "many"


def _yes(fact: str) -> Any:
    return lambda written, answers, day: "yes" if written[fact] else "no"


def _orphans(fact: str) -> Any:
    def of(written: Facts, answers: Answers, day: date) -> str:
        return str(_member(written, _about("orphan", written)[0])[fact])

    return of


_SAID = {
    "who": _who,
    "children": lambda h, a, d: ", ".join(each["name"] for each in h["members"] if each["lone_parent"]),
    "parents": _orphans("parents"),
    "raised_by": _orphans("care"),
    "school": _school,
    "pupils": _pupils,
    "students": _students,
    "level": _level,
    "power": _power,
    "hard_area": _yes("hard_area"),
    "ethnic_area": _yes("ethnic_area"),
    "hardship": _yes("hardship"),
    "days": lambda h, a, d: max(each["treated_days"] for each in h["members"]),
    "ethnic": lambda h, a, d: (
        found.pop() if len(found := {each["ethnicity"] for each in h["members"]}) == 1 else UNKNOWN
    ),
}
