"""One right as it stands for the family: for whom, how much, until when and what it opens; or why not.

What the right is in general tells the catalogue; papers and places are one choice away."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from bot.conversation import Reply, Topic, Turn, text
from bot.domain.eligibility.changes import Measure, nearest, openings
from bot.domain.eligibility.rules import Step
from bot.domain.eligibility.screening import Outcome, Screening, together
from bot.domain.eligibility.terms import Kind, Verdict
from bot.domain.eligibility.turns import last_day_of
from bot.domain.messages import Action, Choice
from bot.domain.policies.answers import MAX_SHORT
from bot.domain.policies.terms import Level
from bot.domain.understanding import Decision
from bot.screen_words import Words
from handlers.catalogue import policy
from handlers.eligibility import entitled_kept, request_paper
from handlers.eligibility.entitled_lines import is_far, joined
from handlers.eligibility.entitled_worth import talk
from models.eligibility_files import load_rules

TOPIC = Topic("entitled_detail")
_LIST = Action("entitled", "listing")
MOST_REASONS = 12
MOST_OPENED = 3


@dataclass(frozen=True)
class Case:
    """The outcomes of one entry for the family, those of one verdict, and the words to tell them."""

    entry: str
    words: Words
    screening: Screening
    verdict: Verdict
    outcomes: tuple[Outcome, ...]

    @cached_property
    def ways(self) -> list[tuple[Measure, ...]]:
        """The nearest permitted steps to each outcome; empty where none leads there."""
        household, day = self.screening.household, self.screening.day
        return [nearest(self.words.rules, each, household, day) for each in self.outcomes]


@TOPIC.action
def tell(turn: Turn, entry: str) -> Reply:
    """What became of a right, by what the family told; the catalogue alone where it told nothing lately."""
    case = _case(turn, entry)
    if case is None:
        return policy.open_entry(turn, entry)
    told = {Verdict.YES: _had, Verdict.UNKNOWN: _open, Verdict.NO: _denied}[case.verdict]
    reply = text("\n".join([case.words.title_of(entry), *told(case)]), *_choices(turn, case))
    return replace(reply, place=TOPIC.do(tell, entry))


def heard(turn: Turn, typed: str) -> Reply | None:
    """Why a right that is named is not had; None where none is, or the family told nothing lately."""
    understood = turn.knowledge.heard(typed, language=turn.contact.language, today=turn.today)
    ruled = {right.entry for right in load_rules().book.rights.values()}
    meant = [each for each in understood.entries if each in ruled]
    if understood.decision not in (Decision.ANSWER, Decision.CHOICES) or not meant:
        return None
    if entitled_kept.last(turn) is None:
        return None
    if understood.decision is Decision.ANSWER and meant[0] != understood.entries[0]:
        return None
    if understood.decision is Decision.ANSWER or len(meant) == 1:
        return tell(turn, meant[0])
    titles = turn.knowledge.entry_wording(turn.contact.language)
    choices = [Choice(titles[each].button, TOPIC.do(tell, each), lasting=True) for each in meant]
    return text(turn.say("policy.which"), *choices, Choice(turn.say("entitled.to_list"), _LIST, lasting=True))


def entry_spoken_of(turn: Turn) -> str | None:
    """The right whose case was told last, while nothing else came between."""
    here = turn.state.trail[-1] if turn.state.trail else None
    return here.args[0] if here and (here.topic, here.name) == (TOPIC.name, tell.__name__) else None


def _case(turn: Turn, entry: str) -> Case | None:
    told, rules = entitled_kept.last(turn), load_rules()
    if told is None or entry not in rules.catalogue.entries:
        return None
    household = talk({**told.answers, "on": turn.today.isoformat()}).household
    screening = rules.screen(household, turn.today)
    found = [each for each in screening.outcomes if rules.book.rights[each.right].entry == entry]
    if not found:
        return None
    verdict = together(each.verdict for each in found)
    same = tuple(each for each in found if each.verdict is verdict)
    return Case(entry, Words(rules, turn.today, turn.contact.language), screening, verdict, same)


def _had(case: Case) -> list[str]:
    """Whom it is for and how much; why, until when, what is not paid beside it, and what it opens."""
    words, say = case.words, case.words.say
    paid = [each for each in case.outcomes if each.paid] or list(case.outcomes)
    lines = list(dict.fromkeys(_paid_line(case, each) for each in paid))
    lines += [line for each in paid if (line := _ends(case, each))]
    known = [why for why in paid[0].reasons if why.holds is not None]
    why = joined(words.reason(each, case.screening.household) for each in known)
    extra = [say("entitled.because", reasons=why)] if why else []
    if beside := _outranked(case, paid):
        extra.append(say("entitled.only_highest", titles=", ".join(beside)))
    if opened := _opened(case, paid):
        extra.append(say("entitled.comes_with", titles=", ".join(opened)))
    while extra and len("\n".join([words.title_of(case.entry), *lines, *extra])) > MAX_SHORT:
        extra.remove(max(extra, key=len))
    return [*lines, *extra, say("entitled.commune_decides")]


def _paid_line(case: Case, outcome: Outcome) -> str:
    words, kind = case.words, case.words.rules.book.rights[outcome.right].kind
    sum_ = words.amount(outcome.amount, kind) if outcome.amount else None
    title = words.title(outcome.right)
    what = sum_ or (words.say("entitled.may_have") if title == words.title_of(case.entry) else title)
    told = words.say("screen.of", member=outcome.member, what=what) if outcome.member else what
    notes = [words.say("screen.received")] if outcome.received else []
    if outcome.outranked_by:
        notes.append(words.say("screen.outranked", title=words.title(outcome.outranked_by)))
    return "- " + " · ".join([told, *notes])


def _ends(case: Case, outcome: Outcome) -> str | None:
    last = last_day_of(case.words.rules, outcome, case.screening.household, case.screening.day)
    if last is None:
        return None
    days = (last - case.words.day).days
    title = outcome.member or case.words.title(outcome.right)
    return case.words.say("entitled.ends", title=title, day=case.words.formatter.date(last), count=days)


def _outranked(case: Case, paid: Sequence[Outcome]) -> list[str]:
    """What the same people would have, were it not for this."""
    of = {each.member for each in paid}
    rights = {each.right for each in paid}
    lower = [each for each in case.screening.outcomes if each.outranked_by in rights and each.member in of]
    return list(dict.fromkeys(case.words.title(each.right) for each in lower))


def _opened(case: Case, paid: Sequence[Outcome]) -> list[str]:
    household, day = case.screening.household, case.screening.day
    found = [name for each in paid if each.paid for name in openings(case.words.rules, each, household, day)]
    return list(dict.fromkeys(map(case.words.title, found)))[:MOST_OPENED]


def _open(case: Case) -> list[str]:
    missing = (case.words.missing(why) for each in _meant(case) for why in each.reasons)
    return [case.words.say("entitled.still_open", missing=joined(missing))]


def _denied(case: Case) -> list[str]:
    """Every condition that fails, and the nearest permitted way."""
    lines = [case.words.say("entitled.denied_because", reasons=joined(_reasons(case)))]
    ways = [steps for steps in case.ways if steps]
    if not ways:
        return [*lines, case.words.say("entitled.no_way")]
    shortest = min(ways, key=len)
    return [*lines, case.words.say("entitled.but_if", steps="; ".join(map(case.words.step, shortest)))]


def _reasons(case: Case) -> Iterator[str]:
    told = [case.words.reason(why, case.screening.household) for each in _meant(case) for why in each.reasons]
    yield from list(dict.fromkeys(told))[:MOST_REASONS] or [case.words.say("screen.unheld_no_such_member")]


def _meant(case: Case) -> Sequence[Outcome]:
    """Of those who may be meant, else of all; nobody is told of what makes no sense at their age."""
    return [each for each in case.outcomes if not is_far(each, case.screening.day)] or case.outcomes


def _choices(turn: Turn, case: Case) -> Iterator[Choice]:
    """How to get it, that it is had already, the paper for a review, and the way back to the list."""
    yield Choice(turn.say("entitled.how"), _how(turn, case.entry), lasting=True)
    open_ = [each.right for each in case.outcomes if each.paid and not each.received]
    if open_:
        yield Choice(
            turn.say("entitled.have_this"), Action("entitled_had", "have", tuple(dict.fromkeys(open_)))
        )
    if case.verdict is Verdict.NO and any(step.step is Step.ASK_REVIEW for way in case.ways for step in way):
        yield Choice(turn.say("request_paper.button"), request_paper.TOPIC.do(request_paper.begin))
    yield Choice(turn.say("entitled.to_list"), _LIST, lasting=True)
    yield Choice(turn.say("menu.person"), policy.PERSON, lasting=True)


def _how(turn: Turn, entry: str) -> Action:
    """Papers and places, where the catalogue tells them; else what it tells."""
    short = turn.knowledge.answer(
        entry,
        turn.contact.language,
        on=turn.today,
        today=turn.today,
        level=Level.SHORT,
        province=turn.office.province_code,
        facet=None,
        age=None,
        amount=None,
    )
    level = Level.HOW if short.has_more else Level.SHORT
    return policy.TOPIC.do(policy.tell, entry, str(int(level)))


def monthly(words: Words, outcomes: Sequence[Outcome]) -> str | None:
    """What several members surely get each month together; None where that is no one sum."""
    sums = [each.amount for each in outcomes if each.amount and each.paid]
    sure = [each for each in sums if each.known and not each.share and each.months is None]
    if not sure or len(sure) < len(outcomes) or {str(each.per) for each in sure} != {"month"}:
        return None
    if any(words.rules.book.rights[each.right].kind is not Kind.CASH for each in outcomes):
        return None
    return words.say(
        "screen.per_month", sum=words.value("income", sum(int(each.least or 0) for each in sure))
    )
