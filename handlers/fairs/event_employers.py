"""Officials write down who looks for workers at an event and for what, and take such an offer back.

Work abroad is taken in only with its licence and the day of it: NĐ 283/2026 fines advice without one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial

from sqlalchemy import Connection

from bot import forms
from bot.conversation import Reply, Topic, Turn, text
from bot.domain.events.event import Employer, Event, Vacancy
from bot.domain.events.finding import Why
from bot.domain.events.terms import EventState, Mode
from bot.domain.ids import ContactId, VacancyId
from bot.domain.messages import Choice
from bot.domain.text import fold
from bot.domain.understanding.events import count_in
from bot.domain.understanding.offers import age_range, heard_offer, pay_range
from bot.errors import Moved
from bot.forms import Answers, Form, Question
from handlers.fairs import event_own, event_plan
from handlers.fairs.event_lines import pay_of
from models.events import event_offers
from models.events.event_offers import Offered

TOPIC = Topic("event_employers")
NONE, YES, NO = "none", "yes", "no"
LONGEST_NAME, LONGEST_WORDS, LONGEST_CONTRACT = 120, 160, 80
MOST_OFFERS = 8
MOST_PEOPLE = 10_000


@TOPIC.action
def add(turn: Turn, code: str) -> Reply:
    """Begin to write an offer down."""
    if _open(turn, code) is None:
        return text(turn.say("event_work.not_possible"))
    return forms.begin(turn, VACANCY, answers={"event": code})


def _open(turn: Turn, code: str) -> Event | None:
    """The asker's own event, while one can still come to it."""
    event = event_own.own(turn, code)
    gone = event is None or event.state is EventState.CANCELLED or event.ends <= turn.now
    return None if gone else event


def _employers(turn: Turn, answers: Answers) -> list[tuple[str, str]]:
    event = event_own.own(turn, answers.get("event", ""))
    known = () if event is None else event.plan.employers
    return [(each.name, each.name) for each in known[-MOST_OFFERS:]]


def _completed(turn: Turn, answers: Answers) -> Answers:
    """Of an employer that is known already it is known how it takes part."""
    known = {fold(each.name): each for each in _known(turn, answers)}
    if (same := known.get(fold(answers.get("employer", "")))) is None:
        return answers
    return {**answers, "employer": same.name, "mode": same.mode.value}


def _known(turn: Turn, answers: Answers) -> tuple[Employer, ...]:
    event = event_own.own(turn, answers.get("event", ""))
    return () if event is None else event.plan.employers


def _told(turn: Turn, answers: Answers, typed: str) -> Answers | None:
    """Several things told at once: "thợ may, 20 người, 6-8 triệu, cách 5 km, có xe"."""
    if "employer" not in answers or "," not in typed:
        return None
    heard = heard_offer(turn.knowledge.events, typed)
    told: dict[str, str | None] = {
        "job": heard.job,
        "count": None if heard.count is None else str(heard.count),
        "pay": None if heard.pay is None else _pair(heard.pay),
        "distance": None if heard.distance_km is None else str(heard.distance_km),
        "grade": None if heard.grade is None else str(heard.grade),
        "ages": None if heard.ages is None else _pair(heard.ages),
        "extras": _extras_of(heard.offers),
    }
    found = {name: value for name, value in told.items() if value is not None}
    return {**answers, **found} if len(found) > 1 else None


def _pair(pair: tuple[int | None, int | None]) -> str:
    return "-".join("" if each is None else str(each) for each in pair)


def _extras_of(offers: frozenset[Why]) -> str | None:
    named = [each.value for each in (Why.TRANSPORT, Why.HOUSING) if each in offers]
    return "_".join(named) or None


def _count(typed: str) -> str | None:
    count = count_in(typed)
    return str(count) if count and count <= MOST_PEOPLE else None


def _pay(typed: str) -> str | None:
    pay = pay_range(typed)
    return None if pay is None else _pair(pay)


def _distance(typed: str) -> str | None:
    count = count_in(fold(typed).replace("km", " "))
    return None if count is None else str(count)


def _ages(typed: str) -> str | None:
    ages = age_range(typed if "tuoi" in fold(typed) else f"{typed} tuoi")
    return None if ages is None else _pair(ages)


def _extras(turn: Turn, _answers: Answers, typed: str) -> str | None:
    return _extras_of(turn.knowledge.events.needs(typed))


def _licensed(turn: Turn, _answers: Answers, typed: str) -> str | None:
    """The day of a licence, which is no day to come."""
    day = turn.knowledge.events.days.read(typed, turn.today)
    return day.isoformat() if day is not None and day <= turn.today else None


def _ends(told: str | None) -> tuple[int | None, int | None]:
    if not told or told == NONE:
        return None, None
    least, _, most = told.partition("-")
    return int(least) if least else None, int(most) if most else None


def _vacancy(answers: Mapping[str, str]) -> Vacancy:
    pay, ages, extras = _ends(answers["pay"]), _ends(answers["ages"]), answers["extras"]
    abroad = answers["abroad"] == YES
    return Vacancy(
        answers["job"],
        int(answers["count"]),
        *pay,
        None if answers["distance"] == NONE else int(answers["distance"]),
        int(answers["grade"]),
        *ages,
        contract=_unless_none(answers["contract"]),
        benefits=_unless_none(answers["benefits"]),
        housing=Why.HOUSING.value in extras,
        transport=Why.TRANSPORT.value in extras,
        abroad=abroad,
        licence=answers["licence"] if abroad else None,
        licensed_on=date.fromisoformat(answers["licensed_on"]) if abroad else None,
    )


def _unless_none(told: str) -> str | None:
    return None if told == NONE else told


