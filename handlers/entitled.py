"""A family asks what it is entitled to: a few questions, then its rights and the nearest steps to others.

What it tells stays in the open form and goes with it; nothing is written into the register."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from functools import lru_cache

from bot import forms
from bot.conversation import Reply, Topic, Turn, text
from bot.domain.eligibility.asking import LEAST_WORTH, open_questions
from bot.domain.eligibility.changes import nearest
from bot.domain.eligibility.facts import EVERYONE, LEARNING, OLD, OLDEST, YOUNG, HouseholdFacts
from bot.domain.eligibility.screening import Outcome, Rules, Screening
from bot.domain.eligibility.telling import LONGEST_NAME, amended, at_school, meant, members, people, with_all
from bot.domain.eligibility.terms import Kind, Verdict
from bot.domain.messages import Choice
from bot.domain.policies.answers import MAX_SHORT
from bot.domain.register.households import Household
from bot.domain.register.terms import Standard, Status
from bot.domain.roles import Field
from bot.forms import Answers, Form, Question
from bot.screen_words import Words
from handlers import policy
from models.audit import Reason
from models.eligibility_files import load_people_words, load_rules

TOPIC = Topic("entitled")
MOST_RIGHTS = 7
MOST_STEPS = 3
SHORT_ANSWER = 6
NOBODY, UNKNOWN, ENOUGH = "nobody", "unknown", "enough"
PLACES = ("first", "second", "third", "fourth")
ANYBODY = (0, OLDEST)


@TOPIC.action
def begin(turn: Turn) -> Reply:
    """Ask as little as can be: what the register knows of the asker's own household is not asked."""
    known = {"on": turn.today.isoformat()}
    if turn.office.province_code:
        known["province"] = turn.office.province_code
    return forms.begin(turn, ENTITLED, answers=known | _registered(turn))


def _registered(turn: Turn) -> dict[str, str]:
    """What the register knows, where the asker belongs to one household and may see it here."""
    own = turn.register.own_households
    wanted = {Field.STATUS, Field.MEMBERS, Field.BIRTH}
    if len(own) != 1:
        return {}
    household = turn.register.household(own[0], wanted, reason=Reason.OWN_WISH)
    return {} if household is None else _as_answers(household)


def _as_answers(household: Household) -> dict[str, str]:
    known = {}
    recognised = household.recognised_by(Standard.NATIONAL)
    if recognised is not None:
        known["status"] = recognised.status.value
        if recognised.status is Status.NEWLY_ESCAPED:
            known["escaped_on"] = recognised.span.start.isoformat()
    births = [(each.name, each.birth) for each in household.members]
    told = [
        {"name": name[:LONGEST_NAME], "born": birth.day.isoformat() if birth.day else str(birth.year)}
        for name, birth in births
        if birth
    ]
    if told and len(told) == len(births) == len({each["name"] for each in told}):
        known["who"] = json.dumps(told, ensure_ascii=False)
    return known


def known_from(answers: Answers) -> HouseholdFacts:
    """The facts that the answers tell. What was not asked, or not known, is not known."""
    day = date.fromisoformat(answers["on"])
    household = HouseholdFacts(province=answers.get("province"))
    status = answers.get("status")
    if status in set(Status):
        household = household.model_copy(update={"status": Status(status)})
    if "escaped_on" in answers:
        household = household.model_copy(update={"escaped_on": date.fromisoformat(answers["escaped_on"])})
    if answers.get("who", ENOUGH) != ENOUGH:
        household = household.model_copy(update={EVERYONE: True, "members": members(answers["who"], on=day)})
    household = household.on(day)
    for name, take in _TAKEN.items():
        if name in answers and answers[name] not in (UNKNOWN, ENOUGH):
            household = take(household, answers[name], day)
    unsure = [_FACTS[name] for name, answer in answers.items() if answer == UNKNOWN and name in _FACTS]
    named = [f"{each.name}.{fact}" for each in household.members for fact in unsure]
    return household.model_copy(update={"unsure": frozenset([*unsure, *named])})


