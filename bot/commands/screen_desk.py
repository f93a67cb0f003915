"""Judges a household from a file of facts: what it is entitled to on a day, why not, and what to do next."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from pydantic import ValidationError

from bot.domain.eligibility.asking import Question, next_question
from bot.domain.eligibility.born import Born
from bot.domain.eligibility.changes import Measure, nearest, openings
from bot.domain.eligibility.conditions import Why
from bot.domain.eligibility.facts import HouseholdFacts, MemberFacts, facts
from bot.domain.eligibility.figures import Held
from bot.domain.eligibility.screening import Outcome, Rules, Screening
from bot.domain.eligibility.sums import Amount
from bot.domain.eligibility.telling import FIRST_YEAR
from bot.domain.eligibility.terms import Kind, Verdict
from bot.domain.eligibility.turns import last_day_of
from bot.domain.policies.catalogue import Entry
from bot.domain.policies.statements import Scene
from bot.domain.policies.terms import Facet, Level
from bot.errors import DongHanhError
from bot.screen_words import Words
from bot.wording import wording
from models.catalogue import load_wording
from models.eligibility_files import load_rules

MOST_FAULTS = 8
LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class Desk:
    """One household on one day, judged, with the words to tell it."""

    rules: Rules
    household: HouseholdFacts
    screening: Screening
    words: Words

    @property
    def day(self) -> date:
        return self.screening.day

    def told(self, member: str | None, fact: str) -> bool:
        """Whether a fact about the household or a member is known."""
        of_member = facts()[fact].of_member
        owner = self.household.member(member) if of_member and member else self.household
        return getattr(owner, fact, None) is not None


def schema(language: str) -> str:
    """The JSON schema of a facts file; in a language, what each fact tells. Numbers have a unit."""
    made = HouseholdFacts.model_json_schema()
    for part in (made, made["$defs"][MemberFacts.__name__]):
        for name, told in part["properties"].items():
            if name in facts():
                told["description"] = wording(language)(f"screen.fact_{name}")
    return json.dumps(made, ensure_ascii=False, indent=2)


def judge(written: str, *, on: date, today: date, language: str) -> Desk:
    """The household of a facts file. Raises `DongHanhError` naming the fact that is wrong."""
    rules = load_rules()
    try:
        written = written.removeprefix("\ufeff")
        household = HouseholdFacts.model_validate_json(written, strict=True)
        json.loads(written, object_pairs_hook=_told_once)
        if faults := [*_impossible(household, rules, max(on, today))]:
            raise _wrong(faults)
        household = household.on(on)
    except ValidationError as problem:
        raise _wrong([_fault(each["loc"], each["msg"]) for each in problem.errors()]) from problem
    except ValueError as problem:
        raise _wrong([str(problem)]) from problem
    return Desk(rules, household, rules.screen(household, on), Words(rules, on, language))


def _wrong(faults: list[str]) -> DongHanhError:
    told = "; ".join([*faults[:MOST_FAULTS], *(["…"] if len(faults) > MOST_FAULTS else [])])
    return DongHanhError(f"The facts are not right: {told}")


def _fault(place: tuple[int | str, ...], told: str) -> str:
    return f"{'.'.join(map(str, place)) or 'file'}: {told.removeprefix('Value error, ')}"


def _impossible(household: HouseholdFacts, rules: Rules, latest: date) -> Iterator[str]:
    """What has the right form and can not be: rights that there are not, days to come or ages ago."""
    for right in sorted(household.receives - rules.book.rights.keys()):
        yield f"receives: there is no right {right[:LONGEST_NAME]}"
    if household.said_on and household.said_on.year < FIRST_YEAR:
        yield f"said_on: {household.said_on} is too long ago"
    for each in household.members:
        if not each.name.isprintable():
            yield "members: a name holds signs that nobody sees"
        if each.lone_parent == each.name:
            yield f"{each.name}.lone_parent: nobody is their own parent"
    owners = (("", household), *((f"{each.name}.", each) for each in household.members))
    for name, owner in owners:
        days = ((fact, getattr(owner, fact)) for fact in type(owner).model_fields)
        yield from (f"{name}{fact}: {day} is yet to come" for fact, day in days if _is_after(day, latest))


def _told_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Of two values under one name nobody can tell which is meant."""
    told = dict(pairs)
    if len(told) < len(pairs):
        names = [name for name, _ in pairs]
        raise ValueError(f"told twice: {next(name for name in names if names.count(name) > 1)}")
    return told


