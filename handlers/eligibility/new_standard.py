"""What a new poverty line may mean for the asker's own house.

What the sources do not tell of the new standard is not guessed: then it is said what is missing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from bot import forms
from bot.conversation import Reply, Topic, Turn, text
from bot.domain.eligibility.facts import HouseholdFacts
from bot.domain.eligibility.figures import Figures, Held
from bot.domain.eligibility.terms import Area
from bot.domain.messages import Choice
from bot.domain.understanding.amounts import asked_amount
from bot.forms import Answers, Form, Question
from bot.screen_words import Words
from handlers.eligibility import entitled, request_paper
from models.eligibility_files import load_rules

TOPIC = Topic("new_standard")
LINE, NATIONAL = "poverty-line", "national"
UNKNOWN, OVER = "unknown", "over"
MOST_INCOME = 100_000_000


def _figures() -> Figures:
    return load_rules().figures(LINE)


def next_change(today: date) -> date | None:
    """The next day from which another line holds, as far as it is known."""
    known = _figures()
    days = (day for day in known.turns("rural_line") if day > today and known.on("rural_line", day))
    return min(days, default=None)


@TOPIC.action
def own(turn: Turn) -> Reply:
    """Ask where the house stands and what comes in, if that is not known, and compare both lines."""
    if next_change(turn.today) is None:
        return text(turn.say("new_standard.none"))
    known = entitled.registered(turn)
    return forms.begin(turn, OWN, answers={name: known[name] for name in ("area",) if name in known})


def _read_income(typed: str) -> str | None:
    amount = asked_amount(typed)
    if amount is None or amount.share or not 0 <= amount.value <= MOST_INCOME:
        return None
    return str(int(amount.value))


def _told(turn: Turn, answers: Answers) -> Reply:
    day = next_change(turn.today)
    assert day is not None
    name = f"{Area(answers['area']).value}_line"
    old, new = _figures().on(name, turn.today), _figures().on(name, day)
    words = Words(load_rules(), turn.today, turn.contact.language)
    if old is None or new is None:
        return text(turn.say("new_standard.none"))
    lines = [turn.say("new_standard.lines", day=words.formatter.date(day), **_sums(words, old, new))]
    if answers["income"] != UNKNOWN:
        income = int(answers["income"])
        lines.append(turn.say(f"new_standard.{_place(income, old, new)}", sum=words.value("income", income)))
    lines += _locally(turn, answers)
    lines.append(turn.say("new_standard.not_sure", day=words.formatter.date(day)))
    paper = Choice(turn.say("request_paper.button"), request_paper.TOPIC.do(request_paper.begin))
    return text("\n".join(lines), paper)


def _locally(turn: Turn, answers: Answers) -> list[str]:
    """What the house is by the province's own standard, where it has one: that stands beside the lines."""
    rules, lines = load_rules(), []
    here = HouseholdFacts(province=turn.office.province_code)
    for name in rules.book.standards.keys() - {NATIONAL}:
        # With nothing but the province known it is open there, and settled everywhere else.
        if None not in rules.standing(name, here, turn.today).values():
            continue
        found = UNKNOWN
        if answers["income"] != UNKNOWN:
            house = here.model_copy(update={"income": int(answers["income"])})
            held = rules.standing(name, house, turn.today)
            found = next((status for status, each in held.items() if each), OVER)
        lines.append(turn.say(f"new_standard.own_{found}", standard=turn.say(f"screen.standard_{name}")))
    return lines


def _sums(words: Words, old: Held, new: Held) -> Mapping[str, str]:
    return {"old": words.value("income", int(old.value)), "new": words.value("income", int(new.value))}


def _place(income: int, old: Held, new: Held) -> str:
    if income <= int(old.value):
        return "under_both"
    return "between" if income <= int(new.value) else "over_both"


OWN = forms.register(
    Form(
        "new_standard",
        (
            Question("area", options=tuple(Area)),
            Question("income", options=(UNKNOWN,), read=_read_income),
        ),
        _told,
        None,
    )
)