def _named(household: HouseholdFacts, said: str) -> tuple[str, ...] | None:
    """Whom an answer names; None where it names somebody who was not told, so that nothing is known by it."""
    if said == NOBODY:
        return ()
    return meant(said, household, PLACES, myself=load_people_words().myself) or None


def _pension(household: HouseholdFacts, said: str, day: date) -> HouseholdFacts:
    paid = _named(household, said)
    if paid is None:
        return household
    return with_all(household, {"monthly_pension": 0}, ages=OLD, on=day, but=paid)


def _carer(household: HouseholdFacts, said: str, day: date) -> HouseholdFacts:
    return with_all(household, {"has_carer": said == "yes"}, ages=OLD, on=day)


def _disabled(household: HouseholdFacts, said: str, day: date) -> HouseholdFacts:
    who = _named(household, said)
    if who is None:
        return household
    told = {"disability": "none", "disability_paper": False}
    return with_all(household, told, ages=ANYBODY, on=day, but=who)


def _degree(household: HouseholdFacts, said: str, day: date) -> HouseholdFacts:
    return _of_the_disabled(household, {"disability": said})


def _paper(household: HouseholdFacts, said: str, day: date) -> HouseholdFacts:
    return _of_the_disabled(household, {"disability_paper": said == "yes"})


def _of_the_disabled(household: HouseholdFacts, told: dict[str, object]) -> HouseholdFacts:
    changed = tuple(
        each if each.disability == "none" else each.model_copy(update=told) for each in household.members
    )
    return household.model_copy(update={"members": changed})


def _alone(household: HouseholdFacts, said: str, day: date) -> HouseholdFacts:
    parents = _named(household, said)
    if parents is None:
        return household
    household = with_all(household, {"lone_parent": ""}, ages=ANYBODY, on=day)
    if not parents:
        return household
    return with_all(household, {"lone_parent": parents[0]}, ages=YOUNG, on=day, but=parents)


def _school(household: HouseholdFacts, said: str, day: date) -> HouseholdFacts:
    if said == "all":
        return at_school(household, on=day)
    return with_all(household, {"school": "none"}, ages=LEARNING, on=day)


_TAKEN: dict[str, Callable[[HouseholdFacts, str, date], HouseholdFacts]] = {
    "pension": _pension,
    "carer": _carer,
    "disabled": _disabled,
    "degree": _degree,
    "paper": _paper,
    "alone": _alone,
    "school": _school,
}
_FACTS = {
    "status": "status",
    "who": EVERYONE,
    "pension": "monthly_pension",
    "carer": "has_carer",
    "disabled": "disability",
    "alone": "lone_parent",
    "school": "school",
}
"""Which fact each question is after."""


@lru_cache(maxsize=16)
def _worth_asking(answers: frozenset[tuple[str, str]]) -> frozenset[str]:
    """Kept for the few answers in hand, since every question of the form asks for the same."""
    told = dict(answers)
    found = open_questions(load_rules(), known_from(told), date.fromisoformat(told["on"]))
    return frozenset(each.fact for each in found if each.worth >= LEAST_WORTH)


def _worth(name: str) -> Callable[[Answers], bool]:
    """Asked where the answer would settle something, and stays among the answers once given."""

    def needed(answers: Answers) -> bool:
        if name in answers:
            return True
        if _is_enough(answers):
            return False
        return _FACTS[name] in _worth_asking(frozenset(answers.items()))

    return needed


def _is_enough(answers: Answers) -> bool:
    return ENOUGH in answers.values()


def _not_enough(answers: Answers) -> bool:
    return "who" in answers or not _is_enough(answers)


def _somebody_disabled(answers: Answers) -> bool:
    return not _is_enough(answers) and answers.get("disabled", NOBODY) not in (NOBODY, UNKNOWN)


def _read_people(typed: str) -> str | None:
    return people(typed, load_people_words())


def _amended(_turn: Turn, answers: Answers, typed: str) -> Answers | None:
    """An age told wrong, put right at a later question."""
    if answers.get("who", ENOUGH) == ENOUGH:
        return None
    right = amended(answers["who"], typed, load_people_words(correcting=True))
    return None if right is None else {**answers, "who": right}