def _is_after(value: object, latest: date) -> bool:
    return isinstance(value, date) and value > latest


def as_json(desk: Desk) -> str:
    """Everything that is known about the household's rights, for machines and officials' tools."""
    sum_, about = desk.screening.monthly
    question = next_question(desk.rules, desk.household, desk.day)
    told = {
        "on": desk.day.isoformat(),
        "monthly": {"vnd": sum_, "about": about},
        "standards": _standards(desk),
        "rights": [_right(desk, name) for name in desk.rules.book.rights],
        "next_question": _question(desk, question) if question else None,
    }
    return json.dumps(told, ensure_ascii=False, indent=2)


def _standards(desk: Desk) -> dict[str, dict[str, str]]:
    return {
        name: {status: Verdict.of(held) for status, held in _standing(desk, name).items()}
        for name in desk.rules.book.standards
    }


def _standing(desk: Desk, name: str) -> dict[str, bool | None]:
    return dict(desk.rules.standing(name, desk.household, desk.day))


def _right(desk: Desk, name: str) -> dict[str, Any]:
    right = desk.rules.book.rights[name]
    return {
        "right": name,
        "entry": right.entry,
        "title": desk.words.title(name),
        "kind": right.kind,
        "verdict": desk.screening.verdict(name),
        "outcomes": [_outcome(desk, each) for each in desk.screening.of(name)],
        "bring": told_by(desk, right.entry, Facet.PAPERS),
        "where": told_by(desk, right.entry, Facet.WHERE),
        "offices": list(desk.rules.catalogue.entries[right.entry].offices),
    }


def _outcome(desk: Desk, outcome: Outcome) -> dict[str, Any]:
    last = last_day(desk, outcome)
    return {
        "member": outcome.member,
        "verdict": outcome.verdict,
        "amount": _amount(outcome.amount) if outcome.amount else None,
        "reasons": [_reason(desk, outcome, each) for each in outcome.reasons],
        "missing": [{"member": member, "fact": fact} for member, fact in outcome.missing],
        "outranked_by": outcome.outranked_by,
        "received": outcome.received,
        "last_day": last.isoformat() if last else None,
        "nearest": [_step(desk, each) for each in way_to(desk, outcome)],
        "opens": list(opened(desk, outcome)),
    }


def last_day(desk: Desk, outcome: Outcome) -> date | None:
    """Until when a right that is had is had, as far as it is foreseen."""
    return last_day_of(desk.rules, outcome, desk.household, desk.day)


def way_to(desk: Desk, outcome: Outcome) -> tuple[Measure, ...]:
    """The nearest permitted steps to a right that is not had."""
    if outcome.verdict is not Verdict.NO:
        return ()
    return nearest(desk.rules, outcome, desk.household, desk.day)


def opened(desk: Desk, outcome: Outcome) -> tuple[str, ...]:
    """What else comes with a right that is had."""
    return openings(desk.rules, outcome, desk.household, desk.day) if outcome.paid else ()


def told_by(desk: Desk, entry: str, facet: Facet) -> list[str]:
    """What the catalogue says about papers or places on the day."""
    words = load_wording(desk.words.language)[entry]
    catalogued: Entry = desk.rules.catalogue.entries[entry]
    scene = Scene(
        entry=catalogued, wording=words, on=desk.day, today=desk.day, province=desk.household.province
    )
    return [said.text for said in scene.said(Level.SHORT, Level.HOW, facet=facet)]


def _amount(amount: Amount) -> dict[str, Any]:
    return {
        "least": _plain(amount.least),
        "most": _plain(amount.most),
        "unit": "percent" if amount.share else "vnd",
        "per": amount.per,
        "months": amount.months,
        "about": amount.about,
        "national_minimum": amount.national_minimum,
    }


def _reason(desk: Desk, outcome: Outcome, why: Why) -> dict[str, Any]:
    right = desk.rules.book.rights[outcome.right]
    statement = getattr(why.test, "statement", None) or right.statement
    return {
        "text": desk.words.reason(why),
        "fact": why.fact,
        "member": why.member,
        "value": _plain(why.value),
        "origin": desk.household.origin(why.fact, why.member) if why.fact and why.value is not None else None,
        "limit": _plain(why.limit),
        "holds": None if why.holds is None else why.holds is not why.negated,
        "statement": f"{right.entry}.{statement}",
        "documents": documents(desk.rules.catalogue.entries[right.entry], statement, desk.day),
    }