def _summary(turn: Turn, answers: Answers) -> str:
    say, vacancy = turn.say, _vacancy(answers)
    mode = say(f"event_import.mode_{answers['mode']}")
    lines = [
        say("event_employers.employer", name=answers["employer"], mode=mode),
        say("event_employers.job", job=vacancy.job, count=vacancy.count),
        say("events.grade", grade=vacancy.grade) if vacancy.grade else say("event_employers.no_grade"),
    ]
    if (pay := pay_of(turn, vacancy)) is not None:
        lines.append(pay)
    if vacancy.least_age or vacancy.most_age:
        lines.append(say("event_employers.ages", least=vacancy.least_age or 15, most=vacancy.most_age or "…"))
    if vacancy.distance_km is not None:
        lines.append(say("work.distance", km=vacancy.distance_km))
    lines += [say("events.why_transport")] if vacancy.transport else []
    lines += [say("events.why_housing")] if vacancy.housing else []
    lines += [each for each in (vacancy.contract, vacancy.benefits) if each]
    if vacancy.abroad and vacancy.licensed_on:
        day = f"{vacancy.licensed_on:%d/%m/%Y}"
        lines.append(say("work.licence", licence=vacancy.licence or "", date=day))
    return "\n".join(lines)


def _done(turn: Turn, answers: Answers) -> Reply:
    event = _open(turn, answers["event"])
    if event is None:
        return text(turn.say("event_work.not_possible"))
    employer = Employer(answers["employer"], Mode(answers["mode"]), (_vacancy(answers),))
    again = Choice(turn.say("event_employers.one_more"), TOPIC.do(add, event.code))
    words = turn.say("event_employers.written", title=event.plan.title)
    return text(words, again).doing(partial(_write, turn=turn, event=event, employer=employer))


def _write(tx: Connection, contact_id: ContactId, *, turn: Turn, event: Event, employer: Employer) -> None:
    event_offers.add(tx, event.id, employer, now=turn.now)
    event_own.noted(tx, contact_id, turn=turn, code=event.code, what="work_added")


@TOPIC.action
def offered(turn: Turn, code: str) -> Reply:
    """The offers of an event, of which one may be taken back."""
    event = event_own.own(turn, code)
    found: list[Offered] = [] if event is None else _offers(turn, event)
    if event is None or not found:
        return text(turn.say("event_employers.none"))
    choices = [
        Choice(turn.say("event_employers.drop", job=each.job[:40]), TOPIC.do(ask_drop, code, str(each.id)))
        for each in found[:MOST_OFFERS]
    ]
    lines = [turn.say("event_employers.line", job=each.job, employer=each.employer) for each in found]
    return text("\n".join(lines[:30]), *choices)


def _offers(turn: Turn, event: Event) -> list[Offered]:
    found: list[Offered] = turn.read(partial(event_offers.of_event, event_id=event.id))
    return found


@TOPIC.action
def ask_drop(turn: Turn, code: str, number: str) -> Reply:
    """Make sure which offer is taken back."""
    one = _one(turn, code, number)
    if one is None:
        return text(turn.say("event_employers.none"))
    return text(
        turn.say("event_employers.ask_drop", job=one.job, employer=one.employer),
        Choice(turn.say("event_employers.drop_yes"), TOPIC.do(drop, code, number)),
        Choice(turn.say("event_employers.drop_no"), TOPIC.do(offered, code)),
    )


def _one(turn: Turn, code: str, number: str) -> Offered | None:
    event = event_own.own(turn, code)
    found = [] if event is None else _offers(turn, event)
    return next((each for each in found if str(each.id) == number), None)


@TOPIC.action
def drop(turn: Turn, code: str, number: str) -> Reply:
    """Take an offer back: nobody is shown it any more."""
    one = _one(turn, code, number)
    if one is None:
        return text(turn.say("event_employers.none"))
    effect = partial(_drop, turn=turn, code=code, number=one.id)
    return text(turn.say("event_employers.dropped", job=one.job)).doing(effect)


def _drop(tx: Connection, contact_id: ContactId, *, turn: Turn, code: str, number: VacancyId) -> None:
    if not event_offers.drop(tx, number, now=turn.now):
        raise Moved("the offer was taken back a moment ago")
    event_own.noted(tx, contact_id, turn=turn, code=code, what="work_dropped")


def _abroad(answers: Answers) -> bool:
    return answers.get("abroad") == YES


VACANCY = forms.register(
    Form(
        "event_offer",
        (
            Question(
                "employer",
                found=_employers,
                read=partial(event_plan.line, longest=LONGEST_NAME),
                open_ended=True,
            ),
            Question("mode", options=tuple(Mode)),
            Question("job", read=partial(event_plan.line, longest=LONGEST_NAME), open_ended=True),
            Question("count", read=_count),
            Question("pay", options=(NONE,), read=_pay),
            Question("grade", options=("0", "9", "12"), read_in_turn=event_plan.grade),
            Question("ages", options=(NONE,), read=_ages),
            Question("distance", options=(NONE,), read=_distance),
            Question(
                "extras",
                options=(NONE, Why.TRANSPORT.value, Why.HOUSING.value, "transport_housing"),
                read_in_turn=_extras,
            ),
            Question(
                "contract",
                options=(NONE,),
                read=partial(event_plan.line, longest=LONGEST_CONTRACT),
            ),
            Question(
                "benefits",
                options=(NONE,),
                read=partial(event_plan.line, longest=LONGEST_WORDS),
            ),
            Question("abroad", options=(NO, YES)),
            Question("licence", read=partial(event_plan.line, longest=80), open_ended=True, needed=_abroad),
            Question("licensed_on", read_in_turn=_licensed, needed=_abroad),
        ),
        _done,
        _summary,
        amended=_told,
        completed=_completed,
        labels=event_plan.LABELS,
    )
)
