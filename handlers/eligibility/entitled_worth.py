"""What the answers of a family tell so far, and which open facts and lines of a list are worth asking for."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from bot.domain.eligibility.asking import open_facts, open_questions
from bot.domain.eligibility.matters import LISTS, ticked
from bot.domain.eligibility.talk import Talk
from bot.forms import Answers
from models.eligibility_files import load_people_words, load_rules

Worth = Mapping[str, int]


def talk(answers: Answers) -> Talk:
    """What the answers tell."""
    return Talk(answers, load_rules(), load_people_words().myself)


def worth(answers: Answers) -> Worth:
    """What each open fact is worth asking for, in đồng a year."""
    return _worth(frozenset(answers.items()))


@lru_cache(maxsize=64)
def _worth(answers: frozenset[tuple[str, str]]) -> Worth:
    """Kept for the answers in hand, since every question of the form asks for the same."""
    told = talk(dict(answers))
    return {each.fact: each.worth for each in open_questions(told.rules, told.household, told.day)}


def hanging(answers: Answers) -> Worth:
    """What hangs on each open fact, in đồng a year."""
    return _hanging(frozenset(answers.items()))


@lru_cache(maxsize=64)
def _hanging(answers: frozenset[tuple[str, str]]) -> Worth:
    told = talk(dict(answers))
    return open_facts(told.rules, told.household, told.day)


def shown(answers: Answers, name: str) -> list[str]:
    """The lines of a list that would tell something."""
    open_ = hanging({each: said for each, said in answers.items() if each != name})
    found = talk(answers)
    return [
        line.name
        for line in LISTS[name]
        if line.name not in ticked(answers.get("told", ""))
        and any(open_.get(fact) for fact in line.facts)
        and (line.ages is None or line.candidates(found.people, found.day))
    ]