def _read_name(typed: str) -> str | None:
    """A few words that ask nothing."""
    words = typed.split()
    return typed.strip() if 0 < len(words) <= SHORT_ANSWER and "?" not in typed else None


def _sum_up(turn: Turn, answers: Answers) -> str:
    words = Words(load_rules(), turn.today, turn.contact.language)
    household = known_from(answers)
    lines = [turn.say("entitled.told")]
    if household.status is not None:
        lines.append(words.value("status", household.status))
    lines += [
        turn.say("entitled.person", name=each.name, age=words.value("born", each.born))
        for each in household.members
        if each.born
    ]
    return "\n".join([*lines, turn.say("entitled.goes_on")])


def _result(turn: Turn, answers: Answers) -> Reply:
    rules, household = load_rules(), known_from(answers)
    screening = rules.screen(household, turn.today)
    words = Words(rules, turn.today, turn.contact.language)
    had = _one_each([each for each in screening.outcomes if each.paid])
    lines = [_head(turn, screening, words, had), *_near(turn, rules, screening, words)]
    while len("\n".join(lines)) > MAX_SHORT:
        lines.pop()
    return text("\n".join(lines), *_choices(turn, rules, words, had))


def _head(turn: Turn, screening: Screening, words: Words, had: list[Outcome]) -> str:
    if not had:
        return turn.say("entitled.none")
    sum_, _ = screening.monthly
    money = words.value("income", sum_)
    key = "entitled.found_money" if sum_ else "entitled.found"
    return turn.say(key, count=len(had), sum=money)


def _choices(turn: Turn, rules: Rules, words: Words, had: list[Outcome]) -> list[Choice]:
    """One right a line: who it is for, and its button of the catalogue."""
    titles = turn.knowledge.entry_wording(turn.contact.language)
    entries = {each.right: rules.book.rights[each.right].entry for each in had}
    shown = [
        policy.choice_of(titles[entries[each.right]].button, entries[each.right])
        for each in had[:MOST_RIGHTS]
    ]
    return [*dict.fromkeys(shown), Choice(turn.say("menu.person"), policy.PERSON)]


def _one_each(outcomes: list[Outcome]) -> list[Outcome]:
    """Each right once, the highest of its members."""
    return list({each.right: each for each in reversed(outcomes)}.values())[::-1]


def _near(turn: Turn, rules: Rules, screening: Screening, words: Words) -> list[str]:
    """Money that is near: rights in cash that one or two permitted steps open."""
    lines: list[str] = []
    for each in screening.outcomes:
        if each.verdict is Verdict.NO and rules.book.rights[each.right].kind is Kind.CASH:
            way = nearest(rules, each, screening.household, screening.day)
            if way:
                title, steps = words.title(each.right), "; ".join(words.step(step) for step in way)
                lines.append(turn.say("entitled.near", title=title, steps=steps))
    return list(dict.fromkeys(lines))[:MOST_STEPS]


ENTITLED = forms.register(
    Form(
        "entitled",
        (
            Question("status", options=(*Status, UNKNOWN, ENOUGH), needed=_worth("status")),
            Question("who", options=(ENOUGH,), read=_read_people, needed=_not_enough),
            Question(
                "pension",
                options=(NOBODY, *PLACES, UNKNOWN, ENOUGH),
                read=_read_name,
                needed=_worth("pension"),
            ),
            Question("carer", options=("yes", "no", UNKNOWN, ENOUGH), needed=_worth("carer")),
            Question(
                "disabled",
                options=(NOBODY, *PLACES, UNKNOWN, ENOUGH),
                read=_read_name,
                needed=_worth("disabled"),
            ),
            Question(
                "degree",
                options=("mild", "severe", "particularly_severe", UNKNOWN),
                needed=_somebody_disabled,
            ),
            Question("paper", options=("yes", "no", UNKNOWN), needed=_somebody_disabled),
            Question(
                "alone", options=(NOBODY, *PLACES, UNKNOWN, ENOUGH), read=_read_name, needed=_worth("alone")
            ),
            Question("school", options=("all", "none", UNKNOWN, ENOUGH), needed=_worth("school")),
        ),
        _result,
        _sum_up,
        _amended,
    )
)
