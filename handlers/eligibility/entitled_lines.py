"""What is said of rights that are open or not had: what would settle them, what fails, what helps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from bot.domain.eligibility.born import Born
from bot.domain.eligibility.changes import nearest
from bot.domain.eligibility.facts import HouseholdFacts, MemberFacts, facts
from bot.domain.eligibility.matters import LISTS
from bot.domain.eligibility.screening import Outcome, Screening
from bot.domain.eligibility.terms import Kind, Origin, Verdict
from bot.forms import Answers
from bot.screen_words import Words
from bot.wording import Wording
from handlers.eligibility.entitled_worth import talk

FAR_YEARS = 20
_OBVIOUS = frozenset({"disability", "lone_parent", "parents"})
"""Who is not meant by these knows it."""
_MONEY = (Kind.CASH, Kind.INSURANCE)


def told(say: Wording, words: Words, answers: Answers) -> list[str]:
    """What a family told: status, people, what was ticked; and that nothing else was, which counts, too."""
    found = talk(answers)
    household = found.household
    lines = [] if household.status is None else [_known(say, words, household, "status")]
    lines += [
        say("entitled.person", name=each.name, age=_known(say, words, household, "born", each))
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


def _known(
    say: Wording, words: Words, household: HouseholdFacts, fact: str, member: MemberFacts | None = None
) -> str:
    """What is known, and that it is known by the register where nobody told it."""
    told = words.value(fact, getattr(member or household, fact))
    origin = household.origin(fact, member.name if member else None)
    return told if origin is Origin.SAID else say(f"screen.origin_{origin}", what=told)


def why_not(say: Wording, words: Words, household: HouseholdFacts, day: date) -> tuple[list[str], list[str]]:
    """The open rights in money with what is missing; then those that are not had with every reason, first
    those in money."""
    screening = words.rules.screen(household, day)
    open_ = [_open_line(say, words, screening, each) for each in open_in_money(words, screening)]
    refused = _told_of(words, screening, Verdict.NO)
    near = [each for each in refused if not is_far(each, day) and not _has_better(words, screening, each)]
    near.sort(key=lambda each: words.rules.book.rights[each.right].kind not in _MONEY)
    denied = [_denied_line(say, words, screening, each) for each in near]
    return list(dict.fromkeys(open_)), list(dict.fromkeys(denied))


def _told_of(words: Words, screening: Screening, verdict: Verdict) -> Iterator[Outcome]:
    """Rights that do not hang on a rare event, nor on what somebody tells only by themselves."""
    book = words.rules.book
    for each in screening.outcomes:
        hidden = any(facts()[fact].volunteered for fact in book.facts_of(each.right))
        if each.verdict is verdict and not book.rights[each.right].rare and not hidden:
            yield each


def _has_better(words: Words, screening: Screening, outcome: Outcome) -> bool:
    """Whether the same person has a card in another way, so that nothing is missed."""
    rights = words.rules.book.rights
    group = rights[outcome.right].highest_of
    return rights[outcome.right].kind is Kind.INSURANCE and any(
        each.paid and each.member == outcome.member and group is not None
        for each in screening.outcomes
        if rights[each.right].highest_of == group
    )


def is_far(outcome: Outcome, day: date) -> bool:
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
    for each in _told_of(words, screening, Verdict.UNKNOWN):
        asked = [(member, facts()[fact]) for member, fact in each.missing if fact in facts()]
        owners = [(screening.household.member(member) if member else None, fact) for member, fact in asked]
        sensible = all(fact.concerns(owner, screening.day) for owner, fact in owners)
        if sensible and words.rules.book.rights[each.right].kind in _MONEY:
            yield each


def _open_line(say: Wording, words: Words, screening: Screening, outcome: Outcome) -> str:
    missing = joined(words.missing(why, titled=outcome.member) for why in outcome.reasons)
    return say("entitled.open_line", title=_title(say, words, outcome), missing=missing)


def _denied_line(say: Wording, words: Words, screening: Screening, outcome: Outcome) -> str:
    household, who = screening.household, outcome.member
    reasons = joined(words.reason(why, household, titled=who) for why in outcome.reasons)
    way = nearest(words.rules, outcome, screening.household, screening.day)
    title = _title(say, words, outcome)
    if not way:
        return say("entitled.denied_line", title=title, reasons=reasons)
    steps = "; ".join(words.step(step) for step in way)
    return say("entitled.denied_but", title=title, reasons=reasons, steps=steps)


def joined(reasons: Iterable[str]) -> str:
    """Each once, in one sentence."""
    return "; ".join(dict.fromkeys(each.removesuffix(".") for each in reasons))


def _title(say: Wording, words: Words, outcome: Outcome) -> str:
    title = words.title(outcome.right)
    return say("screen.of", member=outcome.member, what=title) if outcome.member else title
