"""A family asks what it is entitled to: a few questions, then its rights and the nearest steps to others.

What it tells stays in the open form and goes with it; nothing is written into the register."""

from __future__ import annotations

import json

from bot import forms
from bot.conversation import Reply, Topic, Turn, text
from bot.domain.eligibility.changes import nearest
from bot.domain.eligibility.matters import LISTS
from bot.domain.eligibility.screening import Outcome, Rules, Screening
from bot.domain.eligibility.talk import ENOUGH
from bot.domain.eligibility.telling import LONGEST_NAME, amended, overheard
from bot.domain.eligibility.terms import Kind, Verdict
from bot.domain.messages import Choice
from bot.domain.policies.answers import MAX_SHORT
from bot.domain.register.households import Household
from bot.domain.register.terms import Standard, Status
from bot.domain.roles import Field
from bot.forms import Answers, Form
from bot.screen_words import Words
from handlers import policy
from handlers.entitled_questions import QUESTIONS
from handlers.entitled_worth import talk
from models.audit import Reason
from models.eligibility_files import load_matter_words, load_people_words, load_rules, load_status_words

TOPIC = Topic("entitled")
MOST_RIGHTS = 7
MOST_STEPS = 3


@TOPIC.action
def begin(turn: Turn) -> Reply:
    """Ask as little as can be: what the register knows of the asker's own household is not asked."""
    known = {"on": turn.today.isoformat()}
    if turn.office.province_code:
        known["province"] = turn.office.province_code
    return forms.begin(turn, ENTITLED, answers=_overheard(turn.incoming.text) | known | _registered(turn))


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
        known |= {"who": json.dumps(told, ensure_ascii=False), "listed": "yes"}
    return known


def _heard(answers: Answers, typed: str) -> Answers | None:
    """An age told wrong, put right at any question; or several things told at once."""
    if answers.get("who", ENOUGH) != ENOUGH:
        right = amended(answers["who"], typed, load_people_words(correcting=True))
        return None if right is None else {**answers, "who": right}
    told = _overheard(typed)
    return {**told, **answers} if len(told) > 1 else None


def _overheard(typed: str) -> dict[str, str]:
    return overheard(typed, load_people_words(), load_status_words(), load_matter_words())


def _sum_up(turn: Turn, answers: Answers) -> str:
    words = Words(load_rules(), turn.today, turn.contact.language)
    household = talk(answers).household
    lines = [turn.say("entitled.told")]
    if household.status is not None:
        lines.append(words.value("status", household.status))
    lines += [
        turn.say("entitled.person", name=each.name, age=words.value("born", each.born))
        for each in household.members
        if each.born
    ]
    lines += _told_lines(turn, answers)
    return "\n".join([*lines, turn.say("entitled.goes_on")])


def _told_lines(turn: Turn, answers: Answers) -> list[str]:
    """What was ticked, and that nothing else was: what is not ticked counts as told, too."""
    found = talk(answers)
    said = [
        turn.say(f"entitled.{name}.{line.name}")
        for name, lines in LISTS.items()
        for line in lines
        if found.ticked(line.name)
    ]
    whole = all(found.said(name) is not None for name in LISTS)
    return [*(f"- {line}" for line in said), *([turn.say("entitled.nothing_else")] if whole else [])]


def _result(turn: Turn, answers: Answers) -> Reply:
    rules, household = load_rules(), talk(answers).household
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


ENTITLED = forms.register(Form("entitled", QUESTIONS, _result, _sum_up, _heard))
