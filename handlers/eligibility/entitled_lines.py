"""What is said of rights that are open or not had: what would settle them, what fails, what helps."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from bot.domain.eligibility.born import Born
from bot.domain.eligibility.changes import nearest
from bot.domain.eligibility.facts import HouseholdFacts, facts
from bot.domain.eligibility.matters import LISTS
from bot.domain.eligibility.screening import Outcome, Screening
from bot.domain.eligibility.terms import Kind, Verdict
from bot.forms import Answers
from bot.screen_words import Words
from bot.wording import Wording
from handlers.eligibility.entitled_worth import talk

MOST_OPEN, MOST_NOT = 6, 6
FAR_YEARS = 20
_OBVIOUS = frozenset({"disability", "lone_parent", "parents"})
"""Who is not meant by these knows it."""
_MONEY = (Kind.CASH, Kind.INSURANCE)


def told(say: Wording, words: Words, answers: Answers) -> list[str]:
    """What a family told: status, people, what was ticked; and that nothing else was, which counts, too."""
    found = talk(answers)
    household = found.household
    lines = [] if household.status is None else [words.value("status", household.status)]
    lines += [
        say("entitled.person", name=each.name, age=words.value("born", each.born))
        for each in household.members
        if each.born
    ]
    lines += [
        f"- {say(f'entitled.{name}.{line.name}')}"
        for name, matters in LISTS.items()
        for line in matters
        if found.ticked(line.name)
    ]
    whole = all(found.said(name) is not None for name in LISTS)
    return [*lines, *([say("entitled.nothing_else")] if whole else [])]


def why_not(say: Wording, words: Words, household: HouseholdFacts, day: date) -> list[str]:
    """The open rights in money with what is missing, then those that are not had with every reason."""
    screening = words.rules.screen(household, day)
    open_ = [_open_line(say, words, each) for each in open_in_money(words, screening)]
    near = [each for each in told_in_money(words, screening, Verdict.NO) if not _is_far(each, day)]
    denied = [_denied_line(say, words, screening, each) for each in near]
    lines = []
    if open_:
        lines += [say("entitled.open_head"), *dict.fromkeys(open_[:MOST_OPEN])]
    if denied:
        lines += [say("entitled.denied_head"), *dict.fromkeys(denied[:MOST_NOT])]
    return lines or [say("entitled.nothing_denied")]


def told_in_money(words: Words, screening: Screening, verdict: Verdict) -> Iterator[Outcome]:
    """Rights in money that do not hang on a rare event, nor on what somebody tells only by themselves."""
    book = words.rules.book
    for each in screening.outcomes:
        right = book.rights[each.right]
        hidden = any(facts()[fact].volunteered for fact in book.facts_of(each.right))
        if each.verdict is verdict and right.kind in _MONEY and not right.rare and not hidden:
            yield each


def _is_far(outcome: Outcome, day: date) -> bool:
    """Whether nobody would expect the right: decades too young or old, not disabled, nor raising a child."""
    for why in outcome.reasons:
        if why.fact in _OBVIOUS and why.holds is False:
            return True
        if isinstance(why.value, Born) and why.limit is not None:
            least, most = why.value.ages(day)
            if not least - FAR_YEARS <= int(why.limit.value) <= most + FAR_YEARS:
                return True
    return False


def open_in_money(words: Words, screening: Screening) -> Iterator[Outcome]:
    """Open rights in money, but not those that hang on what makes no sense at the member's age."""
    for each in told_in_money(words, screening, Verdict.UNKNOWN):
        asked = [(member, facts()[fact]) for member, fact in each.missing if fact in facts()]
        owners = [(screening.household.member(member) if member else None, fact) for member, fact in asked]
        if all(fact.concerns(owner, screening.day) for owner, fact in owners):
            yield each


def _open_line(say: Wording, words: Words, outcome: Outcome) -> str:
    missing = dict.fromkeys(words.reason(why) for why in outcome.reasons)
    return say("entitled.open_line", title=_title(say, words, outcome), missing="; ".join(missing))


def _denied_line(say: Wording, words: Words, screening: Screening, outcome: Outcome) -> str:
    reasons = "; ".join(dict.fromkeys(words.reason(why) for why in outcome.reasons))
    way = nearest(words.rules, outcome, screening.household, screening.day)
    title = _title(say, words, outcome)
    if not way:
        return say("entitled.denied_line", title=title, reasons=reasons)
    steps = "; ".join(words.step(step) for step in way)
    return say("entitled.denied_but", title=title, reasons=reasons, steps=steps)


def _title(say: Wording, words: Words, outcome: Outcome) -> str:
    title = words.title(outcome.right)
    return say("screen.of", member=outcome.member, what=title) if outcome.member else title
