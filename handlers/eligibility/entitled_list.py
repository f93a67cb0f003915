"""The list of what a family may have: what stands above it, and its lines part by part. Decides nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from bot.conversation import Turn
from bot.domain.eligibility.born import shifted
from bot.domain.eligibility.changes import nearest
from bot.domain.eligibility.screening import Outcome, Screening
from bot.domain.eligibility.terms import Kind, Per, Verdict
from bot.domain.eligibility.turns import last_day_of
from bot.domain.messages import Action, Choice
from bot.screen_words import Words
from handlers.eligibility import entitled_detail

MOST_RIGHTS, FEWEST_RIGHTS = 6, 3
MOST_STEPS = 3
MOST_ONCE = 2
ENDS_SOON_DAYS = 365
NEAR_YEARS = 2
"""Who has to wait longer for a right is not near it."""
_LIST = Action("entitled", "listing")


def head(turn: Turn, screening: Screening, words: Words) -> list[str]:
    """How many there are and what they surely bring each month; and how many are received beside them."""
    paid = [each for each in screening.outcomes if each.paid]
    open_ = _entries(words, [each for each in paid if not each.received])
    had = _entries(words, [each for each in paid if each.received])
    if had and not open_:
        return [turn.say("entitled.all_received", count=len(had))]
    sum_, _ = replace(screening, outcomes=tuple(each for each in paid if not each.received)).monthly
    key = "entitled.found_money" if sum_ else "entitled.found"
    money = words.value("income", sum_)
    told = turn.say(key, count=len(open_), sum=money) if open_ else turn.say("entitled.none")
    return [told, turn.say("entitled.received_too", count=len(had))] if had else [told]


def _entries(words: Words, outcomes: Iterable[Outcome]) -> list[str]:
    return list(dict.fromkeys(words.rules.book.rights[each.right].entry for each in outcomes))


def page_of(turn: Turn, words: Words, had: Sequence[Outcome], start: int, *, beside: int) -> list[Choice]:
    """One right a line with what it surely brings each month; and the way to further ones. As many as are
    buttons still, with the other choices that stand `beside`."""
    titles = turn.knowledge.entry_wording(turn.contact.language)
    entries = _entries(words, had)
    shown, most = [], _most(turn, len(entries) - start, beside)
    for entry in entries[start : start + most]:
        of = [each for each in had if words.rules.book.rights[each.right].entry == entry]
        label = _label(turn, titles[entry].button, entitled_detail.monthly(words, of))
        case = entitled_detail.TOPIC.do(entitled_detail.tell, entry)
        shown.append(Choice(label, case, lasting=True))
    left = len(entries) - start - len(shown)
    if left > 0:
        further = Action(_LIST.topic, _LIST.name, (str(start + most),))
        shown.append(Choice(turn.say("entitled.show_more", count=left), further, lasting=True))
    return shown


def _most(turn: Turn, left: int, beside: int) -> int:
    room = turn.capabilities.buttons - beside
    if left <= room:
        return left
    return min(MOST_RIGHTS, room - 1) if room > FEWEST_RIGHTS else MOST_RIGHTS


def _label(turn: Turn, button: str, sum_: str | None) -> str:
    """With the sum, where there is room for it."""
    if sum_ is None:
        return button
    label = turn.say("screen.held_so", what=button, value=sum_)
    return label if len(f"1. {label}") <= turn.capabilities.label_length else button


def first_shown(turn: Turn) -> int:
    """How many lines of the list stand before the part that was shown last."""
    here = turn.state.trail[-1] if turn.state.trail else None
    listed = here is not None and (here.topic, here.name) == (_LIST.topic, _LIST.name)
    return int(here.args[0]) if here is not None and listed and here.args else 0


def once(turn: Turn, words: Words, had: Sequence[Outcome]) -> list[str]:
    """Money that comes once, which the sum of each month leaves out: after a fire, a death, an accident."""
    told = [
        turn.say("entitled.once", title=words.title(each.right), sum=sum_)
        for each in had
        if each.amount
        and each.amount.per is Per.ONCE
        and words.rules.book.rights[each.right].kind is Kind.CASH
        and (sum_ := words.amount(each.amount, Kind.CASH))
    ]
    return list(dict.fromkeys(told))[:MOST_ONCE]


def ending(turn: Turn, screening: Screening, words: Words) -> list[str]:
    """Which of what is had ends first, within the year, and how many days are left."""
    household, day = screening.household, screening.day
    ends = [
        (last, each)
        for each in screening.outcomes
        if each.paid and (last := last_day_of(words.rules, each, household, day)) is not None
    ]
    soonest = min(ends, key=lambda each: each[0], default=None)
    if soonest is None or (soonest[0] - turn.today).days > ENDS_SOON_DAYS:
        return []
    last, outcome = soonest
    title, until = words.title(outcome.right), words.formatter.date(last)
    return [turn.say("entitled.ends", title=title, day=until, count=(last - turn.today).days)]


def near(turn: Turn, screening: Screening, words: Words) -> list[str]:
    """Money that is near: rights in cash that one or two permitted steps open."""
    lines: list[str] = []
    for each in screening.outcomes:
        if each.verdict is Verdict.NO and words.rules.book.rights[each.right].kind is Kind.CASH:
            way = nearest(words.rules, each, screening.household, screening.day)
            soon = shifted(screening.day, years=NEAR_YEARS)
            if way and all(step.until is None or step.until <= soon for step in way):
                title, steps = words.title(each.right), "; ".join(words.step(step) for step in way)
                lines.append(turn.say("entitled.near", title=title, steps=steps))
    return list(dict.fromkeys(lines))[:MOST_STEPS]