def documents(entry: Entry, statement: str, day: date) -> list[str]:
    """What a statement rests on: its own sources, else those of the form in force."""
    stated = entry.statements[statement]
    version = entry.version_on(day)
    names = stated.source or (version.source if version else ())
    article = f", {stated.article}" if stated.article else ""
    return [f"{entry.sources[name].document}{article}" for name in names]


def _step(desk: Desk, measure: Measure) -> dict[str, Any]:
    return {
        "step": measure.step,
        "entry": measure.entry,
        "fact": measure.fact,
        "member": measure.member,
        "to": _plain(measure.to),
        "until": measure.until.isoformat() if measure.until else None,
        "text": desk.words.step(measure),
    }


def _question(desk: Desk, question: Question) -> dict[str, Any]:
    return {
        "fact": question.fact,
        "members": list(question.members),
        "text": desk.words.question(question.fact, question.members),
        "worth": question.worth,
    }


def _plain(value: object) -> object:
    if isinstance(value, Held):
        return _plain(value.value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Born):
        return str(value)
    return value if value is None or isinstance(value, (bool, int, str)) else float(str(value))


def as_text(desk: Desk) -> str:
    """The same for eyes: what is had, what is open, what is not had and what would change it."""
    lines = [*_heading(desk)]
    for verdict in (Verdict.YES, Verdict.UNKNOWN, Verdict.NO):
        told = [each for each in _for_eyes(desk) if each.verdict is verdict]
        lines += ["", desk.words.say(f"screen.verdict_{verdict}")]
        lines += [line for each in told for line in _lines(desk, each)]
    question = next_question(desk.rules, desk.household, desk.day)
    if question:
        asked = desk.words.question(question.fact, question.members)
        lines += ["", desk.words.say("screen.next", question=asked)]
    return "\n".join(lines)


def _for_eyes(desk: Desk) -> Iterator[Outcome]:
    """Not what hangs on something that a person tells only by themselves, and did not."""
    for outcome in desk.screening.outcomes:
        hidden = (
            fact
            for fact in desk.rules.book.facts_of(outcome.right)
            if facts()[fact].volunteered and not desk.told(outcome.member, fact)
        )
        if outcome.verdict is Verdict.YES or not any(hidden):
            yield outcome


def _heading(desk: Desk) -> Iterator[str]:
    say, formatter = desk.words.say, desk.words.formatter
    sum_, about = desk.screening.monthly
    money = desk.words.value("income", sum_)
    count = sum(each.paid for each in desk.screening.outcomes)
    key = "screen.head_about" if about else "screen.head"
    yield say(key, day=formatter.date(desk.day), count=count, sum=money)
    for name in desk.rules.book.standards:
        held = _standing(desk, name)
        if name == "national" or any(each is not False for each in held.values()):
            told = {status: say(f"screen.hint_{Verdict.of(each)}") for status, each in held.items()}
            yield say("screen.hint", standard=say(f"screen.standard_{name}"), **told)


def _lines(desk: Desk, outcome: Outcome) -> Iterator[str]:
    words, right = desk.words, desk.rules.book.rights[outcome.right]
    amount = words.amount(outcome.amount, Kind(right.kind)) if outcome.amount else None
    title = words.title(outcome.right)
    name = words.say("screen.of", member=outcome.member, what=title) if outcome.member else title
    last = last_day(desk, outcome)
    notes = [
        amount,
        words.say("screen.until", day=words.formatter.date(last)) if last else None,
        words.say("screen.outranked", title=words.title(outcome.outranked_by))
        if outcome.outranked_by
        else None,
        words.say("screen.received") if outcome.received else None,
    ]
    yield " · ".join([f"- {name}", *(note for note in notes if note)])
    if outcome.verdict is not Verdict.YES:
        yield from (f"    {words.reason(why, desk.household)}" for why in outcome.reasons)
    if steps := way_to(desk, outcome):
        yield f"    {words.steps(steps)}"
    if titles := [words.title(each) for each in opened(desk, outcome)]:
        yield f"    {words.say('screen.opens', titles=', '.join(titles))}"
    if outcome.paid:
        yield from _how(desk, right.entry)


def _how(desk: Desk, entry: str) -> Iterator[str]:
    for facet, key in ((Facet.PAPERS, "screen.bring"), (Facet.WHERE, "screen.where")):
        if told := told_by(desk, entry, facet):
            yield f"    {desk.words.say(key, text=' '.join(told))}"
